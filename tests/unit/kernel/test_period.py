"""Periods are read, written and counted as the agreement counts its years and its project."""

import calendar as standard_calendar
from datetime import date

import pytest

from gainshare.core.kernel.period import (
    Calendar,
    Month,
    month_period,
    parse_period,
    project_period,
    project_to_date,
    quarter_period,
    year_period,
    year_to_date,
)
from gainshare.core.kernel.problem import Fault

ENGLAND = Calendar()
JANUARY = Calendar(first_month=1)
AUSTRALIA = Calendar(first_month=7, project=(Month(2024, 10), Month(2027, 3)))


# Wexmoor: M1 is April and M12 is March; month 7 of 2026/27 closes on 31 October 2026.
@pytest.mark.parametrize(
    ("text", "first", "last", "kind"),
    [
        ("2025/26", Month(2025, 4), Month(2026, 3), "year"),
        ("2025/26 Q2", Month(2025, 7), Month(2025, 9), "quarter"),
        ("2025/26 Q4", Month(2026, 1), Month(2026, 3), "quarter"),
        ("2026/27 M7", Month(2026, 10), Month(2026, 10), "month"),
        ("2026/27 M10", Month(2027, 1), Month(2027, 1), "month"),
        ("2026/27 to M7", Month(2026, 4), Month(2026, 10), "year_to_date"),
        ("2026/27 to M12", Month(2026, 4), Month(2027, 3), "year_to_date"),
        ("1999/00", Month(1999, 4), Month(2000, 3), "year"),
    ],
)
def test_a_period_word_names_its_months(text, first, last, kind):
    period = parse_period(text, ENGLAND)

    assert (period.first, period.last_month, period.kind) == (first, last, kind)
    assert period.word == text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2024-04", "2024/25 M1"),
        ("2025-03", "2024/25 M12"),
        ("2011-12", "2011/12 M9"),
        ("2011-12 q2", "2011/12 Q2"),
        ("2025-26", "2025/26"),
        ("2025–26", "2025/26"),
        ("2025/2026", "2025/26"),
        ("1999/2000", "1999/00"),
        (" 2025 / 26 ", "2025/26"),
        ("2025/26q2", "2025/26 Q2"),
        ("2026/27 m07", "2026/27 M7"),
        ("2026/27   TO   M07", "2026/27 to M7"),
        ("2026/27 to m 7", "2026/27 to M7"),
        ("M7 2026/27", "2026/27 M7"),
        ("Q2 2025/26", "2025/26 Q2"),
    ],
)
def test_other_spellings_give_the_canonical_word(text, word):
    assert parse_period(text, ENGLAND).word == word


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", Month(2025, 1), Month(2025, 12)),
        ("2025 Q2", Month(2025, 4), Month(2025, 6)),
        ("2025 M7", Month(2025, 7), Month(2025, 7)),
        ("2025 to M7", Month(2025, 1), Month(2025, 7)),
    ],
)
def test_a_year_that_starts_in_january_has_one_number(text, first, last):
    period = parse_period(text, JANUARY)

    assert (period.word, period.first, period.last_month) == (text, first, last)


def test_a_year_starts_in_the_month_that_the_agreement_says():
    period = parse_period("2024/25 M1", AUSTRALIA)

    assert period.months() == (Month(2024, 7),)


def test_a_project_is_counted_from_its_first_month():
    whole = parse_period("project", AUSTRALIA)
    so_far = parse_period("Project to M15", AUSTRALIA)

    assert (whole.start_on, whole.end_on, whole.month_count) == (date(2024, 10, 1), date(2027, 4, 1), 30)
    assert (so_far.word, so_far.first, so_far.last_month) == ("project to M15", Month(2024, 10), Month(2025, 12))
    assert so_far.year(AUSTRALIA) == whole


