"""Who is at a meeting, and whether it has its quorum: worked out from the rows at the moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from gainshare.core.governance.body import Body
from gainshare.core.governance.meeting import MeetingFacts, Quorum, minutes_due_on, papers_due_on, quorum_of
from gainshare.core.governance.meeting import Presence as There
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_schedule import GovernanceSchedule
from gainshare.web.governance.facts import there_now
from gainshare.web.governance.models import Decision, Meeting, Schedule
from gainshare.web.governance.schedules import body_from_plain, body_on, read, schedule_of


def schedule_at(meeting: Meeting) -> GovernanceSchedule:
    """Return what the schedule in force on the day of a meeting says; if it no longer has the body, the last one that has."""
    found = schedule_of(meeting.alliance, meeting.day)
    assert found is not None, "a meeting is one of a body of the schedule"
    if meeting.body in {one.id for one in found.terms.bodies}:
        return found
    earlier = (read(one) for one in meeting.alliance.schedules.filter(adopted_at__isnull=False).order_by("-number"))
    return next((one for one in earlier if meeting.body in {body.id for body in one.terms.bodies}), found)


def body_at(meeting: Meeting) -> Body:
    """Return the body that meets: as it was held when the meeting ended, and until then as it is held on its day."""
    if meeting.held_by is not None:
        return body_from_plain(meeting.held_by)
    return body_on(meeting.alliance, schedule_at(meeting), meeting.body, meeting.day)


def everybody_at(meeting: Meeting) -> Iterable[There]:
    """Return who is there now, or, once it has ended, who was there at the end."""
    if meeting.ended_at is None:
        return there_now(meeting)
    found = meeting.presences.filter(left_at=meeting.ended_at, person__isnull=False).values_list("seat", "person_id")
    return [There(seat, str(person)) for seat, person in found]


def quorum_at(meeting: Meeting, recused: frozenset[str] = frozenset()) -> Quorum:
    """Return whether a meeting has its quorum, some people taking no part.

    Raises:
        Fault: the body decides nothing, so that nothing is asked of its meetings.
    """
    rules = schedule_at(meeting).decision_rules(meeting.body)
    body = body_at(meeting).without(excluded_from(meeting))
    return quorum_of(body, meeting.day, everybody_at(meeting), rules.quorum, recused=recused)


def excluded_from(meeting: Meeting) -> str:
    """Return the party that every decision on a meeting's agenda would exclude, so that the meeting decides without it; empty if none."""
    tabled = meeting.items.filter(kind="decision").values_list("about", flat=True)
    found = set(Decision.objects.filter(alliance=meeting.alliance, reference__in=list(tabled)).values_list("excludes", flat=True))
    return found.pop() if len(found) == 1 else ""


def facts_of_meeting(meeting: Meeting) -> MeetingFacts:
    """Return what there is to know about where a meeting stands; one from the record has ended."""
    is_over = meeting.ended_at is not None or bool(meeting.stated_quorum)
    return MeetingFacts(
        papers_sent_on=meeting.papers_sent_on,
        is_opened=meeting.opened_at is not None or is_over,
        is_ended=is_over,
        minutes_agreed_on=meeting.minutes_agreed_on,
        is_cancelled=meeting.cancelled_on is not None,
    )


def papers_due(meeting: Meeting, adopted: Sequence[Schedule] | None = None) -> date | None:
    """Return the last day on which the papers of a meeting are in time; None if none is asked for, or bank holidays are not known."""
    return _due(meeting, "papers_due_working_days", papers_due_on, adopted)


def minutes_due(meeting: Meeting, adopted: Sequence[Schedule] | None = None) -> date | None:
    """Return the last day on which the minutes of a meeting are in time; None if none is asked for, or bank holidays are not known."""
    return _due(meeting, "minutes_due_working_days", minutes_due_on, adopted)


def _due(meeting: Meeting, asked: str, clock: Callable[[date, int], date], adopted: Sequence[Schedule] | None) -> date | None:
    schedule = schedule_of(meeting.alliance, meeting.day, adopted)
    terms = next((one for one in schedule.terms.bodies if one.id == meeting.body), None) if schedule else None
    days = getattr(terms, asked, None)
    try:
        return None if days is None else clock(meeting.day, days)
    except Fault:
        return None
