"""A ratio of two sums or numbers, such as cost per person or actual ÷ target."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.performance.amounts import AmountOf, asked_of, blank_notes, in_unit
from gainshare.core.performance.definition import Definition, Figure, RecordsTerms
from gainshare.core.performance.query import Quantity, Window


class Ratio(Definition):
    """A ratio of two sums or numbers, such as cost per person or actual ÷ target. It has no confidence interval."""

    kind: Literal["ratio"]
    """`ratio`."""
    numerator: AmountOf
    """Above the line."""
    denominator: AmountOf
    """Below the line."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        return {**asked_of(self.numerator, records, "numerator"), **asked_of(self.denominator, records, "denominator")}

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        above, below = in_unit(self.numerator, answers["numerator"], window), in_unit(self.denominator, answers["denominator"], window)
        notes = (
            *blank_notes(self.numerator, answers, "numerator", before="numerator: "),
            *blank_notes(self.denominator, answers, "denominator", before="denominator: "),
        )
        return Figure(above, below, notes=notes)
