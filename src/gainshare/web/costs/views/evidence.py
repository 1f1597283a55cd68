"""Evidence: added to a draft, taken off it, and given out as a download."""

from __future__ import annotations

from pathlib import PurePath
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import evidence, seeing
from gainshare.web.costs.queries import return_of
from gainshare.web.costs.views.entering import hold_words
from gainshare.web.shared import kept_files


@require_GET
@within("alliance.read")
def get(request: SeatRequest, of: UUID, file: UUID) -> HttpResponseBase:
    """Give a file out as a download: never shown in the page, never guessed at by the browser."""
    one = return_of(request.seat, of)
    if not seeing.sees_evidence(request.seat, one.party):
        raise PermissionDenied("costs.see_evidence")
    found = one.files.filter(pk=file).first()
    if found is None or not kept_files.path_of(found.sha256).exists():
        raise Http404
    content = kept_files.path_of(found.sha256).open("rb")
    answer = FileResponse(content, as_attachment=True, filename=found.name, content_type=kept_files.KINDS[found.kind])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
@within("costs.prepare_own")
def add(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add files to a draft."""
    one = return_of(request.seat, of)
    request.seat.require("costs.prepare_own", one.party)
    files = request.FILES.getlist("file")
    if not files:
        messages.warning(request, "Choose a file first.")
    for upload in files:
        try:
            if (upload.size or 0) > kept_files.MOST_BYTES:
                raise Refused(f"“{upload.name}” is larger than 20 MB. Split it, or save it smaller.")
            made = evidence.add(by=request.seat, of=one.pk, name=_plain_name(upload.name or "file"), data=upload.read())
            messages.success(request, f"“{made.name}” is with the return.")
        except Refused as fault:
            messages.warning(request, str(fault))
    hold_words(request, of)
    return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)


@require_POST
@within("costs.prepare_own")
def remove(request: SeatRequest, of: UUID, file: UUID) -> HttpResponseBase:
    """Take a file off a draft."""
    one = return_of(request.seat, of)
    request.seat.require("costs.prepare_own", one.party)
    if not one.files.filter(pk=file).exists():
        raise Http404
    try:
        evidence.remove(by=request.seat, of=one.pk, file=file)
        messages.success(request, "The file is off the return.")
    except Refused as fault:
        messages.warning(request, str(fault))
    hold_words(request, of)
    return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)


def _plain_name(name: str) -> str:
    """Return a file's name without folders and control signs, of at most 200 characters."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable()).strip()
    return plain[-200:] or "file"
