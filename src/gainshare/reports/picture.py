"""The gain and pain curve drawn: two lines told apart by colour, width and dashes, and every label in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from gainshare.reports.curve import GainPainCurve, Point
from gainshare.reports.drawing import FONT_SIZE, svg_of
from gainshare.reports.label_places import Align, Box, Label, Place, Placed, place_labels

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 760, 420
"""Size of the picture within its axes, in pixels."""
PARTICIPANTS, OWNERS, INK, GREY = "#1d5b9b", "#9a3c00", "#1c2329", "#5a646d"
"""Colours; those of letters and lines have a contrast of 4.5 to 1 or more on white."""
HEADROOM = 0.12
"""What is left free above and below the lines, as a part of their height."""
LINE_PLACES = (0.04, 0.1, 0.16, 0.22, 0.7, 0.78, 0.86, 0.94)
"""Where along a line its name may stand, as parts of the width."""
TICKS = 8
"""About how many figures stand along an axis."""
UNITS = ((2_000_000, 1_000_000, " million"), (2_000, 1_000, " thousand"), (0, 1, ""))
"""From which size on an axis counts in millions, in thousands, or in the main unit itself."""

Who = Literal[1, 2]
"""Whose amount of a point: 1 for the participants, 2 for the owners."""


@dataclass(frozen=True, slots=True)
class Captions:
    """What the picture says."""

    unit: str
    """What amounts are in, such as `£`."""
    target: str
    """Beside the line of the target."""
    participants_now: str
    """Beside the participants' mark at the period's own cost."""
    owners_now: str
    """Beside the owners' mark there."""
    bends: tuple[str, ...]
    """Beside each bend; empty where nothing needs to be said."""


@dataclass(frozen=True, slots=True)
class Frame:
    """From amounts to places in the picture."""

    low: float
    """The lowest cost drawn."""
    high: float
    """The highest cost drawn."""
    bottom: float
    """The lowest amount drawn."""
    top: float
    """The highest amount drawn."""

    def place(self, cost: float, amount: float) -> Place:
        """Return the pixel at which an amount at a cost stands."""
        return Place((cost - self.low) / (self.high - self.low) * WIDTH, (self.top - amount) / (self.top - self.bottom) * HEIGHT)

    def value(self, place: Place) -> tuple[float, float]:
        """Return the cost and the amount at a pixel."""
        return self.low + place.x / WIDTH * (self.high - self.low), self.top - place.y / HEIGHT * (self.top - self.bottom)


class Axes(NamedTuple):
    """The two axes, and how many of the main unit one step of each counts."""

    x: alt.X
    y: alt.Y
    across: int
    up: int

    def chart(self, rows: Iterable[tuple[float, float]], **more: Sequence[str]) -> alt.Chart:
        """Return a chart of rows of cost and amount, each with its part of the further columns."""
        import altair as alt

        values = [{"x": cost / self.across, "y": amount / self.up, "order": index} for index, (cost, amount) in enumerate(rows)]
        for name, column in more.items():
            for value, item in zip(values, column, strict=True):
                value[name] = item  # type: ignore[assignment]
        return alt.Chart(alt.InlineData(values=values))


def draw(curve: GainPainCurve, captions: Captions) -> str:
    """Return the picture as SVG, made without a browser and without looking anything up."""
    import altair as alt

    frame = _frame(curve)
    axes = _axes(frame, captions)
    labels = _labels(curve, captions, frame)
    ties, texts = _ties(labels, axes, frame), _texts(labels, axes, frame)
    layers = [*_rules(curve, axes), *_lines(curve, axes), *ties, *_markers(curve, axes), *texts]
    picture = alt.layer(*layers, width=WIDTH, height=HEIGHT, background="white", padding=8)
    return svg_of(picture, INK)


def _frame(curve: GainPainCurve) -> Frame:
    amounts = [0.0, *(amount for point in (*curve.path, curve.now) for amount in (point.participants, point.owners))]
    room = (max(amounts) - min(amounts) or 1.0) * HEADROOM
    return Frame(curve.path[0].cost, curve.path[-1].cost, min(amounts) - room, max(amounts) + room)


def _axes(frame: Frame, captions: Captions) -> Axes:
    import altair as alt

    across, of_costs = _unit(frame.high, captions)
    up, of_amounts = _unit(max(frame.top, -frame.bottom), captions)
    return Axes(
        alt.X(
            "x:Q",
            title=f"Actual outturn cost, {of_costs}",
            axis=alt.Axis(tickCount=TICKS),
            scale=alt.Scale(domain=[frame.low / across, frame.high / across], nice=False),
        ),
        alt.Y(
            "y:Q",
            title=f"Gained (+) or borne (−), {of_amounts}",
            axis=alt.Axis(tickCount=TICKS),
            scale=alt.Scale(domain=[frame.bottom / up, frame.top / up], nice=False),
        ),
        across,
        up,
    )


def _unit(largest: float, captions: Captions) -> tuple[int, str]:
    size, words = next((size, words) for least, size, words in UNITS if largest >= least)
    return size, f"{captions.unit}{words}"


# -- lines and marks ------------------------------------------------------------------------------------------


def _rules(curve: GainPainCurve, axes: Axes) -> list[alt.Chart]:
    """Return the line of neither gain nor pain, and the line of the target."""
    return [
        axes.chart([(0, 0)]).mark_rule(color=INK, strokeWidth=1.2).encode(y=axes.y),
        axes.chart([(curve.on_target.cost, 0)]).mark_rule(color=GREY, strokeDash=[2, 3]).encode(x=axes.x),
    ]


