"""Who is doing what: every alliance in which somebody has a role, side by side, narrowed and sorted by the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.timeline import LifeStage, NextDate, life_stage, next_date
from gainshare.core.kernel.formats import date_short, favourable, list_in_words, money, plural
from gainshare.core.kernel.period import month_number
from gainshare.core.kernel.problem import Invalid
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.queries import newest_versions
from gainshare.web.alliances.access import Seat, seats_of
from gainshare.web.costs import months
from gainshare.web.costs.book import Book, books_of
from gainshare.web.costs.effect import outlook_at
from gainshare.web.desk.forms import STAGES, PortfolioFilter
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link

ON_A_PAGE = 20
"""Alliances on a page."""
NOT_SHOWN, NOT_YET, NOT_STATED = "Not shown to your role", "Nothing yet", "Not stated"
"""What stands where a position is not for somebody's role, where there is none, and where the agreement does not say."""
WHO_ELSE = "Only you see this list: it holds the alliances in which you have a role, and of each what your role may see."
MOST_SERVICES = 2
"""How many services are named where an agreement does not name its service area."""
NEXT_WORDS: Mapping[str, str] = {
    "start": "the term begins",
    "end": "the term ends",
    "notice_of_extension": "last day for notice of an extension",
}
"""What happens on a next date."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An alliance of the portfolio."""

    seat: Seat
    """Who looks at it, and where."""
    agreement: Agreement | None
    """The agreement in force, or the last one proposed; None before there is any."""
    stage: LifeStage
    """Where it stands in its life."""
    is_begun: bool
    """Whether every party has approved its agreement, and its first day has come."""
    next: NextDate | None
    """Which date comes next."""
    areas: Sequence[str]
    """Its service area; where its agreement names none, the services of its contracts."""
    owners: Sequence[str]
    """The names of its owners."""
    providers: Sequence[str]
    """The names of those that hand in costs."""

    @property
    def area(self) -> str:
        """Return its service area, or the first of its services; empty if nothing is said of them."""
        more = [f"{len(self.areas) - MOST_SERVICES} more"] if len(self.areas) > MOST_SERVICES else []
        return "; ".join([*self.areas[:MOST_SERVICES], *more])

    @property
    def ends_on(self) -> date:
        """Return the last day of its term."""
        return date.max if self.agreement is None else self.agreement.latest.alliance.last_month.last_day

    @property
    def searched(self) -> str:
        """Return everything that a search looks in."""
        said: list[str] = []
        if self.agreement is not None:
            latest = self.agreement.latest
            said = [latest.alliance.vision, *self.areas, *(contract.services for contract in latest.service_contracts)]
        return "\n".join(
            (self.seat.alliance.name, self.seat.alliance.reference, self.area, *self.owners, *self.providers, *said)
        ).casefold()


