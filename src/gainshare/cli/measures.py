"""What `gainshare measures` does: read, work out, show, write. Every function returns the exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from gainshare.cli.outcome import OK, show_problems
from gainshare.core.kernel.formats import MINUS, number, percent, plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_date, read_share
from gainshare.core.performance.computing import MeasuredValue
from gainshare.core.performance.measures.count import Count
from gainshare.core.performance.observation import Status
from gainshare.engines.base import QualityNote
from gainshare.engines.open import EngineName
from gainshare.files.measured import groups_text, note_text, observations_text, period_cell
from gainshare.measuring import Each, MeasuredRun, run_measures

if TYPE_CHECKING:
    from gainshare.reports.content import Table

NONE = "–"
"""What stands in a cell that has nothing to say."""


def run(  # noqa: PLR0913  # one argument for each option
    definitions: Path,
    records: Path,
    period: str,
    *,
    engine: EngineName,
    each: Each | None,
    only: Sequence[str],
    as_of: str | None,
    level: str,
    status: Status,
    out: Path | None,
    groups: Path | None,
    spark_master: str | None,
    as_json: bool,
) -> int:
    """Work out measures over records, show them, and write what is asked for."""
    day, confidence = _read_options(as_of, level, {"--out": out, "--groups": groups})
    told = (lambda step: typer.echo(f"… {step}", err=True)) if sys.stderr.isatty() else None
    found = run_measures(
        definitions,
        records,
        period,
        engine=engine,
        each=each,
        only=only,
        as_of=day,
        level=confidence,
        progress=told,
        spark_master=spark_master,
    )
    written: dict[Path, str] = {}
    if out is not None:
        origin = f"gainshare measures run on {engine}"
        written[out] = observations_text(found.observed, status=status, recorded_on=day, origin=origin)
    if groups is not None:
        written[groups] = _parts(found)
    typer.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2) if as_json else _shown(found, confidence), nl=as_json)
    show_problems(found.problems)
    _write(written)
    if out is not None:
        observed = {value.measure for value in found.observed}
        for name in dict.fromkeys(value.measure for value in found.values if value.measure not in observed):
            typer.echo(f"{name} is shown and not written: costs.csv and targets.csv give its value.", err=True)
    return OK


def _read_options(as_of: str | None, level: str, files: Mapping[str, Path | None]) -> tuple[date, Fraction]:
    """Return the day on which the records were drawn (today, if none is given) and the level of confidence."""
    problems = list(_check_places(files))
    day, confidence = datetime.now(UTC).date(), Fraction(0)
    try:
        day = day if as_of is None else read_date(as_of)
    except Fault as fault:
        problems.append(fault.problem(Source(field="--as-of"), as_of))
    with suppress(Fault):
        confidence = read_share(level)
    if not 0 < confidence < 1:
        message, fix = "This is no level of confidence.", "Write one between 0% and 100%, as 95%."
        problems.append(Problem(message, fix, Source(field="--level"), level))
    if problems:
        raise Invalid(problems)
    return day, confidence


def _check_places(files: Mapping[str, Path | None]) -> Iterator[Problem]:
    """Yield what is wrong with the files that are to be written: said before a long run, not after it."""
    seen: set[Path] = set()
    for option, path in files.items():
        if path is None:
            continue
        if path.is_dir():
            yield Problem("This is a folder.", "Name a file in it.", Source(field=option), str(path))
        elif not path.parent.is_dir():
            yield Problem(f"There is no folder “{path.parent}”.", "Make it first, or name another.", Source(field=option), str(path))
        elif path.resolve() in seen:
            yield Problem("Values and their parts cannot go into one file.", "Name another file.", Source(field=option), str(path))
        seen.add(path.resolve())


def _write(texts: Mapping[Path, str]) -> None:
    """Write files, every one of them whole or none at all."""
    places = {path: path.resolve() for path in texts}
    parts = {path: place.with_name(f".{place.name}.part") for path, place in places.items() if path.is_file() or not path.exists()}
    try:
        for path, part in parts.items():
            part.write_text(texts[path], encoding="utf-8", newline="\n")
        for path, text in texts.items():
            if path in parts:
                parts[path].replace(places[path])
            else:  # a pipe or the terminal, which cannot be put in the place of anything
                path.write_text(text, encoding="utf-8", newline="\n")
            typer.echo(f"Written: {path}", err=True)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _parts(run: MeasuredRun) -> str:
    fields = [_fields(run, value) for value in run.values]
    if not any(fields):
        message = "No measure that is asked for is divided by fields."
        raise Invalid([Problem(message, "Give a count the fields under `by`, or leave out --groups.", Source(field="--groups"))])
    return groups_text(run.values, fields)


def _fields(run: MeasuredRun, value: MeasuredValue) -> tuple[str, ...]:
    definition = next(measure.definition for measure in run.definitions.measures if measure.id == value.measure)
    return definition.by if isinstance(definition, Count) else ()


def _plain(run: MeasuredRun) -> dict[str, Any]:
    return {
        "values": [
            {
                "measure": value.measure,
                "period": period_cell(value),
                "numerator": str(value.numerator),
                "denominator": None if value.denominator is None else str(value.denominator),
                "value": None if value.value is None else str(value.value),
                "lower": value.lower,
                "upper": value.upper,
                "method": value.method,
                "publishable": value.publishable,
                "notes": [{"text": note.text, "count": str(note.count), "of": note.of and str(note.of)} for note in value.notes],
                "groups": [{"group": list(group), "value": str(part)} for group, part in value.groups.items()],
            }
            for value in run.values
        ],
        "quality": [
            {"dataset": note.dataset, "about": note.about, "field": note.field, "count": note.count, "text": note.text}
            for note in run.quality
        ],
    }


def _shown(run: MeasuredRun, level: Fraction) -> str:
    from gainshare.reports.render.text import render_table

    tables = [_value_table(run, level)]
    tables += [_note_table(run.values)] if any(value.notes for value in run.values) else []
    tables += [_quality_table(run.quality)] if run.quality else []
    text = "\n".join(render_table(table) for table in tables)
    return text if run.quality else f"{text}\nNothing is noted about the records.\n"


def _value_table(run: MeasuredRun, level: Fraction) -> Table:
    from gainshare.reports.content import Column, Table

    units = {measure.id: measure.unit for measure in run.definitions.measures}
    rows = tuple(
        (
            value.measure,
            period_cell(value),
            number(value.numerator, 0 if value.numerator.denominator == 1 else 2),
            NONE if value.denominator is None else number(value.denominator, 0 if value.denominator.denominator == 1 else 2),
            NONE if value.value is None else number(value.value, 2),
            NONE if value.lower is None or value.upper is None else f"{_end(value.lower)} to {_end(value.upper)}",
            value.publishable,
            units[value.measure],
        )
        for value in run.values
    )
    columns = (
        Column("Measure"),
        Column("Period"),
        Column("Numerator", is_number=True),
        Column("Denominator", is_number=True),
        Column("Value", is_number=True),
        Column(f"{percent(level)} interval", is_number=True),
        Column("Publishable", is_number=True),
        Column("Unit"),
    )
    no_value = " [x]: no value." if any(value.publishable == "[x]" for value in run.values) else ""
    note = f"[c]: a small number, not to be published.{no_value} Counts are for the alliance alone."
    return Table(f"Measures ({plural(len(rows), 'value')})", columns, rows, None, note)


def _end(end: float) -> str:
    """Return the end of an interval to be read by people."""
    return f"{end:,.2f}".replace("-", MINUS)


def _note_table(values: Sequence[MeasuredValue]) -> Table:
    from gainshare.reports.content import Column, Table

    rows = tuple((value.measure, period_cell(value), note_text(note)) for value in values for note in value.notes)
    return Table("The people and records behind them", (Column("Measure"), Column("Period"), Column("What to know")), rows, None, "")


def _quality_table(notes: Sequence[QualityNote]) -> Table:
    from gainshare.reports.content import Column, Table

    rows = tuple((note.dataset, note.field or NONE, f"{note.count:,}", note.text) for note in notes)
    columns = (Column("Dataset"), Column("Column"), Column("Records", is_number=True), Column("What they are, and what was done"))
    return Table("The quality of the records", columns, rows, None, "")
