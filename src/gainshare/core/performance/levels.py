"""The level builder: seven statements and thresholds, where past values would have fallen, and how often small numbers would mislead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from gainshare.core.kernel.period import Month
from gainshare.core.performance.framework import LEVELS, Framework, Level, Measure
from gainshare.core.performance.level_noise import Chance, chance_of, enough
from gainshare.core.performance.measures.change import Change
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.measures.rate import Rate
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scoring import level_of, score_value

MONTHS = 24
"""How many months are looked back on."""
TOO_OFTEN = Fraction(20, 100)
"""Above this part of misclassified values a measure says too little of its level."""


@dataclass(frozen=True, slots=True)
class PastValue:
    """Where one past value would have fallen."""

    observation: Observation
    """The value with its counts."""
    value: Fraction
    """The exact value, in the measure's unit."""
    score: Fraction
    """The score that it would have had."""
    level: Level
    """The level."""
    misclassified: float | None
    """The chance that counts as small as these show another level than the true one; None where there are no counts."""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of the measure."""

    level: Level
    """The level."""
    score: Fraction
    """Its score."""
    statement: str
    """What it looks like, in words; empty if nobody has written it."""
    threshold: Fraction | None
    """The value at which it is reached; None if none is set."""
    count: int
    """How many past values would have been called this."""
    half_way: Fraction | None
    """The value half-way to the next threshold; None for the best level, and where no threshold is set."""
    half_way_level: Level | None
    """What a value half-way is called: below MCOS, the name of the next level."""
    misclassified: float | None
    """The chance of another level for a true value half-way, with as many people as usual."""


@dataclass(frozen=True)
class LevelReview:
    """How the levels of a measure would have worked."""

    measure: Measure
    """The measure."""
    lines: tuple[LevelLine, ...]
    """The seven levels, from the best to the worst."""
    past: tuple[PastValue, ...]
    """The past values, oldest first."""
    usual_denominator: Fraction | None
    """The median denominator of the past values; of an even number, the higher of the two in the middle."""
    misclassified: float | None
    """The expected part of past values that small numbers put into a wrong level."""
    framework: Framework
    """The scale of scores."""
    kind: Chance | None
    """How its counts vary by chance; None where there are no counts."""

    @cached_property
    def enough(self) -> int | None:
        """About the least denominator from which on every true value half-way between two thresholds shows its level four times in five.

        None where there are no counts, or more than a million would be needed.
        """
        return None if self.kind is None else _enough(self.measure, self.framework, tuple(_middles(self.measure).values()), self.kind)

    @property
    def misleads(self) -> bool:
        """Whether small numbers mislead too often."""
        return self.misclassified is not None and self.misclassified > TOO_OFTEN


def review_levels(measure: Measure, framework: Framework, observations: Sequence[Observation], *, months: int = MONTHS) -> LevelReview:
    """Return where the last values of a measure would have fallen, and how often small numbers would have misled.

    A count is taken to vary by chance: as a binomial around the part observed (a proportion), or as a Poisson count around the rate
    observed. A sum of money or hours, a mean and a judgement have no such chance.

    Args:
        measure: the measure, with the thresholds to be tried.
        framework: the scale of scores.
        observations: its past values; those of other measures are passed over. Of two for one period, the later recorded counts.
        months: how far to look back from the last value. Values of single months are looked at; of quarters or years, if those are the
            measure's basis.
    """
    chosen = _last(measure, observations, months)
    kind = _kind(measure, chosen)
    past = tuple(_past(measure, framework, seen, kind) for seen in chosen)
    denominators = sorted(seen.denominator for seen in chosen if seen.denominator and seen.denominator > 0)
    usual = denominators[len(denominators) // 2] if denominators else None
    chances = [one.misclassified for one in past if one.misclassified is not None]
    middles = _middles(measure)
    return LevelReview(
        measure=measure,
        lines=tuple(_line(measure, framework, level, past, middles.get(level), usual, kind) for level in reversed(LEVELS)),
        past=past,
        usual_denominator=usual,
        misclassified=sum(chances) / len(chances) if chances else None,
        framework=framework,
        kind=kind,
    )


def _last(measure: Measure, observations: Sequence[Observation], months: int) -> list[Observation]:
    """Return a measure's last values, oldest first: one for each month, quarter or year."""
    kind = measure.basis if measure.basis in {"quarter", "year"} else "month"
    latest: dict[Month, Observation] = {}
    for seen in sorted((one for one in observations if one.measure == measure.id), key=_known):
        if seen.period.kind == kind and seen.value(measure) is not None:
            latest[seen.period.last_month] = seen
    first = max(latest).plus(1 - months) if latest else None
    return [latest[month] for month in sorted(latest) if first is not None and month >= first]


