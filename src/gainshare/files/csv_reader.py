"""CSV text to rows: every cell read by its column's parser, every cell that cannot be read reported, a million rows in seconds."""

from __future__ import annotations

import csv
import gc
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, repeat
from typing import Protocol, TypeVar

from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.files.collected import Collected
from gainshare.files.csv_cells import explain_excel_error
from gainshare.files.csv_writer import undo_inert
from gainshare.files.text_file import find_encoding_problem, line_of, too_large

T = TypeVar("T")

CSV_BYTES_LIMIT = 250_000_000
"""Largest file read: about three million lines of cost."""

PROBLEMS_LIMIT = 1_000
"""Most problems listed of one file."""

COUNTED_LIMIT = 10_000
"""Most further problems that are counted before reading is given up."""

COLUMNS_LIMIT = 1_000
"""Most columns of a table."""

CELL_LIMIT = 10_000
"""Characters of the longest cell."""

REMEMBERED_LIMIT = 50_000
"""Values that are remembered for each column: what repeats is parsed once and held once."""

ROWS_AT_ONCE = 250
"""Rows parsed together, column by column; more would cost memory and gain nothing."""

NAME_LIMIT = 100
"""Longest column name that is compared with others: comparing takes the square of the length."""

LINE_END = re.compile(rb"[\r\n]")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SAVE_AS = "Save it as CSV UTF-8 (in Excel: Save as, “CSV UTF-8 (comma delimited)”)."
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a table has or may have."""

    name: str
    """Its name in the header; upper and lower case are the same."""
    parse: Callable[[str], object]
    """Returns the value of a cell that is not blank, or raises a Fault."""
    needed: bool = True
    """Must the table have it, with no cell blank?"""
    default: object = None
    """The value of a blank cell, and of every row if the column is absent; only where the column is not needed."""
    doc: str = ""
    """What it holds, in a few words, for the message about a blank cell."""

    def __post_init__(self) -> None:
        """Check that the default can be used."""
        assert not (self.needed and self.default is not None), "a column that is needed has no default"


def read_table(data: bytes, name: str, columns: Sequence[Column], build: Callable[..., T]) -> tuple[list[T], list[Problem]]:
    """Return the rows of a CSV file and everything that is wrong with it.

    A row is built only if all its cells could be read; if the header has errors, none is, but the cells are checked all the same.

    Args:
        data: the whole file in UTF-8, with or without a byte order mark.
        name: the file's name, as the user would find it.
        columns: the columns of the table; the file may have them in any order.
        build: called with the values in the order of `columns`, then the line on which the row begins; may raise a Fault.
    """
    if refused := _refuse_bytes(data, name, columns):
        return [], [refused]
    collected = Collected(name, PROBLEMS_LIMIT)
    with _collection_paused(), io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="") as stream:
        stream.read(1 if data.startswith(BYTE_ORDER_MARK) else 0)
        rows = _rows(csv.reader(stream, strict=True), collected)
        # A first row that is no CSV is reported, and what comes after it is no header.
        line, header = next(rows, (1, None))
        plan = None if header is None or line > 1 else _plan(header, columns, collected)
        if plan is None:
            return [], collected.listed()
        built: list[T] = []
        accepted = _accepted(rows, len(plan.header), collected)
        while collected.beyond <= COUNTED_LIMIT and (chunk := list(islice(accepted, ROWS_AT_ONCE))):
            built += _build_rows(chunk, plan, build, collected)
    return built, collected.listed(all_read=collected.beyond <= COUNTED_LIMIT)


class _LineReader(Protocol):
    """What `csv.reader` returns: rows, and the number of lines read so far."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class _Cells(dict[str, object]):
    """The values of a column's cells by their text; one that is not there yet is parsed, and remembered while there is room."""

    __slots__ = ("column",)

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column

    def __missing__(self, cell: str) -> object:
        value = _read_cell(cell, self.column)
        if len(self) < REMEMBERED_LIMIT:
            self[cell] = value
        return value


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the values of a row come from."""

    header: tuple[str, ...]
    """The column names of the file."""
    cells: tuple[tuple[int | None, _Cells], ...]
    """For each column wanted its place in the file, None if it is absent."""
    is_sound: bool
    """May rows be built, or only checked?"""


@contextmanager
def _collection_paused() -> Iterator[None]:
    """Keep the garbage collector from going through a million rows again and again while they are made: it took half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse_bytes(data: bytes, name: str, columns: Sequence[Column]) -> Problem | None:
    if len(data) > CSV_BYTES_LIMIT:
        return too_large(name, size_bytes=len(data), limit=CSV_BYTES_LIMIT)
    if problem := find_encoding_problem(data, name, save_as=SAVE_AS):
        return problem
    if (position := data.find(b"\0")) >= 0:
        return Problem("The file holds a zero byte: it is no text.", SAVE_AS, Source(name, line_of(data, position)))
    text = data.removeprefix(BYTE_ORDER_MARK)
    if not text or text.isspace():
        names = ", ".join(column.name for column in columns)
        return Problem("The file is empty.", f"Begin it with a line of column names: {names}.", Source(name, 1))
    return _wrong_delimiter(text, name, columns)


