"""The first page of an alliance: who it is, what agreement is in force, where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.kernel.formats import date_long
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.facts import facts_of
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.agreements.queries import newest_version, open_proposal
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.actions import role_in_words
from gainshare.web.alliances.frames import frame_of
from gainshare.web.shared.pages import Frame, render
from gainshare.web.shared.tables import Link

PLACES = (
    ("Costs month by month", "months", "costs.read_totals"),
    ("Measures and their values", "measures", "measures.read"),
    ("Where the year stands, and what if", "position", "settlements.read"),
    ("Forecast of the year", "forecast", "settlements.read"),
    ("Settlements", "settlements", "settlements.read"),
    ("Registers of risks and actions, and the plan", "registers", "registers.read"),
    ("The agreement and its versions", "agreement_versions", "agreement.read"),
    ("People and their roles", "people", "people.read"),
    ("Messages that went out", "messages", "people.invite"),
    ("The journal of everything that was done", "journal", "journal.read"),
    ("Take everything away", "export", "alliance.export"),
)
"""Where everything is: what each place is called, its route, and the right to see it."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """An alliance's first page."""

    frame: Frame
    """What stands around it."""
    version: Link
    """The agreement, and where it is."""
    status: str
    """Since when it holds, in words."""
    proposal: Link | None
    """A version that waits for approval."""
    parties: Sequence[Sequence[object]]
    """Each party: its name, its code, what it is, its share."""
    roles: Sequence[str]
    """The roles of whoever looks."""
    places: Sequence[Link]
    """Where everything is."""


@require_GET
@within("alliance.read")
def home(request: SeatRequest) -> HttpResponseBase:
    """Show the first page of an alliance."""
    seat = request.seat
    version = newest_version(seat.alliance)
    return render(request, "agreements/home.html", home_page(seat, version, open_proposal(seat.alliance)))


def home_page(seat: Seat, version: AgreementVersion, proposal: AgreementVersion | None) -> HomePage:
    """Return the first page of an alliance."""
    parties = {str(party.pk): party for party in seat.parties}
    is_waiting = proposal is not None and proposal.pk != version.pk
    return HomePage(
        frame=frame_of(seat, seat.alliance.name, who_else="Everyone in the alliance can see this page.", help="who-sees-what"),
        version=_link(seat, version),
        status=_status(version),
        proposal=_link(seat, proposal) if proposal is not None and is_waiting else None,
        parties=facts_of(agreement_in(version)).parties,
        roles=[role_in_words(role, parties.get(party or "")) for role, party in seat.roles],
        places=[Link(text, href) for text, route, right in PLACES if seat.may(right) and (href := _address(route, seat))],
    )


def _status(version: AgreementVersion) -> str:
    if version.approved_at is None:
        return "it waits for the approval of the parties"
    verb = "in force since" if version.takes_effect_on <= timezone.localdate() else "in force from"
    return f"{verb} {date_long(version.takes_effect_on)}"


def _link(seat: Seat, version: AgreementVersion) -> Link:
    return Link(f"Version {version.number}", reverse("agreement_version", kwargs={"alliance": seat.alliance.pk, "number": version.number}))


def _address(route: str, seat: Seat) -> str:
    """Return the address of a route of the alliance; empty if there is no such route."""
    try:
        return reverse(route, kwargs={"alliance": seat.alliance.pk})
    except NoReverseMatch:
        return ""
