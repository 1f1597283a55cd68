"""What `gainshare suppress` does: read a table of counts, suppress, print it with its notes or write it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

import typer

from gainshare.cli.outcome import OK
from gainshare.core.kernel.formats import list_in_words, plural
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.count_table import CountTable, with_totals
from gainshare.core.performance.disclosure import CONFIDENTIAL, NOT_AVAILABLE, SYMBOLS, Suppression, changed, rule_named
from gainshare.core.performance.release_comparison import release_problems
from gainshare.core.performance.table_suppression import PublishedTable, suppress
from gainshare.files.count_table import CountFile, publish_rows, read_counts
from gainshare.files.csv_writer import write_table


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user asked for besides the file."""

    rule: str
    """The name of a rule."""
    below: int | None
    """What is small, if not as the rule says."""
    round_counts_to: int | None
    """To what counts are rounded, if not as the rule says."""
    labels: int | None
    """How many columns hold labels."""
    total: str | None
    """The label of the totals."""
    add_totals: bool
    """Are totals added under that label?"""
    out: Path | None
    """Where to write the result."""
    as_json: bool
    """Is plain data printed in place of a table?"""


def suppress_table(path: Path, choices: Choices, earlier: Path | None) -> int:
    """Suppress a table of counts; nothing is written while a small count can be worked out."""
    rule = _rule(choices)
    _check_out(choices.out, [path, earlier])
    read = read_counts(path, labels=choices.labels, total=None if choices.add_totals and choices.total else choices.total)
    try:
        table = with_totals(read.table, choices.total or "Total") if choices.add_totals else read.table
    except Fault as fault:
        raise Invalid([fault.problem(Source(read.name))]) from None
    before = None if earlier is None else _earlier(earlier, rule, labels=len(read.labelled), total=table.total)
    try:
        published = suppress(table, rule, before)
    except Invalid as invalid:
        raise Invalid(read.placed(invalid.problems)) from None
    if choices.as_json:
        typer.echo(json.dumps(_plain(published, read), ensure_ascii=False, indent=2))
    elif choices.out is None:
        _show([*read.labelled, *published.table.columns], read.rows_of(published.table), labels=len(read.labelled))
    if choices.out is not None:
        choices.out.write_text(read.text(published.table), encoding="utf-8", newline="\n")
    if not choices.as_json:
        _say([*published.notes(), *_label_notes(read)], choices.out, rows=len(published.table.rows))
    return OK


def suppress_rows(path: Path, choices: Choices, earlier: Path | None, *, numerator: str | None, denominator: str | None, per: int) -> int:
    """Put a publishable percentage or rate in place of the numerator and the denominator of each row."""
    rule = _rule(choices)
    _check_rows_alone(choices, earlier)
    _check_out(choices.out, [path])
    if numerator is None or denominator is None:
        lacking = "--denominator" if denominator is None else "--numerator"
        raise Invalid(
            [Problem("A percentage or a rate has a numerator and a denominator.", "Name the other column too.", Source(field=lacking))]
        )
    header, rows = publish_rows(path, rule, numerator=numerator, denominator=denominator, per=Fraction(per), labels=choices.labels)
    notes = _row_notes([row[-1] for row in rows], rule, per)
    if choices.as_json:
        plain = {"columns": header, "rows": rows, "rule": rule.model_dump(), "notes": notes}
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    elif choices.out is None:
        _show(header, rows, labels=len(header) - 1)
    if choices.out is not None:
        choices.out.write_text(write_table(header, rows), encoding="utf-8", newline="\n")
    if not choices.as_json:
        _say(notes, choices.out, rows=len(rows))
    return OK


def _rule(choices: Choices) -> Suppression:
    try:
        return changed(rule_named(choices.rule), below=choices.below, round_counts_to=choices.round_counts_to)
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="--rule, --below, --round"))]) from None


def _earlier(path: Path, rule: Suppression, *, labels: int, total: str) -> CountTable:
    """Return a release that is out, once it is found to be made by the rule."""
    read = read_counts(path, labels=labels, total="")
    table = replace(read.table, total=total if total in {*read.table.rows, *read.table.columns} else "")
    if problems := release_problems(table, rule):
        raise Invalid(read.placed(problems))
    return table


def _check_rows_alone(choices: Choices, earlier: Path | None) -> None:
    """Refuse what is for tables: passed over, it would seem to have been heeded."""
    given = {
        "--earlier": earlier is not None,
        "--round": choices.round_counts_to is not None,
        "--totals": choices.total is not None,
        "--add-totals": choices.add_totals,
    }
    message, fix = "This is for tables of counts.", "Leave it out where rows get a percentage or a rate."
    if problems := [Problem(message, fix, Source(field=option)) for option, is_given in given.items() if is_given]:
        raise Invalid(problems)


def _check_out(out: Path | None, read: Sequence[Path | None]) -> None:
    if out is not None and out.resolve() in {one.resolve() for one in read if one is not None}:
        raise Invalid(
            [Problem("The result would be written over what it is made from.", "Name another file.", Source(field="--out"), str(out))]
        )


def _plain(published: PublishedTable, read: CountFile) -> dict[str, object]:
    return {
        "columns": [*read.labelled, *published.table.columns],
        "rows": read.rows_of(published.table),
        "suppressed": [asdict(one) for one in published.suppressed],
        "rule": published.rule.model_dump(),
        "notes": published.notes(),
    }


def _label_notes(read: CountFile) -> list[str]:
    if len(read.labelled) == 1:
        return []
    return [f"The columns {list_in_words(read.labelled)} are labels, and stand as they are."]


def _row_notes(values: Sequence[str], rule: Suppression, per: int) -> list[str]:
    judged = "the numerator" if rule.judged_by == "numerator" else "the numerator or the denominator"
    small = f"is below {rule.below}{'' if rule.zero == 'suppressed' else ' and not 0'}, or is not known"
    halves = {"half_even": "halves to the even digit", "half_up": "halves up"}.get(rule.mode, rule.mode)
    notes = [f"{plural(values.count(CONFIDENTIAL), 'value')} of {len(values):,} suppressed ([c])."]
    notes += [f"A value is suppressed where {judged} {small}."] if rule.below else []
    notes.append(f"Values are numerator ÷ denominator × {per:,}, rounded to {plural(rule.places, 'decimal')}, {halves}.")
    notes.append("Only the columns of labels stand beside the values: any other figure of a row could give its numerator away.")
    notes += [f"{symbol} {SYMBOLS[symbol]}." for symbol in (CONFIDENTIAL, NOT_AVAILABLE) if symbol in values]
    return notes


def _say(notes: Sequence[str], out: Path | None, *, rows: int) -> None:
    typer.echo("" if out is None else f"{plural(rows, 'row')} written to {out}.")
    for note in notes:
        typer.echo(note)


def _show(header: Sequence[str], rows: Sequence[Sequence[object]], *, labels: int) -> None:
    lines = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for line in lines:
        cells = [
            cell.ljust(width) if place < labels else cell.rjust(width) for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        typer.echo("  ".join(cells).rstrip())
