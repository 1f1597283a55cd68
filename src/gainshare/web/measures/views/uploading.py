"""Uploading a file of values, or pasting its rows: read, shown with what is wrong, and then kept, all of it or nothing."""

from __future__ import annotations

import uuid
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.measures import actions
from gainshare.web.measures.checking import check_all
from gainshare.web.measures.entry_pages import Uploaded, upload_page
from gainshare.web.measures.reading import ReadRows, read_file, read_text
from gainshare.web.shared.pages import render

MOST_BYTES = 10 * 2**20
"""The largest file."""


class UploadForm(forms.Form):
    """What stands around the rows."""

    token = forms.UUIDField(required=False)
    note = forms.CharField(required=False, max_length=2_000)
    name = forms.CharField(required=False, max_length=200)


@require_http_methods(["GET", "POST"])
@within("measures.enter")
def upload(request: SeatRequest) -> HttpResponseBase:
    """Read a file or pasted rows, show every row with what is wrong with it, and keep them once all can be kept."""
    if request.method == "GET":
        return _shown(request, Uploaded(uuid.uuid4()))
    form = UploadForm(request.POST)
    form.is_valid()
    words = form.cleaned_data
    token: UUID = words.get("token") or uuid.uuid4()
    note, name = words.get("note") or "", words.get("name") or ""
    agreement = agreement_of(request.seat.alliance)
    sent = request.FILES.get("file")
    text = request.POST.get("text", "")
    try:
        if sent is not None:
            name = sent.name or ""
            read = read_file(name, sent.read(MOST_BYTES + 1), agreement)
        else:
            read = read_text(text, agreement)
    except Invalid as invalid:
        faults = [_said(problem) for problem in invalid.problems]
        return _shown(request, Uploaded(token, text, note, name, faults=faults))
    faults = [str(error) for errors in form.errors.values() for error in errors]
    checked = check_all(actions.stand_of(request.seat.alliance), read.observations, read.partial, note=note)
    if "use" in request.POST and read.is_sound and checked.is_sound and not faults and read.observations:
        try:
            return _kept(request, read, note, token, name)
        except Refused as refused:
            faults = [f"{refused} Nothing was kept."]
            checked = check_all(actions.stand_of(request.seat.alliance), read.observations, read.partial, note=note)
    return _shown(request, Uploaded(token, text, note, name, read, checked, faults))


def _kept(request: SeatRequest, read: ReadRows, note: str, token: UUID, name: str) -> HttpResponseBase:
    """Keep the values, and say how many.

    Raises:
        Refused: somebody was faster, and one of them cannot be kept any more.
    """
    kept = actions.upload(by=request.seat, given=read.observations, note=note, token=token, file=name)
    if kept.is_again:
        messages.info(request, "These values were kept already. Nothing changed.")
    elif not kept.rows:
        messages.info(request, "Every one of these values stands already. Nothing changed.")
    else:
        there = f" {plural(kept.same, 'value')} stood already." if kept.same else ""
        messages.success(request, f"{plural(len(kept.rows), 'value')} {'is' if len(kept.rows) == 1 else 'are'} kept.{there}")
    return redirect("measures", alliance=request.seat.alliance.pk)


def _shown(request: SeatRequest, uploaded: Uploaded) -> HttpResponseBase:
    page = upload_page(request.seat, uploaded)
    return render(request, "measures/upload.html", page, status=422 if page.faults else 200)


def _said(problem: Problem) -> str:
    """Return a problem in a sentence, with the place in the file if it has one."""
    place = f"{problem.source.file}{f', {problem.source.field}' if problem.source.field else ''}: " if problem.source.file else ""
    return f"{place}{problem.message} {problem.fix}"
