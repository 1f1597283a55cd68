"""What `frames` needs of an engine's records: typed tables, small tables of numbers, a table worked out once, and rows in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import narwhals as nw

    from gainshare.engines.base import DatasetFile

    Frame = nw.LazyFrame[Any]
    """A table that is worked out when its rows are asked for."""


class Store(Protocol):
    """The records of some datasets, in an engine that narwhals speaks to."""

    files: Mapping[str, DatasetFile]
    """The datasets with their files."""

    def table(self, name: str, *, between: tuple[date, date] | None = None) -> Frame:
        """Return a dataset with its columns typed, as `columns.selected` says; only records dated between two days, if they are given."""
        ...

    def table_of(self, name: str, members: Frame, *, between: tuple[date, date]) -> Frame:
        """Return the records of members dated between two days, each with a stay of its person (`start`, `end`); one for every stay."""
        ...

    def rows(self, columns: Mapping[str, Literal["whole", "number"]], values: Sequence[Sequence[object]]) -> Frame:
        """Return a small table of numbers."""
        ...

    def keep(self, frame: Frame) -> Frame:
        """Return the same table, worked out once."""
        ...

    def collect(self, frame: Frame) -> list[tuple[Any, ...]]:
        """Return the rows of a table."""
        ...

    def close(self) -> None:
        """Let go of memory and disk."""
        ...
