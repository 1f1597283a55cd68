"""A return of the open book: what one party hands in for one month, line by line, and its lines read from a sheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from gainshare.core.kernel.period import MONTH_NAMES, Month, parse_period
from gainshare.core.kernel.problem import Fault, Invalid, Problem, shorten
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.amount_text import is_blank_amount, read_amount
from gainshare.core.openbook.category_text import CategoryReader, folded
from gainshare.core.openbook.checks import BookTerms
from gainshare.core.openbook.entry import CostEntry, SubmissionKind, Vat
from gainshare.core.openbook.sheet import Field, Sheet, SheetRow
from gainshare.core.openbook.sheet_mapping import column_name

T = TypeVar("T")

LONGEST: Mapping[Field, int] = {"category": 200, "note": 2_000, "evidence": 200, "work_package": 64, "cost_type": 200}
"""Characters of the longest text of each field."""
YES = frozenset({"y", "yes", "true", "1", "x", "accrual", "accrued"})
NO = frozenset({"", "n", "no", "false", "0", "-"})
NEXT = frozenset({"next month", "next", "auto", "auto-reverse", *YES})
"""What people write for an accrual that reverses in the month after its own."""
TOTALS = frozenset({"total", "totals", "grand total", "total cost", "total costs", "sum"})
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-[0-9]{2}(?:[ T][0-9:.]*)?", re.ASCII)
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})[-,. ]+([0-9]{4}|[0-9]{2})", re.ASCII)
SHORT_MONTHS = tuple(name[:3].casefold() for name in MONTH_NAMES)
SPREADSHEET_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|#+)")
"""What a spreadsheet shows instead of a value, or instead of one that its column is too narrow for."""
SUBTOTALS = frozenset({"subtotal", "sub total", "sub-total", "subtotals"})


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One line of a return."""

    number: int
    """Its place in the return, counted from 1."""
    cost_type: str
    """The cost type, which decides its limb."""
    category: str
    """The category within the cost type; empty if the agreement has none."""
    amount: int
    """Minor units; negative for a credit."""
    note: str = ""
    """A remark; a negative amount needs one."""
    evidence: str = ""
    """A reference to what proves it."""
    is_accrual: bool = False
    """Whether it is an estimate of what has not been billed."""
    reverses_in: Month | None = None
    """The month in which an accrual is taken back; None if it is not one."""
    work_package: str = ""
    """The work package; empty if none."""
    vat: Vat = "net"
    """Whether VAT is included."""


@dataclass(frozen=True)
class Return:
    """What a party hands in for a month."""

    party: str
    """The party."""
    month: Month
    """The month in which its costs were incurred."""
    kind: SubmissionKind
    """Whether it replaces what was handed in before, or adds to it."""
    lines: tuple[ReturnLine, ...]
    """Its lines."""
    reason: str = ""
    """Why, for a change."""
    control_total: int | None = None
    """What the party's own ledger comes to, in minor units; None if it was not said."""
    explanations: Mapping[str, str] = field(default_factory=dict)
    """The sentences that were asked for, by the key of the finding that asked."""

    @property
    def total(self) -> int:
        """Return the sum of the lines in minor units."""
        return sum(line.amount for line in self.lines)


class ReadLines(NamedTuple):
    """The lines of a sheet, and everything that is to be said of its rows."""

    lines: tuple[ReturnLine, ...]
    """The lines of the rows that could be read."""
    problems: Mapping[int, tuple[Problem, ...]]
    """What is wrong with a row, by its number; a row that was left out on purpose has an info."""
    control_total: int | None
    """What a row called Total comes to, in minor units; None if there is none."""


def entries_of(return_: Return, submission: str) -> tuple[CostEntry, ...]:
    """Return the lines of a return as the open book holds them, under the reference of its submission."""
    return tuple(
        CostEntry(
            submission=submission,
            party=return_.party,
            month=return_.month,
            cost_type=line.cost_type,
            category=line.category,
            amount=line.amount,
            vat=line.vat,
            work_package=line.work_package,
            evidence=line.evidence,
            note=line.note,
            line=line.number,
            is_accrual=line.is_accrual,
            reverses_in=line.reverses_in,
        )
        for line in return_.lines
    )


def lines_of(entries: Iterable[CostEntry]) -> tuple[ReturnLine, ...]:
    """Return entries of the open book as lines of a return."""
    return tuple(
        ReturnLine(
            number,
            entry.cost_type,
            entry.category,
            entry.amount,
            entry.note,
            entry.evidence,
            entry.is_accrual,
            entry.reverses_in,
            work_package=entry.work_package,
            vat=entry.vat,
        )
        for number, entry in enumerate(entries, start=1)
    )


