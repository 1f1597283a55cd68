"""gate: a condition without which an arm is not shared, or only in part. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import refusal, settled

VARIANCE = "stages:\n- variance: {target: toc, actual: aoc}\n"
HALF = "- share: {gain: {bands: [{owner: 50%, nop: 50%}]}, pain: {bands: [{owner: 50%, nop: 50%}]}}\n"
MINIMUM_SAVING = "- gate: {arm: gain, when: V >= 2% of T, else_to: owner}\n"


@pytest.mark.parametrize(
    ("aoc", "owner", "nop"),
    [
        (981, 19, 0),  # a saving of 1.9% is below the minimum: the owner has all of it
        (980, 10, 10),  # exactly 2%: the gate is open, and the whole saving is shared, not only what is above 2%
        (979, "10.5", "10.5"),
    ],
)
def test_at_the_gate_it_is_open_and_the_whole_variance_is_shared_from_the_first_pound(aoc, owner, nop):
    outcome = settled(VARIANCE + MINIMUM_SAVING + HALF, toc=1000, aoc=aoc)

    assert outcome.sides == {"owner": Fraction(owner), "nop": Fraction(nop)}


def test_a_gate_on_the_gain_arm_does_not_touch_an_overrun():
    outcome = settled(VARIANCE + MINIMUM_SAVING + HALF, toc=1000, aoc=1010)

    assert outcome.sides == {"owner": -5, "nop": -5}


def test_a_closed_gate_on_the_pain_arm_leaves_the_loss_with_the_side_named():
    gate = "- gate: {arm: pain, when: -V >= 2% of T, else_to: owner}\n"

    assert settled(VARIANCE + gate + HALF, toc=1000, aoc=1019).sides == {"owner": -19, "nop": 0}
    assert settled(VARIANCE + gate + HALF, toc=1000, aoc=1020).sides == {"owner": -10, "nop": -10}


def test_a_gate_that_is_not_met_may_still_let_a_part_through():
    gate = "- gate: {arm: gain, when: report == 1, else_to: owner, factor: 1/2}\n"

    # 100 of gain; without the report half of it, 50, is shared 25 and 25, and the other 50 stays with the owner.
    assert settled(VARIANCE + gate + HALF, toc=1000, aoc=900, report=0).sides == {"owner": 75, "nop": 25}
    assert settled(VARIANCE + gate + HALF, toc=1000, aoc=900, report=1).sides == {"owner": 50, "nop": 50}


def test_two_gates_on_an_arm_must_both_be_met():
    report = "- gate: {arm: gain, when: report == 1, else_to: owner}\n"

    outcomes = {
        (aoc, report_made): settled(VARIANCE + MINIMUM_SAVING + report + HALF, toc=1000, aoc=aoc, report=report_made).sides["nop"]
        for aoc in (900, 990)
        for report_made in (0, 1)
    }

    assert outcomes == {(900, 1): 50, (900, 0): 0, (990, 1): 0, (990, 0): 0}


def test_the_parts_that_two_gates_let_through_are_multiplied_and_each_gate_keeps_its_own_for_its_own_side():
    report = "- gate: {arm: gain, when: report == 1, else_to: owner, factor: 1/2}\n"
    quality = "- gate: {arm: gain, when: quality >= 50%, else_to: charity, factor: 1/2}\n"

    outcome = settled(VARIANCE + report + quality + HALF, toc=1000, aoc=900, report=0, quality=0)

    # Of 100 the first gate keeps 50 for the owner; of the other 50 the second keeps 25 for the charity; 25 is shared in halves.
    assert outcome.sides == {"owner": Fraction("62.5"), "charity": 25, "nop": Fraction("12.5")}


def test_bands_are_measured_on_the_whole_variance_even_where_a_gate_lets_only_a_part_through():
    gate = "- gate: {arm: gain, when: report == 1, else_to: owner, factor: 1/2}\n"
    bands = "- share: {gain: {basis: money, bands: [{to: 60, nop: 100%}, {owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"

    # Of 100 of gain 60 falls within the first band; half of that is let through.
    assert settled(VARIANCE + gate + bands, toc=1000, aoc=900, report=0).sides == {"owner": 70, "nop": 30}


def test_a_gate_that_never_opens_makes_a_regime_one_sided():
    gate = "- gate: {arm: pain, when: false, else_to: owner}\n"

    assert settled(VARIANCE + gate + HALF, toc=1000, aoc=1100).sides == {"owner": -100, "nop": 0}


def test_a_gate_must_come_before_the_share_that_it_opens():
    assert "A gate must come before the share that it opens." in refusal(VARIANCE + HALF + MINIMUM_SAVING)
