"""A control chart drawn: points told apart by colour and shape, a mean and limits for each segment, its target, and its icons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby, pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.spc_values import TRIAL_BELOW, ChartPoint, ChartSegment, ControlChart, PointType
from gainshare.reports.content import visible
from gainshare.reports.drawing import FONT, FONT_SIZE, svg_of
from gainshare.reports.spc_icons import COLOURS, INK, SIZE, TARGET_COLOUR, assurance_icon, variation_icon
from gainshare.reports.spc_words import TYPE_WORDS, Teller

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 720, 320
"""Size of the picture within its axes, in pixels."""
GREY = "#595959"
"""Colour of lines and limits."""
SHAPES: dict[PointType, str] = {
    "common_cause": "circle",
    "special_cause_improvement": "square",
    "special_cause_concern": "triangle-up",
    "special_cause_neutral_high": "diamond",
    "special_cause_neutral_low": "diamond",
}
"""What tells points apart without colour."""
LEGEND: dict[PointType, str] = {
    **TYPE_WORDS,
    "special_cause_neutral_high": "Special cause, high",
    "special_cause_neutral_low": "Special cause, low",
}
HEADROOM = 0.06
"""What is left free above and below, as a part of the height."""
LINE = 17
"""Pixels from one line of letters to the next."""
SIDE = 12
"""Pixels free to the right of the names of the lines."""
HEADER = 76
"""Pixels above the axes for the title and the icons."""
TITLE_WIDTH = 70
"""Characters of a line of the title."""
UNIT_WIDTH = 44
"""Characters of a line of the unit beside its axis."""
LETTER = 6.2
"""Pixels of a letter of a label, on average."""
MOST_LABELS = 5
"""Rows of labels of rebases; one that finds no room in them is left to the words and the table."""
DAY_MS = 86_400_000
"""Milliseconds of a day, which the library counts times in."""
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the plane is drawn."""

    bottom: float
    """The lowest value."""
    top: float
    """The highest value, room for the labels of rebases included."""
    labels: Mapping[int, int]
    """For each segment whose label is drawn, in which row at the top it stands."""

    def pixel(self, value: float) -> float:
        """Return how far down a value stands."""
        return (self.top - value) / (self.top - self.bottom) * HEIGHT

    def value(self, pixel: float) -> float:
        """Return the value at a height."""
        return self.top - pixel / HEIGHT * (self.top - self.bottom)


def instant_of(day: date) -> int:
    """Return when a day begins, as the library counts times."""
    return (day - EPOCH).days * DAY_MS


def draw(chart: ControlChart, teller: Teller, *, title: str, lowest: float | None, mark: str) -> str:
    """Return the picture as SVG, made without a browser and without looking anything up; Invalid for a lowest that cannot be."""
    import altair as alt

    if problem := _lowest_problem(chart, teller, lowest):
        raise Invalid([problem])
    frame = _frame(chart, lowest)
    axes = _Axes(chart, teller, frame)
    layers = [*_rebases(chart, axes), *_lines(chart, axes, lowest), *_values(chart, axes), *_names(chart, teller, axes, lowest)]
    picture = alt.layer(*layers, width=WIDTH, height=HEIGHT, background="white", padding={"left": 8, "right": SIDE, "top": 8, "bottom": 8})
    legend = {"labelFontSize": FONT_SIZE, "labelColor": INK, "symbolSize": 90, "aria": False}
    inner = svg_of(picture, INK, legend=legend)
    return _headed(inner, chart, title, mark)


def _lowest_problem(chart: ControlChart, teller: Teller, lowest: float | None) -> Problem | None:
    """Return why a picture cannot be cut off there: it is no number, or a value would be cut off with the limit."""
    if lowest is None:
        return None
    if not math.isfinite(lowest):
        return Problem("The lowest value drawn is a number.", "Give one, such as 0, or leave it out.", Source(field="lowest"), str(lowest))
    least = min(chart.points, key=lambda point: point.value)
    if least.value >= lowest:
        return None
    message = f"The value of {teller.day(least)}, {teller.value(least.value)}, lies below it."
    return Problem(message, f"Give {teller.value(least.value)} or less, or leave it out.", Source(field="lowest"), f"{lowest:g}")


