"""What the year is expected to cost: figures of the small alliance by hand, and of Wexmoor from what is agreed."""

from datetime import date

import pytest
from tests.builders import MONTHS, Alliance, cost_rows

from gainshare.core.agreement.forecasting import METHODS, BridgeStep, NoForecast, year_forecast
from gainshare.core.agreement.outlook import outlook_of
from gainshare.core.kernel.period import Month
from gainshare.files.folder import load_folder

SEPTEMBER = Month(2024, 9)
SECOND_HALF = ["2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03"]


def half_a_year():
    """Return the small alliance half-way through its year; provider X has not handed in September."""
    alliance = Alliance()
    alliance.rows["costs.csv"] = [
        row for row in cost_rows() if row["period"] < "2024-10" and (row["party"], row["period"]) != ("PX", "2024-09")
    ]
    return alliance


def forecast_of(alliance, folder, month=SEPTEMBER, as_of=None):
    found = load_folder(alliance.write(folder))
    return year_forecast(found.agreement, found.ledger, month, as_of=as_of)


def line(found, party):
    return next(one for one in found.lines if one.party == party)


def adjustment(name, party, amount, decided_on, month="2025-01"):
    row = {"id": name, "party": party, "period": month, "cost_type": "direct", "amount": amount, "kind": "scope"}
    return {**row, "reason": "More people", "decision": "D1", "decided_on": decided_on}


def own(party, month, amount, made_on="2024-10-05", kind="direct"):
    return {"party": party, "period": month, "cost_type": kind, "amount": amount, "made_on": made_on}


# The forecast of each party


def test_by_remaining_target_what_is_not_in_costs_its_target(tmp_path):
    found = forecast_of(half_a_year(), tmp_path)

    # X: 5 months at 45,000 and 7 at the target of 50,000. Y: 6 × 24,000 + 6 × 25,000. Z: 6 × 16,000 + 6 × 15,000. B: 12 × 10,000.
    expected = {"PX": 57_500_000, "PY": 29_400_000, "PZ": 18_600_000, "OB": 12_000_000}
    assert {one.party: one.forecasts["remaining_target"] for one in found.lines} == expected
    assert found.alliance.forecasts["remaining_target"] == 117_500_000
    assert found.missing == (("PX", SEPTEMBER),)


def test_by_run_rate_what_is_not_in_costs_the_mean_of_the_months_that_are(tmp_path):
    found = forecast_of(half_a_year(), tmp_path)

    # Twelve months at 45,000, 24,000, 16,000 and 10,000: the month that is missing is no month without cost.
    expected = {"PX": 54_000_000, "PY": 28_800_000, "PZ": 19_200_000, "OB": 12_000_000}
    assert {one.party: one.forecasts["run_rate"] for one in found.lines} == expected
    assert found.alliance.forecasts["run_rate"] == 114_000_000


def test_the_lines_have_target_and_cost_so_far_and_the_parties_stand_as_in_the_agreement(tmp_path):
    found = forecast_of(half_a_year(), tmp_path)

    assert [one.party for one in found.lines] == ["OB", "PX", "PY", "PZ"]
    assert (line(found, "PX").target, line(found, "PX").to_date) == (60_000_000, 22_500_000)
    assert (found.alliance.target, found.alliance.to_date) == (120_000_000, 52_500_000)
    assert (found.whole.word, found.to_date.word) == ("2024/25", "2024/25 to M6")


def test_a_variance_is_target_less_forecast(tmp_path):
    found = forecast_of(half_a_year(), tmp_path)

    assert line(found, "PX").variance("remaining_target") == 2_500_000
    assert line(found, "PZ").variance("remaining_target") == -600_000
    assert found.alliance.variance("remaining_target") == 2_500_000


def test_by_their_own_forecasts_the_last_one_known_counts(tmp_path):
    alliance = half_a_year()
    for party, amount in (("PY", "23000"), ("PZ", "17000"), ("OB", "10000")):
        alliance.add("forecasts.csv", *(own(party, month, amount) for month in SECOND_HALF))
    alliance.add("forecasts.csv", *(own("PX", month, "41000") for month in ["2024-09", *SECOND_HALF]))
    alliance.add("forecasts.csv", own("PX", "2025-03", "48000", made_on="2024-10-09"))

    found = forecast_of(alliance, tmp_path)

    # X: 225,000 + 6 × 41,000 + 48,000. Y: 144,000 + 138,000. Z: 96,000 + 102,000. B: 120,000.
    expected = {"PX": 51_900_000, "PY": 28_200_000, "PZ": 19_800_000, "OB": 12_000_000}
    assert {one.party: one.forecasts["own"] for one in found.lines} == expected
    assert found.alliance.forecasts["own"] == 111_900_000
    earlier = forecast_of(alliance, tmp_path, as_of=date(2024, 10, 8))
    assert line(earlier, "PX").forecasts["own"] == 51_200_000


