"""Entering and uploading values of measures as tests do it again and again."""

import re
import uuid
from fractions import Fraction

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.kernel.source import Source
from gainshare.core.performance.observation import Observation
from gainshare.web.measures import actions
from gainshare.web.periods.models import ClosedPeriod

APRIL = Calendar(4)


def value(measure="M1", period="2026-09", numerator=24, denominator=60, status="final", given=None, line=1, origin=""):
    """Return a value as the core has it."""
    figures = [None if one is None else Fraction(one) for one in (numerator, denominator, given)]
    return Observation(measure, parse_period(period, APRIL), *figures, status, origin, None, Source("the form", line))


def enter(small, *cells, note="", **named):
    """Enter a value as the analyst."""
    return actions.enter(by=small.seat("analyst"), given=value(*cells, **named), note=note, token=uuid.uuid4())


def close(small, word="2026/27 M6"):
    """Close a period."""
    period = parse_period(word, APRIL)
    of = {"alliance": small.alliance, "period": period.word, "first": period.first.index, "end": period.end.index}
    who = small.people["manager"]
    from django.utils import timezone

    return ClosedPeriod.objects.create(**of, parts={}, sha256="0" * 64, closed_by=who, closed_at=timezone.now())


def form(measure="M1", period="2026-09", numerator="24", denominator="60", status="final", **more):
    """Return what is sent with the form of one value."""
    cells = {"measure": measure, "period": period, "numerator": numerator, "denominator": denominator, "status": status}
    return {**cells, "token": uuid.uuid4(), "keep": "1", **more}


def text(*rows, head="measure\tperiod\tnumerator\tdenominator\tstatus\torigin"):
    """Return rows as they are pasted."""
    return "\n".join([head, *rows]) + "\n"


def words(answer):
    """Return a page as somebody reads it."""
    page = answer.content.decode()
    page = page[page.find("<body") :]
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def cells(answer, caption):
    """Return the rows of a table by its caption, each as the words of its cells."""
    page = answer.content.decode()
    (table,) = [found for found in re.findall(r"<table.*?</table>", page, re.DOTALL) if f">{caption}" in found]
    body = table[table.index("<tbody") :]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).replace("\u00a0", " ").split()) for cell in row] for row in found]
