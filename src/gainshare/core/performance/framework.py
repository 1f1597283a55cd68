"""The performance framework: key result areas, their measures, seven levels with thresholds, weights, and what a missing value scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import Rounding
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import ExactNumber, Id, Share, Term, Words, read_number
from gainshare.core.performance.coproduction import TicksTerm
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.disclosure import SUPPRESSION, Suppression, rule_named
from gainshare.core.performance.measures import DefinitionTerm

Level = Literal["failure", "poor", "below_mcos", "mcos", "above_mcos", "stretch", "game_breaking"]
"""The seven levels of achievement, from the worst to the best."""
LEVELS: tuple[Level, ...] = ("failure", "poor", "below_mcos", "mcos", "above_mcos", "stretch", "game_breaking")

LEVEL_WORDS: Mapping[Level, str] = {
    "failure": "Failure",
    "poor": "Poor",
    "below_mcos": "Below MCOS",
    "mcos": "MCOS",
    "above_mcos": "Above MCOS",
    "stretch": "Stretch",
    "game_breaking": "Game-breaking",
}
"""What each level is called on screen; MCOS is the minimum conditions of satisfaction."""

LEVEL_MEANINGS: Mapping[Level, str] = {
    "failure": "The parties would not know how this could arise; up to catastrophic.",
    "poor": "Unacceptable: failure that is systemic and repeated.",
    "below_mcos": "Below the owner's minimum conditions of satisfaction.",
    "mcos": "The owner's minimum conditions of satisfaction: best in class.",
    "above_mcos": "Better than the minimum, but nothing exceptional.",
    "stretch": "The parties know how, but it needs success that is systemic and repeated.",
    "game_breaking": "Thought possible, but the parties did not know how when they set it.",
}
"""What each level means, in our words. Source: the alliance contracting slides of LH Alliances, 2014 (BRIEF row 39)."""


def _table(*scores: int) -> Mapping[Level, Fraction]:
    return {level: Fraction(score) for level, score in zip(LEVELS, scores, strict=True)}


SCALES: Mapping[str, Mapping[Level, Fraction]] = {
    "default": _table(-100, -60, -30, 0, 30, 60, 100),
    "stretch_50": _table(-100, -60, -30, 0, 25, 50, 100),
    "stretch_75": _table(-100, -60, -30, 0, 40, 75, 100),
}
"""The scores of the seven levels. Source: the same slides print +60 for Stretch on the scale, and “50 or 75” in its definition."""


def _read_levels(value: object, *, what: str) -> dict[Level, Fraction]:
    if not isinstance(value, dict):
        raise Fault(f"This is not a table of {what}.", f"Give {what} by level: {', '.join(LEVELS)}.")
    if unknown := [key for key in value if key not in LEVELS]:
        raise Fault(f"“{unknown[0]}” is not a level.", f"The levels are: {', '.join(LEVELS)}.")
    return {level: read_number(value[level]) for level in LEVELS if level in value}


def _read_scale(value: object) -> dict[Level, Fraction]:
    if isinstance(value, str):
        if value not in SCALES:
            raise Fault(f"There is no scale called “{value}”.", f"Use one of {', '.join(SCALES)}, or give the seven scores.")
        return dict(SCALES[value])
    scores = _read_levels(value, what="scores")
    if len(scores) != len(LEVELS):
        raise Fault(
            "A scale has a score for each of the seven levels.", f"Add {', '.join(level for level in LEVELS if level not in scores)}."
        )
    ordered = list(scores.values())
    if any(later <= earlier for earlier, later in pairwise(ordered)) or scores["mcos"] != 0:
        raise Fault("The scores of a scale rise from failure to game_breaking, and mcos is 0.", "Put them in order, with mcos: 0.")
    return scores


def _read_thresholds(value: object) -> dict[Level, Fraction]:
    thresholds = _read_levels(value, what="thresholds")
    if len(thresholds) < 2:
        raise Fault("A measure needs at least two thresholds.", "Give at least the values of mcos and game_breaking.")
    return thresholds


def _write_levels(levels: Mapping[Level, Fraction]) -> object:
    return {level: exact_text(value) for level, value in levels.items()}


LEVELS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {level: {"type": ["number", "string"], "description": LEVEL_MEANINGS[level]} for level in LEVELS},
    "additionalProperties": False,
}
ScaleTerm = Annotated[
    dict[Level, Fraction],
    BeforeValidator(_read_scale),
    PlainSerializer(_write_levels),
    WithJsonSchema({"anyOf": [{"enum": list(SCALES)}, LEVELS_SCHEMA]}),
]
ThresholdsTerm = Annotated[
    dict[Level, Fraction], BeforeValidator(_read_thresholds), PlainSerializer(_write_levels), WithJsonSchema(LEVELS_SCHEMA)
]


def _read_suppression(value: object) -> object:
    return rule_named(value) if isinstance(value, str) else value


SuppressionTerm = Annotated[
    Suppression, BeforeValidator(_read_suppression, json_schema_input_type=Suppression | Literal[tuple(SUPPRESSION)])
]
"""The name of a rule for small numbers, or a rule."""

Basis = Literal["period", "point", "month", "quarter", "year", "year_to_date", "rolling_3", "rolling_12"]
"""What a value is for."""


class MeasureTerms(Term):
    """What a measure is, whether or not an alliance is judged by it."""

    id: Id
    """What observations call it."""
    name: Words
    """What it is called on screen."""
    unit: Words
    """The unit of its value, such as % or hours."""
    better: Literal["up", "down"]
    """Whether a higher or a lower value is better."""
    per: ExactNumber = Fraction(1)
    """What numerator ÷ denominator is multiplied by to give the value: 100 for a percentage or a rate per 100."""
    basis: Basis = "period"
    """Whether the value belongs to the whole period; is the state (or a look-back) at the end of its last month (`point`); or belongs
    to each `month`, `quarter` or `year`, to the year so far (`year_to_date`), or to the last 3 or 12 months (`rolling_3`, `rolling_12`)."""
    source: str = ""
    """Where the figures come from."""
    steward: str = ""
    """The role that answers for the definition and its records."""
    definition: DefinitionTerm | None = None
    """How it is made from records; without it, its values are handed in."""
    suppression: SuppressionTerm = SUPPRESSION["national"]
    """Which of its numbers are too small to publish."""
    coproduction: TicksTerm = {}
    """Which principles of co-production it meets, each with a note; those left out were not considered yet."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""

    @model_validator(mode="after")
    def _per_above_zero(self) -> MeasureTerms:
        if self.per <= 0:
            raise Fault(
                "`per` is what the ratio is multiplied by, and must be above zero.", "Write 100 for a percentage, 1 for a plain ratio."
            )
        return self


