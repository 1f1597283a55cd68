"""Intervals: cases worked by hand, edges, and what is said of figures that cannot be."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import gainshare as gs
from gainshare.core.kernel.problem import Invalid

Z95 = 1.959963984540054
"""The 97.5th percentile of the normal distribution, as every table of it has it."""


# Proportions


def test_a_proportion_has_wilsons_interval():
    # 34 of 196 in April 2023. (2 × 34 + z² ± z √(z² + 4 × 34 × (1 − 34/196))) ÷ (2 (196 + z²)), with z² = 3.841459:
    # (71.841459 ± 1.959964 × √(3.841459 + 112.408163)) ÷ 399.682918 = (71.841459 ± 21.132207) ÷ 399.682918
    found = gs.proportion_interval(34, 196)

    assert found.value == 34 / 196
    assert found.lower == pytest.approx(0.12687, abs=1e-5)
    assert found.upper == pytest.approx(0.23262, abs=1e-5)
    assert (found.method, found.level) == ("Wilson", 0.95)


def test_none_of_n_begins_at_exactly_0_and_all_of_n_ends_at_exactly_1():
    # z² ÷ (n + z²) is how far Wilson's interval reaches from 0 of n.
    reach = Z95**2 / (10 + Z95**2)

    assert gs.proportion_interval(0, 10).lower == 0
    assert gs.proportion_interval(0, 10).upper == pytest.approx(reach, rel=1e-12)
    assert gs.proportion_interval(10, 10).upper == 1
    assert gs.proportion_interval(10, 10).lower == pytest.approx(1 - reach, rel=1e-12)


# Rates


def test_a_rate_of_ten_events_or_more_has_byars_limits():
    # 18 in 196 person-months, per 100: 18 (1 − 1/162 − 1.959964 ÷ (3 √18))³ = 10.6629; 19 (1 − 1/171 + 1.959964 ÷ (3 √19))³ = 28.4486
    found = gs.rate_interval(18, 196, per=100)

    assert found.value == pytest.approx(9.1837, abs=1e-4)
    assert found.lower == pytest.approx(5.44, abs=5e-3)
    assert found.upper == pytest.approx(14.51, abs=5e-3)
    assert found.method == "Byar"


def test_a_rate_of_no_events_ends_where_nothing_would_be_seen_once_in_forty_times():
    # Poisson: P(0) = e^−λ = 0.025 at λ = −ln 0.025 = 3.688879; ÷ 196 × 100 = 1.882081
    found = gs.rate_interval(0, 196, per=100)

    assert (found.value, found.lower, found.method) == (0, 0, "exact Poisson")
    assert found.upper == pytest.approx(-math.log(0.025) / 196 * 100, rel=1e-12)


def test_exact_limits_are_those_at_which_the_count_is_just_believable():
    # At the lower limit P(5 or more) is 2.5%, at the upper limit P(5 or fewer) is.
    found = gs.rate_interval(5, 1, per=1)

    assert 1 - poisson_up_to(4, found.lower) == pytest.approx(0.025, rel=1e-9)
    assert poisson_up_to(5, found.upper) == pytest.approx(0.025, rel=1e-9)


def poisson_up_to(most, mean):
    return sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(most + 1))


def test_exact_limits_give_way_to_byars_at_ten():
    assert gs.rate_interval([9, 10], 100).method.tolist() == ["exact Poisson", "Byar"]


# Means


def test_a_mean_has_students_interval():
    # 1 to 5: mean 3, standard deviation √2.5; t of 4 degrees of freedom at 97.5% is 2.776445105; 3 ± 2.776445105 × √(2.5 ÷ 5)
    found = gs.mean_interval([1, 2, 3, 4, 5])

    assert found.value == 3
    assert found.lower == pytest.approx(3 - 2.776445105 * math.sqrt(0.5), rel=1e-9)
    assert found.upper == pytest.approx(3 + 2.776445105 * math.sqrt(0.5), rel=1e-9)


def test_one_value_has_a_mean_and_no_limits_and_none_has_neither():
    one, none = gs.mean_interval([7]), gs.mean_interval([])

    assert one.value == 7
    assert math.isnan(one.lower)
    assert math.isnan(one.upper)
    assert math.isnan(none.value)


def test_groups_on_the_first_axis_have_a_mean_each():
    found = gs.mean_interval([[1, 2, 3, 4, 5], [2, 2, 2, 2, 2]])

    assert found.value.tolist() == [3, 2]
    assert found.upper[1] == 2


# Standardised rates


def test_a_directly_standardised_rate_weighs_the_strata_by_the_standard():
    # 10 of 1,000 young and 40 of 1,000 old, in a standard of three young to one old: (3 × 1% + 1 × 4%) ÷ 4 = 1.75%
    found = gs.dsr([10, 40], [1000, 1000], [3, 1], per=100)

    assert found.value == pytest.approx(1.75, rel=1e-12)


def test_a_directly_standardised_rate_of_fewer_than_ten_events_is_not_given():
    few, enough = gs.dsr([4, 5], [1000, 1000], [1, 1]), gs.dsr([5, 5], [1000, 1000], [1, 1])

    assert all(math.isnan(one) for one in (few.value, few.lower, few.upper))
    assert enough.value == pytest.approx(500)


def test_an_indirectly_standardised_ratio_compares_with_what_the_reference_would_have():
    # At 1% and 4%, 500 young and 250 old would have 5 + 10 = 15; there were 18. The reference as a whole has 50 in 2,000.
    found = gs.isr([8, 10], [500, 250], [10, 40], [1000, 1000], per=100)

    assert (found.observed, found.expected) == (18, 15)
    assert found.ratio.value == pytest.approx(1.2)
    assert found.reference_rate == pytest.approx(2.5)
    assert found.value == found.rate.value == pytest.approx(3)
    assert (found.lower, found.upper) == (found.rate.lower, found.rate.upper)
    assert found.ratio.method == "Byar"


# Funnels


def test_a_funnels_limits_are_cut_at_0_and_1():
    # 0.25 ± 1.959964 √(0.25 × 0.75 ÷ n): at 1 beyond both ends, at 100 0.25 ± 0.08487
    (found,) = gs.funnel_limits([1, 100], 0.25, [0.95])

    assert (found.lower[0], found.upper[0]) == (0, 1)
    assert found.upper[1] == pytest.approx(0.25 + Z95 * math.sqrt(0.001875), rel=1e-12)


def test_a_group_is_outside_as_many_limits_as_it_is_beyond():
    # 100 of 1,000 at an average of 10%: the limits are 10% ± 1.86 and ± 2.93
    found = gs.funnel_significance([100, 120, 131, 81, 60], [1000] * 5, average=0.1)

    assert found.tolist() == [0, 1, 2, -1, -2]


def test_a_single_group_in_a_funnel_gives_a_single_number():
    assert gs.funnel_significance(131, 1000, average=0.1) == 2


# What may be given


def test_fractions_decimals_and_floats_are_the_same_number():
    expected = gs.proportion_interval(1.5, 10)

    assert gs.proportion_interval(Fraction(3, 2), Decimal(10)) == expected
    assert gs.proportion_interval([Fraction(3, 2)], [Decimal(10)]).upper.tolist() == [expected.upper]


def test_single_numbers_give_floats_and_arrays_give_arrays_of_their_shape():
    assert type(gs.rate_interval(3, 10).upper) is float
    assert type(gs.rate_interval(3, 10).method) is str
    assert gs.rate_interval(np.ones((2, 3)), [10, 20, 30]).upper.shape == (2, 3)


def test_nobody_at_risk_is_no_value_and_no_mistake():
    single, several = gs.proportion_interval(0, 0), gs.rate_interval([1, 2], [0, 10], per=10)

    assert all(math.isnan(one) for one in (single.value, single.lower, single.upper))
    assert np.isnan([several.value[0], several.lower[0], several.upper[0]]).all()
    assert several.value[1] == 2


@pytest.mark.parametrize(
    "found",
    [
        gs.proportion_interval([math.nan, 1], [10, 10]),
        gs.rate_interval([math.nan, 1], [10, 10]),
        gs.mean_interval([[1, math.nan], [1, 2]]),
        gs.dsr([[math.nan, 20], [20, 20]], [100, 100], [1, 1]),
        gs.isr([[math.nan, 20], [20, 20]], [100, 100], [1, 1], [10, 10]),
        gs.funnel_limits([math.nan, 10], 0.5)[0],
    ],
    ids=["proportion", "rate", "mean", "dsr", "isr", "funnel"],
)
def test_a_missing_figure_has_no_interval_and_leaves_the_others_theirs(found):
    for part in (found.value, found.lower, found.upper):
        assert np.isnan(part).tolist() == [True, False]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gs.proportion_interval(5, 4), "x: x is above n: more are counted than there are. x is 5."),
        (lambda: gs.proportion_interval([1, 5, 9], 4), "At positions 1, 2, counted from 0."),
        (lambda: gs.proportion_interval([[1, -1]], 4), "x is below 0. At position [0, 1], counted from 0."),
        (lambda: gs.rate_interval(1, -4), "n is below 0. n is -4."),
        (lambda: gs.rate_interval(1, math.inf), "n is not finite. n is inf."),
        (lambda: gs.rate_interval("3", 4), "x is no number, and no array of numbers."),
        (lambda: gs.rate_interval(1, 4, level=95), "level: A level of confidence lies between 0 and 1. Write 0.95 for 95%."),
        (lambda: gs.rate_interval(1, 4, per=0), "per: per is a number above 0."),
        (lambda: gs.rate_interval([1, 2], [1, 2, 3]), "The shapes do not fit: x (2,), n (3,)."),
        (lambda: gs.mean_interval(3), "A single number stands where several are wanted."),
        (lambda: gs.dsr([20, 20], [10, 10], [0, 0]), "The standard population is empty."),
        (lambda: gs.funnel_limits(10, 25), "A proportion lies between 0 and 1. average is 25. Write 0.25 for 25%."),
        (lambda: gs.funnel_limits(10, 0.25, [95]), "levels: A level of confidence lies between 0 and 1."),
        (lambda: gs.funnel_limits(10, 0.25, 0.95), "levels: The levels are no list. Give a list of them, such as [0.95, 0.998]."),
        (lambda: gs.funnel_limits(10, 0.25, "0.95"), "levels: The levels are no list."),
        (lambda: gs.mean_interval([1e200, 2e200]), "values is too large. At positions 0, 1, counted from 0. Give it in a larger unit."),
        (lambda: gs.isr(3, 4, 1, 10), "A single number stands where several are wanted."),
    ],
)
def test_a_figure_that_cannot_be_is_refused_with_its_place(call, said):
    with pytest.raises(Invalid) as refused:
        call()

    assert said in str(refused.value)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(Invalid) as refused:
        gs.rate_interval([-1, 2], [3, -4], level=2, per=-1)

    assert [problem.source.field for problem in refused.value.problems] == ["level", "per", "x", "n"]


def test_a_million_bad_elements_are_counted_and_not_all_listed():
    with pytest.raises(Invalid) as refused:
        gs.rate_interval(np.full(1_000_000, -1.0), 1)

    assert "and 999,950 more" in str(refused.value)


def test_what_is_no_number_is_said_once():
    with pytest.raises(Invalid) as refused:
        gs.mean_interval(["1"])

    assert len(refused.value.problems) == 1


def test_levels_may_be_counted_off_by_a_generator():
    assert [one.level for one in gs.funnel_limits(50, 0.25, (level for level in (0.95, 0.998)))] == [0.95, 0.998]


def test_a_masked_figure_is_missing():
    masked = np.ma.array([3, 4], mask=[False, True])

    assert np.isnan(gs.proportion_interval(masked, [10, 10]).value).tolist() == [False, True]
    assert np.isnan(gs.proportion_interval([3, 4], np.ma.array([10, 10], mask=[False, True])).upper).tolist() == [False, True]


@pytest.mark.filterwarnings("error")
def test_no_strata_at_all_have_no_standardised_rate():
    found = gs.isr([], [], [], [])

    assert math.isnan(found.value)
    assert math.isnan(found.reference_rate)
