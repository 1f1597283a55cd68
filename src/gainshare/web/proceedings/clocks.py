"""How long is left, in words."""

from __future__ import annotations

from datetime import date, timedelta

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.working_days import is_working_day


def time_left(due_on: date | None, today: date) -> str:
    """Return how many working days are left until the end of a day, or how many have gone since; words of their own without a clock."""
    if due_on is None:
        return "No clock"
    if due_on == today:
        return "Last day today"
    try:
        count = _working_days_between(min(today, due_on), max(today, due_on))
    except Fault:  # the bank holidays of one of the years are not known
        count, what = abs((due_on - today).days), "day"
    else:
        what = "working day"
    return f"{plural(count, what)} {'left' if due_on > today else 'late'}"


def _working_days_between(first: date, last: date) -> int:
    """Return the working days after one day, up to another."""
    return sum(is_working_day(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
