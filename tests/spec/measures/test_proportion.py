"""proportion: of some people, the part who meet a condition. Who counts is worked by hand, on both engines."""

import pytest
from tests.measures import ENGINES, ON_LAST_DAY, RECORDS, counts, notes, run, said

EVENTS = "id,day,kind,hours\nann,2024-06-01,fall,1\nbob,2024-06-30,visit,4\ndot,2024-06-02,fall,1\n"
FELL = {"kind": "proportion", "population": "open", "numerator": {"latest": "events", "within": "30 days", "where": {"kind": "fall"}}}
NORTH = {"why": "asked not to be counted", "when": {"has": "needs", "where": {"need": "none"}}}


@pytest.mark.parametrize("engine", ENGINES)
def test_members_of_the_last_day_are_counted_and_those_without_a_record_stay_below_the_line(engine, tmp_path):
    value = run(tmp_path, FELL, engine, measure={"per": 100}, events=EVENTS)

    # Ann, Bob and Cas; Dot left a day before. Ann fell; Cas has no record.
    assert counts(value) == (1, 3)
    assert value.value * 3 == 100
    assert notes(value) == {"have a record to judge by": (2, 3)}


@pytest.mark.parametrize("engine", ENGINES)
def test_those_without_a_record_are_left_out_of_both_where_the_definition_says_so(engine, tmp_path):
    value = run(tmp_path, {**FELL, "missing": "left_out"}, engine, events=EVENTS)

    assert counts(value) == (1, 2)
    assert notes(value) == {"have a record to judge by": (2, 3), "left out: no record to judge by": (1, None)}


@pytest.mark.parametrize("engine", ENGINES)
def test_people_excluded_are_in_neither_and_are_noted_with_the_reason(engine, tmp_path):
    value = run(tmp_path, {**FELL, "excluding": [NORTH]}, engine, events=EVENTS, needs="id,need\nann,none\nbob,some\n")

    assert counts(value) == (0, 2)
    assert notes(value)["left out: asked not to be counted"] == (1, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_denominator_keeps_those_who_meet_it(engine, tmp_path):
    value = run(tmp_path, {**FELL, "denominator": {"open_for": "365 days"}}, engine, events=EVENTS)

    # Ann and Cas: Bob's first day lies 364 days back.
    assert counts(value) == (1, 2)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("counted", "expected"), [("on_last_day", 3), ("on_first_day", 4), ("on_any_day", 5), ("throughout", 3)])
def test_a_population_says_who_is_counted(counted, expected, engine, tmp_path):
    records = {**RECORDS, "populations": {"open": {"members": ["people"], "counted": counted}}}
    people = "id,from,to,birth_year,born,area\na,2024-06-01,,,,\nb,2024-06-01,2024-06-30,,,\nc,2024-01-01,2024-06-01,,,\n"
    people += "d,2024-06-02,2024-06-29,,,\ne,2020-01-01,,,,\n"

    value = run(tmp_path, {**FELL, "numerator": {"open_for": "1 day"}}, engine, records=records, people=people)

    assert value.denominator == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_nobody_below_the_line_makes_no_value(engine, tmp_path):
    value = run(tmp_path, {**FELL, "denominator": {"age": {"at_least": 120}, "of": "people", "born": "birth_year"}}, engine, events=EVENTS)

    assert (value.value, value.lower, value.publishable) == (None, None, "[x]")


def test_it_reads_as_sentences():
    words = said({**FELL, "denominator": {"open_for": "365 days"}, "excluding": [NORTH], "missing": "left_out"}, per=100, basis="point")

    assert words == {
        "Population": ON_LAST_DAY,
        "Denominator": (
            "The number of these people who have been members without a break for at least 365 days: their first day lies 365 days or more "
            "before the last day of the period. Those left out below are not among them."
        ),
        "Numerator": (
            "Those of the denominator who have a latest record of “events” dated in the 30 days up to and including the last day of the "
            "period, whose “kind” is “fall” (of several on that latest day, one is enough)."
        ),
        "Left out": "People who have a record of “needs” whose “need” is “none”. Why: asked not to be counted.",
        "Missing records": "People without a record by which the numerator can be judged are left out of both; how many have one is noted.",
        "Value": "Numerator ÷ denominator × 100. Unit: %. Higher is better.",
        "Period": "It is the state at the end of the period: every condition is judged on its last day.",
        "Small numbers": (
            "“national”: the value is published as [c] if its numerator or its denominator is below 5 (0 among them), otherwise with "
            "0 decimals."
        ),
        "Source": "Not said yet.",
        "Steward": "Nobody is named yet.",
    }


def test_without_a_denominator_all_of_the_population_are_below_the_line():
    words = said(FELL)

    assert words["Denominator"] == "The number of these people."
    assert words["Missing records"].startswith("People without a record by which the numerator can be judged stay in the denominator;")
