"""The gain and pain curve in numbers: its lines are the regime's own, its corners exact."""

import random
from bisect import bisect_left
from fractions import Fraction

import pytest
from tests.builders import Alliance

import gainshare as gs
from gainshare.reports.content import NotDrawn
from gainshare.reports.curve import Point, find_bends, gain_pain_points, target_of, trace

DRAWABLE = [id for id, regime in gs.templates().items() if regime.examples and len(regime.stages[0].actual.base.names) == 1]
CASES = 100


def with_roles(regime):
    """Return a regime whose first side is the participants', all others the owners'."""
    roles = {side: "owner" if index else "non_owner_participant" for index, side in enumerate(regime.sides)}
    return regime.model_copy(update={"roles": roles})


def traced(regime, values):
    moving = regime.stages[0].actual.base.names[0]
    return trace(regime, values, moving=moving, target=target_of(regime, values, moving))


def height(path, cost):
    index = min(max(bisect_left([point.cost for point in path], cost), 1), len(path) - 1)
    first, last = path[index - 1], path[index]
    return first.participants + (last.participants - first.participants) * (cost - first.cost) / (last.cost - first.cost)


def bent(amounts, low=0.0, high=100.0):
    return find_bends(lambda costs: [Point(cost, amounts(cost), 0.0) for cost in costs], low, high)[0]


def small(path, value):
    return Alliance().set(path, value)


def test_most_templates_are_tried():
    assert len(DRAWABLE) > 20


@pytest.mark.parametrize("id", DRAWABLE)
def test_the_lines_are_those_of_the_regime(id):
    regime = with_roles(gs.templates()[id])
    values = {name: Fraction(value) for name, value in regime.examples[0].inputs.items()}
    moving = regime.stages[0].actual.base.names[0]
    curve = traced(regime, values)
    chance = random.Random(id)
    costs = [chance.uniform(curve.path[0].cost, curve.path[-1].cost) for _ in range(CASES)]

    held = gs.settle_many(regime, {**{name: float(value) for name, value in values.items()}, moving: costs})

    target = float(target_of(regime, values, moving).amount)
    drawn = [height(curve.path, cost) for cost in costs]
    assert max(abs(line - amount) for line, amount in zip(drawn, held[regime.sides[0]], strict=True)) <= 1e-9 * target


def test_the_corners_of_the_slides_regime_are_where_it_says():
    regime = with_roles(gs.templates()["seed_capital_B"])

    curve = traced(regime, {"toc": Fraction(100), "aoc": Fraction(85), "margin": Fraction(8), "ops": Fraction(60)})

    assert [round(bend.before.cost, 9) for bend in curve.bends] == [90, 116]
    assert curve.on_target.cost == 100


def test_wexmoors_corners_are_the_band_and_the_cap(settled_2025):
    curve = gain_pain_points(settled_2025)

    band, cap = curve.bends
    assert round(band.before.cost, 6) == 8227800
    assert round(cap.before.participants, 6) == round(-724742.54 + 26120.00, 6)
    assert round(cap.slope_after, 9) == 0


def test_the_periods_own_point_is_as_settled(settled_2024):
    curve = gain_pain_points(settled_2024)

    assert curve.now == Point(10238234.27, -109117.14, -109117.13)


def test_a_gate_is_a_jump():
    (jump,) = bent(lambda cost: 10.0 if cost <= 42.5 else 0.0)

    assert jump.is_jump
    assert round(jump.before.cost, 9) == 42.5
    assert (jump.before.participants, jump.after.participants) == (10.0, 0.0)


def test_two_corners_close_together_are_both_found():
    bends = bent(lambda cost: min(max(cost - 50.0, 0.0), 0.03))

    assert [round(bend.before.cost, 9) for bend in bends] == [50, 50.03]


def test_a_straight_line_has_no_corner():
    assert bent(lambda cost: 3.0 - 2.0 * cost) == ()


def test_a_line_curved_throughout_has_no_corners_to_name():
    assert bent(lambda cost: cost * cost) is None


def test_a_curved_line_is_drawn_as_it_is(tmp_path):
    alliance = small("regime/stages/share/gain/bands", [{"owner": "1 - V/T", "nop": "V/T"}])

    curve = gain_pain_points(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    assert curve.bends == ()
    assert len(curve.path) > 100


def test_a_cost_far_from_the_target_widens_the_picture(tmp_path):
    alliance = Alliance()
    for row in alliance.rows["costs.csv"]:
        row["amount"] = str(2 * float(row["amount"]))

    curve = gain_pain_points(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    assert curve.path[-1].cost > curve.now.cost == 2280000


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("regime/inputs/own", {"actual": "accepted", "role": "owner"}, "uses 2 figures of cost (aoc, own)"),
        ("regime/inputs/aoc", {"fact": "cost"}, "uses no actual outturn cost"),
        ("regime/settle/carry_forward", {"arm": "gain", "limit": "1% of T", "years": 2}, "carried between years"),
    ],
)
def test_what_cannot_be_drawn_says_why(path, value, reason, tmp_path):
    alliance = small(path, value).add("facts.csv", {"name": "cost", "period": "2024/25", "value": "1140000"})

    drawn = gain_pain_points(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    assert isinstance(drawn, NotDrawn)
    assert reason in drawn.reason


def test_a_period_settled_in_parts_is_not_drawn(tmp_path):
    alliance = Alliance().vary(("regime/stages/share/gain/bands/1", {"owner": "60%", "nop": "40%"}), applies="split")

    drawn = gain_pain_points(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    assert isinstance(drawn, NotDrawn)
    assert "settled in parts" in drawn.reason


def test_without_any_target_there_is_nothing_to_draw(tmp_path):
    drawn = gain_pain_points(gs.assess_folder(Alliance().write(tmp_path), "2026/27"))

    assert drawn == NotDrawn("The curve is not drawn: no actual outturn cost meets the target.")
