"""A proportion: of some people, the part who meet a condition."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.term import Id
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
from gainshare.core.performance.query import Condition, People, Quantity, Recorded, Window, both


class Proportion(Definition):
    """A proportion: of some people, the part who meet a condition."""

    kind: Literal["proportion"]
    """`proportion`."""
    population: Id
    """Who it is about."""
    denominator: Condition | None = None
    """Which of them are below the line; without it, all."""
    numerator: Condition
    """Which of those below the line are above it too."""
    excluding: tuple[Exclusion, ...] = ()
    """Who is left out of both."""
    missing: Literal["in_denominator", "left_out"] = "in_denominator"
    """People without a record from which the numerator can be judged: they stay below the line, or are left out."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        base = included(self.denominator, self.excluding)
        judged = Recorded.model_construct(recorded=self.numerator)
        below = both(base, judged) if self.missing == "left_out" else base
        return {
            "numerator": People(among(self.population, records, below, self.numerator)),
            "denominator": People(among(self.population, records, below)),
            "asked": People(among(self.population, records, base)),
            "recorded": People(among(self.population, records, base, judged)),
            **excluded(self.population, records, self.denominator, self.excluding),
        }

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        asked, recorded = answers["asked"], answers["recorded"]
        left_out = (Note("left out: no record to judge by", asked - recorded),) if self.missing == "left_out" else ()
        notes = (Note("have a record to judge by", recorded, asked), *left_out, *exclusion_notes(answers, self.excluding))
        return Figure(answers["numerator"], answers["denominator"], "proportion", notes=notes)
