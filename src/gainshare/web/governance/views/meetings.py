"""Meetings: the list, one of them live, its agenda, attendance, notes and minutes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.kernel.formats import date_long
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Membership
from gainshare.web.alliances.refusals import Refused, do_and_say, is_done
from gainshare.web.governance import forms, meeting_acts
from gainshare.web.governance.meeting_page import meeting_page, pack_page
from gainshare.web.governance.meetings_page import meetings_page
from gainshare.web.governance.models import Meeting
from gainshare.web.governance.papers import add_paper
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.shared.kept_files import MOST_BYTES
from gainshare.web.shared.pages import render


@require_GET
@within("governance.read")
def meetings(request: SeatRequest) -> HttpResponseBase:
    """List the meetings; `?body=` narrows the list."""
    form = forms.PlanForm(bodies=_bodies(request)) if request.seat.may("meetings.run") and _bodies(request) else None
    return render(request, "governance/meetings.html", meetings_page(request.seat, request.GET, timezone.localdate(), form))


def _bodies(request: SeatRequest) -> list[tuple[str, str]]:
    schedule = schedule_of(request.seat.alliance)
    return [(body.id, f"{body.name} ({body.id})") for body in schedule.terms.bodies] if schedule else []


@require_http_methods(["GET", "POST"])
@within("meetings.run")
def plan(request: SeatRequest) -> HttpResponseBase:
    """Plan a meeting; its agenda begins with what asks for a place. The form is on the list of meetings, and so is its address."""
    if request.method == "GET":
        return redirect("meetings", alliance=request.seat.alliance.pk)
    form = forms.PlanForm(request.POST, bodies=_bodies(request))
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = meeting_acts.plan(by=request.seat, body=given["body"], day=given["day"], place=given["place"])
        except Refused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, f"{made.reference} is planned. Its agenda begins with what asks for a place.")
            return redirect(_address(request, made))
    page = meetings_page(request.seat, request.GET, timezone.localdate(), form)
    return render(request, "governance/meetings.html", page, status=422)


@require_GET
@within("governance.read")
def meeting(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a meeting: its agenda, and, while it is open, who is there and whether the quorum is held."""
    return _shown(request, _row(request, of))


