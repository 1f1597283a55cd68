"""From values to scores and levels, and from scores to the overall score."""

from fractions import Fraction

import pytest
from tests.builders import DOWN, UP, Alliance

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.performance.framework import SCALES, Framework
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scorecard import score_period
from gainshare.core.performance.scoring import level_of

CALENDAR = Calendar()


def period(word):
    return parse_period(word, CALENDAR)


def framework(*changes, measures=None):
    """Return the small alliance's framework (M1 60% up, M2 40% down, M3 0%) with fields changed."""
    alliance = Alliance()
    for path, value in changes:
        alliance.set(f"performance/{path}", value)
    if measures is not None:
        alliance.set("performance/areas", [{"id": "A1", "name": "Outcomes", "measures": measures}])
    return Framework.model_validate(alliance.terms["performance"])


def measure(**fields):
    return {"id": "M1", "name": "One", "unit": "%", "better": "up", "weight": "100%", "thresholds": UP, **fields}


def seen(value, measure="M1", word="2024/25", **fields):
    return Observation(measure, period(word), given=None if value is None else Fraction(str(value)), **fields)


def score(one, value):
    card = score_period(framework(measures=[one]), [seen(value)], period("2024/25"))
    return card.lines[0].score


# Thresholds


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, -100), (10, -60), (20, -30), (30, 0), (40, 30), (50, 60), (70, 100)],
)
def test_a_value_exactly_at_a_threshold_scores_its_level(value, expected):
    assert score(measure(), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5, -80), (15, -45), (25, -15), (35, 15), (45, 45), (60, 80)],
)
def test_between_thresholds_the_score_lies_on_the_straight_line(value, expected):
    assert score(measure(), value) == expected


@pytest.mark.parametrize(("value", "expected"), [(-1000, -100), (1000, 100)])
def test_beyond_the_last_threshold_the_score_stays(value, expected):
    assert score(measure(), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, -100), (10, -60), (8, -30), (6, 0), (5, 30), (4, 60), (2, 100), (100, -100), (0, 100), (11, -80), (7, -15), (3, 80)],
)
def test_where_less_is_better_the_scores_run_the_other_way(value, expected):
    assert score(measure(better="down", thresholds=DOWN), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (70, 100),
        ("69.99", 60),
        (50, 60),
        ("49.99", 30),
        (30, 0),
        ("29.99", -30),
        (20, -30),
        ("10.01", -30),
        (10, -60),
        ("0.01", -60),
        (0, -100),
    ],
)
def test_a_stepped_measure_scores_the_level_reached_coming_from_the_minimum(value, expected):
    assert score(measure(between="stepped"), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(2, 100), ("2.01", 60), (6, 0), ("6.01", -30), ("9.99", -30), (10, -60), (12, -100), (99, -100)]
)
def test_a_stepped_measure_where_less_is_better_scores_the_level_reached(value, expected):
    assert score(measure(better="down", thresholds=DOWN, between="stepped"), value) == expected


def test_thresholds_may_be_fewer_than_seven():
    one = measure(thresholds={"mcos": 10, "game_breaking": 20})

    assert [score(one, value) for value in (5, 10, 15, 20, 25)] == [0, 0, 50, 100, 100]


# Level names


@pytest.mark.parametrize(
    ("score", "level"),
    [
        (-100, "failure"),
        ("-99.99", "poor"),
        (-60, "poor"),
        ("-59.99", "below_mcos"),
        (-30, "below_mcos"),
        ("-0.01", "below_mcos"),
        (0, "mcos"),
        ("29.99", "mcos"),
        (30, "above_mcos"),
        ("59.99", "above_mcos"),
        (60, "stretch"),
        ("99.99", "stretch"),
        (100, "game_breaking"),
    ],
)
def test_a_level_begins_at_its_score_from_zero_up_and_ends_at_it_below_zero(score, level):
    assert level_of(Fraction(str(score)), SCALES["default"]) == level


@pytest.mark.parametrize(("scale", "above", "stretch"), [("default", 30, 60), ("stretch_50", 25, 50), ("stretch_75", 40, 75)])
def test_the_presets_score_stretch_as_the_slides_say(scale, above, stretch):
    card = score_period(framework(("scale", scale), measures=[measure()]), [seen(50)], period("2024/25"))

    assert (card.lines[0].score, SCALES[scale]["above_mcos"]) == (stretch, above)


# Rounding


def test_the_overall_score_is_rounded_half_to_even():
    # 50% of 0.01 is 0.005, which goes to 0.00; 50% of 0.03 is 0.015, which goes to 0.02.
    halves = [measure(weight="50%"), measure(id="M2", weight="50%")]
    terms = framework(measures=halves)

    def overall(value):
        # One tenth of a point of value is 0.3 of score above MCOS: 30 to 40 scores 0 to 30.
        return score_period(terms, [seen(30 + Fraction(value) / 3), seen(30, "M2")], period("2024/25")).overall

    assert (overall("1/100"), overall("3/100")) == (0, Fraction(2, 100))


