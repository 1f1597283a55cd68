"""What is done with a settlement: draft, restate, approve, refuse, pay; each with its right, its transaction and its journal entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare import __version__
from gainshare.core.agreement.agreement import last_day
from gainshare.core.assess import Assessment, assess
from gainshare.core.commercial.net_payment import Transfer as CoreTransfer
from gainshare.core.commercial.restatement import check_window
from gainshare.core.commercial.restatement import restate as difference
from gainshare.core.commercial.settlement import PAYABLE, Kind
from gainshare.core.commercial.standing import Act, SettlementFacts, may, standing_of
from gainshare.core.kernel.formats import date_long, exact_text
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Invalid, errors
from gainshare.core.lint.structure import lint_agreement
from gainshare.files import bundle as bundles
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.settlements.books import Books, books_of, version_for
from gainshare.web.settlements.held import bundle_of, held
from gainshare.web.settlements.models import APPROVES, BINDING, DRAFT, REFUSES, WITHDRAWN, Asked, Settlement, Transfer
from gainshare.web.settlements.telling import tell_parties

Link = Callable[[Settlement], str] | None
"""From a settlement to the address of its page, for those who are told of it; None if nobody is to be told."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A settlement to be worked out."""

    period: Period
    """The period."""
    kind: Kind
    """What it is for."""
    as_of: date
    """The day on which figures have to be known."""
    reason: str = ""
    """Why."""
    token: UUID | None = None
    """The token of the form."""


def draft(*, by: Seat, wanted: Wanted, link: Link) -> Settlement:
    """Work a period out and keep the settlement; of one that is payable, the parties are asked to approve it.

    Args:
        by: who drafts it.
        wanted: which period, for what, as known when.
        link: the address of the page of a settlement.

    Raises:
        Invalid: the period cannot be settled; `.problems` lists every reason.
        Refused: it is settled already, or waits as a draft.
    """
    by.require("settlements.draft")
    with transaction.atomic():
        _lock(by.alliance)
        if (there := _of_form(by, wanted.token)) is not None:
            return there
        if wanted.as_of > timezone.localdate():
            raise Refused("Figures cannot be known on a day that has not come.")
        if wanted.kind == "final" and wanted.as_of <= wanted.period.last_month.last_day:
            raise Refused(f"{wanted.period.word} has not ended on that day. A final settlement is made after its end; choose a shadow one.")
        if wanted.kind in PAYABLE:
            _is_first(by.alliance, wanted)
        books = books_of(by.alliance, version_for(by.alliance, wanted.period, wanted.as_of))
        if wanted.kind in PAYABLE and (faults := errors(lint_agreement(books.agreement))):
            raise Invalid(faults)
        made = assess(books.agreement, books.ledger, books.observations, books.settled, wanted.period, wanted.kind, as_of=wanted.as_of)
        return _keep(by, wanted, books, made, Kept(transfers=made.settlement.transfers), link)


def restate(*, by: Seat, of: UUID, as_of: date, reason: str, token: UUID | None, link: Link) -> Settlement:
    """Work a settled period out again, and keep the difference for the parties to approve.

    Raises:
        Invalid: the period cannot be settled, or no longer be restated.
        Refused: nothing has changed, a restatement waits already, or it was restated.
    """
    by.require("settlements.draft")
    with transaction.atomic():
        _lock(by.alliance)
        if (there := _of_form(by, token)) is not None:
            return there
        old = _locked(by, of)
        _may("restate", old)
        if waiting := old.restated_by.filter(standing=DRAFT).first():
            raise Refused(f"A restatement waits for approval: {waiting.reference}. Withdraw it first, or wait until it is approved.")
        if as_of > timezone.localdate():
            raise Refused("Figures cannot be known on a day that has not come.")
        if old.as_of is not None and as_of < old.as_of:
            raise Refused(f"It was settled as known on {date_long(old.as_of)}. Choose that day or a later one.")
        stored = bundle_of(old)
        period = held(old).assessment.period
        books = books_of(by.alliance, version_for(by.alliance, period, as_of))
        wanted = Wanted(period, stored.kind, as_of, reason, token)
        settle_terms = books.case(period, stored.kind, as_of).terms.regime.settle
        rule = settle_terms.restatement if settle_terms is not None else None
        if problems := check_window(rule, period, as_of):
            raise Invalid(problems)
        settled = bundles.settled_of(stored, books.agreement)
        kept = settled.overall if rule is not None and rule.scores == "kept" else None
        made = assess(books.agreement, books.ledger, books.observations, books.settled, period, stored.kind, as_of=as_of, overall=kept)
        moved = difference(made.settlement, settled.amounts)
        if not any(one.to_move for one in moved.moved) and not any(moved.payments.values()):
            raise Refused("Nothing has changed since it was settled, so there is nothing to restate.")
        return _keep(by, wanted, books, made, Kept(old, kept, moved.transfers), link)


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
        _lock(by.alliance)
        found = _locked(by, of)
        _may("approve" if says == APPROVES else "refuse", found)
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
        _record(f"settlement.{'approved' if says == APPROVES else 'refused'}", by, found, content, party)
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
        _lock(by.alliance)
        found = _locked(by, of)
        _may("take_back", found)
        asked = _asked(found, party)
        if not asked.says:
            raise Refused(f"{party.organisation.name} has said nothing yet.")
        if (later := found.restated_by.exclude(standing=WITHDRAWN).first()) is not None:
            raise Refused(f"It is being restated: {later.reference}. Refuse that instead.")
        before = asked.says
        asked.says, asked.reason, asked.said_by, asked.said_at = "", "", None, None
        asked.save()
        stand(found)
        _record("settlement.taken_back", by, found, {"before": {"says": before}, "after": {"standing": found.standing}}, party)
        return found


