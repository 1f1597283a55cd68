"""Actual and target outturn cost: lines added up once into cells, and cells summed by whatever a rule selects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from gainshare.core.kernel.allocate import allocate
from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.rules import OpenBookRules, PassThrough
from gainshare.core.openbook.submission import Standing, counting_entries


class Cell(NamedTuple):
    """What lines are added up by."""

    party: str
    """The party."""
    month: Month
    """The month."""
    cost_type: str
    """The cost type."""
    category: str
    """The category."""
    work_package: str
    """The work package."""


Cells = Mapping[Cell, int]
"""Minor units by cell."""


@dataclass(frozen=True, slots=True)
class Select:
    """Which cells a figure is the sum of; what is left empty selects everything."""

    months: frozenset[Month]
    """The months."""
    parties: frozenset[str] | None = None
    """The parties."""
    limbs: frozenset[int] = frozenset()
    """The limbs."""
    work_package: str = ""
    """The work package."""
    pass_through: PassThrough = "include"
    """Whether pass-through categories count."""


def actual_cells(ledger: Ledger, *, standing: Standing, as_of: date | None) -> dict[Cell, int]:
    """Return the cost incurred, by cell, of the lines that count on a day."""
    cells: dict[Cell, int] = {}
    for entry in counting_entries(ledger, standing=standing, as_of=as_of):
        cell = Cell(entry.party, entry.month, entry.cost_type, entry.category, entry.work_package)
        cells[cell] = cells.get(cell, 0) + entry.amount
    return cells


def target_cells(ledger: Ledger, *, adjusted: bool, as_of: date | None) -> dict[Cell, int]:
    """Return the target, by cell, with the adjustments decided by a day or without them."""
    cells: dict[Cell, int] = {}
    for line in ledger.targets:
        cell = Cell(line.party, line.month, line.cost_type, line.category, line.work_package)
        cells[cell] = cells.get(cell, 0) + line.amount
    return with_adjustments(cells, ledger, as_of=as_of) if adjusted else cells


def with_adjustments(original: Cells, ledger: Ledger, *, as_of: date | None) -> dict[Cell, int]:
    """Return a target by cell with the adjustments decided by a day."""
    cells = dict(original)
    for change in ledger.adjustments:
        if as_of is None or change.decided_on <= as_of:
            cell = Cell(change.party, change.month, change.cost_type, "", change.work_package)
            cells[cell] = cells.get(cell, 0) + change.amount
    return cells


def total(cells: Cells, select: Select, rules: OpenBookRules) -> int:
    """Return the sum of the selected cells in minor units, without categories that are not allowable."""
    limb_of = {kind.id: kind.limb for kind in rules.cost_types}
    refused = {(category.cost_type, category.name) for category in rules.categories if not category.allowable}
    passed = {(category.cost_type, category.name) for category in rules.categories if category.pass_through}
    months, chosen = select.months, 0
    for cell, amount in cells.items():
        # The month first and in place: most cells are of other months, and this is asked of every cell for every figure.
        if cell.month in months and _is_selected(cell, select, limb_of) and (cell.cost_type, cell.category) not in refused:
            is_passed = (cell.cost_type, cell.category) in passed
            if select.pass_through == "include" or (select.pass_through == "only") == is_passed:
                chosen += amount
    return chosen


def _is_selected(cell: Cell, select: Select, limb_of: Mapping[str, int]) -> bool:
    """Return whether a cell of a selected month is selected."""
    return (
        (select.parties is None or cell.party in select.parties)
        and (not select.limbs or limb_of.get(cell.cost_type) in select.limbs)
        and (not select.work_package or cell.work_package == select.work_package)
    )


def with_total(cells: Cells, select: Select, rules: OpenBookRules, wanted: int) -> dict[Cell, int]:
    """Return cost that comes to another total: the difference is spread over the parties in proportion to what they have.

    Args:
        cells: cost by cell.
        select: which of them make the total.
        rules: the open-book rules by which it is added up.
        wanted: the total, in minor units.

    Raises:
        Invalid: there is no cost that could be spread.
    """
    parties = dict.fromkeys(cell.party for cell in cells)
    sums = {party: total(cells, replace(select, parties=frozenset({party})), rules) for party in parties}
    weights = {party: amount for party, amount in sums.items() if amount > 0}
    if not weights:
        message = "There is no cost yet that another outturn could be spread over."
        raise Invalid([Problem(message, "Change something else.", Source(field="outturn"))])
    parts = allocate(wanted - sum(sums.values()), list(weights.values()), mode="largest_remainder").parts
    made = dict(cells)
    for party, part in zip(weights, parts, strict=True):
        place = max((cell for cell in cells if cell.party == party and _counts(cell, select, rules)), key=lambda cell: cells[cell])
        made[place] += part
    return made


def _counts(cell: Cell, select: Select, rules: OpenBookRules) -> bool:
    return cell.month in select.months and total({cell: 1}, select, rules) == 1


def by_party(cells: Cells, months: Iterable[Month], rules: OpenBookRules, parties: Iterable[str]) -> dict[str, int]:
    """Return each party's sum in minor units, in the order of the parties."""
    wanted, sums = frozenset(months), dict.fromkeys(parties, 0)
    refused = {(category.cost_type, category.name) for category in rules.categories if not category.allowable}
    for cell, amount in cells.items():
        if cell.month in wanted and cell.party in sums and (cell.cost_type, cell.category) not in refused:
            sums[cell.party] += amount
    return sums


