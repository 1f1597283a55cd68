"""How complete the measures are: the year's table, the month's page, and what waits on the analyst's desk."""

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.measures.values import cells, enter, text, words

CAPTION = "How complete 2026/27 is, by measure and month"


def test_the_year_says_for_each_month_what_is_there_what_is_missing_and_what_is_not_due(small):
    enter(small, "M1", "2026-09", status="provisional")
    enter(small, "M1", "2026-10")
    enter(small, "M1", "2026-08")
    enter(small, "M1", "2026-08", 25, 60, status="revised", note="x")

    first, second = cells(small.client("manager").get(small.address("measures")), CAPTION)

    states = [state.partition(":")[0].strip() for state in first[1:]]
    assert states == [*["Missing"] * 4, "Revised", "Provisional", "Final", *["Not due yet"] * 5, "Final"]
    assert [state.partition(":")[0].strip() for state in second[1:]] == [*["Missing"] * 7, *["Not due yet"] * 5, "Missing"]


def test_a_gap_leads_the_analyst_to_the_form_and_a_value_leads_everybody_to_its_measure(small):
    enter(small, "M1", "2026-09")

    analyst = small.client("analyst").get(small.address("measures")).content.decode()
    manager = small.client("manager").get(small.address("measures")).content.decode()

    form = f"{small.address('enter_observation')}?measure=M2&amp;period=2026-09"
    assert form in analyst
    assert form not in manager
    assert small.address("measure", measure="M1") in manager


def test_other_years_are_shown_within_the_term(small):
    client = small.client("manager")

    page = client.get(small.address("measures"), {"year": "2025-26"})

    assert "Values by month, 2025/26" in words(page)
    assert "Year before: 2024/25" in words(page)
    assert "Year before" not in words(client.get(small.address("measures"), {"year": "2024-25"}))
    for word in ("2023-24", "2036-37", "2026-27 Q1", "never", "2026-10"):
        assert client.get(small.address("measures"), {"year": word}).status_code == 404, word


def test_the_months_page_counts_what_was_entered_here(small):
    address = small.address("month", month="2026-10")
    assert "0 of 2 measures have a value for this month" in words(small.client("finance").get(address))

    enter(small, "M2", "2026-10", 7, 120)

    assert "1 of 2 measures have a value for this month; missing: M1." in words(small.client("finance").get(address))


def test_the_analysts_desk_says_what_is_due_until_it_is_there(small):
    analyst = small.client("analyst")
    assert "Observations due: 2 of 2 measures for M7 2026/27 (October 2026)" in words(analyst.get("/"))
    enter(small, "M1", "2026-10")
    assert "Observations due: 1 of 2 measures for M7 2026/27 (October 2026)" in words(analyst.get("/"))

    enter(small, "M2", "2026-10", 7, 120)

    assert "Observations due" not in words(analyst.get("/"))
    assert "Observations due" not in words(small.client("manager").get("/"))


def test_the_analysts_desk_names_provisional_values_of_a_year_that_has_ended(small, clock):
    enter(small, "M1", "2026/27 to M7", status="provisional")
    enter(small, "M1", "2026-10", status="provisional")
    enter(small, "M1", "2025-06", status="provisional")
    assert "Make final: 1 provisional value of 2025/26" in words(small.client("analyst").get("/"))

    clock.now = datetime(2027, 5, 4, 10, tzinfo=UTC)
    enter(small, "M1", "2025-06")
    enter(small, "M1", "2026/27", status="provisional")

    page = words(small.client("analyst").get("/"))
    assert "of 2025/26" not in page
    assert "Make final: 2 provisional values of 2026/27" in page


def statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def test_pages_cost_the_same_statements_for_two_values_and_for_forty(small):
    client = small.client("analyst")
    addresses = [small.address("measures"), small.address("measure", measure="M1"), small.address("measure_chart", measure="M1"), "/"]
    enter(small, "M1", "2026-08")
    enter(small, "M2", "2026-08", 7, 120)
    few = [statements(client, address) for address in addresses]

    rows = [
        f"{name}\t{year}-{month:02d}\t30\t60\tprovisional\t" for name in ("M1", "M2") for year in (2024, 2025) for month in range(4, 13)
    ]
    sent = client.post(small.address("upload_observations"), {"text": text(*rows), "use": "1", "token": "0" * 32})

    assert sent.status_code == 302
    assert [statements(client, address) for address in addresses[:3]] == few[:3]


def test_an_upload_costs_the_same_statements_for_two_rows_and_for_forty(small):
    client = small.client("analyst")

    def cost(year, months):
        rows = [f"{name}\t{year}-{month:02d}\t30\t60\tprovisional\t" for name in ("M1", "M2") for month in months]
        with CaptureQueriesContext(connection) as found:
            sent = client.post(small.address("upload_observations"), {"text": text(*rows), "use": "1"})
        assert sent.status_code == 302
        return len(found)

    cost(2024, [4])
    assert cost(2024, range(5, 13)) == cost(2025, [4])
