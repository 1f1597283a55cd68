"""New baselines of control charts: from which day, and by which decision; governance, above the measures, puts its own way here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from gainshare.web.alliances.models import Alliance


def _none_decided(_: Alliance, __: str) -> Sequence[tuple[date, str]]:
    return ()


read_rebases: Callable[[Alliance, str], Sequence[tuple[date, str]]] = _none_decided
"""How the new baselines of a measure are read: each with its first day and the reference of the decision behind it, in order."""
