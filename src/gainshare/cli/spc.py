"""The command of control charts: a CSV file in; tables, plain data or pictures out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer

from gainshare.cli.outcome import OK
from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_values import ChartKind, ControlChart, Improvement
from gainshare.files.series import Series, SeriesFile, Wanted, read_day, read_figure, read_series

PLACE = re.compile(r"(?P<field>[a-z_]+)\[(?P<place>[0-9]+)\]")
OPTIONS = {"rebase_at": "--rebase", "fix_after": "--fix", "denominators": "--denominator", "per": "--per", "target": "--target"}
"""What an argument of the core is on the command line."""


@dataclass(frozen=True, slots=True)
class Choices:
    """How the charts are made, as given on the command line."""

    improvement: Improvement
    """Which way is better."""
    kind: ChartKind
    """How limits are worked out."""
    target: str | None
    """A number, or the name of a column; None without a target."""
    rebase: tuple[str, ...]
    """Dates (places, from 1, without a column of dates), each with a reason after a colon or without one."""
    fix_after: int | None
    """Points that limits rest on."""
    screen_outliers: bool
    """Whether outlying moving ranges are left out."""
    per: float | None
    """What a rate of 1 is drawn as; None for 100 where the chart is p, otherwise 1."""
    unit: str | None
    """What values are in; None for the sign that the file has."""
    title: str | None
    """What the values are; None for the name of their column."""
    lowest: float | None
    """Where the picture cuts off; None for nowhere."""

    @property
    def drawn_per(self) -> float:
        """Return what a rate of 1 is drawn as."""
        return self.per if self.per is not None else 100 if self.kind == "p" else 1


def draw(path: Path, wanted: Wanted, choices: Choices, *, svg: Path | None, as_json: bool) -> int:
    """Print the control charts of a file, or write them as pictures; nothing is written unless all can be made."""
    number, column = _target(choices.target)
    file = read_series(path, Wanted(wanted.value, wanted.date, wanted.by, wanted.denominator, column))
    charts: list[tuple[Series, ControlChart]] = []
    problems: list[Problem] = [*_unused_rebases(file, choices), *_unknown_places(file, choices)]
    if problems:
        raise Invalid(problems)
    for series in file.series:
        try:
            charts.append((series, _charted(series, file, choices, number)))
        except Invalid as invalid:
            problems += [_placed(problem, series, path.name, file) for problem in invalid.problems]
    if problems:
        raise Invalid(dict.fromkeys(problems))
    if svg is not None:
        return _write(charts, file, choices, svg)
    if as_json:
        plain = [{"series": series.name, **_plain(chart)} for series, chart in charts]
        typer.echo(json.dumps({"file": path.name, "charts": plain}, ensure_ascii=False, indent=2))
        return OK
    typer.echo("\n".join(_shown(series, chart, file, choices) for series, chart in charts), nl=False)
    return OK


def _target(text: str | None) -> tuple[Fraction | None, str | None]:
    """Return the target as a number, or as the name of a column."""
    if text is None:
        return None, None
    try:
        return read_figure(text)[0], None
    except Fault:
        return None, text


# -- charts ---------------------------------------------------------------------------------------------------


def _charted(series: Series, file: SeriesFile, choices: Choices, number: Fraction | None) -> ControlChart:
    rows = series.rows
    has_targets = any(row.target is not None for row in rows)
    has_denominators = any(row.denominator is not None for row in rows)
    return spc(
        [row.value for row in rows],
        dates=[row.day for row in rows] if file.date else None,
        improvement=choices.improvement,
        target=[row.target for row in rows] if has_targets else number,
        rebase_at=_rebases(series, file, choices),
        fix_after=choices.fix_after,
        screen_outliers=choices.screen_outliers,
        chart=choices.kind,
        denominators=[row.denominator for row in rows] if has_denominators else None,
        per=choices.drawn_per if choices.kind != "xmr" or choices.per is not None else 1,
    )


def _split(text: str) -> tuple[str, str]:
    at, _, reason = text.partition(":")
    return at.strip(), reason.strip()


def _rebases(series: Series, file: SeriesFile, choices: Choices) -> dict[object, str]:
    """Return where the series begins segments, and why; a date that only other series have is passed over."""
    days = {row.day for row in series.rows}
    found: dict[object, str] = {}
    for at, reason in map(_split, choices.rebase):
        place: object = int(at) - 1 if file.date is None else _day(at)
        if file.date is None or place in days or len(file.series) == 1:
            found[place] = reason or found.get(place, "")
    return found


def _unknown_places(file: SeriesFile, choices: Choices) -> Iterator[Problem]:
    """Yield the rebases of a file without dates that are no place of a value, counted from 1."""
    most = max(len(series.rows) for series in file.series)
    fix = f"Give a place from 2 to {most}, counted from 1." if most > 1 else "Leave it out."
    for at, _ in map(_split, choices.rebase if file.date is None else ()):
        if not at.isdecimal():
            yield Problem("Without dates a rebase is given by place.", fix, Source(field="--rebase"), at)
        elif not 1 <= int(at) <= most:
            yield Problem("There is no value at this place.", fix, Source(field="--rebase"), at)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="--rebase"), text)]) from None


def _unused_rebases(file: SeriesFile, choices: Choices) -> list[Problem]:
    """Return the dates that no series of several has; of one series the core says so itself."""
    if file.date is None or len(file.series) == 1:
        return []
    days = {row.day for series in file.series for row in series.rows}
    fix = "Give the first date of the new segment."
    unknown = [at for at, _ in map(_split, choices.rebase) if _day(at) not in days]
    return [Problem("No series has a value of this date.", fix, Source(field="--rebase"), at) for at in unknown]


def _placed(problem: Problem, series: Series, name: str, file: SeriesFile) -> Problem:
    """Return a problem of the core at the row, or at the option, that it comes from."""
    field = problem.source.field
    if field.startswith("--"):
        return problem
    found = PLACE.fullmatch(field)
    if found is None or found["field"] in OPTIONS:
        of = f"{file.value} of {series.name}" if series.name else file.value
        return Problem(problem.message, problem.fix, Source(name, field=OPTIONS.get(found["field"] if found else field, of)), problem.found)
    row = series.rows[int(found["place"])]
    return Problem(problem.message, problem.fix, Source(name, row.line, file.value), problem.found)


# -- output ---------------------------------------------------------------------------------------------------


def _unit(file: SeriesFile, choices: Choices) -> str:
    if choices.unit is not None:
        return choices.unit
    return "%" if file.is_percentage or (choices.kind == "p" and choices.drawn_per == 100) else ""


def _title(series: Series, file: SeriesFile, choices: Choices) -> str:
    return ": ".join(one for one in (choices.title or file.value, series.name) if one)


def _shown(series: Series, chart: ControlChart, file: SeriesFile, choices: Choices) -> str:
    """Return a chart as text: what it says, its segments, its special causes, and what to be careful about."""
    from gainshare.reports.content import visible
    from gainshare.reports.render.text import render_table
    from gainshare.reports.spc_words import in_short, segments_table, special_lines, teller_of

    teller = teller_of(chart, _unit(file, choices))
    title = visible(_title(series, file, choices))
    causes = special_lines(chart, teller)
    notes = [*chart.notes, *(["The rows were put into the order of their dates."] if series.was_sorted else [])]
    if file.date is None and file.others:
        notes.append("No column of dates was found: the values are taken in the order of the file.")
    lines = [title, "=" * len(title), *in_short(chart, teller), "", render_table(segments_table(chart, teller))]
    count = sum(point.special_cause is not None for point in chart.points)
    lines += [f"Special cause: {count} of {plural(len(chart.points), 'point')}", *(f"- {line}" for line in causes)]
    lines += ["", "Please note", *(f"- {note}" for note in notes)] if notes else []
    return "\n".join(visible(line) if "\n" not in line else line for line in lines) + "\n"


def _plain(chart: ControlChart) -> dict[str, Any]:
    plain: dict[str, Any] = _without_dates(asdict(chart))
    return {**plain, "variation_letter": chart.variation_letter, "assurance_letter": chart.assurance_letter}


def _without_dates(value: Any) -> Any:  # noqa: ANN401  # plain data of any depth
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _without_dates(item) for name, item in value.items()}
    return [_without_dates(item) for item in value] if isinstance(value, (list, tuple)) else value


def _write(charts: Sequence[tuple[Series, ControlChart]], file: SeriesFile, choices: Choices, out: Path) -> int:
    """Write one picture to a file, or several into a folder."""
    from gainshare.reports import charts as pictures

    drawn: dict[Path, str] = {}
    for series, chart in charts:
        try:
            picture = pictures.spc(chart, title=_title(series, file, choices), unit=_unit(file, choices), lowest=choices.lowest)
        except Invalid as invalid:
            raise Invalid(replace(one, source=Source(field="--lowest")) for one in invalid.problems) from None
        target = out if len(charts) == 1 else out / f"{_file_name(series.name)}.svg"
        if target in drawn:
            message = f"Two series would be written to {target.name}."
            raise Invalid([Problem(message, "Give them names that differ in letters or digits.", Source(field="--by"), series.name)])
        drawn[target] = picture.svg
    if len(charts) > 1:
        out.mkdir(parents=True, exist_ok=True)
    for target, text in drawn.items():
        target.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(f"{plural(len(drawn), 'chart')} written to {out}.")
    return OK


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "series"
