"""What call-offs ask of somebody: to be checked, to be changed, to be put to the leadership team."""

from __future__ import annotations

from gainshare.core.governance import call_off as core
from gainshare.web.alliances.access import Seat
from gainshare.web.packages.acting import CHECK, DESCRIBE
from gainshare.web.packages.queries import call_offs_of
from gainshare.web.proceedings.links import address
from gainshare.web.shared.tasks import Task


def tasks_of(seat: Seat) -> list[Task]:
    """Return the call-offs that somebody has to see to: unchecked ones for those who check, the rest for those who described them."""
    if not (seat.may(CHECK) or seat.may(DESCRIBE)):
        return []
    found, person = [], str(seat.person.pk)
    for row, value in call_offs_of(seat.alliance):
        standing, own = core.call_off_standing(value), person in value.described_by
        words = ""
        if standing == "to_check" and seat.may(CHECK) and not own:
            words = "check it against procurement law"
        elif standing == "no_go" and own:
            words = "the check says no go"
        elif standing == "ready" and own:
            words = "put it to the leadership team"
        if words:
            found.append(Task(f"{row.reference}, {row.now.title}: {words}", address("call_off", seat, of=row.pk), "due", "", is_late=False))
    return found