def _frame(chart: ControlChart, lowest: float | None) -> Frame:
    """Return the values that are drawn: all points, lines and targets, with room for the labels of rebases."""
    shown = [line for point in chart.points for line in (point.value, _floored(point.lower, lowest), point.upper)]
    shown += [point.target for point in chart.points if point.target is not None]
    low, high = min(shown), max(shown)
    room = (high - low or abs(high) or 1.0) * HEADROOM
    labels = _label_rows(chart)
    bottom = low if lowest is not None and low - room < lowest <= low else low - room
    top = high + room
    rows = max(labels.values(), default=-1) + 1
    return Frame(bottom, bottom + (top - bottom) / (1 - rows * LINE / HEIGHT), labels)


def _label_rows(chart: ControlChart) -> dict[int, int]:
    """Return the row in which the label of each rebase finds room, the uppermost first, so that no two cross."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(MOST_LABELS)]
    found = {}
    for label in _labels(chart):
        reach = LETTER * len(label.text) + 10
        start = label.place * WIDTH - (reach if label.is_late else 0)
        row = next((row for row, spans in enumerate(taken) if all(end <= start or start + reach <= begin for begin, end in spans)), None)
        if row is not None:
            taken[row].append((start, start + reach))
            found[label.segment] = row
    return found


@dataclass(frozen=True, slots=True)
class _Label:
    """What is said of a rebase, at the line where it is."""

    segment: int
    """The segment that it begins."""
    across: float
    """Where it stands along the axis."""
    place: float
    """The same as a part of the width."""
    text: str
    """What it says."""

    @property
    def is_late(self) -> bool:
        """Return whether it stands to the left of its line, since there is more room."""
        return self.place > 1 / 2


def _labels(chart: ControlChart) -> Iterator[_Label]:
    first, last = _across(chart.points[0]), _across(chart.points[-1])
    for before, after in pairwise(_by_segment(chart)):
        across = (_across(before[-1]) + _across(after[0])) / 2
        segment = chart.segments[after[0].segment]
        text = f"Rebased{f': {visible(segment.reason)}' if segment.reason else ''}"
        yield _Label(segment.index, across, (across - first) / (last - first), text if len(text) <= 52 else text[:51] + "…")


def _floored(value: float, lowest: float | None) -> float:
    return value if lowest is None else max(value, lowest)


class _Axes:
    """The two axes, and charts of rows upon them."""

    def __init__(self, chart: ControlChart, teller: Teller, frame: Frame) -> None:
        import altair as alt

        self.frame = frame
        self.is_dated = chart.points[0].date is not None
        self.y = alt.Y(
            "y:Q",
            title=wrap(teller.unit, UNIT_WIDTH, max_lines=2, placeholder=" …") or "Value",
            axis=alt.Axis(tickCount=7),
            scale=alt.Scale(domain=[frame.bottom, frame.top], nice=False, zero=False),
        )
        ends = [_across(chart.points[0]), _across(chart.points[-1])]
        room = (ends[1] - ends[0] or (DAY_MS if self.is_dated else 1)) * 0.02
        domain = [ends[0] - room, ends[1] + room]
        axis = alt.Axis(grid=False, tickCount=8, labelOverlap=True)
        if self.is_dated:
            form = "%b %Y" if teller.is_monthly else "%-d %b %Y"
            values = _ticks([_across(point) for point in chart.points])
            axis = alt.Axis(grid=False, labelExpr=f"utcFormat(datum.value, '{form}')", values=values, labelOverlap=True)
            self.x = alt.X("x:T", title=None, axis=axis, scale=alt.Scale(type="utc", domain=domain, nice=False))
        else:
            self.x = alt.X("x:Q", title="Point", axis=axis, scale=alt.Scale(domain=domain, nice=False, zero=False))

    def chart(self, rows: Iterable[dict[str, Any]]) -> alt.Chart:
        """Return a chart of rows."""
        import altair as alt

        return alt.Chart(alt.InlineData(values=[{"order": order, **row} for order, row in enumerate(rows)]))

    def line(self, points: Iterable[tuple[float, float]], **style: Any) -> alt.Chart:  # noqa: ANN401  # as altair takes them
        """Return a line through places."""
        rows = [{"x": x, "y": y} for x, y in points]
        drawn: alt.Chart = self.chart(rows).mark_line(clip=True, **style).encode(x=self.x, y=self.y, order="order:Q")
        return drawn


def _across(point: ChartPoint) -> float:
    """Return where a point stands along the axis: its day in milliseconds, or its number."""
    return instant_of(point.date) if point.date else point.index + 1


def _ticks(places: Sequence[float]) -> list[float]:
    """Return about eight of the places, evenly."""
    step = max(1, round(len(places) / 8))
    return list(places[::step])


# -- lines and points -----------------------------------------------------------------------------------------


def _by_segment(chart: ControlChart) -> Iterator[list[ChartPoint]]:
    return (list(run) for _, run in groupby(chart.points, key=lambda point: point.segment))


def _rebases(chart: ControlChart, axes: _Axes) -> Iterator[alt.Chart]:
    """Yield an upright line before each segment but the first, and beside it why the segment begins."""
    for label in _labels(chart):
        yield axes.chart([{"x": label.across}]).mark_rule(color=GREY, strokeDash=[1, 3], strokeWidth=1.2).encode(x=axes.x)
        if label.segment not in axes.frame.labels:
            continue
        y = axes.frame.value(LINE * axes.frame.labels[label.segment] + LINE / 2 + 1)
        align: Literal["left", "right"] = "right" if label.is_late else "left"
        mark = axes.chart([{"x": label.across, "y": y, "text": label.text}]).mark_text(
            align=align, dx=-5 if label.is_late else 5, baseline="middle", font=FONT, fontSize=FONT_SIZE - 1, color=INK
        )
        yield mark.encode(x=axes.x, y=axes.y, text="text:N")


def _lines(chart: ControlChart, axes: _Axes, lowest: float | None) -> Iterator[alt.Chart]:
    """Yield the mean and the limits of each segment, and the target."""
    bend = {"interpolate": "linear" if chart.kind == "xmr" else "step"}
    for run in _by_segment(chart):
        places = [_across(point) for point in run]
        limits = ([_floored(point.lower, lowest) for point in run], [point.upper for point in run])
        for line in limits:
            yield axes.line(zip(places, line, strict=True), color=GREY, strokeWidth=1.3, strokeDash=[6, 4], **bend)
        yield axes.line(((place, run[0].mean) for place in places), color=GREY, strokeWidth=1.6)
        yield axes.line(((place, point.value) for place, point in zip(places, run, strict=True)), color="#8c8c8c", strokeWidth=1.6)
    for has_target, points in groupby(chart.points, key=lambda point: point.target is not None):
        rows = [(_across(point), point.target) for point in points if point.target is not None]
        if has_target:
            yield axes.line(rows, color=TARGET_COLOUR, strokeWidth=1.8, strokeDash=[2, 2], interpolate="step")


def _values(chart: ControlChart, axes: _Axes) -> Iterator[alt.Chart]:
    """Yield the points, each in the colour and the shape of what it means."""
    import altair as alt

    types: list[PointType] = [one for one in COLOURS if any(point.point_type == one for point in chart.points)]
    names = [LEGEND[one] for one in types]
    legend = alt.Legend(title=None, orient="bottom", symbolStrokeWidth=0.8)
    colour = alt.Color("type:N", scale=alt.Scale(domain=names, range=[COLOURS[one] for one in types]), legend=legend)
    shape = alt.Shape("type:N", scale=alt.Scale(domain=names, range=[SHAPES[one] for one in types]), legend=legend)
    rows = [{"x": _across(point), "y": point.value, "type": LEGEND[point.point_type]} for point in chart.points]
    size = 75 if len(rows) <= 60 else 40
    mark = axes.chart(rows).mark_point(filled=True, opacity=1, size=size, stroke=INK, strokeWidth=0.8)
    yield mark.encode(x=axes.x, y=axes.y, color=colour, shape=shape)


def _names(chart: ControlChart, teller: Teller, axes: _Axes, lowest: float | None) -> Iterator[alt.Chart]:
    """Yield the names of the lines with their figures, to the right of the last segment, one under the other."""
    import altair as alt

    last, segment = chart.points[-1], chart.segments[-1]
    named = [*_segment_names(segment, teller, lowest)]
    if last.target is not None:
        named.append((last.target, f"Target {teller.goal(last.target)}", TARGET_COLOUR))
    named.sort(key=lambda one: -one[0])
    heights = _apart([axes.frame.pixel(value) for value, _, _ in named])
    rows = [
        {"x": _across(last), "y": axes.frame.value(height), "text": text, "colour": colour}
        for height, (_, text, colour) in zip(heights, named, strict=True)
    ]
    mark = axes.chart(rows).mark_text(align="left", baseline="middle", dx=20, font=FONT, fontSize=FONT_SIZE, clip=False)
    yield mark.encode(x=axes.x, y=axes.y, text="text:N", color=alt.Color("colour:N", scale=None))


def _segment_names(segment: ChartSegment, teller: Teller, lowest: float | None) -> Iterator[tuple[float, str, str]]:
    if segment.lower == segment.upper:
        yield segment.mean, f"Mean {teller.figure(segment.mean)}", INK
        return
    yield segment.upper, f"Upper {teller.figure(segment.upper)}", GREY
    yield segment.mean, f"Mean {teller.figure(segment.mean)}", INK
    is_cut = lowest is not None and segment.lower < lowest
    yield _floored(segment.lower, lowest), f"Lower {teller.figure(segment.lower)}{', cut off' if is_cut else ''}", GREY


def _apart(heights: Sequence[float]) -> list[float]:
    """Return rising heights moved as little as need be, so that no two are closer than a line of letters."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + LINE) if placed else max(height, LINE / 2))
    over = max(placed[-1] - (HEIGHT - LINE / 2), 0.0) if placed else 0.0
    for place in reversed(range(len(placed))):
        ceiling = HEIGHT - LINE / 2 if place == len(placed) - 1 else placed[place + 1] - LINE
        placed[place] = min(placed[place], ceiling) if over else placed[place]
    return placed


