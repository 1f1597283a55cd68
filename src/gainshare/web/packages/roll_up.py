"""What the packages of works come to together: target, cost and points of each, in the year so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.assess import Assessment, assess
from gainshare.core.kernel.period import Period, month_number, year_period
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.openbook.outturn import by_work_package, target_cells
from gainshare.core.performance.scorecard import weighted_by_work_package
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs import months
from gainshare.web.costs.book import agreement_of, book_of, registers_of
from gainshare.web.settlements.position import last_whole_month


@dataclass(frozen=True, slots=True)
class PackageSums:
    """What a package comes to; the empty name is for what belongs to none."""

    package: str
    """Its id."""
    target_of_year: int
    """Its adjusted target of the whole year, in minor units."""
    target: int
    """Its adjusted target so far."""
    actual: int
    """Its accepted cost so far."""
    points: Fraction
    """What its measures bring to the overall score."""

    @property
    def variance(self) -> int:
        """Return by how much its cost lies below its target so far."""
        return self.target - self.actual


@dataclass(frozen=True, slots=True)
class RollUp:
    """The packages of an alliance in the year so far."""

    period: Period
    """The year so far, to its last whole month."""
    assessment: Assessment
    """What the figures are taken from."""
    sums: Sequence[PackageSums]
    """Each package in the order of the agreement, then what is in none, if there is anything."""

    @property
    def together(self) -> PackageSums:
        """Return what all come to: the alliance's own figures."""
        return PackageSums(
            "",
            sum(one.target_of_year for one in self.sums),
            sum(one.target for one in self.sums),
            sum(one.actual for one in self.sums),
            sum((one.points for one in self.sums), Fraction(0)),
        )

    def of(self, package: str) -> PackageSums:
        """Return what one package comes to."""
        return next(one for one in self.sums if one.package == package)


def roll_up(alliance: Alliance) -> RollUp | Sequence[Problem]:
    """Return what an alliance's packages come to in the year so far; or everything that is in the way."""
    agreement = agreement_of(alliance)
    book = book_of(alliance, agreement, registers_of(alliance, agreement))
    month = last_whole_month(book, months.month_to_close(agreement, timezone.localdate()))
    year = year_period(month, agreement.calendar)
    period = agreement.period(f"{year.word} to M{month_number(month, agreement.calendar)}")
    try:
        found = assess(agreement, book.ledger, book.observations, (), period, "position", as_of=None)
    except Invalid as invalid:
        return errors(invalid.problems)
    targets = target_cells(book.ledger, adjusted=True, as_of=None)
    of_year = by_work_package(targets, year.months(), found.terms.open_book)
    return RollUp(period, found, _sums(agreement, found, of_year))


def _sums(agreement: Agreement, found: Assessment, of_year: Mapping[str, int]) -> Sequence[PackageSums]:
    outturn = found.outturn
    points = weighted_by_work_package(found.terms.performance, found.scorecard)
    named = [one.id for one in agreement.latest.work_packages]
    there = {*outturn.target_by_work_package, *outturn.actual_by_work_package, *of_year, *points}
    return [
        PackageSums(
            one,
            of_year.get(one, 0),
            outturn.target_by_work_package.get(one, 0),
            outturn.actual_by_work_package.get(one, 0),
            points.get(one, Fraction(0)),
        )
        for one in (*named, *sorted(there - set(named)))
    ]
