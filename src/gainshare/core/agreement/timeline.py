"""Where an alliance stands in its life, and which of its dates comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.agreement.terms import Terms
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.rules import due_on

LifeStage = Literal["informal", "shadow", "live", "ended"]
"""`informal`: the parties are bound by nothing yet, or by a memorandum of understanding. `shadow`: agreed, before its first day.
`live`: within its term. `ended`: after it."""
NextDateKind = Literal["returns_due", "notice_of_extension", "start", "end"]
"""What happens on a date: returns are due, notice of an extension has to be given, the term begins or ends."""


@dataclass(frozen=True, slots=True)
class NextDate:
    """The date of an alliance that comes next."""

    on: date
    """The day."""
    kind: NextDateKind
    """What happens then."""
    month: Month | None = None
    """The month that returns are due for."""


def life_stage(terms: Terms, today: date, *, is_approved: bool) -> LifeStage:
    """Return where an alliance stands in its life.

    Args:
        terms: its terms, as last varied.
        today: the day on which it is asked.
        is_approved: whether every party has approved them.
    """
    if not is_approved:
        return "informal"
    if today > terms.alliance.last_month.last_day:
        return "ended"
    if terms.alliance.status.whole == "memorandum_of_understanding":
        return "informal"
    return "shadow" if today < terms.alliance.starts_on else "live"


def next_date(terms: Terms, today: date) -> NextDate | None:
    """Return which date comes next, today at the earliest; None if none is to come.

    It is the first of: the day on which returns are due, the first day of the term, the last day on which notice of an extension can be
    given (by its months of notice, before the term ends), and the last day of the term.
    """
    alliance = terms.alliance
    dates = [_returns_due(terms, today), NextDate(alliance.starts_on, "start"), NextDate(alliance.last_month.last_day, "end")]
    extension = alliance.extension
    if extension is not None and not extension.exercised and extension.notice_months is not None:
        last = Month.of(alliance.ends_on).plus(-extension.notice_months).last_day
        dates.append(NextDate(last, "notice_of_extension"))
    to_come = [one for one in dates if one is not None and one.on >= today]
    return min(to_come, key=lambda one: one.on) if to_come else None


def _returns_due(terms: Terms, today: date) -> NextDate | None:
    """Return the next day on which the returns of a month of the term are due; None if there is none."""
    first, last = Month.of(terms.alliance.starts_on), terms.alliance.last_month
    month = max(Month.of(today).plus(-1), first)
    while month <= last:
        day = due_on(month, terms.open_book)
        if day is None:
            return None
        if day >= today:
            return NextDate(day, "returns_due", month)
        month = month.next()
    return None
