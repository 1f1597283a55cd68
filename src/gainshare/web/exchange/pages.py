"""What the pages of starting an alliance and taking one away show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Problem
from gainshare.web.agreements.pages import problem_rows
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.exchange.taking import withheld_from
from gainshare.web.shared.pages import Crumb, Frame


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where an alliance is started."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    problems: Sequence[Sequence[object]]
    """What is wrong with the folder."""


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Where everything is taken away."""

    frame: Frame
    """What stands around it."""
    left_out: str
    """What does not leave with the person, in a sentence; empty if everything does."""


def start_page(form: forms.Form, problems: Sequence[Problem] = ()) -> StartPage:
    """Return the page where an alliance is started."""
    crumbs = [Crumb("My desk", reverse("desk")), Crumb("Your alliances", reverse("alliances"))]
    return StartPage(Frame("Start an alliance", crumbs=crumbs, help="starting"), form, problem_rows(problems))


def export_page(seat: Seat) -> ExportPage:
    """Return the page where everything is taken away."""
    who = "The alliance manager, the alliance finance lead and auditors can see this page."
    count = len(withheld_from(seat))
    words = f"{plural(count, 'value')} of measures with small numbers behind {'it' if count == 1 else 'them'}"
    left_out = f"Your copy leaves out {words}, which you may not see. A copy that an alliance manager takes holds every value."
    return ExportPage(frame_of(seat, "Take everything away", who_else=who, help="export"), left_out if count else "")
