"""From a value to a score (linear between thresholds or stepped, clamped, rounded as the framework says), and from a score to its level."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gainshare.core.kernel.money import round_fraction
from gainshare.core.kernel.numbers import EXACT
from gainshare.core.kernel.step import Input, Selection, Step
from gainshare.core.performance.framework import LEVELS, Framework, Level, Measure


def score_value(measure: Measure, value: Fraction, framework: Framework, *, source: Selection | None = None) -> Step:
    """Return a measure's score as a Step: from the unrounded value, rounded to the framework's places.

    Args:
        measure: the measure.
        value: its exact value, in its unit.
        framework: the scale and the places.
        source: the observation that the value comes from.
    """
    if measure.between == "stepped":
        exact, rule, inputs = _stepped(measure, value, framework.scale)
    else:
        exact, rule, inputs = _linear(measure, value, framework.scale)
    score = round_fraction(exact, framework.score.places, framework.score.mode)
    return Step(
        name=f"score.{measure.id}",
        rule=rule,
        result=score,
        inputs=(Input("value", value), *inputs, Input("exact", exact, "score")),
        unit="score",
        clause=measure.clause,
        about=(measure.id, level_of(score, framework.scale)),
        source=source,
    )


def _linear(measure: Measure, value: Fraction, scale: Mapping[Level, Fraction]) -> tuple[Fraction, str, tuple[Input, ...]]:
    """Return the unrounded score, the rule, and the two thresholds between which the value lies."""
    levels = list(measure.thresholds)
    exact: Fraction = measure.value_to_score(scale).at(value, EXACT)
    worst, best = levels[0], levels[-1]
    sign = 1 if measure.better == "up" else -1
    if sign * value <= sign * measure.thresholds[worst]:
        return exact, "score.at_worst", (_threshold("worst", worst, measure, scale),)
    if sign * value >= sign * measure.thresholds[best]:
        return exact, "score.at_best", (_threshold("best", best, measure, scale),)
    upper = next(index for index, level in enumerate(levels) if sign * value <= sign * measure.thresholds[level])
    ends = (("from", levels[upper - 1]), ("to", levels[upper]))
    inputs = tuple(
        item for label, level in ends for item in (_threshold(label, level, measure, scale), Input(f"{label}_score", scale[level], "score"))
    )
    return exact, "score.linear", inputs


def _threshold(label: str, level: Level, measure: Measure, scale: Mapping[Level, Fraction]) -> Input:
    return Input(f"{label}:{level}", measure.thresholds[level])


def _stepped(measure: Measure, value: Fraction, scale: Mapping[Level, Fraction]) -> tuple[Fraction, str, tuple[Input, ...]]:
    """Return the score of the level reached: from MCOS up when it is reached, below MCOS down to the next threshold."""
    sign = 1 if measure.better == "up" else -1
    thresholds = measure.thresholds
    reached = [level for level in thresholds if sign * value >= sign * thresholds[level]]
    upper = [level for level in reached if scale[level] >= 0]
    if upper:
        level = upper[-1]
    else:
        below = [level for level in thresholds if scale[level] < 0]
        level = next((level for level in below if sign * value <= sign * thresholds[level]), below[-1] if below else next(iter(thresholds)))
    return scale[level], "score.stepped", (_threshold("level", level, measure, scale),)


def level_of(score: Fraction, scale: Mapping[Level, Fraction]) -> Level:
    """Return the level that a score is called: from 0 up when reached; below 0 the name covers everything down to the next threshold."""
    if score >= 0:
        return max((level for level in LEVELS if 0 <= scale[level] <= score), key=lambda level: scale[level])
    below = [level for level in LEVELS if scale[level] < 0]
    return next((level for level in below if score <= scale[level]), below[-1])
