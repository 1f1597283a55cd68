"""Which version of the agreement holds on a day, and what there is of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.agreements.parties import agreed_parties
from gainshare.web.alliances.models import Alliance, Party

LEFT_OUT: list[Callable[[AgreementVersion], Collection[str]]] = []
"""What finds the codes of the parties that a version leaves out by an exclusion to which all others have agreed; apps above add theirs."""


def version_in_force(alliance: Alliance, on: date) -> AgreementVersion | None:
    """Return the version that every party approved and that has taken effect by a day; before the first does, the first.

    Its text, which is long, is fetched when it is asked for.

    Returns:
        None if the parties have approved none.
    """
    approved = alliance.agreement_versions.defer("text").filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    begun = approved.filter(takes_effect_on__lte=on).order_by("-takes_effect_on", "-number").first()
    return begun or approved.order_by("takes_effect_on", "number").first()


def agreement_of(alliance: Alliance, on: date | None = None) -> Agreement:
    """Return the agreement in force on a day; before the first takes effect, the first.

    Raises:
        LookupError: the alliance has no approved agreement.
    """
    version = version_in_force(alliance, on or timezone.localdate())
    if version is None:
        raise LookupError(f"alliance {alliance.pk} has no approved agreement")
    return agreement_in(version)


def newest_versions(alliances: Iterable[Alliance], on: date) -> Mapping[UUID, AgreementVersion]:
    """Return for each of some alliances what `newest_version` does, by the alliance's id, with one question to the database.

    Args:
        alliances: the alliances; one that has no version at all is left out.
        on: the day.
    """
    found: dict[UUID, list[AgreementVersion]] = {}
    for one in AgreementVersion.objects.filter(alliance__in=list(alliances)).defer("text").order_by("number"):
        found.setdefault(one.alliance_id, []).append(one)
    return {alliance: _newest(versions, on) for alliance, versions in found.items()}


def _newest(versions: Sequence[AgreementVersion], on: date) -> AgreementVersion:
    """Return the version in force of those of an alliance, which come by number; where none was approved, the last one proposed."""
    approved = [one for one in versions if one.approved_at is not None and one.withdrawn_at is None]
    begun = [one for one in approved if one.takes_effect_on <= on]
    if begun:
        return max(begun, key=lambda one: (one.takes_effect_on, one.number))
    if approved:
        return min(approved, key=lambda one: (one.takes_effect_on, one.number))
    return max(versions, key=lambda one: (one.withdrawn_at is None, one.number))


def newest_version(alliance: Alliance) -> AgreementVersion:
    """Return the version in force today; where no version has been approved, the last one proposed."""
    found = version_in_force(alliance, timezone.localdate())
    return found or alliance.agreement_versions.order_by(F("withdrawn_at").asc(nulls_first=True), "-number")[0]


def last_version(alliance: Alliance) -> AgreementVersion:
    """Return the last version that every party approved, in force or still to come; where there is none, the last proposed."""
    approved = alliance.agreement_versions.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    return approved.order_by("-number").first() or newest_version(alliance)


def versions(alliance: Alliance) -> QuerySet[AgreementVersion]:
    """Return an alliance's versions, newest first, with who proposed each and the approvals given."""
    found = AgreementVersion.objects.filter(alliance=alliance).select_related("proposed_by").order_by("-number")
    return found.prefetch_related("approvals__party__organisation", "approvals__given_by")


def version_numbered(alliance: Alliance, number: int) -> AgreementVersion | None:
    """Return a version of an alliance by its number, with its approvals; None if there is none."""
    return versions(alliance).filter(number=number).first()


def open_proposal(alliance: Alliance) -> AgreementVersion | None:
    """Return the version that waits for approvals, if one does."""
    return AgreementVersion.objects.filter(alliance=alliance, approved_at__isnull=True, withdrawn_at__isnull=True).first()


def parties_to_approve(version: AgreementVersion) -> list[Party]:
    """Return the parties that have to approve a version: the members today by the version in force, and on its own first day.

    A party that it brings in anew joins by it, and has nobody here yet; it is not asked. Nor is one that it leaves out by an exclusion to
    which all others have agreed: nobody keeps itself in by not approving.
    """
    today = timezone.localdate()
    there = list(Party.objects.filter(alliance=version.alliance_id).select_related("organisation"))
    basis = version_in_force(version.alliance, today) or version
    now = {one.id for one in agreed_parties(agreement_in(basis)) if one.is_member(today)}
    then = {one.id for one in agreed_parties(agreement_in(version)) if one.is_member(version.takes_effect_on)}
    return [party for party in there if party.code in (now | then) - left_out(version)]


def left_out(version: AgreementVersion) -> frozenset[str]:
    """Return the codes of the parties that a version leaves out by an exclusion to which all others have agreed."""
    return frozenset(code for found in LEFT_OUT for code in found(version))


def version_before(version: AgreementVersion) -> AgreementVersion | None:
    """Return the last version before another that was not withdrawn; None for the first."""
    earlier = AgreementVersion.objects.filter(alliance=version.alliance_id, number__lt=version.number, withdrawn_at__isnull=True)
    return earlier.order_by("-number").first()
