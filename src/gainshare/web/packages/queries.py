"""Reading call-offs: only those of one alliance, each as the core's value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from gainshare.core.governance import call_off as core
from gainshare.core.governance.standing import Standing
from gainshare.core.kernel.formats import list_in_words
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.bindable import is_id
from gainshare.web.governance.facts import OPEN, decisions_of, standing_now
from gainshare.web.governance.models import Decision
from gainshare.web.packages.models import CallOff

KIND = "call_off"
"""What a decision that binds a call-off calls the binding."""
WITH = ("checks__checked_by", "descriptions__described_by")
"""What is read along with a call-off."""


def call_offs_of(alliance: Alliance) -> Sequence[tuple[CallOff, core.CallOff]]:
    """Return an alliance's call-offs, each with its facts, in a few questions to the database, however many there are."""
    rows = list(CallOff.objects.filter(alliance=alliance).prefetch_related(*WITH))
    about = _decisions(alliance) if rows else {}
    return [(row, value_of(row, about.get(str(row.pk), ()))) for row in rows]


def call_off_of(seat: Seat, of: UUID) -> CallOff:
    """Return a call-off of the alliance.

    Raises:
        Http404: there is none.
    """
    found = CallOff.objects.filter(pk=of, alliance=seat.alliance).prefetch_related(*WITH).first()
    if found is None:
        raise Http404
    found.alliance = seat.alliance
    return found


def decisions_about(row: CallOff) -> Sequence[Decision]:
    """Return the decisions about a call-off as they stand today, the newest last."""
    return _decisions(row.alliance, row).get(str(row.pk), [])


def facts_of(row: CallOff) -> core.CallOff:
    """Return a call-off as the core's value."""
    return value_of(row, decisions_about(row))


def value_of(row: CallOff, about: Sequence[Decision]) -> core.CallOff:
    """Return a call-off as the core's value.

    Args:
        row: the call-off.
        about: the decisions about it.
    """
    checks = tuple(
        core.ProcurementCheck(
            one.version, one.legal_basis, cast(core.Finding, one.finding), one.note, str(one.checked_by_id), one.checked_on
        )
        for one in row.checks.all()
    )
    decisions = tuple(cast(Standing, one.standing) for one in about)
    people = frozenset(str(one.described_by_id) for one in row.descriptions.all())
    return core.CallOff(row.now.version, people, row.now.value, checks, decisions, row.withdrawn_at is not None)


def _decisions(alliance: Alliance, row: CallOff | None = None) -> Mapping[str, list[Decision]]:
    """Return the decisions about call-offs, by the id of each; what ran out of its time has lapsed."""
    found = decisions_of(alliance).filter(bindings__kind=KIND).prefetch_related("bindings").distinct().order_by("proposed_on", "reference")
    if row is not None:
        found = found.filter(bindings__subject=str(row.pk))
    by_subject: dict[str, list[Decision]] = {}
    for one in found:
        if one.standing in OPEN:
            one.standing = standing_now(one, timezone.localdate())
        for binding in one.bindings.all():
            if binding.kind == KIND:
                by_subject.setdefault(binding.subject, []).append(one)
    return by_subject


def _ready(alliance: Alliance, subject: str) -> CallOff | None:
    row = CallOff.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return row if row is not None and core.call_off_standing(facts_of(row)) == "ready" else None


def call_off_called(alliance: Alliance, subject: str) -> str | None:
    """Return what a call-off is called in a proposal on it, if it may be put to the leadership team."""
    row = _ready(alliance, subject)
    return None if row is None else f"{row.reference}: call-off of {row.now.title}"[:200]


def worth_of(alliance: Alliance, subject: str) -> int | None:
    """Return what a decision on a call-off commits at least, in whole minor units; None if it may not be put forward any more."""
    row = _ready(alliance, subject)
    return None if row is None else row.now.value


def waiting(call_offs: Sequence[tuple[CallOff, core.CallOff]], package: str) -> str:
    """Return how many call-offs of a package are in effect and on their way, in words."""
    own = [core.call_off_standing(value) for row, value in call_offs if row.package == package]
    done = own.count("called_off")
    going = sum(one not in {"called_off", "withdrawn"} for one in own)
    parts = [*([f"{done} called off"] if done else []), *([f"{going} on the way"] if going else [])]
    return list_in_words(parts) if parts else "None yet"
