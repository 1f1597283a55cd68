"""Months and the periods made of them, as an agreement counts them: `2025/26`, `2025/26 Q2`, `2026/27 M7`, `2026/27 to M7`, `project`.

Which month a year starts in, and which months a project runs over, is the agreement's data (`Calendar`). Every period is
half-open: it holds its first month and stops before its end. Parsing is cached; the same word gives the same value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, Self

from gainshare.core.kernel.problem import Fault, shorten

Kind = Literal["month", "quarter", "year", "year_to_date", "project", "project_to_date"]
"""What a period is: one month, three, a year, a year from its start up to a month, the project, the project up to a month."""

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Names of the months, January first; written out because the names that the system gives depend on its language."""
MONTHS_OF_YEAR = range(1, len(MONTH_NAMES) + 1)
"""Numbers that a month can have."""
YEARS = range(1900, 2200)
"""Years that a period may start in; anything else is a slip of the pen."""


class Month(NamedTuple):
    """A calendar month; months compare in order of time."""

    year: int
    """Calendar year."""
    month: int
    """1 (January) to 12 (December)."""

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that holds the day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month written as `2024-04`; Fault if it is not one."""
        found = _ISO_MONTH.fullmatch(text.strip())
        if found is None:
            raise Fault(f"{shorten(text)} is not a month.", "Write the year and the number of the month, such as 2024-04 for April 2024.")
        return cls(_readable_year(found[1]), int(found[2]))

    @property
    def index(self) -> int:  # type: ignore[override]  # hides tuple.index, which has no use for a month
        """Return the count of months since January of the year 0: consecutive months have consecutive numbers."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Return the last day of the month, itself still in it."""
        return self.next().first_day - timedelta(days=1)

    def plus(self, months: int) -> Month:
        """Return the month this many months later; earlier if negative."""
        year, month = divmod(self.index + months, 12)
        return Month(year, month + 1)

    def next(self) -> Month:
        """Return the month after this one."""
        return self.plus(1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How an agreement counts its years, and which months its project runs over."""

    first_month: int = 4
    """Month in which the year starts: 4 in England's public bodies, 7 in Australia, 1 for calendar years."""
    project: tuple[Month, Month] | None = None
    """First and last month of the whole project, both in it; None if the agreement counts in years only."""

    def __post_init__(self) -> None:
        """Check that the first month exists and that the project does not end before it starts."""
        if self.first_month not in MONTHS_OF_YEAR:
            raise Fault(f"A year cannot start in month {self.first_month}.", "Give a month from 1 (January) to 12 (December).")
        if self.project and self.project[1] < self.project[0]:
            raise Fault("The project ends before it starts.", "Give its first month, then its last month.")


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole months with the word that an agreement has for it."""

    first: Month
    """First month, in the period."""
    end: Month
    """The month after the last: the first that is no longer in the period."""
    kind: Kind
    """What sort of period it is."""
    word: str
    """Its one canonical spelling, such as `2026/27 to M7`; reading it gives this period back."""
    whole_month_count: int = 12
    """Months of the whole that this period is, or is part of: 12 for a year, more or fewer for a project."""

    def __post_init__(self) -> None:
        """Check that the period holds a month, and no more than the whole has."""
        assert 0 < self.month_count <= self.whole_month_count, f"a period lies within its whole: {self.word}"

    def __contains__(self, month: Month) -> bool:
        """Return whether the month is in the period."""
        return self.first <= month < self.end

    @property
    def month_count(self) -> int:
        """Return how many months the period has."""
        return self.end.index - self.first.index

    @property
    def is_part_year(self) -> bool:
        """Return whether the period is less than its whole year, or less than the whole project."""
        return self.month_count < self.whole_month_count

    @property
    def last_month(self) -> Month:
        """Return the last month that is in the period."""
        return self.end.plus(-1)

    @property
    def start_on(self) -> date:
        """Return the first day of the period."""
        return self.first.first_day

    @property
    def end_on(self) -> date:
        """Return the day after the last day of the period."""
        return self.end.first_day

    def months(self) -> tuple[Month, ...]:
        """Return the months of the period in order of time."""
        return tuple(self.first.plus(count) for count in range(self.month_count))

    def year(self, calendar: Calendar) -> Period:
        """Return the whole year that the period lies in; the whole project for a period counted by the project.

        A period counted from the start of an agreement without a project is its own whole.
        """
        if self.kind in ("project", "project_to_date"):
            return project_period(calendar) if calendar.project else self
        return year_period(self.first, calendar)


@lru_cache(maxsize=4096)
def parse_period(text: str, calendar: Calendar) -> Period:
    """Return the period that the text names.

    Reads `2025/26`, `2025/26 Q2`, `2026/27 M7`, `2026/27 to M7`, `project`, `project to M15` and the ISO month `2024-04`;
    where the year starts in January, `2025`, `2025 Q2`, `2025 M7`, `2025 to M7`. Capitals, spaces, leading noughts, `2025-26`,
    `2025/2026` and `M7 2026/27` are taken too; `2011-12` is the ISO month.

    Args:
        text: the period's word.
        calendar: how the agreement counts its years, and its project.

    Raises:
        Fault: the text names no period, or not one that this calendar has.
    """
    plain = _plain(text)
    if _ISO_MONTH.fullmatch(plain):
        return month_period(Month.parse(plain), calendar)
    if found := _PROJECT.fullmatch(plain):
        return _read_project(found["month"], calendar)
    if found := _YEAR.fullmatch(plain):
        return _read_year(found, text, calendar)
    raise Fault(
        f"{shorten(text)} is not a period.",
        f"Write a year ({_example(calendar)}), a quarter ({_example(calendar)} Q2), a month ({_example(calendar)} M7 or 2024-04), "
        f"a year up to a month ({_example(calendar)} to M7), project, or project to M15.",
    )


@lru_cache(maxsize=4096)
def month_period(month: Month, calendar: Calendar) -> Period:
    """Return the month as a period, such as `2026/27 M7`."""
    return Period(month, month.next(), "month", f"{_year_word(month, calendar)} M{month_number(month, calendar)}")


@lru_cache(maxsize=1024)
def quarter_period(month: Month, calendar: Calendar) -> Period:
    """Return the quarter that holds the month, such as `2025/26 Q2`; Q1 is the first three months of the year."""
    quarter = (month_number(month, calendar) - 1) // 3
    first = year_period(month, calendar).first.plus(3 * quarter)
    return Period(first, first.plus(3), "quarter", f"{_year_word(month, calendar)} Q{quarter + 1}")


@lru_cache(maxsize=1024)
def year_period(month: Month, calendar: Calendar) -> Period:
    """Return the year that holds the month, such as `2025/26`."""
    first = month.plus(1 - month_number(month, calendar))
    return Period(first, first.plus(12), "year", _year_word(month, calendar))


@lru_cache(maxsize=4096)
def year_to_date(month: Month, calendar: Calendar) -> Period:
    """Return the year that holds the month, from its start to the end of that month, such as `2026/27 to M7`."""
    word = f"{_year_word(month, calendar)} to M{month_number(month, calendar)}"
    return Period(year_period(month, calendar).first, month.next(), "year_to_date", word)


def project_period(calendar: Calendar) -> Period:
    """Return the whole project; Fault if the agreement states none."""
    first, last = _project(calendar)
    count = last.index - first.index + 1
    return Period(first, last.next(), "project", "project", count)


def project_to_date(month: Month, calendar: Calendar) -> Period:
    """Return the project from its start to the end of the month, such as `project to M15`.

    Raises:
        Fault: the agreement states no project, or the month is not in it.
    """
    whole = project_period(calendar)
    if month not in whole:
        raise Fault(
            f"{_named(month)} is not in the project, which runs from {_named(whole.first)} to {_named(whole.last_month)}.",
            f"Name a month from project to M1 to project to M{whole.month_count}.",
        )
    number = month.index - whole.first.index + 1
    return Period(whole.first, month.next(), "project_to_date", f"project to M{number}", whole.month_count)


def month_number(month: Month, calendar: Calendar) -> int:
    """Return which month of its year a month is: 1 for the month that the year starts in, to 12."""
    return (month.month - calendar.first_month) % 12 + 1


_ISO_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_PROJECT = re.compile("project(?: to m(?P<month>[0-9]{1,4}))?")
_YEAR = re.compile("(?P<start>[0-9]{4})(?:[/-](?P<end>[0-9]{4}|[0-9]{2}))?(?: ?(?P<part>to m|m|q)(?P<number>[0-9]{1,4}))?")


def _plain(text: str) -> str:
    """Return the text in small letters with one spelling for dashes and spaces, and the part of the year behind the year."""
    plain = " ".join(text.casefold().replace("\N{EN DASH}", "-").split())
    plain = re.sub(" ?([/-]) ?", r"\1", plain)
    plain = re.sub(r"\b(m|q) (?=[0-9])", r"\1", plain)
    return re.sub("^([mq][0-9]+) (.+)$", r"\2 \1", plain)


def _read_project(number: str | None, calendar: Calendar) -> Period:
    """Return the project, or the project up to the month of this number."""
    whole = project_period(calendar)
    if number is None:
        return whole
    if not 1 <= int(number) <= whole.month_count:
        raise Fault(
            f"The project has no M{int(number)}: M1 is {_named(whole.first)} and M{whole.month_count} is {_named(whole.last_month)}.",
            f"Give a month from M1 to M{whole.month_count}.",
        )
    return project_to_date(whole.first.plus(int(number) - 1), calendar)


def _read_year(found: re.Match[str], text: str, calendar: Calendar) -> Period:
    """Return the year, or the part of it, whose shape has been found in the text."""
    _check_year_word(found, text, calendar)
    first = Month(_readable_year(found["start"]), calendar.first_month)
    if found["part"] is None:
        return year_period(first, calendar)
    number = int(found["number"])
    if found["part"] == "q":
        _check_number(number, 4, f"The year has no Q{number}: it has four quarters.")
        return quarter_period(first.plus(3 * (number - 1)), calendar)
    _check_number(number, 12, f"The year has no M{number}: M1 is {MONTH_NAMES[first.month - 1]} and M12 is {MONTH_NAMES[first.month - 2]}.")
    make = year_to_date if found["part"] == "to m" else month_period
    return make(first.plus(number - 1), calendar)


def _check_year_word(found: re.Match[str], text: str, calendar: Calendar) -> None:
    """Raise a Fault unless the year is one year, named by both calendar years if it runs into the next."""
    start, end, month = int(found["start"]), found["end"], MONTH_NAMES[calendar.first_month - 1]
    if calendar.first_month == 1:
        if end is not None:
            raise Fault(f"{shorten(text)} names two calendar years; here a year starts in January.", f"Write the year as {start}.")
        return
    right = f"{start}/{(start + 1) % 100:02d}"
    if end is None:
        raise Fault(f"{shorten(text)} names one calendar year; here a year starts in {month}.", f"Write the year as {right}.")
    if end not in _spellings(start + 1):
        counted = "is two years" if end in _spellings(start + 2) else "is not one year"
        raise Fault(f"{shorten(text)} {counted}.", f"Write the year that starts in {month} {start} as {right}; a month as 2024-04.")


def _spellings(year: int) -> tuple[str, str]:
    """Return the two ways to write the second calendar year of a year: `26` and `2026`."""
    return f"{year % 100:02d}", str(year)


def _check_number(number: int, last: int, message: str) -> None:
    """Raise a Fault with this message unless the number is 1 to last."""
    if not 1 <= number <= last:
        raise Fault(message, f"Give a number from 1 to {last}.")


def _readable_year(text: str) -> int:
    """Return the calendar year; Fault if no agreement can mean it."""
    if int(text) not in YEARS:
        raise Fault(f"{text} is not a year that an agreement can mean.", f"Give a year from {YEARS[0]} to {YEARS[-1]}.")
    return int(text)


def _project(calendar: Calendar) -> tuple[Month, Month]:
    """Return the first and the last month of the project; Fault if the agreement states none."""
    if calendar.project is None:
        raise Fault(
            "The agreement states no project period.",
            f"Name a year such as {_example(calendar)}, or state the project's first and last month in the agreement.",
        )
    return calendar.project


def _year_word(month: Month, calendar: Calendar) -> str:
    """Return the word of the year that holds the month: `2025/26`, or `2025` if years start in January."""
    start = month.year if month.month >= calendar.first_month else month.year - 1
    return str(start) if calendar.first_month == 1 else f"{start}/{(start + 1) % 100:02d}"


def _example(calendar: Calendar) -> str:
    """Return a year's word to show how one is written under this calendar."""
    return _year_word(Month(2025, 12), calendar)


def _named(month: Month) -> str:
    """Return the month in words for a message."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"
