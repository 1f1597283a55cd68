"""What a statement holds, in the order in which it is read: one value that every renderer shows, each in its own form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

NO_DATA = "No data"
"""What a cell says where a figure should be and is not."""
NOT_APPLICABLE = "Not applicable"
"""What a cell says where there can be no figure."""
EMPTY = frozenset({NO_DATA, NOT_APPLICABLE})
"""What cells without a figure say: no cell is left empty, so that nobody wonders whether something was lost."""

SectionId = Literal[
    "approvals",
    "summary",
    "moved",
    "costs",
    "work_packages",
    "scores",
    "sharing",
    "curve",
    "shares",
    "payments",
    "transfers",
    "explanations",
    "workings",
]
"""The sections that a statement may have."""
SHORT_FORM: tuple[SectionId, ...] = ("summary", "moved", "scores", "shares", "payments", "transfers")
"""The sections of the short form, without the costs behind it and the workings."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of one column."""

    heading: str
    """What it says."""
    is_number: bool = False
    """Whether its cells are figures of one kind, to be set one under the other."""


class Rows(NamedTuple):
    """The rows that a figure was summed from: a question, answered when somebody opens the figure."""

    table: str
    """Which rows: `costs`, `targets`, `observations`, `payments` or `facts`."""
    period: str
    """The period word that they fall in."""
    parties: tuple[str, ...] = ()
    """The parties whose rows count; empty for every party."""
    limbs: tuple[int, ...] = ()
    """The limbs that count; empty for every limb."""
    measure: str = ""
    """The measure, for an observation, or the name of a fact."""
    work_package: str = ""
    """The work package; empty for every row."""
    pass_through: str = "include"
    """Whether categories that pass through count: `include`, `exclude` or `only`."""


Opening = tuple[str | Rows, ...]
"""What a figure can be opened to: the names of Steps, and rows; empty for what is no figure."""
BEFORE = "before"
"""Opened to the settlement that a restatement is held against."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; the first cell of a row says what the row is about."""

    caption: str
    """What the table shows."""
    columns: tuple[Column, ...]
    """The heads of the columns."""
    rows: tuple[tuple[str, ...], ...]
    """The cells, row by row."""
    total: tuple[str, ...] | None = None
    """The last row, where the others add up to it."""
    note: str = ""
    """How to read the figures: which sign means what."""
    opens: tuple[tuple[Opening, ...], ...] = ()
    """What each cell after the first can be opened to, row by row, that of the total last; empty if nothing can."""

    def __post_init__(self) -> None:
        """Check that every row fills every column."""
        for row in (*self.rows, *([self.total] if self.total else [])):
            assert len(row) == len(self.columns), f"a row fills every column: {row}"
            assert all(cell.strip() for cell in row), f"no cell is empty: {row}"
        if self.opens:
            wanted = [len(self.columns) - 1] * (len(self.rows) + (self.total is not None))
            assert [len(row) for row in self.opens] == wanted, f"every cell after the first has an opening: {self.caption}"


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer to one question, and the sentences that lead to it."""

    heading: str
    """Whom or what it is about."""
    answer: str
    """The answer, in short."""
    sentences: tuple[str, ...]
    """How it comes about, in the order in which it was worked out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a statement."""

    id: SectionId
    """What it is asked for by."""
    heading: str
    """What stands above it."""
    paragraphs: tuple[str, ...] = ()
    """What is said before the tables."""
    tables: tuple[Table, ...] = ()
    """The tables, in order."""
    passages: tuple[Passage, ...] = ()
    """The answers, in order."""
    has_chart: bool = False
    """Whether the chart of the statement has its place here."""
    is_long: bool = False
    """Whether a page folds its tables away until somebody asks."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A settlement, a running position or a restatement, as it is shown."""

    alliance: str
    """The name of the alliance."""
    title: str
    """What the statement is."""
    subtitle: str
    """Its period, its standing, and the day on which its figures were known."""
    in_words: tuple[str, ...]
    """The result in a few sentences."""
    sections: tuple[Section, ...]
    """The parts, in the order in which they are read."""
    warnings: tuple[str, ...] = ()
    """What a reader should know first."""

    def only(self, wanted: Iterable[SectionId]) -> tuple[Section, ...]:
        """Return the sections of these ids, in the order of the statement."""
        chosen = set(wanted)
        return tuple(section for section in self.sections if section.id in chosen)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with all that those need who cannot see it."""

    title: str
    """What it shows."""
    svg: str
    """The picture, which holds the title and the alternative too."""
    sentences: tuple[str, ...]
    """The same in words, with the figures: what the picture shows, then its points one by one."""
    table: Table
    """The figures that the picture is drawn from."""

    @property
    def alternative(self) -> str:
        """Return the whole picture in words."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A picture that cannot be drawn."""

    reason: str
    """Why, in a sentence."""


def visible(text: str) -> str:
    """Return a text without line breaks, and with every character that would not be seen, or would move others, written out.

    Names come from files that others have written: a terminal obeys control characters, and a page turns words around at
    a mark of direction.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else f"\\u{ord(char):04x}" for char in text)
