"""What governance asks of somebody: a vote, an approval, a test to answer, papers to send, minutes to agree, an authority that ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse

from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.decision import Decision as CoreDecision
from gainshare.core.governance.record import read_outcome
from gainshare.core.governance.standing import approvals_outstanding, are_tests_passed, outcome_of, standing_of
from gainshare.core.kernel.formats import date_short
from gainshare.web.alliances.access import Seat
from gainshare.web.governance.attending import minutes_due, papers_due
from gainshare.web.governance.concluding import authority_ended_on
from gainshare.web.governance.facts import decision_of, open_decisions
from gainshare.web.governance.models import Appointment, Decision, Meeting, RecordedDecision, Schedule
from gainshare.web.governance.schedules import adopted_schedules, schedule_of
from gainshare.web.shared.tasks import Task
from gainshare.web.shared.time import day_of, is_late

ENDS_SOON = timedelta(days=30)
"""How long before an authority ends the desk says so."""
MEETS_SOON = timedelta(days=14)
"""How long before a meeting its papers stand on the desk."""


def tasks_of(seat: Seat, now: datetime) -> list[Task]:
    """Return what governance asks of somebody, the votes first."""
    day = day_of(now)
    if schedule_of(seat.alliance, day) is None:
        return []
    return [
        *_decisions(seat, day, now),
        *_deferred(seat),
        *_reviews(seat, day, now),
        *_meetings(seat, day, now),
        *_seats(seat, day),
        *_schedules(seat),
    ]


def _decisions(seat: Seat, day: date, now: datetime) -> Iterator[Task]:
    if not any(seat.may(right) for right in ("decisions.speak_own", "decisions.call", "decisions.test")):
        return
    for row in open_decisions(seat.alliance):
        row.alliance = seat.alliance
        decision = decision_of(row)
        standing = standing_of(decision, day)
        href = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": row.pk})
        named = f"{row.reference}, {row.title}"
        if standing == "in_round":
            yield from _votes(seat, decision, named, href, day, now)
        elif standing in {"awaiting_approval", "awaiting_authority"}:
            yield from _endorsements(seat, row, decision, standing, named, href, now)
        elif seat.may("decisions.call") and (step := _step(row, decision, standing)):
            yield Task(f"{named}: {step}", href, "draft" if standing == "draft" else "not agreed", "", is_late=False)


def _reviews(seat: Seat, day: date, now: datetime) -> Iterator[Task]:
    """Yield the decisions in effect that are to be looked at again, for whoever runs meetings."""
    if not seat.may("meetings.run"):
        return
    for one in Decision.objects.filter(alliance=seat.alliance, standing="adopted", review_on__lte=day + MEETS_SOON).order_by("review_on"):
        href = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": one.pk})
        yield Task(f"Look at {one.reference} again: {one.title}", href, "due", _due(one.review_on), is_late(one.review_on, now))


def _deferred(seat: Seat) -> Iterator[Task]:
    """Yield the recorded decisions that were deferred and that nothing has taken up, for whoever runs meetings."""
    if not seat.may("meetings.run"):
        return
    taken_up = set(Decision.objects.filter(alliance=seat.alliance).values_list("takes_up", flat=True))
    for one in RecordedDecision.objects.filter(alliance=seat.alliance).exclude(reference__in=taken_up).order_by("reference"):
        if read_outcome(one.outcome) == "deferred":
            href = f"{reverse('propose_decision', kwargs={'alliance': seat.alliance.pk})}?takes_up={one.reference}"
            if seat.may("decisions.propose"):
                yield Task(f"{one.reference}, {one.title}: {one.outcome}. Take it up", href, "open", "", is_late=False)


def _step(row: Decision, decision: CoreDecision, standing: str) -> str:
    """Return what whoever chairs does next with a decision; empty if that is done in a meeting."""
    if standing == "awaiting_ratification":
        return f"have the next meeting of {row.body} ratify it"
    if standing in {"not_agreed", "inquorate"}:
        return "reword it, put it again, or take it back"
    if standing == "draft" and not are_tests_passed(decision.round, decision.rules):
        return "answer its tests"
    return "open the call in writing" if standing == "draft" and row.is_written else ""


def _votes(seat: Seat, decision: CoreDecision, named: str, href: str, day: date, now: datetime) -> Iterator[Task]:
    closes = decision.round.closes_on
    due = f"Until {date_short(closes)}" if closes else ""
    outcome = outcome_of(decision, day)
    for party in seat.parties:
        speakers = {one.person for one in authorised_people(decision.deciding_body, party.code, day)} - decision.round.recused
        if not seat.may("decisions.speak_own", party) or str(seat.person.pk) not in speakers:
            continue
        if party.code in outcome.silent:
            yield Task(f"{named}: say what {party} says", href, "due", due, is_late(closes, now))
    if seat.may("decisions.call") and not outcome.silent:
        yield Task(f"{named}: every party has spoken. Show what all have said", href, "open", due, is_late=False)


def _endorsements(seat: Seat, row: Decision, decision: CoreDecision, standing: str, named: str, href: str, now: datetime) -> Iterator[Task]:
    shown = decision.round.shown_on
    assert shown is not None, "what waits for an approval was shown"
    is_approval = standing == "awaiting_approval"
    waiting = approvals_outstanding(decision) if is_approval else outcome_of(decision, shown).beyond_limit
    what = "approval" if is_approval else "authority for the sum"
    due = f"Due {date_short(row.approvals_by)}" if row.approvals_by else ""
    late = is_late(row.approvals_by, now)
    number = list(row.rounds.all())[-1].number
    said = [one for one in row.endorsements.all() if one.round_number == number and one.kind == "authority"]
    refused = {one.party.code for one in said if not one.is_given}
    for party in seat.parties:
        may_record = seat.may("decisions.approve_own", party) and authority_ended_on(seat, party, row.body) is None
        if party.code in waiting and party.code not in refused and may_record:
            yield Task(f"{named}: record {party}'s own {what}", href, "awaiting approval", due, late)
    if seat.may("decisions.call") and not is_approval and refused & set(waiting):
        step = f"{', '.join(sorted(refused))} does not stand behind the sum: put it to another round, or take it back"
        yield Task(f"{named}: {step}", href, "not agreed", due, late)
    elif seat.may("decisions.call"):
        yield Task(f"{named}: waits for the {what} of {', '.join(waiting)}", href, "awaiting approval", due, late)


def _own_meetings(seat: Seat, day: date) -> Iterator[Task]:
    """Yield the meetings of today of the bodies on which somebody has a seat."""
    held = Appointment.objects.filter(alliance=seat.alliance, person=seat.person, begins_on__lte=day).exclude(ends_on__lt=day)
    today = Meeting.objects.filter(alliance=seat.alliance, stated_quorum="", cancelled_on__isnull=True, ended_at__isnull=True, day=day)
    for one in today.filter(body__in=held.values_list("body", flat=True)).order_by("reference"):
        href = reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": one.pk})
        yield Task(f"{one.reference} is {'open' if one.opened_at else 'today'}", href, "open", "", is_late=False)


def _meetings(seat: Seat, day: date, now: datetime) -> Iterator[Task]:
    if not seat.may("meetings.run"):
        yield from _own_meetings(seat, day)
        return
    adopted = adopted_schedules(seat.alliance)
    for one in Meeting.objects.filter(alliance=seat.alliance, stated_quorum="", cancelled_on__isnull=True).order_by("day"):
        href = reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": one.pk})
        one.alliance = seat.alliance
        if one.minutes_agreed_on is not None:
            continue
        if one.ended_at is not None:
            due = minutes_due(one, adopted)
            yield Task(f"Minutes of {one.reference}", href, "draft", _due(due), is_late(due, now))
        elif one.opened_at is not None or one.day == day:
            yield Task(f"{one.reference} is {'open' if one.opened_at else 'today'}", href, "open", "", is_late=False)
        elif one.day < day:
            yield Task(f"{one.reference} was not opened on its day: cancel it and say why", href, "overdue", "", is_late=True)
        elif one.papers_sent_on is None and one.day - day <= MEETS_SOON and (due := papers_due(one, adopted)) is not None:
            yield Task(f"Papers of {one.reference}", href, "due", _due(due), is_late(due, now))


def _due(day: date | None) -> str:
    return f"Due {date_short(day)}" if day else ""


def _seats(seat: Seat, day: date) -> Iterator[Task]:
    if not seat.may("governance.manage"):
        return
    href = reverse("governance", kwargs={"alliance": seat.alliance.pk})
    ending = Appointment.objects.filter(alliance=seat.alliance, ends_on__gte=day, ends_on__lte=day + ENDS_SOON).select_related("person")
    for one in ending.order_by("ends_on"):
        if not Appointment.objects.filter(alliance=seat.alliance, seat=one.seat, is_deputy=one.is_deputy, begins_on__gt=day).exists():
            part = "deed" if one.is_deputy else "authority"
            last = f"On {date_short(one.ends_on or day)}"
            yield Task(f"The {part} of {one.person.name} on {one.body} ends", href, "due soon", last, is_late=False)


def _schedules(seat: Seat) -> Iterator[Task]:
    if not seat.may("governance.propose"):
        return
    for one in Schedule.objects.filter(alliance=seat.alliance, adopted_at__isnull=True, withdrawn_at__isnull=True):
        href = reverse("schedules", kwargs={"alliance": seat.alliance.pk})
        yield Task(f"Version {one.number} of the governance schedule waits for its decision", href, "awaiting approval", "", is_late=False)
