"""What a return does to a party's share, in words."""

import pytest

from gainshare.core.kernel.money import Currency
from gainshare.web.costs.effect import share_in_words

POUNDS = Currency.of("GBP")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (100_00, 100_00, "receive £100.00 for the year"),
        (100_00, 150_00, "receive £150.00 for the year, £50.00 more than without this return"),
        (150_00, 100_00, "receive £100.00 for the year, £50.00 less than without this return"),
        (-6_248_41, -1_504_28, "pay £1,504.28 for the year, £4,744.13 less than without this return"),
        (-1_504_28, -6_248_41, "pay £6,248.41 for the year, £4,744.13 more than without this return"),
        (100_00, -50_00, "pay £50.00 for the year; without this return you would receive £100.00"),
        (-50_00, 100_00, "receive £100.00 for the year; without this return you would pay £50.00"),
        (0, 100_00, "receive £100.00 for the year; without this return you would neither receive nor pay"),
        (100_00, 0, "neither receive nor pay for the year; without this return you would receive £100.00"),
        (0, 0, "neither receive nor pay for the year"),
    ],
)
def test_more_and_less_are_said_of_what_is_received_or_paid(before, after, words):
    assert share_in_words(before, after, POUNDS) == words
