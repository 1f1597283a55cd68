"""The file of a backup: a zip whose members stand in order, each with its SHA-256 in a manifest, and the whole under one digest."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FORMAT = 1
"""The number of this way of writing; a larger one is newer."""
MANIFEST = "manifest.json"
NAME = re.compile(r"rows/[a-z0-9_]+\.jsonl|evidence/[0-9a-f]{64}|manifest\.json")
"""The names that members may have."""
_DIGEST = 64
_BLOCK = 2**20
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the same content makes the same file."""


class ArchiveError(Exception):
    """A backup cannot be written, read or restored; its text says why and what to do."""


class Writer:
    """Writes an archive: member by member, the manifest last, and whole or not at all."""

    def __init__(self, file: Path) -> None:
        if file.exists():
            raise ArchiveError(f"{file} is there already, and is not overwritten. Name another file.")
        self._file, self._half = file, file.with_name(f"{file.name}.part")
        self._half.touch(mode=0o600)
        self._zip = zipfile.ZipFile(self._half, "w", zipfile.ZIP_DEFLATED)
        self._members: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()
        self._half.unlink(missing_ok=True)

    def add(self, name: str, parts: Iterable[bytes]) -> str:
        """Write a member, and return its SHA-256."""
        assert NAME.fullmatch(name), name
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name, _THEN)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                member.write(part)
        self._members[name] = digest.hexdigest()
        return self._members[name]

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and the digest of the whole, and give the file its name."""
        told = {"format": FORMAT, **manifest, "members": dict(self._members)}
        self.add(MANIFEST, [json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False).encode()])
        self._zip.comment = b"0" * _DIGEST
        self._zip.close()
        with self._half.open("r+b") as file:
            digest = _digest_of(file, self._half.stat().st_size - _DIGEST)
            file.seek(-_DIGEST, os.SEEK_END)
            file.write(digest.encode())
            file.flush()
            os.fsync(file.fileno())
        self._half.rename(self._file)


class Reader:
    """Reads an archive, every byte of which has been checked."""

    def __init__(self, file: Path) -> None:
        """Open it.

        Raises:
            ArchiveError: it is no backup, was changed, or is newer than this version.
        """
        try:
            with file.open("rb") as source:
                length = file.stat().st_size - _DIGEST
                digest = _digest_of(source, length) if length > 0 else ""
                if source.read(_DIGEST).decode("ascii", "replace") != digest:
                    raise ArchiveError(
                        f"{file} is not a backup of gainshare, or it was changed: its digest is another. Nothing was restored."
                    )
            self._zip = zipfile.ZipFile(file)
            self.manifest: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError, zlib.error) as error:
            raise ArchiveError(f"{file} is not a backup of gainshare ({error}). Nothing was restored.") from error
        if self.manifest["format"] > FORMAT:
            raise ArchiveError(
                f"{file} was written by gainshare {self.manifest['gainshare']}, which is newer. Install that version, then restore."
            )
        self._check(file)

    def names(self, folder: str) -> list[str]:
        """Return the members of a folder, in order."""
        return [name for name in self._zip.namelist() if name.startswith(f"{folder}/")]

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member."""
        with self._zip.open(name) as member:
            yield from member

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a member block by block."""
        with self._zip.open(name) as member:
            while block := member.read(_BLOCK):
                yield block

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _check(self, file: Path) -> None:
        names = self._zip.namelist()
        members = self.manifest["members"]
        if sorted(names) != sorted([*members, MANIFEST]) or not all(NAME.fullmatch(name) for name in names):
            raise ArchiveError(f"{file} does not hold what its manifest names. Nothing was restored.")
        for name, expected in members.items():
            digest = hashlib.sha256()
            for block in self.blocks(name):
                digest.update(block)
            if digest.hexdigest() != expected:
                raise ArchiveError(f"{file}: {name} is not what was written. Nothing was restored.")


def _digest_of(file: Any, length: int) -> str:  # noqa: ANN401  # an open file of bytes
    digest = hashlib.sha256()
    while length > 0 and (block := file.read(min(_BLOCK, length))):
        digest.update(block)
        length -= len(block)
    return digest.hexdigest()
