"""A table of counts as it may be published: small counts suppressed, then what would give them away, then an exact audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gainshare.core.kernel.formats import list_in_words, plural
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.count_table import NOT_APPLICABLE, Cell, CountTable, Place, total_problems
from gainshare.core.performance.disclosure import CONFIDENTIAL, NOT_AVAILABLE, SYMBOLS, Suppression, publishable_count
from gainshare.core.performance.disclosure_audit import Cost, Network, cheapest_circuit, feasible, is_told
from gainshare.core.performance.release_comparison import Giveaway, compare_releases

Why = Literal["small", "secondary", "difference"]
"""Why a cell is suppressed: it is small; a small one could be worked out from it; it would tell what changed since an earlier release."""
WHY_WORDS: Mapping[Why, str] = {
    "small": "because the count is small",
    "secondary": "because a small count could be worked out from it",
    "difference": "because a small change since the earlier release could be worked out from it",
}
PRUNED_UP_TO = 1_000
"""Cells of a table up to which every further cell that was suppressed is tried again without; beyond, that would take too long."""


@dataclass(frozen=True, slots=True)
class SuppressedCell:
    """A cell that is not published, and what a reader can still say of it."""

    row: str
    """Its row."""
    column: str
    """Its column."""
    why: Why
    """Why it is suppressed: `small`, `secondary` or `difference`."""
    least: int
    """The least count that fits everything published, to a reader who even knows which cells are small."""
    most: int | None
    """The most that fits; None if there is no end to it."""


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table as it may be published, with the cells that were suppressed and the audit of each."""

    table: CountTable
    """The table: rounded counts, and `[c]` in the place of each that is suppressed."""
    rule: Suppression
    """The rule it was made by."""
    suppressed: tuple[SuppressedCell, ...]
    """Every suppressed cell, row by row."""

    def notes(self) -> tuple[str, ...]:
        """Return what stands beneath the table: how many cells were suppressed and why, the rounding, the symbols."""
        return tuple(_notes(self))


def suppress(table: CountTable, rule: Suppression, earlier: CountTable | None = None) -> PublishedTable:
    """Return a table of true counts as it may be published.

    Small counts are suppressed. Then, for each that could be told from the totals (if they were not rounded, unless the rule says
    otherwise), the further cells whose suppression hides it:
    the fewest totals, then the fewest people, then the fewest cells; equal ones in reading order. Last, every suppressed cell is audited:
    the least and most count that fits everything published, to a reader who knows the rule and even which cells are small. Exact for every
    table of two ways, rounded or not. Counts and totals are rounded each by itself, so a rounded total need not be the sum of its line.

    Args:
        table: the true counts, not rounded; totals are the sums of their lines.
        rule: which counts are small, and how the others are rounded.
        earlier: a release of the same table, or of part of its people, as published: what the two give away together is suppressed too.

    Raises:
        Invalid: a total is no sum, a count is missing, or a small count cannot be hidden; all at once.
    """
    needed = total_problems(table)
    if needed:
        raise Invalid(needed)
    forced: set[Place] = set()
    while True:
        work = _Work(table, rule, forced)
        published = work.published()
        told = () if earlier is None else compare_releases(earlier, published, rule)
        more = {place for one in told for place in _cure(one, work, earlier)}
        if not more:
            return PublishedTable(published, rule, work.cells())
        assert not more <= work.hidden, "what is suppressed already is no cure"
        forced |= more


def _cure(giveaway: Giveaway, work: _Work, earlier: CountTable | None) -> Iterable[Place]:
    """Return the cells to suppress so that less is given away; none where the reader would be mistaken, because the line did change."""
    table, published = work.table, work.published()
    place = table.rows.index(giveaway.row), table.columns.index(giveaway.column)
    if giveaway.kind == "count" and giveaway.least != work.counts[place]:
        return []
    if place not in work.hidden:
        return [place]
    shown = [other for other in table.places if isinstance(published.at(other), int)]
    in_line = {other for line in table.lines() if place in dict(line) for other, _ in line}
    hidden_before = [other for other in shown if other in in_line and _before(earlier, table, other) == CONFIDENTIAL]
    return hidden_before or sorted(shown, key=lambda other: (other not in in_line, table.is_total(other), work.counts[other]))[:1]


def _before(earlier: CountTable | None, table: CountTable, place: Place) -> Cell | None:
    row, column = table.rows[place[0]], table.columns[place[1]]
    if earlier is None or row not in earlier.rows or column not in earlier.columns:
        return None
    return earlier.at((earlier.rows.index(row), earlier.columns.index(column)))


