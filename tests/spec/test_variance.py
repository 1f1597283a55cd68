"""variance: target less actual, each after its agreed adjustments. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, read, refusal, refusal_to_settle, settled

import gainshare as gs

SHARED = "- share: {gain: {bands: [{owner: 50%, nop: 50%}]}, pain: {bands: [{owner: 50%, nop: 50%}]}}\n"


def test_the_variance_is_the_target_less_the_actual_and_an_under_run_is_positive():
    outcome = settled(HALVES, toc=100, aoc=94)

    assert outcome.outputs == {"T": 100, "V": 6}
    assert outcome.sides == {"owner": 3, "nop": 3}


def test_an_overrun_is_a_negative_variance_and_everybody_who_shares_it_loses():
    outcome = settled(HALVES, toc=100, aoc=110)

    assert outcome.outputs["V"] == -10
    assert outcome.sides == {"owner": -5, "nop": -5}


def test_on_target_nobody_gains_and_nobody_loses():
    stages = HALVES + (
        "- levy: {arm: gain, side: nop, rate: 2%}\n"
        "- limit: {arm: pain, side: nop, max: 8, excess_to: owner}\n"
        "- relief: {side: nop, amount: 5, to: owner}\n"
        "- pool: {side: pot, release: 1, to: nop, rest_to: owner}\n"
        "- allocate: {side: nop, key: {trust: 60%, charity: 40%}}\n"
    )

    outcome = settled(stages, toc=100, aoc=100)

    assert set(outcome.sides.values()) == {0}
    assert outcome.shares == {("nop", "trust"): 0, ("nop", "charity"): 0}
    assert outcome.levies == {}


def test_adjustments_are_made_in_the_order_in_which_they_are_listed():
    index_then_add = "stages:\n- variance: {target: {base: toc, adjust: [{mul: 1 + 10%}, {add: 10}]}, actual: aoc}\n" + SHARED
    add_then_index = "stages:\n- variance: {target: {base: toc, adjust: [{add: 10}, {mul: 1 + 10%}]}, actual: aoc}\n" + SHARED

    # 100 × 1.1 + 10 = 120, and (100 + 10) × 1.1 = 121.
    assert settled(index_then_add, toc=100, aoc=100).outputs["T"] == 120
    assert settled(add_then_index, toc=100, aoc=100).outputs["T"] == 121


def test_what_is_taken_out_of_target_and_actual_alike_leaves_the_variance_alone():
    stages = (
        "stages:\n"
        "- variance:\n"
        "    target: {base: toc, adjust: [{subtract: drugs}]}\n"
        "    actual: {base: aoc, adjust: [{subtract: drugs}]}\n" + SHARED
    )

    outcome = settled(stages, toc=100, aoc=90, drugs=30)

    assert outcome.outputs == {"T": 70, "V": 10}


def test_bands_in_percent_of_the_target_are_measured_on_the_adjusted_target():
    stages = (
        "stages:\n"
        "- variance: {target: {base: toc, adjust: [{add: scope}]}, actual: aoc}\n"
        "- share:\n"
        "    gain: {basis: target, bands: [{to: 10%, owner: 50%, nop: 50%}, {owner: 100%}]}\n"
        "    pain: {bands: [{owner: 100%}]}\n"
    )

    # The adjusted target is 200, so the first band ends at 20 and not at 10.
    assert settled(stages, toc=100, scope=100, aoc=170).sides == {"owner": 20, "nop": 10}


def test_a_figure_given_as_a_python_float_is_taken_as_it_is_written():
    outcome = settled(HALVES, toc=0.3, aoc=0.1)

    assert outcome.outputs["V"] == Fraction(1, 5)


def test_every_figure_that_is_missing_is_named_at_once():
    messages = refusal_to_settle(HALVES + "- limit: {arm: pain, side: nop, max: 100% of margin, excess_to: owner}\n", toc=100)

    assert "“aoc”" in messages
    assert "“margin”" in messages


def test_a_target_below_zero_is_refused():
    assert "The target is below zero." in refusal_to_settle(HALVES, toc=-1, aoc=0)
    with pytest.raises(gs.Invalid, match="The target is below zero"):
        gs.settle_many(read(HALVES), {"toc": [100, -1], "aoc": [0, 0]})


def test_an_adjustment_does_one_thing():
    stages = "stages:\n- variance: {target: {base: toc, adjust: [{add: 1, mul: 2}]}, actual: aoc}\n" + SHARED

    assert "An adjustment does one thing." in refusal(stages)


def test_there_is_one_variance_and_it_comes_first():
    variance = "- variance: {target: toc, actual: aoc}\n"

    assert "The variance must come first." in refusal("stages:\n" + SHARED + variance)
    assert "one variance stage, not 2" in refusal("stages:\n" + variance + variance + SHARED)
    assert "one variance stage, not 0" in refusal("stages:\n" + SHARED)


@pytest.mark.parametrize("name", ["T", "V", "nop"])
def test_a_figure_may_not_bear_the_name_of_something_that_the_regime_itself_works_out(name):
    limited = HALVES + "- limit: {arm: gain, side: nop, max: 10% of T, excess_to: owner}\n"

    assert f"“{name}”" in refusal_to_settle(limited, toc=200, aoc=100, **{name: 1})
