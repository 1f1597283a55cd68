"""Measures as cards and the level builder, as an analyst reads them on the terminal."""

import re

import pytest
from tests.builders import MONTHS, Alliance, gainshare
from tests.measures import write

PROPORTION = {"kind": "proportion", "population": "open", "numerator": {"has": "needs"}}
ALL_SIX = {
    name: {"met": True, "note": f"Thought about {name}"}
    for name in ("assets", "capabilities", "peer_networks", "blurring_distinctions", "facilitating", "mutuality")
}


def words(text):
    """Return a text without its line breaks and columns."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def folder(tmp_path):
    alliance = Alliance().set("performance/areas/A1/measures/M1/statements", {"mcos": "Three in ten are better"})
    alliance.add("observations.csv", *({"measure": "M1", "period": month, "numerator": "6", "denominator": "20"} for month in MONTHS))
    return alliance.write(tmp_path / "small")


# Cards


def test_a_card_holds_the_definition_in_words(tmp_path):
    ended = gainshare("measures", "show", write(tmp_path, {"M": {"definition": PROPORTION, "source": "Register", "steward": "Clerk"}}))

    assert ended.status == 0
    assert "Numerator Those of the denominator who have a record of “needs”." in words(ended.out)
    assert "Source Register Steward Clerk" in words(ended.out)


def test_a_card_names_the_principles_that_nobody_has_considered(tmp_path):
    some = {"assets": ALL_SIX["assets"], "mutuality": {"met": False, "note": "Not yet"}}

    ended = gainshare("measures", "show", write(tmp_path, {"M": {"definition": PROPORTION, "coproduction": some}}))

    assert "People are assets met Thought about assets Mutuality not met Not yet" in words(ended.out)
    considered = "Capabilities, Peer networks, Blurring distinctions and Facilitating rather than delivering"
    assert f"Not considered yet: {considered}." in words(ended.out)


def test_a_card_whose_six_principles_were_considered_asks_nothing(tmp_path):
    ended = gainshare("measures", "show", write(tmp_path, {"M": {"definition": PROPORTION, "coproduction": ALL_SIX}}))

    assert "considered" not in ended.out


@pytest.mark.parametrize(
    ("ticks", "said"),
    [
        ({"friendship": {"met": True, "note": "Yes"}}, "“friendship” is not a principle of co-production."),
        ({"assets": {"met": True}}, "“note” is missing."),
        ({"assets": {"met": True, "note": " "}}, "This is not a text."),
        (["assets"], "This is no table of principles."),
    ],
)
def test_a_tick_that_cannot_be_read_is_a_problem(ticks, said, tmp_path):
    ended = gainshare("measures", "show", write(tmp_path, {"M": {"definition": PROPORTION, "coproduction": ticks}}))

    assert ended.status == 1
    assert said in ended.err


def test_only_the_measures_asked_for_are_shown_with_their_levels(folder):
    ended = gainshare("measures", "show", folder, "M3")

    assert "M3: Cost against target" in ended.out
    assert "Numerator The accepted cost in the open book, of every party, in the period." in words(ended.out)
    assert "Game-breaking 100 90 –" in words(ended.out)
    assert "M1" not in ended.out


@pytest.mark.parametrize("command", ["show", "levels"])
def test_a_measure_that_is_not_there_is_a_problem_that_names_the_others(command, folder):
    ended = gainshare("measures", command, folder, "M9")

    assert ended.status == 1
    assert "There is no measure “M9”." in ended.err
    assert "Use one of: M1, M2, M3." in ended.err


# Levels


def test_levels_show_where_past_months_would_have_fallen_and_the_months_one_by_one(folder):
    ended = gainshare("measures", "levels", folder, "M1")

    # 6 of 20 are 30%, exactly MCOS, in each of twelve months.
    assert re.search(r"MCOS +0 +30 +12 +35 +MCOS +\d+% +Three in ten are better", ended.out)
    assert "Of 12 past values, " in ended.out
    assert "The usual denominator is 20." in ended.out
    assert "Warning: that is more than 20%." in ended.out
    assert re.search(r"2024-04 +6 +20 +30.00 +0.00 +MCOS", ended.out)
    assert ended.out.count("2025-03") == 1


def test_levels_look_back_as_many_months_as_are_asked_for(folder):
    assert "Of 2 past values, " in gainshare("measures", "levels", folder, "M1", "--months", "2").out


def test_a_measure_without_months_says_so(folder):
    ended = gainshare("measures", "levels", folder, "M2")

    assert "There are no values of single months (or of the measure's own quarters or years) to look back on." in ended.out


def test_cost_against_target_is_looked_back_on_by_the_open_book_and_has_no_chance(folder):
    ended = gainshare("measures", "levels", folder, "M3", "--months", "1")

    # 95,000 of 100,000 in March.
    assert "Its values are no counts of people or events, so that no chance can be told." in ended.out
    assert re.search(r"2025-03 +95,000 +100,000 +95.00 +60.00 +Stretch +–", ended.out)


def test_levels_of_a_file_of_definitions_are_answered_with_where_levels_stand(tmp_path):
    ended = gainshare("measures", "levels", write(tmp_path, {"M": {"definition": PROPORTION}}))

    assert ended.status == 1
    assert "definitions.yaml: A file of definitions has no levels." in ended.err
    assert "Give the folder of an alliance, whose agreement has a threshold for each level." in ended.err
    assert "costs.csv" not in ended.err
