"""The level builder: where past values would have fallen, and how often small numbers would have misled. Chances are worked by hand."""

from datetime import date
from fractions import Fraction
from math import exp, factorial

import pytest
from tests.builders import DOWN, UP, Alliance

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.performance.framework import LEVELS, Framework, Measure
from gainshare.core.performance.levels import review_levels
from gainshare.core.performance.observation import Observation

FRAMEWORK = Framework.model_validate(Alliance().terms["performance"])
SHARE = {"id": "M1", "name": "One", "unit": "%", "better": "up", "weight": "100%", "per": 100, "thresholds": UP}
RATE = {**SHARE, "unit": "per 100 person-months", "better": "down", "thresholds": DOWN}


def measure(terms=SHARE, **fields):
    return Measure.model_validate({**terms, **fields})


def seen(period, numerator, denominator, *, name="M1", recorded_on=None):
    return Observation(
        name,
        parse_period(period, Calendar()),
        Fraction(numerator),
        Fraction(denominator),
        recorded_on=recorded_on and date.fromisoformat(recorded_on),
    )


def review(terms, *observations, **options):
    return review_levels(terms, FRAMEWORK, observations, **options)


def line(found, level):
    return next(one for one in found.lines if one.level == level)


# Where values fall


def test_the_seven_levels_stand_from_the_best_to_the_worst_with_score_threshold_and_statement():
    found = review(measure(statements={"mcos": "Three in ten are better"}))

    assert [(one.level, one.score, one.threshold) for one in found.lines] == [
        ("game_breaking", 100, 70),
        ("stretch", 60, 50),
        ("above_mcos", 30, 40),
        ("mcos", 0, 30),
        ("below_mcos", -30, 20),
        ("poor", -60, 10),
        ("failure", -100, 0),
    ]
    assert {one.level: one.statement for one in found.lines if one.statement} == {"mcos": "Three in ten are better"}


@pytest.mark.parametrize(
    ("numerator", "score", "level"),
    [
        (0, -100, "failure"),
        (1, -96, "poor"),
        (10, -60, "poor"),
        (11, -57, "below_mcos"),
        (29, -3, "below_mcos"),
        (30, 0, "mcos"),
        (39, 27, "mcos"),
        (40, 30, "above_mcos"),
        (49, 57, "above_mcos"),
        (50, 60, "stretch"),
        (69, 98, "stretch"),
        (70, 100, "game_breaking"),
        (100, 100, "game_breaking"),
    ],
)
def test_from_mcos_up_a_level_is_named_when_it_is_reached_and_below_its_name_covers_everything_down_to_the_next(numerator, score, level):
    found = review(measure(), seen("2024-04", numerator, 100))

    assert [(one.score, one.level) for one in found.past] == [(score, level)]
    assert [one.level for one in found.lines if one.count == 1] == [level]


def test_every_month_is_counted_once_under_its_level():
    months = [seen("2024-04", 30, 100), seen("2024-05", 35, 100), seen("2024-06", 71, 100)]

    found = review(measure(), *months)

    assert {one.level: one.count for one in found.lines} == {**dict.fromkeys(LEVELS, 0), "mcos": 2, "game_breaking": 1}
    assert [one.value for one in found.past] == [30, 35, 71]


def test_the_last_24_months_are_looked_at_or_as_many_as_are_asked_for():
    months = [seen(f"{year}-{month:02d}", 30, 100) for year in (2023, 2024, 2025) for month in range(1, 13)]

    found = review(measure(), *months)
    half = review(measure(), *months, months=6)

    assert (len(found.past), found.past[0].observation.period.word) == (24, "2023/24 M10")
    assert len(half.past) == 6


def test_a_gap_does_not_make_older_months_count():
    found = review(measure(), seen("2023-01", 30, 100), seen("2024-11", 40, 100), seen("2024-12", 50, 100), months=2)

    assert [one.value for one in found.past] == [40, 50]


def test_values_of_other_measures_and_of_longer_periods_are_passed_over():
    others = [seen("2024-04", 70, 100, name="M2"), seen("2024/25", 70, 100), seen("2024/25 Q1", 70, 100)]

    assert [one.value for one in review(measure(), *others, seen("2024-04", 30, 100)).past] == [30]


