"""`gainshare measures run`: what it prints and writes, and what it says of definitions and records that cannot be used.

The small alliance of people here: Ann and Bob are open all year; Cid from 16 June 2024; Dee left on 31 May 2024.
In June 2024: Ann and Bob 30 days each, Cid 15: 75 person-days, 2.5 person-months.
Visits: Ann on 3 and 30 June, Bob on 1 July, Dee on 2 June (after leaving).
"""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from tests.builders import gainshare

from gainshare import load_folder

WEXMOOR = Path(__file__).parents[3] / "examples" / "wexmoor"

PEOPLE = """person,from,to,born
Ann,2024-01-01,,1960
Bob,2024-01-01,2025-03-31,1990
Cid,2024-06-16,,2000
Dee,2024-01-01,2024-05-31,1980
"""
VISITS = """person,day,kind
Ann,2024-06-03,crisis
Ann,2024-06-30,planned
Bob,2024-07-01,crisis
Dee,2024-06-02,crisis
"""
SCORES = """person,day,score
Ann,2024-01-05,10
Ann,2024-06-20,12
Bob,2024-02-01,20
Bob,2024-06-01,19
Cid,2024-06-16,15
"""
DEFINITIONS = """
records:
  datasets:
    people: {file: people, person: person, starts: from, ends: to, fields: {born: whole}}
    visits: {file: visits, person: person, date: day, fields: {kind: text}}
    scores: {file: scores, person: person, date: day, fields: {score: whole}}
  populations:
    open: {members: [people]}
  conversions:
    squares: {file: squares, recorded: raw, used: metric, licence: "Ask its owner"}
measures:
  - id: crises
    name: Crises
    unit: per 100 person-months
    better: down
    per: 100
    suppression: none
    definition: {kind: rate, events: {of: visits, where: {kind: crisis}}, population: open}
  - id: better
    name: Feel better
    unit: "%"
    better: up
    per: 100
    basis: point
    definition: {kind: change, population: open, pair: {of: scores, score: score, conversion: squares, apart: 30 days}, improved_by: 40}
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder of records with its definitions."""
    for name, text in (("people", PEOPLE), ("visits", VISITS), ("scores", SCORES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "definitions.yaml").write_text(DEFINITIONS, encoding="utf-8")
    return tmp_path


def run(folder, *options, period="2024/25 M3"):
    return gainshare(
        "measures", "run", folder / "definitions.yaml", "--records", folder, "--period", period, "--as-of", "2024-12-31", *options
    )


def with_definitions(folder, old, new):
    text = (folder / "definitions.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "definitions.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What comes out


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_rate_is_its_events_of_members_over_their_months_at_risk(folder, engine):
    ended = run(folder, "--engine", engine, "--measure", "crises", "--json")

    (value,) = json.loads(ended.out)["values"]
    # One crisis of Ann; Dee's is after leaving, Bob's is in July. 75 person-days ÷ 30 days = 2.5; 1 ÷ 2.5 × 100 = 40.
    assert (value["numerator"], value["denominator"], value["value"]) == ("1", "5/2", "40")
    assert value["period"] == "2024-06"


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_a_change_of_scores_is_worked_out_from_a_table_that_the_user_supplies(folder, engine):
    (folder / "squares.csv").write_text("raw,metric\n" + "".join(f"{raw},{raw * raw}\n" for raw in range(36)), encoding="utf-8")

    (value,) = json.loads(run(folder, "--engine", engine, "--measure", "better", "--json").out)["values"]

    # Ann: 144 − 100 = 44, at least 40. Bob: 361 − 400. Cid has one score. So 1 of 2.
    assert (value["numerator"], value["denominator"], value["value"]) == ("1", "2", "50")
    assert value["publishable"] == "[c]"
    assert value["notes"] == [{"text": "have two scores to compare", "count": "2", "of": "3"}]


def test_a_missing_conversion_table_leaves_its_measure_out_and_says_how_to_supply_it(folder):
    ended = run(folder)

    assert ended.status == 0
    assert "crises" in ended.out
    assert "warning: better is left out: the conversion table “squares” is not there." in ended.err
    assert "Put squares.csv into the folder of records, with the columns raw and metric. Ask its owner." in ended.err


def test_the_table_shows_counts_value_interval_and_the_quality_of_the_records(folder):
    shown = run(folder, "--measure", "crises").out

    assert "crises   2024-06          1         2.50  40.00" in shown
    assert "The quality of the records" in shown
    assert "visits" in shown


def test_each_month_of_a_longer_period_is_worked_out_where_that_is_asked(folder):
    values = json.loads(run(folder, "--measure", "crises", "--each", "month", "--json", period="2024/25 Q1").out)["values"]

    assert [(value["period"], value["numerator"]) for value in values] == [("2024-04", "0"), ("2024-05", "0"), ("2024-06", "1")]


def test_what_is_written_is_a_table_of_observations_with_exact_counts(folder):
    out = folder / "observations.csv"

    run(folder, "--measure", "crises", "--out", out, "--status", "final", period="2024/25 Q1")

    (row,) = rows_of(out)
    # April to June: Ann and Bob 91 days each, Cid 15, Dee 61: 258 days ÷ 30.4375.
    assert row["denominator"] == "4128/487"
    assert (row["measure"], row["period"], row["numerator"], row["status"]) == ("crises", "2024/25 Q1", "1", "final")
    assert (row["recorded_on"], row["origin"], row["method"]) == ("2024-12-31", "gainshare measures run on duckdb", "exact Poisson")


def test_the_parts_of_a_count_that_is_divided_are_written_apart(folder):
    with_definitions(
        folder,
        "measures:\n",
        "measures:\n  - {id: visits, name: Visits, unit: visits, better: down, "
        "definition: {kind: count, what: {rows: visits}, by: [kind]}}\n",
    )

    run(folder, "--measure", "visits", "--groups", folder / "groups.csv")

    assert rows_of(folder / "groups.csv") == [
        {"measure": "visits", "period": "2024-06", "kind": "crisis", "value": "2"},
        {"measure": "visits", "period": "2024-06", "kind": "planned", "value": "1"},
    ]


def test_observations_that_were_worked_out_are_read_by_the_folder_they_are_put_in(tmp_path):
    shutil.copytree(WEXMOOR, tmp_path / "wexmoor")
    out = tmp_path / "wexmoor" / "observations.csv"

    gainshare("measures", "run", WEXMOOR, "--records", WEXMOOR / "records", "--period", "2025/26", "--measure", "K2.1", "--out", out)
    folder = load_folder(tmp_path / "wexmoor")

    (seen,) = folder.observations
    assert (seen.measure, seen.period.word, seen.numerator, seen.denominator) == ("K2.1", "2025/26", 141, 221)
    assert folder.problems == ()


# What cannot be used


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("where: {kind: crisis}", "where: {sort: crisis}", "“sort” is not a field of this dataset."),
        ("where: {kind: crisis}", "where: {kind: 1}", "The field holds a text, and this is none."),
        ("{of: visits, where", "{of: visit, where", "There is no dataset called “visit”."),
        ("of: visits, where", "of: people, where", "The records of “people” have no day, so that they belong to no period."),
        ("population: open}", "population: closed}", "There is no population called “closed”."),
        ("kind: rate", "kind: rates", "This is not a kind of measure."),
        ("kind: rate, ", "", "The kind of measure is missing."),
        ("members: [people]", "members: [visits]", "The records of “visits” do not last from one day to another."),
        ("conversion: squares", "conversion: cubes", "There is no conversion called “cubes”."),
        ("apart: 30 days", "apart: a month", "This is not a number of days."),
        ("score: score,", "score: points,", "“points” is not a field of this dataset."),
        ("score: whole", "score: text", "“score” holds a text, which cannot be added up."),
        ("id: better", "id: crises", "Two measures are called “crises”."),
        ("suppression: none", "suppression: nobody", "There is no rule called “nobody” for small numbers."),
    ],
)
def test_a_definition_that_does_not_fit_is_a_problem_with_its_line(folder, old, new, message):
    ended = run(with_definitions(folder, old, new))

    assert ended.status == 1
    assert message in ended.err
    assert "definitions.yaml, line " in ended.err
    assert ended.out == ""


