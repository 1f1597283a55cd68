"""What stands around every page of an alliance: its name, its navigation by what somebody may see, and the way up."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse

from gainshare.web.alliances.access import Seat
from gainshare.web.shared.pages import Crumb, Frame, NavItem

PLACES = (
    ("Costs", "months", "costs.read_totals"),
    ("Measures", "measures", "measures.read"),
    ("Position", "position", "settlements.read"),
    ("Settlements", "settlements", "settlements.read"),
    ("Meetings", "meetings", "governance.read"),
    ("Decisions", "decisions", "governance.read"),
    ("Registers", "registers", "registers.read"),
    ("Governance", "governance", "governance.read"),
    ("Agreement", "agreement_versions", "agreement.read"),
    ("People", "people", "people.read"),
    ("Messages", "messages", "people.invite"),
    ("Journal", "journal", "journal.read"),
)
"""The places of an alliance: what each is called, its route, and the right to see it."""


def frame_of(
    seat: Seat,
    title: str,
    *,
    place: str = "",
    crumbs: Sequence[Crumb] = (),
    period: str | None = None,
    status: str | None = None,
    who_else: str = "",
    help: str = "",  # the field of the frame
) -> Frame:
    """Return the frame of a page of an alliance.

    Args:
        seat: who looks at it, and where.
        title: the heading.
        place: the route of the place that the page belongs to.
        crumbs: the pages between the alliance's own and this one.
        period: the period that it is about, in words.
        status: the status of what it shows, in words.
        who_else: a sentence on who else can see it.
        help: the anchor of its part of the help page.
    """
    home = _address("alliance", seat)
    above = [
        Crumb("My desk", reverse("desk")),
        *([Crumb(seat.alliance.name, home)] if home and title != seat.alliance.name else []),
        *crumbs,
    ]
    nav = [NavItem(text, href, route == place) for text, route, right in PLACES if seat.may(right) and (href := _address(route, seat))]
    return Frame(title, alliance=seat.alliance.name, period=period, status=status, crumbs=above, nav=nav, who_else=who_else, help=help)


def _address(route: str, seat: Seat) -> str:
    """Return the address of a route of the alliance; empty if there is no such route."""
    try:
        return reverse(route, kwargs={"alliance": seat.alliance.pk})
    except NoReverseMatch:
        return ""
