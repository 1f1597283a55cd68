"""Money is whole minor units of one currency; numbers become exact in one place, and are rounded as the agreement says."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from gainshare.core.kernel.money import Currency, CurrencyMismatch, Money, exact, round_fraction, to_minor
from gainshare.core.kernel.problem import Fault

GBP = Currency.of("GBP")
EUR = Currency.of("EUR")
AUD = Currency.of("AUD")


# Source of the places: ISO 4217, list one.
@pytest.mark.parametrize(("code", "places"), [("GBP", 2), ("AUD", 2), ("MGA", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("TND", 3)])
def test_a_currency_has_the_places_of_the_standard(code, places):
    currency = Currency.of(code)

    assert currency == Currency(code, places)


@pytest.mark.parametrize("code", ["", "gbp", "GB", "GBPS", "£", "G1P", "XAU", "XXX", "CLF"])
def test_what_is_not_a_currency_is_refused(code):
    with pytest.raises(Fault) as refusal:
        Currency.of(code)

    assert "GBP" in refusal.value.fix


def test_a_currency_has_no_other_number_of_places():
    with pytest.raises(Fault, match="4 decimal places"):
        Currency("GBP", 4)


def test_money_of_one_currency_adds_subtracts_and_turns_round():
    first, second = Money(1050, GBP), Money(-250, GBP)

    assert first + second == Money(800, GBP)
    assert first - second == Money(1300, GBP)
    assert -first == Money(-1050, GBP)


def test_money_of_one_currency_is_ordered_by_amount():
    amounts = [Money(3, GBP), Money(-5, GBP), Money(0, GBP)]

    assert sorted(amounts) == [Money(-5, GBP), Money(0, GBP), Money(3, GBP)]
    assert Money(3, GBP) >= Money(3, GBP)


@pytest.mark.parametrize(
    "combine",
    [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b, lambda a, b: a >= b],
)
def test_two_currencies_never_mix(combine):
    with pytest.raises(CurrencyMismatch, match="GBP and EUR"):
        combine(Money(1, GBP), Money(1, EUR))


def test_equal_amounts_of_different_currencies_are_not_equal():
    assert Money(1, GBP) != Money(1, EUR)


def test_minor_units_are_whole():
    with pytest.raises(AssertionError, match="whole"):
        Money(Fraction(1, 2), GBP)


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1234.56", 123456),
        ("£1,234.56", 123456),
        ("GBP 1234.56", 123456),
        ("-£1,234.56", -123456),
        ("£-1,234.56", -123456),
        ("−£26,188.11", -2618811),
        ("1,234,567.8", 123456780),
        ("0", 0),
        (" £7 ", 700),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, pence):
    assert Money.parse(text, GBP) == Money(pence, GBP)


def test_an_amount_is_read_in_the_places_of_its_currency():
    assert Money.parse("¥1,234", Currency.of("JPY")).minor == 1234
    assert Money.parse("KWD 1.234", Currency.of("KWD")).minor == 1234
    assert Money.parse("$5.00", AUD) == Money.parse("A$5.00", AUD) == Money(500, AUD)


@pytest.mark.parametrize(
    "text",
    ["", "£", "-", "12,34.56", "1.234,56", "1 234.56", "--1", "-£-1", "1e3", "½", "\u0661\u0662", "nan", "12.", ".5", "9" * 41, "12p"],
)
def test_what_is_not_an_amount_is_refused_with_an_example(text):
    with pytest.raises(Fault) as refusal:
        Money.parse(text, GBP)

    assert "not an amount of money" in refusal.value.message
    assert "1,234.56" in refusal.value.fix


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(1,234.56)", "has brackets"),
        ("1.234", "has 3 decimals; GBP has at most 2 decimals"),
        ("€5", "The amount is in €, not in GBP"),
        ("EUR 5", "The amount is in EUR, not in GBP"),
        ("$5", "not in GBP"),
    ],
)
def test_a_likely_mistake_has_its_own_message(text, message):
    with pytest.raises(Fault, match=message):
        Money.parse(text, GBP)


def test_a_currency_without_minor_unit_takes_no_decimals():
    with pytest.raises(Fault, match="JPY has no decimals"):
        Money.parse("12.5", Currency.of("JPY"))


def test_money_goes_to_pounds_and_back_without_loss():
    money = Money(-10911714, GBP)

    assert money.as_fraction() == Fraction("-109117.14")
    assert Money.from_fraction(Fraction("-109117.14"), GBP) == money


def test_a_part_of_a_penny_is_refused_rather_than_rounded():
    with pytest.raises(Fault, match="1/3 GBP is not whole units of 1/100 GBP") as refusal:
        Money.from_fraction(Fraction(1, 3), GBP)

    assert "as the agreement says" in refusal.value.fix


@pytest.mark.parametrize(
    ("number", "fraction"),
    [
        (3, Fraction(3)),
        (True, Fraction(1)),
        (Fraction(2, 3), Fraction(2, 3)),
        (Decimal("0.10"), Fraction(1, 10)),
        (0.1, Fraction(1, 10)),
        (1e-7, Fraction(1, 10_000_000)),
        (1e22, Fraction(10**22)),
        (np.float64(0.1), Fraction(1, 10)),
        (np.int64(-7), Fraction(-7)),
        (np.bool_(True), Fraction(1)),
        (np.array(0.25), Fraction(1, 4)),
        ("12.5", Fraction(25, 2)),
        ("-.5", Fraction(-1, 2)),
        ("−3", Fraction(-3)),
        ("+2", Fraction(2)),
        ("1e3", Fraction(1000)),
        (" 2/3 ", Fraction(2, 3)),
        ("-1 / 4", Fraction(-1, 4)),
        ("50%", Fraction(1, 2)),
        ("12.5 %", Fraction(1, 8)),
    ],
)
def test_every_kind_of_number_becomes_the_fraction_its_writer_meant(number, fraction):
    assert exact(number) == fraction
    assert type(exact(number)) is Fraction


@pytest.mark.parametrize(
    "number",
    [
        *(float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), Decimal("1e999999999"), np.float64("nan")),
        *(np.array([1, 2]), np.array([]), np.longdouble(1), np.datetime64("2025-04-01"), None, [], object()),
        *("", "nan", "inf", "1_000", "1,000", "1e9999", "1/3%", "1.5/2", "two", "%", "0x10", "\u0661", "1" * 1001),
    ],
)
def test_what_is_not_a_finite_number_is_refused(number):
    with pytest.raises(Fault, match="is not a number"):
        exact(number)


def test_nothing_is_divided_by_nothing():
    with pytest.raises(Fault, match="divides by nothing"):
        exact("1/0")


# The five modes on either side of zero, as the table of java.math.RoundingMode (Java SE API) has them.
@pytest.mark.parametrize(
    ("mode", "rounded"),
    [
        ("up", [6, 3, 2, 2, 1, -1, -2, -2, -3, -6]),
        ("down", [5, 2, 1, 1, 1, -1, -1, -1, -2, -5]),
        ("half_up", [6, 3, 2, 1, 1, -1, -1, -2, -3, -6]),
        ("half_down", [5, 2, 2, 1, 1, -1, -1, -2, -2, -5]),
        ("half_even", [6, 2, 2, 1, 1, -1, -1, -2, -2, -6]),
    ],
)
def test_each_mode_rounds_as_its_published_table_says(mode, rounded):
    values = [Fraction(text) for text in ["5.5", "2.5", "1.6", "1.1", "1.0", "-1.0", "-1.1", "-1.6", "-2.5", "-5.5"]]

    assert [round_fraction(value, 0, mode) for value in values] == rounded


def test_rounding_keeps_decimals_or_drops_tens():
    assert round_fraction(Fraction("32.645"), 2, "half_even") == Fraction("32.64")
    assert round_fraction(Fraction(1, 3), 4, "up") == Fraction("0.3334")
    assert round_fraction(Fraction(1250), -2, "half_even") == 1200
    assert round_fraction(Fraction(1250), -2, "half_up") == 1300


# Wexmoor: half of 218,234.27 goes up to the penny in a pain, half of 194,535.84 is whole.
def test_an_amount_of_pounds_becomes_pence_by_the_stated_mode():
    half_of_the_overrun = Fraction("218234.27") / 2

    assert to_minor(-half_of_the_overrun, 2, "up") == -10911714
    assert to_minor(-half_of_the_overrun, 2, "down") == -10911713
    assert to_minor(Fraction("194535.84") / 2, 2, "down") == 9726792
