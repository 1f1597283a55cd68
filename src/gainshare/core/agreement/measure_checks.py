"""The cross-check of measures with the records that they are made from; one that cannot be read does not hide faults of the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from gainshare.core.agreement.partial import Readable, Unsound, Where, sound_items
from gainshare.core.kernel.problem import Problem
from gainshare.core.performance.measure_list import Defined, check_definitions, check_list

AREAS = ("performance", "areas")


def check_measures(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield definitions that do not fit the records they name, and measures that are made twice."""
    measures: list[Defined] = []
    for index, area in sound_items(terms.performance.areas):
        with suppress(Unsound):
            measures += _defined(area.measures, (*AREAS, index, "measures"))
            yield from _made_twice(area.measures, (*AREAS, index, "measures"), where)
    yield from check_definitions(measures, terms.performance.records, ("performance", "records"), where)


def check_measure_list(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield what does not fit within a file of definitions, as far as it could be read."""
    with suppress(Unsound):
        yield from check_list(list(_defined(terms.measures, ("measures",))), terms.records, where)


def _defined(measures: Readable, path: tuple[str | int, ...]) -> Iterator[Defined]:
    for index, measure in sound_items(measures):
        with suppress(Unsound):
            yield Defined((*path, index), measure.id, measure.definition)


def _made_twice(measures: Readable, path: tuple[str | int, ...], where: Where) -> Iterator[Problem]:
    for index, measure in sound_items(measures):
        with suppress(Unsound):
            if measure.definition is not None and measure.from_open_book is not None:
                message = f"{measure.id} is made from records and from the open book."
                yield Problem(message, "Keep `definition` or `from_open_book`.", where((*path, index, "definition")))
