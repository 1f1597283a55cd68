"""Excel workbooks read without trust: what the archive and its XML hold is looked at before anything of it is opened."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from operator import is_
from typing import TYPE_CHECKING
from xml.parsers import expat

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.sheet import COLUMNS_LIMIT, ROWS_LIMIT, Sheet, SheetRow, sheet_of
from gainshare.files.sheet_limits import MACROS, PROBLEMS_LIMIT, SAVE_AS, cell_problem, limit_problem

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

UNPACKED_LIMIT = 50_000_000
"""Most bytes of a workbook once it is unpacked."""
RATIO_LIMIT = 200
"""How many times larger than packed a part may be; a sheet of numbers comes to about ten."""
RATIO_FROM = 1_000_000
"""Bytes from which on that is asked: small parts of nothing but spaces are packed better."""
PARTS_LIMIT = 2_000
"""Most parts of a workbook."""
CELLS_LIMIT = 1_000_000
"""Most cells of all sheets together, blank ones among them."""
LAST_ROW = 1_048_576
"""The last row that a sheet of Excel has."""
FORMULAS_NAMED = 20
"""Most cells with a formula that are named one by one."""

PARTS_OF_XML = (".xml", ".rels", ".vml")
UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, OSError, EOFError, RuntimeError),
    *(NotImplementedError, SyntaxError, zipfile.BadZipFile, zlib.error, expat.ExpatError, MemoryError),
)
"""What a file that is no workbook, or was made to harm, can raise while it is read."""
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1"})
"""Encodings of XML in which the signs below are themselves."""
CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
END_OF_CELLS = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
"""Beyond it, formulas belong to drop-down lists and formatting, and are no cells'."""
FORMULA_CELL = re.compile(rb"<(?:[\w.-]+:)?c(\s[^<>]*)>\s*(<(?:[\w.-]+:)?f[\s/>])")
REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
FOREIGN_XML = "The workbook holds XML that Excel never writes: a definition of entities, a reference to another file, or a rare encoding."
SIGNIFICANT = ".15g"
"""The digits that Excel itself keeps and shows; what is beyond is noise of its arithmetic."""


def read_workbook(name: str, data: bytes) -> Sheet:
    """Return the table on the sheet that was in front when the workbook was saved or, if that is empty, on the first that is not.

    Args:
        name: the file's name.
        data: the whole file.

    Raises:
        Invalid: it is no workbook, could harm the reader, has formulas in it, or is too large.
    """
    try:
        parts = _inspected(name, data)
        with warnings.catch_warnings():
            # Of styles and extensions that are not kept, the party need not hear.
            warnings.simplefilter("ignore")
            return _read(name, data, parts)
    except UNREADABLE:
        raise Invalid([Problem("The workbook cannot be read: it is damaged, or is none.", SAVE_AS, Source(name))]) from None


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part of XML before anything reads it."""

    formulas: tuple[str, ...]
    """The cells that hold a formula; an empty text where the cell has no reference."""
    cell_count: int
    """How many cells it has, blank ones among them."""


def _inspected(name: str, data: bytes) -> dict[str, _Part]:
    """Return every part of XML by its name, once the archive and all of them are found to be harmless."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if problem := _refused_archive(name, archive.infolist()):
            raise Invalid([problem])
        read = ((info.filename, archive.read(info)) for info in infos)
        parts = {part: _part(name, part, held) for part, held in read if _is_xml(part, held)}
    if sum(part.cell_count for part in parts.values()) > CELLS_LIMIT:
        raise Invalid([_too_many_cells(name)])
    return parts


def _too_many_cells(name: str) -> Problem:
    return Problem("The workbook has far too many cells.", "Copy the rows of the return into a new workbook.", Source(name))


def _refused_archive(name: str, infos: list[zipfile.ZipInfo]) -> Problem | None:
    """Return why an archive is not unpacked, told by its directory alone; None if it may be."""
    names = [info.filename for info in infos]
    if len(infos) > PARTS_LIMIT or sum(info.file_size for info in infos) > UNPACKED_LIMIT or any(map(_is_packed_too_well, infos)):
        message = f"Unpacked, the workbook would be too large (at most {UNPACKED_LIMIT // 1_000_000} MB and {PARTS_LIMIT:,} parts)."
        return Problem(message, "Copy the rows of the return into a new workbook, or paste them instead.", Source(name))
    if unsafe := next((part for part in names if _leads_outside(part)), None):
        return Problem("The workbook names a part outside itself.", "Save it anew in Excel.", Source(name), unsafe)
    if any(info.flag_bits & 1 for info in infos):
        return Problem("The file is protected by a password.", "Take the password away and save it again.", Source(name))
    message = _refused_parts([part.casefold() for part in names])
    return Problem(message, SAVE_AS, Source(name)) if message else None


def _refused_parts(names: list[str]) -> str:
    """Return what is wrong with an archive that has parts of these names; empty if nothing is."""
    if len(set(names)) < len(names):
        return "The workbook holds two parts of the same name."
    if any(part.endswith("vbaproject.bin") for part in names):
        return MACROS
    if "xl/workbook.bin" in names:
        return "Binary workbooks (.xlsb) are not read."
    if "[content_types].xml" not in names or not any(part.startswith("xl/") for part in names):
        kind = "a Word document" if "word/document.xml" in names else "another kind of file"
        return f"This is {kind}, not an Excel workbook."
    return ""


