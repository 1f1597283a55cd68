"""The position and what if: the expected figures of month 7, and changes worked out by hand beside the real thing."""

from urllib.parse import urlencode

import pytest
from tests.web.making import give, person
from tests.web.settlements.conftest import FILES, SECOND
from tests.web.settlements.reading import tables, text_of

from gainshare.web.audit.models import Entry
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.settlements.models import Settlement

MONTH_7 = {"period": "2026/27 to M7"}
BAND = "term.regime/stages/2/share/gain/bands/1/"


@pytest.fixture
def whole(db, client):
    """The alliance with every return of month 7 in, which the demonstration leaves out, and a browser of its finance lead."""
    from datetime import UTC, datetime

    from django.urls import reverse

    alliance = bring_in(FILES, by=None, at=datetime(2026, 11, 20, tzinfo=UTC))
    who = person("finance@example.org")
    give(alliance, who, "alliance_finance_lead")
    client.force_login(who)

    def ask(**asked):
        return client.get(f"{reverse('position', kwargs={'alliance': alliance.pk})}?{urlencode({**MONTH_7, **asked})}")

    return ask


def shares_of(page, caption="What each party would have as things stand"):
    return {row[0]: row[1:] for row in tables(page)[caption]}


def test_the_position_of_month_7_is_the_expected_one(whole):
    page = whole().content.decode()

    text = text_of(page)
    assert "The variance is £71,451.55, 1.484% of the target: favourable" in text
    assert "The overall performance score is 50.18" in text
    # half of the variance, 35,725.77 (the odd penny of a gain goes to the owners), of which Fernway has 24%, and 24% of 80,000 × 50.18%
    assert shares_of(page)["Fernway Recovery (registered charity)"][-1] == "£18,208.74"


def test_another_outturn_moves_half_of_it_to_the_participants(whole):
    page = whole(outturn="4,733,839.83").content.decode()  # £10,000 less than 4,743,839.83

    beside = shares_of(page, "What each party would have, £")
    moved = [row[-1] for row in beside.values()]
    # Half of it, 5,000, to each side. K5.1 is made from the costs: from 98.5162 it comes to 98.3085, which is 0.2077 / 2.5 × 30 = 2.4921
    # of score, of which 15% make the overall score 50.55; 80,000 × 0.37% = 296 more for performance, from the owners to the participants.
    parts = [share * 52.96 for share in (50, 5, 24, 21)] + [share * 47.04 for share in (55, 45)]
    for figure, expected in zip(moved, parts, strict=True):
        assert abs(float(figure.replace("£", "").replace(",", "").replace("−", "-")) - expected) <= 0.011


def test_a_value_of_a_measure_changes_its_score_and_the_payment_for_performance(whole):
    page = whole(**{"value.K2.1": "36"}).content.decode()  # its MCOS, which scores 0

    figures = {row[0]: row[1:] for row in tables(page)["The figures, £"]}
    assert figures["Variance"][-1] == "£0.00"
    assert figures["Overall performance score"][0] == "50.18"
    assert ": 36 (as it is: 74.45% (provisional))" in text_of(page)  # what is tried is said with what is: 169 of 227
    assert float(figures["Overall performance score"][1]) < 50.18


def test_numbers_of_the_regime_are_changed_together(whole):
    page = whole(**{f"{BAND}owner": "40%", f"{BAND}nop": "60%"}).content.decode()

    beside = shares_of(page, "What each party would have, £")
    together = sum(float(row[1].replace("£", "").replace(",", "").replace("−", "-")) for name, row in beside.items() if "non-owner" in name)
    assert together == pytest.approx(71_451.55 * 0.6 + 80_000 * 0.5018, abs=0.011)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({f"{BAND}owner": "40%"}, "add up"),
        ({"term.regime/stages/9/share": "1"}, "This is no number of the regime."),
        ({"term.alliance/name": "1"}, "This is no number of the regime."),
        ({"value.K9.9": "1"}, "The agreement has no such measure."),
        ({"value.K2.1": "much"}, "number"),
        ({"outturn": "lots"}, ""),
        ({"outturn": "1" * 300}, "too long"),
    ],
)
def test_what_makes_no_sense_is_said_beside_it_and_nothing_is_worked_out(whole, asked, why):
    answer = whole(**asked)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It cannot be worked out" in page
    assert why in page
    assert "What each party would have, £" not in page


def test_boxes_that_were_left_empty_do_not_stay_in_the_address(whole):
    answer = whole(**{"outturn": "", "value.K2.1": "36", f"{BAND}owner": ""})

    assert answer.status_code == 302
    assert "outturn" not in answer.url
    assert "value.K2.1=36" in answer.url


def test_nothing_of_it_is_kept(whole):
    entries = Entry.objects.count()

    whole(outturn="5000000", **{"value.K2.1": "36"})
    whole(basis="year", outturn="8000000")

    assert Entry.objects.count() == entries
    assert not Settlement.objects.exists()


def test_the_year_at_its_forecast_can_be_taken_to_come_to_something_else(whole):
    page = whole(basis="year", outturn="8,254,785.00").content.decode()  # the target: no variance

    figures = {row[0]: row[1:] for row in tables(page)["The figures, £"]}
    assert figures["Actual outturn cost"][1] == "£8,254,785.00"
    assert figures["Variance"][1] == "£0.00"


@pytest.mark.parametrize("asked", [{"period": "2026/27 to M19"}, {"period": "2019/20"}, {"period": "x"}, {"basis": "y"}])
def test_a_period_or_a_basis_that_there_is_not_is_not_found(whole, asked):
    assert whole(**asked).status_code == 404


def test_what_if_on_a_statement_begins_with_its_own_inputs(wexmoor):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    page = wexmoor.client("fernway").get(f"{wexmoor.address('settlement_what_if', one)}?outturn=9142000").content.decode()

    figures = {row[0]: row[1:] for row in tables(page)["The figures, £"]}
    assert figures["Variance"] == ["£194,535.84", "£0.00", "−£194,535.84"]
    assert figures["Overall performance score"] == ["32.65", "28.82", "−3.83"]  # K5.1 comes to 100, scores 0, and loses 25.54 × 15%
    beside = shares_of(page, "What each party would have, £")
    assert beside["Fernway Recovery (registered charity) (non-owner participant)"] == [
        "£29,613.10",
        "£5,533.44",
        "−£24,079.66",
    ]  # 24% of 80,000 × 28.82%
