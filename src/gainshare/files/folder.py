"""An alliance's folder: agreement.yaml and its CSV files in, frozen values out, with every problem of every file in one list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms, book_terms_of
from gainshare.core.agreement.partial import Readable, Unsound, read_partial
from gainshare.core.agreement.terms import Terms
from gainshare.core.agreement.validate import read_agreement
from gainshare.core.commercial.restatement import Settled
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.checks import check_ledger
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.framework import Framework, Measure, measures_of
from gainshare.core.performance.observation import Observation
from gainshare.files.csv_reader import CSV_BYTES_LIMIT
from gainshare.files.tables import tables
from gainshare.files.text_file import read_file
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, Document, read_yaml

AGREEMENT = "agreement.yaml"


@dataclass(frozen=True)
class Folder:
    """Everything that an alliance's folder holds."""

    path: Path
    """The folder."""
    agreement: Agreement
    """The agreement."""
    ledger: Ledger
    """The open book."""
    observations: tuple[Observation, ...]
    """The measures' values."""
    settled: tuple[Settled, ...]
    """What has been settled, oldest first."""
    problems: tuple[Problem, ...]
    """Warnings: errors would have stopped the reading."""


def find_agreement(path: Path) -> Path:
    """Return the agreement's file for a folder or for the file itself."""
    return path / AGREEMENT if path.is_dir() else path


def read_agreement_file(path: Path) -> tuple[Agreement | None, tuple[Problem, ...], Document | None]:
    """Return the agreement of a file or folder, every problem with it, and the file as read, if it could be."""
    file = find_agreement(path)
    data = read_file(file, YAML_BYTES_LIMIT)
    if isinstance(data, Problem):
        return None, (data,), None
    document, problems = read_yaml(data, file.name)
    if document is None:
        return None, problems, None
    agreement, found = read_agreement(document.data, document.source)
    return None if errors(problems) else agreement, (*problems, *found), document


def load_agreement(path: str | Path) -> Agreement:
    """Return the agreement of a folder or of an agreement.yaml.

    Raises:
        Invalid: it cannot be used; `.problems` lists everything that is wrong with it.
    """
    agreement, problems, _ = read_agreement_file(Path(path))
    if agreement is None:
        raise Invalid(problems)
    return agreement


def load_folder(path: str | Path) -> Folder:
    """Return everything an alliance's folder holds.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong with any of its files.
    """
    from gainshare.files.bundle import read_settled

    books = load_books(path)
    settled, problems = read_settled(books.path, books.agreement)
    if errors(problems):
        raise Invalid((*books.problems, *problems))
    return replace(books, settled=settled, problems=(*books.problems, *problems))


def load_books(path: str | Path) -> Folder:
    """Return what an alliance's folder holds besides its settlements.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong with any of its files.
    """
    folder = Path(path)
    folder = folder.parent if folder.is_file() else folder
    if not folder.exists():
        raise Invalid([Problem("There is no such folder.", "Check the path.", Source(str(folder)))])
    agreement, problems, document = read_agreement_file(folder)
    rows, found = _read_tables(folder, agreement, document.data if document else None)
    problems += tuple(found)
    if agreement is None or errors(problems):
        unread = {problem.source.file for problem in errors(problems)}
        raise Invalid((*problems, *_check_what_was_read(agreement, document, rows, unread)))
    observations = tuple(rows["observations.csv"])
    problems += tuple(check_observations((agreement.terms.performance, agreement.latest.performance), observations))
    if errors(problems):
        raise Invalid((*problems, *check_ledger(_ledger(rows), book_terms(agreement))))
    return Folder(folder, agreement, _ledger(rows), observations, (), problems)


def _check_what_was_read(
    agreement: Agreement | None, document: Document | None, rows: dict[str, list[Any]], unread: Collection[str]
) -> tuple[Problem, ...]:
    """Return what is wrong with the rows that could be read, by the terms that could be read."""
    if document is None:
        return ()
    signed: Readable = agreement.terms if agreement is not None else read_partial(Terms, document.data, document.source)[0]
    latest: Readable = agreement.latest if agreement is not None else signed
    problems: list[Problem] = []
    with suppress(Unsound, AttributeError):
        problems += check_ledger(_ledger(rows), book_terms_of(signed, latest), unread=unread)
    with suppress(Unsound, AttributeError):
        problems += check_observations((signed.performance, latest.performance), rows["observations.csv"])
    return tuple(problems)