def reversals_due(previous_lines: Iterable[ReturnLine], month: Month) -> tuple[ReturnLine, ...]:
    """Return the lines that take back the accruals which reverse in a month, ready to be handed in.

    Args:
        previous_lines: the accepted lines of earlier months.
        month: the month of the return.
    """
    due = (line for line in previous_lines if line.is_accrual and line.reverses_in == month and line.amount)
    return tuple(
        replace(line, number=number, amount=-line.amount, note=_reversal_note(line.note), is_accrual=False, reverses_in=None)
        for number, line in enumerate(due, start=1)
    )


def _reversal_note(note: str) -> str:
    text = f"Reverses an earlier accrual: {note}" if note else "Reverses an earlier accrual"
    return text[: LONGEST["note"]]


def lines_from_sheet(sheet: Sheet, mapping: Mapping[Field, int], terms: BookTerms, *, party: str, month: Month) -> ReadLines:
    """Return the lines of a sheet, with everything that is wrong with any of its rows.

    A row without an amount is left out with an info, a row called Total is taken for the control total. Lines are numbered in order.

    Args:
        sheet: the table that was handed in.
        mapping: which column, counted from 0, holds each field.
        terms: what the agreement says.
        party: the party that hands it in; categories that others use are offered last.
        month: the month of the return; an accrual without a month reverses in the one after it.

    Raises:
        Invalid: no column is said to hold the amount, or the category where the agreement has categories.
    """
    wanted: tuple[Field, ...] = ("amount", "category") if terms.rules.categories else ("amount",)
    missing = [name for name in wanted if name not in mapping]
    if missing:
        fix = "Choose the column for it."
        raise Invalid(Problem(f"No column is said to hold the {name}.", fix, Source(sheet.name, field=name)) for name in missing)
    assert all(0 <= column < max(sheet.width, 1) for column in mapping.values()), f"columns are counted from 0: {mapping}"
    reader = _RowReader(sheet, mapping, terms, CategoryReader(terms, party), month)
    lines: list[ReturnLine] = []
    for row in sheet.rows:
        if (line := reader.read(row, len(lines) + 1)) is not None:
            lines.append(line)
    return ReadLines(tuple(lines), {number: tuple(found) for number, found in reader.problems.items()}, reader.control_total)