def test_a_measure_of_quarters_is_reviewed_by_its_quarters():
    found = review(measure(basis="quarter"), seen("2024/25 Q1", 30, 100), seen("2024-07", 70, 100), seen("2024/25 Q2", 40, 100))

    assert [one.value for one in found.past] == [30, 40]


@pytest.mark.parametrize("turned", [1, -1])
def test_of_two_values_for_one_month_the_later_recorded_counts_wherever_it_stands(turned):
    both = [seen("2024-04", 30, 100, recorded_on="2024-05-10"), seen("2024-04", 40, 100, recorded_on="2024-08-10")]

    assert [one.value for one in review(measure(), *both[::turned]).past] == [40]


def test_a_value_recorded_on_a_day_counts_before_one_that_was_always_known():
    both = [seen("2024-04", 40, 100, recorded_on="2024-05-10"), seen("2024-04", 30, 100)]

    assert [one.value for one in review(measure(), *both).past] == [40]


def test_a_month_without_a_value_is_passed_over():
    assert review(measure(), seen("2024-04", 0, 0)).past == ()


def test_without_any_value_there_are_levels_and_no_chances():
    found = review(measure())

    assert (found.past, found.usual_denominator, found.misclassified, found.enough, found.misleads) == ((), None, None, None, False)
    assert {one.misclassified for one in found.lines} == {None}


# Chance


def test_half_way_is_named_with_the_level_that_a_value_there_has():
    found = review(measure())

    assert {one.level: (one.half_way, one.half_way_level) for one in found.lines} == {
        "failure": (5, "poor"),
        "poor": (15, "below_mcos"),
        "below_mcos": (25, "below_mcos"),
        "mcos": (35, "mcos"),
        "above_mcos": (45, "above_mcos"),
        "stretch": (60, "stretch"),
        "game_breaking": (None, None),
    }


def test_the_usual_denominator_is_the_median_and_the_higher_of_two():
    assert review(measure(), seen("2024-04", 1, 3), seen("2024-05", 1, 5), seen("2024-06", 9, 90)).usual_denominator == 5
    assert review(measure(), seen("2024-04", 1, 3), seen("2024-05", 1, 5)).usual_denominator == 5


def test_of_three_people_at_a_true_35_per_cent_only_one_in_three_shows_mcos():
    found = review(measure(), seen("2024-04", 1, 3))

    # 0, 33.3, 66.7 or 100%: MCOS is 30% to under 40%, so one of three, and no other count. 3 × 0.35 × 0.65 × 0.65.
    assert line(found, "mcos").misclassified == pytest.approx(1 - 3 * 0.35 * 0.65**2)


def test_where_no_count_can_show_the_true_level_it_is_always_missed():
    # Of four people 0, 25, 50, 75 or 100%: none is in 40% to under 50%.
    assert line(review(measure(), seen("2024-04", 1, 4)), "above_mcos").misclassified == 1


def test_of_fifty_person_months_at_a_true_5_5_per_100_only_three_events_show_mcos():
    found = review(measure(RATE), seen("2024-04", 3, 50))

    # 3 in 50 are 6 per 100; MCOS is above 5 to 6. 2.75 events are expected: e^−2.75 × 2.75³ ÷ 6.
    assert line(found, "mcos").misclassified == pytest.approx(1 - exp(-2.75) * 2.75**3 / factorial(3))


def test_a_month_is_judged_by_the_part_observed_with_half_a_person_more_of_one_person_more():
    found = review(measure(), seen("2024-04", 1, 3))

    # (1 + ½) ÷ (3 + 1) = 0.375; one of three again: 3 × 0.375 × 0.625².
    assert found.past[0].misclassified == pytest.approx(1 - 3 * 0.375 * 0.625**2)
    assert found.misclassified == found.past[0].misclassified


def test_a_month_without_events_is_not_taken_for_certain():
    found = review(measure(RATE), seen("2024-04", 0, 50))

    # Half an event is expected; none or one (2 per 100) still shows game-breaking: e^−0.5 × (1 + 0.5).
    assert found.past[0].level == "game_breaking"
    assert found.past[0].misclassified == pytest.approx(1 - exp(-0.5) * 1.5)


