"""What is worth knowing about records, counted one by one: for the reference engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gainshare.engines.base import DatasetFile, QualityNote, quality_note
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
    dataset = file.dataset
    for about, field, count in _counts(file, rows, today):
        if count:
            yield quality_note(file, about, count, field=field, today=today)
    if not dataset.person or members is None:
        return
    strangers = sum(row.person is not None and row.person not in members for row in rows)
    outside = sum(_is_outside(row, members) for row in rows)
    for about, count in (("not_member", strangers), ("outside", outside)):
        if count:
            yield quality_note(file, about, count)


def _counts(file: DatasetFile, rows: Sequence[Record], today: date | None) -> Iterator[tuple[str, str, int]]:
    dataset = file.dataset
    if dataset.person:
        yield "no_person", dataset.person, sum(row.person is None for row in rows)
    if dataset.is_dated:
        yield "no_day", dataset.date or dataset.month, sum(row.day is None for row in rows)
    if dataset.is_spell:
        yield "no_start", dataset.starts, sum(row.start is None for row in rows)
        yield "unreadable_end", dataset.ends, sum(row.has_unreadable_end for row in rows)
        yield "ends_before_start", dataset.ends, sum(bool(row.start and row.end and row.end < row.start) for row in rows)
        yield "overlapping", "", _overlapping(rows)
    for column in dataset.columns:
        if column != dataset.ends:
            yield "unreadable", column, sum(column in row.unreadable for row in rows)
    if today is not None:
        yield "future", "", sum(bool((day := row.day or row.start) and day > today) for row in rows)
    yield "duplicate", "", _duplicates(rows)


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
