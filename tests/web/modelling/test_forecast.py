"""The forecast of the small alliance by hand, who sees how much of its bridge, and addresses that are none.

October 2026 is the month to close. August and September are in: the trust's 8,500 each against a target of 10,500 a month, the charity's
3,500 each against 4,000. Ten months of the year are to come, April to July among them, whose returns are missing.
"""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.small import OCTOBER

from gainshare.web.costs.models import Line, Return

FACTS = "name,period,value\nplanned_activity.TRU,2026/27,100\nexpected_activity.TRU,2026/27,110\n"


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def cells(page, name, table):
    """Return the cells of a row of a table."""
    text = page.content.decode()
    part = text[text.index(f'id="{table}"') :]
    row = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', part, re.S)[1]
    return re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)


def forecast(client, small, **asked):
    page = client.get(small.address("forecast"), asked)
    assert page.status_code == 200
    return page


def brings(small, name, text):
    """Put a register beside the agreement."""
    from gainshare.web.agreements.models import Register

    at = datetime(2026, 11, 1, tzinfo=UTC)
    number = Register.objects.filter(alliance=small.alliance, name=name).count() + 1
    Register.objects.create(alliance=small.alliance, name=name, number=number, text=text, sha256="0" * 64, brought_at=at)


def test_each_party_and_the_alliance_stand_with_target_forecast_and_variance(small, finance):
    page = forecast(finance, small)

    # 2 × 8,500 + 10 × 10,500; 2 × 3,500 + 10 × 4,000.
    assert cells(page, "Small Trust", "chosen") == ["£126,000.00", "£122,000.00", "£4,000.00", "Favourable"]
    assert cells(page, "Small Charity", "chosen") == ["£48,000.00", "£47,000.00", "£1,000.00", "Favourable"]
    assert cells(page, "All parties", "chosen") == ["£174,000.00", "£169,000.00", "£5,000.00", "Favourable"]
    assert "2026/27 is expected to cost £169,000.00 against a target of £174,000.00: £5,000.00 favourable." in words(page)


def test_the_methods_stand_beside_one_another(small, finance):
    page = forecast(finance, small)

    # By run rate: 12 × 8,500 and 12 × 3,500.
    assert cells(page, "Small Trust", "methods") == ["£126,000.00", "£17,000.00", "£122,000.00", "£102,000.00", "No forecast"]
    assert cells(page, "All parties", "methods") == ["£174,000.00", "£24,000.00", "£169,000.00", "£144,000.00", "No forecast"]
    assert "own forecasts: months are missing in the forecasts of every party." in words(page)


def test_a_method_chosen_in_the_address_is_shown_with_its_bridge(small, finance):
    page = forecast(finance, small, month="2026-09", method="run_rate")

    assert cells(page, "All parties", "chosen") == ["£174,000.00", "£144,000.00", "£30,000.00", "Favourable"]
    assert cells(page, "Small Trust, other (Direct cost)", "steps") == ["−£24,000.00", "£150,000.00", "Favourable"]
    assert "as seen at the end of M6 2026/27 (September 2026)" in words(page)
    assert "month=2026-09&amp;method=run_rate" in page.content.decode()


def test_a_method_without_a_forecast_says_what_is_missing_and_draws_nothing(small, finance):
    page = forecast(finance, small, method="own")

    assert cells(page, "All parties", "chosen") == ["£174,000.00", "No forecast", "Not known", "Not known"]
    assert "<img" not in page.content.decode()
    assert finance.get(small.address("forecast_chart"), {"method": "own"}).status_code == 404


def test_own_forecasts_of_every_month_to_come_make_one(small, finance):
    months = [f"2026-{month:02d}" for month in (4, 5, 6, 7, 10, 11, 12)] + ["2027-01", "2027-02", "2027-03"]
    rows = [f"{party},{month},direct,{amount},2026-11-01" for month in months for party, amount in (("TRU", 9000), ("CHA", 4100))]
    brings(small, "forecasts.csv", "\n".join(["party,period,cost_type,amount,made_on", *rows, ""]))

    page = forecast(finance, small, method="own")

    # 17,000 + 90,000; 7,000 + 41,000.
    assert cells(page, "Small Trust", "chosen")[1] == "£107,000.00"
    assert cells(page, "Small Charity", "chosen") == ["£48,000.00", "£48,000.00", "£0.00", "On target"]


