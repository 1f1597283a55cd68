"""settle: a regime and its inputs in, each side's and each party's amount out, with every step of the working."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gainshare.core.commercial import invariants, pennies
from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.run import COMPONENTS, DERIVED, Component, MissingInputs, Run
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.numbers import EXACT, Arrays, Number, Numbers, as_array, empty, first_not_finite, quiet
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.step import Step

BLOCK = 16_384
"""Cases that an array run works on at a time: a few arrays of this size stay within a processor's cache."""


NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a regime makes of one set of inputs. Amounts are in the currency's main unit; positive means received."""

    components: Mapping[tuple[str, Component], Fraction]
    """What each side has, by side and component; rounded where the regime rounds."""
    party_components: Mapping[tuple[str, str, Component], Fraction]
    """What each party has, by side, party and component."""
    levies: Mapping[str, Fraction]
    """What left the alliance, by who has it."""
    outputs: Mapping[str, Fraction]
    """T, V, pool_funded, pool_released, fund_paid, and the regime's own figures."""
    steps: tuple[Step, ...]
    """The working, in the order in which it was done."""

    @property
    def sides(self) -> dict[str, Fraction]:
        """Return what each side has, both components together."""
        return _total((side, amount) for (side, _), amount in self.components.items())

    @property
    def shares(self) -> dict[tuple[str, str], Fraction]:
        """Return what each party has, both components together, by side and party."""
        totals: dict[tuple[str, str], Fraction] = {}
        for (side, party, _), amount in self.party_components.items():
            totals[side, party] = totals.get((side, party), Fraction(0)) + amount
        return totals

    @property
    def amounts(self) -> dict[str, Fraction]:
        """Return what sides and parties have, by bare name.

        Raises:
            Invalid: one name stands for two of them; use `sides` and `shares` then.
        """
        named = dict(self.sides)
        for (side, party), amount in self.shares.items():
            if party in named:
                raise Invalid([Problem(f"“{party}” of side {side} is also the name of something else.", "Use `.sides` and `.shares`.")])
            named[party] = amount
        return named


