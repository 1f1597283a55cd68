"""Who was a member when, by plain records: for the reference engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gainshare.core.performance.query import Window
from gainshare.core.performance.records import Counted, Dataset, Membership, Test
from gainshare.engines.reading import Record, Value

ONE_DAY = timedelta(days=1)
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Stay:
    """A time without a break in which a person was a member."""

    start: date
    """Its first day."""
    end: date
    """Its last day; `FOREVER` while it goes on."""

    def days_in(self, window: Window) -> int:
        """Return how many of its days lie in a window."""
        return max(0, (min(self.end, window.last_day) - max(self.start, window.first_day)).days + 1)


def stays_of(rows: Mapping[str, list[Record]], datasets: Mapping[str, Dataset], members: Iterable[Membership]) -> dict[str, list[Stay]]:
    """Return each person's stays, oldest first: memberships that touch or overlap are one."""
    found: dict[str, list[Stay]] = defaultdict(list)
    for member in members:
        for row in rows[member.of]:
            if row.person is not None and row.start is not None and row.is_sound_spell and meets(row, member.where, datasets[member.of]):
                found[row.person].append(Stay(row.start, row.end or FOREVER))
    return {person: _joined(sorted(stays, key=lambda stay: stay.start)) for person, stays in found.items()}


def _joined(stays: list[Stay]) -> list[Stay]:
    joined: list[Stay] = []
    for stay in stays:
        if joined and (joined[-1].end == FOREVER or stay.start <= joined[-1].end + ONE_DAY):
            joined[-1] = Stay(joined[-1].start, max(joined[-1].end, stay.end))
        else:
            joined.append(stay)
    return joined


def counted_stays(stays: Iterable[Stay], counted: Counted, window: Window) -> list[Stay]:
    """Return the stays by which a person is counted in a window."""
    first, last = window.first_day, window.last_day
    match counted:
        case "on_last_day":
            return [stay for stay in stays if stay.start <= last <= stay.end]
        case "on_first_day":
            return [stay for stay in stays if stay.start <= first <= stay.end]
        case "throughout":
            return [stay for stay in stays if stay.start <= first and last <= stay.end]
        case "on_any_day":
            return [stay for stay in stays if stay.days_in(window)]


def meets(row: Record, where: Mapping[str, Test], dataset: Dataset) -> bool:
    """Return whether a record meets the test of every field."""
    return all(_passes(_value(row, name, dataset), test) for name, test in where.items())


def _value(row: Record, name: str, dataset: Dataset) -> Value:
    if name in dataset.fields:
        return row.fields[name]
    return {dataset.date: row.day, dataset.starts: row.start, dataset.ends: row.end}[name]


def _passes(value: Any, test: Test) -> bool:  # noqa: ANN401  # a text, a number or a day, held against one of its kind
    if value is None:
        return test.is_ == "missing" or (bool(test.none_of) and test.is_ is None and not test.one_of and not test.bounds())
    return (
        test.is_ != "missing"
        and (not test.one_of or value in test.one_of)
        and value not in test.none_of
        and (test.at_least is None or value >= test.at_least)
        and (test.above is None or value > test.above)
        and (test.at_most is None or value <= test.at_most)
        and (test.below is None or value < test.below)
    )