def _wrong_delimiter(text: bytes, name: str, columns: Sequence[Column]) -> Problem | None:
    line = LINE_END.split(text[:CELL_LIMIT], maxsplit=1)[0].decode("utf-8", errors="replace")
    wanted = {_folded(column.name) for column in columns}

    def count_known(delimiter: str) -> int:
        return len(wanted.intersection(_folded(word.strip().strip('"')) for word in line.split(delimiter)))

    best = max(OTHER_DELIMITERS, key=count_known)
    if count_known(best) <= count_known(","):
        return None
    message = f"The cells are separated by {OTHER_DELIMITERS[best]}, not by commas."
    return Problem(message, "Save the file as CSV with commas (in Excel: “CSV UTF-8 (comma delimited)”).", Source(name, 1), line)


def _rows(reader: _LineReader, collected: Collected) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; a row that is no CSV is reported and left out."""
    line = 1
    while True:
        try:
            for row in reader:
                yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            source = Source(collected.name, line)
            if "expected after" not in str(error):
                # The rest of the file was swallowed by one cell.
                message = "A quotation mark that opens in this row is never closed, or a cell is far too long."
                collected.add(Problem(message, "Close it; write a quotation mark inside a text twice.", source))
                return
            message = "There is more text after a closing quotation mark."
            collected.add(Problem(message, "Write a quotation mark inside a text twice, and a comma after the closing one.", source))
            line = reader.line_num + 1
        else:
            return


def _plan(header: list[str], columns: Sequence[Column], collected: Collected) -> _Plan | None:
    """Return where the values come from, and report what is wrong with the header; None if rows cannot even be checked."""
    names = tuple(undo_inert(name).strip() for name in header)
    if len(names) > COLUMNS_LIMIT or not any(names):
        message = f"The table has more than {COLUMNS_LIMIT:,} columns." if any(names) else "The first line holds no column names."
        collected.add(Problem(message, "Begin the file with the line of column names.", Source(collected.name, 1)))
        return None
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(_folded(name), place)
    faults = [*_repeated(names, collected.name), *_missing(names, places, columns, collected.name)]
    for problem in (*faults, *_unknown(names, places, columns, collected.name)):
        collected.add(problem)
    cells = tuple((places.get(_folded(column.name)), _Cells(column)) for column in columns)
    if all(place is None for place, _ in cells):
        return None
    return _Plan(names, cells, is_sound=not faults)


def _repeated(names: Sequence[str], file: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, name in enumerate(names, start=1):
        if name and _folded(name) in first:
            message = f"Columns {first[_folded(name)]} and {place} have the same name."
            yield Problem(message, "Rename or delete one of them.", Source(file, 1, name), name)
        first.setdefault(_folded(name), place)


def _missing(names: Sequence[str], places: dict[str, int], columns: Sequence[Column], file: str) -> Iterator[Problem]:
    wanted = {_folded(column.name) for column in columns}
    spare = {folded: names[place] for folded, place in places.items() if folded not in wanted}
    for column in columns:
        if column.needed and _folded(column.name) not in places:
            near = _nearest(column.name, spare)
            fix = f"Rename “{near}” to “{column.name}”, if that is meant; otherwise add the column." if near else "Add the column."
            yield Problem(f"The column “{column.name}” is missing.", fix, Source(file, 1, column.name), ", ".join(names))


def _unknown(names: Sequence[str], places: dict[str, int], columns: Sequence[Column], file: str) -> Iterator[Problem]:
    wanted = {_folded(column.name): column.name for column in columns}
    absent = {folded: name for folded, name in wanted.items() if folded not in places}
    for place, name in enumerate(names, start=1):
        if name and _folded(name) in wanted:
            continue
        near, present = _nearest(name, absent), _nearest(name, wanted)
        fix = f"Rename it to “{near}”, if that is meant; otherwise delete it or leave it." if near else "Delete it or leave it."
        fix += f" The column “{present}” is there too." if present and not near else ""
        message = (
            f"Column {place} is not read: no column of this name is known." if name else f"Column {place} has no name and is not read."
        )
        yield Problem(message, fix, Source(file, 1, name), name or None, severity="warning")


def _nearest(name: str, named: dict[str, str]) -> str | None:
    """Return the name most like the one given, out of names by their folded form."""
    near = get_close_matches(_folded(name), list(named), n=1) if len(name) <= NAME_LIMIT else []
    return named[near[0]] if near else None


def _folded(name: str) -> str:
    return name.strip().casefold()


def _accepted(rows: Iterator[tuple[int, list[str]]], width: int, collected: Collected) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the right width; report the others, and blank rows unless they are the last."""
    first_blank, blank_count, last_blank_count = 0, 0, 0
    for line, row in rows:
        is_plain = len(row) == width and row[0].strip() != ""
        if not is_plain and not any(cell.strip() for cell in row):
            first_blank = first_blank or line
            last_blank_count += 1
            continue
        blank_count, last_blank_count = blank_count + last_blank_count, 0
        if len(row) == width:
            yield line, row
        else:
            collected.add(_wrong_width(line, row, width, collected.name))
    if blank_count:
        message = f"There are {blank_count:,} blank rows between the others, from here on." if blank_count > 1 else "The row is blank."
        fix = "Check that no rows were lost; blank rows may stay."
        collected.add(Problem(message, fix, Source(collected.name, first_blank), severity="warning"))


