"""Control charts by the rules of the NHS's Making Data Count: limits, special causes, variation and assurance of one series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, get_args

from gainshare.core.kernel.formats import date_long, plural
from gainshare.core.kernel.problem import Invalid
from gainshare.core.performance.spc_limits import Limits, p_limits, u_limits, xmr_limits
from gainshare.core.performance.spc_reading import Given, Reading, check_options, read_series, read_whole
from gainshare.core.performance.spc_rules import special_causes
from gainshare.core.performance.spc_values import (
    TRIAL_BELOW,
    Assurance,
    ChartKind,
    ChartPoint,
    ChartSegment,
    ControlChart,
    Improvement,
    SpecialCause,
    type_of,
)


def spc(  # noqa: PLR0913  # each option is one of the method's own
    values: Iterable[object],
    *,
    dates: Iterable[object] | None = None,
    improvement: Improvement = "up",
    target: object = None,
    rebase_at: Iterable[object] | Mapping[Any, str] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
    chart: ChartKind = "xmr",
    denominators: Iterable[object] | None = None,
    per: object = 1,
) -> ControlChart:
    """Return the control chart of a series: points with limits and rules, segments, and what they say of variation and assurance.

    Means and limits are worked out in exact arithmetic from the decimals given (0.1 is one tenth), so that equal values have exactly
    their mean and a value on a limit is not outside it. A gap (None, NaN) is no point: moving ranges and runs go on from the point
    before it to the one after. Runs do not reach from one segment into another. A moving range of 3.267 mean moving ranges or more is
    left out, as in the R package NHSRplotthedots; with `screen_outliers=False` all count, as in the Excel tool of NHS England.

    Args:
        values: numbers, oldest first; for p and u charts the counts. A masked value of numpy is a gap too.
        dates: a day for each value, rising: dates, of Python or numpy, or ISO text.
        improvement: which way is better: `up`, `down` or `neutral`.
        target: one number, or one for each value (None where there was none), in the unit drawn. Assurance judges the last
            segment's limits against the target of the last point.
        rebase_at: the days of the first points of new segments (without dates: their places, from 0), or a mapping from them to reasons.
        fix_after: how many points each segment's mean and limits rest on; all of them without it.
        screen_outliers: leave outlying moving ranges out of the limits of an XmR chart.
        chart: `xmr`, `p` (parts of a whole) or `u` (events per unit); limits of p and u charts differ by denominator.
        denominators: for p and u charts, out of how many, for each value; one of 0 with a count of 0 is a gap.
        per: what a rate of 1 is drawn as on a p or u chart, such as 100 for percentages.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything, with its place.

    Source: NHS England, Making Data Count; NHSRplotthedots 0.2.2.
    """
    problems = check_options(improvement, chart, fix_after, screen_outliers)
    known = get_args(ChartKind)
    kind: ChartKind = chart if chart in known else "xmr" if denominators is None else "u"
    reading, found = read_series(values, Given(dates, target, rebase_at, denominators, per), kind=kind)
    if problems or reading is None:
        raise Invalid([*problems, *found])
    return _charted(reading, kind, improvement, read_whole(fix_after), screen_outliers=bool(screen_outliers))


def _charted(reading: Reading, kind: ChartKind, improvement: Improvement, fix_after: int | None, *, screen_outliers: bool) -> ControlChart:
    points: list[ChartPoint] = []
    segments: list[ChartSegment] = []
    notes = [*reading.notes, *_gap_notes(reading)]
    stretches = list(_stretches(reading))
    for stretch, reason in stretches:
        baseline = min(len(stretch), fix_after or len(stretch))
        limits = _limits(reading, stretch, baseline, kind, screen_outliers=screen_outliers)
        causes = special_causes(reading.values[stretch.start : stretch.stop], limits)
        segment = _segment(reading, stretch, limits, baseline, index=len(segments), reason=reason)
        points += _points(reading, stretch, limits, causes, improvement, segment=segment.index)
        segments.append(segment)
        notes += _segment_notes(reading, stretch, segment, limits, fix_after, is_only=len(stretches) == 1)
    assurance = _assurance(reading, stretches[-1][0], limits, improvement)
    return ControlChart(kind, improvement, tuple(points), tuple(segments), points[-1].point_type, assurance, tuple(notes))


def _stretches(reading: Reading) -> Iterator[tuple[range, str]]:
    """Yield the points of each segment, with the reason why it begins."""
    ends = [*reading.starts, (len(reading.values), "")]
    for (start, reason), (end, _) in pairwise(ends):
        yield range(start, end), reason


def _limits(reading: Reading, stretch: range, baseline: int, kind: ChartKind, *, screen_outliers: bool) -> Limits:
    if kind == "xmr":
        return xmr_limits(reading.values[stretch.start : stretch.start + baseline], screen_outliers=screen_outliers)
    make = p_limits if kind == "p" else u_limits
    whole = slice(stretch.start, stretch.stop)
    return make(reading.counts[whole], reading.denominators[whole], baseline, reading.per)


def _segment(reading: Reading, stretch: range, limits: Limits, baseline: int, *, index: int, reason: str) -> ChartSegment:
    first, last = stretch[0], stretch[-1]
    lower, upper = limits.pair(last - first)
    near_lower, near_upper = limits.pair(last - first, thirds=2)
    return ChartSegment(
        index=index,
        first=reading.places[first],
        last=reading.places[last],
        first_date=reading.days[first],
        last_date=reading.days[last],
        count=len(stretch),
        baseline_count=baseline,
        mean=float(limits.mean),
        lower=lower,
        upper=upper,
        near_lower=near_lower,
        near_upper=near_upper,
        is_trial=baseline < TRIAL_BELOW,
        reason=reason,
    )


def _points(
    reading: Reading, stretch: range, limits: Limits, causes: Sequence[SpecialCause | None], improvement: Improvement, *, segment: int
) -> Iterator[ChartPoint]:
    for place, (point, cause) in enumerate(zip(stretch, causes, strict=True)):
        lower, upper = limits.pair(place)
        target = reading.targets[point]
        yield ChartPoint(
            index=reading.places[point],
            value=float(reading.values[point]),
            date=reading.days[point],
            segment=segment,
            mean=float(limits.mean),
            lower=lower,
            upper=upper,
            target=None if target is None else float(target),
            special_cause=cause,
            point_type=type_of(cause, improvement),
        )


def _assurance(reading: Reading, stretch: range, limits: Limits, improvement: Improvement) -> Assurance | None:
    """Return how the limits of the last point stand to its target.

    A target on a limit lies between the limits. Where all points of the segment are one and the same there is nothing between: they
    meet the target or they do not.
    """
    target = reading.targets[-1]
    if target is None or improvement == "neutral" or len(stretch) == 1:
        return None
    # From here on, above is good: where lower is better, both are turned over.
    turn = 1 if improvement == "up" else -1
    shortfall = turn * (target - limits.mean)
    if _is_constant(reading, stretch) and limits.have_no_width:
        return "consistently_fail" if shortfall > 0 else "consistently_pass"
    if not limits.is_beyond(stretch[-1] - stretch[0], target, thirds=3):
        return "inconsistent"
    return "consistently_fail" if shortfall > 0 else "consistently_pass"


def _is_constant(reading: Reading, stretch: range) -> bool:
    return len({reading.values[point] for point in stretch}) == 1


# -- notes ----------------------------------------------------------------------------------------------------


def _gap_notes(reading: Reading) -> Iterator[str]:
    if reading.gaps:
        given = plural(reading.gaps + len(reading.values), "value")
        verb = "is" if reading.gaps == 1 else "are"
        yield f"{reading.gaps} of the {given} {verb} missing: moving ranges and runs go on from the point before a gap to the one after."


def _segment_notes(
    reading: Reading, stretch: range, segment: ChartSegment, limits: Limits, fix_after: int | None, *, is_only: bool
) -> Iterator[str]:
    name = "The chart" if is_only else f"Segment {segment.index + 1}{_from_words(segment)}"
    if fix_after is not None and fix_after > segment.count:
        yield f"{name} has {plural(segment.count, 'point')}, fewer than the {fix_after} that limits are fixed on: all are used."
    if segment.count == 1:
        yield f"{name} has one point: there is no moving range, the limits are the point itself and say nothing."
    elif segment.is_trial:
        few = plural(segment.baseline_count, "point")
        yield f"{name} has trial limits, from {few}: be careful with them until there are {TRIAL_BELOW}."
    if limits.have_no_width and segment.count > 1:
        if _is_constant(reading, stretch):
            yield f"{name} has the same value at every point: its limits have no width."
        else:
            cause = "the moving ranges that they rest on are all 0"
            yield f"{name} has limits without width, since {cause}: every point off the mean lies outside. Look at it before acting on it."


def _from_words(segment: ChartSegment) -> str:
    return f" (from {date_long(segment.first_date)})" if segment.first_date else ""
