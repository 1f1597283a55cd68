"""Which periods are closed: reads within one alliance."""

from __future__ import annotations

from django.db.models import QuerySet

from gainshare.core.kernel.period import Period
from gainshare.web.alliances.models import Alliance
from gainshare.web.periods.models import ClosedPeriod


def closed_periods(alliance: Alliance) -> QuerySet[ClosedPeriod]:
    """Return the periods of an alliance that are closed now, in order, with who closed each."""
    found = ClosedPeriod.objects.filter(alliance=alliance, reopened_at__isnull=True)
    return found.select_related("closed_by").order_by("first", "end")


def closed_around(alliance: Alliance, period: Period) -> ClosedPeriod | None:
    """Return the closed period that another lies in, the shortest of several; None if all of it is open."""
    found = closed_periods(alliance).filter(first__lte=period.first.index, end__gte=period.end.index)
    return min(found, key=lambda one: one.end - one.first, default=None)
