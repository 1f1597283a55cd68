"""Control charts agree with NHSRplotthedots 0.2.2 on real A&E figures and on series made to be difficult: every point, limit and icon.

One fault of that package is known: where no value differs from the one before it, its limits are NaN. Those segments are told apart
here, and ours are finite.
"""

import csv
import gzip
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from gainshare.core.performance.spc import spc

DATA = Path(__file__).parents[2] / "data" / "spc"

# The reference's words for our own.
CAUSES = {
    None: "Common Cause",
    "above_upper_limit": "Above UCL",
    "below_lower_limit": "Below LCL",
    "rising_trend": "7 Point Trend (Increasing)",
    "falling_trend": "7 Point Trend (Decreasing)",
    "two_of_three_near_upper_limit": "2 in 3 Above CL",
    "two_of_three_near_lower_limit": "2 in 3 Below CL",
    "shift_above_mean": "7 Points Above CL",
    "shift_below_mean": "7 Points Below CL",
}
ASSURANCES = {None: "NA", "consistently_pass": "consistent_pass", "consistently_fail": "consistent_fail", "inconsistent": "inconsistent"}
DIRECTIONS = {"increase": "up", "decrease": "down", "neutral": "neutral"}
# The option sets of the A&E charts, from the README of the data.
OPTIONS = {
    "default": {"improvement": "up"},
    "excel": {"improvement": "down", "screen_outliers": False},
    "fix12": {"improvement": "down", "fix_after": 12},
    "rebase2": {"improvement": "down", "rebase_at": ["2017-04-01", "2018-04-01"]},
    "rebasefix": {"improvement": "neutral", "rebase_at": ["2017-10-01"], "fix_after": 12},
    "target95": {"improvement": "up", "target": 0.95},
}


@dataclass(frozen=True)
class Case:
    """A chart of ours with what the reference makes of the same series."""

    name: tuple[str, ...]
    chart: object
    segments: list[dict[str, str]]
    points: list[dict[str, str]]

    def faulty(self):
        """Return the segments whose limits are NaN in the reference; it counts from 1 where a rebase is on the first date."""
        return {place for place, row in enumerate(self.segments) if row["lpl"] == "NaN"}

    def moves_on(self, segment):
        """Say whether limits were fixed on equal values that others follow: only there can points of ours lie outside."""
        return segment in self.faulty() and len({point.value for point in self.chart.points if point.segment == segment}) > 1


