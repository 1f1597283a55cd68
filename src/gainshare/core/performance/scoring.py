"""From a value to a score (linear between thresholds or stepped, clamped, rounded as the framework says), and from a score to its level."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from operator import ge, le

from gainshare.core.kernel.money import round_fraction
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
    """Return the unrounded score, the rule, and the thresholds that the value lies at or between."""
    reaches = ge if measure.better == "up" else le
    levels = list(measure.thresholds.items())
    if reaches(levels[0][1], value):
        return scale[levels[0][0]], "score.at_worst", (_threshold("worst", *levels[0]),)
    for (worse, low), (better, high) in pairwise(levels):
        if not reaches(value, high):
            part = (value - low) / (high - low)
            exact = scale[worse] + (scale[better] - scale[worse]) * part
            ends = (
                _threshold("from", worse, low),
                Input("from_score", scale[worse], "score"),
                _threshold("to", better, high),
                Input("to_score", scale[better], "score"),
            )
            return exact, "score.linear", ends
    return scale[levels[-1][0]], "score.at_best", (_threshold("best", *levels[-1]),)


def _threshold(label: str, level: Level, value: Fraction) -> Input:
    return Input(f"{label}:{level}", value)


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
    return scale[level], "score.stepped", (_threshold("level", level, thresholds[level]),)


def level_of(score: Fraction, scale: Mapping[Level, Fraction]) -> Level:
    """Return the level that a score is called: from 0 up when reached; below 0 the name covers everything down to the next threshold."""
    if score >= 0:
        return max((level for level in LEVELS if 0 <= scale[level] <= score), key=lambda level: scale[level])
    below = [level for level in LEVELS if scale[level] < 0]
    return next((level for level in below if score <= scale[level]), below[-1])
