"""What must hold for every split, every rounding, every number and every period."""

import decimal
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.kernel.allocate import allocate
from gainshare.core.kernel.formats import exact_text, money
from gainshare.core.kernel.money import Currency, Money, exact, round_fraction
from gainshare.core.kernel.period import (
    Calendar,
    Month,
    month_period,
    parse_period,
    project_period,
    project_to_date,
    quarter_period,
    year_period,
    year_to_date,
)

SHARING_ALL = ["largest_remainder", "to_first", "to_largest_ratio"]
MODES = [*SHARING_ALL, "separate", "block_separate"]
DECIMAL_MODES = {
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_up": decimal.ROUND_HALF_UP,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
}

totals = st.integers(min_value=-(10**13), max_value=10**13)
ratios = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=1000), min_size=1, max_size=12).filter(any)
currencies = st.sampled_from(["GBP", "AUD", "NZD", "JPY", "KWD"]).map(Currency.of)
months = st.builds(Month, st.integers(1901, 2198), st.integers(1, 12))


@st.composite
def projects(draw):
    first = draw(months)
    return first, first.plus(draw(st.integers(0, 180)))


calendars = st.builds(Calendar, st.integers(1, 12), st.none() | projects())


@given(totals, ratios, st.sampled_from(MODES), st.sampled_from([1, 5, 100]))
def test_parts_and_what_is_left_over_add_up(total, shares, mode, step):
    split = allocate(total * step, shares, mode=mode, step=step)

    assert sum(split.parts) + split.left_over == total * step
    assert all(part % step == 0 for part in split.parts)
    assert split.left_over == 0 or mode not in SHARING_ALL


@given(totals, ratios, st.sampled_from([*SHARING_ALL, "separate"]))
def test_each_part_is_within_a_penny_of_its_exact_share(total, shares, mode):
    split = allocate(total, shares, mode=mode)

    assert split.exact == tuple(total * share / sum(shares) for share in shares)
    assert all(abs(part - share) < 1 for part, share in zip(split.parts, split.exact, strict=True))


@given(totals, ratios, st.sampled_from(MODES))
def test_the_workings_explain_the_parts(total, shares, mode):
    split = allocate(total, shares, mode=mode)

    unit = 1 if total > 0 else -1
    taken = [unit if position in split.odd_to else 0 for position in range(len(shares))]
    assert split.parts == tuple(floor + odd for floor, odd in zip(split.floored, taken, strict=True))
    assert len(set(split.odd_to)) == len(split.odd_to)


@given(totals, ratios, st.sampled_from(MODES), st.randoms(use_true_random=False))
def test_the_order_of_the_parties_matters_to_the_odd_penny_alone(total, shares, mode, rng):
    order = list(range(len(shares)))
    rng.shuffle(order)

    listed = allocate(total, shares, mode=mode)
    shuffled = allocate(total, shares, mode=mode, order=order)

    assert shuffled.floored == listed.floored
    assert len(shuffled.odd_to) == len(listed.odd_to)
    assert shuffled.tied == listed.tied
    if not listed.tied and mode != "to_first":
        assert shuffled.parts == listed.parts


@given(totals, ratios, st.sampled_from(MODES), st.randoms(use_true_random=False))
def test_the_place_in_the_list_is_immaterial_once_the_order_is_stated(total, shares, mode, rng):
    places = list(range(len(shares)))
    rng.shuffle(places)

    listed = allocate(total, shares, mode=mode)
    moved = allocate(total, [shares[place] for place in places], mode=mode, order=sorted(places, key=places.__getitem__))

    assert moved.parts == tuple(listed.parts[place] for place in places)


@given(totals, ratios, st.sampled_from(MODES))
def test_a_loss_mirrors_a_gain(total, shares, mode):
    gain = allocate(total, shares, mode=mode)
    loss = allocate(-total, shares, mode=mode)

    assert loss.parts == tuple(-part for part in gain.parts)
    assert (loss.odd_to, loss.tied, loss.left_over) == (gain.odd_to, gain.tied, -gain.left_over)


@given(totals, ratios, st.fractions(min_value=Fraction(1, 1000), max_value=1000), st.sampled_from(MODES))
def test_only_the_proportion_of_the_shares_counts(total, shares, factor, mode):
    assert allocate(total, [share * factor for share in shares], mode=mode) == allocate(total, shares, mode=mode)


@pytest.mark.deep
def test_a_million_splits_add_up_to_the_penny():
    rng = random.Random(20_261_121)

    for _ in range(1_000_000):
        total = rng.randint(-(10**12), 10**12)
        split = allocate(total, [rng.randint(0, 100) for _ in range(rng.randint(1, 11))] + [1], mode="largest_remainder")
        assert sum(split.parts) == total
        assert all(abs(part - share) < 1 for part, share in zip(split.parts, split.exact, strict=True))


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False), st.integers(-4, 6), st.sampled_from(sorted(DECIMAL_MODES))
)
def test_rounding_agrees_with_the_decimal_standard(value, places, mode):
    rounded = value.quantize(decimal.Decimal(1).scaleb(-places), rounding=DECIMAL_MODES[mode])

    assert round_fraction(Fraction(value), places, mode) == Fraction(rounded)


@given(st.fractions(), st.integers(-3, 6), st.sampled_from(sorted(DECIMAL_MODES)))
def test_a_rounded_number_stays_as_it_is(value, places, mode):
    once = round_fraction(value, places, mode)

    assert round_fraction(once, places, mode) == once
    assert abs(once - value) < Fraction(10) ** -places


@given(totals, currencies)
def test_money_that_is_shown_is_read_back(minor, currency):
    amount = Money(minor, currency)

    assert Money.parse(money(minor, currency), currency) == amount
    assert Money.parse(money(minor, currency, style="plain"), currency) == amount
    assert Money.from_fraction(amount.as_fraction(), currency) == amount


@given(st.fractions())
def test_an_exact_number_is_read_back_from_its_text(value):
    assert exact(exact_text(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_the_decimal_that_python_shows(value):
    assert exact(value) == exact(repr(value))


@given(months, calendars, st.sampled_from([month_period, quarter_period, year_period, year_to_date]))
def test_a_period_is_read_back_from_its_word(month, calendar, make):
    period = make(month, calendar)

    assert parse_period(period.word, calendar) == period
    assert month in period
    assert month in period.year(calendar)


@given(projects(), st.data())
def test_a_period_of_a_project_is_read_back_from_its_word(project, data):
    calendar = Calendar(project=project)
    whole = project_period(calendar)
    so_far = project_to_date(data.draw(st.sampled_from(whole.months())), calendar)

    assert parse_period(whole.word, calendar) == whole
    assert parse_period(so_far.word, calendar) == so_far
    assert so_far.is_part_year == (so_far.months() != whole.months())


@given(months, st.integers(1, 12).map(Calendar))
def test_a_year_is_its_months_and_its_quarters_end_to_end(month, calendar):
    year = year_period(month, calendar)
    quarters = [quarter_period(first, calendar) for first in year.months()[::3]]

    assert tuple(each for quarter in quarters for each in quarter.months()) == year.months()
    assert all(month_period(each, calendar).year(calendar) == year for each in year.months())


@given(months, months)
def test_months_are_numbered_in_order_of_time(first, second):
    assert first.plus(second.index - first.index) == second
    assert (first < second) == (first.index < second.index)
