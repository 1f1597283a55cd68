"""share: the variance is split between the sides, band by band. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import read, refusal, refusal_to_settle, settled

import gainshare as gs

VARIANCE = "stages:\n- variance: {target: toc, actual: aoc}\n"
THREE_BANDS = VARIANCE + (
    "- share:\n"
    "    gain: {basis: target, bands: [{to: 10%, owner: 50%, nop: 50%}, {to: 20%, owner: 70%, nop: 30%}, {owner: 85%, nop: 15%}]}\n"
    "    pain: {basis: target, bands: [{to: 10%, owner: 50%, nop: 50%}, {nop: 100%}]}\n"
)


@pytest.mark.parametrize(
    ("aoc", "owner", "nop"),
    [
        (940, 30, 30),  # 60 within the first 100
        (900, 50, 50),  # exactly at the end of the first band
        ("899.99", "50.007", "50.003"),  # a penny beyond it: only the penny is shared 70:30
        (850, 85, 65),  # 50 + 70% of 50, and 50 + 30% of 50
        (800, 120, 80),  # exactly at the end of the second band: 50 + 70, and 50 + 30
        (700, 205, 95),  # 120 + 85% of 100, and 80 + 15% of 100
    ],
)
def test_each_share_applies_only_to_the_part_that_falls_within_its_band(aoc, owner, nop):
    outcome = settled(THREE_BANDS, toc=1000, aoc=aoc)

    assert outcome.sides == {"owner": Fraction(owner), "nop": Fraction(nop)}


@pytest.mark.parametrize(
    ("aoc", "owner", "nop"),
    [
        (1060, -30, -30),
        (1100, -50, -50),  # exactly at the end of the first band
        (1250, -50, -200),  # 50 each of the first 100; all of the other 150 is the participants'
    ],
)
def test_an_overrun_has_its_own_bands(aoc, owner, nop):
    outcome = settled(THREE_BANDS, toc=1000, aoc=aoc)

    assert outcome.sides == {"owner": owner, "nop": nop}


@pytest.mark.parametrize(
    ("aoc", "nop"),
    [
        (98, 0),  # a gain of 2 lies within the dead band: all of it is the owner's
        (97, 0),  # at its end
        (90, "3.5"),  # half of the 7 beyond it
        (102, -2),  # on the other arm the dead band is a share of everything: the participants bear it
        (103, -3),
        (110, "-6.5"),  # 3 and half of 7
    ],
)
def test_a_dead_band_is_a_band_in_which_one_side_has_nothing_or_everything(aoc, nop):
    stages = VARIANCE + (
        "- share:\n"
        "    gain: {basis: target, bands: [{to: 3%, owner: 100%}, {owner: 50%, nop: 50%}]}\n"
        "    pain: {basis: target, bands: [{to: 3%, nop: 100%}, {owner: 50%, nop: 50%}]}\n"
    )

    outcome = settled(stages, toc=100, aoc=aoc)

    assert outcome.sides["nop"] == Fraction(nop)
    assert outcome.sides["owner"] == outcome.outputs["V"] - Fraction(nop)


def test_the_ends_of_bands_may_be_sums_of_money():
    stages = VARIANCE + ("- share: {gain: {basis: money, bands: [{to: 250, nop: 100%}, {owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n")

    assert settled(stages, toc=1000, aoc=600).sides == {"nop": 250, "owner": 150}


def test_the_ends_of_bands_may_be_parts_of_any_amount():
    stages = VARIANCE + (
        "- share: {gain: {basis: fee + 100, bands: [{to: 50%, nop: 100%}, {owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"
    )

    # Half of 300 + 100.
    assert settled(stages, toc=1000, aoc=600, fee=300).sides == {"nop": 200, "owner": 200}


def test_without_a_basis_the_ends_of_bands_are_parts_of_the_target():
    stages = VARIANCE + "- share: {gain: {bands: [{to: 10%, nop: 100%}, {owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"

    assert settled(stages, toc=1000, aoc=600).sides == {"nop": 100, "owner": 300}


def test_thirds_are_thirds_and_nothing_is_rounded_on_the_way():
    stages = VARIANCE + "- share: {gain: {bands: [{owner: 1/3, nop: 2/3}]}, pain: {bands: [{owner: 100%}]}}\n"

    assert settled(stages, toc=100, aoc=0).sides == {"owner": Fraction(100, 3), "nop": Fraction(200, 3)}


def test_a_share_may_follow_from_a_figure():
    stages = VARIANCE + ("- share: {gain: {bands: [{nop: 60% of quality, owner: 1 - 60% of quality}]}, pain: {bands: [{owner: 100%}]}}\n")

    assert settled(stages, toc=200, aoc=100, quality="0.5").sides == {"nop": 30, "owner": 70}


def test_shares_that_follow_from_figures_must_add_up_to_100_percent_when_they_are_used():
    stages = VARIANCE + "- share: {gain: {bands: [{nop: rate, owner: 50%}]}, pain: {bands: [{owner: 100%}]}}\n"

    assert "The shares of gain band 1 do not add up to 100%." in refusal_to_settle(stages, toc=200, aoc=100, rate="0.4")
    assert settled(stages, toc=200, aoc=300, rate="0.4").sides == {"nop": 0, "owner": -100}


def test_three_sides_may_share():
    stages = VARIANCE + "- share: {gain: {bands: [{owner: 50%, nop: 25%, pool: 25%}]}, pain: {bands: [{owner: 100%}]}}\n"

    assert settled(stages, toc=100, aoc=80).sides == {"owner": 10, "nop": 5, "pool": 5}


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ("[{owner: 50%, nop: 49%}]", "The shares of a band add up to 99%, not to 100%."),
        ("[{to: 20%, owner: 100%}, {to: 10%, nop: 100%}, {owner: 100%}]", "The bands are out of order."),
        ("[{to: 10%, owner: 100%}, {to: 10%, nop: 100%}, {owner: 100%}]", "The bands are out of order."),
        ("[{to: 0, owner: 100%}, {nop: 100%}]", "The bands are out of order."),
        ("[{to: 10%, owner: 100%}]", "The last band must be open-ended."),
        ("[{owner: 100%}, {nop: 100%}]", "Only the last band may be open-ended."),
        ("[{to: 10%}, {nop: 100%}]", "A band shares its part between sides."),
        ("[{owner: 1 / (2 - 2)}]", "divides by zero"),
    ],
)
def test_bands_that_cannot_be_used_are_refused_when_they_are_read(bands, message):
    stages = VARIANCE + f"- share: {{gain: {{bands: {bands}}}, pain: {{bands: [{{owner: 100%}}]}}}}\n"

    assert message in refusal(stages)


def test_ends_of_bands_that_follow_from_figures_must_ascend_when_they_are_used():
    bands = "[{to: a, owner: 100%}, {to: b, nop: 100%}, {owner: 100%}]"
    stages = VARIANCE + f"- share: {{gain: {{basis: money, bands: {bands}}}, pain: {{bands: [{{owner: 100%}}]}}}}\n"

    assert "Band 2 ends below the band before it." in refusal_to_settle(stages, toc=100, aoc=50, a=20, b=10)


def test_a_regime_shares_once():
    share = "- share: {gain: {bands: [{owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"

    assert "one share stage, not 2" in refusal(VARIANCE + share + share)
    assert "one share stage, not 0" in refusal(VARIANCE)


def test_what_works_on_shares_must_come_after_them():
    share = "- share: {gain: {bands: [{owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"
    limit = "- limit: {arm: gain, side: nop, max: 1, excess_to: owner}\n"

    assert "limit works on shares, and nothing is shared yet." in refusal(VARIANCE + limit + share)


def test_settling_many_cases_at_once_no_case_is_refused_for_the_bands_of_an_arm_that_it_is_not_on():
    stages = VARIANCE + "- share: {gain: {basis: money, bands: [{to: a, nop: 100%}, {owner: 100%}]}, pain: {bands: [{owner: 100%}]}}\n"

    # The second case is an overrun; that its gain band would end below nothing does not matter.
    amounts = gs.settle_many(read(stages), {"toc": [100, 100], "aoc": [50, 200], "a": [20, -1]})

    assert list(amounts["nop"]) == [20, 0]
    assert list(amounts["owner"]) == [30, -100]
    with pytest.raises(gs.Invalid, match="Band 1 ends below"):
        gs.settle_many(read(stages), {"toc": [100, 100], "aoc": [50, 50], "a": [20, -1]})
