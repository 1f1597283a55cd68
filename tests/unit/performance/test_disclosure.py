"""What may be published of one count, percentage, rate or mean."""

from decimal import Decimal
from fractions import Fraction

import pytest

import gainshare as gs
from gainshare.core.kernel.problem import Fault, Invalid
from gainshare.core.performance.disclosure import SUPPRESSION, SYMBOLS, Suppression, changed, publishable, publishable_count

NATIONAL, NUMERATOR, NONE = (SUPPRESSION[name] for name in ("national", "numerator_under_5", "none"))


# Counts


@pytest.mark.parametrize(
    ("count", "published"),
    [
        (0, "[c]"),
        (1, "[c]"),
        (4, "[c]"),
        (5, "5"),
        (7, "5"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (1002, "1000"),
        (None, "[x]"),
        ("[z]", "[z]"),
    ],
)
def test_nationally_a_count_below_5_is_suppressed_and_another_goes_to_the_nearest_5(count, published):
    assert publishable_count(count, NATIONAL) == published


def test_a_count_of_0_is_suppressed_unless_the_rule_shows_it():
    shown = NATIONAL.model_copy(update={"zero": "shown"})

    assert publishable_count(0, NATIONAL) == "[c]"
    assert publishable_count(0, shown) == "0"
    assert publishable_count(1, shown) == "[c]"


@pytest.mark.parametrize(("mode", "published"), [("half_up", ["10", "20", "30"]), ("half_even", ["0", "20", "20"])])
def test_halves_of_the_multiple_go_as_the_rule_says(mode, published):
    # 5, 15 and 25 lie half-way between tens; a nearest 5 has no half-way among whole numbers.
    rule = Suppression(below=5, round_counts_to=10, mode=mode)

    assert [publishable_count(count, rule) for count in (5, 15, 25)] == published


def test_without_a_rule_for_small_numbers_every_count_is_shown_as_it_is():
    assert [publishable_count(count, NONE) for count in (0, 3, 1234567)] == ["0", "3", "1234567"]


# Percentages, rates and means


def test_a_value_is_rounded_from_what_it_is_and_not_from_its_rounded_form():
    # 34 of 196 is 17.3469…%, which would be 17.35 with two decimals and 17.4 from there (Wexmoor, April 2023).
    assert publishable(Fraction(3400, 196), 34, 196, NUMERATOR) == "17.3"


@pytest.mark.parametrize(
    ("value", "rule", "published"),
    [
        (Fraction("12.5"), NATIONAL, "13"),
        (Fraction("11.5"), NATIONAL, "12"),
        (Fraction("12.25"), NUMERATOR, "12.2"),
        (Fraction("12.35"), NUMERATOR, "12.4"),
        (Fraction("-12.25"), NUMERATOR, "-12.2"),
        (Decimal("3"), NUMERATOR, "3.0"),
        (Fraction(1, 100), NUMERATOR, "0.0"),
    ],
)
def test_a_tie_goes_up_nationally_and_to_the_even_digit_by_numerator(value, rule, published):
    assert publishable(value, 50, 400, rule) == published


@pytest.mark.parametrize(
    ("numerator", "denominator", "national", "by_numerator"),
    [
        (4, 100, "[c]", "[c]"),
        (5, 100, "50", "50.0"),
        (0, 100, "[c]", "[c]"),
        (5, 4, "[c]", "50.0"),
        (None, 100, "[c]", "[c]"),
        (5, None, "[c]", "50.0"),
    ],
)
def test_the_rule_says_which_count_is_judged_and_one_that_is_not_known_is_small(numerator, denominator, national, by_numerator):
    assert publishable(Fraction(50), numerator, denominator, NATIONAL) == national
    assert publishable(Fraction(50), numerator, denominator, NUMERATOR) == by_numerator


def test_a_value_that_counts_nobody_is_published_under_the_rule_none():
    assert publishable(Fraction("102.178"), None, None, NONE) == "102.2"


def test_no_value_is_not_available_and_a_symbol_stays():
    assert publishable(None, 0, 0, NATIONAL) == "[x]"
    assert publishable("[z]", None, None, NATIONAL) == "[z]"


def test_a_long_number_keeps_all_its_digits():
    assert publishable(Fraction(10**40 + 1), 50, 50, NUMERATOR) == "1" + "0" * 39 + "1.0"


def test_every_symbol_of_the_statistical_service_has_its_meaning():
    assert list(SYMBOLS) == ["[c]", "[x]", "[z]", "[low]", "[p]", "[r]", "[e]", "[u]"]
    assert all(SYMBOLS.values())


# What cannot be


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: publishable_count(-1, NATIONAL), "A count is 0 or more."),
        (lambda: publishable_count(Fraction(5, 2), NATIONAL), "A count is a whole number."),
        (lambda: publishable_count("[no]", NATIONAL), "is not a symbol"),
        (lambda: publishable(Fraction(1), -1, 4, NATIONAL), "A count is 0 or more."),
        (lambda: publishable("[*]", 1, 4, NATIONAL), "is not a symbol"),
        (lambda: changed(NATIONAL, below=1), "Only a count of 0 would be suppressed"),
        (lambda: changed(NATIONAL, round_counts_to=0), "greater than or equal to 1"),
    ],
)
def test_what_is_no_count_no_symbol_and_no_rule_is_refused(call, said):
    with pytest.raises(Fault, match=said.replace("[", r"\[")):
        call()


def test_the_public_names_take_a_rule_by_its_name_and_refuse_one_that_is_none():
    assert gs.publishable(Fraction(50), 5, 100) == "50"
    assert gs.publishable(Fraction(50), 4, 100, "none") == "50.0"

    with pytest.raises(Invalid, match="There is no rule called “secret”"):
        gs.publishable(Fraction(50), 5, 100, "secret")
    with pytest.raises(Invalid, match="A count is 0 or more"):
        gs.publishable(Fraction(50), -5, 100)
