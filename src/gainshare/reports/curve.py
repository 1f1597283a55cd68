"""The gain and pain curve in numbers: what participants and owners have at every actual outturn cost, all else as in the period.

The regime itself is settled at many costs at once; where its lines bend or jump is found by drawing the straight lines on
both sides of the bend to where they meet, and halving the stretch wherever they do not meet on the curve.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from gainshare.core.agreement.agreement import last_day, resolved_regime
from gainshare.core.assess import Assessment
from gainshare.core.commercial.regime import Regime, SideRole
from gainshare.core.commercial.settle import settle_many, target_and_variance
from gainshare.core.commercial.settlement import Settlement
from gainshare.core.kernel.problem import Fault
from gainshare.reports.content import NotDrawn

LOWEST, HIGHEST = Fraction(8, 10), Fraction(12, 10)
"""The costs drawn, as parts of the cost at which there is neither gain nor pain."""
MARGIN = Fraction(2, 100)
"""What is drawn beyond the period's own cost, where that lies outside."""
CELLS = 400
"""Stretches in which bends are looked for: a tenth of a per cent of the target each."""
FINER = 16
"""Into how many a stretch is cut that holds a jump, or more than one bend."""
STRAIGHT = 1e-10
"""How far a point may lie from a straight line, as a part of the highest cost, and still be on it: arrays are hardly more exact."""
SAME = 1e-12
"""Costs that differ by no more than this part of the highest are one: far less than a penny."""
PARALLEL = 1e-7
"""Lines whose slopes differ by no more than this do not meet."""
MOST_POINTS = 10
"""A stretch of more points than this that all lie off a straight line is a curve."""
MOST_LOOKS = 400
"""Looks at a stretch after which the lines count as curved."""


class Point(NamedTuple):
    """What is gained (+) or borne (−) at one actual outturn cost, in the main unit of the currency."""

    cost: float
    """The actual outturn cost."""
    participants: float
    """What all non-owner participants have together."""
    owners: float
    """What all owners have together."""


@dataclass(frozen=True, slots=True)
class Bend:
    """A place where the lines change direction, or jump."""

    before: Point
    """The point as it is reached from lower costs."""
    after: Point
    """The point from which it goes on to higher costs; the same, unless the lines jump."""
    slope_before: float
    """By what the participants' amount changes with each further pound of cost below this point."""
    slope_after: float
    """The same above this point."""

    @property
    def is_jump(self) -> bool:
        """Return whether the lines jump here."""
        return self.before != self.after


class Target(NamedTuple):
    """The target as the regime counts it, and how cost counts against it."""

    cost: Fraction
    """The actual outturn cost at which the variance is nothing."""
    amount: Fraction
    """The target: the same, unless the regime adjusts the actual."""
    counted: Fraction
    """How much of each further pound of cost counts: all of it, unless the regime adjusts the actual."""

    def part(self, cost: float) -> Fraction:
        """Return a cost, as the regime counts it, as a part of the target."""
        return 1 - (self.cost - Fraction(cost)) * self.counted / self.amount


@dataclass(frozen=True, slots=True)
class GainPainCurve:
    """What participants and owners have, over a range of costs."""

    path: tuple[Point, ...]
    """The points to be joined by straight lines, by rising cost; two at the same cost are a jump."""
    bends: tuple[Bend, ...]
    """Where the lines change direction or jump; empty if they are curved throughout."""
    on_target: Point
    """Where target and actual are equal as the regime counts them."""
    target: Target
    """The target as the regime counts it."""
    now: Point
    """The period's own point; of a settlement, as it is settled."""


Amounts = Callable[[Sequence[float]], list[Point]]