def _total(amounts: Iterable[tuple[str, Fraction]]) -> dict[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for name, amount in amounts:
        totals[name] = totals.get(name, Fraction(0)) + amount
    return totals


def settle(
    regime: Regime, inputs: Mapping[str, object], *, curves: Mapping[str, Curve] | None = None, carried: Fraction = NOTHING
) -> Outcome:
    """Return what the regime makes of the inputs, exactly, rounded only where the regime rounds.

    Args:
        regime: the rules.
        inputs: the value of each name that the regime uses; a Python float is taken by its shortest decimal.
        curves: curves by name, where the regime refers to some it does not hold itself.
        carried: variance of other years that is settled with this one's (or, with the opposite sign, left to them).

    Raises:
        Invalid: a value is missing or cannot be used; every missing value is listed.
    """
    _check_names(regime, inputs)
    try:
        values = {name: exact(value) for name, value in inputs.items()}
        run = run_stages(regime, values, on=EXACT, curves=curves, carried=carried)
    except Fault as fault:
        raise Invalid(_problems(fault, regime, inputs)) from None
    return finish(regime, run)


def settle_many(regime: Regime, inputs: Mapping[str, object], *, curves: Mapping[str, Curve] | None = None) -> dict[str, Number]:
    """Return what each side has in many cases at once, not rounded.

    Args:
        regime: the rules.
        inputs: for each name that the regime uses, an array of shape (cases,) or one number for all cases.
        curves: curves by name, where the regime refers to some it does not hold itself.

    Returns:
        For each side a float64 array of shape (cases,).

    Raises:
        Invalid: a value is missing, arrays differ in length, or a case has no finite result.
    """
    _check_names(regime, inputs)
    arrays = _arrays(regime, inputs)
    size = max((len(array) for array in arrays.values()), default=1)
    result: dict[str, Number] = {side: empty(size) for side in regime.sides}
    on = Arrays()
    with quiet():
        for start in range(0, size, BLOCK):
            block = {name: array if len(array) == 1 else array[start : start + BLOCK] for name, array in arrays.items()}
            try:
                run = run_stages(regime, block, on=on, curves=curves)
            except Fault as fault:
                raise Invalid(_problems(fault, regime, inputs)) from None
            for side, amounts in result.items():
                amounts[start : start + BLOCK] = run.net(side)
    for side, amounts in result.items():
        if (case := first_not_finite(amounts)) is not None:
            raise Invalid(
                [Problem(f"Case {case} has no finite amount for {side}.", "Check that case's inputs: does a formula divide by zero?")]
            )
    return result


def _check_names(regime: Regime, inputs: Mapping[str, object]) -> None:
    """Refuse values for names that the regime works out by itself."""
    taken = [name for name in inputs if name in {*DERIVED, *regime.sides}]
    if taken:
        message = "“{}” is worked out by the regime, and cannot be given."
        raise Invalid([Problem(message.format(name), "Leave it out.", Source(file=regime.id, field=name)) for name in taken])


def _arrays(regime: Regime, inputs: Mapping[str, object]) -> dict[str, Number]:
    problems: list[Problem] = []
    arrays: dict[str, Number] = {}
    for name, value in inputs.items():
        try:
            arrays[name] = as_array(value)
        except (TypeError, ValueError) as error:
            problems.append(Problem(f"The values of “{name}” are not numbers: {error}.", "Give an array of numbers.", Source(field=name)))
    lengths = {len(array) for array in arrays.values()} - {1}
    if len(lengths) > 1:
        shapes = ", ".join(f"{name} {len(array):,}" for name, array in arrays.items())
        problems.append(
            Problem(f"The inputs have different numbers of cases: {shapes}.", "Give every input the same number of cases, or one.")
        )
    if problems:
        raise Invalid(problems)
    return arrays


def _problems(fault: Fault, regime: Regime, inputs: Mapping[str, object]) -> list[Problem]:
    """Return the fault as problems: for a missing value, all the values that are missing."""
    if not isinstance(fault, MissingInputs):
        return [Problem(fault.message, fault.fix, Source(file=regime.id))]
    known = ", ".join(sorted(inputs)) or "none"
    missing = [name for name in regime.names if name not in inputs] or [fault.name]
    return [
        Problem(
            f"The regime needs a value called “{name}”.", f"Give one; the values given are: {known}.", Source(file=regime.id, field=name)
        )
        for name in missing
    ]


def target_and_variance(regime: Regime, values: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Return T and V as the regime's own variance stage makes them.

    Raises:
        Fault: a value is missing or cannot be used.
    """
    run = Run(values, regime.curve_map(), EXACT, regime.sides, units=regime.units)
    regime.stages[0].apply(run)
    return run.outputs["T"], run.outputs["V"]


def run_stages(
    regime: Regime,
    values: Mapping[str, Number],
    *,
    on: Numbers,
    curves: Mapping[str, Curve] | None = None,
    carried: Fraction = NOTHING,
) -> Run:
    """Return the state after every stage has run, watched by the invariants.

    Args:
        regime: the rules.
        values: the inputs, in the number system `on`.
        on: exact fractions, or arrays of shape (cases,).
        curves: curves by name that the regime does not hold itself.
        carried: variance of other years that is settled with this one's.

    Raises:
        Fault: a value is missing or cannot be used.
    """
    run = Run(values, regime.curve_map(curves), on, regime.sides, units=regime.units, carried=carried)
    for position, stage in enumerate(regime.stages, start=1):
        run.position = f"{position}.{stage.word}"
        stage.apply(run)
        if on.is_exact:
            invariants.check_sums(run, stage)
            invariants.check_limit(run, stage)
    if not on.is_exact:
        invariants.check_sums(run, regime.stages[-1])
    invariants.check_parties(run)
    return run


def finish(regime: Regime, run: Run) -> Outcome:
    """Return the result of an exact run, rounded where the regime rounds."""
    rule = regime.rounding
    sides = {component: dict(run.amounts[component]) for component in COMPONENTS}
    levies = {component: dict(run.levies[component]) for component in COMPONENTS}
    held = {(side, party): shares for side, parties in run.parties.items() for party, shares in parties.items()}
    parties = {(side, party, component): amount for (side, party), shares in held.items() for component, amount in shares.items()}
    split = {key: pennies.Part(amount, amount, False, False) for key, amount in parties.items()}
    if rule is not None:
        rounded = pennies.round_sides(run, rule)
        pennies.record_sides(run, rule, rounded)
        split = pennies.round_parties(run, rule, rounded)
        sides = {c: {side: rounded[c][side].rounded for side in sides[c]} for c in COMPONENTS}
        levies = {c: {taker: rounded[c][taker].rounded for taker in levies[c]} for c in COMPONENTS}
        parties = {key: part.rounded for key, part in split.items()}
        invariants.check_pennies(pennies.whole_variance(run, rule), sides, levies, parties)
    pennies.record_parties(run, sides, split)
    return Outcome(
        components={(side, c): amount for c in COMPONENTS for side, amount in sides[c].items()},
        party_components=parties,
        levies=_total(item for c in COMPONENTS for item in levies[c].items()),
        outputs=dict(run.outputs),
        steps=tuple(run.steps),
    )
