"""A statement into a file: the ending of the file's name says in which form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source

if TYPE_CHECKING:
    from gainshare.core.assess import Assessment
    from gainshare.reports.content import Statement

Form = Callable[["Statement", "Assessment"], bytes]
"""From a statement, and the assessment that its picture is drawn from, to what the file holds."""


def form_of(page: Path) -> Form:
    """Return the form that a file's name asks for.

    Raises:
        Invalid: it asks for none.
    """
    form = FORMS.get(page.suffix.lower())
    if form is None:
        known = ", ".join(FORMS)
        raise Invalid(
            [Problem("The file's name does not say in which form.", f"End it with one of {known}.", Source(field="--out"), str(page))]
        )
    return form


def _html(statement: Statement, assessment: Assessment) -> bytes:
    from gainshare.reports.charts import gain_pain_curve
    from gainshare.reports.render.html import render_html

    return render_html(statement, gain_pain_curve(assessment)).encode()


def _pdf(statement: Statement, assessment: Assessment) -> bytes:
    from gainshare.reports.charts import gain_pain_curve
    from gainshare.reports.render.pdf import render_pdf

    return render_pdf(statement, gain_pain_curve(assessment))


def _csv(statement: Statement, assessment: Assessment) -> bytes:
    from gainshare.reports.render.csv import render_csv

    return render_csv(statement).encode()


def _text(statement: Statement, assessment: Assessment) -> bytes:
    from gainshare.reports.render.text import render_text

    return render_text(statement, sections=[section.id for section in statement.sections]).encode()


FORMS: Mapping[str, Form] = {".html": _html, ".pdf": _pdf, ".csv": _csv, ".txt": _text}
"""Each form by the ending of the file's name."""
