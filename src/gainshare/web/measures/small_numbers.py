"""Small numbers: which values of measures somebody may not see, because a count behind them is small or could be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.performance.disclosure import CONFIDENTIAL, Suppression, publishable
from gainshare.core.performance.framework import Measure, measures_of
from gainshare.core.performance.observation import Observation
from gainshare.web.alliances.access import Seat
from gainshare.web.measures.checking import history_of
from gainshare.web.shared.same import Same

RIGHT = "measures.see_small"
"""The right to see small numbers."""
OF_A_MOMENT = frozenset({"point", "rolling_3", "rolling_12"})
"""Bases whose counts are not those of the period alone, so that a longer period's is no sum of shorter ones'."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of the values of measures."""

    hidden: frozenset[int]
    """The values that they see as `[c]`, by identity."""
    sees_small: bool
    """Whether they see small numbers."""

    def hides(self, one: Observation | None) -> bool:
        """Return whether they see `[c]` in place of a value."""
        return one is not None and id(one) in self.hidden


def sight_of(seat: Seat, agreement: Agreement, observations: Sequence[Observation]) -> Sight:
    """Return what somebody sees of the values of measures; the values must be the very ones that are shown."""
    if seat.may(RIGHT):
        return Sight(frozenset(), sees_small=True)
    return Sight(_hidden(Same(agreement), Same(observations)), sees_small=False)


def is_small(one: Observation, measure: Measure) -> bool:
    """Return whether a value is published as `[c]` by the measure's own rule."""
    value = one.value(measure)
    below_zero = any(count is not None and count < 0 for count in (one.numerator, one.denominator))
    return not below_zero and publishable(value if value is not None else Fraction(0), *_counts(one), measure.suppression) == CONFIDENTIAL


def _counts(one: Observation) -> tuple[Fraction | None, Fraction | None]:
    return one.numerator, one.denominator


@lru_cache(maxsize=32)
def _hidden(agreement: Same, observations: Same) -> frozenset[int]:
    """Return the values that whoever may not see small numbers sees as `[c]`, by identity; whoever keeps this keeps the values."""
    by_measure: dict[str, list[Observation]] = {}
    for one in observations.value:
        by_measure.setdefault(one.measure, []).append(one)
    known: Agreement = agreement.value
    measures = {measure.id: measure for terms in (known.terms, known.latest) for _, measure in measures_of(terms.performance)}
    return frozenset(id(one) for name, found in by_measure.items() for one in hidden_of(measures[name], found))


def hidden_of(measure: Measure, observations: Sequence[Observation]) -> Iterator[Observation]:
    """Yield which values of a measure are hidden: small ones, those from which a small one could be worked out, and what they replaced.

    Where counts of shorter periods add up to those of longer ones, a small count is the difference of two large ones. Periods are
    therefore shown one after another, the longest first, and one with which a small count of any run of months could be worked out is
    hidden too.
    """
    told = [_Told() for _ in _judged(measure.suppression)]
    adds_up = measure.basis not in OF_A_MOMENT
    histories = sorted(history_of(observations).values(), key=lambda found: (-found[-1].period.month_count, found[-1].period.first))
    for history in histories:
        stands = history[-1]
        hides = is_small(stands, measure)
        if not hides and adds_up and measure.suppression.below:
            hides = any(ledger.gives_away(stands, name, measure.suppression) for ledger, name in _pairs(told, measure.suppression))
        if not hides and adds_up:
            for ledger, name in _pairs(told, measure.suppression):
                ledger.tell(stands, name)
        yield from (one for one in history if hides or is_small(one, measure))


def _judged(rule: Suppression) -> tuple[str, ...]:
    return ("numerator",) if rule.judged_by == "numerator" else ("numerator", "denominator")


def _pairs(told: Sequence[_Told], rule: Suppression) -> Iterator[tuple[_Told, str]]:
    return zip(told, _judged(rule), strict=True)


class _Told:
    """What is known of a count over time: between which month beginnings its sum can be worked out, and what it is."""

    def __init__(self) -> None:
        self.group: dict[int, dict[int, Fraction]] = {}
        """For each beginning of a month, all those of its group with the sum up to each from one place; the same for all of a group."""

    def gives_away(self, one: Observation, name: str, rule: Suppression) -> bool:
        """Return whether with one more count a small sum of any run of months could be worked out."""
        joined = self._joined(one, name)
        if joined is None:
            return False
        left, right = joined
        return any(rule.is_small(total) for start in left for end in right if (total := _between(left, right, start, end)) >= 0)

    def tell(self, one: Observation, name: str) -> None:
        """Add a count that is shown."""
        joined = self._joined(one, name)
        if joined is not None:
            both = {**joined[0], **joined[1]}
            for place in both:
                self.group[place] = both

    def _joined(self, one: Observation, name: str) -> tuple[dict[int, Fraction], dict[int, Fraction]] | None:
        """Return the two groups that a count brings together, on one scale; None if it tells nothing that is not known."""
        count = getattr(one, name)
        if count is None:
            return None
        first, end = one.period.first.index, one.period.end.index
        left, right = self.group.get(first, {first: Fraction(0)}), self.group.get(end, {end: Fraction(0)})
        if end in left:
            return None
        shift = left[first] + count - right[end]
        return left, {place: total + shift for place, total in right.items()}


def _between(left: dict[int, Fraction], right: dict[int, Fraction], start: int, end: int) -> Fraction:
    """Return the sum from the earlier of two places to the later."""
    return right[end] - left[start] if start < end else left[start] - right[end]
