"""The bytes of a file: read within a limit, and refused in plain words where they are not UTF-8 text."""

from __future__ import annotations

import codecs
import stat
from pathlib import Path

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source

BYTES_LOOKED_AT = 1_000
"""Enough of a file's beginning to tell text in two-byte characters, where every second byte of English is zero."""

BYTES_AT_ONCE = 1_000_000
"""Bytes decoded together when the encoding is checked."""

CHARACTERS_SHOWN = 20
"""Characters shown before and after one that cannot be read."""

WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
"""Byte order marks of the encodings that are not UTF-8; UTF-32 (little-endian) starts as UTF-16 does."""


class Unwritable(ValueError):
    """A value that the file could not give back as it is; refused so that nothing is lost in writing."""


def read_file(path: Path, limit: int) -> bytes | Problem:
    """Return the bytes of a file of at most `limit` bytes, or what is wrong with it.

    The size is asked for first: a file over the limit is never read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return _not_a_file(path, is_folder=stat.S_ISDIR(found.st_mode))
        if found.st_size > limit:
            return too_large(path.name, size_bytes=found.st_size, limit=limit)
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        return _unreadable(path, error)
    # The file may have grown since its size was asked for.
    return data if len(data) <= limit else too_large(path.name, size_bytes=len(data), limit=limit)


def too_large(name: str, *, size_bytes: int, limit: int) -> Problem:
    """Return the Problem of a file over the limit."""
    return Problem(
        message=f"The file has {size_bytes:,} bytes; at most {limit:,} are read.",
        fix="Check that this is the right file; if it is, split it or leave out what is not needed.",
        source=Source(file=name),
    )


def find_encoding_problem(data: bytes, name: str, *, save_as: str) -> Problem | None:
    """Return why the bytes cannot be read as UTF-8 text, or None if they can.

    Args:
        data: the whole file; a byte order mark of UTF-8 is welcome.
        name: the file's name, as the user would find it.
        save_as: how to save such a file as UTF-8, as a sentence in the imperative.
    """
    if _is_wide(data):
        return Problem("The file is in UTF-16 (“Unicode text”), not in UTF-8.", save_as, Source(file=name, line=1))
    position = _first_unreadable(data)
    if position is None:
        return None
    source = Source(file=name, line=line_of(data, position))
    message = "The file is not in UTF-8: here is the first character that cannot be read."
    return Problem(message, save_as, source, _text_around(data, position))


def line_of(data: bytes, position: int) -> int:
    """Return the line, counted from 1, of the byte at a position; a line ends with LF, CR LF or CR."""
    before = data[:position].replace(b"\r\n", b"\n")
    return 1 + before.count(b"\n") + before.count(b"\r")


def _is_wide(data: bytes) -> bool:
    beginning = data[:BYTES_LOOKED_AT]
    # Nothing but zero bytes is a broken file, not text in wide characters.
    return data.startswith(WIDE_MARKS) or len(beginning) / 3 < beginning.count(0) < len(beginning) * 0.9


def _first_unreadable(data: bytes) -> int | None:
    """Return the position of the first byte that is no UTF-8; None if all is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        # Piece by piece, because the text of a whole ledger can take four times its bytes.
        for start in range(0, len(data), BYTES_AT_ONCE):
            decoder.decode(data[start : start + BYTES_AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        # The error knows its place in the piece only, and a character may begin in the piece before.
        return _position_of_error(data)
    return None


def _position_of_error(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    raise AssertionError("a decoder that reads piece by piece refuses what one that reads the whole refuses")


def _text_around(data: bytes, position: int) -> str:
    """Return the line about the position, read as Windows-1252: what the file most likely is."""
    start = max(data.rfind(b"\n", 0, position) + 1, position - CHARACTERS_SHOWN)
    line = data[start : position + CHARACTERS_SHOWN].splitlines()[0]
    return line.decode("cp1252", errors="replace").strip()


def _not_a_file(path: Path, *, is_folder: bool) -> Problem:
    what = "a folder" if is_folder else "not an ordinary file"
    return Problem(f"{path} is {what}.", "Give the path of a file.", Source(file=path.name))


def _unreadable(path: Path, error: OSError | ValueError) -> Problem:
    source = Source(file=path.name)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Problem(f"There is no file {path}.", "Check the name and the folder.", source)
    if isinstance(error, PermissionError):
        return Problem(f"You may not read the file {path}.", "Ask for permission to read it, or copy it to a folder of your own.", source)
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Problem(f"The file {path} cannot be read: {reason}.", "Check its name and that the disk it is on can be reached.", source)
