"""A party that all others have agreed to exclude: it is not asked to approve the version that leaves it out, and has no voice in it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from gainshare.core.governance import process as core
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.bindable import is_id
from gainshare.web.proceedings.facts import members_by, value_of
from gainshare.web.proceedings.models import Process


def left_out_by(version: AgreementVersion) -> Collection[str]:
    """Return the codes of the parties that a version leaves out on its first day, and that all others have agreed to exclude.

    They have from the last approval of the others' boards until the exclusion has taken effect; whoever is in again after that is asked
    like any other.
    """
    today = timezone.localdate()
    found = Process.objects.filter(alliance=version.alliance_id, kind="exclusion").filter(
        Q(ended_on__isnull=True, decision__isnull=False) | Q(ended_as="complete", takes_effect_on__gt=today)
    )
    agreed = {one.party for one in found.select_related("schedule", "decision", "alliance") if _is_agreed(one)}
    return agreed - {party.id for party in members_by(version)} if agreed else agreed


def party_left_out(alliance: Alliance, subject: str) -> str:
    """Return the code of the party that a version of the agreement, by its id, leaves out by an exclusion; empty if none."""
    found = AgreementVersion.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return next(iter(sorted(left_out_by(found))), "") if found is not None else ""


def _is_agreed(one: Process) -> bool:
    """Return whether a decision on an exclusion stands and every other party's board has approved it."""
    return one.ended_on is not None or core.stage_of(value_of(one)) == "rebasing"
