"""The decision behind a version of the agreement; governance, which stands above the agreement, puts its own way here when it starts."""

from __future__ import annotations

from collections.abc import Callable

from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import Seat
from gainshare.web.shared.behind import Behind


def _none_needed(_: Seat, __: AgreementVersion) -> Behind:
    return Behind()


decision_behind: Callable[[Seat, AgreementVersion], Behind] = _none_needed
"""How the decision behind a version is read."""
