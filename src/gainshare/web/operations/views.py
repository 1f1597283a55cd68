"""The journal and the messages of an alliance, and the journal of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from gainshare.web.alliances.access import SeatRequest, at_site, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.audit.models import SITE
from gainshare.web.operations.journal_page import journal_page
from gainshare.web.operations.messages_page import messages_page
from gainshare.web.shared.pages import Crumb, Frame, render


@require_GET
@within("journal.read")
def journal(request: SeatRequest) -> HttpResponseBase:
    """Show what was done in an alliance, newest first."""
    frame = frame_of(request.seat, "Journal", place="journal", help="journal")
    page = journal_page(frame, str(request.seat.alliance.pk), request.GET, seat=request.seat)
    return render(request, "operations/journal.html", page)


@require_GET
@at_site("site.people")
def site_journal(request: HttpRequest) -> HttpResponseBase:
    """Show what was done on the site: sign-ins, passwords, people; nothing of any alliance."""
    frame = Frame("Site journal", crumbs=[Crumb("My desk", reverse("desk"))], help="journal")
    return render(request, "operations/journal.html", journal_page(frame, SITE, request.GET, seat=None))


@require_GET
@within("people.invite")
def messages(request: SeatRequest) -> HttpResponseBase:
    """Show what was sent to whom, and what waits or failed; never what it says."""
    return render(request, "operations/messages.html", messages_page(request.seat, request.GET))
