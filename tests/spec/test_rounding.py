"""round: where the agreement rounds, and who has the odd penny. Every amount is worked by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, part, refusal, refusal_to_settle, settled

THIRDS = """
stages:
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{nop: 2/3, owner: 1/3}]}, pain: {bands: [{nop: 2/3, owner: 1/3}]}}
"""
OWNER_FIRST_IN_GAIN = "{gain: [owner, nop], pain: [nop, owner]}"


def pounds(**amounts):
    return {name: Fraction(amount) for name, amount in amounts.items()}


@pytest.mark.parametrize(
    ("aoc", "owner", "nop"),
    [
        ("9.99", "0.01", "0.00"),  # a gain of 1p: half a penny each, and the owner is first
        ("9.97", "0.02", "0.01"),  # a gain of 3p
        ("9.96", "0.02", "0.02"),
        ("10.01", "0.00", "-0.01"),  # a pain of 1p: the participants are first
        ("10.03", "-0.01", "-0.02"),
        ("10.00", "0.00", "0.00"),
    ],
)
def test_of_two_half_pennies_the_order_of_the_arm_decides_who_has_the_penny(aoc, owner, nop):
    outcome = settled(HALVES + f"round: {{places: 2, order: {OWNER_FIRST_IN_GAIN}}}\n", toc=10, aoc=aoc)

    assert outcome.sides == pounds(owner=owner, nop=nop)


def test_the_odd_penny_goes_to_the_larger_remainder_or_where_agreed_to_the_first_in_order_whatever_the_remainders():
    by_remainder = THIRDS + "round: {places: 2, order: {gain: [nop, owner], pain: [nop, owner]}}\n"
    by_order = THIRDS + "round: {places: 2, odd_penny: first_in_order, order: {gain: [nop, owner], pain: [nop, owner]}}\n"

    # Of 2p the participants have 1⅓p and the owner ⅔p: cut down, 1p and nothing; the odd penny is nearer to the owner.
    assert settled(by_remainder, toc=10, aoc="9.98").sides == pounds(nop="0.01", owner="0.01")
    assert settled(by_order, toc=10, aoc="9.98").sides == pounds(nop="0.02", owner="0.00")


def test_first_in_order_may_name_another_side_on_the_other_arm():
    stages = THIRDS + "round: {places: 2, odd_penny: first_in_order, order: {gain: [nop, owner], pain: [owner, nop]}}\n"

    assert settled(stages, toc=10, aoc="10.02").sides == pounds(nop="-0.01", owner="-0.01")


@pytest.mark.parametrize(
    ("mode", "variance"),
    [("half_up", "0.03"), ("half_even", "0.02"), ("half_down", "0.02"), ("up", "0.03"), ("down", "0.02")],
)
def test_a_variance_that_is_not_whole_pennies_is_rounded_first_and_by_itself(mode, variance):
    stages = HALVES + f"round: {{places: 2, mode: {mode}, order: {OWNER_FIRST_IN_GAIN}}}\n"

    outcome = settled(stages, toc=10, aoc="9.975")

    assert sum(outcome.sides.values()) == Fraction(variance)


def test_a_half_of_a_penny_of_variance_is_rounded_alike_in_gain_and_pain():
    stages = HALVES + f"round: {{places: 2, mode: half_up, order: {OWNER_FIRST_IN_GAIN}}}\n"

    assert settled(stages, toc=10, aoc="9.995").sides == pounds(owner="0.01", nop="0")
    assert settled(stages, toc=10, aoc="10.005").sides == pounds(owner="0", nop="-0.01")


def test_performance_is_paid_in_whole_pennies_and_what_one_side_has_the_other_pays():
    stages = HALVES + "- fund: {amount: 0.05, from: owner, to: nop, release: part}\nround: {places: 2, mode: half_up}\n"

    # Half of 5p is 2½p; a tenth of it is half a penny.
    assert part(settled(stages, toc=10, aoc=10, part="0.5"), "performance") == pounds(owner="-0.03", nop="0.03")
    assert part(settled(stages, toc=10, aoc=10, part="-0.5"), "performance") == pounds(owner="0.03", nop="-0.03")
    assert part(settled(stages, toc=10, aoc=10, part="0.09"), "performance") == pounds(owner="0", nop="0")


@pytest.mark.parametrize("odd_penny", ["largest_remainder", "first_in_order"])
def test_a_fraction_of_a_penny_that_is_not_paid_takes_no_penny_from_a_payment_that_has_whole_ones(odd_penny):
    order = "{gain: [charity, owner, nop], pain: [charity, owner, nop]}"
    stages = HALVES + (
        "- fund: {amount: 0.20, from: owner, to: nop, release: 1}\n"
        "- fund: {amount: 0.004, from: owner, to: charity, release: 1}\n"
        f"round: {{places: 2, odd_penny: {odd_penny}, order: {order}}}\n"
    )

    # The owner owes 20.4p, which is 20p: the participants have 20p exactly, and the charity's 0.4p is nothing.
    assert part(settled(stages, toc=10, aoc=10), "performance") == pounds(owner="-0.20", nop="0.20", charity="0")


def test_cost_and_performance_are_rounded_each_by_itself():
    stages = HALVES + (
        f"- fund: {{amount: 0.05, from: owner, to: nop, release: 1/2}}\nround: {{places: 2, mode: half_up, order: {OWNER_FIRST_IN_GAIN}}}\n"
    )

    outcome = settled(stages, toc=10, aoc="9.99")

    # Together the participants have 0.5p + 2.5p = 3p exactly; apart, nothing and 3p.
    assert part(outcome, "cost") == pounds(owner="0.01", nop="0")
    assert part(outcome, "performance") == pounds(owner="-0.03", nop="0.03")


def test_the_parties_of_a_side_add_up_to_the_sides_whole_pennies_by_the_largest_remainder_then_in_the_order_of_the_key():
    stages = HALVES + (
        "- allocate: {side: nop, key: {trust: 1/3, federation: 1/3, charity: 1/3}}\n"
        f"round: {{places: 2, order: {OWNER_FIRST_IN_GAIN}}}\n"
    )

    # 10p among three: 3⅓p each.
    assert settled(stages, toc=10, aoc="9.80").shares == {
        ("nop", "trust"): Fraction("0.04"),
        ("nop", "federation"): Fraction("0.03"),
        ("nop", "charity"): Fraction("0.03"),
    }


def test_between_parties_another_order_may_be_agreed():
    stages = HALVES + (
        "- allocate: {side: nop, key: {trust: 1/3, federation: 1/3, charity: 1/3}}\n"
        f"round: {{places: 2, order: {OWNER_FIRST_IN_GAIN}, within: {{nop: [charity, federation, trust]}}}}\n"
    )

    assert settled(stages, toc=10, aoc="9.80").shares[("nop", "charity")] == Fraction("0.04")


def test_rounding_goes_from_the_top_down_so_a_party_is_never_rounded_before_its_side():
    stages = HALVES + (
        f"- allocate: {{side: nop, key: {{trust: 50%, charity: 50%}}}}\nround: {{places: 2, order: {OWNER_FIRST_IN_GAIN}}}\n"
    )

    # A gain of 1p is half a penny for the participants, and the owner has the penny: nothing is left for the parties.
    outcome = settled(stages, toc=10, aoc="9.99")

    assert set(outcome.shares.values()) == {0}


def test_an_agreement_may_round_to_whole_pounds():
    stages = THIRDS + "round: {places: 0}\n"

    assert settled(stages, toc=1000, aoc=900).sides == {"nop": 67, "owner": 33}


def test_what_is_whole_pennies_already_stays_what_it_is_whatever_is_rounded_beside_it():
    stages = """
