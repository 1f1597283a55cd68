"""Who is at a meeting, and whether it has its quorum: worked out from the rows at the moment."""

from __future__ import annotations

from collections.abc import Iterable

from gainshare.core.governance.body import Body
from gainshare.core.governance.meeting import MeetingFacts, Quorum, quorum_of
from gainshare.core.governance.meeting import Presence as There
from gainshare.files.governance_schedule import GovernanceSchedule
from gainshare.web.governance.facts import there_now
from gainshare.web.governance.models import Meeting
from gainshare.web.governance.schedules import appointments, body_with_people, schedule_of


def schedule_at(meeting: Meeting) -> GovernanceSchedule:
    """Return what the schedule in force on the day of a meeting says."""
    found = schedule_of(meeting.alliance, meeting.day)
    assert found is not None, "a meeting is one of a body of the schedule"
    return found


def body_at(meeting: Meeting) -> Body:
    """Return the body that meets, its seats held by people."""
    return body_with_people(schedule_at(meeting), meeting.body, appointments(meeting.alliance, meeting.body))


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
    return quorum_of(body_at(meeting), meeting.day, everybody_at(meeting), rules.quorum, recused=recused)


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
