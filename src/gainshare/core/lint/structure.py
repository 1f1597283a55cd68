"""Structural lint: what goes wrong in regimes, as rules that can be checked without simulation. Source: REGIMES §4."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.invariants import BrokenInvariant
from gainshare.core.commercial.regime import Regime, fixed_sums
from gainshare.core.commercial.settle import settle
from gainshare.core.commercial.stage import Stage
from gainshare.core.commercial.stages.gate import Gate
from gainshare.core.commercial.stages.levy import Levy
from gainshare.core.commercial.stages.limit import Limit
from gainshare.core.commercial.stages.modify import Modify
from gainshare.core.commercial.stages.relief import Relief
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.formats import list_in_words, money, percent
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Invalid, Problem, Severity
from gainshare.core.kernel.source import Source
from gainshare.core.lint.samples import samples
from gainshare.core.performance.framework import measures_of

FILE = "agreement.yaml"
ORDER_SENSITIVE = (Modify, Levy, Limit, Relief)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the lint."""

    id: str
    """Its number, as in the reference."""
    about: str
    """What it forbids, in a line."""
    find: Callable[[Terms, Regime], Iterator[Problem]]
    """From the terms and their resolved regime to what breaks the rule."""


def lint_agreement(agreement: Agreement) -> tuple[Problem, ...]:
    """Return everything in an agreement's regime that breaks a rule of the structural lint, in the order of the rules."""
    return tuple(problem for rule in RULES for problem in rule.find(agreement.terms, agreement.regime))


def _finding(rule: str, message: str, fix: str, field: str, *, severity: Severity = "error") -> Problem:
    return Problem(message, fix, Source(FILE, field=field), None, severity, rule)


def _case(values: dict[str, Fraction], regime: Regime, currency: Currency) -> str:
    """Return the figures of a case in words, as a counter-example that anybody can try."""
    kinds = {name: binding.kind for name, binding in regime.inputs.items()}
    parts = [
        f"{name} {percent(value / 100, 0) if kinds.get(name) == 'score' else money(value, currency)}" for name, value in values.items()
    ]
    return list_in_words([part.removesuffix("%") for part in parts])