class Measure(MeasureTerms):
    """One figure within a key result area (“KPI” on screen)."""

    weight: Share
    """Its part of the overall score."""
    baseline: ExactNumber | None = None
    """The value before the alliance began."""
    thresholds: ThresholdsTerm
    """The value at which each level is reached."""
    between: Literal["linear", "stepped"] = "linear"
    """Between thresholds: a straight line, or the score of the level reached."""
    statements: dict[Level, str] = {}
    """What each level looks like, in words."""
    cost: Literal["total", "owners"] | None = None
    """For a measure of cost: of the total cost of the service, or of the cost to the owners."""
    from_open_book: Literal["actual_over_target"] | None = None
    """`actual_over_target`: the measure is made from the open book, not handed in: accepted cost ÷ adjusted target of the same months."""
    work_package: Id | None = None
    """The work package that it measures."""

    @model_validator(mode="after")
    def _monotone(self) -> Measure:
        values = list(self.thresholds.values())
        pairs = list(pairwise(values))
        if any(later <= earlier if self.better == "up" else later >= earlier for earlier, later in pairs):
            way = "rise" if self.better == "up" else "fall"
            raise Fault(
                f"The thresholds of {self.id} do not {way} from failure to game_breaking.",
                f"Put them in order: where `better` is {self.better}, each level's value must {way}.",
            )
        return self


class KeyResultArea(Term):
    """An aspect of value on which the alliance is judged."""

    id: Id
    """What other terms call it."""
    name: Words
    """What it is called on screen."""
    weight: Share | None = None
    """Its part of the overall score; if given, the weights of its measures add up to it."""
    objectives: tuple[Id, ...] = ()
    """The objectives that it serves."""
    why: str = ""
    """The thinking behind it."""
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    """Its measures."""


class ScorePlaces(Term):
    """`{places: 2, mode: half_even}`."""

    places: Annotated[int, Field(ge=0, le=6)]
    """Decimal places."""
    mode: Rounding
    """How it is rounded."""


class Framework(Term):
    """All that performance is judged by."""

    scale: ScaleTerm = dict(SCALES["default"])
    """The score of each level."""
    score: ScorePlaces
    """To how many places a measure's score is rounded."""
    overall: ScorePlaces
    """To how many places the overall score is rounded."""
    missing: Literal["hold_at_mcos", "carry_last", "leave_out_and_reweight"]
    """What a measure without a value scores: 0; its last score; or nothing, its weight going to the others."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""
    records: RecordsTerms | None = None
    """The records that measures with a definition are made from."""
    areas: Annotated[tuple[KeyResultArea, ...], Field(min_length=1)]
    """The key result areas."""


def measures_of(framework: Framework) -> Iterator[tuple[KeyResultArea, Measure]]:
    """Yield every measure with its area, in the order of the framework."""
    for area in framework.areas:
        for measure in area.measures:
            yield area, measure
