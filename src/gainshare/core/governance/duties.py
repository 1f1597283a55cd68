"""The duties of the leadership team and of the management team: what each has to see to, in which rhythm, and what shows that it did.

Nobody says that a duty is missing: it follows from the meetings that were held, the months that were closed, and what was recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from gainshare.core.governance.body import BodyKind
from gainshare.core.kernel.period import Calendar, Month, quarter_period, year_period

Rhythm = Literal["meeting", "month", "quarter", "year", "once"]
"""How often a duty is due: for each meeting that its body held, for each period that has ended, or once."""
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
"""Every rhythm, the most frequent first."""
ONCE = "once"
"""What a duty that is due once is done for."""
DutyState = Literal["due", "done", "missing"]
"""`due`: its occasion has come, and there is still time. `missing`: the time is over and nothing was recorded."""


@dataclass(frozen=True, slots=True)
class StandardDuty:
    """A duty that every alliance's leadership team or management team has."""

    code: str
    """What the record calls it."""
    body_kind: BodyKind
    """The kind of body whose duty it is."""
    text: str
    """What has to be seen to."""
    rhythm: Rhythm
    """How often it is due."""
    evidence: str
    """What shows that it was seen to."""
    source: str
    """Where the duty comes from."""


ALT: BodyKind = "alliance_leadership_team"
AMT: BodyKind = "alliance_management_team"
SLIDES = "LH Alliances, Alliance contracting (King's Fund, 27 March 2014), slides 9 to 11"
"""Where the two teams' duties come from."""
STANDARD_DUTIES: tuple[StandardDuty, ...] = (
    StandardDuty(
        "outcome_assurance",
        ALT,
        "Ensure that the outcomes are delivered",
        "meeting",
        "The outcome-assurance statement of the meeting, made from the measures",
        SLIDES,
    ),
    StandardDuty(
        "agree_governance",
        ALT,
        "Agree how the alliance is governed",
        "year",
        "The adopted version of the governance schedule, with the terms of reference",
        SLIDES,
    ),
    StandardDuty(
        "roles_and_accountabilities",
        ALT,
        "Set roles and accountabilities",
        "year",
        "The matrix of who is responsible for what, party by party, without gaps",
        SLIDES,
    ),
    StandardDuty(
        "data_and_reporting",
        ALT,
        "Ensure that data are collected, and agree the cycles of reporting",
        "month",
        "What was due from whom in the month, and what came",
        SLIDES,
    ),
    StandardDuty(
        "team_coverage",
        AMT,
        "Have experts of every subject, from every party, in the team",
        "once",
        "The list of members with their subjects, and what is lacking",
        SLIDES,
    ),
    StandardDuty(
        "implementation_plan",
        AMT,
        "Make the implementation plan, and have it approved",
        "once",
        "The leadership team's decision that approves the plan",
        SLIDES,
    ),
    StandardDuty(
        "target_costs",
        AMT,
        "Identify target costs, and keep the actual cost at or below them",
        "month",
        "The month's target, actual and forecast, with what is done about a variance",
        SLIDES,
    ),
    StandardDuty(
        "implementation",
        AMT,
        "Implement for the outcomes that are wanted",
        "month",
        "The highlight report: milestones and changes",
        SLIDES,
    ),
    StandardDuty(
        "performance_review",
        AMT,
        "Review activity and performance regularly, to improve",
        "month",
        "The measures and their charts as they were read, and the actions that came of it",
        SLIDES,
    ),
    StandardDuty(
        "risks",
        AMT,
        "Keep risks and their mitigations under review",
        "month",
        "The register as it was reviewed, each risk with an owner and a day of its next review",
        SLIDES,
    ),
)
"""The duties of the two teams, in their order."""
KINDS_WITH_DUTIES: tuple[BodyKind, ...] = tuple(dict.fromkeys(one.body_kind for one in STANDARD_DUTIES))
"""The kinds of body that have them."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a body, from a day on."""

    code: str
    """What the record calls it."""
    rhythm: Rhythm
    """How often it is due."""
    begins_on: date
    """The first day on which the body has it."""
    ended_on: date | None = None
    """The day from which it has it no longer; None if it goes on."""

    def __post_init__(self) -> None:
        """Check that the days are in order."""
        assert self.ended_on is None or self.begins_on <= self.ended_on, "a duty ends no earlier than it begins"

    def holds_on(self, day: date) -> bool:
        """Return whether the body has the duty on a day."""
        return self.begins_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class DutyDone:
    """That a duty was seen to once."""

    for_what: str
    """The occasion: a meeting, a month such as `2026-10`, `2026/27 Q2`, `2026/27`, or `once`."""
    done_on: date
    """The day on which it was recorded."""