def test_every_fault_of_the_definitions_is_told_at_once(folder):
    with_definitions(folder, "kind: crisis", "sort: crisis")
    with_definitions(folder, "conversion: squares", "conversion: cubes")

    ended = run(folder)

    assert "“sort” is not a field" in ended.err
    assert "There is no conversion called “cubes”." in ended.err
    assert "2 errors. Nothing was written." in ended.err


def test_a_missing_column_and_a_missing_file_are_told_at_once_with_what_is_there(folder):
    (folder / "visits.csv").write_text("person,when,kind\nAnn,2024-06-03,crisis\n", encoding="utf-8")

    ended = run(folder, "--measure", "crises")

    assert ended.status == 1
    assert "“visits” has no column “day”." in ended.err
    assert "there are: person, when, kind" in ended.err


def test_an_unknown_measure_period_level_and_day_are_refused(folder):
    assert "There is no measure “crisis”. Found: “crisis”. Use one of: crises, better." in run(folder, "--measure", "crisis").err
    assert "The year has no M13" in run(folder, period="2024/25 M13").err
    assert "This is no level of confidence." in run(folder, "--level", "100%").err
    assert "2024/25 M3 holds no whole quarter." in run(folder, "--each", "quarter").err


def test_a_folder_that_is_not_there_is_a_problem(folder):
    ended = gainshare("measures", "run", folder / "definitions.yaml", "--records", folder / "none", "--period", "2024/25 M3")

    assert "There is no such folder of records." in ended.err


