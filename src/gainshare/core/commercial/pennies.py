"""From exact amounts to whole pennies, top-down: the variance, then the sides, then the parties of each side; every level adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from gainshare.core.commercial.run import COMPONENTS, Arm, Component, Run
from gainshare.core.commercial.stages.rounding import Round
from gainshare.core.kernel.allocate import Mode, allocate
from gainshare.core.kernel.money import round_fraction
from gainshare.core.kernel.step import Input

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """One amount of a level: before and after rounding."""

    exact: Fraction
    """The amount as shared, not rounded."""
    rounded: Fraction
    """The amount as settled."""
    odd: bool
    """Whether it was given an odd penny."""
    tied: bool
    """Whether the order decided who was given it."""


def split(total: Fraction, amounts: Mapping[str, Fraction], *, rule: Round, mode: Mode, order: Sequence[str]) -> dict[str, Part]:
    """Return the amounts in whole units of the rule's places, adding up to a total that is itself whole.

    Args:
        total: what the parts must add up to, in whole units.
        amounts: the exact amounts; they add up to the total, or to less than one unit from it.
        rule: the agreement's rounding.
        mode: how left-over units are handed out.
        order: the names in the order that settles ties; names not listed come after.

    Returns:
        Each part by name. Where the total is nothing (a payment from one side to another), what is paid is rounded by the
        rule's mode, and both those who pay and those who are paid add up to it.
    """
    unit = Fraction(1, 10**rule.places)
    if total != 0 or sum(amounts.values(), ZERO) != 0:
        return _whole(total, amounts, unit=unit, mode=mode, order=order)
    above = {name: amount for name, amount in amounts.items() if amount > 0}
    paid = round_fraction(sum(above.values(), ZERO), rule.places, rule.mode)
    others = {name: amount for name, amount in amounts.items() if amount <= 0}
    return _whole(paid, above, unit=unit, mode=mode, order=order) | _whole(-paid, others, unit=unit, mode=mode, order=order)


def _whole(total: Fraction, amounts: Mapping[str, Fraction], *, unit: Fraction, mode: Mode, order: Sequence[str]) -> dict[str, Part]:
    """Return amounts in whole units that add up to a total less than a unit from their sum.

    Each is cut down in the direction of the total, and one unit more goes to as many as are missing; a whole amount stays as it is.
    """
    sign = 1 if sum(amounts.values(), ZERO) > 0 else -1
    cuts = {name: floor(amount * sign / unit) for name, amount in amounts.items()}
    left = int(total * sign / unit) - sum(cuts.values())
    ranks = {name: order.index(name) if name in order else len(order) for name in amounts}
    lost = {name: amount * sign / unit - cuts[name] for name, amount in amounts.items()}
    waiting = sorted((name for name in amounts if lost[name]), key=lambda name: (0 if mode == "to_first" else -lost[name], ranks[name]))
    odd = set(waiting[:left])
    tied = 0 < left < len(waiting) and (mode == "to_first" or lost[waiting[left - 1]] == lost[waiting[left]])
    return {name: Part(amount, (cuts[name] + (name in odd)) * sign * unit, name in odd, tied) for name, amount in amounts.items()}


def whole_variance(run: Run, rule: Round) -> Fraction:
    """Return the variance, rounded to whole units."""
    variance: Fraction = run.outputs["V"]
    return round_fraction(variance, rule.places, rule.mode)


def round_sides(run: Run, rule: Round) -> dict[Component, dict[str, Part]]:
    """Return each side's amount, and each levy, in whole units, by component."""
    arm: Arm = "gain" if run.outputs["V"] >= 0 else "pain"
    mode: Mode = "to_first" if rule.odd_penny == "first_in_order" else "largest_remainder"
    totals: dict[Component, Fraction] = {"cost": whole_variance(run, rule), "performance": ZERO}
    return {
        component: split(
            totals[component], run.amounts[component] | run.levies[component], rule=rule, mode=mode, order=rule.order.get(arm, ())
        )
        for component in COMPONENTS
    }


def round_parties(run: Run, rule: Round, sides: Mapping[Component, Mapping[str, Part]]) -> dict[tuple[str, str, Component], Part]:
    """Return each party's amount in whole units, by side, party and component: its part of the side's amount as rounded."""
    rounded: dict[tuple[str, str, Component], Part] = {}
    for side, shares in run.parties.items():
        order = list(shares) if isinstance(rule.within, str) else list(rule.within.get(side, tuple(shares)))
        for component in COMPONENTS:
            exact = {party: held[component] for party, held in shares.items() if component in held}
            total = sides[component][side].rounded if side in sides[component] else ZERO
            parts = _parts_of(total, exact, rule=rule, order=order)
            rounded |= {(side, party, component): part for party, part in parts.items()}
    return rounded


def _parts_of(total: Fraction, amounts: Mapping[str, Fraction], *, rule: Round, order: Sequence[str]) -> dict[str, Part]:
    """Return a total that is whole in units split in proportion to amounts of one sign, by largest remainder."""
    names, unit = list(amounts), Fraction(1, 10**rule.places)
    if not any(amounts.values()):
        return {name: Part(amount, ZERO, False, False) for name, amount in amounts.items()}
    ranking = sorted(range(len(names)), key=lambda index: order.index(names[index]) if names[index] in order else len(order))
    result = allocate(int(total / unit), [abs(amounts[name]) for name in names], mode="largest_remainder", order=ranking)
    return {
        name: Part(amounts[name], part * unit, index in result.odd_to, result.tied)
        for index, (name, part) in enumerate(zip(names, result.parts, strict=True))
    }


def record_sides(run: Run, rule: Round, sides: Mapping[Component, Mapping[str, Part]]) -> None:
    """Add a Step for every side that has an amount: what it came to exactly, and the penny it was rounded to."""
    run.position = "round"
    for component, parts in sides.items():
        for side, part in parts.items():
            if part.exact != 0 or part.rounded != 0:
                inputs = (Input("exact", part.exact, "money", run.last.get((side, component), "")),)
                name = f"{component}.{side}"
                step = run.record(name, f"round.{_outcome(part)}", part.rounded, inputs, clause=rule.clause, about=(side, component))
                run.changed(step, component, side)


def record_parties(run: Run, sides: Mapping[Component, Mapping[str, Fraction]], parties: Mapping[tuple[str, str, Component], Part]) -> None:
    """Add a Step for every party's amount: the side's amount, the party's part of it, and the penny."""
    run.position = "party"
    for (side, party, component), part in parties.items():
        if part.exact == 0 and part.rounded == 0:
            continue
        cap = run.party_steps.get((side, party, "cap"))
        total = Input(side, sides[component][side], "money", run.last.get((side, component), ""))
        key = Input("part", run.keys[side, party], "share", run.party_steps.get((side, party, "key"), ""))
        exact = part.exact if cap else sides[component][side] * run.keys[side, party]
        before = (Input("exact", exact, "money", cap or ""),)
        rule = f"allocate.{_outcome(part)}"
        run.record(f"{side}.{party}.{component}", rule, part.rounded, (total, key, *before), about=(party, side, component))


def _outcome(part: Part) -> str:
    """Return what rounding did to an amount: nothing, an odd penny (by the remainder or by the order), or a plain cut or rise."""
    if part.odd:
        return "odd_by_order" if part.tied else "odd_by_remainder"
    if part.exact == part.rounded:
        return "exact"
    return "down" if abs(part.rounded) < abs(part.exact) else "up"
