"""Files that prove a return: told by their content, kept under their SHA-256 outside the database, never shown inline."""

from __future__ import annotations

import hashlib
import os
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.models import DRAFT, Evidence, Return
from gainshare.web.costs.writing import locked_return, record_of

MOST_BYTES = 20 * 2**20
"""The largest file."""
MOST_FILES = 30
"""Files of one return, at most."""
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


def add(*, by: Seat, of: UUID, name: str, data: bytes) -> Evidence:
    """Add a file to a draft; its bytes are on disk before the transaction begins.

    Raises:
        Refused: it is too large, of no kind that may be kept, or the return takes no more files.
    """
    kind = kind_of(name, data)
    if len(data) > MOST_BYTES:
        raise Refused(f"“{name}” is larger than 20 MB. Split it, or save it smaller.")
    if not data or kind is None:
        why = "is empty" if not data else "is none of these by what it holds, whatever its name says, or holds macros"
        raise Refused(f"“{name}” {why}. Evidence is a PDF, XLSX, CSV, PNG, JPEG or EML file, without macros.")
    sha256 = keep(data)
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("The return has been handed in; evidence is added to drafts.")
        if found.files.count() >= MOST_FILES:
            raise Refused(f"A return holds {MOST_FILES} files at most.")
        same = found.files.filter(sha256=sha256, name=name).first()
        if same is not None:
            return same
        now = timezone.now()
        made = Evidence.objects.create(of=found, name=name, kind=kind, size=len(data), sha256=sha256, added_by=by.person, added_at=now)
        record_of("evidence.added", by, found, {"after": {"sha256": sha256, "size": len(data)}, "names": {"file": name}})
        return made


def remove(*, by: Seat, of: UUID, file: UUID) -> Return:
    """Take a file off a draft; its bytes are swept later, if nothing else needs them."""
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("The return has been handed in; its evidence stays.")
        gone = found.files.filter(pk=file).first()
        if gone is None:
            raise Refused("The file is not there any more.")
        gone.delete()
        record_of("evidence.removed", by, found, {"before": {"sha256": gone.sha256}, "names": {"file": gone.name}})
        return found


def sweep(older_than_seconds: float = 86_400) -> int:
    """Remove bytes that no return needs and that have lain a day; return how many files there were."""
    folder = Path(settings.EVIDENCE_FOLDER)
    needed = set(Evidence.objects.values_list("sha256", flat=True))
    latest = timezone.now().timestamp() - older_than_seconds
    orphans = [file for file in folder.glob("??/*") if file.name.partition(".")[0] not in needed or file.suffix == ".part"]
    gone = [file for file in orphans if file.stat().st_mtime < latest]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)
