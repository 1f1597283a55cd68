"""What a reader of a published table can work out: the counts that may stand in a suppressed cell, given everything else.

A two-way table is a network: its lines are nodes, its cells are edges between a row and a column, and what can change without
changing anything that is published is a circuit of cells, turn by turn one more and one less. So the question whether a
suppressed count can be told exactly is one of reachability, answered in whole numbers and without error for every two-way
table, rounded or not. Source: L. H. Cox, Network models for complementary cell suppression, JASA 90, 1995.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from gainshare.core.performance.count_table import CountTable, Line, Place

Bounds = Mapping[Place, tuple[int, int | None]]
"""For every cell the least and the most count that a reader takes for possible before adding up; None for no most."""
Node = tuple[str, int]
Cost = tuple[int, int, int]
"""What it costs to suppress cells: how many totals, how many people, how many cells. The first that differs decides."""

GROUND: Node = ("ground", 0)
"""Stands for all rows where rows have no totals, and for all columns likewise: nothing has to add up there."""
FREE: Cost = (0, 0, 0)
PASSES = 200
"""Rounds of narrowing after which bounds are left as they are: too wide, if anything."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A way to change a cell by one: from the line that it leaves out of balance to the one that must balance it."""

    place: Place
    """The cell."""
    change: int
    """One more (+1) or one less (−1) in it."""
    start: Node
    """The line at which the circuit came in."""
    end: Node
    """The line at which it goes on."""


class Network:
    """The lines of a table as nodes and its cells as edges."""

    def __init__(self, table: CountTable) -> None:
        """Build the arcs of every cell, both ways."""
        self.arcs: dict[Place, tuple[Arc, Arc]] = {}
        self.leaving: dict[Node, list[Arc]] = {}
        for place in table.places:
            row = ("row", place[0]) if table.total_column is not None else GROUND
            column = ("column", place[1]) if table.total_row is not None else GROUND
            sign = table.sign(place)
            both = Arc(place, sign, row, column), Arc(place, -sign, column, row)
            self.arcs[place] = both
            for arc in both:
                self.leaving.setdefault(arc.start, []).append(arc)


def can_change(counts: Mapping[Place, int], bounds: Bounds, arc: Arc) -> bool:
    """Return whether a cell may hold one more, or one less, within its bounds."""
    least, most = bounds[arc.place]
    return counts[arc.place] > least if arc.change < 0 else most is None or counts[arc.place] < most


def is_told(network: Network, counts: Mapping[Place, int], bounds: Bounds, place: Place) -> bool:
    """Return whether everything published leaves a single count possible in a cell."""
    return not any(can_change(counts, bounds, arc) and _circuit(network, counts, bounds, arc) is not None for arc in network.arcs[place])


def feasible(network: Network, counts: Mapping[Place, int], bounds: Bounds, place: Place) -> tuple[int, int | None]:
    """Return the least and the most count that may stand in a cell; None for no most."""
    least = _furthest(network, counts, bounds, place, -1)
    assert least is not None, "a count is bounded by 0"
    return least, _furthest(network, counts, bounds, place, 1)


def cheapest_circuit(
    network: Network, counts: Mapping[Place, int], bounds: Bounds, costs: Mapping[Place, tuple[Cost, tuple[int, int | None]]], place: Place
) -> list[Place] | None:
    """Return the cells whose suppression leaves another count possible in a cell, at the least cost; None if none do.

    Args:
        network: the table's lines and cells.
        counts: the count of every cell.
        bounds: what a reader knows of every cell now.
        costs: for each cell that may be suppressed what it costs, and what a reader would know of it then.
        place: the cell.
    """
    found = [
        way for arc in network.arcs[place] if can_change(counts, bounds, arc) and (way := _dijkstra(network, counts, bounds, costs, arc))
    ]
    return min(found, key=lambda way: way[0])[1] if found else None


def narrowed(lines: list[Line], bounds: Mapping[Place, tuple[int | None, int | None]]) -> dict[Place, tuple[int | None, int | None]] | None:
    """Return bounds narrowed by the lines, each of which adds up to 0, until nothing changes; None if they contradict one another."""
    known = dict(bounds)
    for _ in range(PASSES):
        before = dict(known)
        for line in lines:
            for place, sign in line:
                low, high = _rest(line, place, known)
                least, most = (low, high) if sign < 0 else (None if high is None else -high, None if low is None else -low)
                known[place] = within = _within(known[place], (least, most))
                if within[0] is not None and within[1] is not None and within[0] > within[1]:
                    return None
        if known == before:
            break
    return known


