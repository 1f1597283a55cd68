"""The decision behind something: which there is, whether one is needed, and where one is proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gainshare.web.shared.tables import Link


@dataclass(frozen=True, slots=True)
class Behind:
    """The decision behind a settlement, a version of the agreement, or the like."""

    is_needed: bool = False
    """Whether it needs one before it takes effect."""
    is_there: bool = False
    """Whether one is there, agreed by the body that decides."""
    decisions: Sequence[tuple[Link, str]] = ()
    """The decisions that are about it, each with where it stands, in words."""
    propose: str = ""
    """Where one is proposed; empty for those who may not, and where one is under way."""

    @property
    def is_missing(self) -> bool:
        """Return whether it needs a decision that is not there."""
        return self.is_needed and not self.is_there
