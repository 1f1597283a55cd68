"""Figures of how the parties work together, from the record alone: nobody is asked, and nothing is scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from gainshare.core.governance.record import RecordedDecision
from gainshare.core.kernel.working_days import ENGLAND, WorkingCalendar, is_working_day


@dataclass(frozen=True, slots=True)
class Journey:
    """How a decision came to be agreed, as far as the record says."""

    decision: str
    """Which decision."""
    first_put_on: date
    """The day on which it was first put to a body."""
    agreed_on: date | None
    """The day on which it was agreed; None if it has not been."""
    rounds: int
    """Rounds so far."""


@dataclass(frozen=True, slots=True)
class Put:
    """A decision as it was put to a body, perhaps taking up an earlier one that was not agreed."""

    decision: str
    """Which decision."""
    put_on: date
    """The day on which it was first put."""
    agreed_on: date | None
    """The day on which it was agreed; None if it has not been."""
    rounds: int
    """Rounds that it had itself."""
    takes_up: str = ""
    """The earlier decision that it takes up again; empty if it is new."""


def journeys(puts: Iterable[Put]) -> tuple[Journey, ...]:
    """Return how each proposal came to be agreed, the earliest first: one that takes up another goes on from where that began.

    A decision that takes up another is a further round of it, not a new journey; what it takes up must have been put no later.
    """
    found: dict[str, Journey] = {}
    for one in sorted(puts, key=lambda one: (one.put_on, one.decision)):
        before = found.pop(one.takes_up, None) if one.takes_up != one.decision else None
        first, rounds = (one.put_on, one.rounds) if before is None else (before.first_put_on, before.rounds + one.rounds)
        found[one.decision] = Journey(one.decision, first, one.agreed_on, rounds)
    return tuple(sorted(found.values(), key=lambda one: (one.first_put_on, one.decision)))


def puts_of_record(records: Iterable[RecordedDecision]) -> tuple[Put, ...]:
    """Return recorded decisions as they were put; one that is linked to an earlier one which was not agreed takes it up again."""
    seen: dict[str, RecordedDecision] = {}
    found = []
    for one in sorted(records, key=lambda one: (one.decided_on, one.id)):
        takes_up = next((link for link in one.linked if link in seen and seen[link].stated_outcome in NOT_AGREED), "")
        agreed_on = None if one.stated_outcome in NOT_AGREED else one.decided_on
        found.append(Put(one.id, one.decided_on, agreed_on, 1, takes_up))
        seen[one.id] = one
    return tuple(found)


NOT_AGREED = frozenset({"not_agreed", "deferred", "withdrawn"})
"""What a record says of a decision that was not agreed then."""


@dataclass(frozen=True, slots=True)
class TrustFigures:
    """What the record says for a period."""

    decisions_agreed: int
    """Decisions agreed in it."""
    rounds_to_agreement: Fraction | None
    """Rounds that they took on average; None if none was agreed."""
    latency_working_days: Fraction | None
    """Working days from being first put to being agreed, on average; 0 if agreed on the same day."""
    meetings_held: int
    """Meetings held in it."""
    meetings_inquorate: int
    """Those of them without a quorum."""
    meetings_papers_late: int
    """Those of them whose papers were late."""
    actions_overdue: int
    """Actions overdue at its end."""
    disputes_open: int
    """Disputes open at its end."""


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """What the figures ask of a meeting."""

    day: date
    """When it was."""
    is_quorate: bool
    """Whether it had a quorum."""
    are_papers_late: bool
    """Whether its papers were late."""


def working_days_between(first: date, last: date, calendar: WorkingCalendar = ENGLAND) -> int:
    """Return the working days after a day up to another, the latter counted; 0 if it is not later.

    Raises:
        Fault: the bank holidays of a year between are not known.
    """
    return sum(is_working_day(first + timedelta(days=offset), calendar) for offset in range(1, (last - first).days + 1))


def trust_figures(
    *,
    first: date,
    last: date,
    journeys: Iterable[Journey],
    meetings: Iterable[MeetingHeld],
    actions_overdue: int,
    disputes_open: int,
    calendar: WorkingCalendar = ENGLAND,
) -> TrustFigures:
    """Return what the record says for the days from one to another, both counted.

    Args:
        first: the first day.
        last: the last day.
        journeys: every decision of the record.
        meetings: every meeting of the record that was held.
        actions_overdue: actions overdue on the last day.
        disputes_open: disputes open on the last day.
        calendar: what a working day is.
    """
    agreed = [(one.first_put_on, one.agreed_on, one.rounds) for one in journeys if one.agreed_on and first <= one.agreed_on <= last]
    held = [meeting for meeting in meetings if first <= meeting.day <= last]
    return TrustFigures(
        decisions_agreed=len(agreed),
        rounds_to_agreement=_mean([rounds for _, _, rounds in agreed]),
        latency_working_days=_mean([working_days_between(put, day, calendar) for put, day, _ in agreed]),
        meetings_held=len(held),
        meetings_inquorate=sum(not meeting.is_quorate for meeting in held),
        meetings_papers_late=sum(meeting.are_papers_late for meeting in held),
        actions_overdue=actions_overdue,
        disputes_open=disputes_open,
    )


def _mean(numbers: Sequence[int]) -> Fraction | None:
    return Fraction(sum(numbers), len(numbers)) if numbers else None
