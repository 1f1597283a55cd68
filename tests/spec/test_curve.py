"""A curve: straight between its points, level or continued beyond them, with steps whose owner is stated. All heights by hand."""

from fractions import Fraction

import pytest
from tests.regimes import HALVES, refusal, settled


def height(curve, x):
    """Return the height at x of a curve written as it stands in a file."""
    stages = HALVES + "- output: {y: 'curve(c, x)'}\n" + f"curves: {{c: {curve}}}\n"
    return settled(stages, toc=100, aoc=100, x=x).outputs["y"]


@pytest.mark.parametrize(("x", "y"), [(-150, 0), (-100, 0), (-50, 0), (0, 0), (30, "0.3"), ("33.33", "0.3333"), (100, 1), (101, 1)])
def test_between_its_points_a_curve_is_straight_and_beyond_them_it_is_level(x, y):
    assert height("{points: [[-100, 0], [0, 0], [100, 1]]}", x) == Fraction(y)


@pytest.mark.parametrize(("x", "y"), [(-10, -1), (0, 0), (10, 1), (20, 3), (30, 5)])
def test_a_curve_that_is_not_clamped_goes_on_along_its_ends(x, y):
    assert height("{points: [[0, 0], [10, 1], [20, 3]], clamp: false}", x) == y


@pytest.mark.parametrize(
    ("at_step", "x", "y"),
    [
        ("lower", "49.99", 0),
        ("lower", 50, 0),  # the line that ends there has the point
        ("lower", "50.01", 1),
        ("upper", "49.99", 0),
        ("upper", 50, 1),  # the line that begins there has the point
        ("upper", "50.01", 1),
    ],
)
def test_the_point_of_a_step_belongs_to_the_line_that_the_agreement_names(at_step, x, y):
    assert height(f"{{points: [[0, 0], [50, 0], [50, 1], [100, 1]], at_step: {at_step}}}", x) == y


@pytest.mark.parametrize(
    ("at_step", "x", "y"),
    [
        ("lower", -1, 0),
        ("lower", 0, 0),
        ("lower", 1, 5),
        ("upper", -1, 0),
        ("upper", 0, 5),
        ("upper", 1, 5),
    ],
)
def test_a_curve_that_is_nothing_but_a_step_is_level_on_both_sides_of_it(at_step, x, y):
    assert height(f"{{points: [[0, 0], [0, 5]], at_step: {at_step}}}", x) == y


@pytest.mark.parametrize(
    ("at_step", "x", "y"),
    [
        ("lower", -1, 7),
        ("lower", 0, 7),
        ("lower", 5, "0.5"),
        ("lower", 10, 1),
        ("lower", 11, 9),
        ("upper", -1, 7),
        ("upper", 0, 0),
        ("upper", 5, "0.5"),
        ("upper", 10, 9),
        ("upper", 11, 9),
    ],
)
def test_a_step_at_an_end_of_the_curve_is_a_step_from_or_to_a_level(at_step, x, y):
    assert height(f"{{points: [[0, 7], [0, 0], [10, 1], [10, 9]], at_step: {at_step}}}", x) == Fraction(y)


MINIMUM_SAVINGS = "[[5000, 5999, 3.9, 3.6], [6000, 6999, 3.6, 3.4], [7000, 9999, 3.4, 3.0], [10000, 59999, 3.0, 2.0]]"


@pytest.mark.parametrize(
    ("beneficiaries", "rate"),
    [
        (1000, Fraction("3.9")),
        (5000, Fraction("3.9")),
        (5999, Fraction("3.6")),
        ("5999.5", Fraction("3.6")),
        (6500, Fraction("3.6") - Fraction("0.2") * 500 / 999),
        (59999, 2),
        (2000000, 2),
    ],
)
def test_segments_say_the_height_at_both_ends_of_each(beneficiaries, rate):
    assert height(f"{{segments: {MINIMUM_SAVINGS}}}", beneficiaries) == rate


def test_a_curve_of_segments_may_go_on_along_its_ends_and_name_the_owner_of_its_steps():
    segments = "segments: [[0, 10, 0, 1], [10, 20, 5, 7]]"

    assert height(f"{{{segments}, clamp: false, at_step: upper}}", 30) == 9
    assert height(f"{{{segments}, at_step: lower}}", 10) == 1
    assert height(f"{{{segments}, at_step: upper}}", 10) == 5


def test_a_curve_of_one_point_is_level_everywhere():
    assert [height("{points: [[5, 3]]}", x) for x in (-100, 5, 100)] == [3, 3, 3]


@pytest.mark.parametrize(
    ("curve", "message"),
    [
        ("{points: [[10, 0], [0, 1]]}", "The points of a curve must have ascending x."),
        ("{points: [[0, 0], [0, 1], [10, 2]]}", "The curve has a step, but not which side owns the point."),
        ("{points: [[0, 0], [0, 1], [0, 2]], at_step: lower}", "A curve can pass a value of x at most twice"),
        ("{points: []}", "A curve needs at least one point."),
        ("{points: [[0, 0, 1]]}", "A point of a curve has two numbers."),
        ("{points: [[0, 0], [0, 1]], at_step: middle}", "The owner of a step is lower or upper."),
        ("{segments: [[0, 10, 1]]}", "A segment has four numbers"),
        ("{points: [[0, 0]], smooth: true}", "A curve has no field “smooth”."),
        ("{segments: [[0, 10, 0, 1], [10, 20, 5, 7]]}", "The curve has a step, but not which side owns the point."),
        ("{points: [[0, 0]], segments: [[0, 10, 1, 2]]}", "points"),
        ("{points: [[0, 0], [1, 1]], clamp: no}", "clamp"),
    ],
)
def test_a_curve_that_is_not_one_is_refused(curve, message):
    assert message in refusal(HALVES + f"curves: {{c: {curve}}}\n")
