"""The four rules of special cause, over exact numbers: what a value shares with a limit or with its neighbour is seen as equal.

Source: NHS England, Making Data Count; the order and the ties are those of NHSRplotthedots 0.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from gainshare.core.performance.spc_limits import Limits
from gainshare.core.performance.spc_values import RUN, SpecialCause

THREE = 3
"""Points looked at together for two that are near a limit."""


def special_causes(values: Sequence[Fraction], limits: Limits) -> list[SpecialCause | None]:
    """Return for each point of a segment the first rule that it falls under: limit, trend, two of three, shift.

    Every point of a run counts, the earlier ones too. Of two of three, only those count that are near the limit.

    Args:
        values: the points of one segment, in order; runs do not reach into another.
        limits: what they are judged by.
    """
    sides = [_sign(value - limits.mean) for value in values]
    is_outside = [limits.is_beyond(place, value, thirds=3) for place, value in enumerate(values)]
    is_near = [
        not out and limits.is_beyond(place, value, thirds=2) for place, (value, out) in enumerate(zip(values, is_outside, strict=True))
    ]
    trends, pairs, shifts = _trends(values), _two_of_three(sides, is_near), _shifts(sides)
    return [
        _first_rule(side, outside=outside, trend=trend, pair=pair, shift=shift)
        for side, outside, trend, pair, shift in zip(sides, is_outside, trends, pairs, shifts, strict=True)
    ]


def _first_rule(side: int, *, outside: bool, trend: int, pair: bool, shift: bool) -> SpecialCause | None:
    is_high = side > 0
    if outside:
        return "above_upper_limit" if is_high else "below_lower_limit"
    if trend:
        return "rising_trend" if trend > 0 else "falling_trend"
    if pair:
        return "two_of_three_near_upper_limit" if is_high else "two_of_three_near_lower_limit"
    if shift:
        return "shift_above_mean" if is_high else "shift_below_mean"
    return None


def _trends(values: Sequence[Fraction]) -> list[int]:
    """Return 1 for each point of a rising trend, −1 for each of a falling one, otherwise 0.

    A point between two others of a trend takes its direction from the move to the next; a level move counts as falling. That is the
    reference package's way, and it only shows where two trends meet: at a peak, at a trough, or at two equal values.
    """
    moves = [_sign(after - before) for before, after in pairwise(values)]
    moving = RUN - 1
    starts = [place for place in range(len(moves) - moving + 1) if abs(sum(moves[place : place + moving])) == moving]
    members = {place for start in starts for place in range(start, start + RUN)}
    trends = [0] * len(values)
    for place in members:
        move = moves[place] if place + 1 in members else moves[place - 1]
        trends[place] = 1 if move > 0 else -1
    return trends


def _shifts(sides: Sequence[int]) -> list[bool]:
    starts = [place for place in range(len(sides) - RUN + 1) if abs(sum(sides[place : place + RUN])) == RUN]
    members = {place for start in starts for place in range(start, start + RUN)}
    return [place in members for place in range(len(sides))]


def _two_of_three(sides: Sequence[int], is_near: Sequence[bool]) -> list[bool]:
    """Return for each point whether it is one of two, out of three on one side of the mean, that are near the limit and within it."""
    starts = [
        place
        for place in range(len(sides) - THREE + 1)
        if sum(is_near[place : place + THREE]) >= THREE - 1 and abs(sum(sides[place : place + THREE])) == THREE
    ]
    members = {place for start in starts for place in range(start, start + THREE)}
    return [near and place in members for place, near in enumerate(is_near)]


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
