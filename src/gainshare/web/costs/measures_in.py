"""How complete the measures of a month are."""

from __future__ import annotations

from collections.abc import Iterable

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.period import Month, month_period
from gainshare.core.performance.framework import measures_of
from gainshare.core.performance.observation import Observation


def measures_in_words(agreement: Agreement, observations: Iterable[Observation], month: Month) -> str:
    """Return how many measures have a value for a month, in a sentence; those made from the open book need none."""
    wanted = [measure.id for _, measure in measures_of(agreement.latest.performance) if measure.from_open_book is None]
    period = month_period(month, agreement.calendar)
    found = {one.measure for one in observations if one.period == period}
    missing = [measure for measure in wanted if measure not in found]
    words = f"{len(wanted) - len(missing)} of {len(wanted)} measures have a value for this month"
    return f"{words}; missing: {', '.join(missing)}." if missing and len(missing) < len(wanted) else f"{words}."
