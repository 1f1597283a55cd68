"""Many control charts at once, on arrays: the same limits and rules as one chart, for thousands of series in a fraction of a second.

Comparisons are cross-multiplied, so that nothing is divided. A series whose decimals become whole numbers small enough is compared
exactly, as floats hold such numbers exactly. Any other series with a value closer to a line than floats can tell is worked out again,
by itself and exactly, by `spc`: the two never disagree about a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_reading import LARGEST, check_options, listed_rebases, read_whole
from gainshare.core.performance.spc_values import RUN, TRIAL_BELOW, Assurance, ControlChart, Improvement, PointType, SpecialCause

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
Codes = NDArray[np.int8]

SPECIAL_CAUSES: tuple[SpecialCause, ...] = get_args(SpecialCause)
"""The rules by code: code 0 is the first of them."""
POINT_TYPES: tuple[PointType, ...] = get_args(PointType)
"""What points mean, by code."""
ASSURANCES: tuple[Assurance, ...] = get_args(Assurance)
"""How limits stand to the target, by code."""
NONE, GAP = -1, -2
"""Codes of nothing (common cause, no assurance), and of what is no point."""

SMALLEST = 1e-280
"""The size of a series below which products may fall under what floats can tell from 0."""
MOST_PLACES = 6
"""Decimals that are tried to make a series whole numbers."""
EXACT_BELOW = 2.0**53
"""Whole numbers that a float holds without loss."""
NOISE = 1e-13
"""A part of the figures compared, within which floats leave a comparison open; far above what their rounding can come to."""


@dataclass(frozen=True, eq=False)
class ControlCharts:
    """Control charts of many series; gaps hold NaN, or the code −2."""

    mean: Floats
    """The centre line at each point, shape (series, points)."""
    lower: Floats
    """The lower control limit, shape (series, points)."""
    upper: Floats
    """The upper control limit, shape (series, points)."""
    segment: NDArray[np.int64]
    """The segment that each place belongs to, from 0, shape (points,)."""
    special_cause: Codes
    """The rule that each point falls under, as a place in `SPECIAL_CAUSES`; −1 for common cause; shape (series, points)."""
    point_type: Codes
    """What each point means, as a place in `POINT_TYPES`, shape (series, points)."""
    variation: Codes
    """What each series' last point means, as a place in `POINT_TYPES`, shape (series,)."""
    assurance: Codes
    """How each series' last limits stand to its last target, as a place in `ASSURANCES`; −1 for None; shape (series,)."""
    is_trial: Truths
    """Whether the limits at each point rest on fewer than 12 points, shape (series, points)."""

    SPECIAL_CAUSES = SPECIAL_CAUSES
    POINT_TYPES = POINT_TYPES
    ASSURANCES = ASSURANCES


def spc_many(
    values: object,
    *,
    improvement: Improvement | Sequence[Improvement] = "up",
    target: object = None,
    rebase_at: Sequence[object] = (),
    fix_after: int | None = None,
    screen_outliers: bool = True,
) -> ControlCharts:
    """Return the XmR charts of many series at once, each as `spc` makes it.

    Args:
        values: an array of shape (series, points), oldest first; NaN, or masked, where there is no value, at the end or in between.
        improvement: which way is better, for all series or one word for each.
        target: one number, or an array of shape (series,) or (series, points); NaN where there is none.
        rebase_at: the places, from 0, at which all series begin a new segment.
        fix_after: how many points each segment's mean and limits rest on; all of them without it.
        screen_outliers: leave outlying moving ranges out of the limits.

    Returns:
        Arrays of shape (series, points) and (series,), in the order given.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything.
    """
    table, problems = _table(values)
    is_one = isinstance(improvement, str) or not isinstance(improvement, Iterable)
    words: list[Any] = [improvement] * len(table) if is_one else list(improvement)
    for word in sorted({str(one) for one in words or [improvement]}):
        problems += check_options(word, "xmr", None, screen_outliers=True)
    problems += check_options("up", "xmr", fix_after, screen_outliers)
    if len(words) != len(table):
        given = f"There {'is' if len(words) == 1 else 'are'} {plural(len(words), 'direction')} for {len(table)} series."
        problems.append(_problem("improvement", given, "Give one, or one for each."))
    targets = _targets(target, table, problems)
    starts = _starts(rebase_at, table.shape[1], problems)
    if problems:
        raise Invalid(problems)
    directions = np.array([{"up": 1, "down": -1, "neutral": 0}[word] for word in words], dtype=np.int8)
    options: dict[str, Any] = {"fix_after": read_whole(fix_after), "screen_outliers": bool(screen_outliers)}
    charts, is_open = _all_charts(table, targets, directions, starts, **options)
    for row in np.flatnonzero(is_open):
        one = spc(table[row].tolist(), target=targets[row].tolist(), improvement=words[row], rebase_at=starts[1:], **options)
        _copy(one, charts, int(row))
    return charts


