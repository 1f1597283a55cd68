"""count: one sum or number, divided by fields if that is asked. Worked by hand, on both engines."""

import pytest
from tests.measures import ENGINES, notes, run, said

SHEETS = "month,team,hours\n2024-05,a,100\n2024-06,a,7.5\n2024-06,b,2\n2024-06,,1\n2024-06,a,0.5\n"
HOURS = {"kind": "count", "what": {"sum": "hours", "of": "sheets"}}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_count_is_a_value_without_a_denominator(engine, tmp_path):
    value = run(tmp_path, HOURS, engine, sheets=SHEETS)

    assert (value.numerator, value.denominator, value.value, value.lower) == (11, None, 11, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_count_divided_by_fields_has_its_parts_too_and_one_for_the_blank(engine, tmp_path):
    value = run(tmp_path, {**HOURS, "by": ["team"]}, engine, measure={"per": 2}, sheets=SHEETS)

    assert value.value == 22
    assert dict(value.groups) == {("a",): 16, ("b",): 4, (None,): 2}


@pytest.mark.parametrize("engine", ENGINES)
def test_parts_are_told_apart_without_the_blanks_around_their_names(engine, tmp_path):
    value = run(
        tmp_path, {**HOURS, "by": ["team"]}, engine, sheets='month,team,hours\n2024-06, a ,1\n2024-06,a,2\n2024-06,"  ",4\n2024-06,"",8\n'
    )

    assert dict(value.groups) == {("a",): 3, (None,): 12}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("hours", "expected"), [("4.9", "[c]"), ("5", "5"), ("-7", "[c]")])
def test_whether_it_is_too_small_to_publish_is_judged_by_the_count_itself(hours, expected, engine, tmp_path):
    assert run(tmp_path, HOURS, engine, sheets=f"month,team,hours\n2024-06,a,{hours}\n").publishable == expected


def test_it_reads_as_sentences():
    words = said({**HOURS, "by": ["team"]}, unit="hours", per=2)

    assert words["Numerator"] == "The sum of “hours” over the records of “sheets”, dated in the period."
    assert words["Divided by"] == "The parts of “team” are counted too."
    assert words["Value"] == "The count × 2. Unit: hours. Higher is better."
    assert "Denominator" not in words


@pytest.mark.parametrize("engine", ENGINES)
def test_records_without_the_field_add_nothing_and_their_number_is_noted(engine, tmp_path):
    value = run(tmp_path, HOURS, engine, sheets=f"{SHEETS}2024-06,b,\n2024-05,b,\n")

    assert value.value == 11
    assert notes(value) == {"records of “sheets” without “hours”, which add nothing": (1, None)}
