"""What every write of a return does: lock it, see that nobody was faster, count its version up, and tell the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from gainshare.core.kernel.formats import month_name
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.audit.chain import canonical
from gainshare.web.audit.journal import record
from gainshare.web.audit.models import Entry
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Return


class Stale(Exception):
    """Somebody else has changed the return since the form was opened; nothing of either was lost."""


def locked_return(by: Seat, of: UUID) -> Return:
    """Return a return of the alliance, its party locked until the transaction ends.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    party = Return.objects.filter(pk=of, alliance=by.alliance).values_list("party_id", flat=True).first()
    if party is None:
        raise PermissionDenied
    Party.objects.select_for_update().get(pk=party)
    return Return.objects.select_related("party__organisation", "alliance").get(pk=of)


def has_worked_on(person: Person, found: Return) -> bool:
    """Return whether somebody prepared or declared a return: began it, saved any of its lines, or handed it in."""
    if person.pk in (found.prepared_by_id, found.declared_by_id):
        return True
    own = Entry.objects.filter(chain=str(found.alliance_id), subject=f"return:{found.pk}", person=str(person.pk))
    return own.filter(action__in=("return.started", "return.saved", "return.submitted")).exists()


def is_seen(found: Return, seen: int) -> None:
    """Go on only if nobody has changed a return since a form was made from it.

    Raises:
        Stale: somebody has.
    """
    if found.row_version != seen:
        raise Stale("Somebody else has changed this return since you opened it.")


def touch(found: Return) -> None:
    """Save a return, and make every form that was made from it stale."""
    found.row_version += 1
    found.save()


def record_of(action: str, by: Seat, found: Return, content: Mapping[str, Any]) -> None:
    """Add what was done to a return to the alliance's journal."""
    record(
        action,
        by=by.person,
        alliance=by.alliance,
        organisation=found.party.organisation,
        subject=found,
        content={**content, "names": {"reference": called(found), **content.get("names", {})}},
    )


def called(found: Return) -> str:
    """Return what a return is called where people read of it: `version 2 of Wexmoor Trust's return for October 2026`."""
    month = month_of(found.month)
    of = f"{found.party.organisation.name}'s {'change of its return' if found.kind == 'change' else 'return'}"
    return f"version {found.version} of {of} for {month_name(month)}"


def fingerprint(of: Return) -> str:
    """Return the SHA-256 of what a return says."""
    return hashlib.sha256(canonical(content(of)).encode()).hexdigest()


def content(of: Return) -> dict[str, Any]:
    """Return what a return says, as plain values."""
    lines = [
        [
            line.number,
            line.cost_type,
            line.category,
            line.amount,
            line.vat,
            line.work_package,
            line.note,
            line.evidence,
            line.is_accrual,
            line.reverses_in,
        ]
        for line in of.lines.all()
    ]
    return {"party": of.party.code, "month": of.month, "kind": of.kind, "reason": of.reason, "lines": lines}
