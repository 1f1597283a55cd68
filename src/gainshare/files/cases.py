"""A regime over a table of cases: a column for each input in, a column for each side out, exact."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.settle import settle
from gainshare.core.kernel.formats import exact_text, plural
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.csv_cells import decimal_parser
from gainshare.files.csv_reader import CSV_BYTES_LIMIT, Column, read_table
from gainshare.files.csv_writer import write_table
from gainshare.files.text_file import read_file

Case = tuple[dict[str, Fraction], int]
"""The inputs of a case, and the line it stands in."""


def run_cases(regime: Regime, path: Path) -> tuple[str, int]:
    """Return the result of a regime for every row of a CSV file, as CSV, and how many rows there were.

    A column that the regime does not need is left alone; a blank cell is a value that is not given.

    Raises:
        Invalid: the file cannot be used, or a case has no result; every row that has none is listed.
    """
    data = read_file(path, CSV_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    cases = _read_cases(regime, data, path.name)
    rows: list[list[Decimal | Fraction]] = []
    problems: dict[str, list[Problem]] = {}
    for values, line in cases:
        try:
            sides = settle(regime, values).sides
            rows.append([_number(sides[side]) for side in regime.sides])
        except Invalid as invalid:
            for one in invalid.problems:
                problems.setdefault(one.message, []).append(Problem(one.message, one.fix, Source(path.name, line, one.source.field)))
    if problems:
        raise Invalid([_first(alike) for alike in problems.values()])
    return write_table(regime.sides, rows), len(rows)


def _first(alike: list[Problem]) -> Problem:
    """Return the first of several problems that say the same, with how many more rows have it."""
    first, more = alike[0], len(alike) - 1
    return replace(first, message=f"{first.message} ({plural(more, 'more row')} like it.)") if more else first


def _number(value: Fraction) -> Decimal | Fraction:
    """Return a number as a table writes it: a decimal if it ends, otherwise a fraction."""
    text = exact_text(value)
    return value if "/" in text else Decimal(text)


def _read_cases(regime: Regime, data: bytes, name: str) -> list[Case]:
    names = regime.names
    columns = [Column(one, decimal_parser, needed=False, doc="an input of the regime") for one in names]

    def build(*cells: Fraction | int | None) -> Case:
        *values, line = cells
        given = {one: value for one, value in zip(names, values, strict=True) if isinstance(value, Fraction)}
        return given, int(line or 0)

    cases, problems = read_table(data, name, columns, build)
    if errors(problems):
        raise Invalid(errors(problems))
    return cases