def _known(seen: Observation) -> date:
    return seen.recorded_on or date.min


def _line(
    measure: Measure,
    framework: Framework,
    level: Level,
    past: Sequence[PastValue],
    middle: Fraction | None,
    usual: Fraction | None,
    kind: Chance | None,
) -> LevelLine:
    can_be_judged = middle is not None and usual is not None and kind is not None
    return LevelLine(
        level=level,
        score=framework.scale[level],
        statement=measure.statements.get(level, ""),
        threshold=measure.thresholds.get(level),
        count=sum(one.level == level for one in past),
        half_way=middle,
        half_way_level=None if middle is None else _level(measure, framework, middle)[1],
        misclassified=_chance_at(measure, framework, middle, usual, kind) if can_be_judged else None,  # type: ignore[arg-type]  # said above
    )


def _level(measure: Measure, framework: Framework, value: Fraction) -> tuple[Fraction, Level]:
    score = score_value(measure, value, framework).result
    assert isinstance(score, Fraction)
    return score, level_of(score, framework.scale)


def _past(measure: Measure, framework: Framework, seen: Observation, kind: Chance | None) -> PastValue:
    value = seen.value(measure)
    assert value is not None
    score, level = _level(measure, framework, value)
    chance = None
    if kind is not None and seen.numerator is not None and seen.denominator and _may_be(seen.numerator, seen.denominator, kind):
        # Half an event more keeps a month without any from being taken for certain.
        rate = (seen.numerator + Fraction(1, 2)) / (seen.denominator + (1 if kind == "binomial" else 0))
        chance = _chance(measure, framework, level, rate, seen.denominator, kind)
    return PastValue(seen, value, score, level, chance)


def _may_be(numerator: Fraction, denominator: Fraction, kind: Chance) -> bool:
    """Return whether counts that were handed in can be such counts: of people, whole, and no more above the line than below."""
    if kind == "poisson":
        return numerator >= 0 and denominator > 0
    return 0 <= numerator <= denominator and numerator.denominator == denominator.denominator == 1


def _kind(measure: Measure, observations: Sequence[Observation]) -> Chance | None:
    """Return how a measure's count varies by chance: as its definition says, else as its unit and its counts do."""
    definition = measure.definition
    if definition is not None:
        is_part = isinstance(definition, Proportion) or (isinstance(definition, Change) and definition.improved_by is not None)
        return "poisson" if isinstance(definition, Rate) else "binomial" if is_part else None
    counts = [(seen.numerator, seen.denominator) for seen in observations if seen.numerator is not None and seen.denominator]
    counts_money = measure.cost is not None or measure.from_open_book is not None
    if not counts or counts_money or any(above.denominator != 1 for above, _ in counts):
        return None
    if measure.unit == "%":
        return "binomial" if all(below.denominator == 1 and above <= below for above, below in counts) else None
    return "poisson" if measure.unit.startswith("per ") else None


def _middles(measure: Measure) -> dict[Level, Fraction]:
    """Return, for each level but the best, the value half-way from its threshold to the next one."""
    return {level: (low + high) / 2 for (level, low), (_, high) in pairwise(measure.thresholds.items())}


def _enough(measure: Measure, framework: Framework, middles: Sequence[Fraction], kind: Chance) -> int | None:
    def chances(denominator: int) -> Iterator[float]:
        return (_chance_at(measure, framework, middle, Fraction(denominator), kind) for middle in middles)

    return enough(chances, TOO_OFTEN)


def _chance_at(measure: Measure, framework: Framework, value: Fraction, denominator: Fraction, kind: Chance) -> float:
    rate = max(value / measure.per, Fraction(0))
    _, level = _level(measure, framework, value)
    return _chance(measure, framework, level, min(rate, Fraction(1)) if kind == "binomial" else rate, denominator, kind)


def _chance(measure: Measure, framework: Framework, level: Level, rate: Fraction, denominator: Fraction, kind: Chance) -> float:
    """Return the chance that a count around a true rate shows another level than this one."""
    return chance_of(lambda count: _level(measure, framework, count / denominator * measure.per)[1] != level, rate, denominator, kind)
