"""What somebody uploads to start an alliance: a ZIP of its folder or an agreement by itself, read without trust."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.files.folder import AGREEMENT
from gainshare.web.agreements.convert import LARGEST

MOST_BYTES = 50_000_000
"""Bytes of all files of an archive, unpacked."""
MOST_FILES = 500
"""Files of an archive."""
EMPTY_TABLES = {"costs.csv": b"party,period,cost_type,amount\n", "targets.csv": b"party,period,cost_type,amount\n"}
"""The tables that every folder has, with nothing in them yet."""
ZIP_AGAIN = "Make the ZIP again from the alliance's folder."


def files_in(data: bytes, name: str) -> Mapping[str, bytes]:
    """Return the files of an alliance's folder from an upload, by their name in the folder.

    Raises:
        Invalid: it is neither a ZIP of a folder nor an agreement, or is not safe to unpack; every reason at once.
    """
    if name.lower().endswith((".yaml", ".yml")):
        if len(data) > LARGEST:
            raise Invalid([Problem(f"The file has {len(data):,} bytes; at most {LARGEST:,} are read.", "Check the file.", Source(name))])
        return {AGREEMENT: data, **EMPTY_TABLES}
    if not data.startswith(b"PK"):
        fix = "Upload a ZIP of the alliance's folder, or its agreement.yaml."
        raise Invalid([Problem("This is neither a ZIP nor an agreement.yaml.", fix, Source(name))])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _folder(_unpacked(archive, name), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError, OSError) as error:
        raise Invalid([Problem("The ZIP cannot be unpacked.", ZIP_AGAIN, Source(name))]) from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> Mapping[str, bytes]:
    """Return every file of an archive, once nothing is wrong with its list and within the limit of what comes out."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if problems := tuple(_faults(infos, name)):
        raise Invalid(problems)
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for info in infos:
        # What the list says of sizes need not be true.
        with archive.open(info) as stream:
            files[info.filename] = stream.read(left + 1)
        left -= len(files[info.filename])
        if left < 0:
            raise Invalid([_too_much(name)])
    return files


def _faults(infos: Sequence[zipfile.ZipInfo], name: str) -> Iterator[Problem]:
    """Yield what is wrong with the list of an archive."""
    if len(infos) > MOST_FILES:
        yield Problem(f"The ZIP has {len(infos):,} files; at most {MOST_FILES} are read.", "Leave out what is not needed.", Source(name))
        return
    if sum(info.file_size for info in infos) > MOST_BYTES:
        yield _too_much(name)
    seen: set[str] = set()
    for info in infos:
        if not _is_within(info.orig_filename) or not _is_within(info.filename):
            yield Problem("A file of the ZIP lies outside of its folder.", ZIP_AGAIN, Source(name), info.orig_filename)
        if stat.S_ISLNK(info.external_attr >> 16):
            yield Problem("A file of the ZIP is a link to another place.", ZIP_AGAIN, Source(name), info.filename)
        if info.flag_bits & 1:
            yield Problem("A file of the ZIP has a password.", "Make the ZIP again without one.", Source(name), info.filename)
        if info.filename in seen:
            yield Problem("The ZIP has two files of the same name.", ZIP_AGAIN, Source(name), info.filename)
        seen.add(info.filename)


def _too_much(name: str) -> Problem:
    return Problem(f"Unpacked, the ZIP has more than {MOST_BYTES:,} bytes.", "Leave out what is not needed.", Source(name))


def _is_within(path: str) -> bool:
    """Return whether a path stays in the folder that it is unpacked to."""
    return not (set(path.split("/")) & {"", ".", ".."}) and not set(path) & {"\\", ":", "\0"}


def _folder(files: Mapping[str, bytes], name: str) -> Mapping[str, bytes]:
    """Return the files of the one folder in an archive that holds an agreement, without the folder's own name."""
    homes = sorted({PurePosixPath(path).parent for path in files if PurePosixPath(path).name == AGREEMENT and "__MACOSX" not in path})
    if len(homes) != 1:
        message = f"The ZIP has {len(homes)} agreements." if homes else f"The ZIP has no {AGREEMENT}."
        raise Invalid([Problem(message, f"Make a ZIP of one alliance's folder, with its {AGREEMENT} and its CSV files.", Source(name))])
    home = homes[0]
    return {str(PurePosixPath(path).relative_to(home)): data for path, data in files.items() if PurePosixPath(path).is_relative_to(home)}
