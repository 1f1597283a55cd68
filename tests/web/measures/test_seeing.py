"""Who sees small numbers: the analyst and the alliance manager; everybody else [c], on every page, in charts, files and copies."""

import csv
import io
import uuid
import zipfile

import pytest
from tests.web.making import give, person
from tests.web.measures.values import cells, enter, words

from gainshare.web.alliances.rights import ROLES, roles_with
from gainshare.web.exchange.taking import WITHHELD

SMALL = (3, 61)
"""A numerator that is small; 3 of 61 is 4.92%, and its denominator stands nowhere else."""
SEES = {"alliance_manager", "analyst"}


@pytest.fixture
def values(small):
    for month, counts in (("2026-04", (31, 60)), ("2026-05", (33, 60)), ("2026-06", (30, 60)), ("2026-07", (36, 60)), ("2026-08", SMALL)):
        enter(small, "M1", month, *counts, status="provisional", origin="EPR")
    return small


def of_role(small, role):
    who = person(f"{role.id}@sees.example.org")
    give(small.alliance, who, role.id, small.parties["TRU"] if role.is_of_party else None)
    small.people["asks"] = who
    return small.client("asks")


def test_the_right_to_see_small_numbers_is_the_managers_and_the_analysts():
    assert roles_with("measures.see_small") == SEES


@pytest.mark.parametrize("role", ROLES, ids=[role.id for role in ROLES])
def test_a_measures_page_shows_a_small_number_to_those_alone_who_may_see_it(values, role):
    answer = of_role(values, role).get(values.address("measure", measure="M1"))

    first = cells(answer, "Values that stand")[0]
    assert first[:4] == (["2026/27 M5", "3", "61", "4.92"] if role.id in SEES else ["2026/27 M5", "[c]", "[c]", "[c]"])
    assert ("4.92" in words(answer)) == (role.id in SEES)
    assert ("[c] stands for confidential" in words(answer)) == (role.id not in SEES)
    assert cells(answer, "Values that stand")[1][:4] == ["2026/27 M4", "36", "60", "60.00"]


@pytest.mark.parametrize("role", ROLES, ids=[role.id for role in ROLES])
def test_the_list_hides_the_value_and_the_score_that_would_tell_it(values, role, clock):
    """On 10 September the month to close is August; by 4.92% M1 scores (4.92 − 0) ÷ 10 × 40 − 100 = −80.33."""
    clock.now = clock.now.replace(month=9)

    answer = of_role(values, role).get(values.address("measures"))

    (row,) = [row for row in cells(answer, "Outcomes") if row[0].startswith("M1")]
    shown = ["4.92%", "2026/27 M5", "Provisional", "−80.33", "Failure"]
    found = [*row[2:6], row[6].partition(" (")[0]]
    assert found[:4] == (shown[:4] if role.id in SEES else ["[c]", "2026/27 M5", "Provisional", "[c]"])
    assert (found[4] == "[c]") == (role.id not in SEES)
    assert ("4.92" in words(answer)) == (role.id in SEES)


@pytest.mark.parametrize("role", ROLES, ids=[role.id for role in ROLES])
def test_a_chart_holds_c_where_a_value_may_not_be_seen_and_then_no_mean_and_no_limits(values, role):
    """Without a value its mean misleads, with it tells it: (51.67 + 55 + 50 + 60) ÷ 4 = 54.17; with 4.92 it is 221.59 ÷ 5 = 44.32."""
    client = of_role(values, role)

    chart = client.get(values.address("measure_chart", measure="M1"))
    page = words(client.get(values.address("measure", measure="M1")))

    svg = chart.content.decode()
    assert chart["Content-Type"] == "image/svg+xml"
    assert "default-src 'none'" in chart["Content-Security-Policy"]
    assert "<script" not in svg
    if role.id in SEES:
        assert "5 points from April 2026 to August 2026" in page
        assert "The mean is 44" in page
        assert svg.count("[c]") == 0
        return
    assert "5 values from April 2026 to August 2026, of which 1 that rests on a small number is [c]." in page
    assert "mean is" not in page
    assert svg.count("[c]") == 1
    assert svg.count("4.92") == 0


@pytest.mark.parametrize("role", ROLES, ids=[role.id for role in ROLES])
def test_a_file_of_values_holds_c_where_the_page_does(values, role):
    answer = of_role(values, role).get(values.address("measure_csv", measure="M1"))

    found = {row["period"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    small = found["2026/27 M5"]
    assert (small["numerator"], small["denominator"]) == (("3", "61") if role.id in SEES else ("[c]", "[c]"))
    assert (small["value"] == "[c]") == (role.id not in SEES)
    assert (found["2026/27 M4"]["numerator"], found["2026/27 M4"]["value"]) == ("36", "60")


@pytest.mark.parametrize("who", ["manager", "finance", "auditor"])
def test_a_copy_of_the_alliance_holds_small_numbers_for_those_alone_who_may_see_them(values, who):
    client = values.client(who)

    page = words(client.get(values.address("export")))
    archive = zipfile.ZipFile(io.BytesIO(client.post(values.address("export")).content))

    rows = list(csv.DictReader(io.StringIO(archive.read("observations.csv").decode())))
    sees = who == "manager"
    assert [row["numerator"] for row in rows] == ["31", "33", "30", "36", *(["3"] if sees else [])]
    assert (WITHHELD in archive.namelist()) == (not sees)
    assert ("Your copy leaves out 1 value of measures" in page) == (not sees)
    if not sees:
        assert "1 value of measures is not in observations.csv" in archive.read(WITHHELD).decode()


def test_what_was_replaced_and_put_right_is_hidden_with_what_stands(values):
    enter(values, "M1", "2026-08", 7, 62, status="provisional")
    enter(values, "M1", "2026-08", 4, 63, status="final")

    finance = values.client("finance").get(values.address("measure", measure="M1"))
    analyst = values.client("analyst").get(values.address("measure", measure="M1"))

    caption = "Earlier values, whose place others took"
    assert {tuple(row[1:4]) for row in cells(finance, caption)} == {("[c]", "[c]", "[c]")}
    assert sorted(row[1] for row in cells(analyst, caption)) == ["3", "7"]


def test_the_journal_tells_nobody_a_small_number(values):
    for who in ("manager", "finance", "auditor", "lawyer"):
        page = words(values.client(who).get(values.address("journal")))
        assert "entered a value of M1 for 2026/27 M5" in page
        assert "4.92" not in page


def test_the_analyst_alone_is_led_to_the_forms(values):
    assert "Enter a value" in words(values.client("analyst").get(values.address("measures")))
    assert "Enter a value" not in words(values.client("manager").get(values.address("measures")))
    assert values.client("manager").post(values.address("upload_observations"), {"token": uuid.uuid4()}).status_code == 403
