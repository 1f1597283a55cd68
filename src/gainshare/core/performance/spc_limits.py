"""Means and control limits in exact numbers, so that what lies on a limit is seen to lie on it; floats are made of them at the end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

FACTOR = Fraction(266, 100)
"""Mean moving ranges from the mean to a limit: 3 over d2 = 1.128 for ranges of two, as published. Source: Making Data Count."""
SCREEN = Fraction(3267, 1000)
"""Mean moving ranges from which a single one is an outlier: D4 for ranges of two, as published. Source: Making Data Count."""
SIGMAS = 3
"""Standard deviations from the mean of a p or u chart to a limit."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of a segment, and how far its limits are from it at each of its points."""

    mean: Fraction
    """The centre line."""
    width: Fraction | None
    """The distance from the mean to either limit at every point; None where it differs from point to point."""
    squares: tuple[Fraction, ...] = ()
    """The square of that distance at each point, where it differs: a root would not be exact."""
    floor: Fraction | None = None
    """What a lower limit is not drawn below; None for no such bound."""
    ceiling: Fraction | None = None
    """What an upper limit is not drawn above; None for no such bound."""

    @property
    def have_no_width(self) -> bool:
        """Return whether both limits are the mean, at every point."""
        return not any(self.squares) if self.width is None else not self.width

    def is_beyond(self, place: int, value: Fraction, *, thirds: Literal[2, 3]) -> bool:
        """Return whether a value lies farther from the mean than so many thirds of the way to the limit; on the line is not beyond."""
        distance = abs(value - self.mean)
        if self.width is not None:
            return 3 * distance > thirds * self.width
        return 9 * distance**2 > thirds**2 * self.squares[place]

    def pair(self, place: int, *, thirds: Literal[2, 3] = 3) -> tuple[float, float]:
        """Return the lower and the upper limit at a point, or the lines two thirds of the way to them."""
        part = Fraction(thirds, 3)
        if self.width is not None:
            return float(self.mean - part * self.width), float(self.mean + part * self.width)
        distance = float(part) * math.sqrt(self.squares[place])
        lower, upper = float(self.mean) - distance, float(self.mean) + distance
        return self._bounded(lower), self._bounded(upper)

    def _bounded(self, limit: float) -> float:
        if self.floor is not None and limit < self.floor:
            return float(self.floor)
        return float(self.ceiling) if self.ceiling is not None and limit > self.ceiling else limit


def xmr_limits(baseline: Sequence[Fraction], *, screen_outliers: bool) -> Limits:
    """Return mean ± 2.66 mean moving ranges of the points that limits rest on.

    With outliers screened, a moving range of 3.267 mean moving ranges or more is left out, and the mean taken once more. Where no
    point differs from the one before it there is nothing to leave out, and the limits have no width.
    """
    mean = sum(baseline) / Fraction(len(baseline))
    ranges = [abs(after - before) for before, after in pairwise(baseline)]
    if not any(ranges):
        return Limits(mean, Fraction(0))
    if screen_outliers:
        bound = SCREEN * sum(ranges) / len(ranges)
        ranges = [one for one in ranges if one < bound]
    return Limits(mean, FACTOR * sum(ranges) / len(ranges))


def p_limits(counts: Sequence[Fraction], denominators: Sequence[Fraction], baseline: int, per: Fraction) -> Limits:
    """Return the mean proportion and, for each point, three binomial standard deviations of its own denominator.

    Args:
        counts: for every point of the segment.
        denominators: for every point of the segment, above 0.
        baseline: how many points from the first on the mean rests on.
        per: what a proportion of 1 is drawn as.
    """
    part = sum(counts[:baseline]) / Fraction(sum(denominators[:baseline]))
    squares = tuple(SIGMAS**2 * part * (1 - part) / one * per**2 for one in denominators)
    return Limits(part * per, None, squares, floor=Fraction(0), ceiling=per)


def u_limits(counts: Sequence[Fraction], denominators: Sequence[Fraction], baseline: int, per: Fraction) -> Limits:
    """Return the mean rate and, for each point, three Poisson standard deviations of its own denominator.

    Args:
        counts: for every point of the segment.
        denominators: for every point of the segment, above 0.
        baseline: how many points from the first on the mean rests on.
        per: what a rate of 1 is drawn as.
    """
    rate = sum(counts[:baseline]) / Fraction(sum(denominators[:baseline]))
    squares = tuple(SIGMAS**2 * rate / one * per**2 for one in denominators)
    return Limits(rate * per, None, squares, floor=Fraction(0))