stages:
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{owner: -100%, nop: 200%}]}, pain: {bands: [{owner: 100%}]}}
round: {places: 2, mode: half_up}
"""

    # A gain of half a penny: the participants have 1p exactly and the owner bears ½p. The variance rounds to 1p.
    assert settled(stages, toc=10, aoc="9.995").sides == pounds(nop="0.01", owner="0.00")


@pytest.mark.parametrize("odd_penny", ["largest_remainder", "first_in_order"])
def test_a_fraction_of_a_penny_that_the_variance_loses_takes_no_penny_from_a_side_that_has_whole_ones(odd_penny):
    stages = f"""
stages:
- variance: {{target: toc, actual: aoc}}
- share: {{gain: {{basis: money, bands: [{{to: 0.20, nop: 100%}}, {{owner: 100%}}]}}, pain: {{bands: [{{owner: 100%}}]}}}}
round: {{places: 2, odd_penny: {odd_penny}, order: {OWNER_FIRST_IN_GAIN}}}
"""

    # A gain of 20.4p rounds to 20p: the participants have 20p exactly, and the owner 0.4p, which is nothing.
    assert settled(stages, toc=10, aoc="9.796").sides == pounds(nop="0.20", owner="0")


@pytest.mark.parametrize(
    ("aoc", "aco"),
    [("89.1", 5), ("88.9", 6), (89, 6), (111, -6), ("110.9", -5)],  # 5.45, 5.55, 5.5, −5.5, −5.45
)
def test_one_side_alone_may_be_rounded_and_the_other_has_what_is_left(aoc, aco):
    stages = HALVES.replace("nop", "aco") + "- round: {side: aco, places: 0}\n"

    outcome = settled(stages, toc=100, aoc=aoc)

    assert outcome.sides["aco"] == aco
    assert sum(outcome.sides.values()) == outcome.outputs["V"]


def test_with_more_than_two_sides_it_is_stated_who_has_what_is_left():
    stages = """
