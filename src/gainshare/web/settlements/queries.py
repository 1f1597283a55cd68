"""Reading settlements: only those of one alliance."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from gainshare.core.kernel.formats import list_in_words
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.settlements.models import BINDING, DRAFT, REFUSES, WITHDRAWN, Asked, Settlement, Transfer


def settlements_of(alliance: Alliance, *, period: str = "", standing: str = "") -> QuerySet[Settlement]:
    """Return an alliance's settlements, the newest period first, with who drafted each.

    Args:
        alliance: the alliance.
        period: of this period word alone; empty for every one.
        standing: where they stand; empty for every one but those that were withdrawn.
    """
    found = Settlement.objects.filter(alliance=alliance).defer("bundle", "restates__bundle").select_related("drafted_by", "restates")
    if period:
        found = found.filter(period=period)
    found = found.filter(standing=standing) if standing else found.exclude(standing=WITHDRAWN)
    return found.order_by("-first", "-end", "-drafted_at")


def settlement_of(seat: Seat, of: UUID) -> Settlement:
    """Return a settlement of the alliance.

    Raises:
        Http404: there is none.
    """
    found = Settlement.objects.filter(pk=of, alliance=seat.alliance).defer("bundle", "restates__bundle")
    one = found.select_related("drafted_by", "restates").first()
    if one is None:
        raise Http404
    one.alliance = seat.alliance
    return one


def asked_of(one: Settlement) -> Sequence[Asked]:
    """Return the parties that a settlement asks, in the agreement's order, with what each says and who said it."""
    return list(one.asked.select_related("party__organisation", "said_by"))


def transfers_of(one: Settlement) -> Sequence[Transfer]:
    """Return what is to be paid by a settlement, with who pays whom and who recorded it."""
    return list(one.transfers.select_related("payer__organisation", "payee__organisation", "recorded_by"))


def waiting_for(seat: Seat) -> Sequence[Asked]:
    """Return the parties of somebody that have still to say something of a settlement that waits."""
    own = [party.pk for party in seat.parties if seat.may("settlements.approve_own", party)]
    found = Asked.objects.filter(settlement__alliance=seat.alliance, settlement__standing=DRAFT, party__in=own, says="")
    found = found.exclude(settlement__drafted_by=seat.person).select_related("settlement", "party__organisation")
    return list(found.defer("settlement__bundle").order_by("settlement__first", "party__place"))


def drafts_and_whom_they_wait_for(alliance: Alliance) -> Sequence[tuple[Settlement, str]]:
    """Return the settlements that wait for a word of some parties, each with the parties in words."""
    waiting = Asked.objects.filter(settlement__alliance=alliance, settlement__standing=DRAFT, says="").order_by(
        "settlement__first", "party__place"
    )
    found: dict[Settlement, list[str]] = {}
    for one in waiting.select_related("settlement", "party__organisation").defer("settlement__bundle"):
        found.setdefault(one.settlement, []).append(str(one.party))
    return [(one, list_in_words(parties)) for one, parties in found.items()]


def refused_of(alliance: Alliance) -> Sequence[Settlement]:
    """Return the settlements that wait and that a party refuses."""
    refused = Asked.objects.filter(settlement=OuterRef("pk"), says=REFUSES)
    return list(Settlement.objects.filter(Exists(refused), alliance=alliance, standing=DRAFT).defer("bundle"))


def to_pay(seat: Seat) -> Sequence[Transfer]:
    """Return what somebody's parties have still to pay by settlements that are agreed."""
    own = [party.pk for party in seat.parties if seat.may("settlements.pay_own", party)]
    found = Transfer.objects.filter(
        settlement__alliance=seat.alliance, settlement__standing__in=BINDING, paid_on__isnull=True, payer__in=own
    )
    return list(found.select_related("settlement", "payer__organisation", "payee__organisation").defer("settlement__bundle"))
