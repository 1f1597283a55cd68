"""Typing, pasting and uploading the lines of a return: what the form offers, and what was typed into it as a sheet the core reads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.formats import money
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Problem
from gainshare.core.openbook.entry import Ledger, TargetAdjustment, TargetLine
from gainshare.core.openbook.outturn import target_cells
from gainshare.core.openbook.returns import ReadLines, ReturnLine, lines_from_sheet, reversals_due
from gainshare.core.openbook.sheet import Field, Sheet, SheetRow
from gainshare.web.alliances.models import Party
from gainshare.web.costs.models import ACCEPTED, Line
from gainshare.web.costs.queries import Sums, core_lines, standing_sums

COLUMNS: tuple[Field, ...] = ("cost_type", "category", "amount", "note", "evidence", "accrual", "reverses_in")
"""What the form's rows hold, in the order of the sheet that is made of them."""
HEADER = ("Cost type", "Category", "Amount", "Note", "Evidence", "Accrual", "Reverses in")
MAPPING: Mapping[Field, int] = {field: place for place, field in enumerate(COLUMNS)}
ROW = re.compile(r"r([0-9]{1,5})-", re.ASCII)
"""How the name of each field of a row begins."""
SPARE = 3
"""Empty rows at the end."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form: what stood before beside it, and what is typed."""

    number: int
    """Its place, from 1."""
    cost_type: str
    """The cost type; empty in a spare row."""
    category: str
    """The category; empty in a spare row."""
    label: str
    """What the row is called; empty in a spare row, where it is chosen."""
    is_fixed: bool
    """Whether the agreement fixes the amount, so that it is shown and not typed."""
    last_month: str
    """What stood last month."""
    target: str
    """The target of the month, where it is set by category; empty otherwise."""
    last_year: str
    """What stood a year before."""
    amount: str
    note: str
    evidence: str
    is_accrual: bool
    reverses_in: str
    errors: Sequence[str] = ()
    """What is wrong with it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the lines of a return."""

    last_month: Sums
    """What the party's return of the month before comes to."""
    last_year: Sums
    """What that of a year before comes to."""
    target: Mapping[str, int]
    """The target of the month by cost type."""
    by_category: Sums
    """The target of the month by category, where it is set so."""


def beside(alliance_party: Party, agreement: Agreement, registers: Mapping[str, tuple[object, ...]], month: Month) -> Beside:
    """Return what stands beside the lines of a party's return of a month."""
    before, year_before = month.plus(-1), month.plus(-12)
    sums = standing_sums(alliance_party.alliance, alliance_party, [before, year_before])
    targets = tuple(line for line in registers["targets.csv"] if isinstance(line, TargetLine))
    changes = tuple(line for line in registers["target_adjustments.csv"] if isinstance(line, TargetAdjustment))
    by_type: dict[str, int] = {}
    by_category: dict[tuple[str, str], int] = {}
    for cell, amount in target_cells(Ledger(targets=targets, adjustments=changes), adjusted=True, as_of=None).items():
        if cell.party == alliance_party.code and cell.month == month:
            by_type[cell.cost_type] = by_type.get(cell.cost_type, 0) + amount
            if cell.category:
                by_category[cell.cost_type, cell.category] = by_category.get((cell.cost_type, cell.category), 0) + amount
    return Beside(sums[before], sums[year_before], by_type, by_category)


def fixed_types(agreement: Agreement, party: Party, known: Beside) -> Mapping[str, int]:
    """Return the cost types of limb 2 whose amount the target's schedule gives, each with that amount."""
    fees = [kind.id for kind in agreement.latest.open_book.cost_types if kind.limb == 2]
    return {kind: known.target[kind] for kind in fees if kind in known.target}


def categories_of(agreement: Agreement, party: Party) -> list[tuple[str, str]]:
    """Return the cost types and categories that a party uses, in the order of the agreement."""
    return [
        (category.cost_type, category.name)
        for category in agreement.latest.open_book.categories
        if not category.parties or party.code in category.parties
    ]


def form_rows(agreement: Agreement, party: Party, known: Beside, lines: Sequence[ReturnLine]) -> list[FormRow]:
    """Return the rows of the form: each category with its lines, those fixed by the agreement, and spare rows."""
    fixed = fixed_types(agreement, party, known)
    kinds = categories_of(agreement, party) or sorted({*known.last_month, *((line.cost_type, line.category) for line in lines)})
    left = list(lines)
    rows: list[FormRow] = []
    for cost_type, category in kinds:
        own = [line for line in left if (line.cost_type, line.category) == (cost_type, category)]
        left = [line for line in left if line not in own]
        offered = ReturnLine(0, cost_type, category, fixed[cost_type]) if cost_type in fixed else None
        shown: list[ReturnLine | None] = [*own] if own else [offered]
        for line in shown:
            rows.append(_row(agreement, known, len(rows) + 1, (cost_type, category), line, is_fixed=cost_type in fixed))
    for line in left:
        rows.append(_row(agreement, known, len(rows) + 1, (line.cost_type, line.category), line, is_fixed=False))
    for _ in range(SPARE):
        rows.append(_row(agreement, known, len(rows) + 1, ("", ""), None, is_fixed=False))
    return rows


