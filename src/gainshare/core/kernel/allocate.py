"""Splitting whole units of money: the parts always add up to the penny, and the odd penny can be explained.

The first three modes of `Mode` hand out everything; the last two keep aside what does not divide.
Source: the allocation modes of brick/money (https://github.com/brick/money), with two terms of an agreement added: a stated
order in place of the order of the list, and nothing ever to a party whose share is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Literal

from gainshare.core.kernel.problem import Fault

Mode = Literal["largest_remainder", "to_first", "to_largest_ratio", "separate", "block_separate"]
"""Who takes the units that are missing once every exact part is cut down to whole units:

- `largest_remainder`: one each to the parts that lost most by the cut; of equals, to the earlier in the order.
- `to_first`: one each to the first in the order.
- `to_largest_ratio`: one each to the largest ratios; of equals, to the earlier in the order.
- `separate`: nobody; they are left over.
- `block_separate`: nobody, and each part is the same number of whole blocks: 2 and 3 get 2 and 3 units per block of 5.
"""


@dataclass(frozen=True, slots=True)
class Allocation:
    """A total split among parties, with what is needed to say why each part is what it is."""

    parts: tuple[int, ...]
    """What each party gets, in minor units, in the order of the ratios."""
    exact: tuple[Fraction, ...]
    """What each party's ratio comes to before anything is cut, in minor units, in the same order."""
    odd_to: tuple[int, ...]
    """Positions of the parties that took one of the missing units, in the order in which they took them."""
    tied: bool
    """Whether the last missing unit was claimed equally by another party, so that only the order decided."""
    left_over: int
    """What nobody got, in minor units; 0 in the modes that hand out everything."""
    floored: tuple[int, ...]
    """What each party had before the missing units were handed out, in minor units, in the order of the ratios."""

    def __post_init__(self) -> None:
        """Check that the parts and what is left over add up to the total."""
        assert sum(self.parts) + self.left_over == sum(self.exact), "the parts of an allocation add up to its total"


def allocate(total: int, ratios: Sequence[Fraction | int], *, mode: Mode, order: Sequence[int] | None = None, step: int = 1) -> Allocation:
    """Return the total split in proportion to the ratios, in whole units.

    A negative total is split as the positive one is, with every sign turned round.

    Args:
        total: minor units to split.
        ratios: one for each party; they need not add up to one.
        mode: who takes the units that do not divide.
        order: positions in `ratios`, the party that goes first in a tie first; None for the order of `ratios`.
        step: minor units of one unit handed out: 1 to the penny, 5 where the smallest coin is 5, 100 to the pound.

    Raises:
        Fault: a ratio is negative, no ratio is above zero, or the total is not a whole number of steps.
    """
    weights = _whole_weights(ratios)
    ranks = range(len(weights)) if order is None else order
    assert sorted(ranks) == list(range(len(weights))), f"the order names every party once: {order!r}"
    units = _units(total, step)
    floors = _floors(units, weights, mode)
    missing = units - sum(floors)
    odd_to, is_tied = _takers(missing, _claims(units, weights, mode), [rank for rank in ranks if weights[rank]])
    signed_step = -step if total < 0 else step
    floored = tuple(floor * signed_step for floor in floors)
    return Allocation(
        parts=tuple(part + signed_step * (position in odd_to) for position, part in enumerate(floored)),
        exact=tuple(Fraction(total * weight, sum(weights)) for weight in weights),
        odd_to=odd_to,
        tied=is_tied,
        left_over=(missing - len(odd_to)) * signed_step,
        floored=floored,
    )


def _whole_weights(ratios: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Return the ratios as the smallest whole numbers in the same proportion."""
    if any(ratio < 0 for ratio in ratios):
        raise Fault("A share to split by is negative.", "Give shares of zero or more.")
    if not any(ratios):
        raise Fault("There is no share above zero to split by.", "Give at least one party a share above zero.")
    denominator = lcm(*(ratio.denominator for ratio in ratios))
    weights = [ratio.numerator * (denominator // ratio.denominator) for ratio in ratios]
    divisor = gcd(*weights)
    return tuple(weight // divisor for weight in weights)


def _units(total: int, step: int) -> int:
    """Return how many steps the size of the total has."""
    assert step >= 1, f"a step is at least one minor unit: {step}"
    units, rest = divmod(abs(total), step)
    if rest:
        raise Fault(f"{total} minor units are not a whole number of steps of {step}.", "Round the total to the step before it is split.")
    return units


def _floors(units: int, weights: Sequence[int], mode: Mode) -> list[int]:
    """Return the whole units that each party is sure of."""
    whole = sum(weights)
    if mode == "block_separate":
        return [units // whole * weight for weight in weights]
    return [units * weight // whole for weight in weights]


def _claims(units: int, weights: Sequence[int], mode: Mode) -> Sequence[int] | None:
    """Return how strongly each party claims a missing unit; empty if only the order counts, None if nobody may claim one."""
    match mode:
        case "largest_remainder":
            return [units * weight % sum(weights) for weight in weights]
        case "to_largest_ratio":
            return weights
        case "to_first":
            return []
        case _:
            return None


def _takers(missing: int, claims: Sequence[int] | None, candidates: list[int]) -> tuple[tuple[int, ...], bool]:
    """Return who takes the missing units, strongest claim first, and whether the last of them had an equal who went without."""
    if claims is None:
        return (), False
    if not claims:
        return tuple(candidates[:missing]), False
    ranked = sorted(candidates, key=lambda position: -claims[position])
    is_tied = 0 < missing < len(ranked) and claims[ranked[missing - 1]] == claims[ranked[missing]]
    return tuple(ranked[:missing]), is_tied
