"""The pages on which values of measures are entered and uploaded, with what they would make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import fraction_text, plural
from gainshare.core.kernel.problem import Problem
from gainshare.core.performance.framework import LEVEL_WORDS, Measure, measures_of
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scoring import level_of, score_value
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.measures.checking import Checked, Stand, history_of
from gainshare.web.measures.pages import crumbs_of
from gainshare.web.measures.reading import ReadRows, text_of
from gainshare.web.measures.showing import NO_VALUE, value_in_words
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Row

WHO_ELSE = "Only the analyst can see this page. Once it is entered, everybody in the alliance reads a value, small numbers excepted."
SAID = 50
"""Faults that are listed at the top of the page; each is said beside its row too."""


@dataclass(frozen=True, slots=True)
class EnterPage:
    """Where one value is entered."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    preview: Sequence[Sequence[object]]
    """What the value would make; empty before it was looked at."""
    notes: Sequence[str]
    """What to know about it."""
    can_keep: bool
    """Whether it can be entered as it stands."""
    upload: str
    """Where a file is uploaded."""


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Where a file of values is uploaded."""

    frame: Frame
    """What stands around it."""
    text: str
    """The rows as text."""
    note: str
    """Why revised values are."""
    file: str
    """What the file was called."""
    faults: Sequence[str | tuple[str, str]]
    """What is wrong, with the row that it leads to if it is wrong with one."""
    notes: Sequence[str]
    """What to know about it."""
    rows: Sequence[Row]
    """The rows as they were read."""
    summary: str
    """What would be kept, in a sentence; empty if there is nothing to say."""
    can_use: bool
    """Whether every row can be kept."""
    token: UUID
    """The token of the form."""
    enter: str
    """Where one value is entered."""


def enter_page(seat: Seat, form: forms.Form, stand: Stand | None = None, checked: Checked | None = None) -> EnterPage:
    """Return the page on which one value is entered.

    Args:
        seat: who looks at it.
        form: what is asked, and was typed.
        stand: what stands already.
        checked: what was typed, if it could be read.
    """
    preview: Sequence[Sequence[object]] = ()
    notes: list[str] = []
    if stand is not None and checked is not None:
        preview = [row for one in (*checked.new, *checked.same) for row in _preview(stand, one)]
        notes = [problem.message for found in checked.problems.values() for problem in found if problem.severity != "error"]
        if checked.same:
            notes.append("Exactly this value stands already: entering it again changes nothing.")
    return EnterPage(
        frame=frame_of(seat, "Enter a value", place="measures", crumbs=crumbs_of(seat), who_else=WHO_ELSE, help="measures"),
        form=form,
        preview=preview,
        notes=notes,
        can_keep=bool(checked and checked.new and checked.is_sound and not form.errors),
        upload=reverse("upload_observations", kwargs={"alliance": seat.alliance.pk}),
    )


def measures_by_id(agreement: Agreement) -> dict[str, Measure]:
    """Return every measure by its id."""
    return {measure.id: measure for _, measure in measures_of(agreement.latest.performance)}


def _preview(stand: Stand, one: Observation) -> list[Sequence[object]]:
    """Return what a value would make, and what stands in its place now."""
    measure = measures_by_id(stand.agreement).get(one.measure)
    if measure is None:
        return []
    before = history_of(stand.observations).get((one.measure, one.period), ())
    return [("Would be", *_made(stand, one, measure)), ("Stands now", *(_made(stand, before[-1], measure) if before else NOTHING))]


NOTHING = ("No value", "None", "None", "None")
"""What is said where no value stands."""


def _made(stand: Stand, one: Observation, measure: Measure) -> tuple[str, str, str, str]:
    value = one.value(measure)
    if value is None:
        return NO_VALUE, one.status.capitalize(), "None", "None"
    framework = stand.agreement.in_force(one.period).performance
    score = score_value(measure, value, framework).result
    level = LEVEL_WORDS[level_of(score, framework.scale)]  # type: ignore[arg-type]  # the score of a value is a number
    return value_in_words(value, measure), one.status.capitalize(), fraction_text(score), level  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What was uploaded or pasted, as far as it could be read."""

    token: UUID
    """The token of the form."""
    text: str = ""
    """The rows as text, where they could not be read."""
    note: str = ""
    """Why revised values are."""
    file: str = ""
    """What the file was called."""
    read: ReadRows | None = None
    """The rows as they were read."""
    checked: Checked | None = None
    """What they come to."""
    faults: Sequence[str] = ()
    """What is wrong with the whole."""


