"""Figures of how the parties work together, quarter by quarter, from the record alone: decisions, meetings, returns, actions, disputes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.governance.trust import Journey, MeetingHeld, Put, TrustFigures, journeys, puts_of_record, trust_figures
from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.period import Month, Period, quarter_period
from gainshare.core.kernel.problem import Fault
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.months import due_date, first_of, last_of, providers_of
from gainshare.web.costs.queries import first_handed_in_on
from gainshare.web.governance.models import Decision, Meeting
from gainshare.web.governance.taking import recorded_decisions_of, was_quorate, were_papers_on_time
from gainshare.web.registers.queries import actions_overdue_on

OPEN_DISPUTES: list[Callable[[Alliance, date], int]] = []
"""What says how many disputes were open on a day: the app of disputes, which stands above this one, adds itself."""
AGREED = frozenset({"adopted", "awaiting_ratification", "superseded"})
"""Where a decision stands once it has been agreed."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What the record says of a quarter."""

    period: Period
    """The quarter."""
    last: date
    """Its last day, or today for the one that is running."""
    figures: TrustFigures
    """Its figures."""
    returns_due: int
    """Returns of costs that were due in it."""
    returns_late: int | None
    """Those of them that came late, or are late still; None if the agreement names no day for them."""

    @property
    def is_running(self) -> bool:
        """Return whether it has not ended."""
        return self.last < self.period.end_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Trust:
    """What the record says of every quarter, and what it does not say."""

    quarters: Sequence[Quarter]
    """The quarters, oldest first; none if nothing is on record."""
    not_known: Sequence[str]
    """What cannot be read off the record, in sentences."""


def trust_of(alliance: Alliance, today: date) -> Trust:
    """Return what the record of an alliance says up to a day, from its first decision or meeting on."""
    agreement = agreement_of(alliance)
    made = journeys([*puts_of_record(recorded_decisions_of(alliance)), *_puts_here(alliance)])
    rows = list(Meeting.objects.filter(alliance=alliance, day__lte=today, cancelled_on__isnull=True).prefetch_related("presences"))
    held = [row for row in rows if row.stated_quorum or row.ended_at is not None]
    papers = {row.pk: were_papers_on_time(row) for row in held}
    meetings = [MeetingHeld(row.day, _is_quorate(row), papers[row.pk] is False) for row in held]
    days = [*(one.first_put_on for one in made), *(one.day for one in meetings)]
    if not days:
        return Trust((), ("There are no decisions and no meetings on record yet.",))
    handed_in, problems = _returns(alliance, agreement, today), []
    quarters = []
    for period in _quarters(min(days), today, agreement):
        last = min(period.end_on - timedelta(days=1), today)
        try:
            figures = _figures(alliance, period.start_on, last, made, meetings)
        except Fault as fault:
            problems.append(fault.message)
            figures = _figures(alliance, period.start_on, last, (), meetings)
        due = [is_late for due_on, is_late in handed_in or () if period.start_on <= due_on <= last]
        quarters.append(Quarter(period, last, figures, len(due), None if handed_in is None else sum(due)))
    unknown_papers = sum(found is None for found in papers.values())
    return Trust(quarters, tuple(_not_known(made, unknown_papers, handed_in is None, problems)))


def _is_quorate(row: Meeting) -> bool:
    return row.stated_quorum == "yes" if row.stated_quorum else was_quorate(row)


def _figures(alliance: Alliance, first: date, last: date, made: Sequence[Journey], meetings: Sequence[MeetingHeld]) -> TrustFigures:
    return trust_figures(
        first=first,
        last=last,
        journeys=made,
        meetings=meetings,
        actions_overdue=actions_overdue_on(alliance, last),
        disputes_open=sum(ask(alliance, last) for ask in OPEN_DISPUTES),
    )


def _puts_here(alliance: Alliance) -> Iterator[Put]:
    """Yield the decisions that were put here, once the parties were asked."""
    for row in Decision.objects.filter(alliance=alliance).prefetch_related("rounds"):
        opened = [one.opened_on for one in row.rounds.all() if one.opened_on is not None]
        if opened:
            agreed_on = row.decided_on if row.standing in AGREED else None
            yield Put(row.reference, min(opened), agreed_on, len(opened), row.takes_up)


def _quarters(first: date, today: date, agreement: Agreement) -> Iterator[Period]:
    period = quarter_period(Month.of(first), agreement.calendar)
    while period.start_on <= today:
        yield period
        period = quarter_period(period.end, agreement.calendar)


def _returns(alliance: Alliance, agreement: Agreement, today: date) -> list[tuple[date, bool]] | None:
    """Return for every return that was due by a day when it was due and whether it came late; None if no day is agreed."""
    handed_in = first_handed_in_on(alliance)
    parties = providers_of(alliance, agreement)
    month, last = first_of(agreement), min(last_of(agreement), Month.of(today))
    found: list[tuple[date, bool]] = []
    while month <= last:
        due_on = due_date(month, agreement)
        if due_on is None:
            return None
        if due_on < today:
            found += [(due_on, handed_in.get((party.pk, month.index), date.max) > due_on) for party in parties]
        month = month.next()
    return found


def _not_known(made: Sequence[Journey], papers: int, has_no_day: bool, problems: Sequence[str]) -> Iterator[str]:
    yield "A decision of the record that names no earlier one counts as one round: rounds before it was put are not on record."
    yield "A decision agreed in the meeting at which it was first put took no working days: when it was first thought of is not known."
    if waiting := sum(one.agreed_on is None for one in made):
        yield f"{plural(waiting, 'proposal has', many='proposals have')} not been agreed, and {'is' if waiting == 1 else 'are'} in no mean."
    if papers:
        yield f"Of {plural(papers, 'meeting')} it is not known whether the papers were in time; none of them counts as late."
    if has_no_day:
        yield "The agreement names no day by which returns are due, so none is late."
    yield from dict.fromkeys(problems)