def rows(name):
    with gzip.open(DATA / name, "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def grouped(listed, *keys):
    groups = defaultdict(list)
    for row in listed:
        groups[tuple(row[key] for key in keys)].append(row)
    return groups


@cache
def synthetic():
    points = grouped(rows("synthetic_points_expected.csv.gz"), "id")
    return [
        synthetic_case(name, segments, points[name]) for name, segments in grouped(rows("synthetic_summary_expected.csv.gz"), "id").items()
    ]


def synthetic_case(name, segments, points):
    asked = segments[0]
    chart = spc(
        [float(row["y"]) for row in points],
        dates=[row["period"] for row in points],
        improvement=DIRECTIONS[asked["dir"]],
        target=None if asked["target"] == "NA" else float(asked["target"]),
        rebase_at=[] if asked["rebase_at"] == "NA" else [asked["rebase_at"]],
        fix_after=None if asked["fix"] == "NA" else int(asked["fix"]),
        screen_outliers=asked["screen"] == "TRUE",
    )
    return Case(name, chart, segments, points)


@cache
def attendances():
    series = grouped(rows("ae_attendances.csv.gz"), "org_code", "type")
    points = grouped(rows("ae_points_expected.csv.gz"), "org_code", "type", "metric", "config")
    summary = grouped(rows("ae_summary_expected.csv.gz"), "org_code", "type", "metric", "config")
    return [attendance_case(name, segments, series[name[:2]], points.get(name, [])) for name, segments in summary.items()]


def attendance_case(name, segments, series, points):
    months = sorted(series, key=lambda row: row["period"])
    dates = [row["period"] for row in months]
    options = dict(OPTIONS[name[3]])
    # The reference passes over a rebase on a date that the series does not have; ours asks for a date that it has.
    options["rebase_at"] = [day for day in options.get("rebase_at", []) if day in dates]
    return Case(name, spc([value(row, name[2]) for row in months], dates=dates, **options), segments, points)


def value(row, metric):
    if metric == "perf":
        return 1 - float(row["breaches"]) / float(row["attendances"])
    return int(row[metric])


def every_case():
    return [*synthetic(), *attendances()]


def test_there_are_as_many_points_and_limits_as_the_data_hold():
    assert sum(len(case.points) for case in synthetic()) == 25_236
    assert sum(len(case.points) for case in attendances()) == 15_750
    assert sum(len(case.segments) for case in synthetic()) == 1_319
    assert sum(len(case.segments) for case in attendances()) == 5_025


def test_every_mean_and_limit_is_the_reference_s_to_nine_digits():
    wrong, compared = [], Counter()
    for case in every_case():
        assert len(case.chart.segments) == len(case.segments), case.name
        for ours, theirs in zip(case.chart.segments, case.segments, strict=True):
            for figure, name in ((ours.mean, "mean"), (ours.lower, "lpl"), (ours.upper, "upl")):
                compared[theirs[name] != "NaN"] += 1
                scale = max(abs(ours.mean), ours.upper - ours.lower)
                if theirs[name] != "NaN" and not math.isclose(figure, float(theirs[name]), rel_tol=1e-9, abs_tol=1e-12 * scale):
                    wrong.append((case.name, ours.index, name, figure, theirs[name]))

    assert wrong == []
    # 6,344 means, and two limits for each segment but the 958 whose limits the reference leaves open.
    assert compared == {True: 6_344 + 2 * (6_344 - 958), False: 2 * 958}


def test_every_point_has_the_reference_s_rule_and_type():
    wrong, compared, apart = [], 0, 0
    for case in every_case():
        for ours, theirs in zip(case.chart.points if case.points else [], case.points, strict=True):
            assert math.isclose(ours.value, float(theirs["y"]), rel_tol=1e-15)
            assert ours.segment == int(theirs["rebase_group"]) - int(case.points[0]["rebase_group"])
            if case.moves_on(ours.segment):
                # A value off limits that have no width is outside; the reference has no limits there.
                apart += 1
                assert (ours.special_cause in {"above_upper_limit", "below_lower_limit"}) == (ours.value != ours.mean)
                assert theirs["special_cause_type"] not in {"Above UCL", "Below LCL"}
                continue
            compared += 1
            if (CAUSES[ours.special_cause], ours.point_type) != (theirs["special_cause_type"], theirs["point_type"]):
                wrong.append((case.name, ours, theirs))

    assert wrong == []
    assert (compared, apart) == (40_914, 72)


def test_every_count_of_points_by_type_is_the_reference_s():
    wrong, compared = [], 0
    for case in attendances():
        types = defaultdict(Counter)
        for point in case.chart.points:
            types[point.segment][point.point_type] += 1
        for segment, theirs in enumerate(case.segments):
            if case.moves_on(segment):
                continue
            compared += 1
            ours = types[segment]
            figures = (ours["common_cause"], ours["special_cause_improvement"], ours["special_cause_concern"])
            if (sum(ours.values()), *figures) != tuple(int(theirs[name]) for name in ("n", "common_cause", "improvement", "concern")):
                wrong.append((case.name, theirs, ours))

    assert wrong == []
    assert compared == 5_025 - 40


def test_every_icon_of_variation_is_the_reference_s():
    judged = [case for case in every_case() if not case.moves_on(len(case.segments) - 1)]

    wrong = [case.name for case in judged if case.chart.variation != case.segments[-1]["variation_type"]]

    assert wrong == []
    assert len(judged) == 4_995 - 34


def test_every_icon_of_assurance_is_the_reference_s_where_its_limits_are_numbers():
    judged = [case for case in every_case() if case.segments[-1]["lpl"] != "NaN"]

    wrong = [case.name for case in judged if ASSURANCES[case.chart.assurance] != case.segments[-1]["assurance_type"]]

    assert wrong == []


def test_where_nothing_moves_the_reference_has_no_limits_and_ours_are_the_value_itself():
    found = Counter()
    for case in every_case():
        for group in case.faulty():
            ours = case.chart.segments[group]
            values = [point.value for point in case.chart.points if point.segment == group]
            assert ours.mean == ours.lower == ours.upper == values[0]
            assert set(values[: ours.baseline_count]) == {values[0]}
            found["one point" if len(values) == 1 else "constant"] += 1

    assert found == {"one point": 37, "constant": 921}


def test_a_constant_series_meets_its_target_or_does_not_where_the_reference_cannot_say():
    found = Counter()
    for case in every_case():
        theirs = case.segments[-1]
        if theirs["lpl"] == "NaN" and theirs["assurance_type"] == "inconsistent":
            found[expected_of_constant(case), case.chart.assurance] += 1

    assert all(expected == ours for expected, ours in found)
    assert sum(found.values()) == 97


def expected_of_constant(case):
    points = [point for point in case.chart.points if point.segment == case.chart.segments[-1].index]
    if len(points) == 1:
        return None
    value, target = points[-1].value, points[-1].target
    is_met = value >= target if case.chart.improvement == "up" else value <= target
    return "consistently_pass" if is_met else "consistently_fail"


@pytest.mark.parametrize("place", [0, 1])
def test_fractions_and_floats_of_the_same_share_give_the_same_chart(place):
    months = sorted(list(grouped(rows("ae_attendances.csv.gz"), "org_code", "type").values())[place], key=lambda row: row["period"])
    exact = spc([1 - Fraction(int(row["breaches"]), int(row["attendances"])) for row in months])

    floats = spc([value(row, "perf") for row in months])

    assert [point.special_cause for point in exact.points] == [point.special_cause for point in floats.points]
