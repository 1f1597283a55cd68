"""CSV files of records as text: their columns, and whether every line can be read in one way only, before any engine reads it."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source

BLANKS = " \t"
"""What stands around a value without belonging to it."""
LINES_SHOWN = 50
"""How many faulty lines of a file are named; of more, only how many there are."""
BLOCK = 1 << 20
LONGEST_PLAIN_LINE = 100_000
LINE_ENDS = {"\n": "LF", "\r\n": "CR LF", "\r": "CR", "": "nothing"}


def csv_header(path: Path) -> list[str]:
    """Return the names of a CSV file's columns.

    Raises:
        Invalid: it is empty, its first line cannot be read, or it is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, strict=True), None)
    except UnicodeDecodeError:
        raise Invalid([_not_utf8(path)]) from None
    except csv.Error as error:
        raise Invalid([_unreadable(path, 1, error)]) from None
    if not header:
        message = "The file is empty." if header is None else "The first line is empty."
        raise Invalid([Problem(message, "Its first line names the columns.", Source(path.name, 1))])
    if any("\n" in name or "\r" in name for name in header):
        raise Invalid([Problem("The name of a column runs over two lines.", "Give it a name on one line.", Source(path.name, 1))])
    return [name.strip(BLANKS) for name in header]


def check_lines(path: Path, columns: int) -> None:
    """Check that every line of a CSV file has its cells and means the same to every reader.

    Args:
        path: the file.
        columns: how many columns its first line names.

    Raises:
        Invalid: lines have too many cells or too few, cannot be read, or end in two ways; or the file is not UTF-8.
    """
    if not _is_plain(path, columns) and (problems := list(_problems(path, columns))):
        raise Invalid(problems)


def csv_rows(path: Path) -> Iterator[list[str]]:
    """Yield the cells of every line after the first; a line without anything is no record. The lines have been checked."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader, None)
        yield from (cells for cells in reader if cells not in ([], [""]))


def _is_plain(path: Path, columns: int) -> bool:
    """Return whether a quick look is enough: no quotation marks, one kind of line end, as many commas as there must be.

    A line with a cell too many could hide one with a cell too few; every engine finds the latter by itself.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    ends: set[bool] = set()
    with path.open("rb") as file:
        while lines := file.readlines(BLOCK):
            block = b"".join(lines)
            returns = block.count(b"\r")
            ends.add(returns > 0)
            lengths = [len(line) for line in lines]
            if (
                b'"' in block
                or len(ends) > 1
                or (returns and not returns == block.count(b"\r\n") == block.count(b"\n"))
                or block.count(b",") != (columns - 1) * len(lines)
                or min(lengths) <= 1 + bool(returns)
                or max(lengths) > LONGEST_PLAIN_LINE
                or not _decodes(decoder, block)
            ):
                return False
    return _decodes(decoder, b"", final=True)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The lines of a file as they are read: the last of them, and whether in any since last asked a quotation mark follows a space."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.last = ""
        self.may_be_odd = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.last = line = next(self.file)
        if ' "' in line:
            self.may_be_odd = True
        return line


def _problems(path: Path, columns: int) -> Iterator[Problem]:
    """Yield what is wrong with the lines of a file: the first fifty, and how many there are besides."""
    found = _faults(path, columns)
    count = 0
    try:
        for count, problem in enumerate(found, 1):
            if count <= LINES_SHOWN:
                yield problem
    except UnicodeDecodeError:
        yield _not_utf8(path)
    if count > LINES_SHOWN:
        yield Problem(f"There are {count - LINES_SHOWN:,} more lines like these.", "Put them right too.", Source(path.name))


def _faults(path: Path, columns: int) -> Iterator[Problem]:
    """Yield a problem for each faulty line; after a line that cannot be read, nothing can be said of the rest."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, strict=True)
        first_end, are_alike, line = "", True, 1
        try:
            for cells in reader:
                if (len(cells) != columns or lines.may_be_odd) and (problem := _fault(path, line, cells, columns)):
                    yield problem
                end = _end(lines.last)
                first_end = first_end or end
                if are_alike and end not in (first_end, ""):
                    are_alike = False
                    yield _other_end(path, line, end, first_end)
                lines.may_be_odd = False
                line = reader.line_num + 1
        except csv.Error as error:
            yield _unreadable(path, line, error)


def _end(line: str) -> str:
    return "\r\n" if line.endswith("\r\n") else line[-1:] if line.endswith(("\r", "\n")) else ""


def _fault(path: Path, line: int, cells: list[str], columns: int) -> Problem | None:
    if cells and len(cells) != columns:
        message = f"The line has {len(cells)} cells; the first line names {columns} columns."
        return Problem(message, "Give each its cell; a comma within a cell needs quotation marks around the cell.", Source(path.name, line))
    if any(cell.startswith(" ") and cell.lstrip(" ").startswith('"') for cell in cells):
        return Problem("A quotation mark follows a space.", "Take the space before it away.", Source(path.name, line))
    return None


def _other_end(path: Path, line: int, end: str, first: str) -> Problem:
    message = f"The line ends with {LINE_ENDS[end]}, the first line with {LINE_ENDS[first]}."
    return Problem(message, "Save the file with one kind of line end.", Source(path.name, line))


def _unreadable(path: Path, line: int, error: csv.Error) -> Problem:
    if "limit" in str(error):
        return Problem("A cell is longer than 131,072 characters.", "Check the quotation marks of this line.", Source(path.name, line))
    message = "A quotation mark is not closed, or something follows it."
    return Problem(message, 'Close it; write a quotation mark within a cell twice: "".', Source(path.name, line))


def _not_utf8(path: Path) -> Problem:
    """Return the problem of a file in another encoding, with its first line that is none of UTF-8."""
    with path.open("rb") as file:
        decoded = (_decodes(codecs.getincrementaldecoder("utf-8")(), line, final=True) for line in file)
        line = next((number for number, is_text in enumerate(decoded, 1) if not is_text), None)
    return Problem("The file is not in UTF-8.", "Save it as “CSV UTF-8”.", Source(path.name, line))
