"""The icons of variation and assurance: a ring in the colour of what is meant, a small picture, and a letter beside colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from gainshare.core.performance.spc_values import Assurance, ControlChart, Improvement, Letter, PointType

COLOURS: dict[PointType, str] = {
    "common_cause": "#a6a6a6",
    "special_cause_improvement": "#00b0f0",
    "special_cause_concern": "#e46c0a",
    "special_cause_neutral_high": "#490092",
    "special_cause_neutral_low": "#490092",
}
"""Source: the conventions of NHS England, Making Data Count."""
ASSURANCE_COLOURS: dict[Assurance, str] = {
    "consistently_pass": "#00b0f0",
    "consistently_fail": "#e46c0a",
    "inconsistent": "#a6a6a6",
}
TARGET_COLOUR = "#de1b1b"
INK = "#212b32"
"""Of letters and outlines: readable on white, which the colours of the icons are not."""
SIZE = 64
"""Width and height of an icon."""

VARIATION_WORDS: dict[tuple[PointType, Letter], str] = {
    ("common_cause", ""): "Common cause: ordinary variation, no significant change",
    ("special_cause_improvement", "H"): "Special cause, improving: high or rising values",
    ("special_cause_improvement", "L"): "Special cause, improving: low or falling values",
    ("special_cause_concern", "H"): "Special cause, of concern: high or rising values",
    ("special_cause_concern", "L"): "Special cause, of concern: low or falling values",
    ("special_cause_neutral_high", "H"): "Special cause, neither better nor worse: high or rising values",
    ("special_cause_neutral_low", "L"): "Special cause, neither better nor worse: low or falling values",
}
"""What each icon of variation says."""
ASSURANCE_WORDS: dict[Assurance, str] = {
    "consistently_pass": "Consistently passes the target",
    "consistently_fail": "Consistently fails the target",
    "inconsistent": "Passes and fails the target inconsistently (hit and miss)",
}
"""What each icon of assurance says."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A small picture with its words."""

    svg: str
    """The picture, which holds its words too."""
    words: str
    """What it says."""


def variation_icon(chart: ControlChart, *, mark: str = "spc") -> Icon:
    """Return the icon of what the last point means.

    Args:
        chart: the control chart.
        mark: what the ids within the picture begin with.
    """
    return draw_variation(chart.variation, chart.variation_letter, mark=mark)


def assurance_icon(chart: ControlChart, *, mark: str = "spc") -> Icon | None:
    """Return the icon of how the limits stand to the target; None where that is not judged.

    Args:
        chart: the control chart.
        mark: what the ids within the picture begin with.
    """
    return draw_assurance(chart.assurance, chart.improvement, mark=mark) if chart.assurance else None


def draw_variation(variation: PointType, letter: Letter, *, mark: str = "spc") -> Icon:
    """Return an icon of variation: dots about a line, the last ones up for H and down for L in the colour of what is meant."""
    colour = COLOURS[variation]
    if not letter:
        heights: tuple[int, ...] = (36, 27, 38, 29, 37, 28, 34)
        dots = "".join(_dot(12 + place * 6.7, height, colour) for place, height in enumerate(heights))
        body = f"{_line(14 + 4, '4 3')}{_line(46, '4 3')}{_joined(heights)}{dots}"
    else:
        turn = 1 if letter == "L" else -1
        heights = tuple(round(32 + turn * step) for step in (-3, 3, -4, 2, 7, 12, 16))
        dots = "".join(_dot(12 + place * 6.7, height, colour if place > 3 else "#ffffff") for place, height in enumerate(heights))
        body = f"{_line(32, '4 3')}{_joined(heights)}{dots}{_letter(letter, 19, 53 if letter == 'H' else 25)}"
    return _icon(body, colour, VARIATION_WORDS[variation, letter], mark=f"{mark}-variation")


def draw_assurance(assurance: Assurance, improvement: Improvement, *, mark: str = "spc") -> Icon:
    """Return an icon of assurance: the target as a dashed line, the values on the good side of it, on the bad side, or across it."""
    letter = {"consistently_pass": "P", "consistently_fail": "F", "inconsistent": "?"}[assurance]
    colour = ASSURANCE_COLOURS[assurance]
    is_above = (assurance == "consistently_pass") == (improvement != "down")
    middle = 32 if assurance == "inconsistent" else 23 if is_above else 41
    heights = tuple(middle + step for step in (4, -4, 3, -5, 4, -3, 2))
    dots = "".join(_dot(12 + place * 6.7, height, colour) for place, height in enumerate(heights))
    place = {23: 53, 41: 23, 32: 56}[middle]
    body = f"{_line(32, '5 3', TARGET_COLOUR)}{_joined(heights)}{dots}{_letter(letter, 32, place)}"
    return _icon(body, colour, ASSURANCE_WORDS[assurance], mark=f"{mark}-assurance")


def _icon(body: str, colour: str, words: str, *, mark: str) -> Icon:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}" role="img" '
        f'aria-labelledby="{mark}-title"><title id="{mark}-title">{escape(words)}</title><desc>{escape(words)}.</desc>'
        f'<circle cx="32" cy="32" r="29" fill="#ffffff" stroke="{colour}" stroke-width="5"/>{body}</svg>'
    )
    return Icon(svg, words)


def _dot(across: float, down: float, colour: str) -> str:
    return f'<circle cx="{across:g}" cy="{down:g}" r="2.9" fill="{colour}" stroke="{INK}" stroke-width="0.7"/>'


def _line(down: int, dashes: str, colour: str = "#595959") -> str:
    return f'<line x1="8" x2="56" y1="{down}" y2="{down}" stroke="{colour}" stroke-width="1.4" stroke-dasharray="{dashes}"/>'


def _joined(heights: Sequence[int]) -> str:
    points = " ".join(f"{12 + place * 6.7:g},{height}" for place, height in enumerate(heights))
    return f'<polyline points="{points}" fill="none" stroke="#595959" stroke-width="1"/>'


def _letter(letter: str, across: int, down: int) -> str:
    style = f'font-family="Arial, Helvetica, sans-serif" font-size="18" font-weight="bold" fill="{INK}" text-anchor="middle"'
    return f'<text x="{across}" y="{down}" {style}>{letter}</text>'
