"""Bodies and seats, the schedule's versions, and interests."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Membership
from gainshare.web.alliances.refusals import Refused, do_and_say
from gainshare.web.governance import appointing, schedule_pages
from gainshare.web.governance import seat_forms as forms
from gainshare.web.governance.bodies_page import bodies_page
from gainshare.web.governance.models import Appointment, Interest, Schedule
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.shared.pages import render

LARGEST = 1_000_000
"""Bytes of the largest schedule."""


@require_GET
@within("governance.read")
def governance(request: SeatRequest) -> HttpResponseBase:
    """Show who decides: bodies, seats, principles, reserved matters."""
    return render(request, "governance/bodies.html", bodies_page(request.seat, timezone.localdate()))


@require_http_methods(["GET", "POST"])
@within("governance.manage")
def appoint(request: SeatRequest) -> HttpResponseBase:
    """Appoint somebody to the seat of the address."""
    body, seat = (request.GET.get(name) or request.POST.get(name, "") for name in ("body", "seat"))
    schedule = schedule_of(request.seat.alliance)
    terms = next((one for one in schedule.terms.bodies if one.id == body), None) if schedule else None
    found = next((one for one in terms.seats if one.id == seat), None) if terms else None
    if terms is None or found is None:
        raise Http404
    words = f"{found.person}, {terms.name}"
    people = _people(request, found.party)
    if request.method == "GET":
        form = forms.SeatForm(initial={"part": "member", "begins_on": timezone.localdate()}, people=people)
        return render(request, "governance/appoint.html", schedule_pages.appoint_page(request.seat, form, words))
    form = forms.SeatForm(request.POST, people=people)
    if not form.is_valid():
        return render(request, "governance/appoint.html", schedule_pages.appoint_page(request.seat, form, words), status=422)
    given = form.cleaned_data
    who = appointing.Seating(
        body=body,
        seat=seat,
        person=Person.objects.get(pk=given["person"]),
        is_deputy=given["part"] == "deputy",
        deed=given["deed"],
        limit=given["limit"],
        begins_on=given["begins_on"],
        ends_on=given["ends_on"],
    )
    try:
        made = appointing.appoint(by=request.seat, who=who)
    except Refused as refused:
        page = schedule_pages.appoint_page(request.seat, form, words, str(refused))
        return render(request, "governance/appoint.html", page, status=422)
    messages.success(request, f"{made.person.name} is appointed.")
    return redirect("governance", alliance=request.seat.alliance.pk)


def _people(request: SeatRequest, party: str | None) -> Sequence[tuple[str, str]]:
    """Return who could sit there: people with a role for the party, or with any role where the seat is for no party."""
    found = Membership.objects.in_force().filter(alliance=request.seat.alliance)
    if party is not None:
        found = found.filter(party__code=party)
    people = {str(one.person_id): one.person.name for one in found.select_related("person").order_by("person__name")}
    return [("", "Choose a person"), *people.items()]


@require_POST
@within("governance.manage")
def end_appointment(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """End an appointment."""
    reason = request.POST.get("reason", "").strip()[:2_000]
    if not Appointment.objects.filter(pk=of, alliance=request.seat.alliance).exists():
        raise Http404

    def write() -> str:
        if not reason:
            raise Refused("Say why the appointment ends.")
        ended = appointing.end_appointment(by=request.seat, of=of, reason=reason)
        return f"{ended.person.name} no longer holds the seat. What was said from it stays on record."

    do_and_say(request, write)
    return redirect("governance", alliance=request.seat.alliance.pk)


@require_http_methods(["GET", "POST"])
@within("governance.read")
def schedules(request: SeatRequest) -> HttpResponseBase:
    """List the schedule's versions, and take the next one."""
    may = request.seat.may("governance.propose")
    if request.method == "GET":
        return _schedules(request, forms.ScheduleForm(initial={"takes_effect_on": timezone.localdate()}) if may else None)
    request.seat.require("governance.propose")
    form = forms.ScheduleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _schedules(request, form, status=422)
    given = form.cleaned_data
    try:
        data = given["file"].read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Refused("The file is larger than 1 MB. A governance schedule has a few pages.")
        made = appointing.propose_schedule(by=request.seat, data=data, takes_effect_on=given["takes_effect_on"], reason=given["reason"])
    except Invalid as invalid:
        return _schedules(request, form, errors(invalid.problems), status=422)
    except Refused as refused:
        return _schedules(request, form, refusal=str(refused), status=422)
    said = "It holds from its day." if made.adopted_at else "It holds once a decision adopts it: propose that decision."
    messages.success(request, f"Version {made.number} of the governance schedule is here. {said}")
    return redirect("schedules", alliance=request.seat.alliance.pk)


