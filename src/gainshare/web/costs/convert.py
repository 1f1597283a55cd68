"""Rows of returns to the core's ledger: submissions and lines of cost, in the order in which they were handed in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission, SubmissionKind, SubmissionStatus, Vat
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.models import ACCEPTED, DRAFT, HANDED_IN, QUERIED, RETURNED, SUBMITTED, Line, Return

AS_DRAFT = frozenset({DRAFT, RETURNED})
"""The statuses that the core calls a draft: on file, and counted nowhere."""
TAKEN = (SUBMITTED, QUERIED, RETURNED, ACCEPTED)
"""The statuses of all that was ever handed in: what leaves with an alliance, and what a settlement is worked out from. What went back
to its party is written as `draft`, which counts nowhere; a party's own drafts stay with it."""


ENTRY_CELLS = (
    *("of__reference", "of__party__code", "of__month", "cost_type", "category", "amount", "vat", "work_package", "evidence", "note"),
    *("is_accrual", "reverses_in"),
)
"""What a row of a line holds, in the order in which the core's entry takes it; the line's number stands before the last two."""


def month_of(index: int) -> Month:
    """Return the month that a row's number of months since the year 0 stands for."""
    year, month = divmod(index, 12)
    return Month(year, month + 1)


def handed_in_of(alliance: Alliance) -> Ledger:
    """Return an alliance's returns that were handed in and stand, and their lines."""
    return ledger_with(alliance, HANDED_IN)


def ledger_with(alliance: Alliance, statuses: Collection[str]) -> Ledger:
    """Return the returns in one of some statuses, and their lines, by month, party and version.

    A line's `line` is the one that it has in the costs.csv that is written from the same ledger.
    """
    returns = Return.objects.filter(alliance=alliance, status__in=statuses).order_by("month", "party__place", "party__code", "version")
    columns = ("reference", "party__code", "month", "kind", "submitted_on", "status", "due_on", "reason", "created_at")
    submissions = tuple(_submission(row, line) for line, row in enumerate(returns.values_list(*columns), 2))
    lines = Line.objects.filter(of__alliance=alliance, of__status__in=statuses)
    lines = lines.order_by("of__month", "of__party__place", "of__party__code", "of__version", "number")
    return Ledger(submissions, tuple(_entry(row, line) for line, row in enumerate(lines.values_list(*ENTRY_CELLS), 2)))


def _submission(row: tuple[Any, ...], line: int) -> Submission:
    reference, party, month, kind, submitted_on, status, due_on, reason, created_at = row
    stands = "draft" if status in AS_DRAFT else status
    return Submission(
        id=reference,
        party=party,
        month=month_of(month),
        kind=cast(SubmissionKind, kind),
        submitted_on=_day(submitted_on, created_at),
        status=cast(SubmissionStatus, stands),
        due_on=due_on,
        reason=reason,
        line=line,
    )


def _day(submitted_on: date | None, created_at: datetime) -> date:
    """Return the day it was handed in; of a draft, the day it was begun."""
    return submitted_on or timezone.localdate(created_at)


def _entry(row: tuple[Any, ...], line: int) -> CostEntry:
    reference, party, month, cost_type, category, amount, vat, package, evidence, note, is_accrual, reverses_in = row
    back = None if reverses_in is None else month_of(reverses_in)
    of = (reference, party, month_of(month), cost_type, category, amount, cast(Vat, vat), package, evidence, note, line)
    return CostEntry(*of, is_accrual, back)