# -- header ---------------------------------------------------------------------------------------------------


def _headed(inner: str, chart: ControlChart, title: str, mark: str) -> str:
    """Return the picture beneath its title, with the icons to the right of it."""
    width, height = (float(inner.split(f' {name}="', 1)[1].split('"', 1)[0]) for name in ("width", "height"))
    icons = [variation_icon(chart, mark=mark)] + ([one] if (one := assurance_icon(chart, mark=mark)) else [])
    left = width - 12 - len(icons) * (SIZE + 8)
    placed = "".join(icon.svg.replace("<svg ", f'<svg x="{left + number * (SIZE + 8):g}" y="8" ', 1) for number, icon in enumerate(icons))
    lines = wrap(title, TITLE_WIDTH, max_lines=2, placeholder=" …") or [""]
    style = f'font-family="{FONT}" fill="{INK}"'
    said = "".join(
        f'<text x="14" y="{28 + 21 * number}" {style} font-size="17" font-weight="bold">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    first, *others = [icon.words.partition(":")[0] for icon in icons]
    words = "; ".join([first, *(one[0].lower() + one[1:] for one in others)])
    if any(segment.is_trial for segment in chart.segments):
        words += f". Trial limits: from fewer than {TRIAL_BELOW} points"
    said += f'<text x="14" y="{28 + 21 * len(lines)}" {style} font-size="13">{escape(words)}</text>'
    size = f'width="{width:g}" height="{height + HEADER:g}" viewBox="0 0 {width:g} {height + HEADER:g}"'
    outer = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return f'{outer}<rect width="100%" height="100%" fill="white"/>{said}{placed}<svg y="{HEADER}"{inner.removeprefix("<svg")}</svg>'
