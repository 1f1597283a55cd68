"""An agreement: the terms as signed, and the terms in force for any period once its variations are counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from pydantic import ValidationError

from gainshare.core.agreement.terms import Terms
from gainshare.core.agreement.variation import Variation, in_force, split_months, varied
from gainshare.core.commercial.regime import Regime
from gainshare.core.kernel.period import Calendar, Month, Period, parse_period
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.parties.party import Party, members_on, shares_of


@dataclass(frozen=True)
class Agreement:
    """What the parties have agreed: the signed terms, and every variation since."""

    terms: Terms
    """The terms as signed."""
    data: dict[str, Any] = field(repr=False)
    """The same as plain values, to which variations are applied."""

    @property
    def calendar(self) -> Calendar:
        """Return the calendar that period words are read with."""
        return self.terms.months

    @cached_property
    def regime(self) -> Regime:
        """Return the regime as signed, allocated by the shares of the parties on the first day of the term."""
        return resolved_regime(self.terms, self.terms.alliance.starts_on)

    @property
    def parties(self) -> tuple[Party, ...]:
        """Return every party as signed, those of a later or an earlier membership too."""
        return self.terms.parties

    def period(self, word: str) -> Period:
        """Return the period that a word names.

        Raises:
            Fault: it names none.
        """
        return parse_period(word, self.calendar)

    def in_force(self, period: Period, *, known_on: date | None = None) -> Terms:
        """Return the terms by which a period is judged.

        Args:
            period: the period, or a part of one that a variation splits.
            known_on: the day by which a variation must have been agreed to count; None for all.
        """
        chosen = in_force(self.terms.variations, period, known_on=known_on)
        return self._with(chosen)

    def parts(self, period: Period, *, known_on: date | None = None) -> tuple[tuple[Period, Terms], ...]:
        """Return the parts of a period that are judged by different terms, ascending; most periods have one part.

        A part knows of how many months it is a part: of the year (of the project) where the terms count part-years by
        months, otherwise of the period, so that the parts of a period count as one whole.
        """
        cuts = split_months(self.terms.variations, period, known_on=known_on)
        if not cuts:
            return ((period, self.in_force(period, known_on=known_on)),)
        starts, ends = (period.first, *cuts), (*cuts, period.end)
        parts: list[tuple[Period, Terms]] = []
        for start, end in zip(starts, ends, strict=True):
            terms = self.in_force(_part(period, start, end, period.month_count), known_on=known_on)
            by_months = terms.regime.settle is not None and terms.regime.settle.part_year == "by_months"
            parts.append((_part(period, start, end, period.whole_month_count if by_months else period.month_count), terms))
        return tuple(parts)

    @cached_property
    def latest(self) -> Terms:
        """Return the terms with every variation made, whenever it takes effect."""
        return self._with(tuple(sorted(self.terms.variations, key=lambda one: (one.effective_on, one.id))))

    def _with(self, variations: tuple[Variation, ...]) -> Terms:
        """Return the terms with variations made.

        Raises:
            Invalid: some of them make no sense without others that do not hold yet.
        """
        if not variations:
            return self.terms
        names = ", ".join(one.id for one in variations)
        place = Source("agreement.yaml", field="variations")
        try:
            return Terms.model_validate(varied(self.data, variations))
        except Fault as fault:
            raise Invalid([Problem(f"With {names}: {fault.message}", fault.fix, place)]) from None
        except ValidationError:
            fix = "Give the variations dates and `applies` by which they take effect together."
            raise Invalid([Problem(f"With {names}, and without the others, the terms cannot be used.", fix, place)]) from None


def _part(period: Period, start: Month, end: Month, whole: int) -> Period:
    """Return a part of a period; `whole` is of how many months it is a part."""
    last = end.plus(-1)
    word = f"{period.word} from {start.year}-{start.month:02d} to {last.year}-{last.month:02d}"
    of_project = period.kind in {"project", "project_to_date"}
    return Period(start, end, "project_to_date" if of_project else "year_to_date", word, whole)


ROLES: tuple[Literal["owner", "non_owner_participant"], ...] = ("owner", "non_owner_participant")
"""The roles that share gain and pain."""


def resolved_regime(terms: Terms, day: date) -> Regime:
    """Return the regime of some terms, allocated by the shares of the parties that are members on a day."""
    members = members_on(terms.parties, day)
    shares: dict[str, dict[str, Fraction]] = {role: shares_of(members, role) for role in ROLES}
    parties: dict[str, tuple[str, ...]] = {role: tuple(party.id for party in members if role in party.roles) for role in ROLES}
    return terms.regime.with_shares(shares, parties)


def last_day(period: Period) -> date:
    """Return the last day of a period: the day on which its members, their shares and their names are read."""
    return period.end_on - timedelta(days=1)
