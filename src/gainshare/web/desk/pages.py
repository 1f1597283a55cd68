"""What my desk shows: what is due, late, to check and returned to me, alliance by alliance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_short, plural
from gainshare.core.kernel.period import Month, month_period
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.queries import open_proposal, parties_to_approve
from gainshare.web.alliances.access import Seat, alliances_of, seat_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs import months
from gainshare.web.costs.book import agreement_of, book_of, registers_of
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import QUERIED, Return
from gainshare.web.costs.pages import STATUS_WORDS
from gainshare.web.costs.queries import came_back, drafts_of, standings, to_check
from gainshare.web.governance import duty_tasks
from gainshare.web.governance import tasks as governance
from gainshare.web.measures.complete import gaps_in, provisional_years
from gainshare.web.measures.pages import address_of
from gainshare.web.measures.queries import all_observations
from gainshare.web.packages import tasks as packages
from gainshare.web.periods.queries import closed_around
from gainshare.web.proceedings import tasks as proceedings
from gainshare.web.registers.tasks import tasks_of as registers_tasks
from gainshare.web.settlements.models import Settlement
from gainshare.web.settlements.position import missing_in
from gainshare.web.settlements.queries import drafts_and_whom_they_wait_for, refused_of, to_pay, waiting_for
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tasks import Task
from gainshare.web.shared.time import is_late


@dataclass(frozen=True, slots=True)
class AllianceDesk:
    """An alliance on somebody's desk."""

    name: str
    """The alliance."""
    href: str
    """Its page."""
    summary: str
    """Where the month to close stands, in a sentence; empty for those who see no costs."""
    tasks: Sequence[Task]
    """What there is to do."""


@dataclass(frozen=True, slots=True)
class DeskPage:
    """My desk."""

    frame: Frame
    """What stands around it."""
    alliances: Sequence[AllianceDesk]
    """The alliances in which the person has a role."""
    is_site_administrator: bool
    """Whether the person manages the site."""


def desk_page(person: Person, now: datetime) -> DeskPage:
    """Return somebody's desk."""
    seats = [(alliance, seat_of(person, alliance)) for alliance in alliances_of(person)]
    found = tuple(_alliance(alliance, seat, now) for alliance, seat in seats if seat is not None)
    return DeskPage(Frame("My desk", help="desk"), found, person.is_site_administrator)


def _alliance(alliance: Alliance, seat: Seat, now: datetime) -> AllianceDesk:
    agreement = agreement_of(alliance)
    month = months.month_to_close(agreement, now.date())
    words = months.month_in_words(month, agreement)
    summary = ""
    tasks = [*_to_approve(seat), *_mine(seat, agreement, month), *_to_check(seat, agreement), *_measures(seat, agreement, month)]
    tasks += [
        *governance.tasks_of(seat, now),
        *_settlements(seat),
        *proceedings.tasks_of(seat, now),
        *packages.tasks_of(seat),
        *duty_tasks.tasks_of(seat, now),
    ]
    if seat.may("costs.read_totals"):
        parties = months.providers_of(alliance, agreement)
        found = standings(alliance, parties, month)
        handed_in = sum(one.first is not None for one in found)
        summary = f"{words}: {handed_in} of {len(found)} cost returns in."
        place = reverse("month", kwargs={"alliance": alliance.pk, "month": months.word_of(month)})
        due = months.due_date(month, agreement)
        for one in found:
            status = one.shown.status if one.shown else ""
            mine = seat.may("costs.prepare_own", one.party)
            if (status in {"", "draft"} and mine) or (status in {"", "draft", "returned"} and seat.may("costs.remind")):
                task = f"{'Hand in' if mine else 'Awaited:'} the return of {one.party.organisation.name} for {words}"
                tasks.append(Task(task, place, STATUS_WORDS[status], f"Due {date_short(due)}" if due else "", is_late(due, now)))
        tasks += _to_close(seat, agreement, month)
    tasks += registers_tasks(seat, now)
    return AllianceDesk(alliance.name, reverse("alliance", kwargs={"alliance": alliance.pk}), summary, tuple(tasks))


def _settlements(seat: Seat) -> list[Task]:
    """Return the settlements that wait for a word of somebody's parties, what they have to pay, and drafts that a party refuses."""
    tasks = [
        Task(
            f"Approve the settlement of {one.settlement.period} for {one.party.organisation.name}, or say why not",
            _of_settlement(seat, one.settlement),
            "awaiting approval",
            f"Drafted {date_short(timezone.localtime(one.settlement.drafted_at).date())}",
            False,
        )
        for one in waiting_for(seat)
    ]
    tasks += [
        Task(f"Pay {one.payee} by the settlement of {one.settlement.period}", _of_settlement(seat, one.settlement), "due", "", False)
        for one in to_pay(seat)
    ]
    if seat.may("settlements.draft") or seat.may("periods.close"):
        tasks += [
            Task(f"The settlement of {one.period} waits for {waiting}", _of_settlement(seat, one), "awaiting approval", "", False)
            for one, waiting in drafts_and_whom_they_wait_for(seat.alliance)
        ]
        tasks += [
            Task(f"The settlement of {one.period} is not approved by a party", _of_settlement(seat, one), "refused", "", False)
            for one in refused_of(seat.alliance)
        ]
    return tasks