def _read_tables(folder: Path, agreement: Agreement | None, data: object) -> tuple[dict[str, list[Any]], list[Problem]]:
    calendar, currency = (agreement.calendar, agreement.terms.currency) if agreement else _guessed(data)
    rows: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    for table in tables(calendar, currency):
        rows[table.file] = []
        file = folder / table.file
        if not file.exists() and not table.needed:
            continue
        content = read_file(file, CSV_BYTES_LIMIT)
        if isinstance(content, Problem):
            problems.append(content)
            continue
        built, found = table.read(content)
        rows[table.file] = [row for item in built for row in item] if built and isinstance(built[0], list) else built
        problems += found
    return rows, problems


def _guessed(data: object) -> tuple[Calendar, Currency]:
    """Return the calendar and currency by which files are read although the agreement has errors: as far as they can be told."""
    given = data if isinstance(data, dict) else {}
    calendar = given.get("calendar") if isinstance(given.get("calendar"), dict) else {}
    try:
        first = calendar.get("year_starts_in", 4) if isinstance(calendar, dict) else 4
        return Calendar(first if isinstance(first, int) else 4), Currency.of(str(given.get("currency", "GBP")))
    except Fault:
        return Calendar(), Currency.of("GBP")


def _ledger(rows: dict[str, list[Any]]) -> Ledger:
    return Ledger(
        submissions=tuple(rows["submissions.csv"]),
        entries=tuple(rows["costs.csv"]),
        targets=tuple(rows["targets.csv"]),
        adjustments=tuple(rows["target_adjustments.csv"]),
        payments=tuple(rows["payments.csv"]),
        forecasts=tuple(rows["forecasts.csv"]),
        facts=tuple(rows["facts.csv"]),
    )


def check_observations(frameworks: Sequence[Framework], observations: Sequence[Observation]) -> Iterator[Problem]:
    """Yield what is wrong with observations: unknown measures, no value, counts that contradict a value, one handed in twice."""
    measures = {measure.id: measure for framework in frameworks for _, measure in measures_of(framework)}
    seen: dict[tuple[object, ...], int | None] = {}
    for one in observations:
        measure = measures.get(one.measure)
        if measure is None:
            fix = f"Use one of: {', '.join(measures)}."
            yield Problem("This is not a measure of the framework.", fix, _at(one, "measure"), one.measure)
            continue
        if measure.from_open_book is not None:
            fix = "Remove the line: costs.csv and targets.csv give its value."
            yield Problem(f"{measure.id} is made from the open book.", fix, _at(one, "measure"), one.measure)
        yield from _check_counts(one, measure)
        key = (one.measure, one.period, one.recorded_on, one.status)
        if key in seen:
            message = f"{one.measure} has two values for {one.period.word} (line {seen[key]} is the other)."
            yield Problem(message, "Remove one, or give the later one its recorded_on.", _at(one, "period"), one.period.word)
        seen[key] = one.source.line


def _check_counts(one: Observation, measure: Measure) -> Iterator[Problem]:
    if (one.numerator is None) != (one.denominator is None):
        missing = "denominator" if one.denominator is None else "numerator"
        yield Problem(f"The {missing} is missing.", "Give both counts, or only a value.", _at(one, missing))
    elif one.numerator is None and one.given is None:
        yield Problem("There is neither a value nor counts.", "Give numerator and denominator, or a value.", _at(one, "value"))
    elif one.denominator is not None and one.denominator < 0:
        yield Problem("The denominator is below zero.", "Correct it.", _at(one, "denominator"), str(one.denominator))
    elif one.given is not None and one.numerator is not None and one.denominator:
        exact = one.numerator / one.denominator * measure.per
        if abs(exact - one.given) * 100 > abs(exact) + 1:
            fix = f"Check them; {measure.id} is numerator ÷ denominator × {measure.per}. The counts are used."
            yield Problem("The value is not what the counts make.", fix, _at(one, "value"), str(one.given), severity="warning")


def _at(one: Observation, field: str) -> Source:
    return Source(one.source.file, one.source.line, field)
