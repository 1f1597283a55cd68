"""Every engine says of any records exactly what the reference engine says: figures to the last digit, parts, notes, and quality."""

import tempfile
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from tests.generative.record_strategies import CALENDAR, CONVERSIONS, TODAYS, cases, record_sets

from gainshare.core.performance.computing import compute
from gainshare.core.performance.definition_checks import check_definition, check_records
from gainshare.engines.base import find_files
from gainshare.engines.open import open_engine

EXAMPLES = {25: 10, 100: 30, 10_000: 2_000}[settings.default.max_examples]
"""By the tier's count: an example writes some files and asks two engines dozens of questions; the whole count would take hours."""
HEALTH = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
MANY = settings(max_examples=EXAMPLES, suppress_health_check=HEALTH)
HALF = settings(MANY, max_examples=MANY.max_examples // 2)


class Both:
    """Asks two engines the same, and holds the one's answers to the other's."""

    def __init__(self, reference, other):
        self.reference = reference
        self.other = other

    def answer(self, asked):
        truth, other = self.reference.answer(asked), self.other.answer(asked)
        for quantity, wanted, expected, found in zip(asked.quantities, asked.wanted, truth, other, strict=True):
            for window, is_wanted, one, two in zip(asked.windows, wanted, expected, found, strict=True):
                assert not is_wanted or said(quantity, one) == said(quantity, two), (quantity, window)
        return truth


def said(quantity, answer):
    """An answer that is not divided and has nothing in it is 0."""
    return dict(answer) if getattr(quantity, "by", ()) else answer.get((), Fraction(0))


@contextmanager
def opened(case, name, **options):
    """Give the reference engine and another one, over the files of a case."""
    with tempfile.TemporaryDirectory() as folder:
        case.write(Path(folder))
        files = find_files(case.records, Path(folder), list(case.tables))
        with open_engine("reference", files) as reference, open_engine(name, files, **options) as other:
            yield reference, other


def assert_figures_agree(case, name, **options):
    with opened(case, name, **options) as engines:
        compute(case.measures, case.records, case.periods, CALENDAR, Both(*engines), conversions=CONVERSIONS)


def assert_quality_agrees(case, today, name, **options):
    with opened(case, name, **options) as (reference, other):
        assert other.quality(case.memberships, today) == reference.quality(case.memberships, today)


@MANY
@given(cases())
def test_duckdb_says_what_the_reference_says(case):
    assert_figures_agree(case, "duckdb")


@HALF
@given(record_sets(), TODAYS)
def test_duckdb_notes_what_the_reference_notes(case, today):
    assert_quality_agrees(case, today, "duckdb")


@HALF
@given(cases())
def test_what_is_drawn_fits_the_records(case):
    assert list(check_records(case.records)) == []
    assert [fault for measure in case.measures for fault in check_definition(measure.definition, case.records)] == []
