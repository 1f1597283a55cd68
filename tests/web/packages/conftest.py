"""The small alliance with a package of works: its team, and the charity's costs and the first measure in it."""

import pytest
from tests.web.governed import SCHEDULE, Governed
from tests.web.november import clock, evidence_folder, small  # noqa: F401
from tests.web.packages.described import TEAM


@pytest.fixture
def governed(small):  # noqa: F811
    return Governed(small, SCHEDULE.replace("members:\n", TEAM + "members:\n"))
