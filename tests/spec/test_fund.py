"""fund: an amount that one side pays another by performance, in either direction. Every amount is worked by hand."""

import pytest
from tests.regimes import HALVES, part, refusal, refusal_to_settle, settled

TWO_WAY = HALVES + "- fund: {amount: 20, from: owner, to: nop, release: {score: ops, curve: [[-100, -1], [0, 0], [100, 1]]}}\n"


@pytest.mark.parametrize(
    ("ops", "paid"),
    [
        (100, 20),
        (60, 12),
        (0, 0),
        (-50, -10),  # below nothing the participants pay
        (-100, -20),
    ],
)
def test_the_owner_pays_for_a_good_score_and_is_paid_for_a_bad_one(ops, paid):
    outcome = settled(TWO_WAY, toc=200, aoc=100, ops=ops)

    assert outcome.outputs["fund_paid"] == paid
    assert outcome.sides == {"nop": 50 + paid, "owner": 50 - paid}
    assert part(outcome, "cost") == {"nop": 50, "owner": 50}
    assert part(outcome, "performance") == {"nop": paid, "owner": -paid}


@pytest.mark.parametrize("aoc", [200, 300])
def test_a_fund_is_paid_whatever_became_of_cost(aoc):
    outcome = settled(TWO_WAY, toc=200, aoc=aoc, ops=50)

    assert part(outcome, "performance") == {"nop": 10, "owner": -10}


def test_the_amount_may_follow_from_the_target():
    stages = HALVES + "- fund: {amount: 1% of T, from: owner, to: nop, release: 1}\n"

    assert settled(stages, toc=300, aoc=300).outputs["fund_paid"] == 3


def test_two_funds_add_up():
    stages = TWO_WAY + "- fund: {amount: 5, from: nop, to: charity, release: 1}\n"

    outcome = settled(stages, toc=200, aoc=200, ops=100)

    assert outcome.outputs["fund_paid"] == 25
    assert outcome.sides == {"nop": 15, "owner": -20, "charity": 5}


@pytest.mark.parametrize("released", ["1.01", "-1.01"])
def test_no_more_than_the_whole_fund_is_paid_in_either_direction(released):
    stages = HALVES + "- fund: {amount: 20, from: owner, to: nop, release: released}\n"

    assert "is not between −1 and 1" in refusal_to_settle(stages, toc=200, aoc=100, released=released)


def test_the_amount_of_a_fund_is_not_below_zero():
    stages = HALVES + "- fund: {amount: fee, from: owner, to: nop, release: 1}\n"

    assert "is below zero" in refusal_to_settle(stages, toc=200, aoc=100, fee=-5)


def test_a_fund_goes_from_one_side_to_another():
    assert "“nop”" in refusal(HALVES + "- fund: {amount: 20, from: nop, to: nop, release: 1}\n")
