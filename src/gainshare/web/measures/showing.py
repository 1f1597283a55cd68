"""Values of measures in words, as somebody may see them: figures, or `[c]` in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from gainshare.core.kernel.formats import exact_text, fraction_text, number
from gainshare.core.performance.definition import Figure
from gainshare.core.performance.disclosure import CONFIDENTIAL, SYMBOLS
from gainshare.core.performance.framework import Measure
from gainshare.core.performance.interval_of_figure import interval_of
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.measures.rate import Rate
from gainshare.core.performance.observation import Observation
from gainshare.web.measures.checking import history_of

PLACES = 2
"""Decimals of a value on a page; the counts beside it are exact."""
LEVEL = Fraction(95, 100)
"""The confidence level of intervals."""
NO_INTERVAL = "None"
"""What stands in place of an interval where there is none."""
NO_VALUE = "No value: the denominator is 0"
"""What stands in place of a value that nothing can be divided into."""
NO_COUNT = "None given"
"""What stands in place of a count where only a value was given."""
WHO_ELSE = "Everybody in the alliance can see this page. Small numbers are seen by the analyst and the alliance manager alone."
SMALL = f"{CONFIDENTIAL} stands for {SYMBOLS[CONFIDENTIAL]}. The analyst and the alliance manager see it."


@dataclass(frozen=True, slots=True)
class Figures:
    """What a value says."""

    numerator: str
    """The count above the line."""
    denominator: str
    """The count below the line."""
    value: str
    """The value, without its unit."""
    interval: str
    """Its confidence interval."""


def figures_in_words(one: Observation, measure: Measure, *, is_hidden: bool) -> Figures:
    """Return what a value says to somebody.

    Args:
        one: the value.
        measure: its measure.
        is_hidden: whether they see `[c]` in its place.
    """
    if is_hidden:
        return Figures(CONFIDENTIAL, CONFIDENTIAL, CONFIDENTIAL, CONFIDENTIAL)
    numerator, denominator = (NO_COUNT if count is None else fraction_text(count) for count in (one.numerator, one.denominator))
    value = one.value(measure)
    return Figures(numerator, denominator, NO_VALUE if value is None else number(value, PLACES), _interval(one, measure))


def file_cells(one: Observation, measure: Measure, *, is_hidden: bool) -> tuple[object, object, object]:
    """Return the counts and the value of an observation as a file holds them: exact, or `[c]`."""
    if is_hidden:
        return CONFIDENTIAL, CONFIDENTIAL, CONFIDENTIAL
    return _cell(one.numerator), _cell(one.denominator), _cell(one.value(measure))


def _cell(value: Fraction | None) -> object:
    text = "" if value is None else exact_text(value)
    return None if value is None else value if "/" in text else Decimal(text)


def value_in_words(value: Fraction | None, measure: Measure) -> str:
    """Return a value with its unit: `24.67 %`."""
    if value is None:
        return NO_VALUE
    return f"{number(value, PLACES)}{'' if measure.unit == '%' else ' '}{measure.unit}"


def standing(observations: Sequence[Observation], measure: str) -> list[Observation]:
    """Return the values of a measure that stand, the latest period first, and of those that end together the shortest."""
    found = [history[-1] for history in history_of([one for one in observations if one.measure == measure]).values()]
    return sorted(found, key=lambda one: (-one.period.end.index, one.period.month_count))


def _interval(one: Observation, measure: Measure) -> str:
    kind: Literal["proportion", "rate"] | None = (
        "proportion" if isinstance(measure.definition, Proportion) else "rate" if isinstance(measure.definition, Rate) else None
    )
    if kind is None or one.numerator is None or not one.denominator or one.numerator.denominator != 1:
        return NO_INTERVAL
    if kind == "proportion" and (one.denominator.denominator != 1 or one.numerator > one.denominator):
        return NO_INTERVAL
    return _ends(Figure(one.numerator, one.denominator, kind), measure.per)


@lru_cache(maxsize=4096)
def _ends(figure: Figure, per: Fraction) -> str:
    lower, upper, _ = interval_of(figure, per, LEVEL)
    if lower is None or upper is None:
        return NO_INTERVAL
    return f"{number(Fraction(lower), PLACES)} to {number(Fraction(upper), PLACES)}"
