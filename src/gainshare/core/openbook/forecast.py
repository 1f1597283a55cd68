"""Forecast outturn cost: actual to date, and what is still to come by one of three methods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.period import Month, Period
from gainshare.core.openbook.entry import OwnForecast

Method = Literal["remaining_target", "run_rate", "own"]
"""`remaining_target`: the target of the months to come; `run_rate`: the monthly mean so far; `own`: the parties' own forecasts."""


def forecast_outturn(
    method: Method,
    year: Period,
    *,
    actual: Mapping[Month, int | Fraction],
    target: Mapping[Month, int],
    own: Mapping[Month, int],
) -> Fraction:
    """Return the forecast of a year in minor units (a run rate may not be whole).

    Args:
        method: how the months to come are forecast.
        year: the whole year or project.
        actual: cost by month, for the months that have any; one that stands in for a month that is not known may be no whole number.
        target: adjusted target by month.
        own: the parties' own forecasts by month.

    Returns:
        Actual to the last month with any cost, and the forecast of the months after it; with no actual at all, the target.
    """
    done = [month for month in year.months() if month in actual]
    if not done:
        return Fraction(sum(own.values()) if method == "own" else sum(target.get(month, 0) for month in year.months()))
    last = max(done)
    to_date = sum((Fraction(actual[month]) for month in done), Fraction(0))
    to_come = [month for month in year.months() if month > last]
    if method == "run_rate":
        elapsed = year.month_count - len(to_come)
        return to_date + to_date / elapsed * len(to_come)
    expected = target if method == "remaining_target" else own
    return to_date + sum(expected.get(month, 0) for month in to_come)


def own_by_month(forecasts: tuple[OwnForecast, ...], *, as_of: date | None, parties: frozenset[str] | None = None) -> dict[Month, int]:
    """Return the parties' last known forecasts, added up by month, in minor units."""
    latest: dict[tuple[str, Month, str], OwnForecast] = {}
    for made in sorted(forecasts, key=lambda made: made.made_on):
        if (as_of is None or made.made_on <= as_of) and (parties is None or made.party in parties):
            latest[made.party, made.month, made.cost_type] = made
    sums: dict[Month, int] = {}
    for made in latest.values():
        sums[made.month] = sums.get(made.month, 0) + made.amount
    return sums