def test_what_is_other_says_which_data_would_tell_more_and_with_them_price_and_volume_are_told(small, finance):
    before = forecast(finance, small)
    brings(small, "facts.csv", FACTS)

    after = forecast(finance, small)

    assert "are not recorded: here, of every party." in words(before)
    assert "planned_activity.TRU and expected_activity.TRU in facts.csv" in words(before)
    # A tenth more is 12,600 of the target of 126,000; the forecast is 4,000 under it.
    assert cells(after, "Small Trust, volume", "steps")[0] == "+£12,600.00"
    assert cells(after, "Small Trust, price", "steps")[0] == "−£16,600.00"
    assert "here, of Small Charity." in words(after)


@pytest.mark.parametrize(
    ("who", "seen", "told"),
    [
        ("finance", "Small Trust, other (Direct cost)", "Small Charity, other (Direct cost)"),
        ("lead", "Small Trust, other (Direct cost)", "Small Charity, other"),
        ("other_lead", "Small Trust, other", "Small Charity, other (Direct cost)"),
        ("owner", "Small Trust, other", "Small Charity, other"),
    ],
)
def test_the_detail_of_a_party_is_seen_by_those_who_see_its_lines(small, who, seen, told):
    client = small.client(who)
    page = forecast(client, small)

    assert cells(page, seen, "steps")[0] == "−£4,000.00"
    assert cells(page, told, "steps")[0] == "−£1,000.00"
    picture = client.get(small.address("forecast_chart"))
    assert "Direct" not in picture.content.decode() if who == "owner" else "Direct" in picture.content.decode()


def test_the_picture_is_an_image_of_its_own_that_carries_its_words(small, finance):
    answer = finance.get(small.address("forecast_chart"), {"month": "2026-10"})

    picture = ElementTree.fromstring(answer.content)
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Target less forecast is £5,000.00: favourable." in picture.find("{http://www.w3.org/2000/svg}desc").text


@pytest.mark.parametrize(
    "asked",
    [{"month": "2024-03"}, {"month": "2036-04"}, {"month": "october"}, {"month": "\0"}, {"method": "guess"}, {"method": "9" * 500}],
)
def test_a_month_outside_the_term_and_a_method_that_is_none_are_not_found(small, finance, asked):
    for name in ("forecast", "forecast_chart"):
        assert finance.get(small.address(name), asked).status_code == 404


def test_before_the_first_return_of_a_year_it_is_forecast_at_its_target(small, finance):
    page = forecast(finance, small, month="2026-04")

    assert cells(page, "All parties", "chosen")[1] == "£174,000.00"
    assert cells(page, "All parties", "methods")[3] == "No forecast"


def test_a_year_without_a_target_says_so(small, finance):
    page = forecast(finance, small, month="2027-04")

    assert "There is no target and no cost of 2027/28 yet." in words(page)
    assert "<img" not in page.content.decode()
    assert finance.get(small.address("forecast_chart"), {"month": "2027-04"}).status_code == 404


def test_it_asks_as_much_of_the_database_for_many_rows_as_for_few(small, finance):
    def count():
        forecast(finance, small)
        with CaptureQueriesContext(connection) as found:
            forecast(finance, small)
        return len(found)

    one = small.submitted()
    count()
    few = count()
    Line.objects.bulk_create(Line(of=one, number=number + 100, cost_type="direct", category="Pay", amount=1) for number in range(200))
    for number in range(10):
        Return.objects.create(
            alliance=small.alliance,
            party=one.party,
            month=OCTOBER - 1,
            version=10 + number,
            reference=f"C-{number}",
            kind="change",
            status="accepted",
            submitted_on="2026-11-10",
            created_at=one.created_at,
        )

    assert count() == few < 30
