"""What is worth knowing about records, counted one by one: for the reference engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from gainshare.engines.base import DatasetFile, QualityNote
from gainshare.engines.quality import is_too_long, quality_note, sought
from gainshare.engines.reading import Record
from gainshare.engines.stays import Stay


def quality_notes(
    file: DatasetFile, rows: Sequence[Record], members: Mapping[str, Sequence[Stay]] | None, today: date | None
) -> Iterator[QualityNote]:
    """Yield what is worth knowing about the records of one dataset.

    Args:
        file: the dataset.
        rows: its records.
        members: everyone who is in any population, with their stays in all of them; None if no population is declared.
        today: the day after which a date lies in the future.
    """
    for about, column in sought(file.dataset, has_members=members is not None, today=today):
        if about == "duplicate" and is_too_long(file.dataset, len(rows)):
            yield quality_note(file, "duplicates_not_sought", len(rows))
        elif count := _count(about, column, rows, members or {}, today or date.max):
            yield quality_note(file, about, count, field=column, today=today)


def _count(about: str, column: str, rows: Sequence[Record], members: Mapping[str, Sequence[Stay]], today: date) -> int:
    """Return how many records a note of a kind concerns."""
    tests: Mapping[str, Callable[[Record], bool]] = {
        "no_person": lambda row: row.person is None,
        "no_day": lambda row: row.day is None,
        "no_start": lambda row: row.start is None,
        "unreadable": lambda row: column in row.unreadable,
        "unreadable_end": lambda row: row.has_unreadable_end,
        "ends_before_start": lambda row: row.start is not None and row.end is not None and row.end < row.start,
        "future": lambda row: (row.day or row.start or date.min) > today,
        "not_member": lambda row: row.person is not None and row.person not in members,
        "outside": lambda row: _is_outside(row, members),
    }
    if about in tests:
        return sum(map(tests[about], rows))
    return _duplicates(rows) if about == "duplicate" else _overlapping(rows)


def _duplicates(rows: Sequence[Record]) -> int:
    """Return how many records repeat an earlier one of the same person, time and fields."""
    same = Counter((row.person, row.day, row.start, row.end, tuple(row.fields.items())) for row in rows if row.person is not None)
    return sum(count - 1 for count in same.values())


def _overlapping(rows: Sequence[Record]) -> int:
    """Return how many sound spells begin before an earlier one of the same person has ended."""
    mine: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        if row.person is not None and row.is_sound_spell:
            mine[row.person].append(row)
    count = 0
    for spells in mine.values():
        latest: date | None = None
        for row in sorted(spells, key=lambda row: (row.start or date.min, row.end or date.max)):
            count += latest is not None and row.start is not None and row.start <= latest
            latest = max(latest or date.min, row.end or date.max)
    return count


def _is_outside(row: Record, members: Mapping[str, Sequence[Stay]]) -> bool:
    """Return whether a member's record is dated, or begins, on a day when the person was no member."""
    day = row.day or row.start
    stays = members.get(row.person or "")
    return stays is not None and day is not None and not any(stay.start <= day <= stay.end for stay in stays)
