"""That a party has understood a key result area: signed off by who speaks for it, once for each version of the agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from gainshare.core.kernel.formats import list_in_words
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.governance.models import Understanding

APPROVE = "decisions.approve_own"
"""The right to sign off for a party."""


def sign_off(*, by: Seat, party: Party, areas: Sequence[str], version: int) -> Sequence[Understanding]:
    """Record that a party has understood key result areas of the agreement in force.

    Args:
        by: who signs off for the party.
        party: the party.
        areas: the key result areas, as the agreement calls them.
        version: the agreement's version that was read.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: another version holds by now, it has no such area, or the party has signed off all of them already.
    """
    by.require(APPROVE, party)
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=by.alliance.pk)
        now = version_in_force(by.alliance, timezone.localdate())
        if now is None or now.number != version:
            raise Refused("Another version of the agreement holds by now. Read it, and sign off again.")
        names = {area.id: area.name for area in agreement_in(now).latest.performance.areas}
        if unknown := [area for area in areas if area not in names]:
            raise Refused(f"The agreement has no key result area {unknown[0]}.")
        there = set(signed(by.alliance, version).get(party.code, {}))
        new = [area for area in dict.fromkeys(areas) if area not in there]
        if not new:
            raise Refused(f"{party.organisation.name} has signed that off already.")
        of = {"alliance": by.alliance, "version": version, "party": party, "given_by": by.person, "given_at": timezone.now()}
        made = [Understanding.objects.create(**of, area=area) for area in new]
        said = {"party": party.organisation.name, "area": list_in_words([names[area] for area in new])}
        content = {"after": {"areas": new, "version": version}, "names": said}
        record(
            "understanding.recorded", by=by.person, alliance=by.alliance, organisation=party.organisation, subject=made[0], content=content
        )
        return made


def signed(alliance: Alliance, version: int) -> Mapping[str, Mapping[str, Understanding]]:
    """Return what was signed off of a version, by the party's code and the area."""
    found: dict[str, dict[str, Understanding]] = {}
    for one in Understanding.objects.filter(alliance=alliance, version=version).select_related("party", "given_by"):
        found.setdefault(one.party.code, {})[one.area] = one
    return found
