"""An observation: a measure's value for a period, with the counts behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.period import Period
from gainshare.core.kernel.source import Source
from gainshare.core.performance.framework import Measure

Status = Literal["provisional", "final", "revised"]
"""How far a value can be relied on: still to change, settled, or changed after it was final."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one measure for one period: never summed from shorter periods."""

    measure: str
    """The measure's id."""
    period: Period
    """The period that it is for; its kind (month, year to date, year) is the observation's basis."""
    numerator: Fraction | None = None
    """The count or sum above the line."""
    denominator: Fraction | None = None
    """The count or sum below the line."""
    given: Fraction | None = None
    """The value, where no counts are given."""
    status: Status = "final"
    """How far it can be relied on."""
    origin: str = ""
    """Where it came from, in words."""
    recorded_on: date | None = None
    """The day from which it was known; None if it always was."""
    source: Source = Source()
    """The file and line that it stands in."""

    def value(self, measure: Measure) -> Fraction | None:
        """Return the exact value, in the measure's unit, from the counts where there are any; None if it has none.

        A denominator of zero gives no value.
        """
        if self.numerator is not None and self.denominator is not None:
            return None if self.denominator == 0 else self.numerator / self.denominator * measure.per
        return self.given


def known_at(observations: Iterable[Observation], day: date | None) -> tuple[Observation, ...]:
    """Return the observations that were known on a day (all of them if no day is given), in the order recorded."""
    return tuple(seen for seen in observations if day is None or seen.recorded_on is None or seen.recorded_on <= day)


def observation_for(measure: Measure, period: Period, observations: Iterable[Observation]) -> Observation | None:
    """Return the observation by which a measure is scored in a period, or None if there is none.

    That is the last one recorded for exactly this period; for a measure whose basis is not the period, failing that, the last
    one recorded for the month (or the quarter, or the year, if that is its basis) with which the period ends. Observations of
    shorter periods are never added up.
    """
    mine = [seen for seen in observations if seen.measure == measure.id]
    exact = [seen for seen in mine if seen.period.first == period.first and seen.period.end == period.end]
    if exact or measure.basis == "period":
        return _latest(exact)
    kind = measure.basis if measure.basis in {"quarter", "year"} else "month"
    return _latest([seen for seen in mine if seen.period.kind == kind and seen.period.last_month == period.last_month])


def earlier_observation(measure: Measure, period: Period, observations: Iterable[Observation]) -> Observation | None:
    """Return the last observation of the same basis that ends before the period does, for the rule that carries the last value."""
    mine = [seen for seen in observations if seen.measure == measure.id and seen.period.end < period.end]
    same = [seen for seen in mine if seen.period.kind == period.kind or measure.basis != "period"]
    return max(same, key=lambda seen: (seen.period.end, seen.recorded_on or date.min), default=None)


def _latest(observations: list[Observation]) -> Observation | None:
    """Return the one recorded last; of those recorded on one day, the one that stands last."""
    ranked = sorted(observations, key=lambda seen: seen.recorded_on or date.min)
    return ranked[-1] if ranked else None
