"""What every write of a dispute or a process does: lock the alliance, find the row in it, count on, and record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Model

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.governance.models import Schedule
from gainshare.web.governance.schedules import schedule_in_force
from gainshare.web.proceedings.models import Dispute, Process

Row = TypeVar("Row", Dispute, Process)


def lock(alliance: Alliance) -> None:
    """Let one transaction at a time change the proceedings of an alliance."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)


def locked(kind: type[Row], by: Seat, of: UUID) -> Row:
    """Return a dispute or a process of the alliance, which is locked.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    found = kind._default_manager.select_related("schedule").filter(pk=of, alliance=by.alliance).first()
    if found is None:
        raise PermissionDenied
    found.alliance = by.alliance
    return found


def schedule_now(alliance: Alliance) -> Schedule:
    """Return the schedule in force.

    Raises:
        Refused: the alliance has none.
    """
    found = schedule_in_force(alliance)
    if found is None:
        raise Refused("The alliance has no governance schedule yet, so no steps are agreed. Add the schedule first.")
    return found


def next_number(kind: type[Row], alliance: Alliance) -> int:
    """Return the number of the next dispute or process in the register of an alliance, which is locked."""
    last = kind._default_manager.filter(alliance=alliance).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def next_reference(kind: type[Row], alliance: Alliance, prefix: str) -> str:
    """Return what the next dispute or process is called: the prefix, and a number that no other has."""
    taken = set(kind._default_manager.filter(alliance=alliance, reference__startswith=f"{prefix}-").values_list("reference", flat=True))
    number = 1 + max((int(one.rpartition("-")[2]) for one in taken if one.rpartition("-")[2].isdecimal()), default=0)
    return f"{prefix}-{number:02d}"


def record_of(
    action: str, by: Seat, one: Model, content: Mapping[str, Any], party: Party | None = None, names: Mapping[str, str] | None = None
) -> None:
    """Add what was done with a dispute or a process to the alliance's journal; `names` is what else was called how."""
    names = {"reference": str(one), **({"party": party.organisation.name} if party else {}), **(names or {})}
    organisation = party.organisation if party else None
    record(action, by=by.person, alliance=by.alliance, organisation=organisation, subject=one, content={**content, "names": names})
