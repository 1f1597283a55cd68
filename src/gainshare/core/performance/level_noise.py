"""How often a small count shows another level than the true one, by the binomial or the Poisson distribution. Floats are meant here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor, sqrt
from typing import Literal

Chance = Literal["binomial", "poisson"]
"""How a count varies: so many of so many people, or so many events in so much time."""
FAR = 9
"""Standard deviations from the mean beyond which nothing is looked for …"""
FURTHER = 22
"""… and counts beyond those, for counts that are rare: by Bernstein's inequality less than one chance in 10¹³ lies out there."""
MOST = 1_000_000
"""Denominators beyond which none is looked for."""
LARGER = 8
"""How many larger denominators are tried besides one, up to a fifth more."""


def chance_of(is_wrong: Callable[[Fraction], bool], rate: Fraction, denominator: Fraction, kind: Chance) -> float:
    """Return the chance that a count is wrong.

    Args:
        is_wrong: whether a count shows another level than the true one; the right ones lie together.
        rate: the true rate: a part of the denominator, or events for each of it.
        denominator: how many people, or how much time.
        kind: how the count varies.
    """
    from scipy.special import bdtr, pdtr  # type: ignore[import-untyped]

    people = floor(denominator)
    mean = float(rate * (people if kind == "binomial" else denominator))
    spread = sqrt(mean * (1 - float(rate)) if kind == "binomial" else mean)
    low = max(0, floor(mean - FAR * spread) - FURTHER)
    high = ceil(mean + FAR * spread) + FURTHER
    right = _right(is_wrong, low, min(high, people) if kind == "binomial" else high, round(mean))
    if right is None:
        return 1.0
    first, last = right
    if kind == "binomial":
        is_right = bdtr(last, people, float(rate)) - (bdtr(first - 1, people, float(rate)) if first else 0)
    else:
        is_right = pdtr(last, mean) - (pdtr(first - 1, mean) if first else 0)
    return min(max(1 - float(is_right), 0.0), 1.0)


def _right(is_wrong: Callable[[Fraction], bool], low: int, high: int, near: int) -> tuple[int, int] | None:
    """Return the first and the last count that is right between two bounds, or None if there is none.

    The right counts lie together, at the true mean or next to it.
    """
    inside = next((count for count in (near, near - 1, near + 1) if low <= count <= high and not is_wrong(Fraction(count))), None)
    if inside is None:
        return None
    return _edge(is_wrong, inside, low), _edge(is_wrong, inside, high)


def _edge(is_wrong: Callable[[Fraction], bool], inside: int, bound: int) -> int:
    """Return the count furthest towards a bound that is still right."""
    if not is_wrong(Fraction(bound)):
        return bound
    right, wrong = inside, bound
    while abs(wrong - right) > 1:
        middle = (right + wrong) // 2
        right, wrong = (right, middle) if is_wrong(Fraction(middle)) else (middle, wrong)
    return right


def enough(chances: Callable[[int], Iterable[float]], most: Fraction) -> int | None:
    """Return about the least denominator from which on every chance is small enough; None if a million is not.

    Chances do not fall evenly as denominators grow, since counts are whole: so some larger denominators are tried as well.

    Args:
        chances: the chances for a denominator.
        most: how large they may be.
    """

    def is_enough(denominator: int) -> bool:
        larger = dict.fromkeys(denominator + denominator * part // (5 * LARGER) for part in range(LARGER + 1))
        return all(chance <= most for one in larger for chance in chances(one))

    lower, upper = 0, 1
    while not is_enough(upper):
        if upper == MOST:
            return None
        lower, upper = upper, min(2 * upper, MOST)
    while upper - lower > max(1, upper // 50):
        middle = (lower + upper) // 2
        lower, upper = (lower, middle) if is_enough(middle) else (middle, upper)
    return upper
