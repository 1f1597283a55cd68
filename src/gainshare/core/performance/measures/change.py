"""A change between paired scores: the part of people whose score has become better by so much, or the mean change."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.term import ExactNumber, Id
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
from gainshare.core.performance.query import Changed, Condition, HasPair, Pair, People, PersonTotal, Quantity, Window


class Change(Definition):
    """A change between people's first score and their latest one."""

    kind: Literal["change"]
    """`change`."""
    pair: Pair
    """The two scores."""
    population: Id
    """Who it is about."""
    denominator: Condition | None = None
    """Which of them; without it, all who have both scores."""
    excluding: tuple[Exclusion, ...] = ()
    """Who is left out."""
    improved_by: ExactNumber | None = None
    """With it: the part of people whose latest score is above the first by this or more (below zero: is below it by as much).
    Without it: the mean change."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        base = included(self.denominator, self.excluding)
        paired = among(self.population, records, base, HasPair(pair=self.pair))
        notes = {
            "asked": People(among(self.population, records, base)),
            **excluded(self.population, records, self.denominator, self.excluding),
        }
        if self.improved_by is None:
            return {
                "denominator": People(paired),
                "numerator": PersonTotal(paired, self.pair, 1),
                "squares": PersonTotal(paired, self.pair, 2),
                **notes,
            }
        improved = Changed(changed=self.pair, by=self.improved_by)
        return {"denominator": People(paired), "numerator": People(among(self.population, records, base, improved)), **notes}

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        pairs = answers["denominator"]
        notes = (Note("have two scores to compare", pairs, answers["asked"]), *exclusion_notes(answers, self.excluding))
        if self.improved_by is None:
            return Figure(answers["numerator"], pairs, "mean", answers["squares"], notes)
        return Figure(answers["numerator"], pairs, "proportion", notes=notes)
