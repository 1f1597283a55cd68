"""The bridge drawn: a bar for each step between two sums, each with its amount and what it does in words beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.reports.drawing import FONT_SIZE, svg_of
from gainshare.reports.picture import GREY, INK, OWNERS, PARTICIPANTS, TICKS, UNITS

if TYPE_CHECKING:
    import altair as alt

WIDTH, ROW_HEIGHT = 620, 30
"""Size of the picture within its axes, in pixels: across, and of each line."""
LEFT_OUT, FOR_WORDS = 0.04, 0.6
"""What is left free before the lowest sum and after the highest, as parts of the way between them; words stand after the bars."""
PADDING = {"left": 48, "right": 8, "top": 8, "bottom": 8}
"""Room around it: letters of a machine that has not the intended ones may be wider."""
RAISES, LOWERS, AGREED = OWNERS, PARTICIPANTS, GREY
"""Colours of steps; their sign and a word say the same."""


class Line(Protocol):
    """What is drawn of a line of the bridge."""

    @property
    def short(self) -> str:
        """What it is called."""

    @property
    def change(self) -> int | None:
        """By how much it changes the sum, in minor units; None for a sum."""

    @property
    def stands_at(self) -> int:
        """What the sum is then, in minor units."""

    @property
    def words(self) -> str:
        """What the change does."""


def draw(lines: Sequence[Line], currency: Currency) -> str:
    """Return the picture as SVG, made without a browser and without looking anything up."""
    import altair as alt

    rows, unit, domain = _rows(lines, currency)
    order = [str(row["line"]) for row in rows]
    x = alt.X("to:Q", title=unit, axis=alt.Axis(tickCount=TICKS), scale=alt.Scale(domain=domain, nice=False, zero=False))
    y = alt.Y("line:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False))
    base = alt.Chart(alt.InlineData(values=rows))
    steps, sums = base.transform_filter("datum.is_step"), base.transform_filter("!datum.is_step")
    layers = [
        *_links(rows, x, y),
        steps.mark_bar(height=16).encode(x=x, x2="from:Q", y=y, color=alt.Color("colour:N", scale=None)),
        sums.mark_tick(thickness=4, size=22, color=INK).encode(x=x, y=y),
        base.mark_text(align="left", dx=8, fontSize=FONT_SIZE, color=INK).encode(x=alt.X("edge:Q"), y=y, text="text:N"),
    ]
    picture = alt.layer(*layers, width=WIDTH, height=alt.Step(ROW_HEIGHT), background="white", padding=PADDING)
    return svg_of(picture, INK)


def _rows(lines: Sequence[Line], currency: Currency) -> tuple[list[dict[str, object]], str, list[float]]:
    """Return what is drawn line by line, what the axis counts in, and its two ends."""
    whole = 10**currency.places
    largest = max(abs(one.stands_at) for one in lines) / whole
    size, words = next((size, words) for least, size, words in UNITS if largest >= least)
    by = whole * size
    places = [at / by for one in lines for at in (one.stands_at, one.stands_at - (one.change or 0))]
    room = (max(places) - min(places)) or max(abs(max(places)), 1.0)
    domain = [min(places) - LEFT_OUT * room, max(places) + FOR_WORDS * room]
    rows: list[dict[str, object]] = []
    for number, one in enumerate(lines, 1):
        before, after = (one.stands_at - (one.change or 0)) / by, one.stands_at / by
        rows.append(
            {
                # Two lines of one name are two lines.
                "line": f"{number}. {one.short}",
                "from": before,
                "to": after,
                "edge": max(before, after),
                "is_step": one.change is not None,
                "colour": _colour(one),
                "text": _text(one, currency),
            }
        )
    return rows, f"{currency.symbol or currency.code}{words} (the axis does not begin at nothing)", domain


def _colour(one: Line) -> str:
    if one.words.endswith("the target"):
        return AGREED
    return RAISES if (one.change or 0) > 0 else LOWERS


def _text(one: Line, currency: Currency) -> str:
    if one.change is None:
        return formats.money(one.stands_at, currency)
    return f"{'+' if one.change > 0 else ''}{formats.money(one.change, currency)} {one.words}"


def _links(rows: Sequence[dict[str, object]], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return thin lines from each sum to where the next line begins."""
    import altair as alt

    ends = [{"to": row["to"], "line": row["line"], "next": after["line"]} for row, after in pairwise(rows)]
    return [alt.Chart(alt.InlineData(values=ends)).mark_rule(color=GREY, strokeWidth=0.8).encode(x=x, y=y, y2="next:N")]
