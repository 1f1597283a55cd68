"""Definitions of measures on their own, without an agreement: for analysts who want values before anybody is judged by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import Term
from gainshare.core.performance.definition import Definition, RecordsTerms
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


@dataclass(frozen=True, slots=True)
class Defined:
    """A measure as far as its definition goes."""

    path: tuple[str | int, ...]
    """Where it stands."""
    id: str
    """Its id."""
    definition: Definition | None
    """How it is made; None if its values are handed in."""


def check_definitions(
    measures: Sequence[Defined], records: RecordsTerms | None, place: tuple[str | int, ...], where: Where
) -> Iterator[Problem]:
    """Yield what does not fit between the definitions of measures and the records.

    Args:
        measures: the measures.
        records: the records, or None if none are declared.
        place: the path of the records.
        where: from a path to the place where it is written.
    """
    if records is None:
        for measure in measures:
            if measure.definition is not None:
                message = f"{measure.id} is made from records, and none are declared."
                yield Problem(message, "Declare them under `records`: datasets and populations.", where((*measure.path, "definition")))
        return
    found = [((*place, *path), fault) for path, fault in check_records(records)]
    for measure in measures:
        if measure.definition is not None:
            found += [((*measure.path, "definition", *inner), fault) for inner, fault in check_definition(measure.definition, records)]
    yield from (fault.problem(where(path)) for path, fault in found)


def check_list(measures: Sequence[Defined], records: RecordsTerms, where: Where) -> Iterator[Problem]:
    """Yield what does not fit within a file of definitions."""
    seen: set[str] = set()
    for measure in measures:
        if measure.id in seen:
            place = where((*measure.path, "id"))
            yield Problem(f"Two measures are called “{measure.id}”.", "Give each its own id.", place, measure.id)
        seen.add(measure.id)
        if measure.definition is None:
            fault = Fault(f"{measure.id} has no definition.", "Add `definition`: this file is only about measures made from records.")
            yield fault.problem(where(measure.path))
    yield from check_definitions(measures, records, ("records",), where)
