"""What disputes and processes ask of somebody: steps with their last day, those beyond it marked late."""

from __future__ import annotations

from datetime import date, datetime

from gainshare.core.governance import dispute as core_disputes
from gainshare.core.governance import process as core
from gainshare.core.kernel.formats import date_short
from gainshare.web.alliances.access import Seat
from gainshare.web.governance.models import Appointment
from gainshare.web.proceedings.dispute_pages import OVER, holder_of, shortened
from gainshare.web.proceedings.disputing import KEEP as KEEP_DISPUTES
from gainshare.web.proceedings.disputing import RAISE
from gainshare.web.proceedings.facts import processes_in_order
from gainshare.web.proceedings.links import address
from gainshare.web.proceedings.models import Dispute
from gainshare.web.proceedings.processing import KEEP as KEEP_PROCESSES
from gainshare.web.proceedings.queries import disputes_in_order
from gainshare.web.proceedings.taking import steps_of
from gainshare.web.proceedings.taking import value_of as disputes_value_of
from gainshare.web.shared.tasks import Task
from gainshare.web.shared.time import day_of, is_late


def tasks_of(seat: Seat, now: datetime) -> list[Task]:
    """Return the steps of disputes and processes that somebody has to see to, the most urgent of each first."""
    return [*_disputes(seat, now), *_processes(seat, now)]


def _disputes(seat: Seat, now: datetime) -> list[Task]:
    """Return the disputes on their way: all for those who keep them, for others those that their party is in or their body has now."""
    if not seat.may("disputes.read"):
        return []
    found = []
    going = [one for one, standing in disputes_in_order(seat.alliance, day_of(now)) if standing not in OVER]
    bodies = _bodies_of(seat, day_of(now)) if going else frozenset()
    for one in going:
        step = list(one.steps.all())[-1]
        is_held = core_disputes.current_step(disputes_value_of(one), steps_of(one)).holder in bodies
        if not (seat.may(KEEP_DISPUTES) or is_held or _is_in(seat, one)):
            continue
        late = is_late(step.due_on, now)
        words = f"{one.reference}, with {holder_of(one, step.number)}: {shortened(one.question, 80)}"
        found.append(Task(words, address("dispute", seat, of=one.pk), "overdue" if late else "in progress", _due(step.due_on), late))
    return found


def _bodies_of(seat: Seat, day: date) -> frozenset[str]:
    """Return the bodies on which somebody has a seat on a day, as a member or as a deputy."""
    held = Appointment.objects.filter(alliance=seat.alliance, person=seat.person, begins_on__lte=day)
    return frozenset(held.exclude(ends_on__lt=day).values_list("body", flat=True))


def _is_in(seat: Seat, one: Dispute) -> bool:
    """Return whether a dispute was raised by somebody's party, or concerns it."""
    own = [party for party in seat.parties if seat.may(RAISE, party)]
    return any(one.raised_by == party.code or one.about in (party.code, party.organisation.name) for party in own)


def _processes(seat: Seat, now: datetime) -> list[Task]:
    """Return the steps that processes are at: all for those who keep them, and for a party's own people those that it is asked for."""
    keeps = seat.may(KEEP_PROCESSES)
    own = {party.code for party in seat.parties if seat.may(RAISE, party)}
    if not (keeps or own):
        return []
    found = []
    for one, value, due_on in processes_in_order(seat.alliance):
        if one.ended_on is not None or not (keeps or one.party in own):
            continue
        step = core.current_step(value)
        late = is_late(due_on, now)
        words = f"{one.reference}, {value.party}: {step.text[:1].lower()}{step.text[1:]}"
        found.append(Task(words, address("process", seat, of=one.pk), "overdue" if late else "due", _due(due_on), late))
    return found


def _due(due_on: date | None) -> str:
    return f"Due {date_short(due_on)}" if due_on else ""
