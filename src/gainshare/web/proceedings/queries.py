"""Reading disputes and processes: only those of one alliance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from gainshare.core.governance import dispute as core
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.proceedings.models import Dispute, Process
from gainshare.web.proceedings.taking import steps_of, value_of

FAR = date.max
"""The day of what has no last day, so that it stands last."""


def disputes_open_on(alliance: Alliance, day: date) -> int:
    """Return how many disputes were on their way on a day: raised by then, and neither resolved, withdrawn nor ended by then."""
    found = Dispute.objects.filter(alliance=alliance, raised_on__lte=day)
    for end in ("resolved_on", "withdrawn_on", "ended_on"):
        found = found.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}))
    return found.count()


def disputes_in_order(alliance: Alliance, today: date) -> Sequence[tuple[Dispute, core.DisputeStanding]]:
    """Return an alliance's disputes with where each stands: the overdue first, then by the last day of their step, then those over."""
    rows = Dispute.objects.filter(alliance=alliance).select_related("schedule").prefetch_related("steps")
    found = [(one, core.dispute_standing(value_of(one), steps_of(one), today)) for one in rows]
    order = {"overdue": 0, "open": 1, "resolved": 2, "withdrawn": 2, "ended": 2}

    def place(pair: tuple[Dispute, core.DisputeStanding]) -> tuple[int, date, int]:
        one, standing = pair
        due_on = list(one.steps.all())[-1].due_on if order[standing] < 2 else None
        return order[standing], due_on or FAR, -one.number

    return sorted(found, key=place)


def dispute_of(seat: Seat, of: UUID) -> Dispute:
    """Return a dispute of the alliance.

    Raises:
        Http404: there is none.
    """
    one = Dispute.objects.filter(pk=of, alliance=seat.alliance).select_related("schedule").prefetch_related("steps").first()
    if one is None:
        raise Http404
    return one


def processes_of(alliance: Alliance) -> Sequence[Process]:
    """Return an alliance's processes, the newest first."""
    rows = Process.objects.filter(alliance=alliance).select_related("schedule", "decision")
    found = list(rows.order_by("-number"))
    for one in found:
        one.alliance = alliance
    return found


def process_of(seat: Seat, of: UUID) -> Process:
    """Return a process of the alliance.

    Raises:
        Http404: there is none.
    """
    one = Process.objects.filter(pk=of, alliance=seat.alliance).select_related("schedule", "decision").first()
    if one is None:
        raise Http404
    one.alliance = seat.alliance
    return one


def parties_of(alliance: Alliance) -> Sequence[Party]:
    """Return an alliance's parties in the order of the agreement."""
    return list(alliance.parties.select_related("organisation"))
