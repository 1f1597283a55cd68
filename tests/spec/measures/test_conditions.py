"""Conditions on a person: who meets them, to the day, on both engines, and the sentence that says so."""

from fractions import Fraction

import pytest
from tests.measures import ENGINES, RECORDS, in_words, run_all

from gainshare.core.performance.condition_words import condition_words
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.query import Changed, Has, HasPair, Pair, Recorded
from gainshare.core.performance.records import Test as FieldTest

EVENTS = """id,day,kind,hours
ann,2024-06-01,fall,1
bob,2024-05-31,fall,4
bob,2024-06-30,visit,
cas,2024-06-30,fall,4
cas,2024-06-30,visit,2
cas,2024-07-01,fall,9
"""
HOMES = """id,from,to,settled
ann,2024-01-01,2024-06-30,1
bob,2024-06-30,,1
cas,2024-01-01,2024-06-29,1
cas,2024-06-30,,0
"""
NEEDS = "id,need\nann,housing\nbob,\n"
FILES = {"events": EVENTS, "homes": HOMES, "needs": NEEDS}
LAST = "the last day of the period"


YEARS = {"ann": 1954, "bob": 1955, "cas": 2006}
EACH = {**RECORDS, "populations": {name: {"members": [{"of": "people", "where": {"birth_year": year}}]} for name, year in YEARS.items()}}


def who(folder, condition, engine):
    """Return the first letters of those of Ann, Bob and Cas who meet a condition."""
    measures = {name: {"definition": {"kind": "proportion", "population": name, "numerator": condition}} for name in YEARS}
    values = run_all(folder, measures, engine, records=EACH, **FILES)
    assert [value.denominator for value in values] == [1, 1, 1]
    return "".join(value.measure[0] for value in values if value.numerator)


