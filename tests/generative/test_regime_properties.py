"""What must hold for every regime: nothing is lost, nothing is made, and two ways of working it out agree."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.generative.plain_settlement import settle_plainly
from tests.generative.regime_strategies import AMOUNTS, Case, cases, figures

import gainshare as gs
from gainshare.core.commercial.regime import Regime
from gainshare.core.kernel.amount import amount_of, parse_amount
from gainshare.core.kernel.money import round_fraction
from gainshare.core.kernel.problem import Fault

CLOSE = 0.00005  # half a hundredth of a penny
NEAR = Fraction(1, 10**9)


def read(data):
    return Regime.model_validate(data)


def settled(case, **changes):
    return gs.settle(read({**case.data, **changes}), case.inputs)


def in_component(outcome, component):
    return {side: amount for (side, of), amount in outcome.components.items() if of == component}


# -- what is shared adds up ---------------------------------------------------------------------------------------


@given(cases())
def test_sides_and_levies_add_up_to_the_variance(case):
    outcome = settled(case)

    assert sum(outcome.sides.values()) + sum(outcome.levies.values()) == outcome.outputs["V"]


@given(cases(words=("modify", "limit", "relief", "pool", "fund")))
def test_without_a_levy_the_cost_component_adds_up_to_the_variance_and_performance_to_nothing(case):
    outcome = settled(case)

    assert sum(in_component(outcome, "cost").values()) == outcome.outputs["V"]
    assert sum(in_component(outcome, "performance").values()) == 0


@given(cases())
def test_the_parties_of_a_side_add_up_to_the_side_in_each_component(case):
    outcome = settled(case)

    for (side, component), amount in outcome.components.items():
        parts = [part for (of, _, kind), part in outcome.party_components.items() if (of, kind) == (side, component)]
        assert not parts or sum(parts) == amount


@given(cases())
def test_the_slow_and_plain_way_gives_the_same(case):
    plain = settle_plainly(case.data, case.inputs)

    outcome = settled(case)

    assert {side: plain.net(side) for side in outcome.sides} == outcome.sides
    assert {taker: amount for taker, amount in plain.levies.items() if amount} == {
        taker: amount for taker, amount in outcome.levies.items() if amount
    }
    assert plain.parties == outcome.shares


@given(cases())
def test_a_step_stands_behind_every_amount(case):
    outcome = settled(case)

    names = [step.name for step in outcome.steps]
    assert len(names) == len(set(names))
    behind = {entry.step for step in outcome.steps for entry in step.inputs if entry.step}
    assert {name for name in behind if not name.startswith("input.")} <= set(names)


# -- caps ---------------------------------------------------------------------------------------------------------


@given(cases())
def test_right_after_its_limit_a_side_is_within_it(case):
    for position, entry in enumerate(case.data["stages"]):
        if "limit" in entry:
            limit = entry["limit"]
            outcome = settled(case, stages=case.data["stages"][: position + 1])
            has = outcome.sides if limit["component"] == "net" else in_component(outcome, limit["component"])
            size = has.get(limit["side"], 0) * (1 if limit["arm"] == "gain" else -1)
            assert size <= max(AMOUNTS[limit["max"]]({**case.inputs, **outcome.outputs}), 0)


@given(cases())
def test_no_party_loses_more_than_its_cap_unless_a_side_is_named_that_has_it_and_then_that_side_has_the_rest(case):
    outcome = settled(case)

    for entry in case.data["stages"]:
        if "pain_cap" in entry.get("allocate", {}):
            side = entry["allocate"]["side"]
            for party, cap in entry["allocate"]["pain_cap"].items():
                most = max(AMOUNTS[cap]({**case.inputs, **outcome.outputs}), 0)
                assert -outcome.shares[side, party] <= most


@given(cases())
def test_a_limit_that_is_reached_exactly_changes_nothing(case):
    stages = [entry for entry in case.data["stages"] if "allocate" not in entry]
    before = settled(case, stages=stages)
    has = before.sides.get("nop", Fraction(0))

    limit = {"arm": "gain" if has > 0 else "pain", "side": "nop", "max": "exactly", "excess_to": "owner"}
    after = settled(Case({**case.data, "stages": [*stages, {"limit": limit}]}, {**case.inputs, "exactly": abs(has)}))

    assert {side: amount for side, amount in after.sides.items() if amount} == {
        side: amount for side, amount in before.sides.items() if amount
    }


# -- pennies ------------------------------------------------------------------------------------------------------


@given(cases(rounded=True))
def test_whole_pennies_add_up_at_every_level(case):
    rule = case.data["round"]
    unit = Fraction(1, 10 ** rule["places"])

    outcome = settled(case)

    amounts = [*outcome.components.values(), *outcome.party_components.values(), *outcome.levies.values()]
    assert all((amount / unit).denominator == 1 for amount in amounts)
    variance = round_fraction(outcome.outputs["V"], rule["places"], rule["mode"])
    assert sum(outcome.sides.values()) + sum(outcome.levies.values()) == variance
    for (side, component), amount in outcome.components.items():
        parts = [part for (of, _, kind), part in outcome.party_components.items() if (of, kind) == (side, component)]
        assert not parts or sum(parts) == amount


@given(cases(words=("modify", "limit", "relief", "pool", "fund"), rounded=True))
def test_without_a_levy_whole_pennies_of_performance_add_up_to_nothing(case):
    assert sum(in_component(settled(case), "performance").values()) == 0


@given(cases(rounded=True))
def test_no_side_differs_from_its_exact_amount_by_a_penny_or_more(case):
    unit = Fraction(1, 10 ** case.data["round"]["places"])

    rounded, exact = settled(case), settled(case, round=None)

    for key, amount in rounded.components.items():
        assert abs(amount - exact.components[key]) < unit, key
    # A levy is taken in two components, each rounded by itself.
    for taker, amount in rounded.levies.items():
        assert abs(amount - exact.levies[taker]) < 2 * unit, taker


@given(cases(rounded=True))
def test_no_party_differs_from_its_exact_amount_by_two_pennies_or_more(case):
    unit = Fraction(1, 10 ** case.data["round"]["places"])

    rounded, exact = settled(case), settled(case, round=None)

    for key, amount in rounded.party_components.items():
        assert abs(amount - exact.party_components[key]) < 2 * unit, key


@given(cases(rounded=True), st.randoms(use_true_random=False))
def test_the_order_of_the_parties_matters_to_the_odd_penny_alone(case, rng):
    unit = Fraction(1, 10 ** case.data["round"]["places"])
    other = [in_another_order(entry, rng) for entry in case.data["stages"]]

    exact, exact_other = settled(case, round=None), settled(case, round=None, stages=other)
    rounded, rounded_other = settled(case), settled(case, stages=other)

    assert exact.shares == exact_other.shares
    assert exact.sides == exact_other.sides
    assert rounded.sides == rounded_other.sides
    for key, amount in rounded.party_components.items():
        assert abs(amount - rounded_other.party_components[key]) <= unit


def in_another_order(entry, rng):
    if "allocate" not in entry:
        return entry
    parties = list(entry["allocate"]["key"])
    rng.shuffle(parties)
    return {"allocate": {**entry["allocate"], "key": {party: entry["allocate"]["key"][party] for party in parties}}}


@given(cases(rounded=True))
def test_the_odd_penny_can_be_explained_from_the_steps(case):
    outcome = settled(case)

    by_name = {step.name: step.result for step in outcome.steps}
    for (side, component), amount in outcome.components.items():
        assert by_name.get(f"round.{component}.{side}", 0) == amount


# -- two number systems -------------------------------------------------------------------------------------------


@given(cases(), st.lists(figures(), max_size=4))
def test_arrays_agree_with_the_exact_amounts_wherever_no_gate_is_closer_than_a_billionth(case, others):
    regime = read(case.data)
    given_inputs = [case.inputs, *others]
    exact = [gs.settle(regime, inputs) for inputs in given_inputs]

    arrays = gs.settle_many(regime, {name: np.array([float(inputs[name]) for inputs in given_inputs]) for name in case.inputs})

    assert set(arrays) == set(regime.sides)
    for index, (inputs, outcome) in enumerate(zip(given_inputs, exact, strict=True)):
        if is_clear_of_gates(inputs, outcome):
            for side, amount in outcome.sides.items():
                assert abs(arrays[side][index] - float(amount)) < CLOSE, (side, inputs)


@given(cases())
def test_one_number_for_all_cases_is_the_same_as_an_array_of_it(case):
    regime = read(case.data)
    values = {name: float(value) for name, value in case.inputs.items()}

    alone = gs.settle_many(regime, values)
    spread = gs.settle_many(regime, {**values, "aoc": np.full(3, values["aoc"])})

    assert all(alone[side].shape == (1,) and spread[side].shape == (3,) for side in regime.sides)
    assert all((spread[side] == alone[side]).all() for side in regime.sides)


def is_clear_of_gates(inputs, outcome):
    """Return whether the variance is a billionth of the target or more away from where a condition on it changes."""
    target, variance = outcome.outputs["T"], outcome.outputs["V"]
    return abs(abs(variance) - inputs["msr"] * target) > NEAR * max(target, 1)


def test_spill_that_fills_one_party_after_another_is_the_same_on_arrays():
    rng = np.random.default_rng(20261121)
    parties = ["a", "b", "c", "d", "e", "f"]
    regime = read(
        {
            "stages": [
                {"variance": {"target": "toc", "actual": "aoc"}},
                {"share": {"gain": {"bands": [{"nop": 1}]}, "pain": {"bands": [{"nop": 1}]}}},
                {
                    "allocate": {
                        "side": "nop",
                        "key": {party: f"key_{party}" for party in parties},
                        "pain_cap": {party: f"cap_{party}" for party in parties[:-1]},
                        "spill_to": ["parties", "owner"],
                    }
                },
            ]
        }
    )
    count = 400
    inputs = {"toc": np.zeros(count), "aoc": rng.integers(1, 10**7, count) / 100}
    for party in parties:
        inputs[f"key_{party}"] = rng.integers(1, 1000, count) / 10
        inputs[f"cap_{party}"] = np.round(rng.random(count) ** 3 * 30_000, 2)

    arrays = gs.settle_many(regime, inputs)
    exact = [gs.settle(regime, {name: values[index] for name, values in inputs.items()}) for index in range(count)]

    # f has no cap, so the other parties' excess is always borne within the side, and nothing reaches the owner.
    assert {outcome.sides["owner"] for outcome in exact} == {0}
    assert np.abs(arrays["owner"]).max() < CLOSE


# -- the same again -----------------------------------------------------------------------------------------------


@given(cases(rounded=True))
def test_the_same_figures_give_the_same_result_and_steps(case):
    regime = read(case.data)

    assert gs.settle(regime, case.inputs) == gs.settle(regime, case.inputs)


@given(cases(rounded=True))
def test_a_regime_that_is_written_and_read_again_is_the_same_regime(case):
    regime = read(case.data)

    again = read(regime.model_dump(mode="json", exclude_defaults=True))

    assert again == regime
    assert gs.settle(again, case.inputs) == gs.settle(regime, case.inputs)


@given(cases(words=("modify", "levy", "pool", "fund")), st.permutations(["toc", "aoc", "scope"]))
def test_the_order_in_which_figures_are_given_is_immaterial(case, first):
    reordered = {name: case.inputs[name] for name in [*first, *case.inputs]}

    assert settled(Case(case.data, reordered)) == settled(case)


# -- amounts ------------------------------------------------------------------------------------------------------

NAMES = ("margin", "fee_2", "ops", "T", "offer", "minimum", "not_paid", "orders")
BENT = gs.Curve(((Fraction(-10), Fraction(0)), (Fraction(0), Fraction(5)), (Fraction(10), Fraction(-5))))
small = st.fractions(min_value=-20, max_value=20, max_denominator=8)
values = st.fixed_dictionaries(dict.fromkeys(NAMES, small))

numbers = st.one_of(
    st.integers(0, 10**6).map(lambda n: ("number", str(n), Fraction(n))),
    st.decimals("0", "1000", places=3).map(lambda n: ("number", str(n), Fraction(n))),
    st.decimals("0", "150", places=1).map(lambda n: ("number", f"{n}%", Fraction(n) / 100)),
    st.integers(0, 99).map(lambda n: ("number", f"{n} %", Fraction(n, 100))),
)
leaves = numbers | st.sampled_from(NAMES).map(lambda name: ("name", name))


def compound(inner):
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("of"), inner, inner),
        st.tuples(st.just("negative"), inner),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner, inner),
        st.tuples(st.just("clip"), inner, inner, inner),
        st.tuples(st.just("abs"), inner),
        st.tuples(st.just("curve"), inner),
    )


formulas = st.recursive(leaves, compound, max_leaves=10)
comparisons = st.tuples(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), formulas, formulas)
conditions = st.recursive(
    comparisons | st.sampled_from([("true",), ("false",)]),
    lambda inner: st.one_of(st.tuples(st.sampled_from(["and", "or"]), inner, inner), st.tuples(st.just("not"), inner)),
    max_leaves=4,
)

LEVELS = {"or": 0, "and": 1, "not": 2, "compare": 3, "+": 4, "-": 4, "*": 5, "/": 5, "of": 5, "negative": 6}
SPELT = {"-": ["-", "−"], "*": ["*", "×"], "/": ["/", "÷"], "<=": ["<=", "≤"], ">=": [">=", "≥"], "!=": ["!=", "≠"]}


def write(tree, rng, level=0):
    """Return the tree as a person might write it: parentheses where they are needed, and sometimes where they are not."""
    kind, *parts = tree
    own = LEVELS.get(kind, 3 if kind in {"<", "<=", "==", "!=", ">", ">="} else 7)
    text = plain(kind, parts, rng, own)
    return f"({text})" if own < level or rng.random() < 0.1 else text


def plain(kind, parts, rng, own):
    space = rng.choice(["", " ", "  "])
    match kind, parts:
        case "number" | "name", [text, *_]:
            return text
        case "true" | "false", _:
            return rng.choice([kind, kind.capitalize()])
        case "not" | "negative", [inner]:
            return ("not " if kind == "not" else rng.choice(["-", "−"])) + write(inner, rng, own)
        case "curve" | "min" | "max" | "clip" | "abs", _:
            start = f"{rng.choice(['curve', 'pw'])}(bent," if kind == "curve" else f"{kind}("
            return start + space + f",{space}".join(write(part, rng) for part in parts) + ")"
        case _, [left, right]:
            word = f" {kind} " if kind.isalpha() else space + rng.choice(SPELT.get(kind, [kind])) + space
            # A comparison takes none on its left; “a / b of x” is refused, and “(a / b) of x” is not.
            tighter = own == LEVELS["compare"] or (kind, left[0]) == ("of", "/")
            return write(left, rng, own + tighter) + word + write(right, rng, own + 1)


def worth(tree, named):
    """Return what the tree comes to, worked out on fractions by the rules of school."""
    kind, *parts = tree
    if kind == "number":
        return parts[1]
    if kind == "name":
        return named[parts[0]]
    of = [worth(part, named) for part in parts]
    return RULES[kind](*of)


RULES = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "of": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "negative": lambda a: -a,
    "min": lambda *many: sorted(many)[0],
    "max": lambda *many: sorted(many)[-1],
    "clip": lambda x, low, high: high if max(x, low) > high else max(x, low),
    "abs": lambda a: a if a > 0 else -a,
    "curve": lambda x: Fraction(0) if x < -10 else 5 + x / 2 if x < 0 else 5 - x if x < 10 else Fraction(-5),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": lambda a: not a,
    "true": lambda: True,
    "false": lambda: False,
}


@given(formulas | conditions, values, st.randoms(use_true_random=False))
@example(("of", ("/", ("name", "margin"), ("number", "2", Fraction(2))), ("name", "T")), dict.fromkeys(NAMES, Fraction(6)), Random(1))
@example(("of", ("number", "50%", Fraction(1, 2)), ("negative", ("name", "T"))), dict.fromkeys(NAMES, Fraction(6)), Random(1))
@example(("-", ("name", "T"), ("-", ("name", "ops"), ("name", "T"))), dict.fromkeys(NAMES, Fraction(6)), Random(1))
def test_an_amount_comes_to_what_it_says(tree, named, rng):
    text = write(tree, rng)

    try:
        expected = worth(tree, named)
    except ZeroDivisionError:
        with pytest.raises(gs.Invalid, match="divides by zero"):
            gs.evaluate(text, named, curves={"bent": BENT})
    else:
        assert gs.evaluate(text, named, curves={"bent": BENT}) == expected


@given(formulas, st.lists(values, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_an_amount_comes_to_the_same_on_arrays(tree, rows, rng):
    text = write(tree, rng)
    try:
        exact = [gs.evaluate(text, row, curves={"bent": BENT}) for row in rows]
    except gs.Invalid:
        assume(False)
    assume(all(abs(value) < 10**6 for value in exact) and "/" not in text and "÷" not in text)

    arrays = gs.evaluate(text, {name: np.array([float(row[name]) for row in rows]) for name in NAMES}, curves={"bent": BENT})

    scale = 1 + max(abs(float(part)) for part in largest_parts(tree, rows))
    assert np.allclose(np.broadcast_to(arrays, len(rows)), [float(value) for value in exact], rtol=0, atol=1e-9 * scale)


def largest_parts(tree, rows):
    """Yield the size of every part of the tree: rounding is relative to the largest, not to the result."""
    yield from (worth(tree, row) for row in rows)
    for part in tree[1:]:
        if isinstance(part, tuple):
            yield from largest_parts(part, rows)


@given(formulas | conditions, st.randoms(use_true_random=False))
def test_an_amount_that_is_written_and_read_again_is_the_same_amount(tree, rng):
    text = write(tree, rng)

    if (amount := parsed(text)) is not None:
        assert parse_amount(amount.text) == amount
        assert amount_of(amount.text) == amount


def parsed(text):
    """Return the amount, or None where it divides by a plain 0, which is refused when it is read."""
    try:
        return parse_amount(text)
    except ValueError as refused:
        if "divides by zero" not in str(refused):
            raise


whole = st.integers(-(10**12), 10**12)
with_exponent = st.sampled_from(["1E+3", "1E-7", "-2.5E-4", "1e22", "-0.0"]).map(Decimal)


@given(whole | small | st.decimals(-(10**9), 10**9, places=4) | with_exponent | whole.map(lambda pence: pence / 100))
def test_a_number_that_is_written_as_an_amount_and_read_again_is_the_same_amount(number):
    amount = amount_of(number)

    assert parse_amount(amount.text) == amount
    assert gs.evaluate(amount.text) == (Fraction(str(number)) if isinstance(number, float) else Fraction(number))


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_is_refused_with_a_way_to_put_it_right(text):
    with suppress(Fault):
        assert parse_amount(parse_amount(text).text) == parse_amount(text)


@given(st.lists(st.tuples(small, small), min_size=1, max_size=5, unique_by=lambda point: point[0]), small, st.booleans())
def test_a_curve_passes_through_its_points_and_stays_between_them(points, x, clamp):
    points = sorted(points)
    curve = gs.Curve(tuple(points), clamp=clamp)

    assert [curve.at(at) for at, _ in points] == [height for _, height in points]
    if clamp or points[0][0] <= x <= points[-1][0]:
        assert min(height for _, height in points) <= curve.at(x) <= max(height for _, height in points)
    assert gs.evaluate("curve(c, x)", {"x": np.array([float(x)])}, curves={"c": curve})[0] == pytest.approx(float(curve.at(x)), abs=1e-9)


@given(st.decimals(-100, 100, places=2), st.sampled_from(["lower", "upper"]))
def test_a_curve_with_steps_is_the_same_on_arrays(x, at_step):
    curve = gs.Curve(tuple((Fraction(a), Fraction(b)) for a, b in [(-50, 0), (0, 0), (0, 1), (50, 2), (50, 5), (75, 5)]), at_step=at_step)
    steps = [Decimal(0), Decimal(50), x]

    arrays = gs.evaluate("curve(c, x)", {"x": np.array([float(value) for value in steps])}, curves={"c": curve})

    assert list(arrays) == pytest.approx([float(curve.at(value)) for value in steps], abs=1e-9)
