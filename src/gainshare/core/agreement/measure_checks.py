"""The cross-check of an agreement's measures with the records that they are made from."""

from __future__ import annotations

from collections.abc import Iterator

from gainshare.core.agreement.partial import Readable, Where
from gainshare.core.kernel.problem import Problem
from gainshare.core.performance.measure_list import check_definitions


def check_measures(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield definitions that do not fit the records they name, and measures that are made twice."""
    measures = [
        (("performance", "areas", index, "measures", number), measure)
        for index, area in enumerate(terms.performance.areas)
        for number, measure in enumerate(area.measures)
    ]
    for path, measure in measures:
        if measure.definition is not None and measure.from_open_book is not None:
            message = f"{measure.id} is made from records and from the open book."
            yield Problem(message, "Keep `definition` or `from_open_book`.", where((*path, "definition")))
    yield from check_definitions(measures, terms.performance.records, ("performance", "records"), where)