def _row(agreement: Agreement, known: Beside, number: int, kind: tuple[str, str], line: ReturnLine | None, *, is_fixed: bool) -> FormRow:
    currency = agreement.terms.currency

    def shown(amount: int | None) -> str:
        return "" if amount is None else money(amount, currency)

    return FormRow(
        number=number,
        cost_type=kind[0],
        category=kind[1],
        label=kind[1] or kind[0],
        is_fixed=is_fixed,
        last_month=shown(known.last_month.get(kind)),
        target=shown(known.by_category.get(kind) if kind in known.by_category else known.target.get(kind[0]) if is_fixed else None),
        last_year=shown(known.last_year.get(kind)),
        amount="" if line is None else plain(line.amount, currency.places),
        note=line.note if line else "",
        evidence=line.evidence if line else "",
        is_accrual=bool(line and line.is_accrual),
        reverses_in=f"{line.reverses_in.year}-{line.reverses_in.month:02d}" if line and line.reverses_in else "",
    )


def plain(amount: int, places: int) -> str:
    """Return an amount as it is typed: digits, a point and a minus sign alone."""
    whole, part = divmod(abs(amount), 10**places)
    return f"{'-' if amount < 0 else ''}{whole}{f'.{part:0{places}d}' if places else ''}"


def typed_rows(rows: Sequence[FormRow], posted: QueryDict) -> list[FormRow]:
    """Return the form's rows with what was typed into them; rows beyond those offered are kept too."""
    by_number = {row.number: row for row in rows}
    numbers = sorted({int(found[1]) for key in posted if (found := ROW.match(key))})
    empty = FormRow(0, "", "", "", False, "", "", "", "", "", "", False, "")
    return [_typed(by_number.get(number, empty), number, posted) for number in numbers]


def _typed(row: FormRow, number: int, posted: QueryDict) -> FormRow:
    cost_type, _, category = posted.get(f"r{number}-kind", "").partition("|")
    return FormRow(
        number=number,
        cost_type=cost_type,
        category=category,
        label=row.label,
        is_fixed=row.is_fixed and (cost_type, category) == (row.cost_type, row.category),
        last_month=row.last_month,
        target=row.target,
        last_year=row.last_year,
        amount=row.amount if row.is_fixed else posted.get(f"r{number}-amount", "").strip(),
        note=posted.get(f"r{number}-note", "").strip(),
        evidence=posted.get(f"r{number}-evidence", "").strip(),
        is_accrual=f"r{number}-accrual" in posted,
        reverses_in=posted.get(f"r{number}-reverses", "").strip(),
    )


def sheet_of_rows(rows: Sequence[FormRow]) -> Sheet:
    """Return what was typed as a sheet; rows into which nothing was typed are left out."""
    kept = [row for row in rows if row.amount or row.note or row.evidence or row.is_accrual]
    cells = [
        SheetRow(
            row.number,
            (row.cost_type, row.category, row.amount, row.note, row.evidence, "yes" if row.is_accrual else "no", row.reverses_in),
        )
        for row in kept
    ]
    return Sheet("the form", HEADER, tuple(cells))


def read_rows(rows: Sequence[FormRow], agreement: Agreement, party: Party, month: Month) -> ReadLines:
    """Return the lines that were typed, and everything that is wrong with any row."""
    return lines_from_sheet(sheet_of_rows(rows), MAPPING, book_terms(agreement), party=party.code, month=month)


def accruals_to_reverse(party: Party, month: Month) -> tuple[ReturnLine, ...]:
    """Return the lines that take back the accruals of earlier months which reverse in a month."""
    accruals = Line.objects.filter(of__alliance=party.alliance_id, of__party=party, of__status=ACCEPTED, is_accrual=True)
    due = accruals.filter(reverses_in=month.index).order_by("of__month", "of__version", "number")
    return reversals_due(core_lines(due), month)


def accrual_in_words(line: ReturnLine) -> str:
    """Return whether a line is an accrual, and when it is taken back: `Yes, reverses in 2026-11`."""
    if not line.is_accrual:
        return "No"
    return f"Yes, reverses in {line.reverses_in.year}-{line.reverses_in.month:02d}" if line.reverses_in else "Yes"


def with_errors(row: FormRow, problems: Sequence[Problem]) -> FormRow:
    """Return a row with what is wrong with it."""
    return replace(row, errors=[f"{problem.message} {problem.fix}" for problem in problems if problem.severity == "error"])
