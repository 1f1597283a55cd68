"""Reading returns: only those of one alliance, and a fixed number of questions to the database however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.http import Http404

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import Submission, SubmissionKind, SubmissionStatus, Vat
from gainshare.core.openbook.returns import ReturnLine
from gainshare.core.openbook.submission import Standing as CountsWhat
from gainshare.core.openbook.submission import counting_submissions
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.costs.convert import AS_DRAFT, month_of
from gainshare.web.costs.models import ACCEPTED, DISCARDED, DRAFT, HANDED_IN, RETURNED, Line, Reminder, Return

Sums = Mapping[tuple[str, str], int]
"""Whole pence by cost type and category."""


def return_of(seat: Seat, of: UUID) -> Return:
    """Return a return that somebody may see: their own party's, or what others have handed in if they read the totals of all.

    Raises:
        Http404: there is none in the alliance, or none that they may see.
    """
    found = (
        Return.objects.select_related("party__organisation", "prepared_by", "declared_by", "accepted_by", "corrects")
        .filter(pk=of, alliance=seat.alliance)
        .first()
    )
    if found is None or not sees(seat, found):
        raise Http404
    found.alliance = found.party.alliance = seat.alliance  # known already, so nobody asks the database again
    return found


def sees(seat: Seat, one: Return) -> bool:
    """Return whether somebody may know what a return says at all: a draft, put aside or not, is its party's alone."""
    return seat.may("costs.read_lines_own", one.party) or (one.submitted_on is not None and seat.may("costs.read_totals"))


LINE_CELLS = ("number", "cost_type", "category", "amount", "note", "evidence", "is_accrual", "reverses_in", "work_package", "vat")
"""What a line of a return holds, in the order in which the core takes it."""


def lines_in(one: Return) -> tuple[ReturnLine, ...]:
    """Return the lines of a return as the core reads them."""
    return core_lines(one.lines.all())


def core_lines(rows: QuerySet[Line]) -> tuple[ReturnLine, ...]:
    """Return rows of lines as the core reads them; without an object for each row, which would take three times as long."""
    return tuple(_core_line(*cells) for cells in rows.values_list(*LINE_CELLS))


def _core_line(number: int, cost_type: str, category: str, amount: int, *more: Any) -> ReturnLine:  # noqa: ANN401  # cells of several types
    note, evidence, is_accrual, reverses_in, package, vat = more
    reverses = None if reverses_in is None else month_of(reverses_in)
    return ReturnLine(number, cost_type, category, amount, note, evidence, is_accrual, reverses, package, cast(Vat, vat))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a party stands in a month."""

    party: Party
    """The party."""
    shown: Return | None
    """What says where it stands; None if it has not begun."""
    first: Return | None
    """What it handed in first, of what was not sent back: that may have been late."""
    newer: Return | None
    """A version after the one that is shown: a restatement in draft, or one that came back."""
    lines: int
    """How many lines those have that count; of the one that is shown, while nothing counts."""
    total: int
    """What the party's returns that stand come to, in whole pence."""
    open_queries: int
    """How many queries wait for an answer."""
    reminded_at: object | None
    """When it was last reminded."""


def standings(alliance: Alliance, parties: Sequence[Party], month: Month) -> tuple[Standing, ...]:
    """Return where each party stands in a month, in the order of the parties."""
    returns = list(
        Return.objects.filter(alliance=alliance, month=month.index)
        .exclude(status=DISCARDED)
        .annotate(
            line_count=Count("lines", distinct=True),
            unanswered=Count("queries", filter=Q(queries__answered_at__isnull=True), distinct=True),
        )
        .order_by("version")
    )
    by_id = {party.pk: party for party in parties}
    for one in returns:
        if one.party_id in by_id:
            one.party = by_id[one.party_id]
    totals = dict(Line.objects.filter(of__in=[one.pk for one in returns]).values_list("of").annotate(total=Sum("amount")))
    reminded = dict(Reminder.objects.filter(alliance=alliance, month=month.index).values_list("party").annotate(last=Max("sent_at")))
    return tuple(_standing(party, [one for one in returns if one.party_id == party.pk], totals, reminded) for party in parties)


def first_handed_in_on(alliance: Alliance) -> Mapping[tuple[UUID, int], date]:
    """Return the day on which each party first handed in its return of a month, by the party's id and the month's index."""
    found = Return.objects.filter(alliance=alliance, kind="full", submitted_on__isnull=False, status__in=HANDED_IN)
    return {(party, month): day for party, month, day in found.order_by().values_list("party", "month").annotate(Min("submitted_on"))}


