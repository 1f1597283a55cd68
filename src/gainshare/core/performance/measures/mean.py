"""A mean: of a field over records, or of people's latest score."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Literal

from gainshare.core.kernel.term import Id, Term
from gainshare.core.performance.definition import (
    Definition,
    Exclusion,
    Figure,
    Note,
    RecordsTerms,
    among,
    excluded,
    exclusion_notes,
    included,
)
from gainshare.core.performance.query import Among, Condition, LatestScore, People, PersonTotal, Quantity, Rows, Total, Window, keyed_union
from gainshare.core.performance.records import Days, Where

Power = Literal[0, 1, 2]


class EachRecord(Term):
    """Every record of the period counts with a field."""

    each: Id
    """The dataset, whose records are dated."""
    field: str
    """The field that is averaged."""
    where: Where = {}
    """Which of its records."""

    def quantity(self, whose: Among | None, power: Power) -> Quantity:
        """Return what is asked of the records."""
        return Total(self.each, self.field, self.where, whose, power=power)


class LatestRecord(Term):
    """Every person counts with the latest record."""

    latest: Id
    """The dataset, whose records are dated."""
    field: str
    """The field that is averaged; of several records on one day, the highest counts."""
    where: Where = {}
    """Which of its records."""
    within: Days | None = None
    """How far back a record may lie; without it, any up to the last day of the period."""

    def quantity(self, whose: Among, power: Power) -> Quantity:
        """Return what is asked of the records."""
        return PersonTotal(whose, LatestScore(self.latest, self.field, self.where, self.within), power)


if TYPE_CHECKING:
    Averaged = EachRecord | LatestRecord
else:
    Averaged = keyed_union(EachRecord, LatestRecord, error="averaged")


class Mean(Definition):
    """A mean: of a field over the records of the period, or of people's latest record. Without a population, of every record."""

    kind: Literal["mean"]
    """`mean`."""
    value: Averaged
    """What is averaged."""
    population: Id | None = None
    """Whose; people's latest records need one."""
    denominator: Condition | None = None
    """Which of them; without it, all."""
    excluding: tuple[Exclusion, ...] = ()
    """Who is left out."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        if self.population is None:
            assert isinstance(self.value, EachRecord)
            return self._of_records(self.value, None)
        whose = among(self.population, records, included(self.denominator, self.excluding))
        left_out = partial(excluded, self.population, records, self.denominator, self.excluding)
        if isinstance(self.value, EachRecord):
            return {**self._of_records(self.value, whose), **left_out(of=lambda people: self.value.quantity(people, 0))}
        return {**{name: self.value.quantity(whose, power) for name, power in POWERS.items()}, "asked": People(whose), **left_out()}

    def _of_records(self, value: EachRecord, whose: Among | None) -> Mapping[str, Quantity]:
        powers = {name: value.quantity(whose, power) for name, power in POWERS.items()}
        return {**powers, "asked": Rows(value.each, value.where, whose)}

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        count = answers["denominator"]
        if isinstance(self.value, LatestRecord):
            notes = (Note("have a score", count, answers["asked"]), *exclusion_notes(answers, self.excluding))
        else:
            blank = Note(f"records left out: no “{self.value.field}”", answers["asked"] - count)
            notes = (blank, *exclusion_notes(answers, self.excluding, what="records left out"))
        return Figure(answers["numerator"], count, "mean", answers["squares"], notes)


POWERS: Mapping[str, Power] = {"denominator": 0, "numerator": 1, "squares": 2}
"""What a mean and its interval are made of: how many, their sum, the sum of their squares."""
