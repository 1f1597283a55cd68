"""A statement as a file to take away; values that rest on small numbers are in none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gainshare.reports.render.csv import render_csv
from gainshare.reports.render.html import render_html
from gainshare.reports.render.pdf import render_pdf
from gainshare.web.settlements.held import chart_of, statement_of
from gainshare.web.settlements.models import Settlement


def as_html(one: Settlement, party: str = "") -> bytes:
    """Return a statement as a page that needs nothing else."""
    return render_html(statement_of(one, shows_small=False, party=party), chart_of(one)).encode()


def as_pdf(one: Settlement, party: str = "") -> bytes:
    """Return a statement as a PDF, with the settlement's fingerprint on each page."""
    return render_pdf(statement_of(one, shows_small=False, party=party), chart_of(one), fingerprint=one.sha256)


def as_csv(one: Settlement, party: str = "") -> bytes:
    """Return the tables of a statement as CSV."""
    return render_csv(statement_of(one, shows_small=False, party=party)).encode()


FORMS: Mapping[str, Callable[[Settlement, str], bytes]] = {"pdf": as_pdf, "html": as_html, "csv": as_csv}
"""How each kind of file is made."""
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8"}
"""What each kind of file is."""
