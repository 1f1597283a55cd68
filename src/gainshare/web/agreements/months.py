"""The months of an alliance's term as somebody chooses among them: by year, with the one that is due now."""

from __future__ import annotations

from datetime import date

from django.http import Http404

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import period_long
from gainshare.core.kernel.period import Month, Period, month_period, year_period
from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.rules import due_on


def word_of(month: Month) -> str:
    """Return a month as addresses write it: `2026-10`."""
    return f"{month.year}-{month.month:02d}"


def read_month(word: str, agreement: Agreement) -> Month:
    """Return the month of an address.

    Raises:
        Http404: it is none, or outside the alliance's term.
    """
    try:
        month = Month.parse(word)
    except Fault:
        raise Http404 from None
    if not first_of(agreement) <= month <= last_of(agreement):
        raise Http404
    return month


def first_of(agreement: Agreement) -> Month:
    """Return the first month of the term."""
    return Month.of(agreement.terms.alliance.starts_on)


def last_of(agreement: Agreement) -> Month:
    """Return the last month of the term."""
    return Month.of(agreement.terms.alliance.ends_on)


def month_in_words(month: Month, agreement: Agreement) -> str:
    """Return a month as people say it: `M7 2026/27 (October 2026)`."""
    return period_long(month_period(month, agreement.calendar), agreement.calendar)


def year_of(month: Month, agreement: Agreement) -> Period:
    """Return the year that a month lies in."""
    return year_period(month, agreement.calendar)


def month_to_close(agreement: Agreement, today: date) -> Month:
    """Return the month that returns are due for now: the last one that has ended, within the term."""
    month = Month.of(today).plus(-1)
    return min(max(month, first_of(agreement)), last_of(agreement))


def due_date(month: Month, agreement: Agreement) -> date | None:
    """Return the day by whose end the returns of a month are due; None if the agreement names none."""
    return due_on(month, agreement.terms.open_book)