def gain_pain_points(assessment: Assessment) -> GainPainCurve | NotDrawn:
    """Return the curve of an assessment: its regime, with every figure but the actual outturn cost as in the period."""
    regime = resolved_regime(assessment.terms, last_day(assessment.period))
    moving = _moving(regime)
    if isinstance(moving, NotDrawn):
        return moving
    settlement = assessment.settlement
    if settlement.brought_forward or settlement.carried_forward:
        return NotDrawn(
            "The curve is not drawn: variance is carried between years, so that a year's gain or pain is not that year's alone."
        )
    values = {name: step.result for name in regime.inputs for step in settlement.steps if step.name == f"input.{name}"}
    if len(values) < len(regime.inputs):
        return NotDrawn("The curve is not drawn: the period is settled in parts, by different terms.")
    figures = {name: value for name, value in values.items() if isinstance(value, Fraction)}
    try:
        target = target_of(regime, figures, moving)
    except Fault as fault:
        return NotDrawn(f"The curve is not drawn: {fault.message}")
    if target is None:
        return NotDrawn("The curve is not drawn: no actual outturn cost meets the target.")
    return replace(trace(regime, figures, moving=moving, target=target), now=_settled(settlement, regime.roles, figures[moving]))


def _settled(settlement: Settlement, roles: Mapping[str, SideRole], cost: Fraction) -> Point:
    """Return the period's own point, as it is settled: in whole pence."""
    sums = {role: sum(sum(held.values()) for side, held in settlement.sides.items() if roles.get(side) == role) for role in roles.values()}
    return Point(float(cost), *(sums[role] / 10**settlement.currency.places for role in ("non_owner_participant", "owner")))


def _moving(regime: Regime) -> str | NotDrawn:
    """Return the name of the one figure that is the actual outturn cost."""
    sides = set(regime.roles.values())
    if not {"owner", "non_owner_participant"} <= sides:
        return NotDrawn("The curve is not drawn: the regime does not say which sides are owners and which are participants.")
    names = [name for name, binding in regime.inputs.items() if binding.kind in {"actual", "forecast"}]
    if len(names) == 1:
        return names[0]
    if not names:
        return NotDrawn("The curve is not drawn: the regime uses no actual outturn cost.")
    listed = ", ".join(names)
    return NotDrawn(f"The curve is not drawn: the regime uses {len(names)} figures of cost ({listed}), which do not move together.")


def target_of(regime: Regime, values: Mapping[str, Fraction], moving: str) -> Target | None:
    """Return the target, and the cost at which the variance is nothing; None if there is none above zero.

    Target and actual are chains of sums and factors, so the variance is a straight line: two costs tell the rest.
    """
    here = values[moving]
    there = here + max(abs(here), Fraction(1))
    amount, first = target_and_variance(regime, values)
    second = target_and_variance(regime, {**values, moving: there})[1]
    if first == second or amount <= 0:
        return None
    counted = (first - second) / (there - here)
    cost = here + first / counted
    return Target(cost, amount, counted) if cost > 0 else None


def trace(regime: Regime, values: Mapping[str, Fraction], *, moving: str, target: Target) -> GainPainCurve:
    """Return the curve of a regime.

    Args:
        regime: the rules, with the role of each side.
        values: the figure of each name, in the main unit of the currency.
        moving: the name of the actual outturn cost.
        target: the target as the regime counts it.
    """
    even = target.cost
    now = values[moving]
    low = min(LOWEST * even, now - MARGIN * even)
    high = max(HIGHEST * even, now + MARGIN * even)
    amounts = _amounts(regime, values, moving)
    on_target, here = amounts([float(even), float(now)])
    bends, grid = find_bends(amounts, float(low), float(high))
    if bends is None:
        return GainPainCurve(tuple(grid), (), on_target, target, here)
    corners = [point for bend in bends for point in ((bend.before, bend.after) if bend.is_jump else (bend.before,))]
    return GainPainCurve((grid[0], *corners, grid[-1]), bends, on_target, target, here)


def _amounts(regime: Regime, values: Mapping[str, Fraction], moving: str) -> Amounts:
    """Return the function from costs to what participants and owners have there, not rounded."""
    sides: dict[SideRole, list[str]] = {"owner": [], "non_owner_participant": [], "other": []}
    for side in regime.sides:
        sides[regime.roles.get(side, "other")].append(side)
    others = {name: float(value) for name, value in values.items() if name != moving}

    def amounts(costs: Sequence[float]) -> list[Point]:
        held = settle_many(regime, {**others, moving: list(costs)})
        sums = [sum(held[side] for side in sides[role]).tolist() for role in ("non_owner_participant", "owner")]
        return [Point(*line) for line in zip(costs, *sums, strict=True)]

    return amounts