def by_work_package(cells: Cells, months: Iterable[Month], rules: OpenBookRules) -> dict[str, int]:
    """Return each work package's sum in minor units; lines without one are under the empty name."""
    wanted = frozenset(months)
    refused = {(category.cost_type, category.name) for category in rules.categories if not category.allowable}
    sums: dict[str, int] = {}
    for cell, amount in cells.items():
        if cell.month in wanted and (cell.cost_type, cell.category) not in refused:
            sums[cell.work_package] = sums.get(cell.work_package, 0) + amount
    return dict(sorted(sums.items()))


@dataclass(frozen=True, slots=True)
class Outturn:
    """Target and actual of a period in minor units."""

    target: Mapping[str, int]
    """Adjusted target by party."""
    adjustments: Mapping[str, int]
    """What of it are agreed adjustments, by party."""
    actual: Mapping[str, int]
    """Accepted cost by party."""
    target_by_work_package: Mapping[str, int]
    """Adjusted target by work package; lines without one under the empty name."""
    actual_by_work_package: Mapping[str, int]
    """Accepted cost by work package."""


class BookCells(NamedTuple):
    """The open book added up."""

    original: Cells
    """The target without its adjustments."""
    adjusted: Cells
    """The target with them."""
    accepted: Cells
    """Cost of accepted submissions."""
    submitted: Cells
    """Cost of everything handed in."""


def book_cells(ledger: Ledger, *, as_of: date | None) -> BookCells:
    """Return the open book added up into cells, as it was known on a day."""
    original = target_cells(ledger, adjusted=False, as_of=as_of)
    return BookCells(
        original=original,
        adjusted=with_adjustments(original, ledger, as_of=as_of),
        accepted=actual_cells(ledger, standing="accepted", as_of=as_of),
        submitted=actual_cells(ledger, standing="submitted", as_of=as_of),
    )


def outturn_of(cells: BookCells, period: Period, rules: OpenBookRules, providers: Iterable[str]) -> Outturn:
    """Return target and actual of a period, by party and by work package."""
    months, names = period.months(), tuple(providers)
    adjusted = by_party(cells.adjusted, months, rules, names)
    original = by_party(cells.original, months, rules, names)
    return Outturn(
        target=adjusted,
        adjustments={party: adjusted[party] - original[party] for party in names},
        actual=by_party(cells.accepted, months, rules, names),
        target_by_work_package=by_work_package(cells.adjusted, months, rules),
        actual_by_work_package=by_work_package(cells.accepted, months, rules),
    )
