"""Where a settlement stands, worked out and written down; and what every write of one does: lock, ask whether it may be done, record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from gainshare.core.commercial.standing import Act, SettlementFacts, may, standing_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.settlements.models import APPROVES, BINDING, REFUSES, Settlement

Link = Callable[[Settlement], str] | None
"""From a settlement to the address of its page, for those who are told of it; None if nobody is to be told."""


WHY_NOT: Mapping[str, str] = {
    "shadow": "A shadow settlement is computed and nothing is payable by it, so nobody is asked.",
    "draft": "It waits for the approval of every party.",
    "agreed": "Every party has approved it.",
    "paid": "It is agreed and paid.",
    "restated": "A later settlement of the period has been agreed in its place.",
    "withdrawn": "It was withdrawn.",
}
"""Why something cannot be done with a settlement, by where it stands."""


def facts_of(one: Settlement) -> SettlementFacts:
    """Return what there is to know about a settlement for where it stands."""
    asked = list(one.asked.values_list("party__code", "says"))
    paid = list(one.transfers.values_list("paid_on", flat=True))
    elsewhere = {one.reference} if one.is_brought_in else set()  # it was agreed before it came here
    return SettlementFacts(
        kind=one.kind,  # type: ignore[arg-type]
        asked=frozenset({party for party, _ in asked} | elsewhere),
        approved=frozenset({party for party, says in asked if says == APPROVES} | elsewhere),
        refused=frozenset(party for party, says in asked if says == REFUSES),
        paid=sum(day is not None for day in paid),
        unpaid=sum(day is None for day in paid),
        is_restated=one.restated_by.filter(standing__in=BINDING).exists(),
        is_withdrawn=one.withdrawn_at is not None,
    )


def stand(one: Settlement) -> None:
    """Write down where a settlement stands now, and the one in whose place it is."""
    one.standing = standing_of(facts_of(one))
    if one.standing not in BINDING:
        one.agreed_at = None
    elif one.agreed_at is None:
        one.agreed_at = timezone.now()
    one.save()
    if one.restates is not None:
        stand(one.restates)


def require(act: Act, one: Settlement) -> None:
    """Go on only if something may be done with a settlement where it stands."""
    facts = facts_of(one)
    if may(act, facts):
        return
    if act == "take_back" and facts.paid:
        raise Refused("Something of it has been paid. What is wrong with it is put right by a restatement.")
    raise Refused(WHY_NOT[standing_of(facts)])


def locked(by: Seat, of: UUID) -> Settlement:
    """Return a settlement of the alliance, which is locked.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    found = Settlement.objects.defer("bundle", "restates__bundle").select_related("restates").filter(pk=of, alliance=by.alliance).first()
    if found is None:
        raise PermissionDenied
    return found


def record_of(action: str, by: Seat, one: Settlement, content: Mapping[str, Any], party: Party | None = None) -> None:
    """Add what was done to a settlement to the alliance's journal."""
    names = {"reference": one.reference, **({"party": party.organisation.name} if party else {})}
    organisation = party.organisation if party else None
    record(action, by=by.person, alliance=by.alliance, organisation=organisation, subject=one, content={**content, "names": names})


def lock(alliance: Alliance) -> None:
    """Let one transaction at a time change the settlements of an alliance."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
