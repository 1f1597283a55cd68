"""What my desk says of the duties of bodies: what is missing, for whoever records it."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from gainshare.core.governance.duties import ONCE, missing_of
from gainshare.core.kernel.formats import date_short, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.governance.duty_acts import Kept, duties_of
from gainshare.web.shared.tasks import Task
from gainshare.web.shared.time import day_of

RECORD = "meetings.run"
"""The right to record that a duty was seen to."""


def tasks_of(seat: Seat, now: datetime) -> list[Task]:
    """Return the duties of which something is missing, for the chair and the alliance manager."""
    if not seat.may(RECORD):
        return []
    return [task for one in duties_of(seat.alliance, day_of(now)) if (task := _task(one, seat)) is not None]


def _task(one: Kept, seat: Seat) -> Task | None:
    missing = missing_of(one.occasions)
    if not missing:
        return None
    occasions = [occasion.for_what for occasion in missing if occasion.for_what != ONCE]
    for_what = f" for {occasions[0]}" if len(occasions) == 1 else f" for {plural(len(occasions), 'occasion')}" if occasions else ""
    words = f"{one.body}: {one.text[:1].lower()}{one.text[1:]}. Record what shows it{for_what}"
    place = reverse("duties", kwargs={"alliance": seat.alliance.pk})
    return Task(words, f"{place}#{one.code}", "missing", f"Since {date_short(missing[0].came_on)}", True)
