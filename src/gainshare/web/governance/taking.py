"""Governance as the core knows it, from rows: for what is worked out of it, and for the alliance's files."""

from __future__ import annotations

from datetime import date
from typing import Literal

from gainshare.core.governance import meeting as core_meeting
from gainshare.core.governance import record as core
from gainshare.core.governance.meeting import Presence as There
from gainshare.core.governance.meeting import are_papers_late, quorum_of
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_notation import person_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.attending import body_at, papers_due
from gainshare.web.governance.models import Interest, Meeting, RecordedDecision, RecordedNotice
from gainshare.web.governance.schedules import schedule_of


def recorded_decisions_of(alliance: Alliance) -> tuple[core.RecordedDecision, ...]:
    """Return the decisions that came with the alliance's files, in their order."""
    rows = RecordedDecision.objects.filter(alliance=alliance).order_by("number")
    return tuple(
        core.RecordedDecision(
            id=row.reference,
            decided_on=row.decided_on,
            meeting=row.meeting,
            stated_class=row.stated_class,  # type: ignore[arg-type]
            title=row.title,
            proposal=row.proposal,
            principles=tuple(row.principles),
            service_result=row.service_result,  # type: ignore[arg-type]
            votes_for=row.votes_for,
            votes_against=row.votes_against,
            abstained=row.abstained,
            outcome=row.outcome,
            reserved=tuple(row.reserved),
            linked=tuple(row.linked),
            note=row.note,
            amount_pence=row.amount,
        )
        for row in rows
    )


def meetings_of(alliance: Alliance) -> tuple[core.RecordedMeeting, ...]:
    """Return the alliance's meetings as a record tells them, in the order of their days; those that were cancelled are left out.

    A meeting held here has the quorum that its end had by the rules, and the parties whose seats were taken.
    """
    rows = Meeting.objects.filter(alliance=alliance, cancelled_on__isnull=True).order_by("day", "reference")
    return tuple(recorded_meeting(row) for row in rows.prefetch_related("presences"))


def recorded_meeting(row: Meeting) -> core.RecordedMeeting:
    """Return a meeting as a record tells it."""
    stated: Literal["yes", "no", "planned"] = "planned"
    attending = tuple(row.attending)
    if row.stated_quorum:
        stated = "yes" if row.stated_quorum == "yes" else "no"
    elif row.ended_at is not None:
        stated = "yes" if was_quorate(row) else "no"
        attending = _parties_there(row)
    return core.RecordedMeeting(
        id=row.reference,
        body=row.body,
        day=row.day,
        stated=stated,
        attending=attending,
        apologies=tuple(row.apologies),
        are_papers_on_time=were_papers_on_time(row),
    )


def was_quorate(row: Meeting) -> bool:
    """Return whether a meeting held here had its quorum at its end; one of a body that decides nothing needs none."""
    schedule = schedule_of(row.alliance, row.day)
    if schedule is None:
        return True
    try:
        rule = schedule.decision_rules(row.body).quorum
    except (Fault, KeyError):
        return True
    body = body_at(row)
    there = [There(one.seat, str(one.person_id)) for one in row.presences.all() if one.person_id and one.left_at == row.ended_at]
    return quorum_of(body, row.day, there, rule).is_held


def _parties_there(row: Meeting) -> tuple[str, ...]:
    """Return the parties whose seats were taken at a meeting, in the order of the seats."""
    schedule = schedule_of(row.alliance, row.day)
    seats = next((body.seats for body in schedule.terms.bodies if body.id == row.body), ()) if schedule else ()
    taken = {one.seat for one in row.presences.all()}
    return tuple(dict.fromkeys(seat.party for seat in seats if seat.id in taken and seat.party is not None))


def were_papers_on_time(row: Meeting, today: date | None = None) -> bool | None:
    """Return whether the papers of a meeting were in time: as its record says, or by the schedule's working days; None if nobody knows.

    Args:
        row: the meeting.
        today: the day by which papers that are still to go out would be late; without it, only those that went out are judged.
    """
    if row.are_papers_on_time is not None or (row.papers_sent_on is None and today is None):
        return row.are_papers_on_time
    due_on = papers_due(row)
    if due_on is None:
        return None
    return not are_papers_late(sent_on=row.papers_sent_on, due_on=due_on, today=today or row.day)


def interests_of(alliance: Alliance) -> tuple[core_meeting.Interest, ...]:
    """Return the interests that were declared, in the order of the register; those that no longer hold stay in it."""
    rows = Interest.objects.filter(alliance=alliance).order_by("number")
    return tuple(
        core_meeting.Interest(
            person=person_of(row.post, row.party or None),
            party=row.party,
            declared_on=row.declared_on,
            what=row.what,
            kind=row.kind,
            management=row.management,
            reviewed_on=row.reviewed_on,
        )
        for row in rows
    )


def notices_of(alliance: Alliance) -> tuple[core.Notice, ...]:
    """Return the notices that were published, in their order."""
    rows = RecordedNotice.objects.filter(alliance=alliance).order_by("number")
    return tuple(
        core.Notice(
            id=row.reference,
            regime=row.regime,
            kind=row.kind,
            published_on=row.published_on,
            reference=row.published_as,
            relates_to=row.relates_to,
        )
        for row in rows
    )
