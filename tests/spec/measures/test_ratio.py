"""ratio: of two sums or numbers. Each kind of amount is worked by hand, on both engines."""

from fractions import Fraction

import pytest
from tests.measures import ENGINES, ON_ANY_DAY, ON_LAST_DAY, counts, run, said

SHEETS = "month,team,hours\n2024-04,a,10\n2024-05,a,20\n2024-06,a,7.5\n2024-06,b,2\n"
EVENTS = (
    "id,day,kind,hours\nann,2024-06-01,fall,4\nann,2024-06-01,fall,1\ndot,2024-06-29,fall,2\ndot,2024-06-30,fall,9\nzoe,2024-06-30,fall,5\n"
)
OLD = {"age": {"at_least": 60}, "of": "people", "born": "birth_year"}
AMOUNTS = {
    "a sum": ({"sum": "hours", "of": "sheets"}, Fraction("9.5")),
    "a sum of some records": ({"sum": "hours", "of": "sheets", "where": {"team": "a"}}, Fraction("7.5")),
    "a sum of members' records": ({"sum": "hours", "of": "events", "population": "open"}, 7),
    "a sum of some members' records": ({"sum": "hours", "of": "events", "population": "open", "when": OLD}, 5),
    "records": ({"rows": "events"}, 5),
    "records of members": ({"rows": "events", "population": "open"}, 3),
    "records once a person and day": ({"rows": "events", "once_per": "person_day"}, 4),
    "records once a person": ({"rows": "events", "once_per": "person"}, 3),
    "people": ({"people": "open"}, 3),
    "some people": ({"people": "open", "when": OLD}, 2),
    "days": ({"time": "person_days", "of": "open"}, 119),
    "months": ({"time": "person_months", "of": "open"}, Fraction(119, 30)),
    "some people's years": ({"time": "person_years", "of": "open", "when": OLD}, 60 / Fraction("365.25")),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", AMOUNTS)
def test_an_amount_is_what_it_says(case, engine, tmp_path):
    amount, expected = AMOUNTS[case]

    value = run(tmp_path, {"kind": "ratio", "numerator": amount, "denominator": {"people": "open"}}, engine, sheets=SHEETS, events=EVENTS)

    assert counts(value) == (expected, 3)
    assert (value.lower, value.method) == (None, "")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rolling_basis_reaches_back_over_the_months_before_the_period(engine, tmp_path):
    definition = {"kind": "ratio", "numerator": {"sum": "hours", "of": "sheets"}, "denominator": {"people": "open"}}

    value = run(tmp_path, definition, engine, measure={"basis": "rolling_3"}, sheets=SHEETS)

    assert counts(value) == (Fraction("39.5"), 3)


OLDER = "people who are 60 years old or older on the last day of the period (the calendar year less “birth_year” of “people”)"
WORDS = {
    "a sum": "The sum of “hours” over the records of “sheets”, dated in the period.",
    "a sum of some records": "The sum of “hours” over the records of “sheets” whose “team” is “a”, dated in the period.",
    "a sum of members' records": (
        f"The sum of “hours” over the records of “events”, dated in the period, on a day when the person was a member of {ON_ANY_DAY}"
    ),
    "a sum of some members' records": (
        f"The sum of “hours” over the records of “events”, dated in the period, on a day when the person was a member of {ON_ANY_DAY} "
        f"Only of {OLDER}; judged on the last day of the period."
    ),
    "records": "The number of records of “events”, dated in the period.",
    "records of members": f"The number of records of “events”, dated in the period, on a day when the person was a member of {ON_ANY_DAY}",
    "records once a person and day": "The number of records of “events”, dated in the period. Each person counts at most once a day.",
    "records once a person": "The number of records of “events”, dated in the period. Each person counts at most once in the period.",
    "people": f"The number of people of {ON_LAST_DAY}",
    "some people": f"The number of people of {ON_LAST_DAY} Of them, those {OLDER.removeprefix('people ')}.",
    "days": f"Person-days: the days of the period on which each person was a member, first and last day included. Members of {ON_ANY_DAY}",
    "months": (
        "Person-months: the days of the period on which each person was a member, first and last day included, ÷ the days of the month; "
        f"for more than one month, ÷ 30.4375. Members of {ON_ANY_DAY}"
    ),
    "some people's years": (
        "Person-years: the days of the period on which each person was a member, first and last day included, ÷ 365.25. "
        f"Members of {ON_ANY_DAY} Only of {OLDER}; judged on the last day of the period."
    ),
}


@pytest.mark.parametrize("case", AMOUNTS)
def test_an_amount_reads_as_sentences(case):
    words = said({"kind": "ratio", "numerator": AMOUNTS[case][0], "denominator": {"people": "open"}})

    assert words["Numerator"] == WORDS[case]
    assert words["Denominator"] == WORDS["people"]


@pytest.mark.parametrize("engine", ENGINES)
def test_records_without_a_field_that_is_added_up_are_noted_above_and_below_the_line(engine, tmp_path):
    hours = {"sum": "hours", "of": "sheets"}

    value = run(tmp_path, {"kind": "ratio", "numerator": hours, "denominator": {**hours, "where": {"team": "b"}}}, engine, sheets=BLANKS)

    assert counts(value) == (3, 1)
    assert [(note.text, note.count) for note in value.notes] == [
        ("numerator: records of “sheets” without “hours”, which add nothing", 2),
        ("denominator: records of “sheets” without “hours”, which add nothing", 1),
    ]


BLANKS = "month,team,hours\n2024-06,a,2\n2024-06,b,1\n2024-06,a,\n2024-06,b,\n"
