"""A count: one sum or number, divided by fields if that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.performance.amounts import AmountOf, asked_of, blank_notes, in_unit
from gainshare.core.performance.definition import Definition, Figure, RecordsTerms
from gainshare.core.performance.query import Quantity, Window


class Count(Definition):
    """A count: one sum or number, divided by fields if that is asked. It has no denominator and no confidence interval."""

    kind: Literal["count"]
    """`count`."""
    what: AmountOf
    """What is counted or added up."""
    by: tuple[str, ...] = ()
    """Fields of the dataset by whose values the count is divided too (a cube of costs by provider and category)."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        divided = {"by": self.what.quantity(records, self.by)} if self.by else {}
        return {**asked_of(self.what, records, "numerator"), **divided}

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        return Figure(in_unit(self.what, answers["numerator"], window), notes=blank_notes(self.what, answers, "numerator"))
