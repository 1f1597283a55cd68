"""mean: of a field over records, or of people's latest score. Sums are worked by hand, on both engines."""

import pytest
from tests.measures import ENGINES, ON_ANY_DAY, ON_LAST_DAY, counts, notes, run, said

SHEETS = "month,team,hours\n2024-05,a,100\n2024-06,a,7.5\n2024-06,b,2\n2024-06,b,\n"
SCORES = "id,day,score\nann,2024-06-01,3\nann,2024-06-01,5\nann,2024-05-01,1\nbob,2024-05-31,2\ncas,2024-07-01,9\ndot,2024-06-10,9\n"
EVENTS = "id,day,kind,hours\nann,2024-06-01,fall,4\ndot,2024-06-29,fall,2\ndot,2024-06-30,fall,9\nbob,2024-06-05,visit,\n"
HOURS = {"kind": "mean", "value": {"each": "sheets", "field": "hours"}}
LATEST = {"kind": "mean", "population": "open", "value": {"latest": "scores", "field": "score"}}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_records_of_the_period_that_have_the_field_are_averaged(engine, tmp_path):
    value = run(tmp_path, HOURS, engine, sheets=SHEETS)

    assert counts(value) == (9.5, 2)
    assert value.value == 4.75


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_population_records_count_on_days_of_membership(engine, tmp_path):
    value = run(tmp_path, {"kind": "mean", "population": "open", "value": {"each": "events", "field": "hours"}}, engine, events=EVENTS)

    # Ann's 4 and Dot's 2; Dot's 9 came the day after her last.
    assert counts(value) == (6, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_person_counts_with_the_latest_score_and_of_several_on_a_day_with_the_highest(engine, tmp_path):
    value = run(tmp_path, LATEST, engine, scores=SCORES)

    # Ann 5, Bob 2; Cas has none by then, Dot is no member.
    assert counts(value) == (7, 2)
    assert value.method == "Student's t"
    assert notes(value) == {"have a score": (2, 3)}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_look_back_holds_so_many_days_with_the_last(engine, tmp_path):
    kept = {**LATEST, "value": {**LATEST["value"], "within": "30 days"}}

    assert counts(run(tmp_path, kept, engine, scores=SCORES)) == (5, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_whether_it_is_too_small_to_publish_is_judged_by_how_many_were_averaged_not_by_their_sum(engine, tmp_path):
    few = run(tmp_path, HOURS, engine, measure={"suppression": "numerator_under_5"}, sheets="month,hours,team\n2024-06,900,\n")
    many = run(tmp_path, HOURS, engine, measure={"suppression": "numerator_under_5"}, sheets="month,hours,team\n" + "2024-06,0.2,\n" * 5)

    assert (few.value, few.publishable) == (900, "[c]")
    assert (many.numerator, many.publishable) == (1, "0.2")


def test_a_mean_of_records_reads_as_sentences():
    words = said(
        {"kind": "mean", "population": "open", "value": {"each": "events", "field": "hours", "where": {"kind": "fall"}}}, unit="hours"
    )

    assert words["Population"] == ON_ANY_DAY
    assert words["Numerator"] == (
        "The sum of “hours” over the records of “events” whose “kind” is “fall”, dated in the period, on a day when the person was "
        "a member."
    )
    assert words["Denominator"] == "The number of those records that have “hours”."
    assert words["Missing records"] == "Records without “hours” are left out; how many is noted."
    assert words["Value"] == "Numerator ÷ denominator. Unit: hours. Higher is better."


def test_a_mean_of_all_records_names_no_population():
    words = said(HOURS)

    assert "Population" not in words
    assert words["Numerator"] == "The sum of “hours” over the records of “sheets”, dated in the period."


def test_a_mean_of_latest_scores_reads_as_sentences():
    kept = {**LATEST, "value": {**LATEST["value"], "within": "30 days"}, "denominator": {"has": "needs"}}

    words = said(kept)

    assert words["Population"] == ON_LAST_DAY
    assert words["Denominator"] == (
        "The number of these people who have a record of “needs” and have a record of “scores” with “score”, dated in the 30 days up to "
        "and including the last day of the period."
    )
    assert words["Numerator"] == "The sum of “score” of the latest such record of each; of several on one day, the highest counts."
    assert words["Missing records"] == "People without such a record are left out; how many have one is noted."


@pytest.mark.parametrize("engine", ENGINES)
def test_records_without_the_field_are_left_out_and_their_number_is_noted(engine, tmp_path):
    of_members = {"kind": "mean", "population": "open", "value": {"each": "events", "field": "hours"}}

    assert notes(run(tmp_path, HOURS, engine, sheets=SHEETS)) == {"records left out: no “hours”": (1, None)}
    assert notes(run(tmp_path, of_members, engine, events=EVENTS)) == {"records left out: no “hours”": (1, None)}


@pytest.mark.parametrize("engine", ENGINES)
def test_of_records_it_is_noted_how_many_are_left_out_by_an_exclusion_also_of_those_who_have_left(engine, tmp_path):
    south = {"when": {"age": {"at_most": 44}, "of": "people", "born": "birth_year"}, "why": "young"}
    young = {"kind": "mean", "population": "open", "value": {"each": "events", "field": "hours"}, "excluding": [south]}

    value = run(tmp_path, young, engine, events=EVENTS)

    # Dot (44) was no member on the last day, and her fall of 29 June is left out.
    assert counts(value) == (4, 1)
    assert notes(value) == {"records left out: no “hours”": (1, None), "records left out: young": (1, None)}
