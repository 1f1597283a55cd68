"""One thing to do, as my desk shows it; each app says its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    words: str
    """What, in words."""
    href: str
    """Where."""
    status: str
    """Where it stands."""
    due: str
    """When it is due, or since when it waits."""
    is_late: bool
    """Whether it is late."""