CASES = {
    "dated records, up to the last day": (
        {"has": "events"},
        "abc",
        f"have a record of “events” dated on or before {LAST}",
    ),
    "within 30 days, the first of which is 1 June": (
        {"has": "events", "where": {"kind": "fall"}, "within": "30 days"},
        "ac",
        f"have a record of “events” dated in the 30 days up to and including {LAST}, whose “kind” is “fall”",
    ),
    "within 31 days, the first of which is 31 May": (
        {"has": "events", "where": {"kind": "fall"}, "within": "31 days"},
        "abc",
        f"have a record of “events” dated in the 31 days up to and including {LAST}, whose “kind” is “fall”",
    ),
    "within one day": (
        {"has": "events", "within": "1 day"},
        "bc",
        f"have a record of “events” dated on {LAST}",
    ),
    "at least two records": (
        {"has": "events", "at_least": 2},
        "bc",
        f"have at least 2 records of “events” dated on or before {LAST}",
    ),
    "a record that lasts over the last day": (
        {"has": "homes", "where": {"settled": 1}},
        "ab",
        f"have a record of “homes” that lasts over {LAST} (its own first and last day count), whose “settled” is 1",
    ),
    "a record that lasts over any of some days": (
        {"has": "homes", "where": {"settled": 1}, "within": "2 days"},
        "abc",
        f"have a record of “homes” that lasts over any of the 2 days up to and including {LAST} (its own first and last day count), "
        "whose “settled” is 1",
    ),
    "two records that last": (
        {"has": "homes", "at_least": 2, "within": "2 days"},
        "c",
        f"have at least 2 records of “homes” that last over any of the 2 days up to and including {LAST} "
        "(their own first and last day count)",
    ),
    "records without a day": (
        {"has": "needs", "where": {"need": {"is": "recorded"}}},
        "a",
        "have a record of “needs” whose “need” is recorded",
    ),
    "the latest record, of several on a day any": (
        {"latest": "events", "where": {"kind": "fall"}},
        "ac",
        f"have a latest record of “events” dated on or before {LAST}, whose “kind” is “fall” "
        "(of several on that latest day, one is enough)",
    ),
    "the latest record of a look-back": (
        {"latest": "events", "where": {"kind": "visit"}, "within": "7 days"},
        "bc",
        f"have a latest record of “events” dated in the 7 days up to and including {LAST}, whose “kind” is “visit” "
        "(of several on that latest day, one is enough)",
    ),
    "age by the year of birth": (
        {"age": {"at_least": 18, "at_most": 69}, "of": "people", "born": "birth_year"},
        "bc",
        f"are 18 to 69 years old on {LAST} (the calendar year less “birth_year” of “people”)",
    ),
    "age by the day of birth": (
        {"age": {"at_least": 18, "at_most": 69}, "of": "people", "born": "born"},
        "ab",
        f"are 18 to 69 years old on {LAST} (in completed years by “born” of “people”)",
    ),
    "an age without a highest": (
        {"age": {"at_least": 70}, "of": "people", "born": "birth_year"},
        "a",
        f"are 70 years old or older on {LAST} (the calendar year less “birth_year” of “people”)",
    ),
    "an age without a lowest": (
        {"age": {"at_most": 18}, "of": "people", "born": "birth_year"},
        "c",
        f"are at most 18 years old on {LAST} (the calendar year less “birth_year” of “people”)",
    ),
    "open for so many days": (
        {"open_for": "365 days"},
        "ac",
        f"have been members without a break for at least 365 days: their first day lies 365 days or more before {LAST}",
    ),
    "all of": (
        {"all_of": [{"open_for": "365 days"}, {"has": "needs"}]},
        "a",
        f"have been members without a break for at least 365 days: their first day lies 365 days or more before {LAST} "
        "and have a record of “needs”",
    ),
    "any of": (
        {"any_of": [{"has": "needs"}, {"has": "homes", "where": {"settled": 0}}]},
        "abc",
        f"either have a record of “needs” or have a record of “homes” that lasts over {LAST} (its own first and last day count), "
        "whose “settled” is 0",
    ),
    "none of": (
        {"none_of": [{"has": "needs"}, {"all_of": [{"open_for": "1 day"}, {"has": "needs"}]}]},
        "c",
        "are not among those who have a record of “needs” or those who (have been members without a break for at least 1 day: their first "
        f"day lies 1 day or more before {LAST} and have a record of “needs”)",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES)
def test_a_condition_is_met_by_whom_it_says(case, engine, tmp_path):
    condition, expected, _ = CASES[case]

    assert who(tmp_path, condition, engine) == expected


@pytest.mark.parametrize("case", CASES)
def test_a_condition_reads_as_a_sentence(case):
    condition, _, expected = CASES[case]

    assert in_words(condition) == expected


TESTS = [
    ("visit", "b", "is “visit”"),
    (["fall", "visit"], "abc", "is “fall” or “visit”"),
    ({"none_of": ["fall"]}, "bc", "is not “fall” (or is missing)"),
    ({"none_of": ["fall", "visit"]}, "", "is not “fall” or “visit” (or is missing)"),
]
HOURS = [
    ({"at_least": 4}, "bc", "is 4 or more"),
    ({"above": 4}, "", "is more than 4"),
    ({"at_most": 1}, "a", "is 1 or less"),
    ({"below": 1}, "", "is less than 1"),
    ({"at_least": 1, "below": "3.5"}, "ac", "is 1 or more and is less than 3.5"),
    ({"is": "missing"}, "b", "is missing"),
    ({"is": "recorded"}, "abc", "is recorded"),
    ({"none_of": [4], "at_least": 1}, "ac", "is not 4 and is 1 or more"),
    ([1, 2], "ac", "is 1 or 2"),
]
DAYS = [
    ({"at_least": "2024-06-30"}, "bc", "is 30 June 2024 or later"),
    ({"above": "2024-06-29"}, "bc", "is after 29 June 2024"),
    ({"at_most": "2024-05-31"}, "b", "is 31 May 2024 or earlier"),
    ({"below": "2024-06-01"}, "b", "is before 1 June 2024"),
]
FIELDS = [*(("kind", *one) for one in TESTS[1:]), *(("hours", *one) for one in HOURS), *(("day", *one) for one in DAYS)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("field", "test", "expected", "_"), FIELDS)
def test_a_test_of_a_field_is_met_by_whom_it_says(field, test, expected, _, engine, tmp_path):
    assert who(tmp_path, {"has": "events", "where": {field: test}}, engine) == expected


@pytest.mark.parametrize(("field", "test", "_", "expected"), FIELDS)
def test_a_test_of_a_field_reads_as_words(field, test, _, expected):
    said = in_words({"has": "events", "where": {field: test}})

    assert said == f"have a record of “events” dated on or before {LAST}, whose “{field}” {expected}"


# Conditions that are made, not written

PAIR = Pair.model_validate({"of": "scores", "score": "score", "latest_within": "184 days", "apart": "150 days"})
PAIR_WORDS = (
    f"have a first and a latest “score” of “scores”: the first ever, the latest dated in the 184 days up to and including {LAST} "
    "and at least 150 days after the first; of several on one day, the highest counts"
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            Recorded.model_construct(recorded=Has(has="needs")),
            "have a record from which it can be told whether they have a record of “needs”",
        ),
        (HasPair(pair=PAIR), PAIR_WORDS),
        (Changed(changed=PAIR, by=2), f"{PAIR_WORDS}, the latest 2 or more above the first"),
        (Changed(changed=PAIR, by=-2), f"{PAIR_WORDS}, the latest 2 or more below the first"),
    ],
    ids=["recorded", "has pair", "better by", "less by"],
)
def test_a_condition_that_is_made_reads_as_a_sentence(condition, expected):
    assert condition_words(condition, RecordsTerms.model_validate(RECORDS)) == expected


@pytest.mark.parametrize("values", [[1], ["1"], ["3.5", "x"], [Fraction("3.5"), 2], [Fraction("1/3")]])
def test_a_number_is_stored_as_a_number_and_a_text_as_a_text(values):
    test = FieldTest.model_validate({"one_of": values})

    assert FieldTest.model_validate(test.model_dump(mode="json", by_alias=True)) == test
