"""The bridge from target to forecast: steps in words, in a table and in a picture that says nothing by colour alone."""

from xml.etree import ElementTree

import pytest

import gainshare as gs
from gainshare.core.agreement.forecasting import Bridge, BridgeStep, year_forecast
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month
from gainshare.reports.variance_bridge import Naming, variance_bridge

SVG = "{http://www.w3.org/2000/svg}"
NAMING = Naming(
    "2026/27",
    Currency.of("GBP"),
    {"PX": "Provider X", "PY": "Provider Y"},
    {"direct": "Direct cost"},
    {"A1": "scope"},
)
BRIDGE = Bridge(
    10_000_00,
    10_500_00,
    10_300_00,
    (
        BridgeStep("adjustment", 500_00, adjustment="A1"),
        BridgeStep("volume", -400_00, party="PX"),
        BridgeStep("price", 150_00, party="PX"),
        BridgeStep("other", 50_00, party="PY", cost_type="direct"),
    ),
)


@pytest.fixture(scope="module")
def shown():
    return variance_bridge(BRIDGE, "remaining_target", NAMING)


def texts(svg):
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_table_leads_from_the_target_as_first_agreed_to_the_forecast(shown):
    assert shown.table.rows == (
        ("Target as first agreed", "Not applicable", "£10,000.00", "Not applicable"),
        ("Adjustment A1 (scope)", "+£500.00", "£10,500.00", "Raises the target"),
        ("Target as adjusted", "Not applicable", "£10,500.00", "Not applicable"),
        ("Provider X, volume", "−£400.00", "£10,100.00", "Favourable"),
        ("Provider X, price", "+£150.00", "£10,250.00", "Adverse"),
        ("Provider Y, other (Direct cost)", "+£50.00", "£10,300.00", "Adverse"),
        ("Forecast", "Not applicable", "£10,300.00", "Not applicable"),
    )


def test_the_words_say_every_step(shown):
    assert shown.title == "From the target as first agreed to the forecast of 2026/27, by remaining target"
    assert shown.sentences[0] == (
        "The target as first agreed is £10,000.00, with the agreed adjustments £10,500.00; the forecast is £10,300.00. "
        "Target less forecast is £200.00: favourable."
    )
    assert shown.sentences[1:] == (
        "Adjustment A1 (scope): adds £500.00 (raises the target).",
        "Provider X, volume: takes off £400.00 (favourable).",
        "Provider X, price: adds £150.00 (adverse).",
        "Provider Y, other (Direct cost): adds £50.00 (adverse).",
    )


def test_the_picture_carries_its_words_and_says_each_step_with_sign_and_word(shown):
    picture = ElementTree.fromstring(shown.chart.svg)

    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text == shown.title
    assert picture.find(f"{SVG}desc").text == " ".join(shown.sentences)
    assert {
        "£10,000.00",
        "+£500.00 raises the target",
        "−£400.00 favourable",
        "+£150.00 adverse",
        "+£50.00 adverse",
        "£10,300.00",
    } <= set(texts(shown.chart.svg))
    assert any("the axis does not begin at nothing" in text for text in texts(shown.chart.svg))


def test_the_same_bridge_is_the_same_picture_and_asks_for_nothing(shown):
    assert variance_bridge(BRIDGE, "remaining_target", NAMING).chart.svg == shown.chart.svg
    assert "style=" not in shown.chart.svg
    assert "<style" not in shown.chart.svg
    assert {part.split('"')[0] for part in shown.chart.svg.split("http")[1:]} <= {"://www.w3.org/2000/svg", "://www.w3.org/1999/xlink"}


def test_a_bridge_without_a_step_has_two_ends():
    shown = variance_bridge(Bridge(5, 5, 5, ()), "run_rate", NAMING)

    assert [row[0] for row in shown.table.rows] == ["Target as first agreed", "Forecast"]
    assert "on target" in shown.sentences[0]
    assert texts(shown.chart.svg)


def test_names_that_others_wrote_are_shown_and_never_obeyed():
    naming = Naming("2026/27", NAMING.currency, {"PX": "<b>X</b>\u202e"}, {}, {"A1": "</svg>"})

    shown = variance_bridge(BRIDGE, "own", naming)

    assert "<b>X</b>\\u202e, volume" in [row[0] for row in shown.table.rows]
    assert ElementTree.fromstring(shown.chart.svg).find(f"{SVG}desc").text == " ".join(shown.sentences)


def test_wexmoor_s_bridge_is_told_by_names(wexmoor):
    folder = gs.load_folder(wexmoor)
    terms = folder.agreement.terms
    naming = Naming(
        "2026/27",
        terms.currency,
        {party.id: party.name for party in terms.parties},
        {kind.id: kind.name for kind in terms.open_book.cost_types},
        {one.id: one.kind for one in folder.ledger.adjustments},
    )

    found = variance_bridge(
        year_forecast(folder.agreement, folder.ledger, Month(2026, 10), as_of=None).bridges["remaining_target"], "remaining_target", naming
    )

    assert ("Adjustment ADJ-005 (indexation)", "+£77,700.00", "£8,162,700.00", "Raises the target") in found.table.rows
    assert found.table.rows[0][2] == "£8,085,000.00"
