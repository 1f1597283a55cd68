"""Excel workbooks read without trust: what the archive and its XML hold is looked at before anything of it is opened."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from operator import is_
from typing import TYPE_CHECKING
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.sheet import COLUMNS_LIMIT, Sheet, SheetRow, sheet_of
from gainshare.files.sheet_limits import MACROS, PROBLEMS_LIMIT, SAVE_AS, cell_problem, limit_problem

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

UNPACKED_LIMIT = 50_000_000
"""Most bytes of a workbook once it is unpacked."""
RATIO_LIMIT = 200
"""How many times larger than packed a part may be; a sheet of numbers comes to about ten."""
RATIO_FROM = 1_000_000
"""Bytes from which on that is asked: small parts of nothing but spaces are packed better."""
PARTS_LIMIT = 2_000
"""Most parts of a workbook."""
DEPTH_LIMIT = 100
"""How deep the XML of a part may be nested."""
LAST_ROW = 1_048_576
"""The last row that a sheet of Excel has."""
FORMULAS_NAMED = 20
"""Most cells with a formula that are named one by one."""

PARTS_OF_XML = (".xml", ".rels", ".vml")
UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, OSError, EOFError, RuntimeError),
    *(NotImplementedError, SyntaxError, zipfile.BadZipFile, zlib.error, SAXException, MemoryError),
)
"""What a file that is no workbook, or was made to harm, can raise while it is read."""
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
        formulas = _inspected(name, data)
        with warnings.catch_warnings():
            # Of styles and extensions that are not kept, the party need not hear.
            warnings.simplefilter("ignore")
            return _read(name, data, formulas)
    except UNREADABLE:
        raise Invalid([Problem("The workbook cannot be read: it is damaged, or is none.", SAVE_AS, Source(name))]) from None


@dataclass
class _Part(ContentHandler):
    """Goes through the XML of a part: notes the cells that hold a formula, and refuses what is nested too deep."""

    formulas: list[str] = field(default_factory=list)
    depth: int = 0
    cell: str = ""

    def startElement(self, name: str, attrs: Mapping[str, str]) -> None:  # type: ignore[override]  # noqa: N802  # SAX's own name
        """Note a cell, or the formula in it."""
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise SAXException("nested too deep")
        word = name.rpartition(":")[2]
        if word == "c":
            self.cell = attrs.get("r", "")
        elif word == "f":
            self.formulas.append(self.cell)
        elif word == "row" and int(attrs.get("r", "0")) > LAST_ROW:
            raise SAXException("no sheet has so many rows")

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's own name
        """Leave an element."""
        self.depth -= 1


def _inspected(name: str, data: bytes) -> dict[str, list[str]]:
    """Return the cells with formulas of every part, once the archive is found to be harmless."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        if problem := _refused_archive(name, infos):
            raise Invalid([problem])
        return {info.filename: _formulas(name, archive, info) for info in infos if not info.is_dir()}


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


def _formulas(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[str]:
    """Return the cells of a part that hold formulas; refuse XML that defines entities or points outside."""
    from defusedxml import DefusedXmlException
    from defusedxml.sax import parseString

    part = archive.read(info)
    if not info.filename.casefold().endswith(PARTS_OF_XML) and not re.match(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<", part[:100]):
        return []
    handler = _Part()
    try:
        parseString(part, handler, forbid_dtd=True)
    except DefusedXmlException:
        message = "The workbook holds XML that Excel never writes: a definition of entities, or a reference to another file."
        raise Invalid([Problem(message, "Save it anew in Excel, or paste the rows instead.", Source(name), info.filename)]) from None
    if b"macroEnabled" in part and info.filename == "[Content_Types].xml":
        raise Invalid([Problem(MACROS, SAVE_AS, Source(name))])
    return handler.formulas


def _read(name: str, data: bytes, formulas: Mapping[str, list[str]]) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        front = [sheet for sheet in shown if sheet is book.active]
        order = [*front, *(sheet for sheet in shown if sheet not in front)]
        for sheet in order:
            if rows := list(_rows(name, sheet, formulas.get(str(sheet._worksheet_path), []))):
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


def _rows(name: str, sheet: ReadOnlyWorksheet, formulas: list[str]) -> Iterator[SheetRow]:
    """Yield the rows of a sheet that hold anything.

    Raises:
        Invalid: a cell holds a formula or too much, or there are too many cells; all such cells are listed.
    """
    if formulas:
        raise Invalid(_formula_problems(name, formulas))
    from openpyxl.cell.read_only import EMPTY_CELL

    sheet.reset_dimensions()
    # What stands for every row that is not there: a row near the last that Excel has brings a million of them.
    nothing = (EMPTY_CELL,) * (COLUMNS_LIMIT + 1)
    problems: list[Problem] = []
    count = 0
    # One more column than allowed, so that too wide a sheet is noticed and a cell at the far end makes no row of thousands.
    for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_LIMIT + 1), start=1):
        if all(map(is_, cells, nothing)):
            continue
        texts = tuple(_text(cell.value) for cell in cells)
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


def _formula_problems(name: str, formulas: list[str]) -> Iterator[Problem]:
    fix = "Select all cells, copy them, and paste them as values (Paste special, Values); then give the file again."
    for cell in formulas[:FORMULAS_NAMED]:
        row = re.sub("[^0-9]", "", cell)
        yield Problem(
            f"Cell {cell} holds a formula." if cell else "A cell holds a formula.", fix, Source(name, int(row) if row else None, cell)
        )
    if (more := len(formulas) - FORMULAS_NAMED) > 0:
        yield Problem(f"{more:,} more cells hold formulas.", fix, Source(name))


def _text(value: object) -> str:
    """Return what a cell holds as plain text: digits without noise, dates by ISO."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case float():
            text = _number(value)
        case datetime():
            text = value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
        case _:
            text = str(value)  # a date and a time by ISO, a whole number by its digits
    return text


def _number(value: float) -> str:
    """Return a number by the digits that Excel shows: 0.30000000000000004 is 0.3."""
    plain = format(Decimal(format(value, SIGNIFICANT)), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