@pytest.mark.parametrize(
    ("text", "calendar", "message", "fix"),
    [
        ("2025/27", ENGLAND, "“2025/27” is two years.", "2025/26"),
        ("2025/2027", ENGLAND, "is two years", "2025/26"),
        ("2025/25", ENGLAND, "is not one year", "2025/26"),
        ("2024-13", ENGLAND, "is not one year", "2024-04"),
        ("2025/26 M13", ENGLAND, "no M13: M1 is April and M12 is March", "1 to 12"),
        ("2025/26 to M0", ENGLAND, "no M0", "1 to 12"),
        ("2025 M13", JANUARY, "no M13: M1 is January and M12 is December", "1 to 12"),
        ("2025/26 Q5", ENGLAND, "no Q5", "1 to 4"),
        ("2025", ENGLAND, "here a year starts in April", "2025/26"),
        ("2025/26", JANUARY, "here a year starts in January", "2025"),
        ("project", ENGLAND, "states no project period", "2025/26"),
        ("project to M3", JANUARY, "states no project period", "2025"),
        ("project to M31", AUSTRALIA, "M1 is October 2024 and M30 is March 2027", "M30"),
        ("project to M0", AUSTRALIA, "no M0", "M30"),
        ("0001/02", ENGLAND, "0001 is not a year", "1900"),
        ("9999-12", ENGLAND, "9999 is not a year", "2199"),
        ("last year", ENGLAND, "“last year” is not a period", "2025/26 to M7"),
        ("", ENGLAND, "is not a period", "2024-04"),
        ("2025/26 M", ENGLAND, "is not a period", "2025/26 M7"),
        ("٢٠٢٥/٢٦", ENGLAND, "is not a period", "2025/26 M7"),
        ("2025/26 M" + "1" * 5000, ENGLAND, "is not a period", "2025/26 M7"),
    ],
)
def test_a_wrong_period_is_refused_with_a_message_that_teaches(text, calendar, message, fix):
    with pytest.raises(Fault) as refusal:
        parse_period(text, calendar)

    assert message in refusal.value.message
    assert fix in refusal.value.fix


def test_a_period_holds_its_first_month_and_stops_before_its_end():
    year = parse_period("2025/26", ENGLAND)

    assert Month(2025, 4) in year
    assert Month(2026, 3) in year
    assert Month(2026, 4) not in year
    assert Month(2025, 3) not in year
    assert (year.start_on, year.end_on) == (date(2025, 4, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("text", "calendar", "is_part"),
    [
        ("2025/26", ENGLAND, False),
        ("2025/26 to M12", ENGLAND, False),
        ("2025/26 to M11", ENGLAND, True),
        ("2025/26 Q1", ENGLAND, True),
        ("2025/26 M1", ENGLAND, True),
        ("project", AUSTRALIA, False),
        ("project to M30", AUSTRALIA, False),
        ("project to M29", AUSTRALIA, True),
        ("project to M12", AUSTRALIA, True),
    ],
)
def test_a_part_year_is_less_than_its_whole(text, calendar, is_part):
    assert parse_period(text, calendar).is_part_year is is_part


@pytest.mark.parametrize("text", ["2026/27 M7", "2026/27 Q4", "2026/27 to M7", "2026/27"])
def test_every_period_knows_the_year_it_lies_in(text):
    assert parse_period(text, ENGLAND).year(ENGLAND).word == "2026/27"


def test_a_month_has_its_period_of_every_kind():
    month = Month(2026, 10)

    assert month_period(month, ENGLAND).word == "2026/27 M7"
    assert quarter_period(month, ENGLAND).word == "2026/27 Q3"
    assert year_period(month, ENGLAND).word == "2026/27"
    assert year_to_date(month, ENGLAND).word == "2026/27 to M7"
    assert project_to_date(month, AUSTRALIA).word == "project to M25"


def test_a_month_outside_the_project_has_no_project_to_date():
    with pytest.raises(Fault, match="April 2027 is not in the project, which runs from October 2024 to March 2027"):
        project_to_date(Month(2027, 4), AUSTRALIA)


def test_a_project_may_be_shorter_than_a_year():
    calendar = Calendar(first_month=4, project=(Month(2025, 1), Month(2025, 1)))

    assert project_period(calendar).months() == (Month(2025, 1),)


@pytest.mark.parametrize("year", [1900, 2000, 2024, 2025])
def test_a_month_ends_on_its_last_day(year):
    days = [Month(year, number).last_day.day for number in range(1, 13)]

    assert days == [standard_calendar.monthrange(year, number)[1] for number in range(1, 13)]


def test_months_are_counted_across_years():
    assert Month(2025, 12).next() == Month(2026, 1)
    assert Month(2026, 1).plus(-1) == Month(2025, 12)
    assert Month(2026, 1).index - Month(2025, 12).index == 1
    assert Month.of(date(2026, 10, 31)) == Month(2026, 10)
    assert Month(2025, 12) < Month(2026, 1)


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-4", "04-2024", "2024/04", "", "1066-10"])
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(Fault):
        Month.parse(text)


def test_a_month_is_read_from_its_iso_form():
    assert Month.parse("2024-04") == Month(2024, 4)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"first_month": 0}, "month 0"),
        ({"first_month": 13}, "month 13"),
        ({"project": (Month(2025, 2), Month(2025, 1))}, "ends before it starts"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(terms, message):
    with pytest.raises(Fault, match=message):
        Calendar(**terms)


def test_the_same_word_gives_the_same_period():
    assert parse_period("2025/26 Q2", ENGLAND) is parse_period("2025/26 Q2", Calendar())
    assert hash(parse_period("2025/26", ENGLAND)) == hash(parse_period("2025-26", ENGLAND))