def test_without_a_forecast_of_its_own_for_every_month_to_come_a_party_has_none_and_nor_has_the_alliance(tmp_path):
    alliance = half_a_year()
    for party in ("PX", "PZ", "OB"):
        alliance.add("forecasts.csv", *(own(party, month, "1") for month in ["2024-09", *SECOND_HALF]))
    alliance.add("forecasts.csv", *(own("PY", month, "1") for month in SECOND_HALF[1:]))

    found = forecast_of(alliance, tmp_path)

    october = (("PY", Month(2024, 10)),)
    assert line(found, "PY").forecasts["own"] == NoForecast(october)
    assert found.alliance.forecasts["own"] == found.bridges["own"] == NoForecast(october)
    assert found.alliance.variance("own") is None
    assert found.alliance.forecasts["own"].parties == ("PY",)


def test_before_anything_is_handed_in_there_is_no_run_rate(tmp_path):
    alliance = half_a_year()
    alliance.rows["costs.csv"] = [row for row in alliance.rows["costs.csv"] if row["party"] != "PZ"]

    found = forecast_of(alliance, tmp_path, month=Month(2024, 4))

    assert line(found, "PZ").forecasts["run_rate"] == NoForecast((("PZ", Month(2024, 4)),))
    assert line(found, "PZ").forecasts["remaining_target"] == 18_000_000
    assert line(found, "PX").forecasts["run_rate"] == 54_000_000


def test_cost_that_is_not_allowable_counts_nowhere(tmp_path):
    alliance = half_a_year().add("costs.csv", {**cost_rows()[0], "party": "PY", "category": "Fines", "amount": "999.00"})

    found = forecast_of(alliance, tmp_path)

    assert (line(found, "PY").to_date, line(found, "PY").forecasts["remaining_target"]) == (14_400_000, 29_400_000)


# The bridge


def test_the_bridge_leads_over_the_adjustments_and_each_party_to_the_forecast(tmp_path):
    alliance = half_a_year()
    alliance.add("target_adjustments.csv", adjustment("A2", "PY", "1200.00", "2024-09-02"), adjustment("A1", "PX", "-300.00", "2024-08-01"))
    alliance.add("target_adjustments.csv", adjustment("A2", "PX", "500.00", "2024-09-02"))

    bridge = forecast_of(alliance, tmp_path).bridges["remaining_target"]

    # The adjustments lie in a month to come, so that they raise target and forecast alike: what is other is as without them.
    assert (bridge.start, bridge.adjusted, bridge.end) == (120_000_000, 120_140_000, 117_640_000)
    assert bridge.steps == (
        BridgeStep("adjustment", -30_000, adjustment="A1"),
        BridgeStep("adjustment", 170_000, adjustment="A2"),
        BridgeStep("other", -2_500_000, party="PX", cost_type="direct"),
        BridgeStep("other", -600_000, party="PY", cost_type="direct"),
        BridgeStep("other", 600_000, party="PZ", cost_type="direct"),
    )


def test_with_planned_and_expected_activity_volume_and_price_are_told_apart(tmp_path):
    alliance = half_a_year()
    alliance.add("facts.csv", {"name": "planned_activity.PX", "period": "2024/25", "value": "100"})
    alliance.add("facts.csv", {"name": "expected_activity.PX", "period": "2024/25", "value": "90"})

    found = forecast_of(alliance, tmp_path)

    # A tenth less activity is a tenth of the target of 600,000; the forecast is only 25,000 less, so a unit costs 35,000 more in all.
    assert found.bridges["remaining_target"].steps[:2] == (
        BridgeStep("volume", -6_000_000, party="PX"),
        BridgeStep("price", 3_500_000, party="PX"),
    )
    assert found.without_activity == ("OB", "PY", "PZ")


@pytest.mark.parametrize("planned", ["0", None])
def test_without_planned_activity_everything_is_other(tmp_path, planned):
    alliance = half_a_year().add("facts.csv", {"name": "expected_activity.PX", "period": "2024/25", "value": "90"})
    if planned is not None:
        alliance.add("facts.csv", {"name": "planned_activity.PX", "period": "2024/25", "value": planned})

    found = forecast_of(alliance, tmp_path)

    assert {step.kind for step in found.bridges["remaining_target"].steps} == {"other"}
    assert "PX" in found.without_activity


