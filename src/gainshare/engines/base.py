"""What every engine shares: finding the files of records, the sense of a cell, and what is noted about the quality of records."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.query import Engine
from gainshare.core.performance.records import Dataset, FieldType, Membership

ENDINGS = (".parquet", ".csv")
"""The kinds of file that records lie in; where both are there, the first is read."""
Role = Literal["person", "day", "month", "start", "end"] | FieldType
"""What a column is read as."""
Progress = Callable[[str], None]
"""Told what is being done, for whoever waits."""

# The sense of a cell, as regular expressions for the whole of it that mean the same to Python, DuckDB and Spark.
BLANKS = " \t"
WHOLE = r"[+-]?[0-9]{1,15}(\.0*)?"
NUMBER = r"[+-]?[0-9]{1,12}(\.[0-9]{1,20})?"
ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?"
BRITISH_DAY = r"[0-9]{2}/[0-9]{2}/[0-9]{4}"
ISO_MONTH = r"[0-9]{4}-[0-9]{2}"


@dataclass(frozen=True, slots=True)
class QualityNote:
    """Something to know about the records of a dataset."""

    dataset: str
    """The dataset's id."""
    about: str
    """Which kind of note it is: one word for each."""
    text: str
    """What it is, and what was done about it."""
    count: int
    """How many records it concerns."""
    field: str = ""
    """The column it concerns, if it is one."""


class RecordsEngine(Engine, Protocol):
    """An engine over files of records, which also says how good they are."""

    def quality(self, memberships: Sequence[Membership], today: date | None) -> tuple[QualityNote, ...]:
        """Return what is worth knowing about every dataset; counts of 0 are left out.

        Args:
            memberships: the records that make anybody a member of any population.
            today: the day after which a date lies in the future; None leaves that question out.
        """
        ...


QUALITY_TEXTS: Mapping[str, str] = {
    "no_person": "name no person; not counted where people are",
    "no_day": "have no date; not counted",
    "no_start": "have no first day; not counted",
    "unreadable": "cannot be read as a {role}; taken as blank",
    "unreadable_end": "have a last day that cannot be read; not counted",
    "ends_before_start": "end before they start; not counted",
    "future": "are dated after {today}; they count for no period before their date",
    "duplicate": "repeat another record of the same person, day and fields; each counts, unless the measure counts once per person or day",
    "overlapping": "overlap another of the same person; each day of membership counts once",
    "not_member": "belong to somebody who is in no population; not counted among members",
    "outside": "are dated on a day when their person was in no population; not counted as events, but in look-backs",
}
"""What is noted about records, and what is done about it."""


def quality_note(file: DatasetFile, about: str, count: int, *, field: str = "", today: date | None = None) -> QualityNote:
    """Return a note of a kind, in words."""
    role = file.roles.get(field, "")
    sense = {"person": "name", "day": "date", "start": "date", "end": "date", "whole": "whole number"}.get(role, role)
    text = QUALITY_TEXTS[about].format(role=sense, today=today.isoformat() if today else "")
    return QualityNote(file.name, about, text, count, field)


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A dataset with the file that it was found in."""

    name: str
    """The dataset's id."""
    dataset: Dataset
    """What it is."""
    path: Path
    """Its file."""

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return what each of its columns is read as."""
        named: dict[str, Role] = dict(self.dataset.fields)
        own: tuple[tuple[str, Role], ...] = (
            (self.dataset.person, "person"),
            (self.dataset.date, "day"),
            (self.dataset.month, "month"),
            (self.dataset.starts, "start"),
            (self.dataset.ends, "end"),
        )
        return {**{column: role for column, role in own if column}, **named}


def find_files(records: RecordsTerms, folder: Path, used: Sequence[str]) -> dict[str, DatasetFile]:
    """Return the file of every dataset that is used.

    Raises:
        Invalid: the folder or a file is not there, or a file lacks a column; every problem at once.
    """
    if not folder.is_dir():
        raise Invalid([Problem("There is no such folder of records.", "Check the path given as --records.", Source(str(folder)))])
    problems: list[Problem] = []
    found: dict[str, DatasetFile] = {}
    for name in used:
        dataset = records.datasets[name]
        path = find_file(folder, dataset.file)
        if path is None:
            wanted = dataset.file if Path(dataset.file).suffix in ENDINGS else f"{dataset.file}.csv or {dataset.file}.parquet"
            problems.append(
                Problem(f"The records of “{name}” are not there.", f"Put {wanted} into the folder of records.", Source(str(folder)))
            )
        else:
            found[name] = DatasetFile(name, dataset, path)
    if problems:
        raise Invalid(problems)
    return found


def find_file(folder: Path, name: str) -> Path | None:
    """Return the file of this name in a folder, with its ending or without; None if it is not there or leads out of the folder."""
    candidates = [folder / name] if Path(name).suffix in ENDINGS else [folder / f"{name}{ending}" for ending in ENDINGS]
    inside = (path for path in candidates if path.exists() and path.resolve().is_relative_to(folder.resolve()))
    return next(inside, None)


def check_columns(file: DatasetFile, columns: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for every column that a dataset needs and its file lacks, or has twice."""
    for column in file.dataset.columns:
        if column not in columns:
            known = ", ".join(columns[:20]) or "it has none"
            place = Source(file.path.name, 1, column)
            yield Problem(
                f"“{file.name}” has no column “{column}”.", f"Add it, or correct its name in the dataset; there are: {known}.", place
            )
        elif list(columns).count(column) > 1:
            yield Problem(f"“{file.name}” has two columns “{column}”.", "Rename one of them.", Source(file.path.name, 1, column))


def csv_header(path: Path) -> list[str]:
    """Return the names of a CSV file's columns.

    Raises:
        Invalid: it is empty, or not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), None)
    except UnicodeDecodeError:
        raise Invalid([not_utf8(path)]) from None
    if not header:
        raise Invalid([Problem("The file is empty.", "Its first line names the columns.", Source(path.name))])
    return [name.strip(BLANKS) for name in header]


def not_utf8(path: Path) -> Problem:
    """Return the problem of a file in another encoding."""
    return Problem("The file is not in UTF-8.", "Save it as “CSV UTF-8”.", Source(path.name))


def split_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a cell, ISO or British, or None if it is neither."""
    if re.fullmatch(ISO_DAY, text, re.DOTALL):
        return int(text[:4]), int(text[5:7]), int(text[8:10])
    if re.fullmatch(BRITISH_DAY, text):
        return int(text[6:]), int(text[3:5]), int(text[:2])
    return None
