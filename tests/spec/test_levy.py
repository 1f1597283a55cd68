"""levy: a part of one side's gain or pain leaves the alliance. Every amount is worked by hand."""

from fractions import Fraction

from tests.regimes import HALVES, part, refusal, settled

LEVY = "- levy: {arm: gain, side: nop, rate: 2%, to: treasury}\n"
LIMIT = "- limit: {arm: gain, side: nop, max: 90, excess_to: owner}\n"


def test_a_levy_on_gain_is_taken_from_the_side_and_leaves_the_alliance():
    outcome = settled(HALVES + LEVY, toc=300, aoc=100)

    assert outcome.sides == {"nop": 98, "owner": 100}
    assert outcome.levies == {"treasury": 2}
    assert sum(outcome.sides.values()) + sum(outcome.levies.values()) == 200


def test_a_levy_on_gain_does_not_touch_pain():
    outcome = settled(HALVES + LEVY, toc=100, aoc=300)

    assert outcome.sides == {"nop": -100, "owner": -100}
    assert outcome.levies == {}


def test_a_levy_on_pain_makes_the_pain_smaller_and_somebody_outside_bears_it():
    outcome = settled(HALVES + "- levy: {arm: pain, side: nop, rate: 10%, to: insurer}\n", toc=100, aoc=300)

    assert outcome.sides == {"nop": -90, "owner": -100}
    assert outcome.levies == {"insurer": -10}


def test_before_a_limit_the_levy_is_taken_from_the_whole_and_after_it_from_what_is_left():
    # 100 less 2% is 98, limited to 90; and 100 limited to 90, less 2%, is 88.20.
    before = settled(HALVES + LEVY + LIMIT, toc=300, aoc=100)
    after = settled(HALVES + LIMIT + LEVY, toc=300, aoc=100)

    assert before.sides == {"nop": 90, "owner": 108}
    assert before.levies == {"treasury": 2}
    assert after.sides == {"nop": Fraction("88.2"), "owner": 110}
    assert after.levies == {"treasury": Fraction("1.8")}


def test_two_levies_for_the_same_taker_are_added_up_and_the_second_falls_on_what_the_first_left():
    outcome = settled(HALVES + LEVY + "- levy: {arm: gain, side: nop, rate: 50%, to: treasury}\n", toc=300, aoc=100)

    # 2, and half of 98.
    assert outcome.levies == {"treasury": 51}
    assert outcome.sides["nop"] == 49


def test_a_levy_falls_on_cost_and_performance_alike():
    fund = "- fund: {amount: 50, from: owner, to: nop, release: 1}\n"

    outcome = settled(HALVES + fund + "- levy: {arm: gain, side: nop, rate: 10%}\n", toc=300, aoc=100)

    assert part(outcome, "cost")["nop"] == 90
    assert part(outcome, "performance")["nop"] == 45
    assert outcome.levies == {"levy": 15}


def test_a_levy_on_cost_and_performance_adds_up_to_the_penny_when_it_is_rounded():
    fund = "- fund: {amount: 50, from: owner, to: nop, release: 1}\n"
    levy = "- levy: {arm: gain, side: nop, rate: 10%}\n"

    outcome = settled(HALVES + fund + levy + "round: {places: 2}\n", toc=300, aoc=100)

    # Everything is whole pennies already, so rounding changes nothing.
    assert part(outcome, "cost") == {"owner": 100, "nop": 90}
    assert part(outcome, "performance") == {"owner": -50, "nop": 45}
    assert outcome.levies == {"levy": 15}


def test_who_has_a_levy_is_outside_the_alliance():
    assert "“owner”" in refusal(HALVES + "- levy: {arm: gain, side: nop, rate: 2%, to: owner}\n")