def _wrong_width(line: int, row: list[str], width: int, file: str) -> Problem:
    count = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
    message = f"The row has {count}, but the header has {width} column{'' if width == 1 else 's'}."
    fix = "Put a cell that holds a comma in quotation marks." if len(row) > width else "Add the cells that are missing, blank or not."
    return Problem(message, fix, Source(file, line), ",".join(row[:COLUMNS_LIMIT]))


def _build_rows(chunk: list[tuple[int, list[str]]], plan: _Plan, build: Callable[..., T], collected: Collected) -> list[T]:
    """Return the rows built; a chunk without a fault is parsed column by column, for speed."""
    if plan.is_sound:
        try:
            lines, rows = zip(*chunk, strict=True)
            columns = list(zip(*rows, strict=True))
            values = [
                repeat(cells.column.default) if place is None else map(cells.__getitem__, columns[place]) for place, cells in plan.cells
            ]
            return list(map(build, *values, lines))
        except Fault:
            # Which cell it was is found below, with all others that cannot be read.
            pass
    built = (_build_row(line, row, plan, build, collected) for line, row in chunk)
    return [one for built_row in built for one in built_row]


def _build_row(line: int, row: list[str], plan: _Plan, build: Callable[..., T], collected: Collected) -> list[T]:
    """Return the row built, in a list; an empty list if a cell cannot be read, which is reported."""
    values: list[object] = []
    for place, cells in plan.cells:
        try:
            values.append(cells.column.default if place is None else cells[row[place]])
        except Fault as fault:
            cell = row[place] if place is not None else ""
            collected.add(_cell_problem(fault, cell, Source(collected.name, line, cells.column.name)))
    if not plan.is_sound or len(values) < len(plan.cells):
        return []
    try:
        return [build(*values, line)]
    except Fault as fault:
        collected.add(Problem(fault.message, fault.fix, Source(collected.name, line), ",".join(row)))
        return []


def _read_cell(cell: str, column: Column) -> object:
    if len(cell) > CELL_LIMIT:
        raise Fault(
            f"The cell has {len(cell):,} characters; at most {CELL_LIMIT:,} are read.", "Shorten it, or look for a quotation mark too many."
        )
    if not cell or cell.isspace():
        if column.needed:
            raise Fault("The cell is blank.", f"Fill it in: {column.doc}." if column.doc else "Fill it in.")
        return column.default
    return column.parse(undo_inert(cell))


def _cell_problem(fault: Fault, cell: str, source: Source) -> Problem:
    told = explain_excel_error(cell) or fault
    return Problem(told.message, told.fix, source, cell if cell.strip() else None)
