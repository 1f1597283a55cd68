"""judgement: against a described scale, the mean score of those who judged. Worked by hand, on both engines."""

import pytest
from tests.measures import ENGINES, counts, notes, run, said

PANEL = "day,score\n2024-05-31,1\n2024-06-01,3\n2024-06-30,4\n2024-06-30,7\n2024-06-15,\n"
LEARNING = {"kind": "judgement", "of": "panel", "score": "score", "scale": {"1": "not yet", "3": "in part", "4": "wholly"}}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_judgements_of_the_period_that_are_on_the_scale_are_averaged_and_the_others_noted(engine, tmp_path):
    value = run(tmp_path, LEARNING, engine, panel=PANEL)

    assert counts(value) == (7, 2)
    assert value.value == 3.5
    assert notes(value) == {"judgements left out: no score on the scale": (2, None)}


def test_it_reads_as_sentences():
    words = said(LEARNING, unit="score from 1 to 4", source="The panel", steward="Chair of the panel", suppression="none")

    assert words["Numerator"] == "The sum of “score” over the records of “panel”, dated in the period."
    assert words["Denominator"] == "The number of those records whose score is on the scale."
    assert words["Scale"] == "1: not yet; 3: in part; 4: wholly"
    assert words["Missing records"] == "Records without a score on the scale are left out; how many is noted."
    assert words["Small numbers"] == "“none”: nothing is suppressed; the value is published with 1 decimal."
    assert (words["Source"], words["Steward"]) == ("The panel", "Chair of the panel")
