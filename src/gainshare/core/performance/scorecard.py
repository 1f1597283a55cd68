"""The scorecard of a period: every measure's score and level, each area's, and the overall performance score, with the workings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from gainshare.core.kernel.formats import list_in_words, plural
from gainshare.core.kernel.money import round_fraction
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.step import Input, Selection, Step
from gainshare.core.performance.framework import Framework, KeyResultArea, Level, Measure, measures_of
from gainshare.core.performance.observation import Observation, earlier_observation, observation_for
from gainshare.core.performance.scoring import level_of, score_value


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One line of a scorecard."""

    measure: str
    """The measure's id."""
    area: str
    """The id of its key result area."""
    value: Fraction | None
    """Its exact value, in its unit; None if it has none."""
    score: Fraction | None
    """Its score, −100 to 100, rounded as the framework says; None if it is left out."""
    level: Level | None
    """The level that the score is called."""
    weight: Fraction
    """Its part of the overall score, after any re-weighting."""
    weighted: Fraction
    """Score × weight, not rounded further."""
    observation: Observation | None
    """What it was scored from."""
    basis: Literal["observed", "carried", "held", "left_out"]
    """Where the score comes from: this period's value, the last one, the rule that holds it at MCOS, or nothing."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All scores of a period."""

    period: Period
    """The period scored."""
    lines: tuple[MeasureScore, ...]
    """One for each measure, in the order of the framework."""
    areas: tuple[tuple[str, Fraction], ...]
    """Each key result area's score: the weighted mean of its measures, not rounded."""
    overall: Fraction
    """The overall performance score, rounded as the framework says."""
    level: Level
    """The level that the overall score is called."""
    steps: tuple[Step, ...]
    """The workings."""
    problems: tuple[Problem, ...]
    """What a reader should know: values missing, provisional, or without a denominator."""

    def line(self, measure: str) -> MeasureScore:
        """Return the line of a measure; KeyError if the framework has none of this id."""
        for line in self.lines:
            if line.measure == measure:
                return line
        raise KeyError(measure)


def score_period(framework: Framework, observations: Sequence[Observation], period: Period) -> Scorecard:
    """Return the scorecard of a period.

    Args:
        framework: the measures, levels, weights and rules.
        observations: what is known, of any period, in the order recorded.
        period: the period to score.
    """
    problems: list[Problem] = []
    steps: list[Step] = []
    found = [(area, measure, *_find(measure, framework, observations, period, problems)) for area, measure in measures_of(framework)]
    problems += _provisional([seen for _, _, seen, basis in found if seen is not None and basis == "observed"], period)
    counted = sum((measure.weight for _, measure, _, basis in found if basis != "left_out"), Fraction(0))
    lines = tuple(
        _line(area, measure, seen, basis, framework=framework, counted=counted, steps=steps) for area, measure, seen, basis in found
    )
    overall = _overall(lines, framework, steps)
    return Scorecard(
        period=period,
        lines=lines,
        areas=tuple((area.id, _area_score(area, lines)) for area in framework.areas),
        overall=overall,
        level=level_of(overall, framework.scale),
        steps=tuple(steps),
        problems=tuple(problems),
    )


def _provisional(seen: Sequence[Observation], period: Period) -> tuple[Problem, ...]:
    """Return one warning that names every measure whose value may still change."""
    waiting = [one for one in seen if one.status == "provisional"]
    if not waiting:
        return ()
    names = list_in_words([one.measure for one in waiting])
    message = f"{plural(len(waiting), 'value')} for {period.word} {'is' if len(waiting) == 1 else 'are'} provisional: {names}."
    return (Problem(message, "Replace them by final values before the period is settled.", waiting[0].source, severity="warning"),)


def weighted_by_work_package(framework: Framework, scorecard: Scorecard) -> dict[str, Fraction]:
    """Return what each work package brings to the overall score, in points; measures of none are under the empty name.

    They add up to the overall score before it is rounded.
    """
    sums: dict[str, Fraction] = {}
    for (_, measure), line in zip(measures_of(framework), scorecard.lines, strict=True):
        package = measure.work_package or ""
        sums[package] = sums.get(package, Fraction(0)) + line.weighted
    return sums


Basis = Literal["observed", "carried", "held", "left_out"]


def _find(
    measure: Measure, framework: Framework, observations: Sequence[Observation], period: Period, problems: list[Problem]
) -> tuple[Observation | None, Basis]:
    """Return what the measure is scored from, and note what a reader should know about it."""
    seen = observation_for(measure, period, observations)
    if seen is not None and seen.value(measure) is not None:
        return seen, "observed"
    what = "has no value" if seen is None else "has a denominator of zero, so no value"
    words = {"hold_at_mcos": "held at MCOS (0)", "carry_last": "scored by its last value", "leave_out_and_reweight": "left out"}
    message = f"{measure.id} {what} for {period.word}; it is {words[framework.missing]}, as the agreement says."
    fix = f"Add an observation of {measure.id} for {period.word}."
    problems.append(Problem(message, fix, seen.source if seen else Source("observations.csv"), severity="warning"))
    if framework.missing == "hold_at_mcos":
        return None, "held"
    if framework.missing == "leave_out_and_reweight":
        return None, "left_out"
    earlier = earlier_observation(measure, period, observations)
    return (earlier, "carried") if earlier is not None and earlier.value(measure) is not None else (None, "held")


def _line(
    area: KeyResultArea,
    measure: Measure,
    seen: Observation | None,
    basis: Basis,
    *,
    framework: Framework,
    counted: Fraction,
    steps: list[Step],
) -> MeasureScore:
    value = seen.value(measure) if seen is not None else None
    weight = Fraction(0) if basis == "left_out" or not counted else measure.weight / counted
    step = _score_step(measure, value, seen, basis, framework)
    steps.append(step)
    score = step.result if isinstance(step.result, Fraction) else None
    return MeasureScore(
        measure=measure.id,
        area=area.id,
        value=value,
        score=score,
        level=None if score is None else cast("Level", step.about[1]),
        weight=weight,
        weighted=(score or Fraction(0)) * weight,
        observation=seen,
        basis=basis,
    )


def _score_step(measure: Measure, value: Fraction | None, seen: Observation | None, basis: Basis, framework: Framework) -> Step:
    name = f"score.{measure.id}"
    if basis == "left_out":
        return Step(name, "score.left_out", "left out", (), "text", framework.clause, (measure.id,))
    if value is None or seen is None:
        return Step(name, "score.held", Fraction(0), (), "score", framework.clause, (measure.id, "mcos"))
    source = Selection("observations", seen.period.word, measure=measure.id)
    return score_value(measure, value, framework, source=source)


def _overall(lines: Sequence[MeasureScore], framework: Framework, steps: list[Step]) -> Fraction:
    exact = sum((line.weighted for line in lines), Fraction(0))
    overall = round_fraction(exact, framework.overall.places, framework.overall.mode)
    scored = [line for line in lines if line.score is not None]
    inputs = tuple(Input(line.measure, line.weighted, "score", f"score.{line.measure}") for line in scored)
    steps.append(
        Step("score.overall", "score.overall", overall, (*inputs, Input("exact", exact, "score")), "score", framework.clause, ("overall",))
    )
    return overall


def _area_score(area: KeyResultArea, lines: Sequence[MeasureScore]) -> Fraction:
    mine = [line for line in lines if line.area == area.id]
    weight = sum((line.weight for line in mine), Fraction(0))
    return sum((line.weighted for line in mine), Fraction(0)) / weight if weight else Fraction(0)