SORTS: Mapping[str, Callable[[Entry], Any]] = {
    "name": lambda one: one.seat.alliance.name.casefold(),
    "area": lambda one: (not one.area, one.area.casefold()),
    "stage": lambda one: [stage for stage, _ in STAGES].index(one.stage),
    "term": lambda one: one.ends_on,
    "next": lambda one: one.next.on if one.next else date.max,
}
"""What the list can be sorted by, by its name in the address."""


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """The portfolio."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """The filters."""
    is_filtered: bool
    """Whether any filter is set."""
    summary: str
    """How many alliances there are, by stage."""
    found: Page[Entry]
    """The page of the list."""
    columns: Sequence[Column]
    """The columns, with where to sort by them."""
    rows: Sequence[Sequence[object]]
    """What is on the page."""
    query: str
    """The filters and the order as they stand in the address."""


def portfolio_page(person: Person, asked: QueryDict, today: date) -> PortfolioPage:
    """Return somebody's portfolio.

    Args:
        person: who looks at it.
        asked: the query of the address: filters, order and page.
        today: the day on which it is asked.
    """
    entries = entries_of(seats_of(person), today)
    form = PortfolioFilter(
        asked,
        auto_id="filter-%s",
        areas=[area for one in entries for area in one.areas],
        owners=[name for one in entries for name in one.owners],
        providers=[name for one in entries for name in one.providers],
    )
    passing = [one for one in entries if _passes(one, form.cleaned_data)] if form.is_valid() else []
    order = asked.get("sort", "")
    by = order.removeprefix("-") if order.removeprefix("-") in SORTS else "name"
    passing.sort(key=SORTS["name"])
    passing.sort(key=SORTS[by], reverse=order.startswith("-"))
    found = Paginator(passing, ON_A_PAGE).get_page(asked.get("page"))
    on_it = list(found.object_list)
    books = books_of({one.seat.alliance: one.agreement for one in on_it if one.agreement is not None and _has_position(one)})
    kept = {name: asked.get(name, "").strip() for name in (*PortfolioFilter.base_fields, "sort")}
    query = {name: value for name, value in kept.items() if value}
    return PortfolioPage(
        frame=Frame("Who is doing what", crumbs=[Crumb("My desk", reverse("desk"))], who_else=WHO_ELSE, help="portfolio"),
        form=form,
        is_filtered=any(name != "sort" for name in query),
        summary=_summary(entries),
        found=found,
        columns=_columns(query, by, is_descending=order.startswith("-")),
        rows=[_row(one, books.get(one.seat.alliance.pk), today) for one in on_it],
        query=urlencode(query),
    )


def entries_of(seats: Sequence[Seat], today: date) -> list[Entry]:
    """Return the alliances of some seats as the portfolio tells them."""
    versions = newest_versions([seat.alliance for seat in seats], today)
    found: list[Entry] = []
    for seat in seats:
        version = versions.get(seat.alliance.pk)
        if version is None:
            found.append(Entry(seat, None, "informal", False, None, (), (), ()))
            continue
        agreement = agreement_in(version)
        latest = agreement.latest
        members = [party for party in latest.parties if party.is_member(max(today, latest.alliance.starts_on))] or latest.parties
        found.append(
            Entry(
                seat,
                agreement,
                life_stage(latest, today, is_approved=version.approved_at is not None),
                version.approved_at is not None and latest.alliance.starts_on <= today,
                next_date(latest, today),
                _areas(agreement),
                tuple(party.name for party in members if "owner" in party.roles),
                tuple(party.name for party in members if party.is_provider),
            )
        )
    return found


def _areas(agreement: Agreement) -> tuple[str, ...]:
    """Return what an alliance is about: its service area, or else the services of its contracts."""
    latest = agreement.latest
    if latest.alliance.service_area:
        return (latest.alliance.service_area,)
    return tuple(dict.fromkeys(contract.services for contract in latest.service_contracts if contract.services))


def _passes(one: Entry, chosen: Mapping[str, str]) -> bool:
    return (
        (not chosen["search"] or all(word in one.searched for word in chosen["search"].casefold().split()))
        and (not chosen["area"] or chosen["area"] in one.areas)
        and (not chosen["owner"] or chosen["owner"] in one.owners)
        and (not chosen["provider"] or chosen["provider"] in one.providers)
        and chosen["stage"] in {"", one.stage}
    )


def _summary(entries: Sequence[Entry]) -> str:
    """Return how many alliances there are at each stage."""
    counts = [(words.lower(), sum(one.stage == stage for one in entries)) for stage, words in STAGES]
    said = list_in_words([f"{count} {words}" for words, count in counts if count])
    return f"You have a role in {plural(len(entries), 'alliance')}: {said}." if entries else ""


def _columns(query: Mapping[str, str], by: str, *, is_descending: bool) -> list[Column]:
    """Return the columns; the heading of one that the list is sorted by turns the order round."""

    def column(text: str, sort: str) -> Column:
        turns = sort == by and not is_descending
        href = "?" + urlencode({**query, "sort": f"-{sort}" if turns else sort})
        direction = ("descending" if is_descending else "ascending") if sort == by else ""
        return Column(text, href=href, sorted=direction)

    return [
        column("Alliance", "name"),
        column("Service area", "area"),
        column("Stage", "stage"),
        Column("Owners"),
        Column("Providers"),
        column("Term", "term"),
        Column("Position"),
        column("Next date", "next"),
    ]


def _row(one: Entry, book: Book | None, today: date) -> Sequence[object]:
    alliance = one.seat.alliance
    return (
        Link(alliance.name, reverse("alliance", kwargs={"alliance": alliance.pk})),
        one.area or NOT_STATED,
        dict(STAGES)[one.stage],
        list_in_words(one.owners) or NOT_STATED,
        list_in_words(one.providers) or NOT_STATED,
        _term(one),
        _position(one, book, today),
        _next(one),
    )


def _term(one: Entry) -> str:
    if one.agreement is None:
        return NOT_STATED
    return f"{date_short(one.agreement.latest.alliance.starts_on)} to {date_short(one.ends_on)}"


def _has_position(one: Entry) -> bool:
    """Return whether somebody may know where an alliance stands, and it stands somewhere."""
    return one.is_begun and one.seat.may("settlements.read")


def _position(one: Entry, book: Book | None, today: date) -> str:
    """Return the variance to date in words, what is not in at its target."""
    if not one.seat.may("settlements.read"):
        return NOT_SHOWN
    if book is None:
        return NOT_YET
    agreement = book.agreement
    month = months.month_to_close(agreement, today)
    try:
        outlook = outlook_at(book, month)
    except Invalid:
        return "Cannot be worked out yet"
    if not outlook.actual_to_date:
        return f"No cost of {months.year_of(month, agreement).word} is in"
    variance = outlook.variance_to_date
    said = f"{money(abs(variance), agreement.terms.currency)} {favourable(variance)}" if variance else "On target"
    return f"{said}, to M{month_number(month, agreement.calendar)} {months.year_of(month, agreement).word}"


def _next(one: Entry) -> str:
    if one.next is None:
        return "None"
    if one.next.month is not None and one.agreement is not None:
        month = one.next.month
        what = f"returns of M{month_number(month, one.agreement.calendar)} {months.year_of(month, one.agreement).word} are due"
    else:
        what = NEXT_WORDS[one.next.kind]
    return f"{date_short(one.next.on)}: {what}"
