"""Where the alliance is heading: the year settled at its forecast outturn, with whatever is not handed in yet taken at its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case
from gainshare.core.agreement.settling import settle_case
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.restatement import Settled
from gainshare.core.commercial.settlement import PartyShare, Settlement
from gainshare.core.kernel.period import Month, Period, project_period, project_to_date, year_period, year_to_date
from gainshare.core.kernel.problem import Invalid, errors
from gainshare.core.openbook.entry import Fact, Ledger
from gainshare.core.openbook.outturn import BookCells, Cell, Cells, Select, actual_cells, target_cells, total, with_adjustments, with_total
from gainshare.core.openbook.submission import counting_submissions
from gainshare.core.performance.observation import Observation, known_at
from gainshare.core.performance.scorecard import score_period


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the alliance stands, and where it is heading if what is to come costs its target. Amounts are minor units."""

    to_date: Period
    """The year, or the project, up to the month looked at."""
    target_to_date: int
    """Its adjusted target."""
    actual_to_date: int
    """The cost handed in for it, accepted or not."""
    not_handed_in: int
    """The target of those of its returns that are not in; they are taken to come to it."""
    missing: tuple[tuple[str, Month], ...]
    """The party and month of each of those returns."""
    overall: Fraction
    """The overall score so far, by which the forecast is settled."""
    settlement: Settlement
    """The whole year, or the whole project, settled at its forecast: indicative, with its workings."""

    @property
    def variance_to_date(self) -> int:
        """Return target less cost so far, what is not in at its target; positive is an under-run."""
        return self.target_to_date - self.actual_to_date - self.not_handed_in

    @property
    def target(self) -> int:
        """Return the adjusted target of the whole."""
        return self.settlement.target

    @property
    def forecast(self) -> int:
        """Return the forecast outturn by the remaining target: cost handed in, and the target of whatever is not in."""
        return self.settlement.actual

    @property
    def variance(self) -> int:
        """Return target less forecast of the whole; positive is an under-run."""
        return self.settlement.variance

    def shares_of(self, party: str) -> tuple[PartyShare, ...]:
        """Return what a party would gain or bear at the forecast, on each side it stands on; empty if it shares nothing."""
        return tuple(share for share in self.settlement.shares if share.party == party)

    def share_of(self, party: str) -> int:
        """Return what a party would gain (+) or bear (−) at the forecast, all together."""
        return sum(share.total for share in self.shares_of(party))


def outlook_of(
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    month: Month,
    *,
    as_of: date | None,
    outturn: int | None = None,
) -> Outlook:
    """Return where the alliance stands at the end of a month, and where it is heading.

    Everything that has been handed in counts, accepted or not. The year is settled with the score of its months so far; a fact
    that is recorded for them alone holds for the year.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book.
        observations: the measures' values.
        settled: what has been settled before.
        month: the month.
        as_of: the day on which things must have been known; None for whatever is on file.
        outturn: what the whole is taken to come to, in minor units, spread over the parties; None for its forecast.

    Raises:
        Invalid: the year cannot be settled; every reason is listed.
    """
    whole, to_date = whole_and_to_date(agreement, month)
    case = Case(agreement, ledger, known_at(observations, as_of), tuple(settled), whole, "position", as_of)
    terms = case.terms
    missing = missing_returns_of(ledger, terms, to_date, as_of)
    original = target_cells(ledger, adjusted=False, as_of=as_of)
    target = with_adjustments(original, ledger, as_of=as_of)
    handed_in = {cell: amount for cell, amount in actual_cells(ledger, standing="submitted", as_of=as_of).items() if cell.month <= month}
    to_come = _at_target(target, case.settled_period, handed_in, month, missing=missing)
    expected = _together(handed_in, to_come)
    if outturn is not None:
        expected = with_total(expected, Select(frozenset(case.settled_period.months())), terms.open_book, outturn)
    case = replace(
        case,
        ledger=replace(ledger, submissions=(), entries=(), facts=(*ledger.facts, *_facts_for(ledger.facts, to_date, whole))),
        added_up=BookCells(original=original, adjusted=target, accepted=expected, submitted=expected),
    )
    case_to_date = replace(case, period=to_date)
    scorecard = score_period(case_to_date.terms.performance, case_to_date.all_observations(), to_date)
    if found := errors(scorecard.problems):
        raise Invalid(found)
    settlement = settle_case(case, scorecard, scorecard.overall)
    months = Select(frozenset(to_date.months()))
    rules = terms.open_book
    return Outlook(
        to_date=to_date,
        target_to_date=total(target, months, rules),
        actual_to_date=total(handed_in, months, rules),
        not_handed_in=total(to_come, months, rules),
        missing=missing,
        overall=scorecard.overall,
        settlement=settlement,
    )


def whole_and_to_date(agreement: Agreement, month: Month) -> tuple[Period, Period]:
    """Return the whole that a month belongs to, and that whole up to the month: the project's if there is one with this month in it."""
    calendar = agreement.calendar
    if calendar.project is not None and calendar.project[0] <= month <= calendar.project[1]:
        return project_period(calendar), project_to_date(month, calendar)
    return year_period(month, calendar), year_to_date(month, calendar)


def missing_returns_of(ledger: Ledger, terms: Terms, to_date: Period, as_of: date | None) -> tuple[tuple[str, Month], ...]:
    """Return the returns that are not in, by month and then in the order of the parties."""
    there = _handed_in(ledger, as_of)
    providers = [party for party in terms.parties if party.is_provider]
    return tuple(
        (party.id, month)
        for month in to_date.months()
        for party in providers
        if party.is_member(month.last_day) and (party.id, month) not in there
    )


def _handed_in(ledger: Ledger, as_of: date | None) -> frozenset[tuple[str, Month]]:
    counting = counting_submissions(ledger.submissions, standing="submitted", as_of=as_of)
    alone = ((entry.party, entry.month) for entry in ledger.entries if not entry.submission)
    return frozenset({*((one.party, one.month) for one in counting), *alone})


def _at_target(target: Cells, period: Period, handed_in: Cells, month: Month, *, missing: Sequence[tuple[str, Month]]) -> Cells:
    """Return the target as cost, for the months to come and for the returns that are missing."""
    there = {(cell.party, cell.month) for cell in handed_in}
    absent = frozenset(missing)
    return {
        cell: amount
        for cell, amount in target.items()
        if cell.month in period
        and (cell.month > month or (cell.party, cell.month) in absent)
        and not (cell.month <= month and (cell.party, cell.month) in there)
    }


def _together(handed_in: Cells, to_come: Cells) -> dict[Cell, int]:
    sums = dict(handed_in)
    for cell, amount in to_come.items():
        sums[cell] = sums.get(cell, 0) + amount
    return sums


def _facts_for(facts: Sequence[Fact], to_date: Period, whole: Period) -> tuple[Fact, ...]:
    """Return the facts recorded for the months so far as facts of the whole, unless the whole has its own."""
    own = {fact.name for fact in facts if fact.period == whole.word}
    return tuple(replace(fact, period=whole.word) for fact in facts if fact.period == to_date.word and fact.name not in own)
