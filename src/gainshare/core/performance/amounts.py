"""The figures that a ratio or a count is made of: a sum, a number of records or of people, time at risk."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from gainshare.core.kernel.term import Id, Term
from gainshare.core.performance.definition import Note, RecordsTerms, Time, among, time_at_risk
from gainshare.core.performance.query import Condition, People, PersonDays, Quantity, Rows, Total, Window, keyed_union
from gainshare.core.performance.records import Where


class SumOf(Term):
    """The sum of a field over the records of the period."""

    sum: str
    """The field."""
    of: Id
    """The dataset, whose records are dated."""
    where: Where = {}
    """Which of its records."""
    population: Id | None = None
    """Only records of its members, dated on a day of their membership; without it, every record."""
    when: Condition | None = None
    """Which members."""

    def quantity(self, records: RecordsTerms, by: tuple[str, ...] = ()) -> Quantity:
        """Return what is asked of the records."""
        whose = among(self.population, records, self.when) if self.population is not None else None
        return Total(self.of, self.sum, self.where, whose, by)


class RowsOf(Term):
    """The number of records of the period."""

    rows: Id
    """The dataset, whose records are dated."""
    where: Where = {}
    """Which of its records."""
    once_per: Literal["record", "person_day", "person"] = "record"
    """Whether each record counts, or each person once a day, or each person once in the period."""
    population: Id | None = None
    """Only records of its members, dated on a day of their membership; without it, every record."""
    when: Condition | None = None
    """Which members."""

    def quantity(self, records: RecordsTerms, by: tuple[str, ...] = ()) -> Quantity:
        """Return what is asked of the records."""
        whose = among(self.population, records, self.when) if self.population is not None else None
        return Rows(self.rows, self.where, whose, self.once_per, by)


class PeopleIn(Term):
    """The number of people in a population."""

    people: Id
    """The population."""
    when: Condition | None = None
    """Which of its members."""

    def quantity(self, records: RecordsTerms, by: tuple[str, ...] = ()) -> Quantity:
        """Return what is asked of the records."""
        return People(among(self.people, records, self.when))


class TimeIn(Term):
    """The time at risk of a population."""

    time: Time
    """Its unit."""
    of: Id
    """The population."""
    when: Condition | None = None
    """Which of its members."""

    def quantity(self, records: RecordsTerms, by: tuple[str, ...] = ()) -> Quantity:
        """Return what is asked of the records."""
        return PersonDays(among(self.of, records, self.when))


if TYPE_CHECKING:
    AmountOf = SumOf | RowsOf | PeopleIn | TimeIn
else:
    AmountOf = keyed_union(SumOf, RowsOf, PeopleIn, TimeIn, error="amount_of_records")
"""A figure made from records, as it is written."""


def asked_of(amount: AmountOf, records: RecordsTerms, name: str) -> Mapping[str, Quantity]:
    """Return what is asked for an amount, under its name; for a sum, also how many records there are and how many have it."""
    asked = {name: amount.quantity(records)}
    if not isinstance(amount, SumOf):
        return asked
    whose = among(amount.population, records, amount.when) if amount.population is not None else None
    filled = Total(amount.of, amount.sum, amount.where, whose, power=0)
    return {**asked, f"{name}.rows": Rows(amount.of, amount.where, whose), f"{name}.filled": filled}


def blank_notes(amount: AmountOf, answers: Mapping[str, Fraction], name: str, *, before: str = "") -> tuple[Note, ...]:
    """Return a note of the records that have nothing to add to a sum."""
    if not isinstance(amount, SumOf):
        return ()
    text = f"{before}records of “{amount.of}” without “{amount.sum}”, which add nothing"
    return (Note(text, answers[f"{name}.rows"] - answers[f"{name}.filled"]),)


def in_unit(amount: AmountOf, answer: Fraction, window: Window) -> Fraction:
    """Return an answer in the amount's own unit: person-days as person-months, if that is asked."""
    return time_at_risk(answer, amount.time, window) if isinstance(amount, TimeIn) else answer
