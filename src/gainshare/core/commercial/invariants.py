"""What must hold after every stage of every run: nothing is lost, nothing is made."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gainshare.core.commercial.run import COMPONENTS, Component, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.commercial.stages.gate import Gate
from gainshare.core.commercial.stages.limit import Limit
from gainshare.core.commercial.stages.variance import Variance
from gainshare.core.kernel.numbers import Number


class BrokenInvariant(AssertionError):
    """The engine contradicts itself; no user's input may cause this."""


def check_sums(run: Run, stage: Stage) -> None:
    """Check that, once shared, cost amounts and levies add up to the variance, and performance amounts to zero.

    Raises:
        BrokenInvariant: they do not.
    """
    if isinstance(stage, (Variance, Gate)):
        return
    target = run.outputs["T"]
    totals: dict[Component, Number] = {"cost": run.outputs["V"], "performance": run.zero}
    for component, total in totals.items():
        held = sum(run.amounts[component].values(), run.zero) + sum(run.levies[component].values(), run.zero)
        if not run.on.is_close(held, total, target):
            raise BrokenInvariant(f"after {stage.word} the {component} amounts add up to {held}, not to {total}")


def check_limit(run: Run, stage: Stage) -> None:
    """Check that a side that has just been limited is within its limit.

    Raises:
        BrokenInvariant: it is not.
    """
    if isinstance(stage, Limit) and run.cap is not None:
        size = run.part(run.held(stage.side, stage.component), stage.arm)
        if size > run.cap:
            raise BrokenInvariant(f"{stage.side} is beyond its limit: {size}")


def check_parties(run: Run) -> None:
    """Check that the parties of each side add up to the side, in each component.

    Raises:
        BrokenInvariant: they do not.
    """
    for side, shares in run.parties.items():
        for component in COMPONENTS:
            total = sum((held[component] for held in shares.values() if component in held), run.zero)
            if not run.on.is_close(total, run.held(side, component), run.outputs["T"]):
                raise BrokenInvariant(f"the parties of {side} hold {total}, but the side holds {run.held(side, component)}")


def check_pennies(
    variance: Fraction,
    sides: Mapping[Component, Mapping[str, Fraction]],
    levies: Mapping[Component, Mapping[str, Fraction]],
    parties: Mapping[tuple[str, str, Component], Fraction],
) -> None:
    """Check that rounded amounts add up: sides and levies to the variance (performance to zero), parties to their side.

    Raises:
        BrokenInvariant: they do not.
    """
    totals = {"cost": variance, "performance": Fraction(0)}
    for component in COMPONENTS:
        if sum((*sides[component].values(), *levies[component].values()), Fraction(0)) != totals[component]:
            raise BrokenInvariant(f"the rounded {component} amounts of the sides do not add up to {totals[component]}")
    for side in {side for side, _, _ in parties}:
        for component in COMPONENTS:
            total = sum((amount for (of, _, part), amount in parties.items() if of == side and part == component), Fraction(0))
            if total != sides[component].get(side, Fraction(0)):
                raise BrokenInvariant(f"the rounded {component} amounts of the parties of {side} do not add up to the side's")
