"""What is done with a settlement: approve, refuse, take back, withdraw, pay; each with its right, its transaction and its journal entry."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.core.kernel.formats import date_long
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.settlements.decided import decision_of
from gainshare.web.settlements.models import APPROVES, BINDING, WITHDRAWN, Asked, Settlement, Transfer
from gainshare.web.settlements.standing import Link, lock, locked, record_of, require, stand
from gainshare.web.settlements.telling import tell_parties

APPROVE = "settlements.approve_own"
"""The right to speak for a party."""


def say(*, by: Seat, of: UUID, party: Party, says: str, reason: str = "", link: Link) -> Settlement:
    """Approve or refuse a settlement for a party; with the last party's approval it is agreed.

    Args:
        by: who speaks for the party.
        of: the settlement.
        party: the party.
        says: `approves` or `refuses`.
        reason: why it refuses.
        link: the address of the page of a settlement.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: one drafted it oneself, the party is not asked or says so already, or it does not wait any more.
    """
    by.require(APPROVE, party)
    with transaction.atomic():
        lock(by.alliance)
        found = locked(by, of)
        require("approve" if says == APPROVES else "refuse", found)
        if found.drafted_by_id == by.person.pk:
            raise Refused("You drafted this settlement. Somebody else has to speak for your party.")
        asked = _asked(found, party)
        if asked.says == says and asked.reason == reason:
            raise Refused(f"{party.organisation.name} {'has approved' if says == APPROVES else 'refuses'} it already.")
        before = asked.says
        asked.says, asked.reason, asked.said_by, asked.said_at = says, reason, by.person, timezone.now()
        asked.save()
        stand(found)
        content = {"before": {"says": before}, "after": {"says": says, "reason": reason, "standing": found.standing}}
        record_of(f"settlement.{'approved' if says == APPROVES else 'refused'}", by, found, content, party)
        if found.standing in BINDING and link is not None:
            tell_parties(by=by, of=found, what="has been approved by every party", link=link(found))
        return found


def take_back(*, by: Seat, of: UUID, party: Party) -> Settlement:
    """Take back what a party said of a settlement, for as long as nothing of it is paid.

    Raises:
        Refused: it says nothing, or it is too late.
    """
    by.require(APPROVE, party)
    with transaction.atomic():
        lock(by.alliance)
        found = locked(by, of)
        require("take_back", found)
        asked = _asked(found, party)
        if not asked.says:
            raise Refused(f"{party.organisation.name} has said nothing yet.")
        if (later := found.restated_by.exclude(standing=WITHDRAWN).first()) is not None:
            raise Refused(f"It is being restated: {later.reference}. Refuse that instead.")
        before = asked.says
        asked.says, asked.reason, asked.said_by, asked.said_at = "", "", None, None
        asked.save()
        stand(found)
        record_of("settlement.taken_back", by, found, {"before": {"says": before}, "after": {"standing": found.standing}}, party)
        return found


def withdraw(*, by: Seat, of: UUID, reason: str) -> Settlement:
    """Withdraw a settlement that waits for approval, or a shadow settlement.

    Raises:
        Refused: it does not wait any more.
    """
    by.require("settlements.draft")
    with transaction.atomic():
        lock(by.alliance)
        found = locked(by, of)
        require("withdraw", found)
        found.withdrawn_at = timezone.now()
        stand(found)
        record_of("settlement.withdrawn", by, found, {"after": {"reason": reason}})
        return found


def pay(*, by: Seat, of: UUID, transfer: UUID, paid_on: date, reference: str) -> Transfer:
    """Record that a transfer of an agreed settlement was paid.

    Raises:
        PermissionDenied: one speaks neither for the payer nor for the alliance's finances.
        Refused: it is not agreed, is paid already, or the day cannot be.
    """
    with transaction.atomic():
        lock(by.alliance)
        found, made = _transfer(by, of, transfer)
        require("pay", found)
        if decision_of(by, found).is_missing:
            raise Refused("It needs its decision before anything is paid by it: the leadership team has to agree to the settlement.")
        if made.paid_on is not None:
            raise Refused(f"It was paid on {date_long(made.paid_on)} already.")
        if paid_on > timezone.localdate():
            raise Refused("It cannot have been paid on a day that has not come.")
        if found.as_of is not None and paid_on < found.as_of:
            raise Refused(f"It was settled as known on {date_long(found.as_of)}, so it cannot have been paid before.")
        made.paid_on, made.paid_reference, made.recorded_by, made.recorded_at = paid_on, reference, by.person, timezone.now()
        made.save()
        stand(found)
        after = {"transfer": made.number, "paid_on": paid_on, "reference": reference, "standing": found.standing}
        record_of("settlement.paid", by, found, {"after": after}, made.payer)
        return made


def take_back_payment(*, by: Seat, of: UUID, transfer: UUID, reason: str) -> Transfer:
    """Take back that a transfer was paid, where that was recorded by mistake.

    Raises:
        Refused: it was not paid.
    """
    with transaction.atomic():
        lock(by.alliance)
        found, made = _transfer(by, of, transfer)
        require("take_back_payment", found)
        if made.paid_on is None:
            raise Refused("It is not recorded as paid.")
        before = {"transfer": made.number, "paid_on": made.paid_on, "reference": made.paid_reference}
        made.paid_on, made.paid_reference, made.recorded_by, made.recorded_at = None, "", None, None
        made.save()
        stand(found)
        record_of("settlement.payment_taken_back", by, found, {"before": before, "after": {"reason": reason}}, made.payer)
        return made


def _asked(one: Settlement, party: Party) -> Asked:
    found = Asked.objects.filter(settlement=one, party=party).first()
    if found is None:
        raise Refused(f"{party.organisation.name} is not asked to approve this settlement.")
    return found


def _transfer(by: Seat, of: UUID, transfer: UUID) -> tuple[Settlement, Transfer]:
    """Return a transfer with its settlement, for somebody who may say that it was paid."""
    found = locked(by, of)
    made = found.transfers.select_related("payer__organisation", "payee__organisation").filter(pk=transfer).first()
    if made is None:
        raise PermissionDenied
    if not by.may("settlements.pay"):
        by.require("settlements.pay_own", made.payer)
    return found, made
