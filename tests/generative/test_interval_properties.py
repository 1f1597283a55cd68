"""What holds for every interval: it contains its value, narrows with numbers, and is nested by level; arrays agree with single numbers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import gainshare as gs

COUNTS = st.integers(0, 400)
LEVELS = st.floats(0.01, 0.9999)
PAIRS = st.tuples(COUNTS, st.integers(1, 400)).map(lambda pair: (min(pair), max(*pair, 1)))
KINDS = {"proportion": gs.proportion_interval, "rate": gs.rate_interval}
CLOSE = 1e-9


@pytest.mark.parametrize("interval", KINDS.values(), ids=KINDS)
@given(pair=PAIRS, level=LEVELS)
def test_the_interval_contains_its_value(interval, pair, level):
    found = interval(*pair, level)

    assert 0 <= found.lower <= found.value <= found.upper


@pytest.mark.parametrize("interval", KINDS.values(), ids=KINDS)
@given(pair=PAIRS, levels=st.tuples(LEVELS, LEVELS))
def test_a_higher_level_is_at_least_as_wide(interval, pair, levels):
    narrow, wide = interval(*pair, min(levels)), interval(*pair, max(levels))

    assert wide.lower <= narrow.lower * (1 + CLOSE)
    assert narrow.upper <= wide.upper * (1 + CLOSE)


@pytest.mark.parametrize("interval", KINDS.values(), ids=KINDS)
@given(pair=PAIRS, times=st.integers(2, 50), level=LEVELS)
def test_more_people_at_the_same_ratio_give_a_narrower_interval(interval, pair, times, level):
    x, n = pair
    few, many = interval(x, n, level), interval(x * times, n * times, level)

    # Where the exact limits give way to Byar's approximation, low levels may gain a hair; between 10 and 10 they may not.
    assume(interval is gs.proportion_interval or x == 0 or x >= 10)
    assert many.upper - many.lower <= (few.upper - few.lower) * (1 + CLOSE)


@pytest.mark.parametrize("interval", KINDS.values(), ids=KINDS)
@given(pairs=st.lists(PAIRS, min_size=1, max_size=8), level=LEVELS)
def test_an_array_gives_what_its_elements_give(interval, pairs, level):
    x, n = zip(*pairs, strict=True)

    found, single = interval(x, n, level), [interval(*pair, level) for pair in pairs]

    for part in ("value", "lower", "upper"):
        assert getattr(found, part).tolist() == pytest.approx([getattr(one, part) for one in single], rel=1e-14)


@given(pair=PAIRS, level=LEVELS)
def test_the_complement_of_a_proportion_has_the_complement_of_its_interval(pair, level):
    x, n = pair

    ours, others = gs.proportion_interval(x, n, level), gs.proportion_interval(n - x, n, level)

    assert others.lower == pytest.approx(1 - ours.upper, abs=1e-12)
    assert others.upper == pytest.approx(1 - ours.lower, abs=1e-12)


@given(counts=st.lists(COUNTS, min_size=1, max_size=6), people=st.integers(1, 10_000), level=LEVELS)
def test_strata_of_equal_size_and_weight_have_the_crude_rate_with_byars_interval(counts, people, level):
    assume(sum(counts) >= 10)

    found = gs.dsr(counts, [people] * len(counts), [7] * len(counts), level)
    crude = gs.rate_interval(sum(counts), people * len(counts), level)

    assert [found.value, found.lower, found.upper] == pytest.approx([crude.value, crude.lower, crude.upper], rel=CLOSE)


@given(counts=st.lists(COUNTS, min_size=1, max_size=6), people=st.lists(st.integers(1, 10_000), min_size=6, max_size=6), level=LEVELS)
def test_the_reference_population_compared_with_itself_has_a_ratio_of_1_and_its_crude_rate(counts, people, level):
    assume(sum(counts) > 0)
    own = people[: len(counts)]

    found = gs.isr(counts, own, counts, own, level)
    crude = gs.rate_interval(sum(counts), sum(own), level)

    assert found.ratio.value == pytest.approx(1)
    assert [found.value, found.lower, found.upper] == pytest.approx([crude.value, crude.lower, crude.upper], rel=CLOSE)


@given(pair=PAIRS, average=st.floats(0, 1), level=LEVELS)
def test_a_group_is_outside_a_funnel_exactly_where_its_wilson_interval_leaves_the_average_out(pair, average, level):
    found = gs.proportion_interval(*pair, level)
    (limits,) = gs.funnel_limits(pair[1], average, [level])
    # A hair's breadth from the limit, floats decide.
    assume(abs(found.lower - average) > CLOSE and abs(found.upper - average) > CLOSE)

    assert (found.value > limits.upper or found.value < limits.lower) == (average < found.lower or average > found.upper)


@given(values=st.lists(st.integers(-1000, 1000), min_size=2, max_size=20), level=LEVELS, shift=st.integers(-1000, 1000))
def test_a_mean_moves_with_its_values_and_its_interval_is_symmetrical(values, level, shift):
    found, moved = gs.mean_interval(values, level), gs.mean_interval(np.array(values) + shift, level)

    assert moved.value == pytest.approx(found.value + shift, abs=1e-9)
    assert moved.upper - moved.lower == pytest.approx(found.upper - found.lower, abs=1e-9)
    assert found.upper - found.value == pytest.approx(found.value - found.lower, abs=1e-9)
