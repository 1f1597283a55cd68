"""Tests of fields as expressions on frames; each is true or false, never unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import and_
from typing import TYPE_CHECKING, Any

from gainshare.core.performance.records import NUMBER_PLACES, Dataset, FieldType, Test
from gainshare.engines.base import MOST

if TYPE_CHECKING:
    import narwhals as nw

UNIX_DAY = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Return how many days a day lies after 1 January 1970."""
    return day.toordinal() - UNIX_DAY


def meets(where: Mapping[str, Test], dataset: Dataset) -> nw.Expr:
    """Return whether a record meets the test of every field."""
    if not where:
        return always(f"u_{dataset.columns[0]}")
    return reduce(and_, (_meets(name, test, dataset) for name, test in where.items()))


def always(column: str) -> nw.Expr:
    """Return what is true of every row, said of a column: a bare truth value would be no expression of a row."""
    import narwhals as nw

    return nw.col(column).is_null() | ~nw.col(column).is_null()


def count_of(where: Mapping[str, Test], dataset: Dataset) -> nw.Expr:
    """Return how many records meet the tests."""
    import narwhals as nw

    return nw.when(meets(where, dataset)).then(1).count() if where else nw.len()


def _meets(name: str, test: Test, dataset: Dataset) -> nw.Expr:
    import narwhals as nw

    kind: FieldType = dataset.fields.get(name, "date")
    own = {dataset.date: "day", dataset.starts: "start", dataset.ends: "end"}
    column = nw.col(f"f_{name}" if name in dataset.fields else own[name])
    parts = []
    if test.one_of:
        parts.append(_is_one_of(column, test.one_of, kind))
    if test.none_of:
        parts.append(~_is_one_of(column, test.none_of, kind))
    if test.is_ is not None:
        parts.append(column.is_null() if test.is_ == "missing" else ~column.is_null())
    for word, bound in test.bounds().items():
        parts.append(_bounded(column, word, bound, kind).fill_null(False))
    return reduce(and_, parts)


def _is_one_of(column: nw.Expr, values: tuple[Any, ...], kind: FieldType) -> nw.Expr:
    possible = [value for value in values if isinstance(value, str)] if kind == "text" else list(_possible(values, kind))
    if not possible:
        return column.is_null() & ~column.is_null()
    found = column == possible[0] if len(possible) == 1 else column.is_in(possible)
    return found.fill_null(False)


def _possible(values: tuple[Fraction, ...], kind: FieldType) -> Iterator[int | Decimal]:
    """Yield the values that the field can have at all: a whole number is never 1.5."""
    scale = 10**NUMBER_PLACES if kind == "number" else 1
    for value in values:
        if (value * scale).denominator == 1 and abs(value) < MOST[kind]:
            yield _number(value * scale, kind)


def _bounded(column: nw.Expr, word: str, bound: Fraction | date, kind: FieldType) -> nw.Expr:
    """Return a comparison with the nearest value that the field can have: above 2.5 is, for a whole number, above 2."""
    scale = 10**NUMBER_PLACES if kind == "number" else 1
    scaled = (
        Fraction(day_number(bound)) if isinstance(bound, date) else min(max(bound, Fraction(-MOST[kind])), Fraction(MOST[kind])) * scale
    )
    limit = _number(Fraction(ceil(scaled) if word in {"at_least", "below"} else floor(scaled)), kind)
    return {"at_least": column >= limit, "above": column > limit, "at_most": column <= limit, "below": column < limit}[word]


def _number(scaled: Fraction, kind: FieldType) -> int | Decimal:
    return Decimal(int(scaled)).scaleb(-NUMBER_PLACES) if kind == "number" else int(scaled)
