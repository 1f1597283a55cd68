"""Carry-forward: a result up to a limit that is not settled now but added to the results of later years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gainshare.core.commercial.terms import CarryForward

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Carried:
    """An amount of variance that still waits to be settled."""

    year: int
    """The year it arose in: the calendar year in which that financial year starts."""
    amount: Fraction
    """Main unit of the currency; below zero for an overrun."""


@dataclass(frozen=True, slots=True)
class Carry:
    """What a year settles, and what it leaves to later years."""

    brought: Fraction
    """What came from earlier years."""
    settled: Fraction
    """The variance that is settled this year."""
    carried: tuple[Carried, ...]
    """What waits, oldest first."""


def carry_forward(rule: CarryForward, *, year: int, variance: Fraction, limit: Fraction, brought: Sequence[Carried]) -> Carry:
    """Return what a year settles of its own variance and of what earlier years left.

    Under-runs and overruns are set against each other first, oldest first. Of what remains, if it lies on an arm that
    is carried, the youngest amounts wait, up to the limit; an amount that has waited its years is settled.

    Args:
        rule: the agreement's rule.
        year: the year settled, as the calendar year in which it starts.
        variance: its variance.
        limit: the most that may wait at its end, zero or more.
        brought: what earlier years left.
    """
    total = variance + sum((item.amount for item in brought), ZERO)
    waiting = _netted([*sorted(brought, key=lambda item: item.year), Carried(year, variance)])
    arm = "gain" if total > 0 else "pain"
    left, kept = max(limit, ZERO), list[Carried]()
    if rule.arm in {arm, "both"}:
        for item in reversed(waiting):
            size = min(abs(item.amount), left)
            if year - item.year < rule.years and size > 0:
                kept.insert(0, Carried(item.year, size if item.amount > 0 else -size))
                left -= size
    carried = sum((item.amount for item in kept), ZERO)
    return Carry(brought=total - variance, settled=total - carried, carried=tuple(kept))


def _netted(items: Sequence[Carried]) -> list[Carried]:
    """Return what is left when amounts of opposite signs are set against each other, oldest first."""
    left: list[Carried] = []
    for item in items:
        amount = item.amount
        while amount and left and left[0].amount * amount < 0:
            oldest = left.pop(0)
            amount += oldest.amount
            if amount * oldest.amount > 0:
                left.insert(0, Carried(oldest.year, amount))
                amount = ZERO
        if amount:
            left.append(Carried(item.year, amount))
    return left