def _is_packed_too_well(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > RATIO_LIMIT * max(info.compress_size, 1)


def _leads_outside(part: str) -> bool:
    return part.startswith("/") or "\\" in part or ":" in part or "\0" in part or ".." in part.split("/")


def _is_xml(part: str, held: bytes) -> bool:
    return part.casefold().endswith(PARTS_OF_XML) or re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<", held[:100]) is not None


def _part(name: str, part: str, held: bytes) -> _Part:
    """Return what is in a part of XML; refuse one that defines entities, points outside or hides behind another encoding."""

    def refuse(*_: object) -> int:
        raise Invalid([Problem(FOREIGN_XML, "Save it anew in Excel, or paste the rows instead.", Source(name), part)])

    declared = DECLARATION.match(held)
    if b"\0" in held or (declared is not None and declared[1].lower() not in ENCODINGS):
        refuse()
    # defusedxml, with which openpyxl reads, forbids the same, but only where openpyxl looks; and it takes seconds, this none.
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.Parse(held, True)
    if part == "[Content_Types].xml" and b"macroEnabled" in held:
        raise Invalid([Problem(MACROS, SAVE_AS, Source(name))])
    cells = END_OF_CELLS.split(held, maxsplit=1)[0]
    known = {found.start(2): found for found in FORMULA_CELL.finditer(cells)}
    formulas = tuple(_reference(known.get(found.start())) for found in FORMULA.finditer(cells))
    return _Part(formulas, sum(1 for _ in CELL.finditer(held)))


def _reference(cell: re.Match[bytes] | None) -> str:
    reference = REFERENCE.search(cell[1]) if cell is not None else None
    return reference[1].decode() if reference is not None else ""


def _read(name: str, data: bytes, parts: Mapping[str, _Part]) -> Sheet:
    from openpyxl import DEFUSEDXML, load_workbook

    assert DEFUSEDXML, "openpyxl reads with defusedxml"
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        front = [sheet for sheet in shown if sheet is book.active]
        order = [*front, *(sheet for sheet in shown if sheet not in front)]
        for sheet in order:
            if rows := list(_rows(name, sheet, parts[sheet._worksheet_path])):
                return sheet_of(name, rows, _others(name, sheet.title, [one.title for one in book.worksheets if one is not sheet]))
    finally:
        book.close()
    raise Invalid([Problem("The workbook holds no rows.", "Check that it was saved, and give it again.", Source(name))])


def _others(name: str, title: str, others: list[str]) -> list[Problem]:
    if not others:
        return []
    message = f"The sheet “{title}” was read; the workbook has {len(others)} more."
    return [
        Problem(
            message, "If another one holds the return, bring it to the front, save, and give the file again.", Source(name), severity="info"
        )
    ]


def _rows(name: str, sheet: ReadOnlyWorksheet, part: _Part) -> Iterator[SheetRow]:
    """Yield the rows of a sheet that hold anything.

    Raises:
        Invalid: a cell holds a formula or too much, or there are too many cells; all such cells are listed.
    """
    if part.formulas:
        raise Invalid(_formula_problems(name, part.formulas))
    if part.cell_count > ROWS_LIMIT * COLUMNS_LIMIT:
        raise Invalid([_too_many_cells(name)])
    from openpyxl.cell.read_only import EMPTY_CELL

    sheet.reset_dimensions()
    # What stands for every row that is not there: a row near the last that Excel has brings a million of them.
    nothing = (EMPTY_CELL,) * (COLUMNS_LIMIT + 1)
    problems: list[Problem] = []
    count = 0
    # One more column than allowed, so that too wide a sheet is noticed and a cell at the far end makes no row of thousands.
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_LIMIT + 1), start=1):
        if number > LAST_ROW:
            raise ValueError("no sheet has so many rows")
        texts = () if all(map(is_, cells, nothing)) else tuple(map(_text, cells))
        if not any(texts):
            continue
        count += 1
        columns = COLUMNS_LIMIT + 1 if texts[COLUMNS_LIMIT:] and texts[COLUMNS_LIMIT] else 0
        if (problem := limit_problem(name, rows=count, columns=columns)) is not None:
            raise Invalid([problem])
        problems += filter(None, (cell_problem(name, number, column, text) for column, text in enumerate(texts)))
        yield SheetRow(number, texts)
    if problems:
        raise Invalid(problems[:PROBLEMS_LIMIT])


def _formula_problems(name: str, formulas: Sequence[str]) -> Iterator[Problem]:
    fix = "Select all cells, copy them, and paste them as values (Paste special, Values); then give the file again."
    for cell in formulas[:FORMULAS_NAMED]:
        row = re.sub("[^0-9]", "", cell)
        yield Problem(
            f"Cell {cell} holds a formula." if cell else "A cell holds a formula.", fix, Source(name, int(row) if row else None, cell)
        )
    if (more := len(formulas) - FORMULAS_NAMED) > 0:
        yield Problem(f"{more:,} more cells hold formulas.", fix, Source(name))


def _text(cell: ReadOnlyCell | EmptyCell) -> str:
    """Return what a cell holds as plain text: digits without noise, dates by ISO."""
    if cell.data_type == "f":
        raise ValueError("a formula that hides from those who look for one")
    match cell.value:
        case None:
            text = ""
        case bool() as truth:
            text = "yes" if truth else "no"
        case float() as number:
            text = _number(number)
        case datetime() as moment:
            text = moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ", timespec="minutes")
        case value:
            text = str(value)  # a date and a time by ISO, a whole number by its digits
    return text


def _number(value: float) -> str:
    """Return a number by the digits that Excel shows: 0.30000000000000004 is 0.3."""
    plain = format(Decimal(format(value, SIGNIFICANT)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
