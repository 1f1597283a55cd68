"""Small records for tests, written as tables, and a measure worked out from them."""

from fractions import Fraction
from importlib.util import find_spec

import pytest

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.performance.computing import compute
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.definition_checks import check_definition, uses_of
from gainshare.core.performance.framework import MeasureTerms
from gainshare.engines.base import find_files
from gainshare.engines.open import open_engine

NEEDS_SPARK = pytest.mark.skipif(
    find_spec("pyspark") is None, reason="pyspark is not installed (pip install gainshare[spark], and Java 17)"
)
DATASETS = {
    "people": {"file": "people", "person": "person", "starts": "from", "ends": "to", "fields": {"team": "text"}},
    "homes": {"file": "homes", "person": "person", "starts": "from", "ends": "to", "fields": {"settled": "whole"}},
    "events": {"file": "events", "person": "person", "date": "day", "fields": {"kind": "text", "score": "whole", "cost": "number"}},
    "births": {"file": "births", "person": "person", "fields": {"year": "whole", "day": "date"}},
    "costs": {"file": "costs", "month": "month", "fields": {"provider": "text", "amount": "number"}},
    "views": {"file": "views", "date": "day", "fields": {"score": "number"}},
}
OPEN = {"open": {"members": ["people"]}}


def records_of(populations=OPEN, datasets=DATASETS):
    """Return the declaration of the records above, with populations."""
    conversions = {"table": {"table": {"1": "1", "2": "3.5", "3": "4", "4": "9"}}}
    return RecordsTerms.model_validate({"datasets": datasets, "populations": populations, "conversions": conversions})


def write_tables(folder, tables):
    """Write tables that are given as text: a column for each word, a blank cell as a dot, lines as in a printed table."""
    for name, text in tables.items():
        lines = [line.split() for line in text.strip().splitlines()]
        (folder / f"{name}.csv").write_text("".join(",".join("" if cell == "." else cell for cell in line) + "\n" for line in lines))


def measured_values(folder, engine, definition, *, period, basis="period", per=1, populations=OPEN, **tables):
    """Return what a measure comes to for every window that a period asks for."""
    write_tables(folder, tables)
    records = records_of(populations)
    terms = {"id": "M1", "name": "A measure", "unit": "1", "better": "up", "per": per, "basis": basis, "suppression": "none"}
    measure = MeasureTerms.model_validate({**terms, "definition": definition})
    assert list(check_definition(measure.definition, records)) == []
    used = uses_of([measure.definition], records).datasets
    conversions = {name: dict(conversion.table) for name, conversion in records.conversions.items()}
    calendar = Calendar()
    with open_engine(engine, find_files(records, folder, used)) as opened:
        return compute([measure], records, [parse_period(period, calendar)], calendar, opened, conversions=conversions)


def measured(folder, engine, definition, **given):
    """Return what a measure comes to for one window."""
    (value,) = measured_values(folder, engine, definition, **given)
    return value


def counts(value):
    """Return numerator and denominator."""
    return value.numerator, value.denominator


def notes(value):
    """Return the notes of a value: the words with the count, and of how many."""
    return {note.text: (note.count, note.of) for note in value.notes}


def part(numerator, denominator=1):
    """Return an exact part."""
    return Fraction(numerator, denominator)
