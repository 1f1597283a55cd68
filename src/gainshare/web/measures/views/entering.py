"""Entering one value of a measure: typed, looked at with the score it makes, and kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.problem import Problem, errors
from gainshare.core.performance.observation import Observation
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.measures import actions
from gainshare.web.measures.checking import check
from gainshare.web.measures.complete import handed_in_measures
from gainshare.web.measures.entry_pages import enter_page
from gainshare.web.measures.models import STATUSES
from gainshare.web.measures.reading import read_typed
from gainshare.web.shared.pages import render

WORDS = 2_000
"""Characters of an origin or a note, at most."""
FIGURE = 100
"""Characters of a figure that is typed, at most."""


class ValueForm(forms.Form):
    """One value of a measure."""

    measure = forms.ChoiceField(label="Measure", error_messages={"required": "Choose a measure."})
    period = forms.CharField(
        label="Period",
        max_length=40,
        help_text="A month such as 2026-10, or 2026/27 Q2, 2026/27 to M7 or 2026/27",
        error_messages={"required": "Say which period the value is for."},
    )
    numerator = forms.CharField(label="Numerator", max_length=FIGURE, required=False)
    denominator = forms.CharField(label="Denominator", max_length=FIGURE, required=False)
    value = forms.CharField(label="Value", max_length=FIGURE, required=False, help_text="Only where there are no counts")
    status = forms.ChoiceField(
        label="Status",
        widget=forms.RadioSelect,
        choices=[(word, text.capitalize()) for word, text in STATUSES],
        help_text="Provisional may still change. Revised takes the place of a final value, or of one in a period that is closed.",
        error_messages={"required": "Say how far the value can be relied on."},
    )
    origin = forms.CharField(label="Where it comes from", max_length=WORDS, required=False)
    note = forms.CharField(
        label="Why it was revised",
        max_length=WORDS,
        required=False,
        widget=forms.Textarea,
        help_text="Everybody in the alliance reads it: write no small numbers.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, agreement: Agreement, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(one.id, f"{one.id}: {one.name}") for one in handed_in_measures(agreement)]
        self.fields["measure"].choices = [("", "Choose a measure"), *choices]  # type: ignore[attr-defined]

    def say(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong beside the field that it is about."""
        for problem in problems:
            field = problem.source.field if problem.source.field in self.fields else None
            self.add_error(field, f"{problem.message} {problem.fix}")


@require_http_methods(["GET", "POST"])
@within("measures.enter")
def enter(request: SeatRequest) -> HttpResponseBase:
    """Enter a value: look at what it makes first, or keep it."""
    agreement = agreement_of(request.seat.alliance)
    if request.method == "GET":
        asked = {name: request.GET.get(name, "") for name in ("measure", "period")}
        form = ValueForm(agreement, initial={**asked, "token": uuid.uuid4(), "status": "provisional"})
        return render(request, "measures/enter.html", enter_page(request.seat, form))
    form = ValueForm(agreement, request.POST)
    one = _read(form, agreement)
    if one is None:
        return render(request, "measures/enter.html", enter_page(request.seat, form), status=422)
    stand = actions.stand_of(request.seat.alliance)
    checked = check(stand, [one], note=form.cleaned_data["note"])
    form.say(problem for found in checked.problems.values() for problem in errors(found))
    if "keep" in request.POST and form.is_valid():
        try:
            return _kept(request, form, one)
        except Refused as refused:  # somebody was faster
            form.add_error(None, f"{refused} Nothing was kept.")
    page = enter_page(request.seat, form, stand, checked)
    return render(request, "measures/enter.html", page, status=422 if form.errors else 200)


def _read(form: ValueForm, agreement: Agreement) -> Observation | None:
    """Return the value that was typed; None if it cannot be read, which the form then says."""
    if not form.is_valid():
        return None
    read = read_typed(form.cleaned_data, agreement)
    form.say(problem for found in read.problems.values() for problem in found)
    return read.observations[0] if read.observations else None


def _kept(request: SeatRequest, form: ValueForm, one: Observation) -> HttpResponseBase:
    """Keep the value, and say so.

    Raises:
        Refused: it cannot be kept any more.
    """
    words = form.cleaned_data
    kept = actions.enter(by=request.seat, given=one, note=words["note"], token=words["token"])
    if kept.rows:
        messages.success(request, f"The value of {one.measure} for {one.period.word} is kept.")
    else:
        said = "was kept already" if kept.is_again else "stands already, exactly so"
        messages.info(request, f"The value of {one.measure} for {one.period.word} {said}. Nothing changed.")
    return redirect("measure", alliance=request.seat.alliance.pk, measure=one.measure)