# -- what is given --------------------------------------------------------------------------------------------


def _problem(field: str, message: str, fix: str, found: str | None = None) -> Problem:
    return Problem(message, fix, Source(field=field), found)


def _array(given: object, field: str, problems: list[Problem]) -> Floats | None:
    """Return numbers as an array, None and what is masked (gaps) as NaN; text is refused even where it could be read."""
    try:
        plain = np.asarray(given)
        if plain.dtype.kind not in "iufO" or any(isinstance(one, (str, bytes, bool, np.bool_)) for one in _objects(plain)):
            raise ValueError
        array = plain.astype(np.float64)
    except (TypeError, ValueError):
        fix = "Give rows of one length, with NaN where there is no value."
        problems.append(_problem(field, f"The {field.removesuffix('s')}s are no table of numbers.", fix))
        return None
    if np.ma.isMaskedArray(given):
        array = np.where(np.ma.getmaskarray(given), np.nan, array)
    wrong = ~np.isnan(array) & ~(np.abs(array) <= float(LARGEST))
    for place in np.argwhere(wrong)[:10].tolist():
        where = f"{field}[{', '.join(map(str, place))}]" if place else field
        fix = "Give NaN where there is no value, or a larger unit."
        problems.append(_problem(where, "This is not a finite number that can be charted.", fix, str(array[tuple(place)])))
    return array


def _objects(plain: NDArray[Any]) -> list[object]:
    return plain.ravel().tolist() if plain.dtype.kind == "O" else []


def _table(values: object) -> tuple[Floats, list[Problem]]:
    problems: list[Problem] = []
    table = _array(values, "values", problems)
    if table is not None and table.ndim == 2:
        return table, problems
    if table is not None:
        found = f"{table.ndim} dimension{'' if table.ndim == 1 else 's'}"
        problems.append(_problem("values", "The values are no table.", "Give an array of shape (series, points).", found))
    return np.empty((0, 0)), problems


def _targets(given: object, table: Floats, problems: list[Problem]) -> Floats:
    """Return a target for each value; NaN where there is none."""
    array = np.array(np.nan) if given is None else _array(given, "target", problems)
    found = () if array is None else array.shape
    if array is not None and array.ndim == 1:
        array = array[:, None]
    shape = table.shape
    fits = array is not None and (array.ndim == 0 or (array.shape[0] == shape[0] and array.shape[1] in (1, shape[1])))
    if array is not None and not fits and not problems:
        fix = "Give one number, one for each series, or one for each value."
        problems.append(_problem("target", "The targets do not fit the values.", fix, str(found)))
    return np.broadcast_to(array, shape) if array is not None and fits else np.full(shape, np.nan)


def _starts(given: Sequence[object], width: int, problems: list[Problem]) -> list[int]:
    places = {0}
    for at in listed_rebases(given, problems):
        place = read_whole(at)
        if place is not None and 0 <= place < width:
            places.add(place)
        else:
            fix = f"Give places from 1 to {width - 1}: dates are for `spc`." if width > 1 else "Leave it out."
            problems.append(_problem("rebase_at", "There is no value at this place.", fix, str(at)))
    return sorted(places)


# -- segments -------------------------------------------------------------------------------------------------


def _all_charts(
    table: Floats, targets: Floats, directions: Codes, starts: list[int], *, fix_after: int | None, screen_outliers: bool
) -> tuple[ControlCharts, Truths]:
    """Return the charts, and which series floats leave open."""
    series, width = table.shape
    charts = ControlCharts(
        mean=np.full((series, width), np.nan),
        lower=np.full((series, width), np.nan),
        upper=np.full((series, width), np.nan),
        segment=np.searchsorted(starts, np.arange(width), side="right").astype(np.int64) - 1,
        special_cause=np.full((series, width), GAP, dtype=np.int8),
        point_type=np.full((series, width), GAP, dtype=np.int8),
        variation=np.full(series, GAP, dtype=np.int8),
        assurance=np.full(series, NONE, dtype=np.int8),
        is_trial=np.zeros((series, width), dtype=np.bool_),
    )
    is_open = np.zeros(series, dtype=np.bool_)
    for start, end in pairwise([*starts, width] if width else []):
        # Points first, gaps last, each in their order.
        order = np.argsort(np.isnan(table[:, start:end]), axis=1, kind="stable") + start
        points = np.take_along_axis(table, order, axis=1)
        block = _Block(points, fix_after, screen_outliers=screen_outliers)
        causes = block.causes()
        types = _types(causes, directions)
        for line, widths in ((charts.mean, 0.0), (charts.lower, -1.0), (charts.upper, 1.0)):
            np.put_along_axis(line, order, block.line(widths), axis=1)
        np.put_along_axis(charts.special_cause, order, causes, axis=1)
        np.put_along_axis(charts.point_type, order, types, axis=1)
        np.put_along_axis(charts.is_trial, order, block.is_point & (block.baseline < TRIAL_BELOW)[:, None], axis=1)
        last = np.maximum(block.count - 1, 0)[:, None]
        has = block.count > 0
        target = np.take_along_axis(targets, np.take_along_axis(order, last, axis=1), axis=1)[:, 0]
        charts.variation[has] = np.take_along_axis(types, last, axis=1)[has, 0]
        assurance, is_unsure = block.assurance(target, directions)
        charts.assurance[has] = assurance[has]
        is_open |= block.is_open | (is_unsure & has)
    return charts, is_open & (charts.variation != GAP)


