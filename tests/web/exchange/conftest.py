"""The Wexmoor alliance brought in, with its manager; and a site administrator."""

from datetime import UTC, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES
from tests.web.making import give, person

from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.examples import files_below

FILES = files_below(EXAMPLES / "wexmoor")


@pytest.fixture
def wexmoor(db):
    return bring_in(FILES, by=None, at=datetime(2026, 11, 9, 9, tzinfo=UTC))


@pytest.fixture
def manager(wexmoor):
    found = person("manager@example.org", "Mo Manager")
    give(wexmoor, found, "alliance_manager")
    return found


@pytest.fixture
def admin(db):
    return person("admin@example.org", "Ada Admin", is_site_administrator=True)
