"""output: figures that follow from the result, shared by nobody. Every amount is worked by hand."""

import pytest
from tests.regimes import HALVES, refusal, refusal_to_settle, settled


def test_an_output_may_use_figures_the_target_the_variance_and_what_sides_have():
    outcome = settled(
        HALVES + "- output: {fee: target_fee + nop, price: aoc + target_fee + nop, saved: V / T}\n", toc=200, aoc=100, target_fee=20
    )

    assert outcome.outputs == {"T": 200, "V": 100, "fee": 70, "price": 170, "saved": 0.5}


def test_an_output_may_use_an_earlier_output():
    outcome = settled(HALVES + "- output: {fee: 20 + nop, tax: 10% of fee}\n- output: {paid: fee - tax}\n", toc=200, aoc=100)

    assert (outcome.outputs["tax"], outcome.outputs["paid"]) == (7, 63)


def test_an_output_may_use_what_a_party_has_once_it_is_allocated():
    stages = HALVES + "- allocate: {side: nop, key: {trust: 60%, charity: 40%}}\n- output: {income: 1000 + charity}\n"

    assert settled(stages, toc=200, aoc=100).outputs["income"] == 1020


def test_an_output_may_use_what_pools_and_funds_paid():
    stages = HALVES + (
        "- pool: {sources: [{money: 10, from: owner}], release: 1/2, to: nop, rest_to: owner}\n"
        "- fund: {amount: 8, from: owner, to: nop, release: -1}\n"
        "- output: {moved: pool_released + fund_paid, lapsed: pool_funded - pool_released}\n"
    )

    outcome = settled(stages, toc=200, aoc=100)

    assert (outcome.outputs["moved"], outcome.outputs["lapsed"]) == (-3, 5)


def test_an_output_shows_what_a_side_has_when_it_is_reached_and_changes_nothing():
    stages = HALVES + "- output: {before: nop}\n- limit: {arm: gain, side: nop, max: 10, excess_to: owner}\n- output: {after: nop}\n"

    outcome = settled(stages, toc=200, aoc=100)

    assert (outcome.outputs["before"], outcome.outputs["after"]) == (50, 10)
    assert outcome.sides == {"nop": 10, "owner": 90}


def test_an_output_of_something_unknown_is_refused():
    assert "“bonus”" in refusal_to_settle(HALVES + "- output: {paid: nop + bonus}\n", toc=200, aoc=100)


def test_an_output_that_divides_by_zero_is_refused():
    assert "“V / margin” divides by zero" in refusal_to_settle(HALVES + "- output: {ratio: V / margin}\n", toc=200, aoc=100, margin=0)


@pytest.mark.parametrize("name", ["V", "T", "nop"])
def test_an_output_may_not_bear_the_name_of_something_else_that_the_regime_works_out(name):
    assert f"“{name}”" in refusal(HALVES + f"- output: {{{name}: 5}}\n")


def test_an_output_may_not_bear_a_word_of_the_language():
    assert "“max”" in refusal(HALVES + "- output: {max: 5}\n")