def test_what_is_wrong_with_records_is_counted_and_told_never_dropped_in_silence(folder):
    (folder / "visits.csv").write_text(
        "person,day,kind\nAnn,2024-06-03,crisis\n,2024-06-04,crisis\nBob,31/02/2024,crisis\nBob,,planned\nEve,2024-06-05,crisis\n"
        "Ann,2025-06-03,crisis\nAnn,2024-06-03,crisis\n",
        encoding="utf-8",
    )

    found = json.loads(run(folder, "--measure", "crises", "--json").out)

    counted = {(note["dataset"], note["about"], note["field"]): note["count"] for note in found["quality"]}
    assert found["values"][0]["numerator"] == "2"
    assert counted == {
        ("visits", "no_person", "person"): 1,
        ("visits", "no_day", "day"): 2,
        ("visits", "unreadable", "day"): 1,
        ("visits", "future", ""): 1,
        ("visits", "duplicate", ""): 1,
        ("visits", "not_member", ""): 1,
    }


def test_a_denominator_of_zero_gives_no_value_and_says_so(folder):
    (value,) = json.loads(run(folder, "--measure", "crises", "--json", period="2023/24 M1").out)["values"]

    assert (value["numerator"], value["denominator"], value["value"], value["publishable"]) == ("0", "0", None, "[x]")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "{of: visits, where: {kind: crisis}}",
            "{of: visits, where: {kind: [a], sort: b, day: {is: recorded}, class: c}}",
            "“class” is not a field",
        ),
        ("where: {kind: crisis}", "where: {kind: {one_of: [crisis], is: missing}}", "A missing value is nothing else besides."),
        ("where: {kind: crisis}", "where: {kind: {none_of: [crisis], is: missing}}", "A missing value is nothing else besides."),
        ("apart: 30 days", "apart: a month", "definition/pair/apart: This is not a number of days. Found: “a month”."),
    ],
)
def test_a_test_that_cannot_be_met_or_made_is_a_problem(folder, old, new, message):
    assert message in run(with_definitions(folder, old, new)).err


MORE = "\n  - {id: more, name: More, unit: x, better: up, definition: %s}\n"