def test_the_whole_is_the_mean_of_the_months_and_misleads_above_a_fifth():
    small = review(measure(RATE), seen("2024-04", 0, 50), seen("2024-05", 3, 50))
    none = review(measure(RATE), seen("2024-04", 0, 50))

    assert small.misclassified == pytest.approx(sum(one.misclassified for one in small.past) / 2)
    assert small.misleads
    assert none.misclassified < 0.2
    assert not none.misleads


@pytest.mark.parametrize(
    ("terms", "counts"),
    [
        (measure(cost="total", better="down", thresholds=DOWN), (7_903, 8_085)),
        (measure(from_open_book="actual_over_target", better="down", thresholds=DOWN), (7_903, 8_085)),
        (measure(unit="hours a month", per=1), (450, 196)),
        (measure(unit="£ per person-year", per=1), (120_000, 50)),
        (measure(), (103, 100)),
        (measure(), (Fraction(61, 2), 100)),
    ],
    ids=["cost", "open book", "hours", "money", "more than the whole", "half a person"],
)
def test_money_hours_and_what_counts_nobody_have_no_chance(terms, counts):
    found = review(terms, seen("2024-04", *counts))

    assert len(found.past) == 1
    assert (found.past[0].misclassified, found.misclassified, found.enough) == (None, None, None)
    assert {one.misclassified for one in found.lines} == {None}


PAIR = {"of": "scores", "score": "score"}
SUM = {"sum": "hours", "of": "sheets"}


@pytest.mark.parametrize(
    ("definition", "has_chance"),
    [
        ({"kind": "proportion", "population": "open", "numerator": {"has": "plans"}}, True),
        ({"kind": "rate", "population": "open", "events": {"of": "visits"}}, True),
        ({"kind": "change", "population": "open", "pair": PAIR, "improved_by": 2}, True),
        ({"kind": "change", "population": "open", "pair": PAIR}, False),
        ({"kind": "mean", "value": {"each": "sheets", "field": "hours"}}, False),
        ({"kind": "ratio", "numerator": SUM, "denominator": {"people": "open"}}, False),
        ({"kind": "judgement", "of": "panel", "score": "score", "scale": {1: "low"}}, False),
    ],
    ids=["proportion", "rate", "improved", "mean change", "mean", "ratio", "judgement"],
)
def test_a_definition_says_whether_a_figure_varies_as_a_count_does(definition, has_chance):
    found = review(measure(definition=definition), seen("2024-04", 30, 100))

    assert (found.misclassified is not None, found.enough is not None) == (has_chance, has_chance)


# Enough


def test_what_is_enough_is_the_same_however_few_people_there_were():
    few = review(measure(), seen("2024-04", 1, 3))
    many = review(measure(), seen("2024-04", 300, 900))

    assert few.enough == many.enough


def test_with_enough_people_every_half_way_value_shows_its_level_four_times_in_five():
    least = review(measure(), seen("2024-04", 1, 3)).enough

    found = review(measure(), seen("2024-04", 1, least))

    assert all(one.misclassified <= 0.2 for one in found.lines if one.misclassified is not None)


def test_thresholds_that_no_number_of_people_can_tell_apart_have_no_enough():
    close = {"mcos": Fraction("50"), "above_mcos": Fraction("50.01"), "game_breaking": 90}

    assert review(measure(thresholds=close), seen("2024-04", 50, 100)).enough is None


@pytest.mark.parametrize(("numerator", "denominator"), [(30, 20), (-3, 20), ("1.5", 20), (1, "0.5")])
def test_counts_that_no_people_can_be_have_no_chance_and_do_not_stop_the_review(numerator, denominator):
    part = {"kind": "proportion", "population": "open", "numerator": {"has": "needs"}}

    found = review(measure(definition=part), seen("2024-04", numerator, denominator), seen("2024-05", 6, 20))

    assert [one.misclassified is None for one in found.past] == [True, False]


def test_a_rate_below_zero_has_no_chance_and_does_not_stop_the_review():
    rate = {"kind": "rate", "population": "open", "events": {"of": "events"}}

    found = review(measure(RATE, definition=rate), seen("2024-04", -1, 20))

    assert [one.misclassified for one in found.past] == [None]