def _types(causes: Codes, directions: Codes) -> Codes:
    """Return what each point means; codes are places in POINT_TYPES."""
    is_high = np.isin(causes, [0, 2, 4, 6])
    improving = is_high == (directions > 0)[:, None]
    sided = np.where(improving, 1, 2)
    neutral = np.where(is_high, 3, 4)
    types = np.where((directions == 0)[:, None], neutral, sided)
    return np.where(causes == NONE, 0, np.where(causes == GAP, GAP, types)).astype(np.int8)


class _Block:
    """One segment of all series: points from the left, NaN after them."""

    def __init__(self, points: Floats, fix_after: int | None, *, screen_outliers: bool) -> None:
        self.points = points
        self.is_point: Truths = ~np.isnan(points)
        self.count = self.is_point.sum(axis=1)
        self.baseline = np.minimum(self.count, fix_after or points.shape[1])
        self.is_open: Truths = np.zeros(len(points), dtype=np.bool_)
        self.is_constant: Truths = _largest(points) == -_largest(-points)
        self.whole, self.unit, self.is_exact = _whole_numbers(np.where(self.is_constant[:, None], points * 0, points))
        self._measure(screen_outliers=screen_outliers)

    def _measure(self, *, screen_outliers: bool) -> None:
        """Work out sums: the mean is total ÷ baseline, the mean moving range is moved ÷ ranges."""
        places = np.arange(self.points.shape[1])
        in_baseline = places < self.baseline[:, None]
        self.total = np.where(in_baseline, self.whole, 0).sum(axis=1)
        steps = np.where(in_baseline[:, 1:], np.abs(np.diff(self.whole, axis=1)), 0)
        self.ranges = np.maximum(self.baseline - 1, 1)
        self.moved = steps.sum(axis=1)
        self.size = np.maximum(_largest(np.abs(self.whole)), 0)
        self.scale = self.size * self.baseline * self.ranges
        self.is_open |= ~self.is_exact & (self.size < SMALLEST)
        if screen_outliers:
            is_out = self._exceeds(-3267 * self.moved[:, None], -1000 * self.ranges[:, None] * steps, in_baseline[:, 1:], or_equal=True)
            kept = in_baseline[:, 1:] & (~is_out | (self.moved == 0)[:, None])
            self.moved = np.where(kept, steps, 0).sum(axis=1)
            self.ranges = np.maximum(kept.sum(axis=1), 1)

    def _exceeds(self, first: Floats, second: Floats, where: Truths, *, or_equal: bool = False) -> Truths:
        """Return where the first is larger; series in which floats cannot tell are noted as open."""
        difference = first - second
        near = where & (np.abs(difference) <= NOISE * 3267 * self.scale[:, None])
        self.is_open |= ~self.is_exact & near.any(axis=1)
        return where & (difference >= 0 if or_equal else difference > 0)

    def line(self, widths: float) -> Floats:
        """Return a line so many widths from the mean, at each point."""
        base = np.maximum(self.baseline, 1)
        height = (self.total / base + widths * 2.66 * self.moved / self.ranges) / self.unit
        height = np.where(self.is_constant, self.points[:, 0], height)
        return np.where(self.is_point, height[:, None], np.nan)

    def causes(self) -> Codes:
        """Return the first rule that each point falls under."""
        distance = self.baseline[:, None] * self.whole - self.total[:, None]
        above = self._exceeds(distance, np.zeros_like(distance), self.is_point)
        below = self._exceeds(-distance, np.zeros_like(distance), self.is_point)
        width = (133 * self.baseline * self.moved)[:, None]
        far = np.abs(distance) * self.ranges[:, None]
        is_outside = self._exceeds(50 * far, width, self.is_point)
        is_near = self._exceeds(75 * far, width, self.is_point) & ~is_outside
        rising, falling = self._trends()
        pairs = [is_near & _run_of_three(is_near, side) for side in (above, below)]
        shifts = [_spread(_all_of(side, RUN), RUN, side.shape[1]) for side in (above, below)]
        held = [is_outside & above, is_outside & below, rising, falling, *pairs, *shifts]
        causes = np.select(held, range(len(held)), default=NONE)
        return np.where(self.is_point, causes, GAP).astype(np.int8)

    def _trends(self) -> tuple[Truths, Truths]:
        width = self.points.shape[1]
        with np.errstate(invalid="ignore"):
            moves = np.sign(np.diff(self.points, axis=1))
        members = np.zeros(self.points.shape, dtype=np.bool_)
        for sign in (1, -1):
            members |= _spread(_all_of(moves == sign, RUN - 1), RUN, width)
        onward, before = np.zeros_like(self.points), np.zeros_like(self.points)
        onward[:, :-1], before[:, 1:] = moves, moves
        goes_on = np.zeros_like(members)
        goes_on[:, :-1] = members[:, 1:]
        rising = np.where(goes_on, onward, before) > 0
        return members & rising, members & ~rising

    def assurance(self, target: Floats, directions: Codes) -> tuple[Codes, Truths]:
        """Return how the limits stand to the target of each series, and where floats cannot tell."""
        base = np.maximum(self.baseline, 1)
        mean = np.where(self.is_constant, self.points[:, 0], self.total / base / self.unit)
        width = 2.66 * self.moved / self.ranges / self.unit
        shortfall = directions * (target - mean)
        is_missed = shortfall > 0
        is_between = np.abs(shortfall) <= width
        noise = NOISE * (self.size / self.unit + np.abs(target))
        is_unsure = ~self.is_constant & (np.abs(np.abs(shortfall) - width) <= noise)
        codes = np.where(is_between & ~self.is_constant, 2, np.where(is_missed, 1, 0))
        is_judged = ~np.isnan(target) & (directions != 0) & (self.count > 1)
        return np.where(is_judged, codes, NONE).astype(np.int8), is_unsure & is_judged


