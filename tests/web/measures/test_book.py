"""The book of an alliance: values brought in, then those entered here; the very same while nothing changed, the same when it left."""

import csv
import io
import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.unit.examples.figures import EXAMPLES, decimal, rows
from tests.web.making import give, person
from tests.web.measures.values import cells, enter
from tests.web.small import Small, files_of

import gainshare as gs
from gainshare.core.kernel.source import Source
from gainshare.core.performance.framework import LEVEL_WORDS
from gainshare.files.folder import load_folder
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.costs.book import book_of, registers_of
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.taking import folder_of
from gainshare.web.measures.convert import ENTERED
from gainshare.web.measures.models import Observation
from gainshare.web.measures.queries import all_observations, observations_of

OBSERVATIONS = "observations.csv"


def plain(observations):
    return [replace(one, source=Source()) for one in observations]


def written(alliance, folder):
    folder.mkdir()
    for name, data in folder_of(alliance).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def files():
    return {path.name: path.read_bytes() for path in (EXAMPLES / "wexmoor").iterdir() if path.is_file()}


def people_of(alliance):
    people = {}
    for who, role in (("analyst", "analyst"), ("manager", "alliance_manager"), ("finance", "alliance_finance_lead")):
        people[who] = person(f"{who}@book.example.org")
        give(alliance, people[who], role)
    return Small(alliance, people)


@pytest.fixture
def wexmoor(db, files):
    return people_of(bring_in(files, by=None, at=datetime(2026, 11, 9, tzinfo=UTC)))


def test_while_nothing_changed_it_is_the_very_same_book(small):
    enter(small)
    agreement = agreement_of(small.alliance)

    first, again = observations_of(small.alliance, agreement), observations_of(small.alliance, agreement)
    books = [book_of(small.alliance, agreement, registers_of(small.alliance, agreement)) for _ in range(2)]

    assert first is again
    assert books[0] is books[1]
    enter(small, "M2", "2026-09", 7, 120)
    assert observations_of(small.alliance, agreement) is not first
    assert len(book_of(small.alliance, agreement, registers_of(small.alliance, agreement)).observations) == 2


def test_each_value_names_the_row_that_it_comes_from(small):
    enter(small)

    (one,) = observations_of(small.alliance, agreement_of(small.alliance))

    assert one.source == Source(ENTERED, Observation.objects.get().number)


def test_values_that_were_rolled_back_are_not_remembered(small):
    from django.db import transaction

    agreement = agreement_of(small.alliance)
    with transaction.atomic():
        enter(small, numerator=50)
        assert len(observations_of(small.alliance, agreement)) == 1
        transaction.set_rollback(True)
    enter(small, numerator=24)

    assert [one.numerator for one in observations_of(small.alliance, agreement)] == [24]


def test_values_of_one_alliance_are_nowhere_in_another(small):
    from tests.web.small import make_small

    other = make_small("Elsewhere", "ELSE")
    enter(other, "M1", "2026-09", 59, 61)

    assert all_observations(small.alliance, agreement_of(small.alliance)) == ()
    assert "59" not in [row[1] for row in cells_of_all(small)]


def cells_of_all(small):
    page = small.client("analyst").get(small.address("measure", measure="M1"))
    return cells(page, "Values that stand") if b">Values that stand" in page.content else []


def test_a_register_without_values_from_here_leaves_byte_for_byte(wexmoor, files):
    assert folder_of(wexmoor.alliance)[OBSERVATIONS] == files[OBSERVATIONS]


def test_brought_in_entered_taken_away_and_read_it_is_the_same(wexmoor, tmp_path):
    enter(wexmoor, "K2.2", "2026-10", 57, 227, status="revised", note="x")
    enter(wexmoor, "K4.1", "2026-09", "1887/2", "680.5", status="revised", note="x", origin="=1+1, by hand")
    enter(wexmoor, "K1.3", "2026-10", "1/3", "7/3", status="revised", note="x")
    expected = all_observations(wexmoor.alliance, agreement_of(wexmoor.alliance))

    taken = load_folder(written(wexmoor.alliance, tmp_path / "taken"))
    again = bring_in(folder_of(wexmoor.alliance), by=None, at=datetime(2026, 11, 9, tzinfo=UTC))

    assert plain(taken.observations) == plain(expected)
    assert plain(all_observations(again, agreement_of(again))) == plain(expected)
    assert len(expected) == 500 - 1 + 3


