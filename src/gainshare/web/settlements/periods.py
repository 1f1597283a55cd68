"""The periods that somebody may settle, as a list to choose from."""

from __future__ import annotations

from datetime import date

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import period_long
from gainshare.core.kernel.period import Month, month_number, year_period
from gainshare.core.kernel.problem import Fault


def choices(agreement: Agreement, today: date) -> list[tuple[str, str]]:
    """Return the words of the periods that can be settled on a day, each with what it is called: years first, the latest of each first.

    These are the years and quarters of the term that have begun, the year so far, and the project if there is one.
    """
    calendar = agreement.calendar
    first = Month.of(agreement.terms.alliance.starts_on)
    last = min(Month.of(today), agreement.latest.alliance.last_month)
    words: list[str] = []
    year = year_period(last, calendar)
    done = min(Month.of(today).plus(-1), last)
    if done in year and done >= first:
        words.append(f"{year.word} to M{month_number(done, calendar)}")
    years = []
    while year.end > first:
        years.append(year.word)
        year = year_period(year.first.plus(-1), calendar)
    words = [*years, *words, *(f"{word} Q{quarter}" for word in years for quarter in (4, 3, 2, 1))]
    if calendar.project is not None:
        words.insert(0, "project")
    found: list[tuple[str, str]] = []
    for word in words:
        try:
            period = agreement.period(word)
        except Fault:
            continue
        if period.first <= last and period.end > first:
            found.append((period.word, period_long(period, calendar)))
    return list(dict.fromkeys(found))
