"""The decision behind a settlement, and what a proposal needs to know of one that it would bind."""

from __future__ import annotations

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.bindable import is_id
from gainshare.web.governance.binding import behind
from gainshare.web.settlements.models import Settlement
from gainshare.web.shared.behind import Behind


def decision_of(seat: Seat, one: Settlement) -> Behind:
    """Return the decision behind a settlement; one that was agreed elsewhere, or by which nothing is payable, needs none."""
    if one.is_brought_in or one.kind == "shadow":
        return Behind()
    return behind(seat, "settlement", one.pk, one.drafted_at, f"Settlement of {one.period}")


def settlement_called(alliance: Alliance, subject: str) -> str | None:
    """Return what a settlement is called in a proposal that would bind it; None if the alliance has none of that id."""
    found = Settlement.objects.filter(alliance=alliance, pk=subject).defer("bundle").first() if is_id(subject) else None
    return None if found is None else f"the settlement {found.reference}"
