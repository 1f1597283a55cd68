"""The assessments that the reports are tried on: Wexmoor's two settled years, its restated year, and its running position."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import gainshare as gs
from gainshare.core.commercial.restatement import amounts_of, restate
from gainshare.reports.charts import gain_pain_curve

ROOT = Path(__file__).parents[3]
WEXMOOR = ROOT / "examples" / "wexmoor"


@pytest.fixture(scope="session")
def wexmoor():
    return WEXMOOR


@pytest.fixture(scope="session")
def settled_2024():
    return gs.assess_folder(WEXMOOR, "2024/25", as_of="2025-07-31", kind="final")


@pytest.fixture(scope="session")
def settled_2025():
    return gs.assess_folder(WEXMOOR, "2025/26", as_of="2026-07-30", kind="final")


@pytest.fixture(scope="session")
def position_2026():
    return gs.assess_folder(WEXMOOR, "2026/27 to M7")


@dataclass(frozen=True)
class Restated:
    assessment: object
    restatement: object


@pytest.fixture(scope="session")
def restated_2024(settled_2024):
    folder = gs.load_folder(WEXMOOR)
    period, day = folder.agreement.period("2024/25"), date(2025, 10, 30)
    kept = settled_2024.settlement.overall
    new = gs.assess(folder.agreement, folder.ledger, folder.observations, folder.settled, period, "final", as_of=day, overall=kept)
    return Restated(new, restate(new.settlement, amounts_of(settled_2024.settlement)))


@pytest.fixture(scope="session")
def chart_2025(settled_2025):
    return gain_pain_curve(settled_2025)
