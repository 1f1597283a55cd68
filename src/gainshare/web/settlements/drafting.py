"""Drafting a settlement: a period worked out, or worked out again, and kept for the parties to approve."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare import __version__
from gainshare.core.agreement.agreement import last_day
from gainshare.core.assess import Assessment, assess
from gainshare.core.commercial.net_payment import Transfer as CoreTransfer
from gainshare.core.commercial.restatement import check_window
from gainshare.core.commercial.restatement import restate as difference
from gainshare.core.commercial.settlement import PAYABLE, Kind
from gainshare.core.kernel.formats import date_long, exact_text
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Invalid, errors
from gainshare.core.lint.structure import lint_agreement
from gainshare.files import bundle as bundles
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.settlements.books import Books, books_of, version_for
from gainshare.web.settlements.held import bundle_of, held
from gainshare.web.settlements.models import DRAFT, WITHDRAWN, Asked, Settlement, Transfer
from gainshare.web.settlements.standing import Link, lock, locked, record_of, require, stand
from gainshare.web.settlements.telling import tell_parties


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
        lock(by.alliance)
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
        lock(by.alliance)
        if (there := _of_form(by, token)) is not None:
            return there
        old = locked(by, of)
        require("restate", old)
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What a settlement that is kept comes of and comes to."""

    restates: Settlement | None = None
    """The settlement in whose place it is."""
    overall: Fraction | None = None
    """The overall score that was kept."""
    transfers: Sequence[CoreTransfer] = ()
    """What is to be paid by it."""


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
    record_of(action, by, one, {"after": after})
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
