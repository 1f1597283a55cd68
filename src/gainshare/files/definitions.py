"""Definitions of measures, from an agreement or from a file of their own, and the conversion tables that lie beside the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.measure_checks import check_measure_list
from gainshare.core.agreement.partial import read_partial
from gainshare.core.kernel.period import Calendar
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.framework import MeasureTerms, measures_of
from gainshare.core.performance.measure_list import MeasureList
from gainshare.core.performance.records import Conversion
from gainshare.files.csv_cells import decimal_parser
from gainshare.files.csv_reader import CSV_BYTES_LIMIT, Column, read_table
from gainshare.files.folder import find_agreement, load_agreement
from gainshare.files.text_file import read_file
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, Document, read_yaml


@dataclass(frozen=True)
class Definitions:
    """Measures with the records that they are made from."""

    path: Path
    """Where they stand."""
    calendar: Calendar
    """The calendar of their periods."""
    records: RecordsTerms
    """The records."""
    measures: tuple[MeasureTerms, ...]
    """The measures, those without a definition among them."""
    agreement: Agreement | None = None
    """The agreement they stand in, if it is one."""


def read_definitions(path: str | Path) -> Definitions:
    """Return the measures of an alliance's folder, of an agreement.yaml, or of a file of definitions.

    Raises:
        Invalid: it cannot be used; `.problems` lists everything that is wrong with it.
    """
    file = find_agreement(Path(path))
    document = _document(file)
    if _holds_list(document):
        terms, found = read_partial(MeasureList, document.data, document.source)
        found += tuple(check_measure_list(terms, document.source))
        if errors(found):
            raise Invalid(found)
        return Definitions(file, Calendar(terms.year_starts_in), terms.records, terms.measures)
    return _of_agreement(file, load_agreement(file))


def is_list(file: Path) -> bool:
    """Return whether a file is one of definitions, and no agreement.

    Raises:
        Invalid: it cannot be read.
    """
    return _holds_list(_document(file))


def _holds_list(document: Document) -> bool:
    return isinstance(document.data, dict) and "measures" in document.data


def _document(file: Path) -> Document:
    data = read_file(file, YAML_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    document, problems = read_yaml(data, file.name)
    if document is None or errors(problems):
        raise Invalid(problems)
    return document


def _of_agreement(file: Path, agreement: Agreement) -> Definitions:
    """Return the measures of an agreement as last varied."""
    framework = agreement.latest.performance
    measures = tuple(measure for _, measure in measures_of(framework))
    records = framework.records or RecordsTerms(datasets={})
    if all(measure.definition is None and measure.from_open_book is None for measure in measures):
        message = "No measure of this agreement says how it is made."
        raise Invalid([Problem(message, "Give a measure a `definition`, and declare its records.", Source(file.name, field="performance"))])
    return Definitions(file, agreement.calendar, records, measures, agreement)


Tables = Mapping[str, Mapping[Fraction, Fraction]]
"""Conversion tables by name: from a score as recorded to the one that is used."""


def read_conversions(records: RecordsTerms, folder: Path, wanted: Sequence[str]) -> tuple[Tables, Mapping[str, str]]:
    """Return the conversion tables that are wanted and there, and for each that is not, how to put that right.

    Raises:
        Invalid: a table that is there cannot be read; every problem at once.
    """
    tables: dict[str, Mapping[Fraction, Fraction]] = {}
    lacking: dict[str, str] = {}
    problems: list[Problem] = []
    for name in wanted:
        conversion = records.conversions[name]
        file = folder / (conversion.file if conversion.file.endswith(".csv") else f"{conversion.file}.csv")
        if conversion.table is not None:
            tables[name] = conversion.table
        elif file.exists():
            tables[name], found = _read_table(file, conversion)
            problems += found
        else:
            lacking[name] = _how_to_supply(conversion, file)
    if errors(problems):
        raise Invalid(problems)
    return tables, lacking


def _how_to_supply(conversion: Conversion, file: Path) -> str:
    licence = f" {conversion.licence.rstrip('.')}." if conversion.licence else ""
    return f"Put {file.name} into the folder of records, with the columns {conversion.recorded} and {conversion.used}.{licence}"


def _read_table(file: Path, conversion: Conversion) -> tuple[Mapping[Fraction, Fraction], list[Problem]]:
    data = read_file(file, CSV_BYTES_LIMIT)
    if isinstance(data, Problem):
        return {}, [data]
    columns = (
        Column(conversion.recorded, decimal_parser, doc="the score as recorded"),
        Column(conversion.used, decimal_parser, doc="the score that is used"),
    )
    table: dict[Fraction, Fraction] = {}

    def add(recorded: Fraction, used: Fraction, _: int) -> None:
        if recorded in table:
            raise Fault(f"The score {recorded} stands here a second time.", "Keep one line for each score.")
        table[recorded] = used

    _, problems = read_table(data, file.name, columns, add)
    return table, problems
