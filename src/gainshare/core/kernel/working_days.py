"""Working days: Mondays to Fridays that are no bank holidays, counted by a calendar that says for which years it knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from gainshare.core.kernel.bank_holidays import ENGLAND as ENGLAND_DAYS
from gainshare.core.kernel.bank_holidays import ENGLAND_SOURCE, ENGLAND_YEARS
from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Fault

SATURDAY = 5
"""The number of Saturday, as `date.weekday` counts."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The bank holidays of a country over the years for which they are known."""

    name: str
    """The country."""
    source: str = field(repr=False)
    """Where its days come from."""
    years: tuple[int, int]
    """The first and the last year known, both whole."""
    holidays: Mapping[date, str] = field(repr=False)
    """Each bank holiday with what it is for."""

    def __post_init__(self) -> None:
        """Check that every bank holiday lies in the years known."""
        first, last = self.years
        assert all(first <= day.year <= last for day in self.holidays), "bank holidays lie in the years that a calendar knows"


def _read(text: str) -> dict[date, str]:
    """Return days with their names, from lines of a date and a name."""
    lines = (line.partition(" ") for line in text.split("\n") if line)
    return {date.fromisoformat(day): name for day, _, name in lines}


ENGLAND = WorkingCalendar("England", ENGLAND_SOURCE, ENGLAND_YEARS, _read(ENGLAND_DAYS))
"""Working days in England."""


def is_working_day(day: date, calendar: WorkingCalendar = ENGLAND) -> bool:
    """Return whether a day is a working day.

    Raises:
        Fault: the calendar does not know the bank holidays of that year.
    """
    first, last = calendar.years
    if not first <= day.year <= last:
        raise Fault(
            f"The bank holidays of {calendar.name} are known from {first} to {last}, so working days around {date_long(day)} "
            "cannot be counted.",
            "Name the day itself, or update gainshare once the year's bank holidays are published.",
        )
    return day.weekday() < SATURDAY and day not in calendar.holidays


def working_days_before(day: date, count: int, calendar: WorkingCalendar = ENGLAND) -> date:
    """Return the day that lies so many working days before a day, which itself is not counted; the day itself for 0.

    Raises:
        Fault: the way leads beyond the years that the calendar knows.
    """
    return _walk(day, count, -1, calendar)


def working_days_after(day: date, count: int, calendar: WorkingCalendar = ENGLAND) -> date:
    """Return the day that lies so many working days after a day, which itself is not counted; the day itself for 0.

    Raises:
        Fault: the way leads beyond the years that the calendar knows.
    """
    return _walk(day, count, 1, calendar)


def _walk(day: date, count: int, step: int, calendar: WorkingCalendar) -> date:
    assert count >= 0, f"working days are counted from 0 up: {count}"
    while count:
        day += timedelta(days=step)
        count -= is_working_day(day, calendar)
    return day
