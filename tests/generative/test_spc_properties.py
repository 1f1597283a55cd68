"""Control charts: what must hold for every series, and many charts at once agree with each by itself."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.kernel.problem import Invalid
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_many import ASSURANCES, GAP, NONE, POINT_TYPES, SPECIAL_CAUSES, spc_many

# From small pools, so that ties, constants and runs happen; and numbers of every size, so that floats are strained.
FEW = st.sampled_from([0.0, 1.0, 2.0, 3.0])
TENTHS = st.integers(-30, 30).map(lambda number: number / 10)
AWKWARD = st.sampled_from([0.1, 0.2, 0.3, 1 / 3, 2 / 3, 0.7, 1.0, 1.0000000000000002])
ANY = st.floats(-1e12, 1e12, allow_nan=False)
VALUES = st.one_of(FEW, TENTHS, AWKWARD, ANY)
SERIES = st.one_of(*(st.lists(kind, min_size=1, max_size=40) for kind in (FEW, TENTHS, AWKWARD, ANY)))
RUNS = st.lists(st.tuples(st.integers(-3, 3), st.integers(1, 9)), min_size=1, max_size=6)
IMPROVEMENTS = st.sampled_from(["up", "down", "neutral"])
OPPOSITE = {
    "common_cause": "common_cause",
    "special_cause_improvement": "special_cause_concern",
    "special_cause_concern": "special_cause_improvement",
}


def climbed(runs):
    """Return a series that moves by each step so many times: trends, level stretches and shifts."""
    values = [0]
    for step, times in runs:
        values += [values[-1] + step * number for number in range(1, times + 1)]
    return values


@st.composite
def tables(draw):
    """Return rows of one length, with gaps here and there."""
    width = draw(st.integers(1, 30))
    kind = draw(st.sampled_from([FEW, TENTHS, AWKWARD, ANY]))
    cell = st.one_of(kind, kind, kind, kind, st.just(math.nan))
    return [draw(st.lists(cell, min_size=width, max_size=width)) for _ in range(draw(st.integers(1, 4)))]


@given(
    tables(),
    IMPROVEMENTS,
    st.one_of(st.none(), VALUES),
    st.booleans(),
    st.sampled_from([None, 2, 5, 12]),
    st.sets(st.integers(0, 29), max_size=3),
)
def test_many_charts_at_once_are_each_chart_by_itself(table, improvement, target, screened, fix_after, rebases):
    width = len(table[0])
    options = {
        "improvement": improvement,
        "screen_outliers": screened,
        "fix_after": fix_after,
        "rebase_at": [at for at in rebases if at < width],
    }

    charts = spc_many(table, target=target, **options)

    for row, values in enumerate(table):
        agree(charts, row, values, target, options)


def agree(charts, row, values, target, options):
    if all(math.isnan(value) for value in values):
        assert charts.variation[row] == GAP
        assert set(charts.special_cause[row]) == {GAP}
        return
    one = spc(values, target=target, **options)
    points = {point.index: point for point in one.points}
    for place in range(len(values)):
        point = points.get(place)
        if point is None:
            assert charts.special_cause[row, place] == charts.point_type[row, place] == GAP
            assert math.isnan(charts.mean[row, place])
            continue
        assert charts.special_cause[row, place] == (SPECIAL_CAUSES.index(point.special_cause) if point.special_cause else NONE)
        assert POINT_TYPES[charts.point_type[row, place]] == point.point_type
        assert charts.is_trial[row, place] == one.segments[point.segment].is_trial
        scale = max(map(abs, (point.mean, point.lower, point.upper, point.value)))
        lines = (charts.mean[row, place], charts.lower[row, place], charts.upper[row, place])
        assert lines == pytest.approx((point.mean, point.lower, point.upper), rel=1e-12, abs=1e-12 * scale + 1e-300)
    assert POINT_TYPES[charts.variation[row]] == one.variation
    assert charts.assurance[row] == (ASSURANCES.index(one.assurance) if one.assurance else NONE)


@given(RUNS, IMPROVEMENTS, st.booleans())
def test_many_charts_agree_on_trends_and_level_stretches(runs, improvement, screened):
    values = climbed(runs)

    charts = spc_many([values, values[::-1]], improvement=improvement, screen_outliers=screened)

    for row, series in enumerate((values, values[::-1])):
        agree(charts, row, series, None, {"improvement": improvement, "screen_outliers": screened})


@given(SERIES, st.integers(-1000, 1000), st.integers(1, 1000), st.booleans())
def test_what_is_shifted_and_scaled_has_its_limits_shifted_and_scaled_and_the_same_rules(values, shift, scale, screened):
    exact = [Fraction(repr(value)) for value in values]

    plain = spc(exact, screen_outliers=screened)
    moved = spc([value * scale + shift for value in exact], screen_outliers=screened)

    assert [point.special_cause for point in moved.points] == [point.special_cause for point in plain.points]
    before, after = plain.segments[0], moved.segments[0]
    size = scale * max(map(abs, (before.mean, before.lower, before.upper))) + abs(shift)
    for old, new in ((before.mean, after.mean), (before.lower, after.lower), (before.upper, after.upper)):
        assert math.isclose(new, old * scale + shift, rel_tol=1e-12, abs_tol=1e-12 * size + 1e-300)


@given(st.one_of(SERIES, RUNS.map(climbed)), st.booleans())
def test_turning_round_which_way_is_better_turns_improvement_and_concern_round(values, screened):
    up, down = (spc(values, improvement=way, screen_outliers=screened) for way in ("up", "down"))

    assert [point.special_cause for point in up.points] == [point.special_cause for point in down.points]
    assert [OPPOSITE[point.point_type] for point in up.points] == [point.point_type for point in down.points]


@given(SERIES)
def test_limits_lie_about_the_mean_and_the_near_lines_between(values):
    segment = spc(values).segments[0]

    assert segment.lower <= segment.near_lower <= segment.mean <= segment.near_upper <= segment.upper


@given(VALUES, st.integers(2, 40), st.booleans())
def test_a_constant_series_is_never_special_and_its_mean_is_its_value(value, count, screened):
    chart = spc([value] * count, screen_outliers=screened)

    assert chart.segments[0].mean == chart.segments[0].lower == chart.segments[0].upper == value
    assert {point.special_cause for point in chart.points} == {None}


@given(st.lists(st.one_of(st.none(), st.text(max_size=3), st.floats(), st.integers(), st.booleans()), max_size=6))
def test_whatever_is_given_is_charted_or_refused_in_words(values):
    chart = charted(values)

    assert all(math.isfinite(line) for point in chart for line in (point.value, point.mean, point.lower, point.upper))


def charted(values):
    """Return the points of a chart, or none if the values are refused in words; anything else that is raised is a fault of ours."""
    try:
        return spc(values).points
    except Invalid as refused:
        return [] if all(problem.message and problem.fix for problem in refused.problems) else None


def test_a_target_may_differ_by_series_and_by_point():
    values = [[10.0, 12.0] * 6] * 3

    by_series = spc_many(values, target=[5, 11, 17])
    by_point = spc_many(values, target=np.repeat([[5.0], [11.0], [17.0]], 12, axis=1), improvement=["up", "down", "neutral"])

    assert [ASSURANCES[code] for code in by_series.assurance] == ["consistently_pass", "inconsistent", "consistently_fail"]
    assert by_point.assurance.tolist() == [ASSURANCES.index("consistently_pass"), ASSURANCES.index("inconsistent"), NONE]


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        ([1, 2, 3], {}, "values: The values are no table. Found: “1 dimension”."),
        ([[1, 2], [3]], {}, "values: The values are no table of numbers."),
        ([["1", "2"]], {}, "values: The values are no table of numbers."),
        ([[True, False]], {}, "values: The values are no table of numbers."),
        (np.array([[np.True_, 1.5]], dtype=object), {}, "values: The values are no table of numbers."),
        ([[1 + 2j, 1]], {}, "values: The values are no table of numbers."),
        (np.array([["2024-01-01"]], dtype="datetime64[D]"), {}, "values: The values are no table of numbers."),
        ([[1, 2]], {"target": "x"}, "target: The targets are no table of numbers."),
        ([[1, 2]], {"target": math.inf}, "target: This is not a finite number that can be charted. Found: “inf”."),
        ([[1, 2]], {"target": [1, 2]}, "target: The targets do not fit the values. Found: “(2,)”."),
        ([[1, 2]], {"rebase_at": 1}, "rebase_at: The rebases are no list. Found: “1”."),
        ([[1, 2]], {"rebase_at": None}, "rebase_at: The rebases are no list. Found: “None”."),
        ([[1, 2]], {"improvement": None}, "improvement: There is no improvement of this name. Found: “None”."),
        ([[1, 2]], {"screen_outliers": "no"}, "screen_outliers: This is neither True nor False. Found: “no”."),
        ([[1, math.inf]], {}, "values[0, 1]: This is not a finite number that can be charted. Found: “inf”."),
        ([[1, 2]], {"target": [1, 2, 3]}, "target: The targets do not fit the values."),
        ([[1, 2]], {"rebase_at": ["2024-01-01"]}, "rebase_at: There is no value at this place."),
        ([[1, 2]], {"rebase_at": [2]}, "rebase_at: There is no value at this place."),
        ([[1, 2]], {"fix_after": 1}, "fix_after: Limits cannot be fixed on this many points."),
        ([[1, 2]], {"improvement": "more"}, "improvement: There is no improvement of this name."),
        ([[1, 2]], {"improvement": ["up", "down"]}, "improvement: There are 2 directions for 1 series."),
        ([[1, 2], [3, 4]], {"improvement": ["up"]}, "improvement: There is 1 direction for 2 series."),
    ],
)
def test_many_charts_refuse_in_words_what_they_cannot_use(values, options, expected):
    with pytest.raises(Invalid, match="error") as caught:
        spc_many(values, **options)

    assert any(expected in str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0)])
def test_no_series_or_no_points_give_empty_arrays(shape):
    charts = spc_many(np.empty(shape))

    assert charts.mean.shape == shape
    assert charts.variation.tolist() == [GAP] * shape[0]


def test_a_masked_value_is_a_gap_in_a_table_too():
    charts = spc_many(np.ma.array([[10.0, 12.0, 0.0]], mask=[[False, False, True]]))

    assert charts.special_cause.tolist() == [[NONE, NONE, GAP]]
    assert charts.mean[0, 0] == 11.0
