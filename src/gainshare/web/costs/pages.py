"""What the pages of the open book show: one frozen dataclass for each template, made from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_long, money
from gainshare.core.kernel.period import Month, Period, month_number, month_period
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.costs import months, seeing
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import Standing, first_handed_in, returns_by_month, sees, standings, that_is_shown
from gainshare.web.periods.queries import closed_around
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link
from gainshare.web.shared.time import is_late

NOT_STARTED = "not started"
STATUS_WORDS = {
    "": NOT_STARTED,
    "draft": "draft",
    "submitted": "submitted",
    "queried": "queried",
    "returned": "returned to the party",
    "accepted": "accepted",
    "discarded": "discarded draft",
}
"""The words for each status, the same everywhere."""


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A party's month in the year's table."""

    words: str
    """The status in words."""
    href: str
    """Where it leads; empty if nothing is there to see."""
    is_late: bool
    """Whether it was late, or is."""


@dataclass(frozen=True, slots=True)
class YearPage:
    """The months of a year, party by party."""

    frame: Frame
    """What stands around it."""
    headings: Sequence[Link]
    """The months."""
    rows: Sequence[tuple[str, Sequence[MonthCell]]]
    """Each party with its cells."""
    before: Link | None
    """The year before, if the term has it."""
    after: Link | None
    """The year after, if the term has it."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """A party's line on the month's page."""

    party: str
    """The party."""
    status: str
    """Where its return stands, in words."""
    due: date | None
    """The day it is due."""
    received: datetime | date | None
    """When it was handed in; of what came from files, the day."""
    late: str
    """How late it was or is, in words; empty if it is not."""
    version: str
    """Which version stands."""
    lines: int
    """How many lines it has."""
    total: str
    """What stands for the month; empty if nothing does."""
    queries: int
    """Queries without an answer."""
    open: Link | None
    """The return that is shown."""
    newer: Link | None
    """A restatement that is being prepared, or came back, if the person sees it."""
    can_begin: str
    """The party's code, if the person may begin its return here."""
    can_remind: str
    """The party's code, if the person may remind it."""
    reminded: datetime | None
    """When it was last reminded."""


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Who has handed in what for a month."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Completeness]
    """The parties."""
    summary: str
    """How complete the month is, in a sentence."""
    measures: str
    """How complete the measures are, in a sentence."""
    before: Link | None
    """The month before."""
    after: Link | None
    """The month after."""
    begin: str
    """Where a return is begun."""
    remind: str
    """Where a party is reminded."""
    total: str
    """What stands for all parties."""
    closing: Link
    """Whether the month is closed, and where it is."""


def year_page(seat: Seat, agreement: Agreement, year: Period, now: datetime) -> YearPage:
    """Return the page of a year."""
    term = [month for month in year.months() if months.first_of(agreement) <= month <= months.last_of(agreement)]
    found = returns_by_month(seat.alliance, term)
    rows = []
    for party in months.providers_of(seat.alliance, agreement):
        cells = [_cell(seat, agreement, party, month, found.get((party.pk, month.index), ()), now) for month in term]
        rows.append((party.organisation.name, cells))
    headings = [
        Link(f"M{month_number(month, agreement.calendar)}", _month_href(seat, month), months.month_in_words(month, agreement))
        for month in term
    ]
    return YearPage(
        frame=frame_of(seat, "Costs", place="months", period=year.word, who_else=seeing.who_sees_totals(), help="costs"),
        headings=headings,
        rows=rows,
        before=_year_link(seat, agreement, year.first.plus(-1)),
        after=_year_link(seat, agreement, year.end),
    )


def _cell(seat: Seat, agreement: Agreement, party: Party, month: Month, returns: Sequence[Return], now: datetime) -> MonthCell:
    due = months.due_date(month, agreement)
    shown = that_is_shown(returns)
    if shown is None:
        has_ended = now.date() > month.last_day
        return MonthCell(NOT_STARTED if has_ended else "not due yet", "", has_ended and is_late(due, now))
    href = _return_href(seat, shown) if sees(seat, shown) else ""
    return MonthCell(STATUS_WORDS[shown.status], href, was_late(first_handed_in(returns) or shown, now))


def was_late(one: Return, now: datetime) -> bool:
    """Return whether a return was handed in late, or is late by now; of what came from files the day alone is known."""
    if one.submitted_at is None and one.submitted_on is not None:
        return one.due_on is not None and one.submitted_on > one.due_on
    return is_late(one.due_on, one.submitted_at or now)


def _year_link(seat: Seat, agreement: Agreement, month: Month) -> Link | None:
    if not months.first_of(agreement) <= month <= months.last_of(agreement):
        return None
    word = months.year_of(month, agreement).word
    return Link(word, f"{reverse('months', kwargs={'alliance': seat.alliance.pk})}?year={word.replace('/', '-')}")