def test_the_registers_own_columns_stay_when_values_are_added(db, tmp_path):
    observations = b"Notes,measure,period,value,mine,numerator,denominator\nhello,M1,2026-04,,'=kept,30,60\n\n,M1,2026-05,-3,,,\n"
    small = people_of(bring_in({**files_of(), OBSERVATIONS: observations}, by=None, at=datetime(2026, 11, 9, tzinfo=UTC)))
    enter(small, "M1", "2026-06", 24, 60, origin="EPR")

    found = list(csv.DictReader(io.StringIO(folder_of(small.alliance)[OBSERVATIONS].decode())))

    assert list(found[0]) == ["Notes", "measure", "period", "value", "mine", "numerator", "denominator", "status", "origin", "recorded_on"]
    assert [(row["Notes"], row["mine"], row["value"], row["numerator"]) for row in found] == [
        ("hello", "'=kept", "", "30"),
        ("", "", "-3", ""),
        ("", "", "", "24"),
    ]
    assert len(load_folder(written(small.alliance, tmp_path / "taken")).observations) == 3


def without(data, words):
    kept = list(csv.DictReader(io.StringIO(data.decode())))
    halves = [[row for row in kept if (row["period"] in words) is is_taken] for is_taken in (False, True)]
    made = []
    for half in halves:
        out = io.StringIO()
        writer = csv.DictWriter(out, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(half)
        made.append(out.getvalue().encode())
    return made


def test_seven_months_of_wexmoor_uploaded_here_score_as_the_table_made_outside_gainshare_says(db, files, tmp_path):
    """The values of October and of the year to date come through the pages; expected_kpi_scores.csv was made outside gainshare."""
    rest, missing = without(files[OBSERVATIONS], {"2026-10", "2026/27 to M7"})
    wexmoor = people_of(bring_in({**files, OBSERVATIONS: rest}, by=None, at=datetime(2026, 11, 9, tzinfo=UTC)))
    body = {"file": SimpleUploadedFile(OBSERVATIONS, missing), "use": "1", "token": uuid.uuid4()}

    sent = wexmoor.client("analyst").post(wexmoor.address("upload_observations"), body)

    assert sent.status_code == 302, sent.content.decode()
    table = rows("wexmoor", "expected", "expected_kpi_scores.csv")
    expected = {row["kpi"]: row for row in table if row["financial_year"] == "2026/27"}
    page = wexmoor.client("manager").get(wexmoor.address("measures"))
    shown = {}
    for area in ("Recovery and staying well", "Self-determination", "Participation", "Social value", "Safety"):
        shown |= {row[0].partition(":")[0]: (row[5].replace("−", "-"), row[6]) for row in cells(page, area)}
    assert shown == {kpi: (f"{float(row['score']):g}", row["level"]) for kpi, row in expected.items() if kpi not in {"K5.1", "OPS"}}
    card = gs.assess_folder(written(wexmoor.alliance, tmp_path / "taken"), "2026/27 to M7").scorecard
    assert (decimal(card.overall, 2), LEVEL_WORDS[card.level]) == (expected["OPS"]["score"], expected["OPS"]["level"])


def test_intervals_are_those_of_the_table_made_outside_gainshare(wexmoor):
    table = rows("wexmoor", "expected", "kpi_values_monthly.csv")
    expected = {(row["kpi"], f"{row['financial_year']} M{int(row['month'][1:])}"): row for row in table}

    for kpi in ("K1.3", "K2.1"):
        (row,) = [
            row
            for row in cells(wexmoor.client("analyst").get(wexmoor.address("measure", measure=kpi)), "Values that stand")
            if row[0] == "2023/24 M1"
        ]
        outside = expected[kpi, "2023/24 M1"]
        assert (row[3], row[4]) == (outside["value"], f"{outside['ci_low']} to {outside['ci_high']}")


def test_a_proportion_above_one_is_refused(wexmoor):
    from gainshare.web.alliances.refusals import Refused

    with pytest.raises(Refused, match="The numerator is larger than the denominator"):
        enter(wexmoor, "K2.1", "2026-10", 228, 227, status="revised", note="x")


def test_a_measure_from_which_values_were_entered_cannot_go_out_of_the_agreement_unseen(small):
    from tests.web.small import terms_of

    from gainshare.files.yaml_writer import write_yaml
    from gainshare.web.agreements.checks import review

    enter(small, "M1", "2026-09")
    terms = terms_of()
    terms["performance"]["areas"][0]["measures"][0]["id"] = "M8"

    found = review(write_yaml(terms).encode(), small.alliance)

    assert found.agreement is None
    assert any(problem.found == "M1" and "not a measure of the framework" in problem.message for problem in found.problems)
