"""A statement as one page that needs nothing else: its style and its picture are within, and it asks for nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gainshare.reports.content import EMPTY, NO_DATA, Chart, NotDrawn, Statement, visible

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
"""The folder of the page's templates and its style."""
NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')
"""What a picture needs as a file of its own, and not within a page."""


def render_html(statement: Statement, chart: Chart | NotDrawn | None = None) -> str:
    """Return a statement as a page.

    Args:
        statement: what to show.
        chart: its picture, or why there is none; without either, the section of the picture is left out.
    """
    from markupsafe import Markup

    drawn = chart if isinstance(chart, Chart) else None
    return (
        _environment()
        .get_template("statement.html.jinja")
        .render(
            statement=statement,
            sections=[section for section in statement.sections if chart is not None or not section.has_chart],
            chart=drawn,
            not_drawn=chart if isinstance(chart, NotDrawn) else None,
            picture=Markup(NAMESPACES.sub("", drawn.svg)) if drawn else "",
            style=Markup((TEMPLATES / "statement.css").read_text(encoding="utf-8")),
            no_data=NO_DATA,
        )
    )


@cache
def _environment() -> Environment:
    """Return the templates' environment: everything written is escaped, and a name that does not exist is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters["visible"] = visible
    environment.tests["empty_cell"] = _is_empty
    return environment


def _is_empty(cell: str) -> bool:
    """Return whether a cell says that there is no figure."""
    return cell in EMPTY or cell.startswith(f"{NO_DATA}:")
