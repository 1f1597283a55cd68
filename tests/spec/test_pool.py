"""pool: money set aside is released by performance; what is not released goes back where it came from. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, part, refusal, refusal_to_settle, settled

WITH_POOL = """
stages:
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{owner: 50%, nop: 25%, pool: 25%}]}, pain: {bands: [{owner: 50%, nop: 25%, pool: 25%}]}}
"""
ONE_SOURCE = WITH_POOL + '- pool: {side: pool, release: "max(ops, 0) / 100", to: nop, rest_to: owner}\n'
SAVINGS_AND_MONEY = WITH_POOL + (
    "- pool: {sources: [{side: pool}, {money: 80, from: council}], release: released, to: nop, rest_to: owner}\n"
)


@pytest.mark.parametrize(
    ("ops", "nop", "owner"),
    [
        (100, 50, 50),  # the whole pool of 25 is released
        (60, 40, 60),  # 15 of it; the other 10 go back to the owner
        (0, 25, 75),
        (-40, 25, 75),  # a bad score releases nothing, and costs nothing
    ],
)
def test_what_the_pool_holds_is_released_by_the_score_and_the_rest_goes_back(ops, nop, owner):
    outcome = settled(ONE_SOURCE, toc=200, aoc=100, ops=ops)

    assert outcome.sides == {"nop": nop, "owner": owner, "pool": 0}


def test_what_is_released_is_performance_and_everything_else_stays_cost():
    outcome = settled(ONE_SOURCE, toc=200, aoc=100, ops=60)

    # The pool's 25 fall back to the owner as cost; of them the owner pays 15 for performance.
    assert part(outcome, "cost") == {"nop": 25, "owner": 75, "pool": 0}
    assert part(outcome, "performance") == {"nop": 15, "owner": -15}
    assert outcome.outputs["pool_funded"] == 25
    assert outcome.outputs["pool_released"] == 15


def test_a_pool_made_of_gain_is_empty_when_there_is_an_overrun_and_its_part_of_it_falls_to_the_side_that_has_the_rest():
    outcome = settled(ONE_SOURCE, toc=100, aoc=200, ops=100)

    assert outcome.sides == {"nop": -25, "owner": -75, "pool": 0}
    assert outcome.outputs["pool_funded"] == 0


def test_money_put_up_beside_the_gain_is_released_in_the_same_part_and_what_lapses_stays_with_who_put_it_up():
    outcome = settled(SAVINGS_AND_MONEY, toc=200, aoc=100, released="3/5")

    # 25 of gain and 80 of money make 105; 63 is released: 15 of the owner's, 48 of the council's.
    assert outcome.outputs["pool_funded"] == 105
    assert outcome.outputs["pool_released"] == 63
    assert outcome.sides == {"nop": 88, "owner": 60, "council": -48, "pool": 0}


def test_money_put_up_is_released_even_when_there_is_an_overrun():
    outcome = settled(SAVINGS_AND_MONEY, toc=100, aoc=200, released="1/2")

    assert part(outcome, "cost") == {"nop": -25, "owner": -75, "pool": 0, "council": 0}
    assert part(outcome, "performance") == {"nop": 40, "owner": 0, "council": -40}


def test_with_nothing_released_everybody_has_what_they_would_have_without_the_pool():
    outcome = settled(SAVINGS_AND_MONEY, toc=200, aoc=100, released=0)

    assert outcome.sides == {"nop": 25, "owner": 75, "council": 0, "pool": 0}


def test_the_release_may_be_read_from_a_curve():
    stages = WITH_POOL + ("- pool: {side: pool, release: {score: ops, curve: [[0, 0], [50, 1/5], [100, 1]]}, to: nop, rest_to: owner}\n")

    # Half-way between 50 and 100: 3/5 of 25.
    assert settled(stages, toc=200, aoc=100, ops=75).outputs["pool_released"] == 15


def test_two_pools_add_up():
    second = "- pool: {sources: [{money: 10, from: owner}], release: 1/2, to: nop, rest_to: owner}\n"

    outcome = settled(ONE_SOURCE + second, toc=200, aoc=100, ops=60)

    assert outcome.outputs["pool_funded"] == 35
    assert outcome.outputs["pool_released"] == 20
    assert outcome.sides == {"nop": 45, "owner": 55, "pool": 0}


@pytest.mark.parametrize("released", ["1.01", "-0.01"])
def test_a_pool_cannot_release_more_than_it_holds_or_less_than_nothing(released):
    assert "is not between 0 and 1" in refusal_to_settle(SAVINGS_AND_MONEY, toc=200, aoc=100, released=released)


def test_money_below_zero_cannot_be_put_up():
    stages = HALVES + "- pool: {sources: [{money: fund, from: owner}], release: 1, to: nop, rest_to: owner}\n"

    assert "is below zero" in refusal_to_settle(stages, toc=200, aoc=100, fund=-1)


@pytest.mark.parametrize("source", ["{money: 80}", "{side: pool, money: 80, from: owner}", "{from: owner}", "{side: pool, from: owner}"])
def test_a_source_is_what_a_side_holds_or_money_from_a_side(source):
    stages = WITH_POOL + f"- pool: {{sources: [{source}], release: 1, to: nop, rest_to: owner}}\n"

    assert "A source is a side's holding, or money from a side." in refusal(stages)


def test_a_pool_of_a_side_that_several_stages_reach_holds_what_it_has_then():
    limit = "- limit: {arm: gain, side: pool, max: 20, excess_to: owner}\n"
    stages = WITH_POOL + limit + "- pool: {side: pool, release: 1/4, to: nop, rest_to: owner}\n"

    outcome = settled(stages, toc=200, aoc=100)

    assert outcome.outputs["pool_released"] == 5
    assert outcome.sides == {"nop": 30, "owner": 70, "pool": 0}


def test_thirds_are_released_exactly():
    assert settled(SAVINGS_AND_MONEY, toc=200, aoc=100, released="1/3").outputs["pool_released"] == Fraction(105, 3)
