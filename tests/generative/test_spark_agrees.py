"""Spark says of any records exactly what the reference engine says: figures to the last digit, parts, notes, and quality."""

import pytest
from hypothesis import given, settings
from tests.generative.record_strategies import TODAYS, cases, record_sets
from tests.generative.test_engines_agree import HEALTH, assert_figures_agree, assert_quality_agrees
from tests.records import NEEDS_SPARK

pytestmark = [
    pytest.mark.deep,
    pytest.mark.usefixtures("spark"),
    NEEDS_SPARK,
]
SOME = settings(max_examples=60, derandomize=True, suppress_health_check=HEALTH)
"""Spark takes seconds for each, however small."""


@SOME
@given(cases())
def test_spark_says_what_the_reference_says(case):
    assert_figures_agree(case, "spark")


@SOME
@given(record_sets(), TODAYS)
def test_spark_notes_what_the_reference_notes(case, today):
    assert_quality_agrees(case, today, "spark")
