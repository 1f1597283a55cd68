"""What governance asks of disputes and processes: those that ask for a place on an agenda, and those that a decision may bind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from gainshare.core.governance import process as core
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.bindable import is_id
from gainshare.web.governance.meeting_acts import ASKS
from gainshare.web.governance.models import AgendaItem
from gainshare.web.governance.schedules import names_of_bodies, schedule_of
from gainshare.web.proceedings.dispute_pages import OVER, holder_of, shortened
from gainshare.web.proceedings.facts import value_of
from gainshare.web.proceedings.models import Dispute, Process
from gainshare.web.proceedings.queries import disputes_in_order
from gainshare.web.shared.tables import Link


def disputes_with(alliance: Alliance, body: str, day: date) -> Sequence[ASKS]:
    """Return the disputes that are with a body on a day, as what asks for a place on its agenda."""
    found = [one for one, standing in disputes_in_order(alliance, day) if standing not in OVER]
    schedule = schedule_of(alliance, day)
    named = {body, names_of_bodies(schedule).get(body, body)} if schedule else {body}
    own = [one for one in found if holder_of(one, list(one.steps.all())[-1].number) in named]
    return [("dispute", f"Dispute: {shortened(one.question, 120)}", one.reference) for one in own]


def dispute_on_agenda(seat: Seat, item: AgendaItem) -> Link | None:
    """Return the link to the dispute that an item is about."""
    found = Dispute.objects.filter(alliance=seat.alliance, reference=item.about).first()
    if found is None or not seat.may("disputes.read"):
        return None
    return Link(found.reference, reverse("dispute", kwargs={"alliance": seat.alliance.pk, "of": found.pk}))


def process_called(kind: str, alliance: Alliance, subject: str) -> str | None:
    """Return what a process of a kind is called in a proposal on it, if it is at the step that takes the decision."""
    found = Process.objects.filter(alliance=alliance, pk=subject, kind=kind, ended_on__isnull=True).first() if is_id(subject) else None
    if found is None or core.stage_of(value_of(found)) != "deciding":
        return None
    return f"{found.reference}: {kind} of {value_of(found).party}"


def party_excluded(alliance: Alliance, subject: str) -> str:
    """Return the code of the party that a process would exclude; empty if there is no such process."""
    found = Process.objects.filter(alliance=alliance, pk=subject, kind="exclusion").first() if is_id(subject) else None
    return "" if found is None else found.party