def upload_page(seat: Seat, uploaded: Uploaded) -> UploadPage:
    """Return the page on which a file is uploaded."""
    read, checked = uploaded.read, uploaded.checked
    rows: list[Row] = []
    faults: list[str | tuple[str, str]] = list(uploaded.faults)
    notes: list[str] = []
    if read is not None and checked is not None:
        told = _by_row(read, checked)
        rows = _rows(read, checked, told)
        faults += [_said(note) for note in read.notes if note.severity == "error"]
        notes = [_said(note) for note in read.notes if note.severity != "error"]
        wrong = [(row, problem) for row, found in sorted(told.items()) for problem in found if problem.severity == "error"]
        faults += [(f"Row {row}: {_beside(problem)}", f"#row-{row}") for row, problem in wrong[:SAID]]
        if len(wrong) > SAID:
            faults.append(f"{len(wrong) - SAID:,} more are said beside their rows.")
    can_use = bool(read and checked and read.is_sound and checked.is_sound and checked.new and not uploaded.faults)
    return UploadPage(
        frame=frame_of(seat, "Upload values", place="measures", crumbs=crumbs_of(seat), who_else=WHO_ELSE, help="measures"),
        text=text_of(read) if read is not None else uploaded.text,
        note=uploaded.note,
        file=uploaded.file,
        faults=faults,
        notes=notes,
        rows=rows,
        summary=_summary(checked, is_sound=can_use) if checked is not None else "",
        can_use=can_use,
        token=uploaded.token,
        enter=reverse("enter_observation", kwargs={"alliance": seat.alliance.pk}),
    )


SHOWN = ("measure", "period", "numerator", "denominator", "value", "status", "origin")
"""The columns of a file that the page shows."""
IN_PLACE: Mapping[str, str] = {
    "numerator": "None given",
    "denominator": "None given",
    "value": "None given",
    "status": "final",
    "origin": "Not said",
}
"""What stands in place of an empty cell."""


def _rows(read: ReadRows, checked: Checked, told: Mapping[int, Sequence[Problem]]) -> list[Row]:
    names = [name.strip().casefold() for name in read.header]
    places = {name: names.index(name) for name in SHOWN if name in names}
    same = {one.source.line for one in checked.same}
    found = []
    for row in read.rows:
        problems = told.get(row.number, ())
        warned = " ".join(_beside(problem) for problem in problems if problem.severity != "error")
        cells = [(row.cells[places[name]].strip() if name in places else "") or IN_PLACE.get(name) for name in SHOWN]
        what = "Stands already" if row.number in same else "Takes the place of another" if row.number in checked.replacing else "New"
        errors = [_beside(problem) for problem in problems if problem.severity == "error"]
        found.append(Row([str(row.number), *cells, warned or ("Wrong" if errors else what)], id=f"row-{row.number}", errors=errors))
    return found


def _by_row(read: ReadRows, checked: Checked) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for problems in (read.problems, checked.problems):
        for row, those in problems.items():
            found.setdefault(row, []).extend(those)
    return found


def _summary(checked: Checked, *, is_sound: bool) -> str:
    there = f" {plural(len(checked.same), 'value')} {'stands' if len(checked.same) == 1 else 'stand'} already." if checked.same else ""
    if is_sound:
        return f"{plural(len(checked.new), 'new value')} will be kept.{there}"
    if not checked.new and checked.same:
        return f"Nothing is new.{there}"
    return ""


def _said(problem: Problem) -> str:
    return f"{problem.message} {problem.fix}"


def _beside(problem: Problem) -> str:
    """Return a problem as it stands beside its row: the column, what is wrong, and what to do."""
    return f"{f'{problem.source.field}: ' if problem.source.field else ''}{problem.message} {problem.fix}"
