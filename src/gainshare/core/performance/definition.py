"""What every kind of measure has in common: its place among the records, what it asks of them, and the figure that comes of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from gainshare.core.kernel.term import Id, Term, Words
from gainshare.core.performance.query import Among, AnyCondition, Condition, People, Quantity, Window, both, neither
from gainshare.core.performance.records import Conversion, Counted, Dataset, MembershipTerm

DAYS_PER_YEAR = Fraction(36_525, 100)
"""A year with its part of a leap day."""
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
"""30.4375: a month of average length, by which person-months of more than one month are counted."""
Time = Literal["person_days", "person_months", "person_years"]
"""The unit of time at risk."""


class Population(Term):
    """Who a measure is about: the members by some records, and what else must hold for them."""

    members: Annotated[tuple[MembershipTerm, ...], Field(min_length=1)]
    """The records that make a person a member while they last: any of these (resident or registered)."""
    also: Condition | None = None
    """What must hold besides, on the last day of the period (a need, an assessment)."""
    counted: Counted = "on_last_day"
    """Who is counted for a period; time at risk is always that of everyone who was a member on any day."""


class RecordsTerms(Term):
    """The records that measures are made from."""

    datasets: dict[Id, Dataset]
    """The tables of records."""
    populations: dict[Id, Population] = {}
    """Who measures are about."""
    conversions: dict[Id, Conversion] = {}
    """Tables that turn a recorded score into the one that is used."""


class Exclusion(Term):
    """People who are left out of numerator and denominator."""

    when: Condition
    """Who."""
    why: Words
    """Why they are left out."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about the records behind a figure."""

    text: str
    """What it is, in words, without the count."""
    count: Fraction
    """How many."""
    of: Fraction | None = None
    """Of how many, if it is a part of something."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure comes to in a window, before it is multiplied by `per`."""

    numerator: Fraction
    """The count or sum above the line."""
    denominator: Fraction | None = None
    """The count or sum below the line; None for a measure that is one count."""
    interval: Literal["proportion", "rate", "mean"] | None = None
    """How its confidence interval is made; None if it has none. The numerator of a mean is a sum of scores, and counts nobody."""
    squares: Fraction | None = None
    """For a mean: the sum of the squares of what is averaged; None if it has no interval."""
    notes: tuple[Note, ...] = ()
    """What to know about its records."""


class Definition(Term):
    """How a measure is made from records."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records, each under a name."""
        raise NotImplementedError

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to.

        Args:
            answers: the answer to each quantity, by its name.
            window: the window that they are for.
        """
        raise NotImplementedError


def among(population: str, records: RecordsTerms, *conditions: AnyCondition | None) -> Among:
    """Return the members of a population who meet its own condition and the ones given."""
    return Among(population, both(records.populations[population].also, *conditions))


def included(conditions: AnyCondition | None, excluding: tuple[Exclusion, ...]) -> AnyCondition | None:
    """Return the condition of those who meet one and are not excluded."""
    return both(conditions, neither([exclusion.when for exclusion in excluding]))


def excluded(
    population: str,
    records: RecordsTerms,
    condition: AnyCondition | None,
    excluding: tuple[Exclusion, ...],
    *,
    of: Callable[[Among], Quantity] = People,
) -> dict[str, Quantity]:
    """Return how much each exclusion leaves out, by its number: `excluded.0`.

    Args:
        population: who the measure is about.
        records: the records.
        condition: which of them.
        excluding: the exclusions.
        of: what is asked of the people left out: how many are counted, unless it is their time or their records that count.
    """
    return {f"excluded.{index}": of(among(population, records, condition, exclusion.when)) for index, exclusion in enumerate(excluding)}


def exclusion_notes(answers: Mapping[str, Fraction], excluding: tuple[Exclusion, ...], *, what: str = "left out") -> tuple[Note, ...]:
    """Return a note of what was left out, by reason."""
    return tuple(Note(f"{what}: {exclusion.why}", answers[f"excluded.{index}"]) for index, exclusion in enumerate(excluding))


def time_at_risk(person_days: Fraction, unit: Time, window: Window) -> Fraction:
    """Return person-days in another unit.

    Person-months of one month are the days divided by the days of that month; of a longer time, by 30.4375.
    """
    if unit == "person_days":
        return person_days
    if unit == "person_years":
        return person_days / DAYS_PER_YEAR
    return person_days / (window.days if window.first == window.last else DAYS_PER_MONTH)