def _schedules(
    request: SeatRequest, form: BaseForm | None, problems: Sequence[Problem] = (), refusal: str = "", status: int = 200
) -> HttpResponse:
    page = schedule_pages.schedules_page(request.seat, form, problems, refusal)
    return render(request, "governance/schedules.html", page, status=status)


@require_GET
@within("governance.read")
def schedule_file(request: SeatRequest, number: int) -> HttpResponseBase:
    """Give a version of the schedule out as the file that it is."""
    found = Schedule.objects.filter(alliance=request.seat.alliance, number=number).first()
    if found is None:
        raise Http404
    answer = HttpResponse(found.text.encode(), content_type="text/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="governance-{number}.yaml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@within("governance.propose")
def withdraw_schedule(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take back a schedule that waits to be adopted."""
    if not Schedule.objects.filter(pk=of, alliance=request.seat.alliance).exists():
        raise Http404
    reason = request.POST.get("reason", "").strip()[:2_000]

    def write() -> str:
        if not reason:
            raise Refused("Say why the version is taken back.")
        gone = appointing.withdraw_schedule(by=request.seat, of=of, reason=reason)
        return f"Version {gone.number} is taken back."

    do_and_say(request, write)
    return redirect("schedules", alliance=request.seat.alliance.pk)


@require_http_methods(["GET", "POST"])
@within("governance.read")
def interests(request: SeatRequest) -> HttpResponseBase:
    """Show the register of interests, and take a declaration of one's own."""
    if request.method == "GET":
        return _interests(request)
    request.seat.require("interests.declare")
    form = forms.InterestForm(request.POST)
    if not form.is_valid():
        return _interests(request, form)
    given, parties = form.cleaned_data, request.seat.parties
    appointing.declare_interest(
        by=request.seat,
        what=given["what"],
        kind=given["kind"],
        management=given["management"],
        party=parties[0].code if parties else "",
    )
    messages.success(request, "Your interest is declared. Who chairs says what is done about it.")
    return redirect("interests", alliance=request.seat.alliance.pk)


@require_POST
@within("meetings.run")
def review_interest(request: SeatRequest) -> HttpResponseBase:
    """Say what is done about an interest, looked at today."""
    form = forms.ReviewForm(request.POST)
    if not form.is_valid():
        return _interests(request, review=form)
    given = form.cleaned_data
    appointing.review_interest(by=request.seat, of=given["interest"], management=given["management"], is_over=given["is_over"])
    messages.success(request, "It is written down, with today as the day on which it was looked at.")
    return redirect("interests", alliance=request.seat.alliance.pk)


def _interests(request: SeatRequest, form: BaseForm | None = None, review: BaseForm | None = None) -> HttpResponseBase:
    declare = form or (forms.InterestForm() if request.seat.may("interests.declare") else None)
    reviews: list[tuple[Interest, BaseForm]] = []
    if request.seat.may("meetings.run"):
        for one in Interest.objects.filter(alliance=request.seat.alliance, ended_on__isnull=True).order_by("number"):
            first = {"interest": one.pk, "management": one.management}
            is_sent = review is not None and review.data.get("interest") == str(one.pk)
            reviews.append((one, review if is_sent and review else forms.ReviewForm(initial=first, auto_id=f"i{one.number}-%s")))
    unsent = form or review
    page = schedule_pages.interests_page(request.seat, declare, reviews, unsent)
    return render(request, "governance/interests.html", page, status=422 if unsent else 200)