class _Work:
    """A table with what is suppressed in it, until no small count can be told."""

    def __init__(self, table: CountTable, rule: Suppression, forced: set[Place]) -> None:
        self.table, self.rule = table, rule
        self.network = Network(table)
        places = list(table.places)
        is_known = {place: table.at(place) not in {CONFIDENTIAL, NOT_AVAILABLE} for place in places}
        self.counts = {place: table.count(place) if is_known[place] else 0 for place in places}
        self.small = [place for place in places if isinstance(table.at(place), int) and rule.is_small(self.counts[place])]
        self.targets = [*self.small, *sorted(forced - set(self.small))]
        self.forced = forced
        self.hidden = {*self.targets, *(place for place in places if table.at(place) == CONFIDENTIAL)}
        self.as_if_exact = rule.secondary == "as_if_exact"
        self.bounds = {place: self._known(place) for place in places}
        self.added: list[Place] = []
        self._protect()
        if len(places) <= PRUNED_UP_TO:
            self._prune()
        self.as_if_exact = False
        self.bounds = {place: self._known(place) for place in places}

    def published(self) -> CountTable:
        """Return the table as it is published."""
        cells = tuple(tuple(self._shown((row, column)) for column in range(len(self.table.columns))) for row in range(len(self.table.rows)))
        return replace(self.table, cells=cells)

    def cells(self) -> tuple[SuppressedCell, ...]:
        """Return every suppressed cell with what fits into it."""
        small, found = set(self.small), []
        for place in sorted(place for place in self.hidden if self.table.at(place) != CONFIDENTIAL):
            why: Why = "small" if place in small else "difference" if place in self.forced else "secondary"
            least, most = feasible(self.network, self.counts, self.bounds, place)
            found.append(SuppressedCell(self.table.rows[place[0]], self.table.columns[place[1]], why, least, most))
        return tuple(found)

    def _known(self, place: Place) -> tuple[int, int | None]:
        """Return what a reader takes for possible in a cell, before adding up."""
        cell = self.table.at(place)
        if cell == NOT_APPLICABLE:
            return 0, 0
        if not isinstance(cell, int):
            return 0, None
        if self.rule.is_small(cell):
            return self.rule.smallest, self.rule.below - 1
        if place in self.hidden:
            return self._least_of_the_rest, None
        if self.as_if_exact:
            return cell, cell
        behind = self.rule.behind(self.rule.rounded(cell))
        return behind[0], behind[-1]

    @property
    def _least_of_the_rest(self) -> int:
        """Return the smallest count that is not small and may be hidden beside the small ones; a 0 that is shown never is."""
        return max(self.rule.below, 1 - self.rule.smallest)

    def _protect(self) -> None:
        told: list[Problem] = []
        for place in self.targets:
            if not is_told(self.network, self.counts, self.bounds, place):
                continue
            way = cheapest_circuit(self.network, self.counts, self.bounds, self._costs(), place)
            if way is None:
                message = "The count could be worked out from the rest of the table, whatever else is suppressed."
                told.append(
                    Problem(message, "Put rows or columns together, or leave the totals out.", Source(field=self.table.name(place)))
                )
                continue
            for other in way:
                self.hidden.add(other)
                self.added.append(other)
                self.bounds[other] = self._known(other)
        if told:
            raise Invalid(told)

    def _costs(self) -> dict[Place, tuple[Cost, tuple[int, int | None]]]:
        """Return what it costs to suppress each published cell; a symbol, and a 0 that is shown, hide nothing."""
        free = [place for place in self.counts if place not in self.hidden and self.counts[place] and isinstance(self.table.at(place), int)]
        return {place: ((int(self.table.is_total(place)), self.counts[place], 1), (self._least_of_the_rest, None)) for place in free}

    def _prune(self) -> None:
        """Publish again what was suppressed for one cell and is not needed any more, since others were suppressed for another."""
        for place in sorted(self.added, key=lambda one: (self.table.is_total(one), self.counts[one], one), reverse=True):
            kept = self.bounds[place]
            self.hidden.remove(place)
            self.bounds[place] = self._known(place)
            if any(is_told(self.network, self.counts, self.bounds, target) for target in self.targets):
                self.hidden.add(place)
                self.bounds[place] = kept

    def _shown(self, place: Place) -> Cell:
        cell = self.table.at(place)
        if place in self.hidden:
            return CONFIDENTIAL
        return int(publishable_count(cell, self.rule)) if isinstance(cell, int) else cell


def _notes(published: PublishedTable) -> Iterable[str]:
    rule, cells = published.rule, published.suppressed
    if cells:
        yield f"{plural(len(cells), 'cell')} suppressed ([c]): {list_in_words(_counted_reasons(cells))}."
    elif rule.below:
        yield "No cell is suppressed."
    if rule.below:
        zero = "0 among them" if rule.zero == "suppressed" else "0 is shown"
        yield f"A count below {rule.below} is small ({zero})."
    if rule.round_counts_to > 1:
        yield f"The other counts are rounded to the nearest {rule.round_counts_to}, totals too, so lines need not add up to their totals."
    else:
        yield "Counts are not rounded."
    shown = {cell for row in published.table.cells for cell in row if isinstance(cell, str)}
    yield from (f"{symbol} {meaning}." for symbol, meaning in SYMBOLS.items() if symbol in shown)


def _counted_reasons(cells: Sequence[SuppressedCell]) -> list[str]:
    counts = {why: sum(cell.why == why for cell in cells) for why in WHY_WORDS}
    return [f"{number} {WHY_WORDS[why]}" for why, number in counts.items() if number]
