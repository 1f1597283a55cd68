"""One rule code, two number systems: the same stage runs on exact fractions and on float64 arrays.

A rule is written over the operations of a number system (`maximum`, `where`, `some` …) and over plain + − × ÷.
`EXACT` settles one case with fractions; `Arrays()` settles many cases at once. numpy is imported here and nowhere else
beneath the regime, and only when arrays are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

Number = Any
"""A Fraction, or a float64 array of shape (cases,); the two never meet in one run."""
Truth = Any
"""A bool, or a bool array of shape (cases,)."""

Knots = Sequence[tuple[Fraction, Fraction, Fraction, Fraction]]
"""Knots of a piecewise-linear curve, ascending: x, y just before, y at, y just after."""


class Numbers(Protocol):
    """What a rule may do with a number besides + − × ÷ and comparisons."""

    is_exact: bool
    """Whether results are exact, so that Steps are kept and pennies rounded."""

    @property
    def noise(self) -> Number:
        """Return the part of an amount that may be nothing but this number system's own rounding."""

    def of(self, value: Fraction) -> Number:
        """Return a constant of the agreement in this number system."""

    def maximum(self, first: Number, second: Number) -> Number:
        """Return the larger of two numbers, case by case."""

    def minimum(self, first: Number, second: Number) -> Number:
        """Return the smaller of two numbers, case by case."""

    def where(self, condition: Truth, then: Number, otherwise: Number) -> Number:
        """Return one or the other number, case by case."""

    def some(self, condition: Truth) -> bool:
        """Return whether the condition holds in at least one case."""

    def both(self, first: Truth, second: Truth) -> Truth:
        """Return whether both hold, case by case."""

    def either(self, first: Truth, second: Truth) -> Truth:
        """Return whether at least one holds, case by case."""

    def negation(self, condition: Truth) -> Truth:
        """Return whether it does not hold, case by case."""

    def is_close(self, first: Number, second: Number, scale: Number) -> bool:
        """Return whether two numbers are equal in every case, up to this number system's own rounding at this scale."""

    def on_curve(self, knots: Knots, x: Number) -> Number:
        """Return the height of a piecewise-linear curve at x; x lies between the first knot and the last."""


class Exact:
    """Fractions: nothing is ever rounded."""

    is_exact = True
    noise = Fraction(0)

    def of(self, value: Fraction) -> Fraction:
        """Return the constant itself."""
        return value

    def maximum(self, first: Fraction, second: Fraction) -> Fraction:
        """Return the larger of the two."""
        return first if first >= second else second

    def minimum(self, first: Fraction, second: Fraction) -> Fraction:
        """Return the smaller of the two."""
        return first if first <= second else second

    def where(self, condition: bool, then: Fraction, otherwise: Fraction) -> Fraction:
        """Return the one or the other."""
        return then if condition else otherwise

    def some(self, condition: bool) -> bool:
        """Return the condition itself."""
        return condition

    def both(self, first: bool, second: bool) -> bool:
        """Return whether both hold."""
        return first and second

    def either(self, first: bool, second: bool) -> bool:
        """Return whether at least one holds."""
        return first or second

    def negation(self, condition: bool) -> bool:
        """Return whether it does not hold."""
        return not condition

    def is_close(self, first: Fraction, second: Fraction, scale: Fraction) -> bool:
        """Return whether the two are the same number."""
        return first == second

    def on_curve(self, knots: Knots, x: Fraction) -> Fraction:
        """Return the height at x by straight lines between knots."""
        for index, (at, _, here, after) in enumerate(knots):
            if x == at:
                return here
            following = knots[index + 1]
            if x < following[0]:
                return after + (following[1] - after) * (x - at) / (following[0] - at)
        raise AssertionError("x lies beyond the last knot")


EXACT = Exact()


class Arrays:
    """Float64 arrays of shape (cases,): fast, and within half a hundredth of a penny of the exact answer."""

    is_exact = False
    noise = 1e-9

    def __init__(self) -> None:
        """Bring in numpy, which nothing but array work needs."""
        import numpy as np

        self._np = np
        self.maximum = np.maximum
        self.minimum = np.minimum
        self.both = np.logical_and
        self.either = np.logical_or
        self.negation = np.logical_not

    def of(self, value: Fraction) -> float:
        """Return the constant as the nearest float."""
        return float(value)

    def where(self, condition: Truth, then: Number, otherwise: Number) -> Number:
        """Return the one or the other, case by case."""
        return self._np.where(condition, then, otherwise)

    def some(self, condition: Truth) -> bool:
        """Return whether the condition holds in at least one case."""
        return bool(self._np.any(condition))

    def is_close(self, first: Number, second: Number, scale: Number) -> bool:
        """Return whether the two differ nowhere by more than a billionth of the scale."""
        return not self._np.any(self._np.abs(first - second) > self.noise * (1.0 + self._np.abs(scale)))

    def on_curve(self, knots: Knots, x: Number) -> Number:
        """Return the height at x; a curve without steps is one call of numpy."""
        np = self._np
        at = np.array([float(knot[0]) for knot in knots])
        before, here, after = (np.array([float(knot[side]) for knot in knots]) for side in (1, 2, 3))
        if (before == after).all() and (before == here).all():
            return np.interp(x, at, here)
        right = np.clip(np.searchsorted(at, x, side="right"), 1, len(at) - 1)
        left = right - 1
        line = after[left] + (before[right] - after[left]) * (x - at[left]) / (at[right] - at[left])
        nearest = np.searchsorted(at, x, side="left").clip(0, len(at) - 1)
        return np.where(at[nearest] == x, here[nearest], line)


def as_array(values: Number) -> Number:
    """Return the values as a one-dimensional float64 array (a single number becomes an array of one).

    Raises:
        ValueError: the values are not numbers, or have more than one axis.
    """
    import numpy as np

    array = np.asarray(values, dtype=np.float64)
    if array.ndim > 1:
        raise ValueError(f"an input has one axis (cases), not {array.ndim}")
    return np.atleast_1d(array)


def empty(size: int) -> Number:
    """Return an uninitialised float64 array of shape (size,)."""
    import numpy as np

    return np.empty(size, dtype=np.float64)


def first_not_finite(array: Number) -> int | None:
    """Return the first case that is infinite or not a number, or None if all are finite."""
    import numpy as np

    bad = ~np.isfinite(array)
    return int(np.argmax(bad)) if bad.any() else None


def quiet() -> Number:
    """Return a context in which arrays divide by zero without a warning; the result is judged afterwards."""
    import numpy as np

    return np.errstate(all="ignore")


def is_array(value: object) -> bool:
    """Return whether a value is an array or a list of numbers, without bringing in numpy for those that are not."""
    return isinstance(value, (list, tuple)) or (hasattr(value, "ndim") and hasattr(value, "dtype") and getattr(value, "ndim", 0) > 0)
