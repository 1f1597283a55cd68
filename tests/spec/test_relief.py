"""relief: one side's pain is made smaller by an amount, never below nothing. Every amount is worked by hand."""

import pytest
from tests.regimes import HALVES, part, settled

RELIEF = "- relief: {side: nop, amount: disaster, to: owner}\n"


@pytest.mark.parametrize(
    ("disaster", "nop", "owner"),
    [
        (0, -50, -50),
        (20, -30, -70),
        (50, 0, -100),  # exactly all of it
        (80, 0, -100),  # never below nothing: the other 30 are not paid
        (-20, -50, -50),  # a relief below zero counts as nothing
    ],
)
def test_pain_is_made_smaller_but_never_turned_into_gain(disaster, nop, owner):
    assert settled(HALVES + RELIEF, toc=100, aoc=200, disaster=disaster).sides == {"nop": nop, "owner": owner}


def test_there_is_nothing_to_relieve_where_there_is_gain():
    assert settled(HALVES + RELIEF, toc=200, aoc=100, disaster=20).sides == {"nop": 50, "owner": 50}


def test_relief_comes_off_the_pain_that_a_limit_left():
    limit = "- limit: {arm: pain, side: nop, max: 40, excess_to: owner}\n"

    # Limited to 40, less 20; and 50 less 20, which is within 40.
    assert settled(HALVES + limit + RELIEF, toc=100, aoc=200, disaster=20).sides["nop"] == -20
    assert settled(HALVES + RELIEF + limit, toc=100, aoc=200, disaster=20).sides["nop"] == -30


def test_relief_comes_off_cost_first_and_off_performance_for_the_rest():
    fund = "- fund: {amount: 30, from: owner, to: nop, release: -1}\n"

    outcome = settled(HALVES + fund + RELIEF, toc=100, aoc=140, disaster=25)

    # Cost −20 and performance −30: 20 off the one and 5 off the other.
    assert part(outcome, "cost") == {"nop": 0, "owner": -40}
    assert part(outcome, "performance") == {"nop": -25, "owner": 25}


def test_pain_on_cost_that_a_performance_payment_makes_good_is_not_relieved():
    fund = "- fund: {amount: 30, from: owner, to: nop, release: 1}\n"

    # Cost −20 and performance +30: together a gain.
    assert settled(HALVES + fund + RELIEF, toc=100, aoc=140, disaster=25).sides == {"nop": 10, "owner": -50}
