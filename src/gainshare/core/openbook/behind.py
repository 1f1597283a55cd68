"""The rows behind a figure of the open book: which submissions and which lines of the target a sum is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission, TargetAdjustment, TargetLine
from gainshare.core.openbook.outturn import Cell, Select
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.core.openbook.submission import Standing, counting_entries


@dataclass(frozen=True, slots=True)
class CostsBehind:
    """What one submission adds to a figure."""

    submission: Submission | None
    """The submission; None for lines that belong to none."""
    party: str
    """The party."""
    month: Month
    """The month."""
    lines: int
    """How many of its lines count."""
    amount: int
    """What they come to, in minor units."""


def costs_behind(
    ledger: Ledger, select: Select, rules: OpenBookRules, *, standing: Standing, as_of: date | None
) -> tuple[CostsBehind, ...]:
    """Return what each submission adds to a sum of cost, by month and then in the order of the file; the amounts add up to the sum.

    Args:
        ledger: the open book.
        select: what is summed.
        rules: the open-book rules by which it is summed.
        standing: whether accepted submissions count, or everything handed in.
        as_of: the day on which they must have been handed in; None for whatever is on file.
    """
    counts = _counted(select, rules)
    by_id = {one.id: one for one in ledger.submissions}
    sums: dict[tuple[str, Month, str], list[int]] = {}
    for entry in counting_entries(ledger, standing=standing, as_of=as_of):
        if counts(_cell(entry)):
            held = sums.setdefault((entry.party, entry.month, entry.submission), [0, 0])
            held[:] = [held[0] + 1, held[1] + entry.amount]
    found = [CostsBehind(by_id.get(name), party, month, *held) for (party, month, name), held in sums.items()]
    return tuple(sorted(found, key=lambda one: one.month))


def targets_behind(
    ledger: Ledger, select: Select, rules: OpenBookRules, *, as_of: date | None
) -> tuple[TargetLine | TargetAdjustment, ...]:
    """Return the lines of the target, and of its agreed adjustments, that a sum of target is made of, by month.

    Args:
        ledger: the open book.
        select: what is summed.
        rules: the open-book rules by which it is summed.
        as_of: the day by which an adjustment must have been decided; None for all.
    """
    counts = _counted(select, rules)
    lines = [line for line in ledger.targets if counts(Cell(line.party, line.month, line.cost_type, line.category, line.work_package))]
    changes = [
        change
        for change in ledger.adjustments
        if (as_of is None or change.decided_on <= as_of)
        and counts(Cell(change.party, change.month, change.cost_type, "", change.work_package))
    ]
    return tuple(sorted((*lines, *changes), key=lambda one: one.month))


def _cell(entry: CostEntry) -> Cell:
    return Cell(entry.party, entry.month, entry.cost_type, entry.category, entry.work_package)


def _counted(select: Select, rules: OpenBookRules) -> Callable[[Cell], bool]:
    """Return whether a cell is part of a sum, as `outturn.total` adds it up."""
    limb_of = {kind.id: kind.limb for kind in rules.cost_types}
    refused = {(category.cost_type, category.name) for category in rules.categories if not category.allowable}
    passed = {(category.cost_type, category.name) for category in rules.categories if category.pass_through}

    def counts(cell: Cell) -> bool:
        kind = (cell.cost_type, cell.category)
        return (
            cell.month in select.months
            and (select.parties is None or cell.party in select.parties)
            and (not select.limbs or limb_of.get(cell.cost_type) in select.limbs)
            and (not select.work_package or cell.work_package == select.work_package)
            and kind not in refused
            and (select.pass_through == "include" or (select.pass_through == "only") == (kind in passed))
        )

    return counts
