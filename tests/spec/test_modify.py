"""modify: performance multiplies one side's gain or pain; the difference goes to another side. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, part, refusal, settled

BY_CASES = HALVES + (
    "- modify:\n"
    "    {arm: gain, side: nop, other: owner, cases: [{when: ops <= -30, factor: 0}, {when: ops < 0, factor: 1/2}, {otherwise: 1}]}\n"
)
BY_CURVE = HALVES + "- modify: {arm: gain, side: nop, other: owner, score: ops, curve: [[-100, 0.5], [0, 1], [100, 1.5]]}\n"


@pytest.mark.parametrize(
    ("ops", "nop"),
    [
        (-31, 0),
        (-30, 0),  # at −30 the first case still holds
        ("-29.99", 25),
        ("-0.01", 25),
        (0, 50),  # at 0 no case holds any more
        (100, 50),
    ],
)
def test_of_the_cases_the_first_that_holds_decides(ops, nop):
    outcome = settled(BY_CASES, toc=200, aoc=100, ops=ops)

    assert outcome.sides == {"nop": nop, "owner": 100 - nop}


def test_a_later_case_that_also_holds_changes_nothing():
    cases = "[{when: ops < 50, factor: 1/2}, {when: ops < 100, factor: 0}, {otherwise: 1}]"
    stages = HALVES + f"- modify: {{arm: gain, side: nop, other: owner, cases: {cases}}}\n"

    # −40 is below 50 and below 100.
    assert settled(stages, toc=200, aoc=100, ops=-40).sides["nop"] == 25


def test_a_case_that_is_not_reached_need_not_have_a_value():
    stages = HALVES + (
        "- modify: {arm: gain, side: nop, other: owner, cases: [{when: patients == 0, factor: 0}, {otherwise: seen / patients}]}\n"
    )

    assert settled(stages, toc=200, aoc=100, patients=4, seen=3).sides["nop"] == Fraction("37.5")
    assert settled(stages, toc=200, aoc=100, patients=0, seen=0).sides["nop"] == 0


@pytest.mark.parametrize(
    ("ops", "nop"),
    [
        (-100, 25),
        (0, 50),
        (60, 65),  # 50 × 1.3
        (100, 75),
        (400, 75),  # the curve is level beyond its ends
    ],
)
def test_the_factor_may_be_read_from_a_curve_of_the_score(ops, nop):
    outcome = settled(BY_CURVE, toc=200, aoc=100, ops=ops)

    assert outcome.sides == {"nop": nop, "owner": 100 - nop}


def test_a_factor_on_the_gain_arm_does_not_touch_pain():
    assert settled(BY_CASES, toc=100, aoc=200, ops=-100).sides == {"nop": -50, "owner": -50}


def test_a_factor_on_the_pain_arm_does_not_touch_gain():
    stages = HALVES + "- modify: {arm: pain, side: nop, other: owner, score: -ops, curve: [[-100, 0.5], [0, 1], [100, 1.5]]}\n"

    # A score of 60 makes the factor 0.7: pain of 50 becomes 35, and the owner bears the other 15.
    assert settled(stages, toc=100, aoc=200, ops=60).sides == {"nop": -35, "owner": -65}
    assert settled(stages, toc=200, aoc=100, ops=60).sides == {"nop": 50, "owner": 50}


def test_the_arm_is_the_sign_of_the_sides_own_amount_when_it_is_reached_and_not_that_of_the_variance():
    fund = "- fund: {amount: 80, from: owner, to: nop, release: -1}\n"
    gain = "- modify: {arm: gain, side: nop, other: owner, cases: [{otherwise: 0}]}\n"
    pain = "- modify: {arm: pain, side: nop, other: owner, cases: [{otherwise: 1/2}]}\n"

    # The variance is a gain of 100, but the participants hold 50 − 80 = −30.
    assert settled(HALVES + fund + gain, toc=200, aoc=100).sides == {"nop": -30, "owner": 130}
    assert settled(HALVES + fund + pain, toc=200, aoc=100).sides == {"nop": -15, "owner": 115}


def test_both_components_are_multiplied_by_the_one_factor():
    stages = HALVES + (
        "- fund: {amount: 20, from: owner, to: nop, release: 1}\n"
        "- modify: {arm: gain, side: nop, other: owner, cases: [{otherwise: 1/2}]}\n"
    )

    outcome = settled(stages, toc=200, aoc=100)

    assert part(outcome, "cost") == {"nop": 25, "owner": 75}
    assert part(outcome, "performance") == {"nop": 10, "owner": -10}


def test_a_step_of_the_curve_belongs_to_the_side_that_the_agreement_names():
    def nop(owner_of_the_step):
        curve = f"{{points: [[-100, 0], [0, 0], [0, 1], [100, 1]], at_step: {owner_of_the_step}}}"
        return settled(HALVES + f"- modify: {{arm: gain, side: nop, other: owner, score: ops, curve: {curve}}}\n", toc=200, aoc=100, ops=0)

    assert nop("lower").sides["nop"] == 0
    assert nop("upper").sides["nop"] == 50


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("cases: [{when: ops < 0, factor: 1/2}]", "The cases do not cover everything."),
        ("cases: [{otherwise: 1}, {when: ops < 0, factor: 1/2}]", "The cases do not cover everything."),
        ("cases: [{otherwise: 1, factor: 0}]", "`otherwise` stands alone."),
        ("score: ops", "A factor is given by a curve or by cases."),
        ("score: ops, curve: [[0, 1]], cases: [{otherwise: 1}]", "A factor is given by a curve or by cases."),
        ("score: ops, curve: bonus", "There is no curve called “bonus”."),
    ],
)
def test_a_factor_that_is_not_clear_is_refused(fields, message):
    assert message in refusal(HALVES + f"- modify: {{arm: gain, side: nop, other: owner, {fields}}}\n")


def test_the_difference_goes_to_another_side_than_the_one_that_is_multiplied():
    assert "“nop”" in refusal(HALVES + "- modify: {arm: gain, side: nop, other: nop, cases: [{otherwise: 1/2}]}\n")
