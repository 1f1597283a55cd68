"""Who has handed in what: where the return of each party and month stands, when it came, and whether it was late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import Ledger, Submission, SubmissionStatus
from gainshare.core.openbook.rules import OpenBookRules, due_on

ReturnStatus = Literal["not_started", SubmissionStatus]
"""Where a return stands; `not_started` if there is not even a draft."""


@dataclass(frozen=True, slots=True)
class ReturnState:
    """Where one party's return of one month stands."""

    party: str
    """The party."""
    month: Month
    """The month."""
    status: ReturnStatus
    """Where the version handed in last stands; a draft only while nothing has been handed in."""
    version: int
    """How many versions have been handed in, changes among them; 0 if none."""
    due_on: date | None
    """The day it is due; None if the agreement names none."""
    received_on: date | None
    """The day on which it was first handed in; None if it was not, or if the open book does not say."""
    last_received_on: date | None
    """The day of the version handed in last."""
    is_late: bool
    """Whether it was first handed in after its day."""
    is_overdue: bool
    """Whether its day is past, and it is not in."""
    is_accepted: bool
    """Whether any version has been accepted, so that the month has a cost that counts."""
    has_draft: bool
    """Whether a version is being prepared."""


def completeness(
    ledger: Ledger, months: Iterable[Month], providers: Iterable[str], rules: OpenBookRules, today: date
) -> tuple[ReturnState, ...]:
    """Return where the return of every party and month stands, by month and then in the order of the parties.

    Args:
        ledger: the open book, drafts among its submissions.
        months: the months.
        providers: the parties that hand in costs.
        rules: the agreement's rules, which say when a return is due.
        today: the day by which a return is overdue.
    """
    wanted = tuple(providers)
    submissions: dict[tuple[str, Month], list[Submission]] = {}
    for one in ledger.submissions:
        submissions.setdefault((one.party, one.month), []).append(one)
    alone = {(entry.party, entry.month) for entry in ledger.entries if not entry.submission}
    return tuple(
        _state(party, month, submissions.get((party, month), []), (party, month) in alone, due_on(month, rules), today)
        for month in months
        for party in wanted
    )


def _state(party: str, month: Month, every: list[Submission], is_alone: bool, agreed: date | None, today: date) -> ReturnState:
    """Return where a return stands; lines without a submission are an accepted one of which no day is known."""
    handed_in = sorted((one for one in every if one.status != "draft"), key=lambda one: one.submitted_on)
    has_draft = len(handed_in) < len(every)
    first, last = (handed_in[0], handed_in[-1]) if handed_in else (None, None)
    due = next((one.due_on for one in every if one.due_on is not None), agreed)
    status: ReturnStatus = "accepted" if is_alone else "draft" if has_draft else "not_started"
    return ReturnState(
        party=party,
        month=month,
        status=last.status if last is not None else status,
        version=len(handed_in) + is_alone,
        due_on=due,
        received_on=first.submitted_on if first is not None and not is_alone else None,
        last_received_on=last.submitted_on if last is not None else None,
        is_late=first is not None and not is_alone and due is not None and first.submitted_on > due,
        is_overdue=not handed_in and not is_alone and due is not None and today > due,
        is_accepted=is_alone or any(one.status == "accepted" for one in handed_in),
        has_draft=has_draft,
    )
