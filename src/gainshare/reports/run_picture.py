"""Values over time without a mean, limits or signals: for a reader from whom some of them are withheld, who sees `[c]` where these are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.reports.drawing import FONT_SIZE, svg_of
from gainshare.reports.spc_chart import GREY, HEADROOM, HEIGHT, WIDTH, instant_of
from gainshare.reports.spc_icons import INK, TARGET_COLOUR

TITLE_SIZE = 17
"""What the title is set in, in pixels."""


def draw(
    days: Sequence[date], values: Sequence[float | None], withheld: frozenset[date], *, title: str, unit: str, target: float | None
) -> str:
    """Return the picture as SVG, made without a browser and without looking anything up.

    Args:
        days: the first day of each period, oldest first.
        values: the value of each; None for one that is withheld or not there, which breaks the line.
        withheld: the days of those that are withheld, marked by `[c]` beneath.
        title: what is drawn.
        unit: what it is counted in.
        target: a line across; None for none.
    """
    import altair as alt

    shown = [value for value in values if value is not None]
    bottom, top = min([*shown, 0.0]), max([*shown, target if target is not None else 0.0, 0.0])
    top += HEADROOM * ((top - bottom) or 1.0)
    runs = groupby(enumerate(zip(days, values, strict=True)), lambda one: one[1][1] is None)
    rows = [
        {"x": instant_of(day), "y": value, "run": run}
        for run, (is_withheld, group) in enumerate(runs)
        for _, (day, value) in group
        if not is_withheld
    ]
    marks = [{"x": instant_of(day), "y": bottom, "text": CONFIDENTIAL} for day in days if day in withheld]
    ends = [instant_of(day) for day in (days[0], days[-1])]
    axis = alt.Axis(format="%b %Y", labelAngle=0, labelOverlap="greedy", labelSeparation=16, grid=False)
    x = alt.X("x:T", title=None, axis=axis, scale=alt.Scale(type="utc", domain=ends, padding=14))
    y = alt.Y("y:Q", title=unit, scale=alt.Scale(domain=[bottom, top], nice=False, zero=False))
    line = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=y)
    layers = [
        line.mark_line(color=GREY, strokeWidth=1.5).encode(detail="run:N"),
        line.mark_point(filled=True, opacity=1, size=60, color=INK),
        alt.Chart(alt.InlineData(values=marks))
        .mark_text(baseline="bottom", dy=-3, fontSize=FONT_SIZE, color=INK)
        .encode(x=x, y=y, text="text:N"),
    ]
    if target is not None:
        rule = alt.Chart(alt.InlineData(values=[{"x": ends[0], "y": target, "text": "MCOS"}]))
        layers += [
            rule.mark_rule(color=TARGET_COLOUR, strokeDash=[6, 4]).encode(y=y),
            rule.mark_text(align="left", baseline="bottom", dy=-3, fontSize=FONT_SIZE, color=TARGET_COLOUR).encode(x=x, y=y, text="text:N"),
        ]
    heading = alt.TitleParams(title, anchor="start", fontSize=TITLE_SIZE, limit=WIDTH, color=INK)
    picture = alt.layer(*layers, title=heading, width=WIDTH, height=HEIGHT, background="white", padding=8)
    return svg_of(picture, INK)
