"""Control charts: each rule on a series worked by hand, ties, constants, gaps, rebases, targets, p and u charts, and bad input."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from gainshare.core.kernel.problem import Invalid
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_values import not_below

# Twelve points about 11, each 2 from the one before: limits 11 ± 2.66 × 2 = 5.68 and 16.32, two thirds of the way 7.4533… and 14.5466….
STEADY = [10, 12] * 6
NEAR_UPPER = Fraction(11) + Fraction(2, 3) * Fraction(532, 100)


def causes_after(*values):
    """Return the rules of points that follow the steady twelve, whose limits stay as they are."""
    return [point.special_cause for point in spc([*STEADY, *values], fix_after=12).points[12:]]


def test_limits_are_2_66_mean_moving_ranges_from_the_mean():
    (segment,) = spc(STEADY).segments

    assert (segment.mean, segment.lower, segment.upper) == (11.0, 5.68, 16.32)
    assert (segment.near_lower, segment.near_upper) == pytest.approx((7.453333333333333, 14.546666666666667), rel=1e-15)
    assert (segment.count, segment.baseline_count, segment.is_trial) == (12, 12, False)


def test_lines_go_no_lower_than_the_values_can_and_what_points_mean_stays():
    # Twelve points about 2, each 4 from the one before: limits 2 ± 10.64.
    chart = spc([0, 4] * 6)
    (segment,) = not_below(chart, 0).segments

    assert (chart.segments[0].lower, segment.lower, segment.near_lower, segment.upper) == (-8.64, 0, 0, 12.64)
    assert [one.lower for one in not_below(chart, 0).points] == [0] * 12
    assert [one.special_cause for one in not_below(chart, 0).points] == [one.special_cause for one in chart.points]
    assert not_below(chart, -9) == chart


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([17], ["above_upper_limit"]),
        ([5], ["below_lower_limit"]),
        ([16.32], [None]),
        ([5.68], [None]),
        ([16.321], ["above_upper_limit"]),
    ],
)
def test_a_point_outside_the_limits_is_special_and_one_on_them_is_not(values, expected):
    assert causes_after(*values) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([15, 12, 15], ["two_of_three_near_upper_limit", None, "two_of_three_near_upper_limit"]),
        ([7, 7], [None, None]),
        ([7, 7, 10], ["two_of_three_near_lower_limit", "two_of_three_near_lower_limit", None]),
        ([15, 10, 15], [None, None, None]),
        ([15, 11, 15], [None, None, None]),
        ([17, 15, 15], ["above_upper_limit", "two_of_three_near_upper_limit", "two_of_three_near_upper_limit"]),
        ([17, 15, 12], ["above_upper_limit", None, None]),
        ([NEAR_UPPER, 15, 10], [None, None, None]),
    ],
)
def test_two_of_three_on_one_side_near_a_limit_are_special_and_those_outside_or_on_the_line_do_not_count(values, expected):
    assert causes_after(*values) == expected


def test_two_of_three_may_be_completed_by_the_point_before():
    # The twelfth point, 12, is above the mean too: with 15 and 15 it makes three, of which two are near.
    assert causes_after(15, 15) == ["two_of_three_near_upper_limit"] * 2


def test_seven_on_one_side_of_the_mean_are_special_and_six_are_not():
    # The twelfth point is above the mean already.
    assert causes_after(*[12] * 5) == [None] * 5
    assert [point.special_cause for point in spc([*STEADY, *[12] * 6], fix_after=12).points] == [None] * 11 + ["shift_above_mean"] * 7


def test_a_point_on_the_mean_ends_a_run():
    assert causes_after(*[12] * 5, 11, *[12] * 6) == [None] * 12


def test_seven_rising_points_are_special_and_six_or_equal_ones_are_not():
    # From the eleventh point, 10, on: 10, 12, 12.5, 13, 13.5, 14, 14.2 are seven.
    assert causes_after(12.5, 13, 13.5, 14) == [None] * 4
    assert causes_after(12.5, 13, 13.5, 14, 14.2)[-5:] == ["rising_trend"] * 5
    assert causes_after(12.5, 13, 13, 13.5, 14) == [None] * 5


def test_a_trend_comes_before_a_shift_and_a_limit_before_both():
    causes = causes_after(12.5, 13, 13.5, 14, 14.2, 14.3, 17)

    assert causes == ["rising_trend"] * 6 + ["above_upper_limit"]


def test_a_peak_belongs_to_the_trend_that_follows_it_and_so_does_a_trough():
    rise, fall = [1, 2, 3, 4, 5, 6, 7], [6, 5, 4, 3, 2, 1]
    wide = [0, 40] * 6

    up_and_down = [point.special_cause for point in spc([*wide, *(20 + one / 10 for one in rise + fall)], fix_after=12).points[12:]]
    down_and_up = [point.special_cause for point in spc([*wide, *(20 - one / 10 for one in rise + fall)], fix_after=12).points[12:]]

    assert up_and_down == ["rising_trend"] * 6 + ["falling_trend"] * 7
    assert down_and_up == ["falling_trend"] * 6 + ["rising_trend"] * 7


def test_outlying_moving_ranges_are_left_out_as_in_r_or_kept_as_in_the_excel_tool():
    # Moving ranges: ten of 1, and 30 twice; their mean is 70/12 = 5.83, and 3.267 × 5.83 = 19.06.
    values = [1, 2, 1, 2, 1, 2, 32, 2, 1, 2, 1, 2, 1]

    screened, kept = spc(values).segments[0], spc(values, screen_outliers=False).segments[0]

    assert screened.mean == kept.mean == pytest.approx(50 / 13)
    assert screened.upper - screened.mean == pytest.approx(2.66)
    assert kept.upper - kept.mean == pytest.approx(2.66 * 70 / 12)


# -- variation ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("improvement", "last", "expected", "letter"),
    [
        ("up", 17, "special_cause_improvement", "H"),
        ("up", 5, "special_cause_concern", "L"),
        ("down", 17, "special_cause_concern", "H"),
        ("down", 5, "special_cause_improvement", "L"),
        ("neutral", 17, "special_cause_neutral_high", "H"),
        ("neutral", 5, "special_cause_neutral_low", "L"),
        ("up", 11, "common_cause", ""),
    ],
)
def test_variation_is_what_the_last_point_means(improvement, last, expected, letter):
    chart = spc([*STEADY, last], fix_after=12, improvement=improvement)

    assert (chart.variation, chart.variation_letter) == (expected, letter)


# -- assurance ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("improvement", "target", "expected", "letter"),
    [
        ("up", 5, "consistently_pass", "P"),
        ("up", 17, "consistently_fail", "F"),
        ("up", 11, "inconsistent", "?"),
        ("up", 16.32, "inconsistent", "?"),
        ("up", 5.68, "inconsistent", "?"),
        ("down", 5, "consistently_fail", "F"),
        ("down", 17, "consistently_pass", "P"),
        ("neutral", 5, None, ""),
        ("up", None, None, ""),
    ],
)
def test_assurance_says_on_which_side_of_the_limits_the_target_is(improvement, target, expected, letter):
    chart = spc(STEADY, improvement=improvement, target=target)

    assert (chart.assurance, chart.assurance_letter) == (expected, letter)


def test_a_moving_target_is_judged_at_the_last_point():
    chart = spc(STEADY, target=[None, *[17] * 5, *[5] * 6])

    assert chart.assurance == "consistently_pass"
    assert [point.target for point in chart.points][:2] == [None, 17.0]


def test_a_target_that_has_ended_is_not_judged():
    assert spc(STEADY, target=[*[5] * 11, None]).assurance is None


@pytest.mark.parametrize("value", [0, 0.1, 100, 1 / 3, -7.25, 1e-9, 1e15])
@pytest.mark.parametrize("screened", [True, False])
def test_a_constant_series_has_its_value_for_mean_and_limits_and_nothing_special(value, screened):
    chart = spc([value] * 24, target=value, screen_outliers=screened)

    (segment,) = chart.segments
    assert segment.mean == segment.lower == segment.upper == value
    assert chart.variation == "common_cause"
    assert {point.special_cause for point in chart.points} == {None}
    assert chart.assurance == "consistently_pass"


@pytest.mark.parametrize(("improvement", "expected"), [("up", "consistently_fail"), ("down", "consistently_pass")])
def test_a_constant_series_meets_a_target_or_misses_it(improvement, expected):
    assert spc([0.1] * 24, improvement=improvement, target=0.10000001).assurance == expected


def test_a_value_after_a_constant_baseline_lies_outside_limits_that_have_no_width():
    chart = spc([5] * 12 + [5, 6], fix_after=12)

    assert [point.special_cause for point in chart.points[12:]] == [None, "above_upper_limit"]
    assert "limits without width" in " ".join(chart.notes)


# -- few points, gaps, and segments ---------------------------------------------------------------------------


def test_limits_from_fewer_than_twelve_points_are_trial_limits():
    assert spc(STEADY[:11]).segments[0].is_trial
    assert spc(STEADY[:11]).notes == ("The chart has trial limits, from 11 points: be careful with them until there are 12.",)
    assert not spc(STEADY).segments[0].is_trial


def test_one_point_has_limits_that_say_nothing_and_no_assurance():
    chart = spc([5], target=1)

    assert (chart.segments[0].lower, chart.segments[0].upper) == (5.0, 5.0)
    assert (chart.variation, chart.assurance) == ("common_cause", None)
    assert "one point" in chart.notes[0]


@pytest.mark.parametrize("gap", [None, float("nan"), np.nan, np.float32("nan"), Decimal("NaN")])
def test_a_gap_is_no_point_and_runs_go_on_across_it(gap):
    whole = spc([*STEADY, *[12] * 6], fix_after=12)

    chart = spc([*STEADY, 12, 12, gap, *[12] * 4], fix_after=12)

    assert [point.special_cause for point in chart.points] == [point.special_cause for point in whole.points]
    assert chart.segments[0].upper == 16.32
    assert [point.index for point in chart.points][13:16] == [13, 15, 16]
    assert chart.notes[0].startswith("1 of the 19 values is missing")


def test_numbers_of_every_kind_are_taken_as_their_shortest_decimal():
    kinds = [0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1), *np.array([0.1, 0.1])]

    assert spc(kinds).segments[0].mean == 0.1


MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(24)]


def test_a_rebase_begins_a_segment_with_limits_of_its_own_and_runs_do_not_cross_it():
    values = [10, 12] * 6 + [20, 22] * 6
    chart = spc(values, dates=MONTHS, rebase_at={"2025-01-01": "new ward"})

    first, second = chart.segments
    assert (first.mean, second.mean) == (11.0, 21.0)
    assert (second.first, second.last, second.first_date, second.reason) == (12, 23, date(2025, 1, 1), "new ward")
    assert {point.special_cause for point in chart.points} == {None}


def test_five_above_before_a_rebase_and_two_after_are_no_run():
    values = [*STEADY, *[12] * 4, *[12, 12, 10, 10] * 3]

    joined, parted = spc(values, fix_after=12), spc(values, fix_after=12, rebase_at=[16])

    assert [point.special_cause for point in joined.points][11:18] == ["shift_above_mean"] * 7
    assert {point.special_cause for point in parted.points} == {None}


def test_limits_fixed_after_a_rebase_are_fixed_in_every_segment():
    values = [*STEADY, 30, 30, *(value + 100 for value in STEADY), 130, 130]

    first, second = spc(values, rebase_at=[14], fix_after=12).segments

    assert (first.mean, first.upper, first.baseline_count, first.count) == (11.0, 16.32, 12, 14)
    assert (second.mean, second.upper, second.baseline_count, second.count) == (111.0, 116.32, 12, 14)


def test_fixing_on_more_points_than_there_are_uses_all_and_says_so():
    chart = spc(STEADY, fix_after=24)

    assert chart.segments[0].baseline_count == 12
    assert chart.notes == ("The chart has 12 points, fewer than the 24 that limits are fixed on: all are used.",)


def test_a_rebase_on_the_first_date_has_no_effect_and_one_on_the_last_makes_a_segment_of_one():
    first = spc(STEADY, dates=MONTHS[:12], rebase_at=["2024-01-01"])
    last = spc(STEADY, dates=MONTHS[:12], rebase_at=[date(2024, 12, 1)], target=1)

    assert len(first.segments) == 1
    assert first.notes == ("The rebase at 1 January 2024 has no effect: it is the first value.",)
    assert [segment.count for segment in last.segments] == [11, 1]
    assert last.assurance is None


def test_a_rebase_at_a_gap_begins_with_the_next_point():
    chart = spc([1, 2, None, 3, 4], dates=MONTHS[:5], rebase_at=["2024-03-01"])

    assert [(segment.first, segment.last) for segment in chart.segments] == [(0, 1), (3, 4)]


def test_a_rebase_that_no_point_follows_is_said_to_have_none():
    chart = spc([1, 2, None], dates=MONTHS[:3], rebase_at=["2024-03-01"])

    assert len(chart.segments) == 1
    assert "No point follows the rebase at 1 March 2024." in chart.notes


def test_dates_may_carry_a_time_of_day():
    assert spc([1, 2], dates=[datetime(2024, 1, 1, 12), "2024-02-01"]).points[0].date == date(2024, 1, 1)  # noqa: DTZ001


# -- p and u charts -------------------------------------------------------------------------------------------


def test_a_p_chart_has_three_binomial_standard_deviations_of_each_denominator_within_0_and_1():
    # The mean is 65 of 130, one half. Standard deviations: √(¼ ÷ 100) = 0.05, √(¼ ÷ 25) = 0.1, √(¼ ÷ 4) = 0.25, √(¼ ÷ 1) = 0.5.
    chart = spc([50, 12, 2, 1], chart="p", denominators=[100, 25, 4, 1])

    assert [point.value for point in chart.points] == [0.5, 0.48, 0.5, 1.0]
    assert [point.lower for point in chart.points] == pytest.approx([0.35, 0.2, 0.0, 0.0])
    assert [point.upper for point in chart.points] == pytest.approx([0.65, 0.8, 1.0, 1.0])


def test_a_p_chart_in_per_cent_has_limits_within_0_and_100_and_a_target_in_per_cent():
    chart = spc([50, 12, 2, 1], chart="p", denominators=[100, 25, 4, 1], per=100, target=150)

    assert [point.upper for point in chart.points] == pytest.approx([65, 80, 100, 100])
    assert chart.segments[0].mean == 50.0


def test_a_u_chart_has_three_poisson_standard_deviations_of_each_denominator_and_none_below_0():
    # The mean is 14 of 14, one. Standard deviations: √(1 ÷ 9) = 1/3, √(1 ÷ 4) = 1/2, 1.
    chart = spc([9, 4, 1], chart="u", denominators=[9, 4, 1])

    assert [point.lower for point in chart.points] == pytest.approx([0, 0, 0])
    assert [point.upper for point in chart.points] == pytest.approx([2, 2.5, 4])


def test_a_rate_on_its_limit_is_not_outside_it_and_one_beyond_is():
    # Twelve units of 9 with 9 events each fix the mean at 1 and the limits at 0 and 2.
    counts = [9] * 12

    inside = spc([*counts, 18], chart="u", denominators=[9] * 13, fix_after=12)
    outside = spc([*counts, 19], chart="u", denominators=[9] * 13, fix_after=12)

    assert inside.points[-1].special_cause is None
    assert outside.points[-1].special_cause == "above_upper_limit"


def test_nothing_out_of_nothing_is_a_gap():
    chart = spc([1, 0, 2], chart="p", denominators=[10, 0, 10])

    assert [point.index for point in chart.points] == [0, 2]


def test_no_event_at_all_meets_a_target_of_none():
    assert spc([0] * 12, chart="u", denominators=[5] * 12, improvement="down", target=0).assurance == "consistently_pass"


# -- bad input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "options", "expected"),
    [
        ([], {}, "values: There are no values. Give at least one number"),
        ([None, float("nan")], {}, "values: All values are missing"),
        ([1, "2"], {}, "values[1]: This is not a number. Found: “2”."),
        ([1, True], {}, "values[1]: This is not a number. Found: “True”."),
        (np.array([True, False]), {}, "values[0]: This is not a number. Found: “True”."),
        ({1, 2}, {}, "values: The values are no list."),
        ([1, float("inf")], {}, "values[1]: This is not a finite number. Found: “inf”."),
        ([1, 10**101], {}, "values[1]: The number is too large for a chart."),
        ("123", {}, "values: The values are no list."),
        (5, {}, "values: The values are no list."),
        (np.ones((2, 2)), {}, "values: The values are no list."),
        ([1, 2], {"dates": ["2024-01-01"]}, "dates: There are 1 dates for 2 values."),
        ([1, 2], {"dates": ["2024-01-01", "01/02/2024"]}, "dates[1]: This is not a date. Found: “01/02/2024”."),
        ([1, 2], {"dates": ["2024-02-01", "2024-01-01"]}, "dates[1]: 1 January 2024 comes after 1 February 2024."),
        ([1, 2], {"dates": ["2024-02-01", "2024-02-01"]}, "dates[1]: 1 February 2024 stands twice."),
        ([1, 2], {"dates": ["2024-02-01", None]}, "dates[1]: This is not a date."),
        (
            [1, 2],
            {"improvement": "higher"},
            "improvement: There is no improvement of this name. Found: “higher”. Use one of: up, down, neutral.",
        ),
        ([1, 2], {"chart": "c"}, "chart: There is no chart of this name."),
        ([1, 2], {"fix_after": 1}, "fix_after: Limits cannot be fixed on this many points."),
        ([1, 2], {"fix_after": True}, "fix_after: Limits cannot be fixed on this many points."),
        ([1, 2], {"target": "95%"}, "target[0]: This is not a number."),
        ([1, 2], {"target": [1]}, "target: There are 1 targets for 2 values."),
        ([1, 2], {"rebase_at": ["2024-01-01"]}, "rebase_at: Without dates a rebase is given by place."),
        ([1, 2], {"rebase_at": 1}, "rebase_at: The rebases are no list. Found: “1”. Give a list of the days"),
        ([1, 2], {"rebase_at": "2024-01-01"}, "rebase_at: The rebases are no list. Found: “2024-01-01”. Give a list of the days"),
        ([1, 2], {"screen_outliers": "no"}, "screen_outliers: This is neither True nor False. Found: “no”."),
        ([1, 2], {"screen_outliers": None}, "screen_outliers: This is neither True nor False. Found: “None”."),
        ([1e10], {"chart": "u", "denominators": [1e-300]}, "values[0]: The rate is too large for a chart. Found: “1e+10 of 1e-300”."),
        ([1e99], {"chart": "u", "denominators": [1e-5], "per": 1e100}, "values[0]: The rate is too large for a chart."),
        ([1, 2], {"rebase_at": [2]}, "rebase_at: There is no value at this place. Found: “2”. Give a place from 1 to 1."),
        (
            [1, 2],
            {"dates": ["2024-01-01", "2024-03-01"], "rebase_at": ["2024-02-01"]},
            "rebase_at: No value has the date 1 February 2024. Found: “2024-02-01”. The next value is of 2024-03-01",
        ),
        (
            [1, 2],
            {"dates": ["2024-01-01", "2024-03-01"], "rebase_at": ["2024-04-01"]},
            "rebase_at: No value has the date 1 April 2024. Found: “2024-04-01”. It is after the last value",
        ),
        ([1, 2], {"denominators": [1, 2]}, "denominators: An XmR chart has no denominators."),
        ([1, 2], {"per": 100}, "per: An XmR chart draws the values as they are."),
        ([1, 2], {"chart": "p"}, "denominators: A p chart needs denominators."),
        ([1, 2], {"chart": "p", "denominators": [1]}, "denominators: There are 1 denominators for 2 values."),
        ([1, 5], {"chart": "p", "denominators": [4, 4]}, "values[1]: A part is larger than its whole. Found: “5 of 4”."),
        ([1, -1], {"chart": "u", "denominators": [4, 4]}, "values[1]: This is no count of a denominator."),
        ([1, 1], {"chart": "u", "denominators": [4, 0]}, "values[1]: This is no count of a denominator. Found: “1 of 0”."),
        ([1, 1], {"chart": "u", "denominators": [4, 4], "per": 0}, "per: A rate is drawn per a number above 0."),
    ],
)
def test_what_cannot_be_charted_is_told_with_its_place_and_what_to_do(values, options, expected):
    with pytest.raises(Invalid) as caught:
        spc(values, **options)

    assert [str(problem) for problem in caught.value.problems if f"error: {expected}" in str(problem)]


def test_everything_wrong_is_told_at_once():
    with pytest.raises(Invalid) as caught:
        spc(["a", float("inf")], dates=["2024-02-01", "x"], improvement="higher", fix_after=0, target=[1], rebase_at=["y"])

    assert {problem.source.field for problem in caught.value.problems} >= {
        "values[0]", "values[1]", "dates[1]", "improvement", "fix_after", "target",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "field"),
    [({"target": {1: 2}}, "target"), ({"chart": "p", "denominators": 5}, "denominators"), ({"dates": "2024-01-01"}, "dates")],
)
def test_what_is_no_list_is_told_once_and_not_as_a_list_of_another_length(options, field):
    with pytest.raises(Invalid) as caught:
        spc([1, 2], **options)

    assert [problem.source.field for problem in caught.value.problems] == [field]


# -- numbers and days of numpy --------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["D", "s", "ms", "us", "ns"])
def test_days_of_numpy_are_dates_in_every_unit_that_they_are_kept_in(unit):
    days = np.array(["2024-01-01", "2024-02-01", "2024-03-01"], dtype=f"datetime64[{unit}]")

    chart = spc([1, 2, 3], dates=days, rebase_at=days[1:2])

    assert [point.date for point in chart.points] == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert chart.segments[1].first_date == date(2024, 2, 1)


def test_a_day_that_is_missing_is_no_date_in_every_unit():
    with pytest.raises(Invalid, match=r"dates\[1\]: This is not a date. Found: “NaT”."):
        spc([1, 2], dates=np.array(["2024-01-01", "NaT"], dtype="datetime64[ns]"))


def test_places_and_counts_may_be_numbers_of_numpy():
    chart = spc([*STEADY, *STEADY], rebase_at=np.array([12]), fix_after=np.int64(12))

    assert [(segment.first, segment.baseline_count) for segment in chart.segments] == [(0, 12), (12, 12)]
    assert {type(segment.baseline_count) for segment in chart.segments} == {int}


def test_a_masked_value_is_a_gap():
    chart = spc(np.ma.array([10.0, 12.0, 0.0], mask=[False, False, True]))

    assert [point.value for point in chart.points] == [10.0, 12.0]


def test_outliers_may_be_screened_by_a_truth_of_numpy():
    values = [1, 2, 1, 2, 1, 2, 32, 2, 1, 2, 1, 2, 1]

    assert spc(values, screen_outliers=np.False_).segments == spc(values, screen_outliers=False).segments
