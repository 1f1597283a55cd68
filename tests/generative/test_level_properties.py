"""What holds for every set of levels: chances are chances, the ones that enumeration gives, and enough is enough."""

from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import Alliance

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.performance.framework import LEVELS, Framework, Measure
from gainshare.core.performance.level_noise import chance_of, enough
from gainshare.core.performance.levels import review_levels
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scoring import level_of, score_value

FRAMEWORK = Framework.model_validate(Alliance().terms["performance"])
MONTH = parse_period("2024-04", Calendar())


@st.composite
def measures(draw, unit="%"):
    """Draw seven thresholds between 0 and 100, at least 1 apart, rising or falling."""
    steps = draw(st.lists(st.integers(2, 28), min_size=7, max_size=7))
    values = [Fraction(sum(steps[: index + 1]), 2) for index in range(7)]
    better = draw(st.sampled_from(["up", "down"]))
    thresholds = dict(zip(LEVELS, values if better == "up" else reversed(values), strict=True))
    between = draw(st.sampled_from(["linear", "stepped"]))
    terms = {"id": "M", "name": "M", "unit": unit, "better": better, "weight": "100%", "per": 100, "between": between}
    return Measure.model_validate({**terms, "thresholds": thresholds})


def reviewed(measure, numerator, denominator):
    return review_levels(measure, FRAMEWORK, [Observation("M", MONTH, Fraction(numerator), Fraction(denominator))])


def level(measure, value):
    return level_of(score_value(measure, value, FRAMEWORK).result, FRAMEWORK.scale)


@given(measures(), st.integers(1, 14), st.data())
def test_the_chance_of_a_part_is_what_counting_every_outcome_exactly_gives(measure, people, data):
    found = reviewed(measure, data.draw(st.integers(0, people)), people)

    for line in found.lines:
        if line.half_way is not None:
            rate = line.half_way / 100
            shown = [count for count in range(people + 1) if level(measure, Fraction(count, people) * 100) == line.half_way_level]
            right = sum(comb(people, count) * rate**count * (1 - rate) ** (people - count) for count in shown)
            assert line.misclassified == pytest.approx(float(1 - right), abs=1e-9)


@given(measures("per 100 person-months"), st.integers(1, 40), st.integers(0, 5))
def test_the_chance_of_a_rate_is_what_counting_the_first_80_outcomes_gives(measure, time, events):
    found = reviewed(measure, events, time)

    for line in found.lines:
        if line.half_way is not None:
            mean = float(line.half_way * time / 100)
            shown = [count for count in range(80) if level(measure, Fraction(count, time) * 100) == line.half_way_level]
            right = sum(exp(-mean) * mean**count / factorial(count) for count in shown)
            assert line.misclassified == pytest.approx(1 - right, abs=1e-9)


@given(measures(), st.integers(1, 400), st.data())
def test_every_chance_lies_between_0_and_1(measure, people, data):
    found = reviewed(measure, data.draw(st.integers(0, people)), people)

    chances = [found.misclassified, *(line.misclassified for line in found.lines), *(one.misclassified for one in found.past)]

    assert all(0 <= chance <= 1 for chance in chances if chance is not None)
    assert sum(line.count for line in found.lines) == 1


@given(measures())
def test_on_the_whole_chances_fall_as_the_denominator_grows(measure):
    few, many = (sum(line.misclassified or 0 for line in reviewed(measure, 1, people).lines) for people in (10, 100_000))

    assert few > many


@pytest.mark.slow
@given(measures())
def test_enough_people_are_really_enough(measure):
    least = reviewed(measure, 1, 3).enough

    for people in (least, least + least // 10, least + least // 5):
        assert all(line.misclassified <= 0.2 for line in reviewed(measure, 1, people).lines if line.misclassified is not None)


@given(st.integers(1, 1_000_000))
def test_enough_is_found_where_chances_fall_at_one_denominator_to_one_in_fifty(least):
    found = enough(lambda denominator: [0.1 if denominator >= least else 0.3], Fraction(1, 5))

    assert least <= found <= least + max(1, found // 50)


def test_what_never_falls_is_never_enough():
    assert enough(lambda _: [0.3], Fraction(1, 5)) is None


@given(st.integers(1, 100_000), st.fractions(0, 1), st.sampled_from(["binomial", "poisson"]))
def test_what_is_never_wrong_has_no_chance_and_what_is_always_wrong_has_no_other(denominator, rate, kind):
    assert chance_of(lambda _: False, rate, Fraction(denominator), kind) == pytest.approx(0, abs=1e-12)
    assert chance_of(lambda _: True, rate, Fraction(denominator), kind) == 1
