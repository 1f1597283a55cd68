"""What `gainshare measures show`, `levels` and `library` do: read, look up, show. Every function returns the exit status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from gainshare.cli.outcome import OK
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.framework import Framework, Measure, MeasureTerms, measures_of

Chosen = TypeVar("Chosen", bound=MeasureTerms)

if TYPE_CHECKING:
    from gainshare.core.performance.observation import Observation
    from gainshare.files.folder import Folder


def show(definitions: Path, only: Sequence[str]) -> int:
    """Print measures as cards: definition in words, levels, co-production."""
    from gainshare.files.definitions import read_definitions
    from gainshare.reports.measure_card import coproduction_table, definition_table, levels_table, not_considered_words
    from gainshare.reports.render.text import render_table

    read = read_definitions(definitions)
    framework = None if read.agreement is None else read.agreement.latest.performance
    for measure in _chosen(read.measures, only, str(definitions)):
        typer.echo(render_table(definition_table(measure, read.records)))
        if framework is not None and isinstance(measure, Measure):
            typer.echo(render_table(levels_table(measure, framework.scale)))
        if measure.coproduction:
            typer.echo(render_table(coproduction_table(measure)))
        if waiting := not_considered_words(measure):
            typer.echo(f"{waiting}\n")
    return OK


def levels(path: Path, only: Sequence[str], *, months: int) -> int:
    """Print how the levels of measures would have worked over their past values."""
    from gainshare.core.performance.levels import review_levels
    from gainshare.files.definitions import is_list
    from gainshare.files.folder import load_folder
    from gainshare.reports.level_review import past_table, review_table, review_words
    from gainshare.reports.render.text import render_table

    if path.is_file() and is_list(path):
        fix = "Give the folder of an alliance, whose agreement has a threshold for each level."
        raise Invalid([Problem("A file of definitions has no levels.", fix, Source(path.name))])
    folder = load_folder(path)
    framework = folder.agreement.latest.performance
    measures = [measure for _, measure in measures_of(framework)]
    observations = (*folder.observations, *_of_open_book(folder, framework))
    for measure in _chosen(measures, only, str(path)):
        review = review_levels(measure, framework, observations, months=months)
        typer.echo(render_table(review_table(review)))
        typer.echo("\n".join(review_words(review)) + "\n")
        if review.past:
            typer.echo(render_table(past_table(review)))
    return OK


def _of_open_book(folder: Folder, framework: Framework) -> Iterator[Observation]:
    """Yield the measures made from costs and targets, for each month that has costs."""
    from gainshare.core.commercial.cost_measures import observations_from_open_book
    from gainshare.core.kernel.period import month_period
    from gainshare.core.openbook.outturn import book_cells

    terms = folder.agreement.latest
    cells = book_cells(folder.ledger, as_of=None)
    for month in sorted({entry.month for entry in folder.ledger.entries}):
        period = month_period(month, folder.agreement.calendar)
        yield from observations_from_open_book(framework, cells, period, terms.open_book, terms.currency)


def _chosen(measures: Sequence[Chosen], only: Sequence[str], place: str) -> list[Chosen]:
    known = [measure.id for measure in measures]
    problems = [
        Problem(f"There is no measure “{name}”.", f"Use one of: {', '.join(known)}.", Source(place, field="measure"), name)
        for name in only
        if name not in known
    ]
    if problems:
        raise Invalid(problems)
    return [measure for measure in measures if not only or measure.id in only]


def library_list() -> int:
    """Print the frameworks that come with gainshare."""
    from gainshare.files.library import library, title_of

    found = library()
    width = max((len(name) for name in found), default=0)
    for name, text in found.items():
        typer.echo(f"{name:<{width}}  {title_of(text)}")
    return OK


def library_print(name: str) -> int:
    """Print one framework as YAML."""
    from gainshare.files.library import library

    found = library()
    if name not in found:
        known = ", ".join(found)
        raise Invalid([Problem(f"There is no framework “{name}”.", f"Use one of: {known}.", Source(field="name"), name)])
    typer.echo(found[name], nl=False)
    return OK