# -- bends ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Looking:
    """How closely bends are looked for, in the main unit of the currency."""

    amounts: Amounts
    """What participants and owners have at some costs."""
    straight: float
    """How far a point may lie from a straight line and still be on it."""
    same: float
    """Costs that differ by no more than this are one."""

    def bent(self, points: Sequence[Point]) -> Iterator[Sequence[Point]]:
        """Yield the stretches that hold a bend: their first two points lie on a straight line, and so do their last two."""
        marked = [index for index in range(1, len(points) - 1) if not self._is_straight(*points[index - 1 : index + 2])]
        for first, last in _runs(marked):
            yield points[first - 1 : last + 2]

    def finer(self, points: Sequence[Point]) -> list[Point]:
        """Return a stretch in smaller steps, with one step of the straight lines on both sides."""
        low, high = points[1].cost, points[-2].cost
        step = (high - low) / FINER
        return self.amounts([low + step * index for index in range(-1, FINER + 2)])

    def bend(self, points: Sequence[Point]) -> Bend | None:
        """Return the bend or the jump of a stretch; None if it holds more than one, or must be looked at more closely."""
        (first, second), (third, last) = points[:2], points[-2:]
        before, after = _slopes(first, second), _slopes(third, last)
        cost = _meeting(second, third, before, after)
        if cost is not None and second.cost - self.same <= cost <= third.cost + self.same:
            (here,) = self.amounts([cost])
            meets = (abs(second[who] + before[who - 1] * (cost - second.cost) - here[who]) <= self.straight for who in (1, 2))
            if all(meets):
                return Bend(here, here, before[0], after[0])
        if third.cost - second.cost <= self.same:
            return Bend(second, third._replace(cost=second.cost), before[0], after[0])
        return None

    def _is_straight(self, first: Point, middle: Point, last: Point) -> bool:
        part = (middle.cost - first.cost) / (last.cost - first.cost)
        return all(abs(first[who] + (last[who] - first[who]) * part - middle[who]) <= self.straight for who in (1, 2))


def find_bends(amounts: Amounts, low: float, high: float) -> tuple[tuple[Bend, ...] | None, list[Point]]:
    """Return every bend between two costs, by rising cost, or None if the lines are curved; and the points looked at first.

    One stretch beyond each end is looked at too, so that a bend near an end has a straight line on both sides.
    """
    looking = Looking(amounts, STRAIGHT * high, SAME * high)
    step = (high - low) / CELLS
    grid = amounts([low + step * index for index in range(-1, CELLS + 2)])
    waiting = list(looking.bent(grid))
    found: dict[float, Bend] = {}
    for _ in range(MOST_LOOKS):
        if not waiting:
            inside = (found[cost] for cost in sorted(found) if low < cost < high)
            return tuple(inside), grid[1:-1]
        points = waiting.pop()
        if len(points) > MOST_POINTS:
            break
        bend = looking.bend(points)
        if bend is None:
            waiting += looking.bent(looking.finer(points))
        else:
            found[bend.before.cost] = bend
    return None, grid[1:-1]


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of neighbouring positions."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and position == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def _slopes(first: Point, last: Point) -> tuple[float, float]:
    """Return by what the participants' and the owners' amounts change with each further pound of cost."""
    length = last.cost - first.cost
    return (last.participants - first.participants) / length, (last.owners - first.owners) / length


def _meeting(second: Point, third: Point, before: tuple[float, float], after: tuple[float, float]) -> float | None:
    """Return the cost at which the line through the second point meets the one through the third; None if they are parallel."""
    who = 0 if abs(before[0] - after[0]) >= abs(before[1] - after[1]) else 1
    if abs(before[who] - after[who]) <= PARALLEL:
        return None
    gap = (third[who + 1] - after[who] * (third.cost - second.cost)) - second[who + 1]
    return second.cost + gap / (before[who] - after[who])
