"""A value that a cache asks for by its being the very one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A value that is asked for by being the very one: comparing what it holds would take longer than what it saves."""

    value: Any
    """The value."""

    def __eq__(self, other: object) -> bool:
        """Return whether it is the very same value."""
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        """Return what the very same value always has; whoever keeps this keeps the value, so that no other comes to its place."""
        return id(self.value)
