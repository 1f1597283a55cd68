"""Two releases of a table side by side: where they give away together a small count that neither gives away alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.count_table import Cell, CountTable, Line, Place
from gainshare.core.performance.disclosure import CONFIDENTIAL, Suppression
from gainshare.core.performance.disclosure_audit import narrowed

Kind = Literal["difference", "count"]
"""What is given away: how many people a cell changed by, or the small count itself."""
Range = tuple[int | None, int | None]
UNKNOWN: Range = (None, None)


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A small number that two releases give away together."""

    row: str
    """The row of the cell."""
    column: str
    """Its column."""
    kind: Kind
    """`difference`: a few people more or fewer than in the earlier release; `count`: a suppressed count, if its line is unchanged."""
    least: int
    """The least that it can be; a difference is later less earlier."""
    most: int
    """The most that it can be."""
    message: str
    """Which cell, and why."""
    fix: str
    """What to do."""


def compare_releases(earlier: CountTable, later: CountTable, rule: Suppression) -> tuple[Giveaway, ...]:
    """Return what two releases, as published, give away together, row by row: differences first, then counts.

    The same table at two times, or a table and one of part of its people (all wards, and all but one). Cells are matched by their labels.
    A reader subtracts cell from cell, adds up lines, and takes a line in which nothing published has changed for unchanged, so that a cell
    suppressed in one release is known from the other; who is mistaken about that works out a wrong count. Bounds are narrowed line by
    line: what is reported is given away; a combination of many lines at once could give away more. A difference of 0 is not reported,
    because most cells of two releases are equal.

    Args:
        earlier: the release that is out, with `[c]` where it was suppressed.
        later: the one to come, as it would be published.
        rule: the rule of both: which counts are small, and the rounding.

    Raises:
        Invalid: a published count is none that the rule publishes, all of them listed; or the two have no cell in common.
    """
    if problems := [*release_problems(earlier, rule), *release_problems(later, rule)]:
        raise Invalid(problems)
    if not ({*earlier.rows} & {*later.rows} and {*earlier.columns} & {*later.columns}):
        fix = "Give two releases of one table, or of a table and one of part of its people: cells are matched by their labels."
        raise Invalid([Problem("The two releases have no cell in common.", fix, Source(field="earlier"))])
    pair = _Pair(earlier, later, rule)
    return (*pair.differences(), *pair.counts())


def release_problems(table: CountTable, rule: Suppression) -> list[Problem]:
    """Return each count of a release that a rule would not publish: one that is small, or rounded otherwise."""
    problems = []
    for place in table.places:
        cell = table.at(place)
        if isinstance(cell, int) and not rule.behind(cell):
            why = "small" if rule.is_small(cell) else f"not rounded to {rule.round_counts_to}"
            message = f"Under this rule the count would not be published: it is {why}."
            problems.append(Problem(message, "Give the rule by which the release was made.", Source(field=table.name(place)), str(cell)))
    return problems


class _Pair:
    """The part of two tables that both have, with what a reader knows of each cell in each."""

    def __init__(self, earlier: CountTable, later: CountTable, rule: Suppression) -> None:
        self.rule = rule
        rows = [row for row in later.rows if row in earlier.rows]
        columns = [column for column in later.columns if column in earlier.columns]
        # Lines add up only where neither table has a row or column that the other lacks.
        is_whole = len(rows) == len(later.rows) == len(earlier.rows) and len(columns) == len(later.columns) == len(earlier.columns)
        self.table = _part(later, rows, columns, total=later.total if is_whole and later.total == earlier.total else "")
        self.before, self.after = _part(earlier, rows, columns, total=self.table.total), self.table
        self.lines: list[Line] = list(self.table.lines())

    def differences(self) -> Iterator[Giveaway]:
        """Yield the cells that are known to have changed by a few people."""
        before, after = self._ranges(self.before), self._ranges(self.after)
        apart: dict[Place, Range] = {place: _less(after[place], before[place]) for place in self.table.places}
        known = narrowed(self.lines, apart) or apart
        for place in self.table.places:
            least, most = known[place]
            if least is not None and most is not None and self._is_few(least, most):
                yield self._difference(place, least, most)

    def counts(self) -> Iterator[Giveaway]:
        """Yield the suppressed cells whose small count is known once unchanged lines are filled from the other release."""
        filled: dict[Place, Range] = self._ranges(self.after)
        before = self._ranges(self.before)
        for line in self.lines:
            if self._is_unchanged(line):
                for place, _ in line:
                    if self.after.at(place) == CONFIDENTIAL and self.before.at(place) != CONFIDENTIAL:
                        filled[place] = before[place]
        known = narrowed(self.lines, filled) or self._ranges(self.after)
        for place, (least, most) in known.items():
            is_hidden = CONFIDENTIAL in {self.before.at(place), self.after.at(place)}
            if is_hidden and least is not None and least == most and self.rule.is_small(least):
                yield self._count(place, least)

    def _is_few(self, least: int, most: int) -> bool:
        """Return whether a change is known to be of some people, but of fewer than may be published."""
        low, high = (least, most) if least > 0 else (-most, -least)
        return low > 0 and high < self.rule.below

    def _ranges(self, table: CountTable) -> dict[Place, Range]:
        known: dict[Place, Range] = {place: self._range(table.at(place)) for place in table.places}
        return narrowed(self.lines, known) or known

    def _range(self, cell: Cell) -> Range:
        if isinstance(cell, int):
            behind = self.rule.behind(cell)
            return behind[0], behind[-1]
        return (0, 0) if cell == "[z]" else (0, None)

    def _is_unchanged(self, line: Line) -> bool:
        """Return whether all that both releases publish of a line is equal, the total among it."""
        both = [place for place, _ in line if isinstance(self.before.at(place), int) and isinstance(self.after.at(place), int)]
        return any(self.table.is_total(place) for place in both) and all(self.before.at(place) == self.after.at(place) for place in both)

    def _difference(self, place: Place, least: int, most: int) -> Giveaway:
        way = "more" if least > 0 else "fewer"
        low, high = sorted((abs(least), abs(most)))
        size = plural(low, "person", many="people") if low == high else f"{low} to {high} people"
        published = isinstance(self.before.at(place), int) and isinstance(self.after.at(place), int)
        how = f"{self.before.at(place)} before, {self.after.at(place)} now" if published else "worked out from its line in both releases"
        return Giveaway(
            self.table.rows[place[0]],
            self.table.columns[place[1]],
            "difference",
            least,
            most,
            f"{self.table.name(place)}: {size} {way} than in the earlier release ({how}).",
            "Suppress the cell in the later release, round the counts, or publish for a longer period.",
        )

    def _count(self, place: Place, count: int) -> Giveaway:
        return Giveaway(
            self.table.rows[place[0]],
            self.table.columns[place[1]],
            "count",
            count,
            count,
            f"{self.table.name(place)} is suppressed, but who takes a line without a change for unchanged works out a count of {count}.",
            "Suppress in the later release what the earlier one suppressed.",
        )


def _part(table: CountTable, rows: list[str], columns: list[str], *, total: str) -> CountTable:
    cells = tuple(tuple(table.at((table.rows.index(row), table.columns.index(column))) for column in columns) for row in rows)
    return replace(table, rows=tuple(rows), columns=tuple(columns), cells=cells, total=total)


def _less(one: Range, other: Range) -> Range:
    low = None if one[0] is None or other[1] is None else one[0] - other[1]
    high = None if one[1] is None or other[0] is None else one[1] - other[0]
    return low, high
