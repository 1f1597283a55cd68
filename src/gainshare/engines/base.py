"""What every engine shares: finding the files of records, their columns, and the sense of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from gainshare.core.kernel.money import round_fraction
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.query import Engine
from gainshare.core.performance.records import NUMBER_PLACES, Dataset, FieldType, Membership
from gainshare.engines.csv_text import check_lines, csv_header

T = TypeVar("T")
ENDINGS = (".parquet", ".csv")
"""The kinds of file that records lie in; where both are there, the first is read."""
Role = Literal["person", "day", "month", "start", "end"] | FieldType
"""What a column is read as."""
Progress = Callable[[str], None]
"""Told what is being done, for whoever waits."""

# The sense of a cell, as regular expressions for the whole of it that mean the same to Python, DuckDB and Spark;
# without backslashes, which SQL texts read differently.
WHOLE = r"[+-]?[0-9]{1,15}([.]0*)?"
NUMBER = r"[+-]?[0-9]{1,12}([.][0-9]{1,20})?"
ISO_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?"
BRITISH_DAY = r"[0-9]{2}/[0-9]{2}/[0-9]{4}"
ISO_MONTH = r"[0-9]{4}-[0-9]{2}"
MOST: Mapping[str, int] = {"whole": 10**15, "number": 10**12}
"""What a whole number and a number stay below, on either side of zero; others cannot be read."""


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
        Invalid: the folder or a file is not there, or leads out of the folder; every problem at once.
    """
    if not folder.is_dir():
        raise Invalid([Problem("There is no such folder of records.", "Check the path given as --records.", Source(str(folder)))])
    found = {name: find_file(folder, records.datasets[name].file) for name in used}
    problems = [_no_file(name, records.datasets[name].file, folder) for name, path in found.items() if path is None]
    if problems:
        raise Invalid(problems)
    return {name: DatasetFile(name, records.datasets[name], path) for name, path in found.items() if path is not None}


def find_file(folder: Path, name: str) -> Path | None:
    """Return the file of this name in a folder, with its ending or without; None if it is not there or leads out of the folder."""
    return next((path for path in _candidates(folder, name) if path.is_file() and _is_inside(folder, path)), None)


def _candidates(folder: Path, name: str) -> list[Path]:
    return [folder / name] if Path(name).suffix in ENDINGS else [folder / f"{name}{ending}" for ending in ENDINGS]


def _is_inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _no_file(name: str, file: str, folder: Path) -> Problem:
    if not all(_is_inside(folder, path) for path in _candidates(folder, file)):
        message = f"The file of “{name}” lies outside the folder of records."
        return Problem(message, "Put it into the folder, and name it without a path that leads out.", Source(str(folder)), file)
    wanted = " or ".join(path.name for path in reversed(_candidates(folder, file)))
    return Problem(f"The records of “{name}” are not there.", f"Put {wanted} into the folder of records.", Source(str(folder)))


def check_columns(file: DatasetFile, columns: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for every column that a dataset needs and its file lacks, or has twice."""
    by_letters: dict[str, str] = {}
    for column in file.dataset.columns:
        if column not in columns:
            known = ", ".join(columns[:20]) or "it has none"
            place = Source(file.path.name, 1, column)
            yield Problem(
                f"“{file.name}” has no column “{column}”.", f"Add it, or correct its name in the dataset; there are: {known}.", place
            )
        elif list(columns).count(column) > 1:
            yield Problem(f"“{file.name}” has two columns “{column}”.", "Rename one of them.", Source(file.path.name, 1, column))
        elif (other := by_letters.setdefault(column.lower(), column)) != column:
            message = f"The columns “{other}” and “{column}” of “{file.name}” differ in capitals only."
            yield Problem(message, "Rename one of them.", Source(file.path.name, 1, column))


def of_each(files: Mapping[str, DatasetFile], read: Callable[[DatasetFile], T]) -> dict[str, T]:
    """Return what is read of each file.

    Raises:
        Invalid: some cannot be read; every problem at once.
    """
    found: dict[str, T] = {}
    problems: list[Problem] = []
    for name, file in files.items():
        try:
            found[name] = read(file)
        except Invalid as invalid:
            problems += invalid.problems
    if problems:
        raise Invalid(problems)
    return found


def checked_header(file: DatasetFile) -> list[str]:
    """Return the names of a CSV file's columns, once all its columns and lines are sound.

    Raises:
        Invalid: it lacks a column, or has lines that cannot be read in one way only.
    """
    header = csv_header(file.path)
    if problems := list(check_columns(file, header)):
        raise Invalid(problems)
    check_lines(file.path, len(header))
    return header


def held(number: Fraction) -> Fraction:
    """Return a number to the decimals that numbers are held with."""
    return round_fraction(number, NUMBER_PLACES, "half_up")


def split_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a cell, ISO or British, or None if it is neither."""
    if re.fullmatch(ISO_DAY, text, re.DOTALL):
        return int(text[:4]), int(text[5:7]), int(text[8:10])
    if re.fullmatch(BRITISH_DAY, text):
        return int(text[6:]), int(text[3:5]), int(text[:2])
    return None
