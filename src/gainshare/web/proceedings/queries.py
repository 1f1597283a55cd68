"""Reading disputes and processes: only those of one alliance."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from gainshare.web.alliances.models import Alliance
from gainshare.web.proceedings.models import Dispute


def disputes_open_on(alliance: Alliance, day: date) -> int:
    """Return how many disputes were on their way on a day: raised by then, and neither resolved, withdrawn nor ended by then."""
    found = Dispute.objects.filter(alliance=alliance, raised_on__lte=day)
    for end in ("resolved_on", "withdrawn_on", "ended_on"):
        found = found.filter(Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": day}))
    return found.count()