def withdraw(*, by: Seat, of: UUID, reason: str) -> Settlement:
    """Withdraw a settlement that waits for approval, or a shadow settlement.

    Raises:
        Refused: it does not wait any more.
    """
    by.require("settlements.draft")
    with transaction.atomic():
        _lock(by.alliance)
        found = _locked(by, of)
        _may("withdraw", found)
        found.withdrawn_at = timezone.now()
        stand(found)
        _record("settlement.withdrawn", by, found, {"after": {"reason": reason}})
        return found


def pay(*, by: Seat, of: UUID, transfer: UUID, paid_on: date, reference: str) -> Transfer:
    """Record that a transfer of an agreed settlement was paid.

    Raises:
        PermissionDenied: one speaks neither for the payer nor for the alliance's finances.
        Refused: it is not agreed, is paid already, or the day cannot be.
    """
    with transaction.atomic():
        _lock(by.alliance)
        found, made = _transfer(by, of, transfer)
        _may("pay", found)
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
        _record("settlement.paid", by, found, {"after": after}, made.payer)
        return made


def take_back_payment(*, by: Seat, of: UUID, transfer: UUID, reason: str) -> Transfer:
    """Take back that a transfer was paid, where that was recorded by mistake.

    Raises:
        Refused: it was not paid.
    """
    with transaction.atomic():
        _lock(by.alliance)
        found, made = _transfer(by, of, transfer)
        _may("take_back_payment", found)
        if made.paid_on is None:
            raise Refused("It is not recorded as paid.")
        before = {"transfer": made.number, "paid_on": made.paid_on, "reference": made.paid_reference}
        made.paid_on, made.paid_reference, made.recorded_by, made.recorded_at = None, "", None, None
        made.save()
        stand(found)
        _record("settlement.payment_taken_back", by, found, {"before": before, "after": {"reason": reason}}, made.payer)
        return made


APPROVE = "settlements.approve_own"
"""The right to speak for a party."""
WHY_NOT: Mapping[str, str] = {
    "shadow": "A shadow settlement is computed and nothing is payable by it, so nobody is asked.",
    "draft": "It waits for the approval of every party.",
    "agreed": "Every party has approved it.",
    "paid": "It is agreed and paid.",
    "restated": "A later settlement of the period has been agreed in its place.",
    "withdrawn": "It was withdrawn.",
}
"""Why something cannot be done with a settlement, by where it stands."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a settlement that is kept comes of and comes to."""

    restates: Settlement | None = None
    """The settlement in whose place it is."""
    overall: Any = None
    """The overall score that was kept."""
    transfers: Sequence[CoreTransfer] = ()
    """What is to be paid by it."""


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


def _may(act: Act, one: Settlement) -> None:
    """Go on only if something may be done with a settlement where it stands."""
    facts = facts_of(one)
    if may(act, facts):
        return
    if act == "take_back" and facts.paid:
        raise Refused("Something of it has been paid. What is wrong with it is put right by a restatement.")
    raise Refused(WHY_NOT[standing_of(facts)])


