"""Files that people add: told by their content, kept under their SHA-256 outside the database, never shown inline."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

MOST_BYTES = 20 * 2**20
"""The largest file."""
KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "eml": "message/rfc822",
}
"""What may be kept, and what browsers call it."""
MAIL_HEADERS = (b"received:", b"from:", b"return-path:", b"mime-version:", b"date:", b"delivered-to:", b"message-id:", b"subject:")


SIGNS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "xlsx": b"PK\x03\x04"}
"""How the bytes of each kind begin; text has no such sign."""


def kind_of(name: str, data: bytes) -> str | None:
    """Return what a file is by its content, and for plain text by its name too; None if it is nothing that may be kept."""
    signed = next((kind for kind, sign in SIGNS.items() if data.startswith(sign)), None)
    if signed is not None:
        return signed if signed != "xlsx" or _is_workbook(data) else None
    ending = Path(name).suffix.lower()
    if b"\x00" in data[:4096]:
        return None
    if ending == ".eml" and data[:4096].lower().lstrip().startswith(MAIL_HEADERS):
        return "eml"
    return "csv" if ending == ".csv" else None


def _is_workbook(data: bytes) -> bool:
    """Return whether a zip is a spreadsheet without macros; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return "xl/workbook.xml" in names and not any(name.endswith("vbaProject.bin") for name in names)


def path_of(sha256: str) -> Path:
    """Return where the bytes of a fingerprint lie."""
    return Path(settings.EVIDENCE_FOLDER) / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Write bytes under their SHA-256, whole or not at all, and return it; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f"{sha256}.{uuid4().hex}.part")
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    return sha256


NAMED_BY: list[str] = []
"""The models whose rows name a kept file by `sha256`; each app adds its own when it starts."""


def named(using: str = DEFAULT_DB_ALIAS) -> frozenset[str]:
    """Return the SHA-256 of every file that a row names."""
    found: Iterable[str] = (sha256 for model in NAMED_BY for sha256 in _names_of(model, using))
    return frozenset(found)


def _names_of(model: str, using: str) -> Iterable[str]:
    found: Iterable[str] = apps.get_model(model)._base_manager.using(using).values_list("sha256", flat=True)
    return found


def sweep(older_than_seconds: float = 86_400) -> int:
    """Remove bytes that no row names and that have lain a day; return how many files there were."""
    folder = Path(settings.EVIDENCE_FOLDER)
    needed = named()
    latest = timezone.now().timestamp() - older_than_seconds
    orphans = [file for file in folder.glob("??/*") if file.name.partition(".")[0] not in needed or file.suffix == ".part"]
    gone = [file for file in orphans if file.stat().st_mtime < latest]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)