def _largest(points: Floats) -> Floats:
    """Return the largest value of each row; of one without values, minus infinity."""
    largest: Floats = np.max(np.where(np.isnan(points), -np.inf, points), axis=1, initial=-np.inf)
    return largest


def _whole_numbers(points: Floats) -> tuple[Floats, Floats, Truths]:
    """Return each series in the unit of its last decimal place, that unit, and whether sums and products of it are exact."""
    series, width = points.shape
    most = EXACT_BELOW / (6800.0 * max(width, 1) ** 2)
    whole, unit = points.copy(), np.ones(series)
    is_exact = np.zeros(series, dtype=np.bool_)
    for places in range(MOST_PLACES + 1):
        left = np.flatnonzero(~is_exact)
        tens = 10.0**places
        tried = np.rint(points[left] * tens)
        # The quotient of two numbers that floats hold exactly is the float nearest to that decimal.
        fits = np.all(np.isnan(tried) | ((tried / tens == points[left]) & (np.abs(tried) < most)), axis=1)
        whole[left[fits]], unit[left[fits]] = tried[fits], tens
        is_exact[left[fits]] = True
    return whole, unit, is_exact


def _all_of(holds: Truths, length: int) -> Truths:
    """Return for each start whether so many places running hold."""
    starts = max(holds.shape[1] - length + 1, 0)
    found = np.ones((holds.shape[0], starts), dtype=np.bool_)
    for shift in range(length):
        found &= holds[:, shift : shift + starts]
    return found


def _spread(starts: Truths, length: int, width: int) -> Truths:
    """Return the places that runs from these starts cover."""
    covered = np.zeros((starts.shape[0], width), dtype=np.bool_)
    for shift in range(length):
        covered[:, shift : shift + starts.shape[1]] |= starts
    return covered


def _run_of_three(is_near: Truths, side: Truths) -> Truths:
    """Return the places of threes on one side of the mean of which two or more are near the limit."""
    three = 3
    starts = max(side.shape[1] - three + 1, 0)
    near = sum(is_near[:, shift : shift + starts].astype(np.int8) for shift in range(three))
    return _spread(_all_of(side, three) & (near >= 2), three, side.shape[1])


def _copy(one: ControlChart, charts: ControlCharts, row: int) -> None:
    """Put a chart made by itself among the others."""
    for point in one.points:
        at = (row, point.index)
        charts.mean[at], charts.lower[at], charts.upper[at] = point.mean, point.lower, point.upper
        charts.special_cause[at] = NONE if point.special_cause is None else SPECIAL_CAUSES.index(point.special_cause)
        charts.point_type[at] = POINT_TYPES.index(point.point_type)
    charts.variation[row] = POINT_TYPES.index(one.variation)
    charts.assurance[row] = NONE if one.assurance is None else ASSURANCES.index(one.assurance)