def _lines(curve: GainPainCurve, axes: Axes) -> list[alt.Chart]:
    """Return both lines, the owners' dashed and thinner above the other, so that both are seen where they run together."""
    styles: tuple[tuple[Who, str, float, list[float]], ...] = ((1, PARTICIPANTS, 4.0, [1, 0]), (2, OWNERS, 2.2, [9, 6]))
    return [
        axes.chart((point.cost, point[who]) for point in curve.path)
        .mark_line(color=colour, strokeWidth=width, strokeDash=dash, clip=True)
        .encode(x=axes.x, y=axes.y, order="order:Q")
        for who, colour, width, dash in styles
    ]


def _markers(curve: GainPainCurve, axes: Axes) -> list[alt.Chart]:
    """Return a ring at each bend of the participants' line, and a filled mark on each line at the period's own cost.

    The owners' mark is the smaller one and above, so that both are seen where they fall together.
    """
    now = curve.now
    bends = axes.chart((point.cost, point.participants) for bend in curve.bends for point in (bend.before, bend.after))
    participants, owners = axes.chart([(now.cost, now.participants)]), axes.chart([(now.cost, now.owners)])
    marked = [
        bends.mark_point(opacity=1, shape="circle", size=70, fill="white", stroke=PARTICIPANTS, strokeWidth=2),
        participants.mark_point(opacity=1, shape="circle", size=230, fill=PARTICIPANTS, stroke="white", strokeWidth=1.5),
        owners.mark_point(opacity=1, shape="diamond", size=130, fill=OWNERS, stroke="white", strokeWidth=1.5),
    ]
    return [chart.encode(x=axes.x, y=axes.y) for chart in marked]


# -- labels ---------------------------------------------------------------------------------------------------


def _labels(curve: GainPainCurve, captions: Captions, frame: Frame) -> tuple[Placed, ...]:
    """Return every label with its place, the most important placed first."""
    now = curve.now
    across = frame.place(curve.on_target.cost, 0).x
    lines = [[frame.place(point.cost, point[who]) for point in curve.path] for who in (1, 2)]
    lines += [[frame.place(frame.low, 0), frame.place(frame.high, 0)], [Place(across, 0), Place(across, HEIGHT)]]
    marks = [frame.place(now.cost, now.participants), frame.place(now.cost, now.owners)]
    bends = [frame.place(bend.before.cost, bend.before.participants) for bend in curve.bends]
    labels = [
        Label(captions.participants_now, PARTICIPANTS, (marks[0],)),
        Label(captions.owners_now, OWNERS, (marks[1],)),
        *(Label(text, PARTICIPANTS, (place,)) for text, place in zip(captions.bends, bends, strict=True) if text),
        Label("Non-owner participants together", PARTICIPANTS, _along(curve, frame, 1)),
        Label("Owners together (dashed)", OWNERS, _along(curve, frame, 2)),
    ]
    free = Box(2, 2, WIDTH - 2, HEIGHT - 2)
    return place_labels(labels, fixed=_headings(across, captions), lines=lines, markers=[*marks, *bends], frame=free)


def _headings(across: float, captions: Captions) -> tuple[Placed, ...]:
    """Return the labels of the target's line and of its two sides."""

    def beside(text: str, y: float, align: Align) -> Placed:
        place = Place(across, y)
        return Placed(Label(text, GREY, (place,)), place, Place(across + (8 if align == "left" else -8), y), align)

    below = HEIGHT - 10
    return beside(captions.target, 8, "left"), beside("← under-run", below, "right"), beside("overrun →", below, "left")


def _along(curve: GainPainCurve, frame: Frame, who: Who) -> tuple[Place, ...]:
    """Return places along a line at which its name may stand."""
    costs = [frame.low + part * (frame.high - frame.low) for part in LINE_PLACES]
    return tuple(frame.place(cost, _height(curve.path, cost, who)) for cost in costs)


def _height(path: Sequence[Point], cost: float, who: Who) -> float:
    """Return the height of a line at a cost."""
    index = next(index for index, point in enumerate(path[1:], start=1) if point.cost >= cost)
    first, last = path[index - 1], path[index]
    length = last.cost - first.cost
    return first[who] + (last[who] - first[who]) * (cost - first.cost) / length if length else first[who]


def _ties(placed: Sequence[Placed], axes: Axes, frame: Frame) -> list[alt.Chart]:
    """Return thin lines from labels to the points that they stand far from."""
    tied = ([frame.value(one.anchor), frame.value(one.tie_end)] for one in placed if one.is_tied)
    return [axes.chart(ends).mark_line(color=GREY, strokeWidth=0.8).encode(x=axes.x, y=axes.y, order="order:Q") for ends in tied]


def _texts(placed: Sequence[Placed], axes: Axes, frame: Frame) -> list[alt.Chart]:
    """Return the labels, each with a white edge against what it crosses."""
    import altair as alt

    charts: list[alt.Chart] = []
    aligns: tuple[Align, ...] = ("left", "center", "right")
    for align in aligns:
        chosen = [one for one in placed if one.align == align]
        words, colours = [one.label.text for one in chosen], [one.label.colour for one in chosen]
        base = axes.chart([frame.value(one.at) for one in chosen], text=words, colour=colours).encode(x=axes.x, y=axes.y, text="text:N")
        edge = base.mark_text(align=align, baseline="middle", fontSize=FONT_SIZE, stroke="white", strokeWidth=4, strokeJoin="round")
        letters = base.mark_text(align=align, baseline="middle", fontSize=FONT_SIZE).encode(color=alt.Color("colour:N", scale=None))
        charts += [edge, letters] if chosen else []
    return charts
