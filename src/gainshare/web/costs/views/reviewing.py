"""One return, and checking it: queries, answers, acceptance, and the way back to the party."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.book import agreement_of
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import return_of
from gainshare.web.costs.reminding import tell_checkers, tell_party
from gainshare.web.costs.return_page import Unsent, return_page
from gainshare.web.costs.views.entering import SeenForm
from gainshare.web.costs.writing import Stale
from gainshare.web.shared.pages import render

WORDS = 2_000
"""Characters of a question, an answer or a reason, at most."""


class QueryForm(forms.Form):
    """A question about a line or the whole."""

    line = forms.IntegerField(required=False, min_value=1, label="Line")
    question = forms.CharField(max_length=WORDS, error_messages={"required": "Write what you ask."})


class AnswerForm(forms.Form):
    """The answer to a query."""

    answer = forms.CharField(max_length=WORDS, error_messages={"required": "Write an answer."})


class GiveBackForm(SeenForm):
    """Why a return goes back, and which lines it is about."""

    reason = forms.CharField(max_length=WORDS, error_messages={"required": "Say why it goes back."})
    lines = forms.RegexField(
        r"^[0-9]{1,6}(?:[ ,]+[0-9]{1,6})*$",
        required=False,
        max_length=WORDS,
        error_messages={"invalid": "Give line numbers with commas between, such as 2, 5."},
    )


@require_GET
@within("alliance.read")
def show(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show one return to whoever may see its lines or its total."""
    one = return_of(request.seat, of)
    return render(request, "costs/return.html", return_page(request.seat, agreement_of(request.seat.alliance), one))


@require_POST
@within("costs.query")
def query(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Ask the party about a return."""
    one = return_of(request.seat, of)
    form = QueryForm(request.POST)

    def write() -> str:
        words = form.cleaned_data
        reviewing.ask(by=request.seat, of=one.pk, line_number=words["line"], question=words["question"])
        tell_party(by=request.seat, of=one, kind="queried", what="has a query", address=request.build_absolute_uri)
        return "The query has gone to the party."

    return _written(request, one, form, write, "query")


@require_POST
@within("costs.answer_own")
def answer(request: SeatRequest, of: UUID, query: UUID) -> HttpResponseBase:
    """Answer a query."""
    one = return_of(request.seat, of)
    form = AnswerForm(request.POST)

    def write() -> str:
        actions.answer(by=request.seat, of=one.pk, query=query, words=form.cleaned_data["answer"])
        tell_checkers(by=request.seat, of=one, kind="answered", what="has an answer to a query", address=request.build_absolute_uri)
        return "Your answer has gone to the alliance's finance group."

    return _written(request, one, form, write, str(query))


@require_POST
@within("costs.accept")
def accept(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Accept a return."""
    one = return_of(request.seat, of)
    form = SeenForm(request.POST)

    def write() -> str:
        reviewing.accept(by=request.seat, of=one.pk, seen=form.cleaned_data["seen"])
        tell_party(by=request.seat, of=one, kind="accepted", what="has been accepted", address=request.build_absolute_uri)
        return "The return is accepted. Its lines count from now on."

    return _written(request, one, form, write)


@require_POST
@within("costs.return")
def give_back(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Return a submission to its party."""
    one = return_of(request.seat, of)
    form = GiveBackForm(request.POST)

    def write() -> str:
        words = form.cleaned_data
        numbers = [int(number) for number in words["lines"].replace(",", " ").split()]
        reviewing.give_back(by=request.seat, of=one.pk, seen=words["seen"], reason=words["reason"], lines=numbers)
        tell_party(by=request.seat, of=one, kind="returned", what="has come back to you", address=request.build_absolute_uri)
        return f"The return has gone back to {one.party.organisation.name}."

    return _written(request, one, form, write, "give_back")


def _written(request: SeatRequest, one: Return, form: forms.Form, write: Callable[[], str], name: str = "") -> HttpResponse:
    """Do what a form asks, and say what came of it on the return's page.

    Args:
        request: the request.
        one: the return.
        form: the form.
        write: does it, and returns what to say of it.
        name: which form of the page it is, if words are typed into it: they stand there again if it is not taken.
    """
    fault = " ".join(str(fault) for faults in form.errors.values() for fault in faults)
    if not fault:
        try:
            messages.success(request, write())
        except (Stale, Refused) as refused:
            fault = f"{refused} Nothing was changed."
    if not fault or not name:
        if fault:
            messages.warning(request, fault)
        return redirect("return", alliance=request.seat.alliance.pk, of=one.pk)
    words = {field: str(value) for field, value in request.POST.items()}
    page = return_page(request.seat, agreement_of(request.seat.alliance), return_of(request.seat, one.pk), Unsent(name, fault, words))
    return render(request, "costs/return.html", page, status=422)