def _of_settlement(seat: Seat, one: Settlement) -> str:
    return reverse("settlement", kwargs={"alliance": seat.alliance.pk, "of": one.pk})


def _to_close(seat: Seat, agreement: Agreement, last: Month) -> list[Task]:
    """Return the last month that is complete and not closed, for whoever closes periods."""
    if not seat.may("periods.close"):
        return []
    book = book_of(seat.alliance, agreement, registers_of(seat.alliance, agreement))
    year = [month for month in months.year_of(last, agreement).months() if months.first_of(agreement) <= month <= last]
    month = max(frozenset(year) - missing_in(book, *year), default=None)
    if month is None or closed_around(seat.alliance, month_period(month, agreement.calendar)) is not None:
        return []
    words = months.month_in_words(month, agreement)
    place = reverse("closing", kwargs={"alliance": seat.alliance.pk, "period": months.word_of(month)})
    return [Task(f"Close {words}: every return is accepted", place, "open", "", False)]


def _to_approve(seat: Seat) -> list[Task]:
    """Return the version of the agreement that waits for the approval of somebody's party."""
    proposal = open_proposal(seat.alliance) if seat.may("agreement.approve_own") else None
    if proposal is None or proposal.proposed_by_id == seat.person.pk:
        return []
    given = set(proposal.approvals.values_list("party", flat=True))
    return [
        Task(
            f"Approve version {proposal.number} of the agreement for {party.organisation.name}",
            reverse("agreement_version", kwargs={"alliance": seat.alliance.pk, "number": proposal.number}),
            "awaiting approval",
            f"Takes effect {date_short(proposal.takes_effect_on)}",
            False,
        )
        for party in parties_to_approve(proposal)
        if party.pk not in given and seat.may("agreement.approve_own", party)
    ]


def _to_check(seat: Seat, agreement: Agreement) -> list[Task]:
    if not seat.may("costs.accept"):
        return []
    return [
        Task(
            f"Check the return of {_which(one, agreement)}",
            reverse("return", kwargs={"alliance": seat.alliance.pk, "of": one.pk}),
            STATUS_WORDS[one.status],
            f"Handed in {date_short(one.submitted_on)}" if one.submitted_on else "",
            False,
        )
        for one in to_check(seat)
    ]


def _measures(seat: Seat, agreement: Agreement, month: Month) -> list[Task]:
    """Return what an analyst has to do: values that are due, and provisional ones of years that have ended."""
    if not seat.may("measures.enter"):
        return []
    observations = all_observations(seat.alliance, agreement)
    place = reverse("measures", kwargs={"alliance": seat.alliance.pk})
    gaps = gaps_in(agreement, observations, month)
    tasks = []
    if gaps.missing:
        words = f"Observations due: {len(gaps.missing)} of {len(gaps.wanted)} measures for {months.month_in_words(month, agreement)}"
        tasks.append(Task(words, place, "missing", "", False))
    for year, count in provisional_years(agreement, observations, month).items():
        tasks.append(
            Task(
                f"Make final: {plural(count, 'provisional value')} of {year.word}",
                f"{place}?year={address_of(year)}",
                "provisional",
                "",
                False,
            )
        )
    return tasks


def _mine(seat: Seat, agreement: Agreement, month: Month) -> list[Task]:
    """Return what came back to somebody's parties, queries that wait for their answer, and drafts of months that are not being closed."""
    own = [party for party in seat.parties if seat.may("costs.prepare_own", party)]
    if not own:
        return []
    queried = [one for one in to_check(seat) if one.status == QUERIED and one.party in own]
    begun = [one for one in drafts_of(seat.alliance, own) if month_of(one.month) != month or one.kind == "change"]
    tasks = [("Answer a query on", one) for one in queried] + [("Put right", one) for one in came_back(seat.alliance, own)]
    tasks += [("Go on with the restatement in" if one.kind == "change" else "Go on with", one) for one in begun]
    return [
        Task(
            f"{what} the return of {_which(one, agreement)}",
            reverse("return", kwargs={"alliance": seat.alliance.pk, "of": one.pk}),
            STATUS_WORDS[one.status],
            "",
            False,
        )
        for what, one in tasks
    ]


def _which(one: Return, agreement: Agreement) -> str:
    """Return whose return it is, and of which month."""
    return f"{one.party.organisation.name} for {months.month_in_words(month_of(one.month), agreement)}"
