"""limit: one side's gain or pain goes no further than an amount. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, part, refusal, settled

PAIN = "- limit: {arm: pain, side: nop, max: 100% of margin, excess_to: owner}\n"
FUND_OF_30 = "- fund: {amount: 30, from: owner, to: nop, release: part}\n"


@pytest.mark.parametrize(
    ("aoc", "nop", "owner"),
    [
        (115, "-7.5", "-7.5"),
        (116, -8, -8),  # exactly at the limit
        (120, -8, -12),  # the owner bears the 2 beyond it
        (80, 10, 10),  # a limit on pain does not touch gain
    ],
)
def test_pain_stops_at_the_limit_and_the_excess_goes_to_the_side_named(aoc, nop, owner):
    assert settled(HALVES + PAIN, toc=100, aoc=aoc, margin=8).sides == {"nop": Fraction(nop), "owner": Fraction(owner)}


def test_gain_stops_at_the_limit_and_the_excess_goes_to_the_side_named():
    limit = "- limit: {arm: gain, side: nop, max: 10% of T, excess_to: owner}\n"

    assert settled(HALVES + limit, toc=100, aoc=60).sides == {"nop": 10, "owner": 30}
    assert settled(HALVES + limit, toc=100, aoc=160).sides == {"nop": -30, "owner": -30}


def test_a_limit_below_zero_counts_as_zero():
    assert settled(HALVES + PAIN, toc=100, aoc=120, margin=-5).sides == {"nop": 0, "owner": -20}


def test_a_limit_on_the_net_covers_cost_and_performance_together_and_relieves_cost_first():
    outcome = settled(HALVES + FUND_OF_30 + PAIN, toc=100, aoc=140, margin=25, part=-1)

    # Cost −20 and performance −30 make −50, 25 beyond the limit: 20 of it comes off cost, 5 off performance.
    assert outcome.sides == {"nop": -25, "owner": -15}
    assert part(outcome, "cost") == {"nop": 0, "owner": -40}
    assert part(outcome, "performance") == {"nop": -25, "owner": 25}


def test_a_limit_on_the_cost_component_leaves_performance_alone():
    limit = "- limit: {arm: pain, side: nop, component: cost, max: 8, excess_to: owner}\n"

    outcome = settled(HALVES + FUND_OF_30 + limit, toc=100, aoc=120, part=-1)

    assert part(outcome, "cost") == {"nop": -8, "owner": -12}
    assert part(outcome, "performance") == {"nop": -30, "owner": 30}


def test_a_limit_on_the_performance_component_leaves_cost_alone():
    limit = "- limit: {arm: pain, side: nop, component: performance, max: 10, excess_to: owner}\n"

    outcome = settled(HALVES + FUND_OF_30 + limit, toc=100, aoc=120, part=-1)

    assert part(outcome, "cost") == {"nop": -10, "owner": -10}
    assert part(outcome, "performance") == {"nop": -10, "owner": 10}


def test_a_performance_payment_received_makes_room_under_a_limit_on_the_net_but_not_under_one_on_cost():
    net = "- limit: {arm: pain, side: nop, max: 8, excess_to: owner}\n"
    cost = "- limit: {arm: pain, side: nop, component: cost, max: 8, excess_to: owner}\n"

    # Cost −20; performance +15: net −5, within the limit of 8.
    assert settled(HALVES + FUND_OF_30 + net, toc=100, aoc=140, part="0.5").sides["nop"] == -5
    assert settled(HALVES + FUND_OF_30 + cost, toc=100, aoc=140, part="0.5").sides["nop"] == 7


def test_the_arm_is_the_sign_of_the_sides_own_amount_and_not_that_of_the_variance():
    outcome = settled(HALVES + FUND_OF_30 + PAIN, toc=100, aoc=80, margin=8, part=-1)

    # The variance is a gain of 20, but the participants hold 10 − 30 = −20.
    assert outcome.sides == {"nop": -8, "owner": 28}


def test_before_a_fund_the_limit_does_not_cover_what_the_fund_costs():
    fund_last = settled(HALVES + PAIN + FUND_OF_30, toc=100, aoc=140, margin=8, part=-1)
    fund_first = settled(HALVES + FUND_OF_30 + PAIN, toc=100, aoc=140, margin=8, part=-1)

    assert fund_last.sides == {"nop": -38, "owner": -2}
    assert fund_first.sides == {"nop": -8, "owner": -32}


def test_of_two_limits_the_second_works_on_what_the_first_left():
    tighter = "- limit: {arm: pain, side: nop, max: 5, excess_to: charity}\n"

    assert settled(HALVES + PAIN + tighter, toc=100, aoc=140, margin=8).sides == {"nop": -5, "owner": -32, "charity": -3}


def test_a_limit_made_of_what_a_side_holds_is_that_of_the_moment_at_which_it_is_reached():
    limit = "- limit: {arm: gain, side: nop, max: 80 - owner, excess_to: owner}\n"

    # Both hold 50; the limit is 80 − 50 = 30, and the 20 beyond it go to the owner.
    assert settled(HALVES + limit, toc=200, aoc=100).sides == {"nop": 30, "owner": 70}


def test_the_excess_goes_to_another_side_than_the_one_that_is_limited():
    assert "“nop”" in refusal(HALVES + "- limit: {arm: pain, side: nop, max: 8, excess_to: nop}\n")
