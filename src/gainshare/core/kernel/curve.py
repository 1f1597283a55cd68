"""An exact piecewise-linear curve: straight between its knots, level or continued beyond them, with steps whose owner is stated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from gainshare.core.kernel.money import exact
from gainshare.core.kernel.numbers import EXACT, Knots, Number, Numbers
from gainshare.core.kernel.problem import Fault

StepOwner = Literal["lower", "upper"]
"""Which side of a step owns the point itself: the line that ends there (`lower`) or the line that begins there (`upper`)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A map from one number to another, drawn with straight lines.

    Two points may share one x: the curve steps there, and `at_step` says whose height counts at the point itself.
    """

    points: tuple[tuple[Fraction, Fraction], ...]
    """The corners, x ascending; the same x at most twice running."""
    clamp: bool = True
    """Beyond the ends: keep the height of the end (True) or go on along the end line (False)."""
    at_step: StepOwner | None = None
    """Who owns the point of a step; must be stated where the curve has a step."""

    def __post_init__(self) -> None:
        """Check that the curve is a function: ascending, and every step has its owner."""
        xs = [x for x, _ in self.points]
        if not xs:
            raise Fault("A curve needs at least one point.", "Give points as [[x, y], [x, y]].")
        if any(later < earlier for earlier, later in pairwise(xs)):
            raise Fault("The points of a curve must have ascending x.", "Put the points in order of x.")
        if any(first == third for first, third in zip(xs, xs[2:], strict=False)):
            raise Fault("A curve can pass a value of x at most twice (a step).", "Remove the points in the middle of the step.")
        if self.has_step and self.at_step is None:
            raise Fault("The curve has a step, but not which side owns the point.", "Add `at_step: lower` or `at_step: upper`.")

    @property
    def has_step(self) -> bool:
        """Return whether the curve jumps anywhere."""
        return any(x == following_x and y != following_y for (x, y), (following_x, following_y) in pairwise(self.points))

    @property
    def knots(self) -> Knots:
        """Return x, y just before, y at, and y just after each corner, x ascending without repeats."""
        knots: list[tuple[Fraction, Fraction, Fraction, Fraction]] = []
        for x, y in self.points:
            if knots and knots[-1][0] == x:
                before = knots[-1][1]
                knots[-1] = (x, before, before if self.at_step == "lower" else y, y)
            else:
                knots.append((x, y, y, y))
        return knots

    def at(self, x: Number, on: Numbers = EXACT) -> Number:
        """Return the height of the curve at x.

        Args:
            x: a number, taken exactly (a Python float by its shortest decimal), or an array of shape (cases,).
            on: the number system of x.

        Returns:
            The height, a Fraction, or an array of the shape of x.
        """
        if on.is_exact:
            x = exact(x)
        knots = self.knots
        first, last = knots[0], knots[-1]
        low, high = on.of(first[0]), on.of(last[0])
        height = x * 0 + on.of(first[2]) if len(knots) == 1 else on.on_curve(knots, on.minimum(on.maximum(x, low), high))
        if first[1] != first[2]:
            height = on.where(x < low, on.of(first[1]), height)
        if last[3] != last[2]:
            height = on.where(x > high, on.of(last[3]), height)
        return height if self.clamp or len(knots) == 1 else self._beyond(x, height, on)

    def _beyond(self, x: Number, height: Number, on: Numbers) -> Number:
        """Return the height with the end lines continued beyond the ends."""
        knots, zero = self.knots, on.of(Fraction(0))
        first, last = knots[0], knots[-1]
        rise_below = on.of((knots[1][1] - first[3]) / (knots[1][0] - first[0]))
        rise_above = on.of((last[1] - knots[-2][3]) / (last[0] - knots[-2][0]))
        below, above = on.minimum(x - on.of(first[0]), zero), on.maximum(x - on.of(last[0]), zero)
        return height + rise_below * below + rise_above * above


def curve_from_segments(segments: Sequence[Sequence[Fraction]], *, clamp: bool = True, at_step: StepOwner | None = None) -> Curve:
    """Return the curve through segments `[x from, x to, y from, y to]`; between two segments it runs straight.

    Args:
        segments: ascending, each with the heights at its two ends.
        clamp: beyond the ends, keep the height of the end or go on along the end line.
        at_step: who owns the point where one segment ends and the next begins at another height.

    Raises:
        Fault: segments overlap, or one does not have four numbers.
    """
    points: list[tuple[Fraction, Fraction]] = []
    for segment in segments:
        if len(segment) != 4:
            raise Fault("A segment has four numbers: x from, x to, y from, y to.", "Write it as [5000, 5999, 3.9, 3.6].")
        start, end, low, high = segment
        points += [(start, low)] if not points or points[-1] != (start, low) else []
        points.append((end, high))
    return Curve(tuple(points), clamp=clamp, at_step=at_step)
