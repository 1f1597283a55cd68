"""What `gainshare governance check`, `show` and `export` do: read, ask the core, show or write. Every function returns the exit status."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import typer

from gainshare.cli.commands import plain_problem
from gainshare.cli.outcome import FAILED, OK, show_problems
from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_date
from gainshare.files.governance import GovernanceFolder, load_governance, write_governance


def check(path: Path, *, as_json: bool) -> int:
    """Check a folder of governance, print every problem of every file, and return 1 if there is an error."""
    problems: tuple[Problem, ...]
    try:
        problems = load_governance(path).problems
    except Invalid as invalid:
        problems = tuple(invalid.problems)
    if as_json:
        typer.echo(json.dumps([plain_problem(problem) for problem in problems], ensure_ascii=False, indent=2))
        return FAILED if errors(problems) else OK
    for problem in problems:
        typer.echo(str(problem))
    wrong = len(errors(problems))
    counts = {"error": wrong, "warning": len(problems) - wrong}
    said = ", ".join(plural(count, level) for level, count in counts.items() if count)
    typer.echo(f"{path}: {said or 'no problems'}.")
    return FAILED if wrong else OK


def show(path: Path, *, today: str | None, as_json: bool) -> int:
    """Print what a folder of governance says on a day."""
    from gainshare.reports.governance_report import governance_tables, plain_governance
    from gainshare.reports.render.text import render_table

    folder, day = _read(path, today)
    plain = plain_governance(folder, day)
    if as_json:
        said = {**plain, "today": day.isoformat(), "problems": [plain_problem(problem) for problem in folder.problems]}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True))
        return OK
    typer.echo("\n".join(render_table(table) for table in governance_tables(plain, day)), nl=False)
    show_problems(folder.problems)
    return OK


def export(path: Path, destination: Path, *, today: str | None) -> int:
    """Read a folder of governance and write it again into another, which is new or empty."""
    folder, day = _read(path, today)
    # Without a day, what a record called overdue is written so again: nothing that was read changes.
    by = None if today is None else day
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        message = "This folder is there already, and is not empty. Nothing is overwritten."
        raise Invalid([Problem(message, "Name another folder.", Source(field="DESTINATION"), str(destination))])
    files = write_governance(folder, today=by)
    destination.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (destination / name).write_text(text, encoding="utf-8", newline="")
    show_problems(folder.problems)
    typer.echo(f"{plural(len(files), 'file')} written to {destination}.")
    return OK


def _read(path: Path, today: str | None) -> tuple[GovernanceFolder, date]:
    """Return a folder with the day asked for, which is today without one; everything wrong with either is told at once."""
    problems: list[Problem] = []
    day = date.today()  # noqa: DTZ011  # the day of whoever asks, by their clock
    if today is not None:
        try:
            day = read_date(today)
        except Fault as fault:
            problems.append(fault.problem(Source(field="--today"), today))
    try:
        folder = load_governance(path)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    if problems:
        raise Invalid(problems)
    return folder, day
