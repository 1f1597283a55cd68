"""Addresses of pages, some of which another part of the application may or may not have."""

from __future__ import annotations

import re

from django.urls import NoReverseMatch, reverse

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Decision, RecordedDecision
from gainshare.web.shared.tables import Link

_REFERENCE = re.compile(r"[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9.-]*[A-Za-z0-9]")
"""What the reference of a decision looks like within other words: `DEC-005`."""


def address(route: str, seat: Seat, **more: object) -> str:
    """Return the address of a route of the alliance; empty if there is no such route."""
    try:
        return reverse(route, kwargs={"alliance": seat.alliance.pk, **more})
    except NoReverseMatch:
        return ""


def decision_link(seat: Seat, decision: Decision) -> Link | str:
    """Return the link to a decision, or its reference if it has no page."""
    href = address("decision", seat, of=decision.pk)
    return Link(decision.reference, href) if href else decision.reference


def decisions_in(seat: Seat, text: str) -> list[Link]:
    """Return links to the decisions that a text names by their references; what is only recorded leads to the list."""
    named = dict.fromkeys(_REFERENCE.findall(text))
    found = {one.reference: address("decision", seat, of=one.pk) for one in _decisions(seat.alliance, list(named))}
    recorded = set(_recorded(seat.alliance, list(named)))
    found |= {reference: address("decisions", seat) for reference in recorded if reference not in found}
    return [Link(reference, found[reference]) for reference in named if found.get(reference)]


def _decisions(alliance: Alliance, references: list[str]) -> list[Decision]:
    return list(Decision.objects.filter(alliance=alliance, reference__in=references)) if references else []


def _recorded(alliance: Alliance, references: list[str]) -> list[str]:
    found = RecordedDecision.objects.filter(alliance=alliance, reference__in=references)
    return list(found.values_list("reference", flat=True)) if references else []