def _shares_add_up(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R01, for shares that are formulas: they must add up to 100% whatever the figures."""
    for values in samples(regime):
        try:
            settle(regime, values)
        except Invalid as invalid:
            first = invalid.problems[0]
            yield _finding("R01", f"{first.message} Try {_case(values, regime, terms.currency)}.", first.fix, "regime/stages")
            return
        except BrokenInvariant:
            return


def _conserves(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R02: whatever the figures, what the parties have adds up to the variance."""
    for values in samples(regime):
        try:
            settle(regime, values)
        except BrokenInvariant as broken:
            message = f"Money is lost or made: {broken}. Try {_case(values, regime, terms.currency)}."
            yield _finding("R02", message, "Report this as a fault of gainshare, with the agreement.", "regime/stages")
            return
        except Invalid:
            return


def _order_is_agreed(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R09: where two stages give another result in another order, the parties must have said that the order is meant."""
    if regime.order == "as_listed":
        return
    stages = regime.stages
    for first, (one, other) in enumerate(pairwise(stages)):
        both_matter = isinstance(one, ORDER_SENSITIVE) and isinstance(other, ORDER_SENSITIVE)
        if both_matter and set(one.sides()) & set(other.sides()):
            yield from _swapped(terms, regime, first, one, other)


def _swapped(terms: Terms, regime: Regime, first: int, one: Stage, other: Stage) -> Iterator[Problem]:
    fields = {name: getattr(regime, name) for name in type(regime).model_fields}
    entries = list(regime.entries)
    entries[first], entries[first + 1] = entries[first + 1], entries[first]
    turned = type(regime).model_construct(**{**fields, "entries": tuple(entries)})
    for values in samples(regime):
        before, after = settle(regime, values).sides, settle(turned, values).sides
        if before != after:
            side = next(side for side in before if before[side] != after[side])
            message = (
                f"{one.word} before {other.word} gives {side} {money(before[side], terms.currency)}, the other way round "
                f"{money(after[side], terms.currency)}. Try {_case(values, regime, terms.currency)}."
            )
            yield _finding(
                "R09", message, "Agree on the order, and add `order: as_listed` to the regime.", f"regime/stages/{first + 1}/{one.word}"
            )
            return


def _boundaries_are_defined(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R10: a score that opens a gate or picks a case must say to how many places it is read."""
    for index, stage in enumerate(regime.stages, start=1):
        for condition in _conditions(stage):
            for name in condition.names:
                binding = regime.inputs.get(name)
                if binding is not None and binding.kind == "score" and binding.places is None:
                    message = f"“{condition.text}” turns on {name}, and the agreement does not say to how many places {name} is read."
                    fix = f"Add `places: 2, mode: half_even` to the input {name}, or what was agreed."
                    yield _finding("R10", message, fix, f"regime/stages/{index}/{stage.word}")


def _conditions(stage: Stage) -> Iterator[Amount]:
    if isinstance(stage, Gate):
        yield stage.when
    if isinstance(stage, Modify):
        yield from (case.when for case in stage.cases if case.when is not None)


def _cost_counts_once(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R12: cost that is shared in money should not also be in the score that moves money."""
    if not any(binding.kind == "score" for binding in regime.inputs.values()):
        return
    names = [measure.id for _, measure in measures_of(terms.performance) if _is_cost(measure) and measure.weight > 0]
    if names:
        weight = sum((measure.weight for _, measure in measures_of(terms.performance) if measure.id in names), Fraction(0))
        message = (
            f"Cost is shared in money, and counts again in the score that moves money: {list_in_words(names)}, {percent(weight)} of it."
        )
        fix = "Keep a measure of total cost in the framework, but outside the score that moves money (weight 0%)."
        yield _finding("R12", message, fix, "performance/areas", severity="warning")


def _is_cost(measure: object) -> bool:
    return getattr(measure, "cost", None) is not None or getattr(measure, "from_open_book", None) is not None


def _one_price_base(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R17: target and actual stand at one price level, or there is an index rule."""
    base = terms.open_book.price_base
    if base is None:
        message = "The price level of target and actual is not stated."
        yield _finding(
            "R17", message, "Add `price_base: {target: outturn, actual: outturn}` to open_book, or what was agreed.", "open_book"
        )
    elif base.target != base.actual and not base.index:
        message = f"The target is at {base.target} prices and the actual at {base.actual} prices, and there is no index rule."
        yield _finding("R17", message, "Add `index` to open_book/price_base.", "open_book/price_base")


def _definitions_are_complete(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R21: what counts as cost is agreed, not assumed."""
    stated = terms.open_book.definitions
    wanted = (
        ("fee_in_outturn", "whether limb 2 (the fee) is part of target and actual", "in, or out"),
        ("owners_costs", "whether the owners' own costs are part of them", "in, or out"),
        ("disallowed_cost", "what happens to cost that is not allowable", "left_out, or counted"),
        ("certified_by", "who certifies the actual outturn cost", "the body or role"),
    )
    for field, words, options in wanted:
        if not getattr(stated, field):
            yield _finding(
                "R21",
                f"The agreement does not say {words}.",
                f"Add `{field}` to open_book/definitions: {options}.",
                "open_book/definitions",
            )


def _part_years_are_agreed(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R39: in a part of a year, pools and caps count whole or by months; the agreement says which."""
    if regime.settle is not None and regime.settle.part_year is None:
        message = "The regime does not say whether pools, caps and whole-year figures count whole or by months in a part of a year."
        yield _finding("R39", message, "Add `part_year: whole` or `part_year: by_months` to regime/settle.", "regime/settle")
    counted = regime.settle is not None and regime.settle.part_year == "by_months"
    if counted or any(variation.applies == "split" for variation in terms.variations):
        for place, amount in fixed_sums(regime):
            message = f"Part-years count by months, and {amount} in stage {place} is a fixed sum that no input names."
            fix = f"Give it a name under `inputs`, such as `sum: {{money: {amount}}}`, and use the name in the stage."
            yield _finding("R39", message, fix, f"regime/stages/{place}")


def _total_cost_is_measured(terms: Terms, regime: Regime) -> Iterator[Problem]:
    """R43: the framework holds a measure of the total cost of the service, or of the cost to the owners."""
    if not any(measure.cost is not None for _, measure in measures_of(terms.performance)):
        message = "The framework has no measure of the total cost of the service or of the cost to the owners."
        fix = "Mark a measure with `cost: total` or `cost: owners`; it may have a weight of 0%."
        yield _finding("R43", message, fix, "performance/areas")


RULES: tuple[Rule, ...] = (
    Rule("R01", "Shares in every band add up to 100%; bands ascend; the last is open-ended.", _shares_add_up),
    Rule("R02", "What the parties have, with levies, adds up to the variance.", _conserves),
    Rule("R09", "Stages whose order matters are in an order that was agreed.", _order_is_agreed),
    Rule("R10", "What happens exactly at a gate or a level is defined.", _boundaries_are_defined),
    Rule("R12", "Cost is not counted twice: in money, and in the score that moves money.", _cost_counts_once),
    Rule("R17", "Target and actual stand at one price level.", _one_price_base),
    Rule("R21", "What counts as cost is defined.", _definitions_are_complete),
    Rule("R39", "Part-years say how caps and pools are counted.", _part_years_are_agreed),
    Rule("R43", "The framework measures the total cost.", _total_cost_is_measured),
)
"""The rules that look at a whole agreement. R01 for constant shares and for bands, and R32, are refused by the stages
themselves while the agreement is read (`share.py`, `allocate.py`), with the same numbers."""
