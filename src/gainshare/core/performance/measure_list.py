"""Definitions of measures on their own, without an agreement: for analysts who want values before anybody is judged by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import Term
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.definition_checks import check_definition, check_records
from gainshare.core.performance.framework import MeasureTerms

Where = Callable[[tuple[str | int, ...]], Source]
"""From the path of a value to the place where it is written."""


class MeasureList(Term):
    """A file of definitions: records and measures."""

    year_starts_in: Annotated[int, Field(ge=1, le=12)] = 4
    """The first month of the financial year: 4 in England, 7 in Australia, 1 for the calendar year."""
    records: RecordsTerms
    """The records that the measures are made from."""
    measures: Annotated[tuple[MeasureTerms, ...], Field(min_length=1)]
    """The measures."""


def check_definitions(
    measures: Sequence[tuple[tuple[str | int, ...], Any]], records: RecordsTerms | None, place: tuple[str | int, ...], where: Where
) -> Iterator[Problem]:
    """Yield what does not fit between the definitions of measures and the records.

    Args:
        measures: each measure with its path.
        records: the records, or None if none are declared.
        place: the path of the records.
        where: from a path to the place where it is written.
    """
    if records is None:
        for path, measure in measures:
            if measure.definition is not None:
                message = f"{measure.id} is made from records, and none are declared."
                yield Problem(message, "Declare them under `records`: datasets and populations.", where((*path, "definition")))
        return
    found = [((*place, *path), fault) for path, fault in check_records(records)]
    for path, measure in measures:
        if measure.definition is not None:
            found += [((*path, "definition", *inner), fault) for inner, fault in check_definition(measure.definition, records)]
    yield from (fault.problem(where(path)) for path, fault in found)


def check_list(terms: MeasureList, where: Where) -> Iterator[Problem]:
    """Yield what does not fit within a file of definitions."""
    seen: set[str] = set()
    for index, measure in enumerate(terms.measures):
        if measure.id in seen:
            place = where(("measures", index, "id"))
            yield Problem(f"Two measures are called “{measure.id}”.", "Give each its own id.", place, measure.id)
        seen.add(measure.id)
        if measure.definition is None:
            fault = Fault(f"{measure.id} has no definition.", "Add `definition`: this file is only about measures made from records.")
            yield fault.problem(where(("measures", index)))
    paths = [(("measures", index), measure) for index, measure in enumerate(terms.measures)]
    yield from check_definitions(paths, terms.records, ("records",), where)
