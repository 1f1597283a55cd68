"""What all pictures have in common: their letters, their grid, and how they become SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt

FONT, FONT_SIZE = "Arial, Helvetica, sans-serif", 13
"""What labels are set in; a page's own letters are not used, so that places worked out here hold."""
GRID = "#e3e7ea"
"""Colour of what lies behind a picture."""


def svg_of(picture: alt.LayerChart | alt.FacetChart, ink: str, **more: object) -> str:
    """Return a picture as SVG, made without a browser and without looking anything up.

    Args:
        picture: what is drawn.
        ink: the colour of letters.
        more: what else of the drawing library's configuration is set.
    """
    import vl_convert

    letters = {"labelFontSize": FONT_SIZE, "titleFontSize": FONT_SIZE, "titleFontWeight": "normal", "labelColor": ink, "titleColor": ink}
    config = {
        "aria": False,
        "mark": {"aria": False},
        "font": FONT,
        "axis": {**letters, "gridColor": GRID},
        "view": {"stroke": None},
        **more,
    }
    svg: str = vl_convert.vegalite_to_svg({**picture.to_dict(), "config": config}, allowed_base_urls=[])
    return svg