stages:
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{owner: 1/3, nop: 1/3, charity: 1/3}]}, pain: {bands: [{owner: 100%}]}}
"""

    silent = refusal_to_settle(stages + "- round: {side: nop, places: 0}\n", toc=100, aoc=80)
    stated = settled(stages + "- round: {side: nop, places: 0, residue_to: charity}\n", toc=100, aoc=80)

    assert "Name the side in `residue_to`." in silent
    assert stated.sides == {"owner": Fraction(20, 3), "nop": 7, "charity": Fraction(19, 3)}


def test_rounding_may_be_listed_among_the_stages_or_beside_them():
    listed = THIRDS + "- round: {places: 0}\n"
    one_side_beside = THIRDS + "round: {side: nop, places: 0}\n"

    assert settled(listed, toc=1000, aoc=900).sides == {"nop": 67, "owner": 33}
    assert settled(one_side_beside, toc=1000, aoc=900).sides == {"nop": 67, "owner": 33}


def test_a_regime_rounds_once():
    assert "A regime rounds once." in refusal(HALVES + "- round: {side: nop}\n- round: {side: owner}\n")
    assert "A regime rounds once." in refusal(HALVES + "- round: {side: nop}\nround: {places: 2}\n")


def test_without_a_round_amounts_stay_exact():
    assert settled(THIRDS, toc=100, aoc=99).sides == {"nop": Fraction(2, 3), "owner": Fraction(1, 3)}


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{places: 2, odd_penny: first_in_order}", "The odd penny goes to the first in order, but the order is not stated."),
        ("{places: 2, odd_penny: first_in_order, order: {gain: [owner, nop]}}", "but the order is not stated."),
        ("{side: nop, residue_to: nop}", "A side cannot have what is left of its own rounding."),
        ("{places: 7}", "It must be at most 6."),
        ("{places: 2, order: {gain: [ownr, nop], pain: [nop, owner]}}", "“ownr”"),
        ("{places: 2, within: {npo: [trust, charity]}}", "“npo”"),
        ("{places: 2, within: {nop: [trsut, charity]}}", "“trsut”"),
    ],
)
def test_a_rounding_that_is_not_clear_is_refused(rule, message):
    assert message in refusal(HALVES + "- allocate: {side: nop, key: {trust: 50%, charity: 50%}}\n" + f"round: {rule}\n")
