"""What every write in a register does: lock the alliance, see that nobody was faster, note what was done, and tell the journal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.registers.models import Activity, Item, Note, Risk

Entry = TypeVar("Entry", Risk, Item, Activity)
KEEP, SUGGEST = "registers.keep", "registers.suggest"
"""The right to keep the registers, and the right to raise ideas and issues."""
STALE = "Somebody else has changed {} since you opened it. Look at what it says now, and do it again if it is still needed."


def lock(alliance: Alliance) -> None:
    """Let one transaction at a time change the registers of an alliance."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)


def locked(model: type[Entry], by: Seat, of: UUID, seen: int) -> Entry:
    """Return an entry of the alliance, which is locked, and count its version up.

    Args:
        model: of which register.
        by: who changes it.
        of: the entry.
        seen: the version that the form was made from.

    Raises:
        PermissionDenied: the alliance has none of that id.
        Refused: somebody has changed it since.
    """
    lock(by.alliance)
    found = model._default_manager.filter(pk=of, alliance=by.alliance).first()
    if found is None:
        raise PermissionDenied
    if found.row_version != seen:
        raise Refused(STALE.format(found.reference))
    found.row_version += 1
    return found


def sent_before(model: type[Entry], by: Seat, token: UUID | None) -> Entry | None:
    """Return the entry that the same form has made already; None if it is new."""
    if token is None:
        return None
    return model._default_manager.filter(alliance=by.alliance, form_token=token).first()


def next_reference(model: type[Entry], alliance: Alliance, prefix: str, places: int) -> str:
    """Return what the next entry is called: the prefix and the number after the highest that there is, such as `A-022`.

    Args:
        model: of which register.
        alliance: the alliance.
        prefix: how it begins, such as `A-`.
        places: the least number of digits.
    """
    found = model._default_manager.filter(alliance=alliance, reference__startswith=prefix).values_list("reference", flat=True)
    numbers = [int(number[1]) for one in found if (number := re.fullmatch(re.escape(prefix) + r"(\d{1,9})", one))]
    return f"{prefix}{max(numbers, default=0) + 1:0{places}d}"


def given(words: str, ask: str) -> str:
    """Return words without blanks at their ends.

    Raises:
        Refused: there are none.
    """
    if not words.strip():
        raise Refused(ask)
    return words.strip()


def note(row: Risk | Item | Activity, by: Seat, what: str, reason: str = "") -> None:
    """Note what became of an entry, for its page."""
    of = {type(row).__name__.lower(): row}
    Note.objects.create(made_on=timezone.localdate(), what=what, reason=reason.strip(), made_by=by.person, **of)


def record_of(action: str, by: Seat, row: Risk | Item | Activity, content: Mapping[str, Any]) -> None:
    """Add what was done to an entry to the alliance's journal."""
    record(action, by=by.person, alliance=by.alliance, subject=row, content={**content, "names": {"reference": row.reference}})


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs between two sets of values, before and after."""
    names = [name for name in after if before[name] != after[name]]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