def test_where_the_target_is_set_by_category_what_is_other_is_told_by_category(tmp_path):
    alliance = half_a_year()
    for row in alliance.rows["targets.csv"]:
        row["category"] = {"OB": "Social work"}.get(row["party"], "Margin" if row["cost_type"] == "margin" else "Pay")
    alliance.add("costs.csv", {**cost_rows()[0], "party": "PY", "category": "Fees", "amount": "700.00"})

    bridge = forecast_of(alliance, tmp_path).bridges["remaining_target"]

    assert BridgeStep("other", 70_000, party="PY", cost_type="direct", category="Fees") in bridge.steps
    assert BridgeStep("other", -600_000, party="PY", cost_type="direct", category="Pay") in bridge.steps


def test_the_detail_of_some_parties_can_be_left_out(tmp_path):
    alliance = half_a_year()
    alliance.rows["costs.csv"] = [dict(row, amount="4000.00") if row["category"] == "Margin" else row for row in alliance.rows["costs.csv"]]

    bridge = forecast_of(alliance, tmp_path).bridges["run_rate"]
    told = bridge.without_detail({"PX"})

    # By run rate X is 12 × 5,000 under in direct cost, and 12 × 1,000 in margin.
    assert [(step.cost_type, step.amount) for step in bridge.steps if step.party == "PX"] == [
        ("direct", -6_000_000),
        ("margin", -1_200_000),
    ]
    assert [step for step in told.steps if step.party == "PX"] == [BridgeStep("other", -7_200_000, party="PX")]
    assert [step for step in told.steps if step.party != "PX"] == [step for step in bridge.steps if step.party != "PX"]


@pytest.mark.parametrize("pence", [(1, 1, 2), (1, 2, 2), (5, 8, 13), (-1, 1, 3)])
def test_a_run_rate_that_does_not_divide_still_adds_up_to_the_penny(tmp_path, pence):
    alliance = half_a_year()
    held = [row for row in alliance.rows["costs.csv"] if row["party"] != "PX"]
    for month, more in zip(MONTHS, pence, strict=False):
        held.append({"party": "PX", "period": month, "cost_type": "direct", "category": "Pay", "amount": f"{100 + more / 100:.2f}"})
        held.append({"party": "PX", "period": month, "cost_type": "margin", "category": "Margin", "amount": f"{7 + more / 100:.2f}"})
    alliance.rows["costs.csv"] = held

    found = forecast_of(alliance, tmp_path, month=Month(2024, 8))

    bridge = found.bridges["run_rate"]
    assert bridge.start + sum(step.amount for step in bridge.steps) == bridge.end == sum(one.forecasts["run_rate"] for one in found.lines)


# Wexmoor


@pytest.fixture(scope="module")
def wexmoor():
    return load_folder("examples/wexmoor")


def test_wexmoor_s_year_is_forecast_as_it_is_settled_at_its_forecast(wexmoor):
    month = Month(2026, 10)
    outlook = outlook_of(wexmoor.agreement, wexmoor.ledger, wexmoor.observations, (), month, as_of=None)

    found = year_forecast(wexmoor.agreement, wexmoor.ledger, month, as_of=None)

    assert (found.alliance.target, found.alliance.to_date) == (outlook.target, outlook.actual_to_date)
    assert found.alliance.forecasts["remaining_target"] == outlook.forecast


def test_wexmoor_s_bridge_begins_with_the_savings_target_and_the_indexation(wexmoor):
    found = year_forecast(wexmoor.agreement, wexmoor.ledger, Month(2026, 10), as_of=None)

    for method in ("remaining_target", "run_rate"):
        bridge = found.bridges[method]
        # The agreement's note: 23% less than 10,500,000 is 8,085,000. Decision DEC-015: 2.1% more for indexation.
        assert (bridge.start, bridge.adjusted) == (808_500_000, 808_500_000 * 1_021 // 1_000)
        assert [step.adjustment for step in bridge.steps if step.kind == "adjustment"] == [f"ADJ-00{number}" for number in range(5, 10)]
    assert isinstance(found.bridges["own"], NoForecast)


def test_a_year_that_is_over_is_forecast_at_what_it_cost_by_every_method(wexmoor):
    found = year_forecast(wexmoor.agreement, wexmoor.ledger, Month(2026, 3), as_of=None)

    # expected/statement-2025-26.txt: actual outturn cost.
    assert [found.alliance.forecasts[method] for method in METHODS] == [894_746_416] * 3