def _is_first(alliance: Alliance, wanted: Wanted) -> None:
    """Go on only if no settlement of this kind of the period is agreed or waits."""
    mine = Settlement.objects.filter(alliance=alliance, period=wanted.period.word, kind=wanted.kind).exclude(standing=WITHDRAWN)
    if (there := mine.order_by("-drafted_at").first()) is None:
        return
    if there.standing == DRAFT:
        raise Refused(f"A draft waits for approval: {there.reference}. Withdraw it first, or wait until it is approved.")
    raise Refused(f"{wanted.period.word} is settled: {there.reference}. A settlement is never overwritten; restate it.")


def _keep(by: Seat, wanted: Wanted, books: Books, made: Assessment, kept: Kept, link: Link) -> Settlement:
    """Store a settlement that was worked out, ask the parties, and tell the journal."""
    settlement = made.settlement
    taken = frozenset(Settlement.objects.filter(alliance=by.alliance).values_list("reference", flat=True))
    bundle = bundles.make_bundle(
        books.case(wanted.period, wanted.kind, wanted.as_of),
        settlement,
        name=bundles.free_name(wanted.period, wanted.kind, taken),
        engine=__version__,
        restates=kept.restates.reference if kept.restates else None,
        kept_overall=kept.overall,
    )
    text = bundle.text()
    one = Settlement.objects.create(
        alliance=by.alliance,
        reference=bundle.id,
        period=wanted.period.word,
        first=wanted.period.first.index,
        end=wanted.period.end.index,
        kind=wanted.kind,
        as_of=wanted.as_of,
        restates=kept.restates,
        reason=wanted.reason,
        bundle=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        target=settlement.target,
        actual=settlement.actual,
        variance=settlement.settled_variance,
        overall=exact_text(settlement.overall),
        version=books.version.number,
        standing=DRAFT,
        drafted_by=by.person,
        drafted_at=timezone.now(),
        form_token=wanted.token,
    )
    parties = {party.code: party for party in Party.objects.filter(alliance=by.alliance).select_related("organisation")}
    if wanted.kind in PAYABLE:
        Asked.objects.bulk_create(Asked(settlement=one, party=parties[code]) for code in members_of(made) if code in parties)
        Transfer.objects.bulk_create(
            Transfer(settlement=one, number=number, payer=parties[of.payer], payee=parties[of.payee], amount=of.amount)
            for number, of in enumerate(kept.transfers, 1)
        )
    stand(one)
    action = "settlement.restated" if kept.restates else "settlement.drafted"
    after = {"period": one.period, "kind": one.kind, "as_of": one.as_of, "sha256": one.sha256, "version": one.version, "reason": one.reason}
    _record(action, by, one, {"after": after})
    if one.standing == DRAFT and link is not None:
        tell_parties(by=by, of=one, what="waits for the approval of your party", link=link(one))
    return one


def members_of(made: Assessment) -> Sequence[str]:
    """Return the parties that have to approve a settlement: the owners and participants on the last day of its period."""
    day = last_day(made.period)
    sharing = [party for party in made.terms.parties if party.is_member(day) and {"owner", "non_owner_participant"} & set(party.roles)]
    return [party.id for party in sharing]


def _of_form(by: Seat, token: UUID | None) -> Settlement | None:
    """Return the settlement that the same form has made already."""
    return None if token is None else Settlement.objects.filter(alliance=by.alliance, form_token=token).first()


def _asked(one: Settlement, party: Party) -> Asked:
    found = Asked.objects.filter(settlement=one, party=party).first()
    if found is None:
        raise Refused(f"{party.organisation.name} is not asked to approve this settlement.")
    return found


def _transfer(by: Seat, of: UUID, transfer: UUID) -> tuple[Settlement, Transfer]:
    """Return a transfer with its settlement, for somebody who may say that it was paid."""
    found = _locked(by, of)
    made = found.transfers.select_related("payer__organisation", "payee__organisation").filter(pk=transfer).first()
    if made is None:
        raise PermissionDenied
    if not by.may("settlements.pay"):
        by.require("settlements.pay_own", made.payer)
    return found, made


def _locked(by: Seat, of: UUID) -> Settlement:
    found = Settlement.objects.defer("bundle", "restates__bundle").select_related("restates").filter(pk=of, alliance=by.alliance).first()
    if found is None:
        raise PermissionDenied
    return found


def _record(action: str, by: Seat, one: Settlement, content: Mapping[str, Any], party: Party | None = None) -> None:
    names = {"reference": one.reference, **({"party": party.organisation.name} if party else {})}
    organisation = party.organisation if party else None
    record(action, by=by.person, alliance=by.alliance, organisation=organisation, subject=one, content={**content, "names": names})


def _lock(alliance: Alliance) -> None:
    """Let one transaction at a time change the settlements of an alliance."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
