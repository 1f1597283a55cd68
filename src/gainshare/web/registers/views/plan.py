"""The implementation plan: its activities, one activity, its milestones, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.registers import plan_actions
from gainshare.web.registers.asking import ACTIVITY_FORMS, activity_form
from gainshare.web.registers.frames import NOTHING_UNSENT, Unsent, address
from gainshare.web.registers.models import Activity
from gainshare.web.registers.plan_actions import Aimed, Planned
from gainshare.web.registers.plan_forms import MilestoneForm
from gainshare.web.registers.plan_pages import activity_page, milestone_page, new_activity_page, plan_page
from gainshare.web.registers.queries import activity_of, milestone_of
from gainshare.web.registers.views.sending import seen_in, taken
from gainshare.web.registers.writing import KEEP
from gainshare.web.shared.pages import render

READ = "registers.read"
"""The right to read the registers."""


@require_GET
@within(READ)
def plan(request: SeatRequest) -> HttpResponseBase:
    """Show the plan: its activities, their milestones, and what is late."""
    return render(request, "registers/plan.html", plan_page(request.seat, timezone.localdate()))


@require_http_methods(["GET", "POST"])
@within(KEEP)
def new_activity(request: SeatRequest) -> HttpResponseBase:
    """Add an activity to the plan."""
    seat = request.seat
    if request.method == "GET":
        return render(request, "registers/form.html", new_activity_page(seat, activity_form(seat, None)))
    form = activity_form(seat, None, request.POST)

    def write() -> str:
        made = plan_actions.add_activity(by=seat, planned=_planned(form.cleaned_data), token=form.cleaned_data["token"])
        return f"{made.reference} is in the plan."

    def again() -> HttpResponseBase:
        return render(request, "registers/form.html", new_activity_page(seat, form), status=422)

    return taken(request, form, write, to=address("plan", seat), again=again)


@require_GET
@within(READ)
def activity(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show an activity with its milestones and its history."""
    return _shown(request, activity_of(request.seat.alliance, of))


@require_POST
@within(KEEP)
def change_activity(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Change what is said of an activity."""

    def write(row: Activity, said: dict[str, Any]) -> str:
        plan_actions.change_activity(by=request.seat, of=row.pk, seen=seen_in(request), planned=_planned(said), reason=said["reason"])
        return f"What is said of {row.reference} is kept."

    return _sent(request, of, "change", write)


@require_POST
@within(KEEP)
def add_milestone(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Add a milestone to an activity."""

    def write(row: Activity, said: dict[str, Any]) -> str:
        made = plan_actions.add_milestone(by=request.seat, of=row.pk, seen=seen_in(request), **said)
        return f"Milestone {plan_actions.called(row, made)} is added."

    return _sent(request, of, "milestone", write)


@require_http_methods(["GET", "POST"])
@within(KEEP)
def milestone(request: SeatRequest, of: UUID, number: int) -> HttpResponseBase:
    """Change a milestone of an activity."""
    seat, row = request.seat, activity_of(request.seat.alliance, of)
    one = milestone_of(row, number)
    if request.method == "GET":
        first = {"name": one.name, "due_on": one.due_on, "done_on": one.done_on, "is_dropped": one.is_dropped}
        return render(request, "registers/form.html", milestone_page(seat, row, one, MilestoneForm(initial=first)))
    form = MilestoneForm(request.POST)

    def write() -> str:
        said = form.cleaned_data
        aimed = Aimed(said["name"], said["due_on"], said["done_on"], said["is_dropped"])
        plan_actions.change_milestone(by=seat, of=row.pk, seen=seen_in(request), number=number, aimed=aimed, reason=said["reason"])
        return f"Milestone {plan_actions.called(row, one)} is kept."

    def again() -> HttpResponseBase:
        return render(request, "registers/form.html", milestone_page(seat, activity_of(seat.alliance, of), one, form), status=422)

    return taken(request, form, write, to=address("activity", seat, row), again=again)


@require_POST
@within(KEEP)
def reach_milestone(request: SeatRequest, of: UUID, number: int) -> HttpResponseBase:
    """Say that a milestone was reached today."""
    row = activity_of(request.seat.alliance, of)
    one = milestone_of(row, number)
    try:
        plan_actions.reach_milestone(by=request.seat, of=row.pk, seen=seen_in(request), number=number, done_on=timezone.localdate())
        messages.success(request, f"Milestone {plan_actions.called(row, one)} is reached.")
    except Refused as refused:
        messages.warning(request, f"{refused} Nothing was changed.")
    return redirect(address("activity", request.seat, row))


def _sent(request: SeatRequest, of: UUID, name: str, write: Callable[[Activity, dict[str, Any]], str]) -> HttpResponseBase:
    """Do what a form of an activity's page asks, or show the page again with what is wrong."""
    row = activity_of(request.seat.alliance, of)
    form = ACTIVITY_FORMS[name](request.seat, row, request.POST)
    return taken(
        request,
        form,
        lambda: write(row, form.cleaned_data),
        to=address("activity", request.seat, row),
        again=lambda: _shown(request, activity_of(request.seat.alliance, of), Unsent(name, form)),
    )


def _shown(request: SeatRequest, row: Activity, unsent: Unsent = NOTHING_UNSENT) -> HttpResponseBase:
    page = activity_page(request.seat, row, timezone.localdate(), unsent)
    return render(request, "registers/activity.html", page, status=422 if unsent.form else 200)


def _planned(said: dict[str, Any]) -> Planned:
    """Return what a form says of an activity."""
    needs = tuple(said.get("depends_on", ()))
    return Planned(said["kind"], said["text"], said["lead"], said["status"], said["benefit"], said["measure"], needs)