@dataclass(frozen=True, slots=True)
class MeetingOf:
    """A meeting that the duty's body held."""

    id: str
    """What the record calls it."""
    day: date
    """When it was."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that a duty is due for, and where it stands."""

    for_what: str
    """The meeting or the period; `once` if it is due once."""
    came_on: date
    """The day on which it became due."""
    state: DutyState
    """Where it stands."""
    done: DutyDone | None = None
    """What was recorded; None if nothing was."""


def occasions(
    duty: Duty, done: Iterable[DutyDone], *, day: date, meetings: Iterable[MeetingOf], closed: Collection[Month], calendar: Calendar
) -> tuple[Occasion, ...]:
    """Return everything that a duty was due for up to a day, the earliest first, each due, done or missing.

    A meeting asks for its duties on its day, and they are missing from the next day on. A month, a quarter or a year asks for them once
    it has ended, and they are missing once all of its months are closed: from then on nothing more is expected of it. What is due once is
    due on the first day and missing from the next. What was recorded for something else is shown nowhere.

    Args:
        duty: the duty.
        done: what was recorded of it.
        day: the day.
        meetings: the meetings that its body held.
        closed: the months whose books are closed.
        calendar: the calendar of periods.
    """
    recorded = {one.for_what: one for one in done}
    found = [
        Occasion(for_what, came_on, "done" if for_what in recorded else "missing" if is_over else "due", recorded.get(for_what))
        for for_what, came_on, is_over in _asked(duty, day, meetings, frozenset(closed), calendar)
        if came_on <= day and duty.holds_on(came_on)
    ]
    return tuple(sorted(found, key=lambda one: (one.came_on, one.for_what)))


def _asked(
    duty: Duty, day: date, meetings: Iterable[MeetingOf], closed: frozenset[Month], calendar: Calendar
) -> Iterator[tuple[str, date, bool]]:
    """Yield each occasion with the day on which it comes, and whether the time for it is over."""
    if duty.rhythm == "once":
        yield ONCE, duty.begins_on, day > duty.begins_on
    elif duty.rhythm == "meeting":
        for meeting in meetings:
            yield meeting.id, meeting.day, day > meeting.day
    else:
        yield from _periods(duty, day, closed, calendar)


def _periods(duty: Duty, day: date, closed: frozenset[Month], calendar: Calendar) -> Iterator[tuple[str, date, bool]]:
    """Yield the periods that have ended by a day, each due on the day after its end."""
    seen: set[str] = set()
    month = Month.of(duty.begins_on)
    while month <= Month.of(day):
        word, last = f"{month.year}-{month.month:02d}", month
        months: tuple[Month, ...] = (month,)
        if duty.rhythm != "month":
            period = quarter_period(month, calendar) if duty.rhythm == "quarter" else year_period(month, calendar)
            word, last, months = period.word, period.last_month, period.months()
        if word not in seen:
            seen.add(word)
            yield word, last.next().first_day, closed.issuperset(months)
        month = month.next()


def missing_of(found: Iterable[Occasion]) -> tuple[Occasion, ...]:
    """Return the occasions for which nothing was recorded and the time is over."""
    return tuple(one for one in found if one.state == "missing")


def last_done(found: Iterable[Occasion]) -> Occasion | None:
    """Return the last occasion for which something was recorded; None if there is none."""
    return max((one for one in found if one.state == "done"), key=lambda one: one.came_on, default=None)
