"""Where labels stand in a picture so that none covers another, a marker or a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

LETTER_WIDTH, LINE_HEIGHT = 6.6, 18.0
"""Size of a letter at the size that labels are set in, on the generous side, in pixels."""
DISTANCES = (13.0, 22.0, 34.0, 50.0, 70.0, 95.0)
"""How far from its point a label may stand, in pixels, nearest first."""
FAR = 22.0
"""Pixels from its point beyond which a label is tied to it."""
TIE_GAP = 4.0
"""Pixels between a text and the line that ties it."""
SAMPLE = 4.0
"""Pixels between the places of a line that are looked at."""
OUTSIDE, COVERED, CROSSED = 1000.0, 60.0, 6.0
"""What it costs to leave the frame, to cover another label or a marker, and to cover a place of a line."""
AROUND_MARKER = 7.0
"""Pixels around a marker that are kept free."""

Align = Literal["left", "center", "right"]


class Place(NamedTuple):
    """A place in the picture, in pixels from its top left corner."""

    x: float
    y: float


class Box(NamedTuple):
    """An upright rectangle, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two share any place."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def holds(self, place: Place) -> bool:
        """Return whether a place lies within."""
        return self.left <= place.x <= self.right and self.top <= place.y <= self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """A text and the places that it may belong to."""

    text: str
    """What it says."""
    colour: str
    """The colour of what it labels."""
    anchors: tuple[Place, ...]
    """The places it may stand beside: one for a point, several along a line."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its place."""

    label: Label
    """What stands there."""
    anchor: Place
    """The place it belongs to."""
    at: Place
    """Where its text begins, is centred or ends; half-way up the letters."""
    align: Align
    """Which of the three."""

    @property
    def is_tied(self) -> bool:
        """Return whether it stands so far from its point that a thin line must tie it there; along a line, it needs none."""
        return len(self.label.anchors) == 1 and max(abs(self.at.x - self.anchor.x), abs(self.at.y - self.anchor.y)) > FAR

    @property
    def tie_end(self) -> Place:
        """Return where a line to its point leaves the text."""
        if self.align == "center":
            return Place(self.at.x, self.at.y + (LINE_HEIGHT / 2 if self.anchor.y > self.at.y else -LINE_HEIGHT / 2))
        return Place(self.at.x + (-TIE_GAP if self.align == "left" else TIE_GAP), self.at.y)

    @property
    def box(self) -> Box:
        """Return the space that its text takes."""
        width = len(self.label.text) * LETTER_WIDTH
        left = {"left": self.at.x, "center": self.at.x - width / 2, "right": self.at.x - width}[self.align]
        return Box(left, self.at.y - LINE_HEIGHT / 2, left + width, self.at.y + LINE_HEIGHT / 2)


def place_labels(
    labels: Sequence[Label], *, fixed: Sequence[Placed], lines: Sequence[Sequence[Place]], markers: Sequence[Place], frame: Box
) -> tuple[Placed, ...]:
    """Return every label with the best place that is left for it, after those that have theirs.

    Args:
        labels: the labels, the most important first.
        fixed: labels that have their places.
        lines: what they should not cover, as corners joined by straight lines.
        markers: points that they should not cover.
        frame: the picture.
    """
    taken = [one.box for one in fixed]
    taken += [Box(place.x - AROUND_MARKER, place.y - AROUND_MARKER, place.x + AROUND_MARKER, place.y + AROUND_MARKER) for place in markers]
    samples = [place for line in lines for ends in pairwise(line) for place in _along(*ends)]
    placed: list[Placed] = [*fixed]
    for label in labels:
        best = min(_candidates(label), key=lambda one: _cost(one, taken, samples, frame))
        placed.append(best)
        taken.append(best.box)
        samples += _along(best.anchor, best.at) if best.is_tied else []
    return tuple(placed)


def _along(first: Place, last: Place) -> list[Place]:
    length = max(abs(last.x - first.x), abs(last.y - first.y))
    count = int(length // SAMPLE) + 1
    return [Place(first.x + (last.x - first.x) * i / count, first.y + (last.y - first.y) * i / count) for i in range(count + 1)]


def _candidates(label: Label) -> list[Placed]:
    """Return the places around each anchor: beside it, and above or below to the right, to the left and centred."""
    sides: tuple[tuple[int, Align], ...] = ((1, "left"), (-1, "right"), (0, "center"))
    return [
        Placed(label, anchor, Place(anchor.x + sideways * max(distance * 0.6, 11.0), anchor.y + up * distance), align)
        for anchor in label.anchors
        for distance in DISTANCES
        for sideways, align in sides
        for up in (-1, 1, 0)
        if sideways or up
    ]


def _cost(placed: Placed, taken: Sequence[Box], samples: Sequence[Place], frame: Box) -> float:
    """Return how bad a place is: what it leaves or covers, and a little for standing far from its point."""
    box = placed.box
    is_outside = box.left < frame.left or box.right > frame.right or box.top < frame.top or box.bottom > frame.bottom
    away = abs(placed.at.x - placed.anchor.x) + abs(placed.at.y - placed.anchor.y)
    covered = sum(box.overlaps(other) for other in taken)
    return OUTSIDE * is_outside + COVERED * covered + CROSSED * sum(box.holds(place) for place in samples) + away / 10
