"""Figures of how the parties work together, from the record alone: nobody is asked, and nothing is scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

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
