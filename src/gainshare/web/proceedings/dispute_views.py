"""Disputes: the list, one of them, raising one, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused, do_and_say
from gainshare.web.proceedings import dispute_forms as forms
from gainshare.web.proceedings import dispute_pages as pages
from gainshare.web.proceedings import disputing
from gainshare.web.proceedings.links import address
from gainshare.web.proceedings.models import Dispute
from gainshare.web.proceedings.queries import dispute_of
from gainshare.web.shared.pages import render


@require_GET
@within("disputes.read")
def disputes(request: SeatRequest) -> HttpResponseBase:
    """List the disputes of an alliance."""
    return render(request, "proceedings/disputes.html", pages.disputes_page(request.seat))


@require_http_methods(["GET", "POST"])
@within("disputes.raise_own")
def raise_dispute(request: SeatRequest) -> HttpResponseBase:
    """Raise a dispute for a party; `?about=` and `?question=` fill the form in."""
    parties = [party for party in request.seat.parties if request.seat.may(disputing.RAISE, party)]
    if request.method == "GET":
        first = {
            "about": request.GET.get("about", "")[:200],
            "question": request.GET.get("question", "")[: forms.WORDS],
            "token": forms.new_token(),
        }
        return render(request, "proceedings/raise.html", pages.raise_page(request.seat, forms.RaiseForm(initial=first, parties=parties)))
    form = forms.RaiseForm(request.POST, parties=parties)
    if not form.is_valid():
        return render(request, "proceedings/raise.html", pages.raise_page(request.seat, form), status=422)
    asked = form.cleaned_data
    party = next(one for one in parties if one.code == asked["party"])
    try:
        raised = disputing.Raised(asked["about"], asked["question"], asked["token"])
        made = disputing.raise_dispute(by=request.seat, party=party, raised=raised, link=_link_in(request))
    except Refused as refused:
        return render(request, "proceedings/raise.html", pages.raise_page(request.seat, form, str(refused)), status=422)
    messages.success(request, f"{made.reference} is raised. Its first step begins today.")
    return redirect(address("dispute", request.seat, of=made.pk))


@require_GET
@within("disputes.read")
def dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a dispute on its way."""
    return _shown(request, dispute_of(request.seat, of))


def _shown(request: SeatRequest, one: Dispute, unsent: tuple[str, BaseForm] | None = None) -> HttpResponse:
    return render(request, "proceedings/dispute.html", pages.dispute_page(request.seat, one, unsent), status=422 if unsent else 200)


@require_POST
@within("disputes.read")
def note_dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what was said or offered in a dispute."""
    one, parties, whole = dispute_of(request.seat, of), pages.speaking(request.seat), request.seat.may(disputing.KEEP)
    if not parties:
        raise PermissionDenied
    form = forms.NoteForm(request.POST, parties=parties, is_whole=whole, auto_id="note_%s")
    if form.is_valid():
        asked = form.cleaned_data
        party = next((party for party in parties if party.code == asked["party"]), None if whole else parties[0])
        try:
            disputing.note(by=request.seat, of=one.pk, party=party, text=asked["text"], said_on=asked["said_on"])
        except Refused as refused:
            form.add_error("said_on", str(refused))
        else:
            messages.success(request, "It is written down.")
            return redirect(address("dispute", request.seat, of=one.pk))
    return _shown(request, one, ("note", form))


@require_POST
@within("disputes.read")
def escalate_dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take a dispute to its next step."""
    one, form = dispute_of(request.seat, of), forms.EscalateForm(request.POST, auto_id="escalate_%s")
    if not disputing.may_take_on(request.seat, one):
        raise PermissionDenied
    if not form.is_valid():
        return _shown(request, one, ("escalate", form))

    def write() -> str:
        asked = form.cleaned_data
        disputing.escalate(by=request.seat, of=one.pk, reason=asked["reason"], seen=asked["step"], link=_link_in(request))
        return "It has gone on to the next step, which begins today."

    return _written(request, one, write)


@require_POST
@within("disputes.keep")
def resolve_dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what the parties agreed."""
    one, form = dispute_of(request.seat, of), forms.ResolveForm(request.POST, auto_id="resolve_%s")
    if not form.is_valid():
        return _shown(request, one, ("resolve", form))

    def write() -> str:
        asked = form.cleaned_data
        disputing.resolve(by=request.seat, of=one.pk, outcome=asked["outcome"], seen=asked["step"], link=_link_in(request))
        return "It is resolved, and what was agreed is written down."

    return _written(request, one, write)


@require_POST
@within("disputes.keep")
def end_dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what came of the last step, without agreement."""
    one, form = dispute_of(request.seat, of), forms.EndForm(request.POST, auto_id="end_%s")
    if not form.is_valid():
        return _shown(request, one, ("end", form))

    def write() -> str:
        asked = form.cleaned_data
        disputing.end(by=request.seat, of=one.pk, outcome=asked["outcome"], seen=asked["step"], link=_link_in(request))
        return "Its last step has ended, and what came of it is written down."

    return _written(request, one, write)


@require_POST
@within("disputes.raise_own")
def withdraw_dispute(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take a dispute back, for the party that raised it."""
    one, form = dispute_of(request.seat, of), forms.WithdrawForm(request.POST, auto_id="withdraw_%s")
    if disputing.speaks_for(request.seat, one) is None:
        raise PermissionDenied
    if not form.is_valid():
        return _shown(request, one, ("withdraw", form))

    def write() -> str:
        asked = form.cleaned_data
        disputing.withdraw(by=request.seat, of=one.pk, reason=asked["reason"], seen=asked["step"], link=_link_in(request))
        return "It is taken back."

    return _written(request, one, write)


def _written(request: SeatRequest, one: Dispute, write: Callable[[], str]) -> HttpResponseBase:
    """Do what a form asks, and say what came of it on the dispute's page."""
    do_and_say(request, write)
    return redirect(address("dispute", request.seat, of=one.pk))


def _link_in(request: SeatRequest) -> Callable[[Dispute], str]:
    """Return what makes the address of a dispute's page for a message."""
    return lambda one: request.build_absolute_uri(address("dispute", request.seat, of=one.pk))
