"""Measures fed by the open book, such as actual cost as a percentage of target: made into observations when a period is assessed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.outturn import BookCells, Select, total
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.core.performance.framework import Framework, measures_of
from gainshare.core.performance.observation import Observation


def observations_from_open_book(
    framework: Framework, cells: BookCells, period: Period, rules: OpenBookRules, currency: Currency
) -> Iterator[Observation]:
    """Yield an observation of the period for every measure that is made from the open book.

    The denominator is the adjusted target of the period's months, the numerator the accepted cost of the same months.
    """
    whole = 10**currency.places
    for _, measure in measures_of(framework):
        if measure.from_open_book is not None:
            chosen = Select(frozenset(period.months()), work_package=measure.work_package or "")
            yield Observation(
                measure=measure.id,
                period=period,
                numerator=Fraction(total(cells.accepted, chosen, rules), whole),
                denominator=Fraction(total(cells.adjusted, chosen, rules), whole),
                origin="made from the open book",
                source=Source("costs.csv"),
            )
