"""Figures, dates and periods are written as the NHS content guide asks: numerals, commas, a real minus, `to` for ranges."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar, Month, parse_period

GBP = Currency.of("GBP")
ENGLAND = Calendar()
AUSTRALIA = Calendar(first_month=7, project=(Month(2024, 10), Month(2027, 3)))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (2618811, "£26,188.11"),
        (-2618811, "−£26,188.11"),
        (0, "£0.00"),
        (5, "£0.05"),
        (-5, "−£0.05"),
        (123456789, "£1,234,567.89"),
        (Fraction("-26188.11"), "−£26,188.11"),
        (Fraction(1, 3), "£0.33"),
        (Fraction("0.005"), "£0.00"),
        (Fraction("0.015"), "£0.02"),
        (Fraction("-0.004"), "£0.00"),
    ],
)
def test_pence_and_exact_pounds_are_shown_as_money(amount, text):
    assert formats.money(amount, GBP) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("EUR", "€1,234.00"),
        ("USD", "$1,234.00"),
        ("AUD", "A$1,234.00"),
        ("NZD", "NZD 1,234.00"),
        ("JPY", "¥1,234"),
        ("KWD", "KWD 1,234.000"),
    ],
)
def test_a_currency_is_shown_by_its_symbol_or_its_code(code, text):
    assert formats.money(Fraction(1234), Currency.of(code)) == text


def test_a_negative_amount_has_its_minus_before_the_code():
    assert formats.money(-123400, Currency.of("NZD")) == "−NZD 1,234.00"


@pytest.mark.parametrize(("amount", "text"), [(-2618811, "-26188.11"), (Fraction(1000), "1000.00"), (7, "0.07")])
def test_machines_are_given_plain_digits(amount, text):
    assert formats.money(amount, GBP, style="plain") == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1000), 0, "1,000"),
        (Fraction(1, 4), 2, "0.25"),
        (Fraction("-1234.5"), 2, "−1,234.50"),
        (Fraction("-0.001"), 2, "0.00"),
        (Fraction("2.5"), 0, "2"),
        (12345, 0, "12,345"),
    ],
)
def test_a_number_has_commas_and_its_places(value, places, text):
    assert formats.number(value, places) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 2), None, "50%"),
        (Fraction(1, 8), None, "12.5%"),
        (Fraction(1, 32), None, "3.125%"),
        (Fraction(1, 3), None, "33.33%"),
        (Fraction(1, 2**20), None, "0.00%"),
        (Fraction(-2178, 100_000), None, "−2.178%"),
        (Fraction(12), None, "1,200%"),
        (Fraction(1, 2), 1, "50.0%"),
        (Fraction(2, 3), 0, "67%"),
    ],
)
def test_a_percentage_is_exact_where_it_is_short(value, places, text):
    assert formats.percent(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 2), "50%"),
        (Fraction(1, 3), "1/3"),
        (Fraction(24, 100), "24%"),
        (Fraction(1, 64), "1.5625%"),
        (Fraction(1, 128), "0.0078125"),
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
    ],
)
def test_a_share_loses_nothing(value, text):
    assert formats.share(value) == text


@pytest.mark.parametrize(
    ("value", "text", "machine_text"),
    [
        (Fraction("-1234.5"), "−1,234.5", "-1234.5"),
        (Fraction(1, 3), "1/3", "1/3"),
        (Fraction(-10000, 3), "−10,000/3", "-10000/3"),
        (Fraction(1, 10**6), "0.000001", "0.000001"),
        (Fraction(7), "7", "7"),
        (Fraction(0), "0", "0"),
    ],
)
def test_an_exact_number_is_a_decimal_where_it_ends_and_a_fraction_where_not(value, text, machine_text):
    assert formats.fraction_text(value) == text
    assert formats.exact_text(value) == machine_text


def test_a_date_is_long_in_a_sentence_and_short_in_a_table():
    day = date(2026, 11, 26)

    assert formats.date_long(day) == "26 November 2026"
    assert formats.date_short(day) == "26 Nov 2026"


@pytest.mark.parametrize(
    ("word", "calendar", "text"),
    [
        ("2026/27 M7", ENGLAND, "M7 2026/27 (October 2026)"),
        ("2026/27 Q2", ENGLAND, "Q2 2026/27 (July to September 2026)"),
        ("2025/26", ENGLAND, "2025/26 (April 2025 to March 2026)"),
        ("2026/27 to M7", ENGLAND, "2026/27 to M7 (April to October 2026)"),
        ("2026/27 to M10", ENGLAND, "2026/27 to M10 (April 2026 to January 2027)"),
        ("2026/27 to M1", ENGLAND, "2026/27 to M1 (April 2026)"),
        ("2025", Calendar(first_month=1), "2025 (January to December 2025)"),
        ("2025 Q3", Calendar(first_month=1), "Q3 2025 (July to September 2025)"),
        ("2024/25 M1", AUSTRALIA, "M1 2024/25 (July 2024)"),
        ("project", AUSTRALIA, "project (October 2024 to March 2027)"),
        ("project to M15", AUSTRALIA, "project to M15 (October 2024 to December 2025)"),
    ],
)
def test_a_period_is_shown_with_its_months(word, calendar, text):
    assert formats.period_long(parse_period(word, calendar), calendar) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 26, 17, 30, tzinfo=UTC), "26 November 2026, 5:30pm"),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "26 November 2026, 9am"),
        (datetime(2026, 11, 26, 9, 5, tzinfo=UTC), "26 November 2026, 9:05am"),
        (datetime(2026, 11, 26, 12, 0, tzinfo=UTC), "26 November 2026, midday"),
        (datetime(2026, 11, 26, 12, 1, tzinfo=UTC), "26 November 2026, 12:01pm"),
        (datetime(2026, 11, 26, 0, 0, tzinfo=UTC), "26 November 2026, midnight"),
        (datetime(2026, 11, 26, 0, 59, tzinfo=UTC), "26 November 2026, 12:59am"),
    ],
)
def test_a_moment_is_a_date_with_a_time_of_day(at, text):
    assert formats.moment(at) == text
    assert formats.moment_short(at) == text.replace("November", "Nov")


@pytest.mark.parametrize(
    ("amount", "text"),
    [(123_456_700, "1,235"), (-2_600_000, "−26"), (0, "0"), (Fraction(2_500), "2"), (Fraction(-1_500), "−2"), (50_000, "0")],
)
def test_thousands_leave_the_unit_to_the_caption(amount, text):
    assert formats.thousands(amount, GBP) == text


@pytest.mark.parametrize(("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_reads_as_a_sentence(items, text):
    assert formats.list_in_words(items) == text


def test_a_count_agrees_with_its_noun():
    assert formats.plural(1, "line") == "1 line"
    assert formats.plural(0, "line") == "0 lines"
    assert formats.plural(1234, "line") == "1,234 lines"
    assert formats.plural(2, "entry", many="entries") == "2 entries"


@pytest.mark.parametrize(("amount", "word"), [(Fraction(1, 100), "favourable"), (-1, "adverse"), (0, "on target")])
def test_a_variance_is_spoken_of_in_words(amount, word):
    assert formats.favourable(amount) == word