def _within(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return max(lows, default=None), min(highs, default=None)


def _rest(line: Line, left_out: Place, known: Mapping[Place, tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """Return the least and the most that the other cells of a line add up to."""
    low: int | None = 0
    high: int | None = 0
    for place, sign in line:
        if place == left_out:
            continue
        least, most = known[place] if sign > 0 else tuple(None if end is None else -end for end in reversed(known[place]))
        low = None if low is None or least is None else low + least
        high = None if high is None or most is None else high + most
    return low, high


def _circuit(network: Network, counts: Mapping[Place, int], bounds: Bounds, arc: Arc) -> list[Arc] | None:
    """Return the arcs that balance a change of one cell, the fewest of them; None if nothing does."""
    if arc.start == arc.end:
        return []
    came: dict[Node, Arc] = {}
    waiting = deque([arc.end])
    while waiting and arc.start not in came:
        for step in network.leaving[waiting.popleft()]:
            if step.place != arc.place and step.end not in came and step.end != arc.end and can_change(counts, bounds, step):
                came[step.end] = step
                waiting.append(step.end)
    return _walk(came, arc.end, arc.start) if arc.start in came else None


def _walk(came: Mapping[Node, Arc], start: Node, end: Node) -> list[Arc]:
    steps, node = [], end
    while node != start:
        steps.append(came[node])
        node = came[node].start
    return steps


def _furthest(network: Network, counts: Mapping[Place, int], bounds: Bounds, place: Place, change: int) -> int | None:
    """Return the count furthest up or down that may stand in a cell; None if there is no end to it."""
    moved = dict(counts)
    arc = next(one for one in network.arcs[place] if one.change == change)
    while can_change(moved, bounds, arc):
        way = _circuit(network, moved, bounds, arc)
        if way is None:
            break
        rooms = [room for step in (arc, *way) if (room := _room(moved, bounds, step)) is not None]
        if not rooms:
            return None
        for step in (arc, *way):
            moved[step.place] += step.change * min(rooms)
    return moved[place]


def _room(counts: Mapping[Place, int], bounds: Bounds, arc: Arc) -> int | None:
    """Return how far a cell may go; None if there is no end to it."""
    least, most = bounds[arc.place]
    if arc.change < 0:
        return counts[arc.place] - least
    return None if most is None else most - counts[arc.place]


def _dijkstra(
    network: Network, counts: Mapping[Place, int], bounds: Bounds, costs: Mapping[Place, tuple[Cost, tuple[int, int | None]]], arc: Arc
) -> tuple[Cost, list[Place]] | None:
    if arc.start == arc.end:
        return FREE, []
    order = count()
    waiting: list[tuple[Cost, int, Node]] = [(FREE, next(order), arc.end)]
    best: dict[Node, Cost] = {arc.end: FREE}
    came: dict[Node, Arc] = {}
    while waiting:
        cost, _, node = heappop(waiting)
        if node == arc.start:
            steps = _walk(came, arc.end, arc.start)
            return cost, [step.place for step in steps if not can_change(counts, bounds, step)]
        if cost > best[node]:
            continue
        for step, price in _priced(network, counts, bounds, costs, node):
            reached: Cost = (cost[0] + price[0], cost[1] + price[1], cost[2] + price[2])
            if step.place != arc.place and (step.end not in best or reached < best[step.end]):
                best[step.end] = reached
                came[step.end] = step
                heappush(waiting, (reached, next(order), step.end))
    return None


def _priced(
    network: Network, counts: Mapping[Place, int], bounds: Bounds, costs: Mapping[Place, tuple[Cost, tuple[int, int | None]]], node: Node
) -> Iterator[tuple[Arc, Cost]]:
    """Yield the ways on from a line with their costs: nothing where the cell can change as it is."""
    for step in network.leaving[node]:
        if can_change(counts, bounds, step):
            yield step, FREE
        elif step.place in costs:
            cost, after = costs[step.place]
            if can_change(counts, {step.place: after}, step):
                yield step, cost