@pytest.mark.parametrize(
    ("definition", "place", "message"),
    [
        ("{kind: count, what: {rows: visits}, by: [kind, kind]}", "by/1", "“kind” stands here twice."),
        ("{kind: count, what: {rows: visits, when: {open_for: 9 days}}}", "what/when", "Conditions on people need people."),
        ("{kind: count, what: {sum: score, of: scores, when: {open_for: 9 days}}}", "what/when", "Conditions on people need people."),
        ("{kind: proportion, population: open, numerator: {any_of: []}}", "numerator/any_of", "The list is empty."),
        ("{kind: proportion, population: open, numerator: {all_of: []}}", "numerator/all_of", "The list is empty."),
        ("{kind: proportion, population: open, numerator: {none_of: []}}", "numerator/none_of", "The list is empty."),
        (
            "{kind: proportion, population: open, numerator: {has: visits, within: 12 weeks}}",
            "numerator/within",
            "This is not a number of days. Found: “12 weeks”.",
        ),
        (
            "{kind: proportion, population: open, numerator: {age: {at_least: 65, at_most: 18}, of: people, born: born}}",
            "numerator/age",
            "The lowest age, 65, is above the highest, 18.",
        ),
        ("{kind: count, what: {rows: scores, where: {score: 1.5}}}", "what/where/score", "The field holds whole numbers, and 1.5 is none."),
        (
            '{kind: count, what: {rows: scores, where: {score: "1"}}}',
            "what/where/score",
            "The field holds whole numbers, and this is none.",
        ),
        (
            "{kind: judgement, of: scores, score: score, where: {score: {at_most: 9}}, scale: {1: a, 2: b}}",
            "where/score",
            "The scale says which scores count.",
        ),
        ("{kind: judgement, of: scores, score: score, scale: {1: a, 1.0: b}}", "scale", "The score 1 stands here twice."),
    ],
)
def test_a_definition_that_would_count_nobody_or_the_wrong_ones_is_a_problem_at_its_own_place(folder, definition, place, message):
    (folder / "definitions.yaml").write_text(DEFINITIONS + MORE % definition, encoding="utf-8")

    ended = run(folder, "--measure", "more")

    assert ended.status == 1
    assert f"measures/more/definition/{place}" in ended.err
    assert message in ended.err


def test_a_conversion_table_with_a_score_twice_is_a_problem(folder):
    old = 'file: squares, recorded: raw, used: metric, licence: "Ask its owner"'

    ended = run(with_definitions(folder, old, "table: {1: 1, 1.0: 2}"))

    assert "conversions/squares/table: The score 1 stands here twice." in ended.err


def test_a_measure_that_cannot_be_read_does_not_hide_what_is_wrong_with_the_others(folder):
    with_definitions(folder, "where: {kind: crisis}", "where: {sort: crisis, class: b}")
    with_definitions(folder, "apart: 30 days", "apart: a month")

    ended = run(folder)

    assert "This is not a number of days." in ended.err
    assert "“sort” is not a field" in ended.err
    assert "“class” is not a field" in ended.err
    assert "3 errors. Nothing was written." in ended.err


def test_a_level_of_confidence_that_is_none_is_answered_with_how_to_write_one(folder):
    for level in ("100%", "0", "95", ".95", "-5%", "abc", ""):
        assert (
            f"error: --level: This is no level of confidence. Found: “{level}”. Write one between 0% and 100%, as 95%."
            in run(folder, f"--level={level}").err
        )


def test_a_period_that_goes_on_after_the_records_were_drawn_is_warned_of(folder):
    ended = run(folder, "--measure", "crises", period="2024/25")

    assert "crises" in ended.out
    assert (
        "warning: The records were drawn on 31 December 2024, and 2024/25 goes on after that. Memberships without a last day are taken "
        "to go on to its end: name a period that has ended, or keep these values provisional." in ended.err
    )
    assert "drawn on" not in run(folder, "--measure", "crises", period="2024/25 to M9").err


# What is written


def test_a_file_that_cannot_be_written_is_told_before_anything_is_worked_out_and_nothing_is_written(folder):
    ended = run(folder, "--measure", "crises", "--out", folder / "out.csv", "--groups", folder / "none" / "groups.csv")
    same = run(folder, "--out", folder / "out.csv", "--groups", folder / "out.csv")
    no_file = run(folder, "--out", folder)

    assert (ended.status, ended.out) == (1, "")
    assert "error: --groups: There is no folder “" in ended.err
    assert "Nothing was written." in ended.err
    assert "error: --groups: Values and their parts cannot go into one file." in same.err
    assert "error: --out: This is a folder." in no_file.err
    assert not (folder / "out.csv").exists()


