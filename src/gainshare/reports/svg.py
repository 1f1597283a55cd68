"""What makes a drawn picture fit for a page: its words inside it, and ids that are the same each time."""

from __future__ import annotations

import re
from html import escape

CLIPS = re.compile(r'(?<=id=")clip\d+(?=")|(?<=url\(#)clip\d+(?=\))')
"""The ids that the library gives."""


def described(svg: str, title: str, alternative: str, *, mark: str) -> str:
    """Return the picture as one image with a title and a description, which it carries wherever it goes.

    Args:
        svg: the picture.
        title: what it shows.
        alternative: the same in words.
        mark: what its ids begin with.
    """
    start, _, rest = with_steady_ids(svg, mark=mark).partition(">")
    words = f'<title id="{mark}-title">{escape(title)}</title><desc id="{mark}-description">{escape(alternative)}</desc>'
    return f'{start} role="img" aria-labelledby="{mark}-title" aria-describedby="{mark}-description">{words}{rest}'


def with_steady_ids(svg: str, *, mark: str) -> str:
    """Return the picture with its ids counted from 1: the library counts on from one picture to the next, so that no two are alike."""
    steady = {old: f"{mark}-clip{number}" for number, old in enumerate(dict.fromkeys(CLIPS.findall(svg)), start=1)}
    return CLIPS.sub(lambda found: steady[found[0]], svg)
