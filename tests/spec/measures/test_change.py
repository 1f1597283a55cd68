"""change: between people's first score and their latest one. Pairs are worked by hand, on both engines."""

import pytest
from tests.measures import ENGINES, ON_LAST_DAY, counts, notes, run, said

# 150 days before 30 June 2024 is 1 February; 184 days back, that day among them, begins on 30 December 2023.
SCORES = """id,day,score
ann,2024-02-01,1
ann,2024-04-01,9
ann,2024-06-30,3
bob,2024-02-02,1
bob,2024-06-30,5
cas,2023-01-01,5
cas,2023-12-30,2
cas,2023-12-30,4
dot,2023-01-01,1
dot,2024-06-01,5
"""
PAIR = {"of": "scores", "score": "score", "latest_within": "184 days", "apart": "150 days"}
CHANGE = {"kind": "change", "population": "open", "pair": PAIR}
PAIR_WORDS = (
    "a first and a latest “score” of “scores”: the first ever, the latest dated in the 184 days up to and including the last day of the "
    "period and at least 150 days after the first; of several on one day, the highest counts"
)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_score_ever_and_the_latest_make_a_pair_if_they_lie_far_enough_apart(engine, tmp_path):
    value = run(tmp_path, CHANGE, engine, scores=SCORES)

    # Ann 3 − 1, exactly 150 days apart; Cas 4 − 5; Bob's lie 149 days apart.
    assert counts(value) == (1, 2)
    assert notes(value) == {"have two scores to compare": (2, 3)}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_latest_score_that_is_too_old_makes_no_pair(engine, tmp_path):
    value = run(tmp_path, {**CHANGE, "pair": {**PAIR, "latest_within": "183 days"}}, engine, scores=SCORES)

    assert counts(value) == (2, 1)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("by", "expected"), [(2, 1), (3, 0), (0, 1), (-1, 1), (-2, 0)])
def test_improved_are_those_who_reach_exactly_so_much_or_more(by, expected, engine, tmp_path):
    value = run(tmp_path, {**CHANGE, "improved_by": by}, engine, scores=SCORES)

    # Ann rose by 2, Cas fell by 1.
    assert counts(value) == (expected, 2)


@pytest.mark.parametrize("engine", ENGINES)
def test_scores_are_converted_before_they_are_compared_and_one_that_the_table_lacks_is_none(engine, tmp_path):
    value = run(tmp_path, {**CHANGE, "pair": {**PAIR, "conversion": "squared"}}, engine, scores=SCORES)

    # Ann 9 − 1; Cas 16 − 25.
    assert counts(value) == (-1, 2)


def test_it_reads_as_sentences():
    words = said({**CHANGE, "improved_by": 2, "denominator": {"has": "needs"}})

    assert words["Population"] == ON_LAST_DAY
    assert words["Denominator"] == f"The number of these people who have a record of “needs” and have {PAIR_WORDS}."
    assert words["Numerator"] == "Those of the denominator whose latest score lies 2 or more above the first; exactly 2 counts."
    assert words["Missing records"] == "People without two such scores are left out; how many have them is noted."


def test_where_lower_is_better_and_for_the_mean_change_it_reads_otherwise():
    assert said({**CHANGE, "improved_by": -2})["Numerator"] == (
        "Those of the denominator whose latest score lies 2 or more below the first; exactly 2 counts."
    )
    assert said(CHANGE)["Numerator"] == "The sum over them of the latest score less the first."
    assert "as converted by “squared”" in said({**CHANGE, "pair": {**PAIR, "conversion": "squared"}})["Denominator"]
