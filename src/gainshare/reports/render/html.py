"""A statement as one page that needs nothing else: its style and its picture are within, and it asks for nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gainshare.core.kernel.formats import MINUS
from gainshare.reports.content import EMPTY, NO_DATA, Chart, NotDrawn, Statement, visible

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
"""The folder of the page's templates and its style."""
NEGATIVE = re.compile(rf"{MINUS}\S+")
"""A negative figure, which stays on one line."""
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
    environment.filters["visible"] = _prose
    environment.tests["empty_cell"] = _is_empty
    return environment


def _prose(text: str) -> Markup:
    """Return text for a page: hidden characters made visible, markup escaped, and no line break between a minus sign and its figure."""
    from markupsafe import Markup, escape

    return Markup(NEGATIVE.sub(r'<span class="figure">\g<0></span>', str(escape(visible(text)))))


def _is_empty(cell: str) -> bool:
    """Return whether a cell says that there is no figure."""
    return cell in EMPTY or cell.startswith(f"{NO_DATA}:")