def test_a_score_is_rounded_before_it_is_weighted():
    # 30 + 1/3 scores exactly 1; 30 + 1/700 scores 3/700 = 0.004285…, rounded 0.00.
    card = score_period(framework(measures=[measure()]), [seen(Fraction(30) + Fraction(1, 700))], period("2024/25"))

    assert (card.lines[0].score, card.overall) == (0, 0)


# Missing values


@pytest.mark.parametrize(
    ("rule", "overall", "basis"),
    [
        # M1 at 45 weighs 60%: 27. M2 is missing: 0; its last value 4 scores 60, so 27 + 24; or M1 alone counts.
        ("hold_at_mcos", 27, "held"),
        ("carry_last", 51, "carried"),
        ("leave_out_and_reweight", 45, "left_out"),
    ],
)
def test_a_missing_value_is_scored_as_the_agreement_says(rule, overall, basis):
    observations = [seen(45), seen(4, "M2", "2023/24"), seen(2, "M2", "2022/23"), seen(2, "M3")]

    card = score_period(framework(("missing", rule)), observations, period("2024/25"))

    assert (card.overall, card.line("M2").basis) == (overall, basis)
    assert any("M2" in problem.message and problem.severity == "warning" for problem in card.problems)


def test_nothing_carried_from_before_is_held():
    card = score_period(framework(("missing", "carry_last")), [seen(45), seen(4, "M2", "2025/26")], period("2024/25"))

    assert card.line("M2").basis == "held"


def test_a_denominator_of_zero_is_no_value():
    nothing = Observation("M2", period("2024/25"), Fraction(3), Fraction(0))

    card = score_period(framework(), [seen(45), nothing], period("2024/25"))

    assert card.line("M2").basis == "held"
    assert any("denominator of zero" in problem.message for problem in card.problems)


def test_every_value_missing_scores_nothing_and_does_not_fall_over():
    card = score_period(framework(("missing", "leave_out_and_reweight")), [], period("2024/25"))

    assert card.overall == 0


def test_a_value_only_for_a_measure_without_weight_does_not_fall_over():
    card = score_period(framework(("missing", "leave_out_and_reweight")), [seen(95, "M3")], period("2024/25"))

    assert card.overall == 0


# Which observation


def test_the_last_recorded_value_counts():
    from datetime import date

    first = seen(30, recorded_on=date(2025, 5, 1))
    revised = seen(50, recorded_on=date(2025, 6, 1), status="revised")

    card = score_period(framework(measures=[measure()]), [revised, first], period("2024/25"))

    assert card.overall == 60


def test_a_revised_value_stands_for_the_final_one_it_revises():
    card = score_period(framework(measures=[measure()]), [seen(30), seen(50, status="revised")], period("2024/25"))

    assert card.overall == 60


def test_a_year_is_never_summed_from_months():
    months = [seen(50, word=f"2024/25 M{number}") for number in range(1, 13)]

    card = score_period(framework(measures=[measure()]), months, period("2024/25"))

    assert card.lines[0].basis == "held"


def test_a_measure_of_a_point_in_time_is_read_at_the_end_of_the_last_month():
    months = [seen(70 if number == 12 else 0, word=f"2024/25 M{number}") for number in range(1, 13)]

    card = score_period(framework(measures=[measure(basis="point")]), months, period("2024/25"))

    assert card.overall == 100


def test_a_value_for_the_very_period_counts_before_that_of_its_last_month():
    months = [seen(70, word="2024/25 M12"), seen(50)]

    card = score_period(framework(measures=[measure(basis="point")]), months, period("2024/25"))

    assert card.overall == 60


def test_a_year_to_date_has_values_of_its_own():
    observations = [seen(50, word="2024/25 to M7"), seen(0, word="2024/25 M7"), seen(0)]

    card = score_period(framework(measures=[measure()]), observations, period("2024/25 to M7"))

    assert card.overall == 60


def test_counts_make_the_value_per_hundred():
    counted = Observation("M1", period("2024/25"), Fraction(1), Fraction(3))

    card = score_period(framework(measures=[measure(per=100)]), [counted], period("2024/25"))

    # 33 1/3 lies a third of the way from 30 (0) to 40 (30).
    assert (card.lines[0].value, card.overall) == (Fraction(100, 3), 10)


def test_provisional_values_are_named_in_one_warning():
    card = score_period(
        framework(), [seen(45, status="provisional"), seen(6, "M2", status="provisional"), seen(95, "M3")], period("2024/25")
    )

    (problem,) = card.problems
    assert problem.message == "2 values for 2024/25 are provisional: M1 and M2."
