"""rate: events against the time that people were at risk of them. Days and events are counted by hand, on both engines."""

from fractions import Fraction

import pytest
from tests.measures import ENGINES, ON_ANY_DAY, counts, notes, run, said

EVENTS = """id,day,kind,hours
ann,2024-06-01,fall,
ann,2024-06-01,fall,
ann,2024-06-20,fall,
dot,2024-06-29,fall,
dot,2024-06-30,fall,
bob,2024-07-01,fall,
cas,2024-06-30,visit,
"""
FALLS = {"kind": "rate", "population": "open", "events": {"of": "events", "where": {"kind": "fall"}}}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_event_on_a_day_of_membership_counts_against_the_days_of_all_members(engine, tmp_path):
    value = run(tmp_path, FALLS, engine, measure={"per": 100}, events=EVENTS)

    # Ann's three and Dot's on her last day. Three people of 30 days and Dot's 29, over a month of 30 days.
    assert counts(value) == (4, Fraction(119, 30))
    assert value.value == 100 * 4 / Fraction(119, 30)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("once_per", "expected"), [("record", 4), ("person_day", 3), ("person", 2)])
def test_a_person_counts_for_every_record_or_once_a_day_or_once(once_per, expected, engine, tmp_path):
    value = run(tmp_path, {**FALLS, "events": {**FALLS["events"], "once_per": once_per}}, engine, events=EVENTS)

    assert value.numerator == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("over", "period", "expected"),
    [
        ("person_days", "2024/25 M3", Fraction(119)),
        ("person_months", "2024/25 M3", Fraction(119, 30)),
        ("person_years", "2024/25 M3", Fraction(119) / Fraction("365.25")),
        # May and June: 3 × 61 and 60 days.
        ("person_months", "2024/25 Q1", Fraction(3 * 91 + 90) / Fraction("30.4375")),
    ],
)
def test_time_is_divided_by_the_days_of_one_month_or_by_those_of_an_average_one(over, period, expected, engine, tmp_path):
    value = run(tmp_path, {**FALLS, "over": over}, engine, period=period, events=EVENTS)

    assert value.denominator == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_whose_events_and_time_count_is_judged_once_on_the_last_day(engine, tmp_path):
    old = {"age": {"at_least": 69}, "of": "people", "born": "birth_year"}

    kept = run(tmp_path, {**FALLS, "over": "person_days", "when": old}, engine, events=EVENTS)
    left = run(tmp_path, {**FALLS, "over": "person_days", "excluding": [{"when": old, "why": "old"}]}, engine, events=EVENTS)

    # Ann (70) and Bob (69) have 60 days and three events; Cas and Dot 59 days and one.
    assert counts(kept) == (3, 60)
    assert counts(left) == (1, 59)


def test_it_reads_as_sentences():
    words = said({**FALLS, "when": {"has": "needs"}}, better="down", unit="per 100 person-months", per=100)

    only = "Only of people who have a record of “needs”; judged on the last day of the period."
    assert words["Population"] == ON_ANY_DAY
    assert words["Numerator"] == (
        f"The number of records of “events” whose “kind” is “fall”, dated in the period, on a day when the person was a member. {only}"
    )
    assert words["Denominator"] == (
        "Person-months: the days of the period on which each person was a member, first and last day included, ÷ the days of the month; "
        f"for more than one month, ÷ 30.4375. {only}"
    )
    assert words["Value"] == "Numerator ÷ denominator × 100. Unit: per 100 person-months. Lower is better."
    assert words["Period"] == "It belongs to the whole period asked for: a month, a year, or any other."


@pytest.mark.parametrize(
    ("once_per", "expected"),
    [("person_day", "Each person counts at most once a day."), ("person", "Each person counts at most once in the period.")],
)
def test_once_per_reads_as_a_sentence(once_per, expected):
    words = said({**FALLS, "events": {"of": "events", "once_per": once_per}, "over": "person_years"})

    assert words["Numerator"].endswith(expected)
    assert words["Denominator"].endswith("÷ 365.25.")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_time_that_is_left_out_is_noted_also_of_those_who_have_left(engine, tmp_path):
    young = {"when": {"age": {"at_least": 40, "at_most": 44}, "of": "people", "born": "birth_year"}, "why": "young"}

    value = run(tmp_path, {**FALLS, "over": "person_days", "excluding": [young]}, engine, events=EVENTS)

    # Dot (44) was a member for 29 days, and not on the last.
    assert counts(value) == (3, 90)
    assert notes(value) == {"person-days left out: young": (29, None)}
