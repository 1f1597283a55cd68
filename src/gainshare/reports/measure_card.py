"""A measure as a card: its definition in plain English, its seven levels, and what co-production asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gainshare.core.kernel.formats import fraction_text, list_in_words
from gainshare.core.performance.coproduction import COPRODUCTION, not_considered
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.definition_words import say_measure
from gainshare.core.performance.framework import LEVEL_WORDS, LEVELS, Level, Measure, MeasureTerms
from gainshare.reports.content import Column, Table

NONE = "–"
"""What stands in a cell that has nothing to say."""


def definition_table(measure: MeasureTerms, records: RecordsTerms) -> Table:
    """Return what a measure is, in sentences."""
    rows = tuple((said.about, said.text) for said in say_measure(measure, records))
    return Table(f"{measure.id}: {measure.name}", (Column("About"), Column("In words")), rows, None, "")


def levels_table(measure: Measure, scale: Mapping[Level, Fraction]) -> Table:
    """Return the seven levels with score, threshold and statement, the best first."""
    rows = tuple(
        (
            LEVEL_WORDS[level],
            fraction_text(scale[level]),
            fraction_text(measure.thresholds[level]) if level in measure.thresholds else NONE,
            measure.statements.get(level, "") or NONE,
        )
        for level in reversed(LEVELS)
    )
    columns = (Column("Level"), Column("Score", is_number=True), Column("Reached at", is_number=True), Column("What it looks like"))
    between = "a straight line" if measure.between == "linear" else "the score of the level reached"
    return Table(f"Levels of {measure.id}", columns, rows, None, f"Unit: {measure.unit}. Between two thresholds, {between}.")


def coproduction_table(measure: MeasureTerms) -> Table:
    """Return the principles of co-production that were considered, each with its tick and note."""
    rows = tuple(
        (principle.name, "met" if tick.met else "not met", tick.note)
        for id_, principle in COPRODUCTION.items()
        if (tick := measure.coproduction.get(id_)) is not None
    )
    return Table(f"Co-production of {measure.id}", (Column("Principle"), Column("Tick"), Column("Note")), rows, None, "")


def not_considered_words(measure: MeasureTerms) -> str:
    """Return a sentence that names the principles nobody has considered yet; empty if all were."""
    waiting = [principle.name for principle in not_considered(measure.coproduction)]
    if len(waiting) == len(COPRODUCTION):
        return "None of the six principles of co-production has been considered yet."
    return f"Not considered yet: {list_in_words(waiting)}." if waiting else ""