def test_parts_asked_for_of_measures_that_are_not_divided_are_a_problem(folder):
    ended = run(folder, "--measure", "crises", "--out", folder / "out.csv", "--groups", folder / "groups.csv")

    assert ended.status == 1
    assert "error: --groups: No measure that is asked for is divided by fields." in ended.err
    assert not (folder / "out.csv").exists()
    assert not (folder / "groups.csv").exists()


def test_a_file_that_was_there_stays_as_it_was_if_another_cannot_be_written(folder, monkeypatch):
    with_definitions(folder, "measures:\n", "measures:" + MORE % "{kind: count, what: {rows: visits}, by: [kind]}")
    (folder / "out.csv").write_text("as it was", encoding="utf-8")
    written = Path.write_text

    def full_disk(path, *given, **options):
        if "groups" in path.name:
            raise OSError(28, "No space left on device", str(path))
        return written(path, *given, **options)

    monkeypatch.setattr(Path, "write_text", full_disk)
    ended = run(folder, "--measure", "more", "--out", folder / "out.csv", "--groups", folder / "groups.csv")

    assert ended.status == 1
    assert (folder / "out.csv").read_text(encoding="utf-8") == "as it was"
    assert not [path for path in folder.iterdir() if path.suffix == ".part"]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="there are no paths to open files here")
def test_values_can_be_written_into_a_pipe(folder):
    reading, writing = os.pipe()
    with open(reading, encoding="utf-8") as pipe:
        ended = run(folder, "--measure", "crises", "--out", f"/dev/fd/{writing}")
        os.close(writing)

        assert ended.status == 0
        assert [row["measure"] for row in csv.DictReader(pipe)] == ["crises"]


def test_a_negative_whole_number_by_which_a_count_is_divided_stays_a_number(folder):
    (folder / "scores.csv").write_text("person,day,score\nAnn,2024-06-05,-2\n", encoding="utf-8")
    with_definitions(folder, "measures:\n", "measures:" + MORE % "{kind: count, what: {rows: scores}, by: [score]}")

    run(folder, "--measure", "more", "--groups", folder / "groups.csv")

    assert rows_of(folder / "groups.csv") == [{"measure": "more", "period": "2024-06", "score": "-2", "value": "1"}]


def test_a_measure_of_the_open_book_is_shown_and_not_written_among_observations(tmp_path):
    shutil.copytree(WEXMOOR, tmp_path / "wexmoor")
    out = tmp_path / "wexmoor" / "observations.csv"

    ended = gainshare(
        "measures", "run", WEXMOOR, "--records", WEXMOOR / "records", "--period", "2024/25", "--as-of", "2025-07-31", "--out", out
    )

    assert "K5.1" in ended.out
    assert "K5.1 is shown and not written: costs.csv and targets.csv give its value." in ended.err
    assert {row["measure"] for row in rows_of(out)} == {"K1.2", "K1.3", "K2.1", "K2.2", "K3.1", "K3.2", "K4.1", "K6.1", "K6.2", "K6.3"}
    assert not [problem for problem in load_folder(tmp_path / "wexmoor").problems if problem.severity == "error"]


# What is shown


def test_an_interval_is_written_with_the_minus_sign_and_a_value_that_is_not_there_explained(folder):
    with_definitions(folder, "measures:\n", "measures:" + MORE % "{kind: change, population: open, pair: {of: scores, score: score}}")

    shown = run(folder, "--measure", "more").out

    # Ann has risen by 2, Bob fallen by 1: 0.5 on average; 12.706 × √(4.5 ÷ 2) = 19.06 either way.
    assert "−18.56 to 19.56" in shown
    assert "[x]" not in shown
    assert "[x]: no value." in run(folder, "--measure", "more", period="2023/24 M1").out
