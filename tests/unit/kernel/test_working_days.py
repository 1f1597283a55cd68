"""Working days in England: bank holidays as proclaimed, and days counted over them."""

from datetime import date, timedelta

import pytest

from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.working_days import ENGLAND, is_working_day, working_days_after, working_days_before


def easter(year):
    """Return Easter Sunday. Source: the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def monday(day, step):
    while day.weekday():
        day += timedelta(days=step)
    return day


def by_statute(year):
    """Return the bank holidays of a year by the Act of 1971 and the custom of substitute days, without one-off days."""
    days = {
        easter(year) - timedelta(days=2),
        easter(year) + timedelta(days=1),
        monday(date(year, 5, 1), 1),
        monday(date(year, 5, 31), -1),
        monday(date(year, 8, 31), -1),
    }
    for feast in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = feast
        while day.weekday() > 4 or day in days:
            day += timedelta(days=1)
        days.add(day)
    return days


def test_easter_is_where_the_church_calendar_has_it():
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]


@pytest.mark.parametrize("year", range(2015, 2029))
def test_each_year_has_the_days_of_the_statute_and_those_proclaimed_once(year):
    # The Platinum Jubilee, the late Queen's funeral, the coronation.
    once = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
    # By proclamation to the anniversary of VE Day in 2020, and to the Jubilee in 2022.
    moved = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}

    assert {day for day in ENGLAND.holidays if day.year == year} - once == {moved.get(day, day) for day in by_statute(year)}


def test_the_coronation_was_a_bank_holiday():
    assert not is_working_day(date(2023, 5, 8))
    assert ENGLAND.holidays[date(2023, 5, 8)] == "Bank holiday for the coronation of King Charles III"


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2026, 11, 14), False),  # Saturday
        (date(2026, 11, 16), True),
        (date(2026, 12, 25), False),
        (date(2026, 12, 26), False),  # Saturday
        (date(2026, 12, 28), False),  # Boxing Day, substitute
        (date(2026, 12, 29), True),
        (date(2024, 4, 1), False),  # Easter Monday, the first day of the Wexmoor alliance
    ],
)
def test_a_working_day_is_a_weekday_that_is_no_bank_holiday(day, is_one):
    assert is_working_day(day) is is_one


def test_papers_are_due_five_working_days_before_the_meeting():
    # 26 November 2026 is a Thursday: 25, 24, 23, then over the weekend 20 and 19.
    assert working_days_before(date(2026, 11, 26), 5) == date(2026, 11, 19)


def test_christmas_is_jumped_over():
    # From Thursday 24 December 2026: 25 is Christmas, 26 and 27 the weekend, 28 the substitute day, so 29 is the first.
    assert working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert working_days_before(date(2026, 12, 29), 1) == date(2026, 12, 24)


def test_no_working_days_are_no_step():
    assert working_days_after(date(2026, 12, 26), 0) == date(2026, 12, 26)


@pytest.mark.parametrize("day", [date(2014, 12, 31), date(2029, 1, 1)])
def test_a_year_whose_bank_holidays_are_not_known_is_said_to_be_unknown(day):
    with pytest.raises(Fault, match="are known from 2015 to 2028"):
        is_working_day(day)


def test_counting_out_of_the_years_known_is_refused_and_not_guessed():
    with pytest.raises(Fault, match="1 January 2029"):
        working_days_after(date(2028, 12, 28), 2)
