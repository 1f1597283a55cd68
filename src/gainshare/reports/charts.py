"""The pictures that users of the library may rely on: each with its words, its table, and ids that are the same each time."""

from __future__ import annotations

import zlib

from gainshare.core.performance.spc_values import ControlChart
from gainshare.reports.content import Chart, visible
from gainshare.reports.gain_pain_chart import gain_pain_curve
from gainshare.reports.spc_icons import Icon, assurance_icon, variation_icon
from gainshare.reports.svg import described

__all__ = ["Chart", "Icon", "assurance_icon", "gain_pain_curve", "spc", "variation_icon"]


def spc(chart: ControlChart, *, title: str, unit: str = "", lowest: float | None = None) -> Chart:
    """Return a control chart as a picture, in words and as a table.

    Points differ by shape as well as by colour: a circle is common cause, a square improvement, a triangle concern, a diamond
    special cause where neither way is better. The mean is solid, limits are dashed, and lines break where a segment begins. The
    icons of variation and assurance stand beside the title.

    Args:
        chart: what `spc` made.
        title: what the values are, such as `A&E attendances at Riverside`.
        unit: what the values are in, such as `%` or `bed days`; it stands on the axis.
        lowest: what cannot be gone below, such as 0 for counts and rates: the picture cuts a lower limit off there. The table
            keeps the limit as it is.
    """
    from gainshare.reports.spc_chart import draw
    from gainshare.reports.spc_words import points_table, sentences, teller_of

    title = visible(title)
    teller = teller_of(chart, visible(unit))
    words = sentences(chart, teller, title)
    # Ids that two charts on one page do not share, and that the same chart has each time.
    mark = f"spc-{zlib.crc32(title.encode()):08x}"
    svg = draw(chart, teller, title=title, lowest=lowest, mark=mark)
    return Chart(title, described(svg, title, " ".join(words), mark=mark), words, points_table(chart, teller))