@require_GET
@within("governance.read")
def pack(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a meeting's pack: the agenda, each decision's cover, and the list of papers, to be read or printed as one."""
    return render(request, "governance/pack.html", pack_page(request.seat, _row(request, of), timezone.localdate()))


def _row(request: SeatRequest, of: UUID) -> Meeting:
    found = Meeting.objects.filter(alliance=request.seat.alliance, pk=of).select_related("minutes_agreed_at").first()
    if found is None or schedule_of(request.seat.alliance, found.day) is None:
        raise Http404
    found.alliance = request.seat.alliance
    return found


def _address(request: SeatRequest, row: Meeting) -> str:
    return reverse("meeting", kwargs={"alliance": request.seat.alliance.pk, "of": row.pk})


def _shown(request: SeatRequest, row: Meeting, **unsent: BaseForm) -> HttpResponseBase:
    if unsent and "notes" not in unsent:
        unsent["notes"] = _notes(request, row)  # what was typed on the agenda is still there
    page = meeting_page(request.seat, row, timezone.localdate(), unsent)
    return render(request, "governance/meeting.html", page, status=422 if unsent else 200)


def _written(request: SeatRequest, row: Meeting, write: Callable[[], str], anchor: str = "") -> HttpResponseBase:
    """Do what a form asks, and say what came of it on the meeting's page; what was typed elsewhere on the page is kept first."""
    notes = _notes(request, row)
    if not notes.is_valid() or not _noted(request, row, notes):
        return _shown(request, row, notes=notes)

    def all_of_it() -> str:
        _typed(request, row)
        return write()

    do_and_say(request, all_of_it)
    return redirect(f"{_address(request, row)}{anchor}")


def _taken(request: SeatRequest, row: Meeting, name: str, form: BaseForm, write: Callable[[], str], anchor: str = "") -> HttpResponseBase:
    """Do what a form asks and go on, or show the meeting again with the form as it was sent and what is wrong with it."""
    if is_done(request, form, write):
        return redirect(f"{_address(request, row)}{anchor}")
    return _shown(request, _row(request, row.pk), **{name: form})


def _notes(request: SeatRequest, row: Meeting) -> forms.NotesForm:
    """Return the notes that a form of the page carries."""
    return forms.NotesForm(request.POST, items=list(row.items.order_by("place")), auto_id="%s")


def _noted(request: SeatRequest, row: Meeting, notes: forms.NotesForm) -> bool:
    """Write down the notes that were changed; return whether nobody else had written on one of them meanwhile."""
    if not (changed := notes.changed_notes()):
        return True
    try:
        refused = meeting_acts.write_down(by=request.seat, of=row.pk, noted=changed)
    except Refused as reason:
        messages.warning(request, f"{reason} What you typed on the agenda was not kept.")
        return True
    for one in refused:
        notes.refuse(one)
    return not refused


def _typed(request: SeatRequest, row: Meeting) -> None:
    """Write down the guest and the item of words that were typed on the page, whatever was pressed."""
    guest, title = (request.POST.get(name, "").replace("\x00", "").strip()[:200] for name in ("guest", "title"))
    if guest:
        meeting_acts.attend(by=request.seat, of=row.pk, seat="", person=None, is_there=True, name=guest)
    if title:
        meeting_acts.add_item(by=request.seat, of=row.pk, title=title)


@require_POST
@within("meetings.run")
def papers_out(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that the papers went out today."""
    row = _row(request, of)

    def write() -> str:
        meeting_acts.send_papers(by=request.seat, of=row.pk)
        return "The papers are marked as sent today."

    return _written(request, row, write)


@require_POST
@within("meetings.run")
def open_meeting(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Open a meeting."""
    row = _row(request, of)

    def write() -> str:
        meeting_acts.open_meeting(by=request.seat, of=row.pk)
        return "The meeting is open. Tick who is here; ask for interests."

    return _written(request, row, write)


@require_POST
@within("meetings.run")
def attend(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that somebody has come, or has left: `came` or `left` has the seat and the person. A guest is named."""
    row, sent = _row(request, of), request.POST
    seat, _, word = sent.get("came", sent.get("left", "")).rpartition(" ")
    roles = Membership.objects.filter(alliance=request.seat.alliance).values_list("person_id", flat=True)
    person = next((one for one in Person.objects.filter(pk__in=roles) if str(one.pk) == word), None)
    if person is None and not (sent.get("guest", "").strip() and not word):
        raise Http404

    def write() -> str:
        if person is not None:
            meeting_acts.attend(by=request.seat, of=row.pk, seat=seat, person=person, is_there="came" in sent)
        return ""

    return _written(request, row, write, "#attendance")


@require_POST
@within("meetings.run")
def note(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what is said on the items of the agenda."""
    return _written(request, _row(request, of), lambda: "What was said is written down.", "#agenda")


@require_POST
@within("meetings.run")
def add_item(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add an item of words to the agenda."""
    row = _row(request, of)
    form = forms.ItemForm(request.POST, auto_id="item-%s")
    if not form.is_valid():
        return _shown(request, row, item=form)
    return _written(request, row, lambda: "The item is on the agenda.", "#agenda")


@require_POST
@within("meetings.run")
def move_item(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Move an item up or down, or take it off: `up`, `down` or `off` says which."""
    row = _row(request, of)
    where = next((one for one in ("up", "down", "off") if one in request.POST), "")
    item = next((one for one in row.items.all() if where and str(one.pk) == request.POST[where]), None)
    if item is None:
        raise Http404

    def write() -> str:
        meeting_acts.move_item(by=request.seat, of=row.pk, item=item.pk, where=where)
        return ""

    return _written(request, row, write, "#agenda")


@require_POST
@within("meetings.run")
def refill(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add to the agenda what has come to ask for a place since."""
    row = _row(request, of)

    def write() -> str:
        added = meeting_acts.refill(by=request.seat, of=row.pk)
        return f"{added} more on the agenda." if added else "Nothing else asks for a place."

    return _written(request, row, write, "#agenda")


@require_POST
@within("meetings.run")
def end(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """End a meeting; its minutes stand there in draft."""
    row = _row(request, of)

    def write() -> str:
        meeting_acts.end(by=request.seat, of=row.pk)
        return "The meeting has ended, and its minutes stand below as the record tells them."

    return _written(request, row, write)


@require_POST
@within("meetings.run")
def correct_minutes(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Put the draft of the minutes right."""
    row = _row(request, of)
    form = forms.MinutesForm(request.POST)

    def write() -> str:
        meeting_acts.correct_minutes(by=request.seat, of=row.pk, text=form.cleaned_data["minutes"].replace("\r\n", "\n"))
        return "The minutes are put right; what they said before is in the journal."

    return _taken(request, row, "minutes", form, write, "#minutes")


@require_POST
@within("meetings.run")
def agree_minutes(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that the minutes are agreed."""
    row = _row(request, of)

    def write() -> str:
        meeting_acts.agree_minutes(by=request.seat, of=row.pk)
        return "The minutes are agreed. Nothing of the meeting changes any more."

    return _written(request, row, write)


@require_POST
@within("meetings.run")
def move(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Move a meeting that has not been opened to another day."""
    row = _row(request, of)
    form = forms.MoveForm(request.POST, auto_id="move-%s")

    def write() -> str:
        made = meeting_acts.move(by=request.seat, of=row.pk, day=form.cleaned_data["day"], reason=form.cleaned_data["reason"])
        return f"{made.reference} is on {date_long(made.day)}. Its agenda and its papers went with it."

    return _taken(request, row, "move", form, write)


@require_POST
@within("meetings.run")
def cancel(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Cancel a meeting that has not been opened."""
    row = _row(request, of)
    form = forms.ReasonForm(request.POST, auto_id="cancel-%s")

    def write() -> str:
        meeting_acts.cancel(by=request.seat, of=row.pk, reason=form.cleaned_data["reason"])
        return f"{row.reference} is cancelled. What was on its agenda waits for another meeting."

    return _taken(request, row, "cancel", form, write)


@require_POST
@within("meetings.run")
def add_meeting_paper(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add a paper to a meeting."""
    row = _row(request, of)
    form = forms.PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, row, paper=form)

    def write() -> str:
        upload = form.cleaned_data["paper"]
        made = add_paper(by=request.seat, name=upload.name, data=upload.read(MOST_BYTES + 1), meeting=row)
        return f"“{made.name}” is added."

    return _written(request, row, write)
