"""Processes: the list, one of them, beginning one, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.proceedings import process_pages as pages
from gainshare.web.proceedings import processing
from gainshare.web.proceedings.dispute_forms import new_token
from gainshare.web.proceedings.facts import others_of, parties_for, value_of
from gainshare.web.proceedings.kinds import KINDS, KindWords
from gainshare.web.proceedings.links import address
from gainshare.web.proceedings.models import Process
from gainshare.web.proceedings.process_doing import form_of
from gainshare.web.proceedings.process_forms import StartForm
from gainshare.web.proceedings.queries import process_of
from gainshare.web.shared.pages import render

Asked = Mapping[str, Any]
"""What a form was sent with, cleaned."""


@require_GET
@within("processes.read")
def processes(request: SeatRequest) -> HttpResponseBase:
    """List the processes of an alliance, and explain the kinds."""
    return render(request, "proceedings/processes.html", pages.processes_page(request.seat))


@require_http_methods(["GET", "POST"])
@within("processes.keep")
def start_process(request: SeatRequest, kind: str) -> HttpResponseBase:
    """Begin a process of a kind."""
    words = KINDS.get(kind)  # type: ignore[call-overload]  # any other word is no kind
    if words is None:
        raise Http404
    form = _start_form(request.seat.alliance, words, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        page = pages.start_page(request.seat, words, form)
        return render(request, "proceedings/start.html", page, status=422 if form.is_bound else 200)
    asked = form.cleaned_data
    reason = f"{asked['event'][:1].upper()}{asked['event'][1:]}: {asked['reason']}" if asked.get("event") else asked["reason"]
    try:
        begun = processing.Begun(words.kind, asked["party"].strip(), reason, asked["started_on"], asked["token"])
        made = processing.start(
            by=request.seat, begun=begun, link=lambda one: request.build_absolute_uri(address("process", request.seat, of=one.pk))
        )
    except Refused as refused:
        return render(request, "proceedings/start.html", pages.start_page(request.seat, words, form, str(refused)), status=422)
    messages.success(request, f"{made.reference} has begun.")
    return redirect(address("process", request.seat, of=made.pk))


def _start_form(alliance: Alliance, words: KindWords, data: Mapping[str, Any] | None) -> StartForm:
    schedule = schedule_of(alliance)
    leaving = schedule.terms.leaving if schedule else None
    first = {"started_on": timezone.localdate(), "token": new_token()}
    return StartForm(
        data, words=words, parties=parties_for(words.kind, alliance), events=leaving.default_events if leaving else (), initial=first
    )


@require_GET
@within("processes.read")
def process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a process as a list of tasks."""
    return _shown(request, process_of(request.seat, of))


def _shown(request: SeatRequest, one: Process, unsent: tuple[str, BaseForm] | None = None) -> HttpResponse:
    return render(request, "proceedings/process.html", pages.process_page(request.seat, one, unsent), status=422 if unsent else 200)


@require_POST
@within("processes.keep")
def record_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that the current step was done."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        act = processing.go_on_without if asked.get("came") == "no" else processing.record_step
        act(by=request.seat, of=one.pk, note=asked["note"], done_on=asked["done_on"], seen=asked["step"])
        return "It is written down."

    return _written(request, one, "record", write, "done_on")


@require_POST
@within("processes.keep")
def decide_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Bind a process to the decision that it rests on."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        made = processing.bind_decision(by=request.seat, of=one.pk, decision=UUID(asked["decision"]))
        return f"{made.reference} rests on {made.decision}."

    return _written(request, one, "decide", write, "decision")


@require_POST
@within("processes.keep")
def approve_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what a party's own board said."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        party = next(party for party in others_of(one) if party.code == asked["party"])
        said = processing.Said(party, asked["says"] == "yes", asked["given_by"], asked["given_on"], asked["reason"])
        processing.approve(by=request.seat, of=one.pk, said=said)
        return f"What {party} decided is written down."

    return _written(request, one, "approve", write, "given_on")


@require_POST
@within("processes.keep")
def complete_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Complete a process with the version of the agreement that re-bases the shares."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        return processing.complete(by=request.seat, of=one.pk, version=int(asked["version"])).outcome

    return _written(request, one, "complete", write, "version")


@require_POST
@within("processes.keep")
def rectify_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down that it was put right."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        processing.rectify(by=request.seat, of=one.pk, outcome=asked["outcome"])
        return "It was put right, and nobody is excluded."

    return _written(request, one, "rectify", write, "outcome")


@require_POST
@within("processes.keep")
def withdraw_process(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take a process back."""
    one = process_of(request.seat, of)

    def write(asked: Asked) -> str:
        processing.withdraw(by=request.seat, of=one.pk, outcome=asked["outcome"])
        return "It is taken back."

    return _written(request, one, "withdraw", write, "outcome")


def _written(request: SeatRequest, one: Process, name: str, write: Callable[[Asked], str], at: str) -> HttpResponseBase:
    """Do what a form asks, and say what came of it; what is refused is said at a field of the form.

    Args:
        request: the request.
        one: the process.
        name: what is done.
        write: does it, and returns what came of it.
        at: the field at which a refusal is said.
    """
    form = form_of(name, one, value_of(one), request.POST)
    if form.is_valid():
        try:
            messages.success(request, write(form.cleaned_data))
        except Refused as refused:
            form.add_error(at, str(refused))
        else:
            return redirect(address("process", request.seat, of=one.pk))
    return _shown(request, one, (name, form))
