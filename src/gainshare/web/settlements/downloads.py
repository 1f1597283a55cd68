"""A statement as a file to take away; values that rest on small numbers are in none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gainshare.reports.render.html import render_html
from gainshare.web.settlements.held import chart_of, statement_of
from gainshare.web.settlements.models import Settlement


def as_html(one: Settlement) -> bytes:
    """Return a statement as a page that needs nothing else."""
    return render_html(statement_of(one, shows_small=False), chart_of(one)).encode()


FORMS: Mapping[str, Callable[[Settlement], bytes]] = {"html": as_html}
"""How each kind of file is made."""
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8"}
"""What each kind of file is."""
