"""A judgement against a described scale: the mean score of those who judged."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.term import Id
from gainshare.core.performance.definition import Definition, Figure, Note, RecordsTerms
from gainshare.core.performance.query import Quantity, Rows, Total, Window
from gainshare.core.performance.records import ScaleTerm, Test, Where


class Judgement(Definition):
    """A judgement against a described scale: the mean score of the judgements of the period. Scores off the scale do not count."""

    kind: Literal["judgement"]
    """`judgement`."""
    of: Id
    """The dataset of judgements, whose records are dated."""
    score: str
    """The field that holds the score."""
    where: Where = {}
    """Which of its records."""
    scale: ScaleTerm
    """What each score means, in words."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        on_scale = {**self.where, self.score: Test(one_of=tuple(self.scale))}
        return {
            "numerator": Total(self.of, self.score, on_scale),
            "denominator": Total(self.of, self.score, on_scale, power=0),
            "all": Rows(self.of, self.where),
        }

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        judged = answers["denominator"]
        off = (Note("judgements left out: no score on the scale", answers["all"] - judged),)
        # A mean without its squares has no interval: judgements are no sample of others that might have been made.
        return Figure(answers["numerator"], judged, "mean", notes=off)
