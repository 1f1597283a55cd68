"""The small alliance with its schedule and somebody in every seat, on 10 November 2026."""

import pytest
from tests.web.governed import govern
from tests.web.november import clock, evidence_folder, small

__all__ = ["clock", "evidence_folder", "governed", "small"]


@pytest.fixture
def governed(small):
    govern(small)
    return small
