"""A few records whose measures can be worked by hand, and ways to run a definition over them.

The period is June 2024: its last day is 30 June, and 1 July 2023 lies 365 days before that.
Ann, Bob and Cas are members on the last day, Dot only up to the day before.
"""

import pytest

from gainshare.core.performance.condition_words import condition_words
from gainshare.core.performance.definition_words import say_measure
from gainshare.core.performance.measure_list import MeasureList
from gainshare.files.yaml_writer import write_yaml
from gainshare.measuring import run_measures

ENGINES = ["reference", pytest.param("duckdb", marks=pytest.mark.slow)]
JUNE = "2024/25 M3"
RECORDS = {
    "datasets": {
        "people": {
            "file": "people",
            "person": "id",
            "starts": "from",
            "ends": "to",
            "fields": {"birth_year": "whole", "born": "date", "area": "text"},
        },
        "homes": {"file": "homes", "person": "id", "starts": "from", "ends": "to", "fields": {"settled": "whole"}},
        "needs": {"file": "needs", "person": "id", "fields": {"need": "text"}},
        "events": {"file": "events", "person": "id", "date": "day", "fields": {"kind": "text", "hours": "number"}},
        "scores": {"file": "scores", "person": "id", "date": "day", "fields": {"score": "whole"}},
        "sheets": {"file": "sheets", "month": "month", "fields": {"team": "text", "hours": "number"}},
        "panel": {"file": "panel", "date": "day", "fields": {"score": "whole"}},
    },
    "populations": {"open": {"members": ["people"]}},
    "conversions": {"squared": {"table": {"1": 1, "2": 4, "3": 9, "4": 16, "5": 25}}},
}
PEOPLE = """id,from,to,birth_year,born,area
ann,2023-07-01,,1954,1954-07-01,north
bob,2023-07-02,,1955,1955-06-30,north
cas,2020-01-01,2024-06-30,2006,2006-07-01,south
dot,2020-01-01,2024-06-29,1980,1980-01-01,south
"""
OPEN = (
    "“open”: people with a record of “people”. They are members while it lasts, its first and its last day included, and still if it has "
    "no last day; records that touch or overlap make one membership."
)
ON_LAST_DAY = f"{OPEN} Counted are those who are members on the last day of the period."
ON_ANY_DAY = f"{OPEN} Everyone counts who was a member on any day of the period."


def write(folder, measures, *, records=RECORDS, people=PEOPLE, **files):
    """Write a file of measures, each with its definition and what else is particular to it, and the records below; return its path."""
    path = folder / "definitions.yaml"
    each = [{"id": id, "name": id, "unit": "%", "better": "up", **fields} for id, fields in measures.items()]
    path.write_text(write_yaml({"records": records, "measures": each}), encoding="utf-8")
    (folder / "records").mkdir(exist_ok=True)
    for name, text in {"people": people, **files}.items():
        (folder / "records" / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


def run(folder, definition, engine, *, period=JUNE, measure=None, **given):
    """Return the one value of a definition."""
    (value,) = run_all(folder, {"M": {"definition": definition, **(measure or {})}}, engine, period=period, **given)
    return value


def run_all(folder, measures, engine, *, period=JUNE, **given):
    """Return the values of several measures."""
    return run_measures(write(folder, measures, **given), folder / "records", period, engine=engine).values


def counts(value):
    return value.numerator, value.denominator


def notes(value):
    return {note.text: (note.count, note.of) for note in value.notes}


def said(definition, records=RECORDS, **fields):
    """Return the definition in words: what each part is about, and its sentences."""
    one = {"id": "M", "name": "M", "unit": "%", "better": "up", "definition": definition, **fields}
    terms = MeasureList.model_validate({"records": records, "measures": [one]})
    found = {}
    for part in say_measure(terms.measures[0], terms.records):
        found[part.about] = f"{found[part.about]} | {part.text}" if part.about in found else part.text
    return found


def in_words(condition, records=RECORDS):
    """Return a condition in words."""
    definition = {"kind": "proportion", "population": "open", "numerator": condition}
    terms = MeasureList.model_validate(
        {"records": records, "measures": [{"id": "M", "name": "M", "unit": "%", "better": "up", "definition": definition}]}
    )
    return condition_words(terms.measures[0].definition.numerator, terms.records)
