"""The small alliance with its schedule and somebody in every seat, on 10 November 2026."""

import pytest
from tests.web.governed import govern
from tests.web.november import clock, evidence_folder, small  # noqa: F401


@pytest.fixture
def schedule(small):  # noqa: F811
    return govern(small)