def _standing(party: Party, returns: list[Return], totals: Mapping[UUID, int], reminded: Mapping[UUID, object]) -> Standing:
    shown = that_is_shown(returns)
    counting = that_count(returns, "submitted")
    total = sum(totals.get(one.pk, 0) for one in counting)
    return Standing(
        party=party,
        shown=shown,
        first=first_handed_in(returns),
        newer=returns[-1] if returns and returns[-1] is not shown else None,
        lines=sum(getattr(one, "line_count", 0) for one in counting) or getattr(shown, "line_count", 0),
        total=total,
        open_queries=getattr(shown, "unanswered", 0),
        reminded_at=reminded.get(party.pk),
    )


def that_is_shown(returns: Sequence[Return]) -> Return | None:
    """Return which of a party's returns of a month, by version, says where it stands.

    It is the one handed in last of those that stand; a draft, or what came back, only while nothing stands.
    """
    return next((one for one in reversed(returns) if one.status in HANDED_IN), returns[-1] if returns else None)


def first_handed_in(returns: Sequence[Return]) -> Return | None:
    """Return the first of a party's returns of a month, by version, that was handed in and not sent back."""
    return next((one for one in returns if one.status in HANDED_IN), None)


def that_count(returns: Iterable[Return], standing: CountsWhat) -> list[Return]:
    """Return those of a party's returns of one month whose lines count: the core's rule, asked of rows without their lines."""
    by_id = {str(one.pk): one for one in sorted(returns, key=lambda one: one.version)}
    handed_in = [_as_submission(name, one) for name, one in by_id.items() if one.submitted_on is not None]
    return [by_id[one.id] for one in counting_submissions(handed_in, standing=standing, as_of=None)]


def _as_submission(name: str, one: Return) -> Submission:
    stands = "draft" if one.status in AS_DRAFT else one.status
    assert one.submitted_on is not None
    kind, status = cast(SubmissionKind, one.kind), cast(SubmissionStatus, stands)
    return Submission(name, str(one.party_id), month_of(one.month), kind, one.submitted_on, status, one.due_on, one.reason, one.version)


def standing_sums(alliance: Alliance, party: Party, months: Iterable[Month], standing: CountsWhat = "submitted") -> Mapping[Month, Sums]:
    """Return what a party's returns that stand come to, by month, cost type and category, in whole pence."""
    wanted = {month.index: month for month in months}
    returns = list(Return.objects.filter(alliance=alliance, party=party, month__in=wanted, status__in=HANDED_IN))
    counting = [one.pk for number in wanted for one in that_count([one for one in returns if one.month == number], standing)]
    found: dict[Month, dict[tuple[str, str], int]] = {month: {} for month in wanted.values()}
    rows = Line.objects.filter(of__in=counting).values_list("of__month", "cost_type", "category").annotate(total=Sum("amount"))
    for number, cost_type, category, total in rows:
        found[wanted[number]][cost_type, category] = total
    return found


def returns_by_month(alliance: Alliance, months: Sequence[Month]) -> Mapping[tuple[UUID, int], Sequence[Return]]:
    """Return the returns that are not discarded by party and month number, each by version."""
    found: dict[tuple[UUID, int], list[Return]] = {}
    rows = Return.objects.filter(alliance=alliance, month__in=[month.index for month in months]).exclude(status=DISCARDED)
    for one in rows.select_related("party").order_by("version"):
        found.setdefault((one.party_id, one.month), []).append(one)
    return found


def to_check(seat: Seat) -> list[Return]:
    """Return what waits for a check, oldest first."""
    waiting = Return.objects.filter(alliance=seat.alliance, status__in=("submitted", "queried"))
    return list(waiting.select_related("party__organisation").order_by("submitted_at"))


def came_back(alliance: Alliance, parties: Sequence[Party]) -> list[Return]:
    """Return what came back to some parties and has not been handed in anew."""
    later = Return.objects.filter(alliance=alliance, party=OuterRef("party"), month=OuterRef("month"), version__gt=OuterRef("version"))
    is_corrected = Exists(later.filter(status__in=(*HANDED_IN, RETURNED)))
    gone = Return.objects.filter(~is_corrected, alliance=alliance, party__in=parties, status=RETURNED)
    return list(gone.select_related("party__organisation").order_by("month"))


def drafts_of(alliance: Alliance, parties: Sequence[Party]) -> list[Return]:
    """Return the drafts of some parties, by month."""
    found = Return.objects.filter(alliance=alliance, party__in=parties, status=DRAFT)
    return list(found.select_related("party__organisation").order_by("month"))


def last_closed(alliance: Alliance) -> int | None:
    """Return the last month with an accepted return, as months since year 0; None if there is none."""
    found = Return.objects.filter(alliance=alliance, status=ACCEPTED).aggregate(last=Max("month"))["last"]
    return None if found is None else int(found)
