"""Every interval that PHEindicatormethods 2.1.0 was asked for comes out, row by row, to one part in a thousand million."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from gainshare.core.performance import intervals as of

DATA = Path(__file__).parents[2] / "data" / "intervals"
LEVELS = {"95_0": 0.95, "99_8": 0.998}
TOLERANCE = 1e-9
WORDS = {2: "High (0.001)", 1: "High (0.025)", 0: "Not significant", -1: "Low (0.025)", -2: "Low (0.001)"}
METHODS = {"Exact": "exact Poisson", "Byars": "Byar"}


@pytest.mark.parametrize("level", LEVELS)
def test_proportions_are_those_of_the_package(level):
    rows = table("proportion_expected")

    found = of.proportion_interval(column(rows, "x"), column(rows, "n"), LEVELS[level])

    assert len(rows["x"]) == 1350
    assert_same(found, rows, level)


@pytest.mark.parametrize("level", LEVELS)
def test_rates_are_those_of_the_package_and_by_the_method_it_names(level):
    rows = table("rate_expected")

    found = of.rate_interval(column(rows, "x"), column(rows, "n"), LEVELS[level])

    assert len(rows["x"]) == 932
    assert found.method.tolist() == [METHODS[word] for word in rows["method"]]
    assert_same(found, rows, level)


@pytest.mark.parametrize("level", LEVELS)
def test_means_are_those_of_the_package(level):
    rows, groups = table("mean_expected"), grouped(table("mean_input"), "v")

    found = [of.mean_interval(groups[group]["v"], LEVELS[level]) for group in rows["g"]]

    assert len(found) == 110
    assert_same(gathered(found), rows, level)


@pytest.mark.parametrize("level", LEVELS)
def test_directly_standardised_rates_are_those_of_the_package(level):
    rows, groups = table("dsr_expected"), grouped(table("dsr_input"), "x", "n", "esp")

    found = [of.dsr(*(groups[group][name] for name in ("x", "n", "esp")), LEVELS[level]) for group in rows["g"]]

    assert len(found) == 171
    assert_same(gathered(found), rows, level)


@pytest.mark.parametrize("level", LEVELS)
def test_indirectly_standardised_rates_and_ratios_are_those_of_the_package(level):
    rates, ratios = table("israte_expected"), table("isratio_expected")
    groups, reference = grouped(table("dsr_input"), "x", "n"), table("isr_ref")
    standard = column(reference, "xr"), column(reference, "nr")

    found = [of.isr(groups[group]["x"], groups[group]["n"], *standard, LEVELS[level]) for group in rates["g"]]

    assert len(found) == len(ratios["g"]) == 171
    assert_same(gathered([one.rate for one in found]), rates, level)
    assert_same(gathered([one.ratio for one in found]), ratios, level)
    assert_close([one.observed for one in found], column(rates, "observed"))
    assert_close([one.expected for one in found], column(ratios, "expected"))
    assert_close([one.reference_rate for one in found], column(rates, "ref_rate"))


def test_the_limits_of_a_funnel_are_those_of_the_package():
    rows, points = table("funnel_prop_limits"), table("funnel_prop_significance")
    average = column(points, "num").sum() / column(points, "den").sum()

    # The package's lines at 2 and 3 standard deviations are those of 95% and 99.8%.
    two, three = of.funnel_limits(column(rows, "Population"), average, (0.95, 0.998))

    assert len(rows["Population"]) == 100
    assert_close(two.value * 100, column(rows, "baseline"))
    assert_close(two.lower * 100, column(rows, "lower_2s_limit"))
    assert_close(two.upper * 100, column(rows, "upper_2s_limit"))
    assert_close(three.lower * 100, column(rows, "lower_3s_limit"))
    assert_close(three.upper * 100, column(rows, "upper_3s_limit"))


def test_every_group_lies_within_or_without_the_funnel_as_the_package_says():
    rows = table("funnel_prop_significance")

    found = of.funnel_significance(column(rows, "num"), column(rows, "den"))

    assert len(found) == 150
    assert [WORDS[one] for one in found.tolist()] == rows["significance"]


def table(name):
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {name: [row[name] for row in rows] for name in rows[0]}


def column(rows, name):
    return np.array([float(cell) for cell in rows[name]])


def grouped(rows, *names):
    """Return the columns of each group of rows."""
    groups = {}
    for place, group in enumerate(rows["g"]):
        for name in names:
            groups.setdefault(group, {}).setdefault(name, []).append(float(rows[name][place]))
    return groups


def gathered(found):
    parts = [np.array([getattr(one, part) for one in found]) for part in ("value", "lower", "upper")]
    return of.Interval(*parts, method="", level=0)


def assert_same(found, rows, level):
    assert_close(found.value, column(rows, "value"))
    assert_close(found.lower, column(rows, f"lower{level}cl"))
    assert_close(found.upper, column(rows, f"upper{level}cl"))


def assert_close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=0)
