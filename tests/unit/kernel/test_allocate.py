"""A total is split to the penny, the parts add up, and the odd penny goes where the agreement says."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from gainshare.core.kernel.allocate import allocate
from gainshare.core.kernel.problem import Fault

VECTORS = Path(__file__).parents[2] / "data" / "allocation_vectors.csv"
MODES = {
    "FloorToFirst": "to_first",
    "FloorToLargestRemainder": "largest_remainder",
    "FloorToLargestRatio": "to_largest_ratio",
    "FloorSeparate": "separate",
    "BlockSeparate": "block_separate",
}
KEEPING_ASIDE = {"separate", "block_separate"}


def vectors():
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=f"{row['mode']} {row['amount']} by {row['ratios']}") for row in csv.DictReader(file)]


def in_pence(text):
    return int(Fraction(text) * 100)


@pytest.mark.parametrize("row", vectors())
def test_a_published_split_is_reproduced(row):
    mode = MODES[row["mode"]]

    split = allocate(
        in_pence(row["amount"]), [Fraction(ratio) for ratio in row["ratios"].split()], mode=mode, step=int(row["cash_step_pence"])
    )

    with_left_over = (*split.parts, split.left_over) if mode in KEEPING_ASIDE else split.parts
    assert with_left_over == tuple(in_pence(part) for part in row["expected_parts"].split())


def test_all_published_splits_are_here():
    assert len(vectors()) == 59


# Wexmoor, settlements of 2024/25 and 2025/26 and the restatement (shares 50, 5, 24, 21 and 55, 45): amounts in pence.
@pytest.mark.parametrize(
    ("total", "ratios", "parts"),
    [
        (-10911714, [50, 5, 24, 21], (-5455857, -545586, -2618811, -2291460)),
        (-9831505, [50, 5, 24, 21], (-4915753, -491575, -2359561, -2064616)),
        (9726792, [50, 5, 24, 21], (4863396, 486340, 2334430, 2042626)),
        (2612000, [50, 5, 24, 21], (1306000, 130600, 626880, 548520)),
        (-10911713, [55, 45], (-6001442, -4910271)),
        (9726792, [55, 45], (5349736, 4377056)),
    ],
)
def test_the_demonstration_alliance_is_split_to_the_penny(total, ratios, parts):
    split = allocate(total, ratios, mode="largest_remainder")

    assert split.parts == parts


def test_the_odd_penny_goes_to_the_party_named_first():
    split = allocate(101, [1, 1], mode="largest_remainder", order=[1, 0])

    assert split.parts == (50, 51)
    assert split.odd_to == (1,)
    assert split.tied


def test_the_workings_say_what_each_part_was_and_who_took_the_odd_penny():
    split = allocate(100, [2, 3, 1], mode="largest_remainder")

    assert split.exact == (Fraction(100, 3), Fraction(50), Fraction(50, 3))
    assert split.floored == (33, 50, 16)
    assert split.odd_to == (2,)
    assert not split.tied
    assert split.left_over == 0


def test_no_tie_is_reported_where_everybody_with_an_equal_claim_was_served():
    split = allocate(5, [3, 3, 2], mode="largest_remainder")

    assert split.exact[0] == split.exact[1]
    assert split.odd_to == (0, 1)
    assert not split.tied


def test_the_largest_ratio_takes_the_odd_penny_and_the_order_decides_among_equals():
    split = allocate(9, [3, 3, 4], mode="to_largest_ratio", order=[1, 0, 2])

    assert split.parts == (2, 3, 4)
    assert split.odd_to == (2, 1)
    assert split.tied


def test_a_pain_is_split_like_the_gain_of_the_same_size():
    gain = allocate(10000, [30, 20, 40, 40], mode="largest_remainder")
    pain = allocate(-10000, [30, 20, 40, 40], mode="largest_remainder")

    assert pain.parts == tuple(-part for part in gain.parts)
    assert pain.odd_to == gain.odd_to


@pytest.mark.parametrize("mode", MODES.values())
def test_a_party_with_no_share_gets_nothing(mode):
    split = allocate(100, [0, 2, 1], mode=mode, order=[0, 1, 2])

    assert split.parts[0] == 0


@pytest.mark.parametrize("mode", MODES.values())
def test_nothing_is_split_into_nothing(mode):
    split = allocate(0, [1, 2], mode=mode)

    assert split.parts == (0, 0)
    assert split.left_over == 0
    assert not split.tied


def test_whole_pounds_are_handed_out_where_the_step_is_a_pound():
    split = allocate(10_000, [1, 1, 1], mode="largest_remainder", step=100)

    assert split.parts == (3400, 3300, 3300)


@pytest.mark.parametrize(
    ("ratios", "message"),
    [([], "no share above zero"), ([0, 0], "no share above zero"), ([1, -1], "negative"), ([Fraction(-1, 2), 1], "negative")],
)
def test_shares_that_cannot_be_split_by_are_refused(ratios, message):
    with pytest.raises(Fault, match=message):
        allocate(100, ratios, mode="largest_remainder")


def test_a_total_that_is_not_whole_steps_is_refused():
    with pytest.raises(Fault, match="101 minor units are not a whole number of steps of 5"):
        allocate(101, [1, 1], mode="largest_remainder", step=5)


@pytest.mark.parametrize("order", [[0], [0, 0], [0, 2], [1, 0, 0]])
def test_the_order_names_every_party_once(order):
    with pytest.raises(AssertionError, match="names every party once"):
        allocate(100, [1, 1], mode="largest_remainder", order=order)
