"""What a control chart holds: its points, its segments, its two judgements, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Improvement = Literal["up", "down", "neutral"]
"""Which way is better: higher, lower, or neither."""
ChartKind = Literal["xmr", "p", "u"]
"""How limits are worked out: from moving ranges, from proportions of a denominator, or from counts per unit of one."""
SpecialCause = Literal[
    "above_upper_limit",
    "below_lower_limit",
    "rising_trend",
    "falling_trend",
    "two_of_three_near_upper_limit",
    "two_of_three_near_lower_limit",
    "shift_above_mean",
    "shift_below_mean",
]
"""Why a point is no common cause; where several reasons hold, the first of these."""
PointType = Literal[
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
]
"""What a point means, given which way is better."""
Assurance = Literal["consistently_pass", "consistently_fail", "inconsistent"]
"""Whether the target lies outside the limits on the good side of it, outside on the bad side, or between them."""
Letter = Literal["", "H", "L"]
"""Whether an icon of variation speaks of high or of low values; empty for common cause."""

HIGH_CAUSES: frozenset[SpecialCause] = frozenset({
    "above_upper_limit", "rising_trend", "two_of_three_near_upper_limit", "shift_above_mean",
})  # fmt: skip
"""The reasons that speak of high or rising values; the others speak of low or falling ones."""
TRIAL_BELOW = 12
"""Points that limits should rest on; limits from fewer are trial limits. Source: NHS England, Making Data Count."""
RUN = 7
"""Points of a shift and of a trend. Source: NHS England, Making Data Count."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value of a control chart with the limits that hold for it."""

    index: int
    """Its place among the values given, from 0; gaps are counted and are no points."""
    value: float
    """What is drawn: the value given; for p and u charts the count over its denominator, times `per`."""
    date: date | None
    """Its day, if dates were given."""
    segment: int
    """Which segment it belongs to, from 0."""
    mean: float
    """The centre line."""
    lower: float
    """The lower control limit."""
    upper: float
    """The upper control limit."""
    target: float | None
    """The target that held for it, if there is one."""
    special_cause: SpecialCause | None
    """The rule that it falls under; None for common cause."""
    point_type: PointType
    """What that means, given which way is better."""


@dataclass(frozen=True, slots=True)
class ChartSegment:
    """A stretch of points judged by one mean and one pair of limits."""

    index: int
    """Which segment it is, from 0."""
    first: int
    """Where its first point stands among the values given, from 0."""
    last: int
    """Where its last point stands among the values given."""
    first_date: date | None
    """The day of its first point."""
    last_date: date | None
    """The day of its last point."""
    count: int
    """Points in it."""
    baseline_count: int
    """Points that its mean and limits rest on, from its first point on."""
    mean: float
    """The centre line."""
    lower: float
    """The lower control limit; where limits differ by denominator, that of the last point."""
    upper: float
    """The upper control limit; where limits differ by denominator, that of the last point."""
    near_lower: float
    """Two thirds of the way from the mean to the lower limit."""
    near_upper: float
    """Two thirds of the way from the mean to the upper limit."""
    is_trial: bool
    """Whether its limits rest on fewer than 12 points."""
    reason: str
    """Why it begins where it does, as given with `rebase_at`; empty for the first segment or where no reason was given."""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A control chart: points with their limits, and what they say together."""

    kind: ChartKind
    """How its limits were worked out."""
    improvement: Improvement
    """Which way is better."""
    points: tuple[ChartPoint, ...]
    """The values that are no gaps, in the order given."""
    segments: tuple[ChartSegment, ...]
    """The stretches between rebases, in order; one without a rebase."""
    variation: PointType
    """What the last point means."""
    assurance: Assurance | None
    """How the last segment's limits stand to the last target; None without a target, where neither way is better, or from one point."""
    notes: tuple[str, ...]
    """What a reader should know before trusting the limits, in sentences."""

    @property
    def variation_letter(self) -> Letter:
        """Return the letter of the variation icon: H for high or rising, L for low or falling, none for common cause."""
        cause = self.points[-1].special_cause
        if cause is None:
            return ""
        return "H" if cause in HIGH_CAUSES else "L"

    @property
    def assurance_letter(self) -> Literal["", "P", "F", "?"]:
        """Return the letter of the assurance icon: P for consistently pass, F for consistently fail, ? for inconsistent."""
        letters: dict[Assurance, Literal["P", "F", "?"]] = {"consistently_pass": "P", "consistently_fail": "F", "inconsistent": "?"}
        return letters[self.assurance] if self.assurance else ""


def not_below(chart: ControlChart, lowest: float) -> ControlChart:
    """Return a chart whose lines go no lower than its values can, such as 0 for counts; what its points mean stays as it is.

    Where a lower limit lies beneath, no value can fall below it, so that nothing was judged by it.
    """
    points = tuple(replace(one, lower=max(one.lower, lowest)) for one in chart.points)
    segments = tuple(replace(one, lower=max(one.lower, lowest), near_lower=max(one.near_lower, lowest)) for one in chart.segments)
    return replace(chart, points=points, segments=segments)


def type_of(cause: SpecialCause | None, improvement: Improvement) -> PointType:
    """Return what a reason means, given which way is better."""
    if cause is None:
        return "common_cause"
    is_high = cause in HIGH_CAUSES
    if improvement == "neutral":
        return "special_cause_neutral_high" if is_high else "special_cause_neutral_low"
    return "special_cause_improvement" if is_high == (improvement == "up") else "special_cause_concern"
