"""The list of decisions, one of the record, and a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.queries import parties_of
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance import decisions_page, forms, proposing
from gainshare.web.governance.bindable import bindable
from gainshare.web.governance.carrying import carried
from gainshare.web.governance.decision_page import address
from gainshare.web.governance.models import Decision, RecordedDecision
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.shared.pages import render


@require_GET
@within("governance.read")
def decisions(request: SeatRequest) -> HttpResponseBase:
    """List the decisions, those of the record among them."""
    return render(request, "governance/decisions.html", decisions_page.decisions_page(request.seat, request.GET, timezone.localdate()))


@require_GET
@within("governance.read")
def recorded_decision(request: SeatRequest, reference: str) -> HttpResponseBase:
    """Show a decision as the record tells it."""
    found = RecordedDecision.objects.filter(alliance=request.seat.alliance, reference=reference).first()
    if found is None:
        raise Http404
    return render(request, "governance/recorded.html", decisions_page.recorded_page(request.seat, found))


@require_http_methods(["GET", "POST"])
@within("decisions.propose")
def propose(request: SeatRequest) -> HttpResponseBase:
    """Propose a decision; `?binds=settlement:…` says what it would bind, `?takes_up=` what it takes up again."""
    alliance = request.seat.alliance
    schedule = schedule_of(alliance)
    if schedule is None:
        messages.warning(request, "The alliance has no governance schedule yet, so nothing can be decided here.")
        return redirect("governance", alliance=alliance.pk)
    parties = [party for party in parties_of(alliance) if party.code in schedule.parties]
    offered: dict[str, Any] = {
        "schedule": schedule,
        "parties": parties,
        "earlier": decisions_page.earlier_decisions(alliance, timezone.localdate()),
    }
    if request.method == "GET":
        return _asked(request, offered, schedule.terms.leading_body.id)
    form = forms.ProposeForm(request.POST, **offered)
    if not form.is_valid():
        return _propose_page(request, form, parties, form.data.get("binds", ""), status=422)
    already = Decision.objects.filter(alliance=alliance, form_token=form.cleaned_data["token"]).first()
    if already is not None:
        new = "Begin a new form for another proposal."
        messages.warning(request, f"{already} was proposed from this form already. Nothing was changed. {new}")
        return redirect(address("decision", request.seat, already))
    try:
        made = proposing.propose(by=request.seat, proposal=_proposal(alliance, form), token=form.cleaned_data["token"])
    except Refused as refused:
        return _propose_page(request, form, parties, form.cleaned_data["binds"], refusal=str(refused), status=422)
    messages.success(request, f"{made.reference} is proposed. Its class follows from the schedule.")
    return redirect(address("decision", request.seat, made))


def _asked(request: SeatRequest, offered: Mapping[str, Any], leading: str) -> HttpResponseBase:
    """Return the form; its token is in the address, so that whoever comes back to the form has the same one and proposes once."""
    if (token := _token(request)) is None:
        again = request.GET.copy()
        again["token"] = str(uuid4())
        return redirect(f"{request.path}?{again.urlencode()}")
    earlier = carried(request.seat.alliance, request.GET.get("takes_up", "")[:60])
    first = {"put_to": leading, "token": token, **earlier, **_asked_for(request)}
    return _propose_page(request, forms.ProposeForm(initial=first, **offered), offered["parties"], str(first.get("binds", "")))


def _proposal(alliance: Alliance, form: forms.ProposeForm) -> proposing.Proposal:
    """Return the proposal that a form is filled in with."""
    given = form.cleaned_data
    plain = {name: given[name] for name in ("title", "wording", "put_to", "why", "people", "equality", "amount", "subject", "is_urgent")}
    plain |= {name: given[name] for name in ("approvals_by", "owner", "review_on", "takes_up", "reserved", "consequences")}
    money: dict[str, Any] = {"commitments": form.money_of("commits"), "effects": form.money_of("effect")}
    return proposing.Proposal(**plain, **money, options=form.options_read(), binds=bindable(alliance, given["binds"]))


def _token(request: SeatRequest) -> UUID | None:
    """Return the token of the form in the address; None if there is none."""
    try:
        return UUID(request.GET.get("token", ""))
    except ValueError:
        return None


def _asked_for(request: SeatRequest) -> dict[str, object]:
    names = ("title", "wording", "binds", "takes_up", "why", "amount")
    asked: dict[str, object] = {name: request.GET[name] for name in names if name in request.GET}
    if "rebase" in request.GET:
        measure, month = request.GET["rebase"][:60], request.GET.get("from", "").strip()[:20]
        asked |= {"binds": f"rebase:{measure}@{month}", "title": f"A new baseline of {measure} from {month}"}
    return asked | ({"reserved": request.GET.getlist("reserved")} if "reserved" in request.GET else {})


def _propose_page(
    request: SeatRequest, form: BaseForm, parties: Sequence[Party], binds: str, refusal: str = "", status: int = 200
) -> HttpResponseBase:
    told = [(kind.replace("_", " "), label) for kind, _, label in bindable(request.seat.alliance, binds)]
    page = decisions_page.propose_page(request.seat, form, parties, told, refusal)
    return render(request, "governance/propose.html", page, status=status)
