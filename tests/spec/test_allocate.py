"""allocate: a side's amount is split between its parties, with caps and a rule for what spills over. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, refusal, refusal_to_settle, settled

KEY = "- allocate: {side: nop, key: {trust: 50%, federation: 30%, charity: 20%}}\n"
CAPPED = (
    "- allocate: {side: nop, key: {trust: 50%, federation: 30%, charity: 20%}, "
    "pain_cap: {trust: trust_cap, federation: federation_cap, charity: charity_cap}, spill_to: SPILL}\n"
)
TO_OWNER = HALVES + CAPPED.replace("SPILL", "owner")
TO_PARTIES = HALVES + CAPPED.replace("SPILL", "[parties, owner]")


def of_parties(outcome):
    return {party: amount for (_, party), amount in outcome.shares.items()}


@pytest.mark.parametrize(("aoc", "sign"), [(100, 1), (300, -1)])
def test_a_fixed_key_splits_gain_and_pain_alike(aoc, sign):
    outcome = settled(HALVES + KEY, toc=200, aoc=aoc)

    assert of_parties(outcome) == {"trust": 25 * sign, "federation": 15 * sign, "charity": 10 * sign}
    assert outcome.sides["nop"] == 50 * sign


def test_a_key_may_be_written_in_parts_of_a_hundred():
    stages = HALVES + "- allocate: {side: nop, key: {trust: 50, federation: 30, charity: 20}}\n"

    assert of_parties(settled(stages, toc=200, aoc=100)) == {"trust": 25, "federation": 15, "charity": 10}


def test_a_key_of_amounts_gives_each_party_its_part_of_their_sum():
    stages = HALVES + "- allocate: {side: nop, key: {trust: trust_fee, charity: charity_fee}}\n"

    assert of_parties(settled(stages, toc=200, aoc=100, trust_fee=300, charity_fee=100)) == {
        "trust": Fraction("37.5"),
        "charity": Fraction("12.5"),
    }


def test_without_a_cap_reached_the_caps_change_nothing():
    outcome = settled(TO_OWNER, toc=200, aoc=300, trust_cap=25, federation_cap=15, charity_cap=10)

    assert of_parties(outcome) == {"trust": -25, "federation": -15, "charity": -10}
    assert outcome.sides == {"nop": -50, "owner": -50}


def test_what_is_beyond_a_partys_cap_goes_to_the_side_that_is_named_for_it():
    outcome = settled(TO_OWNER, toc=200, aoc=300, trust_cap=25, federation_cap=12, charity_cap=0)

    # 3 of the federation's 15 and all 10 of the charity's go to the owner.
    assert of_parties(outcome) == {"trust": -25, "federation": -12, "charity": 0}
    assert outcome.sides == {"nop": -37, "owner": -63}


def test_caps_are_on_pain_and_do_not_touch_gain():
    outcome = settled(TO_OWNER, toc=200, aoc=100, trust_cap=0, federation_cap=0, charity_cap=0)

    assert of_parties(outcome) == {"trust": 25, "federation": 15, "charity": 10}


def test_a_cap_below_zero_counts_as_zero():
    outcome = settled(TO_OWNER, toc=200, aoc=300, trust_cap=25, federation_cap=15, charity_cap=-3)

    assert of_parties(outcome)["charity"] == 0


def test_a_cap_that_is_not_given_is_no_cap():
    stages = HALVES + "- allocate: {side: nop, key: {trust: 50%, charity: 50%}, pain_cap: {charity: 0}, spill_to: owner}\n"

    assert of_parties(settled(stages, toc=200, aoc=300)) == {"trust": -25, "charity": 0}


def test_the_other_parties_bear_what_spills_over_by_their_key():
    outcome = settled(TO_PARTIES, toc=200, aoc=300, trust_cap=40, federation_cap=40, charity_cap=2)

    # The charity's 8 beyond its cap: 5/8 to the trust, 3/8 to the federation.
    assert of_parties(outcome) == {"trust": -30, "federation": -18, "charity": -2}
    assert outcome.sides == {"nop": -50, "owner": -50}


def test_a_party_that_is_filled_up_by_the_spill_passes_the_rest_on_to_those_with_room():
    outcome = settled(TO_PARTIES, toc=200, aoc=300, trust_cap=40, federation_cap=16, charity_cap=2)

    # The charity's 8: the federation would take 3 but has room for 1; the trust takes 5, and then the other 2.
    assert of_parties(outcome) == {"trust": -32, "federation": -16, "charity": -2}
    assert outcome.sides == {"nop": -50, "owner": -50}


def test_when_no_party_has_room_left_the_rest_goes_to_the_side_named_last():
    outcome = settled(TO_PARTIES, toc=200, aoc=300, trust_cap=28, federation_cap=16, charity_cap=2)

    # 46 of the 50 fit under the caps.
    assert of_parties(outcome) == {"trust": -28, "federation": -16, "charity": -2}
    assert outcome.sides == {"nop": -46, "owner": -54}


def test_a_chain_of_parties_is_filled_one_after_another():
    parties = ["a", "b", "c", "d", "e"]
    key = ", ".join(f"{party}: 20%" for party in parties)
    caps = ", ".join(f"{party}: {cap}" for party, cap in zip(parties, [1, 12, 16, 25, 30], strict=True))
    stages = HALVES + f"- allocate: {{side: nop, key: {{{key}}}, pain_cap: {{{caps}}}, spill_to: [parties, owner]}}\n"

    outcome = settled(stages, toc=200, aoc=300)

    # 10 each. a keeps 1, and 9 spill, 2.25 to each: b fills up at 12 (2 of 2.25), c has 12.25, d 12.25, e 12.25; the 0.25
    # left go to c, d and e, a third of it each: 12 1/3 each.
    assert of_parties(outcome) == {"a": -1, "b": -12, "c": Fraction(-37, 3), "d": Fraction(-37, 3), "e": Fraction(-37, 3)}


def test_a_cap_covers_cost_and_performance_together():
    fund = "- fund: {amount: 20, from: owner, to: nop, release: part}\n"
    stages = HALVES + fund + "- allocate: {side: nop, key: {trust: 50%, charity: 50%}, pain_cap: {charity: 20}, spill_to: owner}\n"

    # Each has −25 of cost; the fund pays, or costs, each 10.
    assert of_parties(settled(stages, toc=200, aoc=300, part=1)) == {"trust": -15, "charity": -15}
    assert of_parties(settled(stages, toc=200, aoc=300, part=-1)) == {"trust": -35, "charity": -20}


def test_two_sides_are_allocated_each_by_its_own_key_and_a_party_may_stand_on_both():
    stages = HALVES + KEY + "- allocate: {side: owner, key: {board: 55%, trust: 45%}}\n"

    outcome = settled(stages, toc=200, aoc=100)

    assert outcome.shares[("nop", "trust")] == 25
    assert outcome.shares[("owner", "trust")] == Fraction("22.5")
    assert outcome.shares[("owner", "board")] == Fraction("27.5")


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        ("- limit: {arm: pain, side: nop, max: 8, excess_to: owner}\n", "limit"),
        ("- limit: {arm: pain, side: owner, max: 8, excess_to: nop}\n", "limit"),
        ("- modify: {arm: gain, side: nop, other: owner, cases: [{otherwise: 1/2}]}\n", "modify"),
        ("- levy: {arm: gain, side: nop, rate: 2%}\n", "levy"),
        ("- relief: {side: owner, amount: 5, to: nop}\n", "relief"),
        ("- pool: {sources: [{money: 5, from: owner}], release: 1, to: nop, rest_to: owner}\n", "pool"),
        ("- fund: {amount: 5, from: owner, to: nop, release: 1}\n", "fund"),
        ("- allocate: {side: nop, key: {trust: 100%}}\n", "allocate"),
        ("- allocate: {side: owner, key: {board: 100%}, pain_cap: {board: 0}, spill_to: nop}\n", "allocate"),
        ("- round: {side: nop, places: 0}\n", "round"),
        ("- round: {side: owner, places: 0}\n", "round"),
    ],
)
def test_once_a_side_is_allocated_to_its_parties_no_stage_may_touch_it(stage, word):
    assert f"{word} changes nop" in refusal(HALVES + KEY + stage)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("key: {trust: 50%, charity: 49%}", "The parts of the key add up to 99%, not to 100%."),
        ("key: {trust: 120%, charity: 0 - 20%}", "A part of the key is below zero."),
        ("key: {trust: 1 / (2 - 2), charity: 50%}", "divides by zero"),
        ("key: {trust: 100%}, pain_cap: {trust: 5}", "nobody bears what is beyond the cap"),
        ("key: {trust: 100%}, pain_cap: {charity: 5}, spill_to: owner", "“charity” has a cap but no part in the key."),
        ("key: {trust: 100%}, pain_cap: {trust: 5}, spill_to: nop", "What spills over must end with another side."),
        ("key: {trust: 100%}, pain_cap: {trust: 5}, spill_to: parties", "What spills over must end with another side."),
        ("key: {trust: 100%}, pain_cap: {trust: 5}, spill_to: [owner, parties]", "What spills over must end with another side."),
    ],
)
def test_a_key_or_a_spill_that_is_not_clear_is_refused(fields, message):
    assert message in refusal(HALVES + f"- allocate: {{side: nop, {fields}}}\n")


@pytest.mark.parametrize(("trust_fee", "charity_fee"), [(0, 0), (-1, 2)])
def test_a_key_of_amounts_needs_one_above_zero_and_none_below(trust_fee, charity_fee):
    stages = HALVES + "- allocate: {side: nop, key: {trust: trust_fee, charity: charity_fee}}\n"

    assert "The key of nop cannot be used" in refusal_to_settle(stages, toc=200, aoc=100, trust_fee=trust_fee, charity_fee=charity_fee)