def month_page(seat: Seat, agreement: Agreement, month: Month, *, now: datetime, measures: str) -> MonthPage:
    """Return the page of a month."""
    due = months.due_date(month, agreement)
    found = standings(seat.alliance, months.providers_of(seat.alliance, agreement), month)
    rows = tuple(_completeness(seat, agreement, one, due, now) for one in found)
    handed_in = sum(one.first is not None for one in found)
    accepted = sum(one.shown is not None and one.shown.status == "accepted" for one in found)
    words = months.month_in_words(month, agreement)
    keys = {"alliance": seat.alliance.pk}
    return MonthPage(
        frame=frame_of(
            seat,
            "Costs of the month",
            place="months",
            period=words,
            crumbs=[Crumb("Costs", reverse("months", kwargs=keys))],
            who_else=seeing.who_sees_totals(),
            help="completeness",
        ),
        rows=rows,
        summary=f"{handed_in} of {len(found)} cost returns in, {accepted} of them accepted.",
        measures=measures,
        before=_month_link(seat, agreement, month.plus(-1)),
        after=_month_link(seat, agreement, month.next()),
        begin=reverse("start_return", kwargs={**keys, "month": months.word_of(month)}),
        remind=reverse("remind_party", kwargs={**keys, "month": months.word_of(month)}),
        total=money(sum(one.total for one in found), agreement.terms.currency),
        closing=_closing(seat, agreement, month),
    )


def _closing(seat: Seat, agreement: Agreement, month: Month) -> Link:
    """Return whether a month is closed, and where it is."""
    closed = closed_around(seat.alliance, month_period(month, agreement.calendar))
    words = f"Closed on {date_long(timezone.localtime(closed.closed_at).date())} with its {closed.period}" if closed else "Open: close it"
    if closed is not None and closed.end - closed.first == 1:
        words = f"Closed on {date_long(timezone.localtime(closed.closed_at).date())}"
    if closed is None and not seat.may("periods.close"):
        words = "Open"
    return Link(words, reverse("closing", kwargs={"alliance": seat.alliance.pk, "period": months.word_of(month)}))


def _completeness(seat: Seat, agreement: Agreement, one: Standing, due: date | None, now: datetime) -> Completeness:
    shown, first = one.shown, one.first or one.shown
    status = shown.status if shown else ""
    due = first.due_on or due if first else due
    is_in = one.first is not None
    is_seen = shown is not None and sees(seat, shown)
    newest = one.newer or shown
    may_begin = seat.may("costs.prepare_own", one.party) and (newest is None or newest.status == "returned")
    return Completeness(
        party=one.party.organisation.name,
        status=STATUS_WORDS[status],
        due=due,
        received=(shown.submitted_at or shown.submitted_on) if shown else None,
        late=_lateness(due, first.submitted_at if first else None, first.submitted_on if first else None, now),
        version=f"version {shown.version}" if shown else "",
        lines=one.lines if is_seen else 0,
        total=money(one.total, agreement.terms.currency) if is_in else "",
        queries=one.open_queries,
        open=Link("Open", _return_href(seat, shown), f"the return of {one.party.organisation.name}") if shown and is_seen else None,
        newer=_newer_link(seat, one),
        can_begin=one.party.code if may_begin else "",
        can_remind=one.party.code if seat.may("costs.remind") and not is_in else "",
        reminded=one.reminded_at,  # type: ignore[arg-type]  # an aggregate of moments
    )


def _newer_link(seat: Seat, one: Standing) -> Link | None:
    if one.newer is None or not sees(seat, one.newer):
        return None
    words = "Restatement in draft" if one.newer.status == "draft" else f"Version {one.newer.version}: {STATUS_WORDS[one.newer.status]}"
    return Link(words, _return_href(seat, one.newer), f"of {one.party.organisation.name}")


def _lateness(due: date | None, at: datetime | None, on: date | None, now: datetime) -> str:
    if due is None:
        return ""
    days = ((on or (at or now).date()) - due).days
    if at is None and on is None:
        return f"{days} {'day' if days == 1 else 'days'} late so far" if is_late(due, now) else ""
    return f"{days} {'day' if days == 1 else 'days'} late" if days > 0 else ""


def _month_href(seat: Seat, month: Month) -> str:
    return reverse("month", kwargs={"alliance": seat.alliance.pk, "month": months.word_of(month)})


def _return_href(seat: Seat, one: Return) -> str:
    return reverse("return", kwargs={"alliance": seat.alliance.pk, "of": one.pk})


def _month_link(seat: Seat, agreement: Agreement, month: Month) -> Link | None:
    if not months.first_of(agreement) <= month <= months.last_of(agreement):
        return None
    return Link(months.month_in_words(month, agreement), _month_href(seat, month))
