"""What is looked for in records, whatever engine looks: kinds of notes, in their order and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from gainshare.core.performance.records import Dataset
from gainshare.engines.base import DatasetFile, QualityNote

DUPLICATES_SOUGHT_UP_TO = 5_000_000
"""Records of a dated dataset; among more, those that repeat another are not looked for, which would take long and much disk."""
QUALITY_TEXTS: Mapping[str, str] = {
    "no_person": "name no person; not counted where people are",
    "no_day": "have no date; not counted",
    "no_start": "have no first day; not counted",
    "unreadable": "cannot be read as a {role}; taken as blank",
    "unreadable_end": "have a last day that cannot be read; not counted",
    "ends_before_start": "end before they start; not counted",
    "future": "are dated after {today}; they count for no period before their date",
    "duplicate": "repeat another record of the same person, day and fields; each counts, unless the measure counts once per person or day",
    "duplicates_not_sought": "were not compared with one another, because there are so many: some may repeat another",
    "overlapping": "overlap another of the same person; each day of membership counts once",
    "not_member": "belong to somebody who is in no population; not counted among members",
    "outside": "are dated on a day when their person was in no population; not counted as events, but in look-backs",
}
"""What is noted about records, and what is done about it."""


def sought(dataset: Dataset, *, has_members: bool, today: date | None) -> Iterator[tuple[str, str]]:
    """Yield each kind of note that a dataset can have, with the column it concerns, in the order in which they are given."""
    if dataset.person:
        yield "no_person", dataset.person
    if dataset.is_dated:
        yield "no_day", dataset.date or dataset.month
    if dataset.is_spell:
        yield "no_start", dataset.starts
    if dataset.ends:
        yield from (("unreadable_end", dataset.ends), ("ends_before_start", dataset.ends))
    yield from (("unreadable", column) for column in dataset.columns if column not in (dataset.ends, dataset.person))
    is_timed = dataset.is_dated or dataset.is_spell
    if today is not None and is_timed:
        yield "future", ""
    if dataset.person:
        yield from (("duplicate", ""), *([("overlapping", "")] if dataset.is_spell else []))
    if dataset.person and has_members:
        yield from (("not_member", ""), *([("outside", "")] if is_timed else []))


def is_too_long(dataset: Dataset, records: int) -> bool:
    """Return whether a dataset has too many records to look for those that repeat another."""
    return dataset.is_dated and records > DUPLICATES_SOUGHT_UP_TO


def quality_note(file: DatasetFile, about: str, count: int, *, field: str = "", today: date | None = None) -> QualityNote:
    """Return a note of a kind, in words."""
    role = file.roles.get(field, "")
    sense = {"day": "date", "start": "date", "whole": "whole number"}.get(role, role)
    text = QUALITY_TEXTS[about].format(role=sense, today=today.isoformat() if today else "")
    return QualityNote(file.name, about, text, count, field)
