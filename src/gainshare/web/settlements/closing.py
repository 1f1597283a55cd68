"""Closing a month or a year: what is known of it is frozen with a fingerprint, and what comes later is a restatement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from gainshare.core.kernel.formats import list_in_words, period_long
from gainshare.core.kernel.period import Period, month_period
from gainshare.core.openbook.checks import missing_returns
from gainshare.core.openbook.submission import counting_submissions
from gainshare.files.bundle import LEAVE_OUT
from gainshare.files.encoding import encode, fingerprint
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.costs.models import QUERIED, SUBMITTED, Return
from gainshare.web.periods.models import ClosedPeriod
from gainshare.web.periods.queries import closed_periods
from gainshare.web.settlements.books import Books, books_of, version_for
from gainshare.web.settlements.models import BINDING, Settlement

CLOSE = "periods.close"
"""The right to close a period."""


@dataclass(frozen=True)
class Closing:
    """What closing a period comes to, seen today."""

    period: Period
    """The period."""
    closed: ClosedPeriod | None
    """The period as it was closed; None while it is open."""
    parts: Mapping[str, str]
    """The fingerprint of each table of what is known of it today, by the name of its file."""
    waits_for: tuple[str, ...]
    """What has to be done before it can be closed."""
    remarks: tuple[str, ...]
    """What to know when it is closed."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the tables that have changed since it was closed."""
        return () if self.closed is None else tuple(name for name, one in self.parts.items() if self.closed.parts.get(name) != one)


def closing_of(alliance: Alliance, period: Period) -> Closing:
    """Return what closing a period comes to."""
    books = books_of(alliance, version_for(alliance, period, None))
    closed = closed_periods(alliance).filter(period=period.word).first()
    return Closing(period, closed, _parts(books, period), tuple(_waits_for(alliance, books, period)), tuple(_remarks(books, period)))


def close(*, by: Seat, period: Period) -> ClosedPeriod:
    """Close a period: what is known of it is frozen with a fingerprint.

    Raises:
        Refused: it is closed already, or something has to be done first.
    """
    by.require(CLOSE)
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=by.alliance.pk)
        found = closing_of(by.alliance, period)
        if found.closed is not None:
            raise Refused(f"{period.word} is closed already.")
        if found.waits_for:
            raise Refused(f"{period.word} cannot be closed yet. {' '.join(found.waits_for)}")
        made = ClosedPeriod.objects.create(
            alliance=by.alliance,
            period=period.word,
            first=period.first.index,
            end=period.end.index,
            parts=dict(found.parts),
            sha256=fingerprint(dict(found.parts)),
            closed_by=by.person,
            closed_at=timezone.now(),
        )
        _record("period.closed", by, made, period, {"after": {"period": period.word, "sha256": made.sha256, "parts": dict(found.parts)}})
        return made


def reopen(*, by: Seat, period: Period, reason: str) -> ClosedPeriod:
    """Open a closed period again.

    Raises:
        Refused: it is not closed.
    """
    by.require(CLOSE)
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=by.alliance.pk)
        found = closed_periods(by.alliance).filter(period=period.word).first()
        if found is None:
            raise Refused(f"{period.word} is not closed.")
        found.reopened_by, found.reopened_at, found.reopened_reason = by.person, timezone.now(), reason
        found.save()
        _record("period.reopened", by, found, period, {"before": {"sha256": found.sha256}, "after": {"reason": reason}})
        return found


def _record(action: str, by: Seat, made: ClosedPeriod, period: Period, content: dict[str, object]) -> None:
    calendar = agreement_in(version_for(by.alliance, period, None)).calendar
    names = {"period": period_long(period, calendar)}
    record(action, by=by.person, alliance=by.alliance, subject=made, content={**content, "names": names})


def _parts(books: Books, period: Period) -> dict[str, str]:
    """Return the fingerprint of each table of what counts in a period."""
    ledger = books.ledger
    counting = [one for one in counting_submissions(ledger.submissions, standing="accepted", as_of=None) if one.month in period]
    ids = {one.id for one in counting}
    rows: dict[str, Sequence[object]] = {
        "submissions.csv": counting,
        "costs.csv": [one for one in ledger.entries if one.month in period and (not one.submission or one.submission in ids)],
        "targets.csv": [one for one in ledger.targets if one.month in period],
        "target_adjustments.csv": [one for one in ledger.adjustments if one.month in period],
        "observations.csv": [one for one in books.observations if period.first <= one.period.first and one.period.end <= period.end],
    }
    return {name: fingerprint([encode(row, leave_out=LEAVE_OUT) for row in found]) for name, found in rows.items()}


def _waits_for(alliance: Alliance, books: Books, period: Period) -> Iterator[str]:
    """Yield what has to be done before a period can be closed."""
    if period.last_month.last_day >= timezone.localdate():
        yield "It has not ended."
        return
    terms = books.agreement.in_force(period)
    members = {party.id: party for party in terms.parties if party.is_provider}
    missing: dict[str, list[str]] = {}
    for party, month in missing_returns(books.ledger, period.months(), list(members), as_of=None):
        if members[party].is_member(month.last_day):
            calendar = books.agreement.calendar
            missing.setdefault(party, []).append(period_long(month_period(month, calendar), calendar))
    for party, months in missing.items():
        yield f"{members[party].name} has no accepted return for {list_in_words(months)}."
    waiting = Return.objects.filter(
        alliance=alliance, month__gte=period.first.index, month__lt=period.end.index, status__in=(SUBMITTED, QUERIED)
    )
    for one in waiting.select_related("party__organisation"):
        if one.party.code not in missing:
            yield f"{one.party.organisation.name} has handed in a return that is not accepted yet: {one.reference}."
    if period.kind == "year" and not _is_settled(alliance, period):
        yield "Its final settlement is not agreed."


def _is_settled(alliance: Alliance, period: Period) -> bool:
    return Settlement.objects.filter(alliance=alliance, period=period.word, kind="final", standing__in=BINDING).exists()


def _remarks(books: Books, period: Period) -> Iterator[str]:
    """Yield what to know when a period is closed."""
    provisional = sorted({one.measure for one in books.observations if one.period == period and one.status == "provisional"})
    if provisional:
        yield f"Values that are provisional, and can later be revised: {list_in_words(provisional)}."
