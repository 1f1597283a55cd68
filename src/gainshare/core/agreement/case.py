"""A case: one period to be worked out, with everything it is worked out from, and whether it is ready to be settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.partial import Readable
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.cost_measures import observations_from_open_book
from gainshare.core.commercial.restatement import Settled
from gainshare.core.commercial.settlement import PAYABLE, Kind
from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.period import Month, Period, project_to_date
from gainshare.core.kernel.problem import Problem, Severity
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.checks import BookTerms, missing_returns
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.outturn import BookCells, book_cells
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scorecard import Scorecard

AGREEMENT = "agreement.yaml"
"""The file to which problems with terms point."""


@dataclass(frozen=True)
class Case:
    """One period to be worked out, with everything it is worked out from."""

    agreement: Agreement
    """The agreement."""
    ledger: Ledger
    """The open book."""
    observations: tuple[Observation, ...]
    """The observations known on the day."""
    settled: tuple[Settled, ...]
    """What has been settled before, oldest first."""
    period: Period
    """The period."""
    kind: Kind
    """What the settlement is for."""
    as_of: date | None
    """The day on which figures must have been known."""
    added_up: BookCells | None = None
    """The open book added up, where that is known already; None to add it up from the ledger."""

    @cached_property
    def terms(self) -> Terms:
        """Return the terms in force at the end of the period."""
        return self.parts[-1][1]

    @cached_property
    def parts(self) -> tuple[tuple[Period, Terms], ...]:
        """Return the parts of the period that are judged by different terms; usually one."""
        return self.agreement.parts(self.settled_period, known_on=self.as_of)

    @cached_property
    def settled_period(self) -> Period:
        """Return the period whose costs are settled: by itself, or from the start where the regime is cumulative."""
        settle_terms = self.agreement.in_force(self.period, known_on=self.as_of).regime.settle
        if settle_terms is None or settle_terms.basis == "annual" or self.period.kind in {"project", "project_to_date"}:
            return self.period
        calendar = self.agreement.calendar
        if calendar.project is not None:
            return project_to_date(self.period.last_month, calendar)
        first = Month.of(self.agreement.terms.alliance.starts_on)
        months = self.period.end.index - first.index
        word = f"{first.year}-{first.month:02d} to {self.period.word}"
        return Period(first, self.period.end, "project_to_date", word, max(months, 1))

    @cached_property
    def cells(self) -> BookCells:
        """Return the open book added up."""
        return book_cells(self.ledger, as_of=self.as_of) if self.added_up is None else self.added_up

    def all_observations(self) -> tuple[Observation, ...]:
        """Return the observations handed in, and those made from the open book."""
        terms = self.terms
        made = observations_from_open_book(terms.performance, self.cells, self.period, terms.open_book, terms.currency)
        return (*self.observations, *made)


def book_terms(agreement: Agreement) -> BookTerms:
    """Return what an open book is checked against: whatever the terms allow at any time, as signed or as varied."""
    return book_terms_of(agreement.terms, agreement.latest)


def book_terms_of(signed: Readable, latest: Readable) -> BookTerms:
    """Return what an open book is checked against, from terms as signed and as varied, whole or partial.

    Raises:
        Unsound: a term that is needed could not be read.
    """
    rules = latest.open_book
    if signed.open_book.categories and rules.categories:
        rules = rules.model_copy(update={"categories": _together(signed.open_book.categories, rules.categories, "cost_type", "name")})
    types = _together(signed.open_book.cost_types, rules.cost_types, "id")
    parties = _together(signed.parties, latest.parties, "id")
    packages = _together(signed.work_packages, latest.work_packages, "id")
    return BookTerms(
        first=Month.of(signed.alliance.starts_on),
        last=max(signed.alliance.last_month, latest.alliance.last_month),
        parties=tuple(party.id for party in parties),
        providers=tuple(party.id for party in parties if party.is_provider),
        rules=rules.model_copy(update={"cost_types": types}),
        vat=signed.vat,
        work_packages=tuple(package.id for package in packages),
        currency=signed.currency,
        calendar=signed.months,
    )


T = TypeVar("T")


def _together(signed: Sequence[T], latest: Sequence[T], *names: str) -> tuple[T, ...]:
    """Return the items of both lists, the latest form of each, by the fields that identify them."""
    found = {tuple(getattr(item, name) for name in names): item for item in (*signed, *latest)}
    return tuple(found.values())


def carried_into(settled: Sequence[Settled], period: Period) -> Settled | None:
    """Return the settlement whose carried amounts a year begins with: the last final one of an earlier year, or None."""
    earlier = [one for one in settled if one.kind == "final" and one.period.kind == "year" and one.period.end <= period.first]
    ranked = sorted(earlier, key=lambda one: one.period.first)
    return ranked[-1] if ranked else None


def check_within_term(case: Case) -> tuple[Problem, ...]:
    """Return a problem if no month of a period lies within the alliance's term."""
    terms = book_terms(case.agreement)
    if case.period.end > terms.first and case.period.first <= terms.last:
        return ()
    span = f"{terms.first.year}-{terms.first.month:02d} to {terms.last.year}-{terms.last.month:02d}"
    return (
        Problem("The period is outside the alliance's term.", f"The term runs from {span}.", Source(field="--period"), case.period.word),
    )


def check_returns(case: Case) -> tuple[Problem, ...]:
    """Return, for each provider, the months of the period for which it has no accepted return: errors where money is payable."""
    providers = [party for party in case.terms.parties if party.is_provider]
    members = {(party.id, month) for party in providers for month in case.settled_period.months() if party.is_member(month.last_day)}
    wanted = [party.id for party in providers]
    missing: dict[str, list[str]] = {}
    for party, month in missing_returns(case.ledger, case.settled_period.months(), wanted, as_of=case.as_of):
        if (party, month) in members:
            missing.setdefault(party, []).append(f"{month.year}-{month.month:02d}")
    severity: Severity = "error" if case.kind in PAYABLE else "warning"
    fix = (
        "Have it handed in and accepted, or settle in shadow."
        if case.kind in PAYABLE
        else "Until it is in, the target counts and the cost does not."
    )
    return tuple(
        Problem(f"{party} has no accepted return for {list_in_words(months)}.", fix, Source("submissions.csv"), severity=severity)
        for party, months in missing.items()
    )


def check_ready(case: Case, scorecard: Scorecard) -> tuple[Problem, ...]:
    """Return why a period cannot be settled for payment yet: provisional values, or no rule for a part of a year."""
    problems: list[Problem] = []
    for line in scorecard.lines:
        if case.kind == "final" and line.observation is not None and line.observation.status == "provisional":
            message = f"The value of {line.measure} is provisional."
            problems.append(Problem(message, "Replace it by the final value, or settle in shadow.", line.observation.source))
    settle_terms = case.terms.regime.settle
    if case.period.is_part_year and (settle_terms is None or settle_terms.part_year is None):
        message = f"{case.period.word} is part of a year, and the regime does not say whether pools and caps then count whole or by months."
        problems.append(
            Problem(message, "Add `part_year: whole` or `part_year: by_months`.", Source(AGREEMENT, field="regime/settle/part_year"))
        )
    return tuple(problems)
