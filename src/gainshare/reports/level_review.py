"""The level builder as tables: seven levels with past months and chances, what they come to, and the months one by one."""

from __future__ import annotations

from fractions import Fraction

from gainshare.core.kernel.formats import fraction_text, number, percent, plural
from gainshare.core.performance.framework import LEVEL_WORDS
from gainshare.core.performance.levels import TOO_OFTEN, LevelReview
from gainshare.reports.content import Column, Table
from gainshare.reports.measure_card import NONE

HOW_TO_READ = "Chance: how often counts would show another level than its own for a true value half-way to the next threshold."


def review_table(review: LevelReview) -> Table:
    """Return the seven levels, the best first."""
    rows = tuple(
        (
            LEVEL_WORDS[line.level],
            fraction_text(line.score),
            NONE if line.threshold is None else fraction_text(line.threshold),
            str(line.count),
            NONE if line.half_way is None else fraction_text(line.half_way),
            NONE if line.half_way_level is None else LEVEL_WORDS[line.half_way_level],
            _chance(line.misclassified),
            line.statement or NONE,
        )
        for line in review.lines
    )
    columns = (
        Column("Level"),
        Column("Score", is_number=True),
        Column("Reached at", is_number=True),
        Column("Past values", is_number=True),
        Column("Half-way", is_number=True),
        Column("Its level"),
        Column("Chance", is_number=True),
        Column("What it looks like"),
    )
    return Table(f"{review.measure.id}: {review.measure.name}", columns, rows, None, HOW_TO_READ)


def review_words(review: LevelReview) -> tuple[str, ...]:
    """Return what the levels come to, in sentences."""
    if not review.past:
        return ("There are no values of single months (or of the measure's own quarters or years) to look back on.",)
    if review.misclassified is None:
        return ("Its values are no counts of people or events, so that no chance can be told.",)
    usual = "" if review.usual_denominator is None else f" The usual denominator is {_figure(review.usual_denominator)}."
    said = [
        f"Of {plural(len(review.past), 'past value')}, {_chance(review.misclassified)} can be expected to show another level than the true "
        f"one, by chance alone.{usual}"
    ]
    if review.misleads:
        said.append(
            f"Warning: that is more than {percent(TOO_OFTEN)}. Small numbers decide the level too often: use a longer period "
            "(a rolling year), fewer levels, or thresholds further apart."
        )
    if review.enough is None:
        said.append(f"Not even with a denominator of a million is every chance {percent(TOO_OFTEN)} or less: two thresholds are too close.")
    else:
        said.append(f"From a denominator of about {review.enough:,} on, every chance half-way is {percent(TOO_OFTEN)} or less.")
    return tuple(said)


def past_table(review: LevelReview) -> Table:
    """Return the past values, oldest first."""
    rows = tuple(
        (
            f"{one.observation.period.first.year}-{one.observation.period.first.month:02d}"
            if one.observation.period.kind == "month"
            else one.observation.period.word,
            NONE if one.observation.numerator is None else _figure(one.observation.numerator),
            NONE if one.observation.denominator is None else _figure(one.observation.denominator),
            number(one.value, 2),
            number(one.score, 2),
            LEVEL_WORDS[one.level],
            _chance(one.misclassified),
        )
        for one in review.past
    )
    columns = (
        Column("Period"),
        Column("Numerator", is_number=True),
        Column("Denominator", is_number=True),
        Column(f"Value ({review.measure.unit})", is_number=True),
        Column("Score", is_number=True),
        Column("Level"),
        Column("Chance of another", is_number=True),
    )
    return Table(f"{review.measure.id}, value by value", columns, rows, None, "")


def _figure(value: Fraction) -> str:
    return number(value, 0 if value.denominator == 1 else 2)


def _chance(chance: float | None) -> str:
    return NONE if chance is None else f"{chance:.0%}"