class _RowReader:
    """Reads rows one after another, and keeps what is wrong with them."""

    def __init__(self, sheet: Sheet, mapping: Mapping[Field, int], terms: BookTerms, categories: CategoryReader, month: Month) -> None:
        self._sheet = sheet
        self._mapping = mapping
        self._terms = terms
        self._categories = categories
        self._month = month
        self.problems: dict[int, list[Problem]] = {}
        self.control_total: int | None = None

    def read(self, row: SheetRow, number: int) -> ReturnLine | None:
        """Return the line of a row, or None if the row is none or cannot be read."""
        if self._is_no_line(row):
            return None
        before = len(self.problems.get(row.number, ()))
        amount = self._value(row, "amount", lambda text: read_amount(text, self._terms.currency), 0)
        cost_type, category = self._category(row)
        is_accrual, reverses_in = self._accrual(row)
        line = ReturnLine(
            number=number,
            cost_type=cost_type,
            category=category,
            amount=amount,
            note=self._text(row, "note"),
            evidence=self._text(row, "evidence"),
            is_accrual=is_accrual,
            reverses_in=reverses_in,
            work_package=self._text(row, "work_package"),
            vat=self._value(row, "vat", self._vat, self._terms.vat),
        )
        return line if len(self.problems.get(row.number, ())) == before else None

    def _cell(self, row: SheetRow, name: Field) -> str:
        return row.cells[self._mapping[name]] if name in self._mapping else ""

    def _tell(self, row: SheetRow, name: Field, problem: Problem) -> None:
        place = Source(self._sheet.name, row.number, column_name(self._sheet, self._mapping[name]) if name in self._mapping else name)
        self.problems.setdefault(row.number, []).append(replace(problem, source=place))

    def _is_no_line(self, row: SheetRow) -> bool:
        """Return whether a row is a total, a heading or blank, and say so."""
        category, amount = self._cell(row, "category"), self._cell(row, "amount")
        words = {folded(category)} if category else {folded(cell) for cell in row.cells}
        if words & (TOTALS | SUBTOTALS) and not self._categories.is_known(category):
            if words & TOTALS and not is_blank_amount(amount):
                self.control_total = self._value(row, "amount", lambda text: read_amount(text, self._terms.currency), self.control_total)
            self._tell(
                row, "amount", Problem("This is a total: it is compared with the lines, and is not one of them.", "", severity="info")
            )
            return True
        if is_blank_amount(amount):
            self._tell(
                row, "amount", Problem("There is no amount, so the row is left out.", "Give an amount if it is a cost.", severity="info")
            )
            return True
        return False

    def _value(self, row: SheetRow, name: Field, read: Callable[[str], T], otherwise: T) -> T:
        """Return the value of a cell; what stands for it where there is no such column, or where it cannot be read."""
        if name not in self._mapping:
            return otherwise
        cell = self._cell(row, name)
        try:
            return read(cell)
        except Fault as fault:
            self._tell(row, name, fault.problem(Source(), cell or None))
            return otherwise

    def _text(self, row: SheetRow, name: Field) -> str:
        return self._value(row, name, lambda text: clean_text(text, LONGEST[name]), "")

    def _category(self, row: SheetRow) -> tuple[str, str]:
        category, kind = self._text(row, "category"), self._text(row, "cost_type")
        try:
            return self._categories.read(category, kind)
        except Fault as fault:
            name: Field = "category" if category or not kind else "cost_type"
            self._tell(row, name, fault.problem(Source(), category or kind or None))
            return "", ""

    def _accrual(self, row: SheetRow) -> tuple[bool, Month | None]:
        """Return whether a line is an accrual, and the month in which it is taken back."""
        reverses_in = self._value(row, "reverses_in", self._reversal_month, None)
        is_accrual = self._value(
            row, "accrual", lambda text: _yes_or_no(text) if text else reverses_in is not None, reverses_in is not None
        )
        if not is_accrual and reverses_in is not None:
            message = "The line reverses in a month, and is marked as no accrual."
            self._tell(row, "accrual", Problem(message, "Mark it as an accrual, or take the month away."))
        return is_accrual, (reverses_in or self._month.next()) if is_accrual else None

    def _reversal_month(self, text: str) -> Month | None:
        if folded(text) in NO:
            return None
        month = self._month.next() if folded(text) in NEXT else read_month(text, self._terms)
        if month <= self._month:
            raise Fault("An accrual reverses in a later month than its own.", "Give a later month, or leave it blank for the next one.")
        return month

    def _vat(self, text: str) -> Vat:
        words: Mapping[str, Vat] = {"net": "net", "gross": "gross", "": self._terms.vat}
        if folded(text) not in words:
            raise Fault("This says nothing of VAT.", "Write net (VAT left out) or gross (VAT included).")
        return words[folded(text)]


def clean_text(text: str, most: int) -> str:
    """Return a text as it can be kept and written to a table again: without spaces around it, nothing else changed.

    Raises:
        Fault: it is longer than `most` characters, holds a sign that no table can hold, or is an error of a spreadsheet.
    """
    stripped = text.strip()
    if len(stripped) > most:
        raise Fault(f"The text has {len(stripped):,} characters; at most {most:,} are allowed.", "Shorten it.")
    if any(char not in "\n\r\t" and unicodedata.category(char) in {"Cc", "Cs"} for char in stripped):
        raise Fault("The text holds a control character.", "Delete it and type the text anew.")
    if SPREADSHEET_ERROR.fullmatch(stripped):
        raise Fault("The cell holds an error of the spreadsheet, not a text.", "Correct the formula there, then paste values.")
    return stripped


def read_month(text: str, terms: BookTerms) -> Month:
    """Return a month written as `2026-11`, `2026/27 M8`, `November 2026`, `Nov-26` or as any day of it, `2026-11-01`.

    Raises:
        Fault: it is no month.
    """
    if day := ISO_DAY.fullmatch(text.strip()):
        return Month.parse(day[1])
    if (named := NAMED_MONTH.fullmatch(text.strip())) and named[1][:3].casefold() in SHORT_MONTHS:
        year = int(named[2]) + (2000 if len(named[2]) == 2 else 0)
        return Month.parse(f"{year}-{SHORT_MONTHS.index(named[1][:3].casefold()) + 1:02d}")
    try:
        period = parse_period(text, terms.calendar)
    except Fault:
        period = None
    if period is None or period.kind != "month":
        raise Fault(f"{shorten(text)} is not a month.", "Write the year and the number of the month, such as 2026-11 for November 2026.")
    return period.first


def _yes_or_no(text: str) -> bool:
    if folded(text) not in YES | NO:
        raise Fault("This does not say whether the line is an accrual.", "Write Y or N.")
    return folded(text) in YES
