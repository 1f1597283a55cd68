"""The small alliance on 10 November 2026, with somebody in each role, and with Wexmoor's registers for those who ask for them."""

from datetime import UTC, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES
from tests.web.november import clock, evidence_folder, small

from gainshare.files.governance import load_governance
from gainshare.web.registers.bringing import bring_registers

__all__ = ["clock", "evidence_folder", "small"]
FOLDER = EXAMPLES / "wexmoor" / "governance"
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def folder():
    return load_governance(FOLDER)


@pytest.fixture
def brought(small, folder):
    """Give the small alliance the registers of Wexmoor, whose owners are none of its parties."""
    activities = folder.schedule.plain["transformation_activities"]
    bring_registers(small.alliance, risks=folder.risks, actions=folder.actions, activities=activities, by=None, at=AT)
    return small
