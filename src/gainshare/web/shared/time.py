"""Time as the parties live it: stored in UTC, said in London; a day that something is due on ends at its last minute there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def ends_at(day: date) -> datetime:
    """Return the moment from which a day is over in London: 00:00 of the next, whichever clock holds then."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=LONDON)


def day_of(moment: datetime) -> date:
    """Return the day in London of a moment."""
    return moment.astimezone(LONDON).date()


def is_late(due_on: date | None, at: datetime) -> bool:
    """Return whether a moment is after the day on which something was due; what is not due is never late."""
    return due_on is not None and at >= ends_at(due_on)
