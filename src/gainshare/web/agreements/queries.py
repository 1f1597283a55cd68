"""Which version of the agreement holds on a day, and what there is of them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.models import Alliance


def version_in_force(alliance: Alliance, on: date) -> AgreementVersion | None:
    """Return the version that every party approved and that has taken effect by a day; before the first does, the first.

    Returns:
        None if the parties have approved none.
    """
    approved = alliance.agreement_versions.filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    begun = approved.filter(takes_effect_on__lte=on).order_by("-takes_effect_on", "-number").first()
    return begun or approved.order_by("takes_effect_on", "number").first()


def newest_version(alliance: Alliance) -> AgreementVersion:
    """Return the version in force today; where no version has been approved, the last one proposed."""
    found = version_in_force(alliance, timezone.localdate())
    return found or alliance.agreement_versions.order_by(F("withdrawn_at").asc(nulls_first=True), "-number")[0]


def versions(alliance: Alliance) -> QuerySet[AgreementVersion]:
    """Return an alliance's versions, newest first, with who proposed each and the approvals given."""
    found = AgreementVersion.objects.filter(alliance=alliance).select_related("proposed_by").order_by("-number")
    return found.prefetch_related("approvals__party__organisation", "approvals__given_by")
