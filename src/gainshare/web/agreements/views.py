"""The pages of the agreement: its versions, one of them, a new one, and what parties say to it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.kernel.problem import Invalid
from gainshare.web.agreements import actions, pages, queries
from gainshare.web.agreements.checks import review
from gainshare.web.agreements.differences import differences
from gainshare.web.agreements.forms import ProposalForm, UploadForm, WithdrawForm
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.queries import parties_of, people_by_party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.alliances.rights import roles_with
from gainshare.web.shared.pages import render


@require_GET
@within("agreement.read")
def versions(request: SeatRequest) -> HttpResponseBase:
    """List every version of the agreement."""
    alliance = request.seat.alliance
    found, in_force = list(queries.versions(alliance)), queries.version_in_force(alliance, timezone.localdate())
    return render(request, "agreements/versions.html", pages.versions_page(request.seat, found, in_force))


@require_GET
@within("agreement.read")
def version(request: SeatRequest, number: int) -> HttpResponseBase:
    """Show one version: what it says, what it changes, who has approved it."""
    return _show(request, number, WithdrawForm())


def _show(request: SeatRequest, number: int, withdrawal: WithdrawForm) -> HttpResponseBase:
    seat, found = request.seat, _version(request, number)
    status = pages.status_of(found, queries.version_in_force(seat.alliance, timezone.localdate()), timezone.localdate())
    asked = queries.parties_to_approve(found) if status == "awaiting approval" else []
    people = people_by_party(seat.alliance, roles_with(actions.APPROVE)) if asked else {}
    names = {party: [one.name for one in those if one.pk != found.proposed_by_id] for party, those in people.items()}
    without = (
        [party for party in seat.alliance.parties.select_related("organisation") if party.code in queries.left_out(found)] if asked else []
    )
    earlier = queries.version_before(found)
    page = pages.version_page(
        seat,
        found,
        status=status,
        approvals=pages.approval_rows(seat, found, asked, names, without),
        earlier=earlier,
        changes=differences(earlier.text, found.text) if earlier else None,
        withdrawal=withdrawal,
    )
    return render(request, "agreements/version.html", page, status=422 if withdrawal.is_bound else 200)


@require_GET
@within("agreement.read")
def text(request: SeatRequest, number: int) -> HttpResponseBase:
    """Return the text of a version as a file, byte for byte."""
    found = _version(request, number)
    answer = HttpResponse(found.text.encode("utf-8"), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="agreement.yaml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "POST"])
@within("agreement.propose")
def upload(request: SeatRequest) -> HttpResponseBase:
    """Take a new text: show everything that is wrong with it, or what it changes."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "GET":
        return render(request, "agreements/upload.html", pages.upload_page(request.seat, UploadForm()))
    if not form.is_valid():
        return render(request, "agreements/upload.html", pages.upload_page(request.seat, form), status=422)
    data = form.cleaned_data["file"]
    return _look_through(request, data, ProposalForm.of(data), status=200)


@require_POST
@within("agreement.propose")
def propose(request: SeatRequest) -> HttpResponseBase:
    """Propose a text that has been looked through."""
    form = ProposalForm(request.POST)
    if not form.is_valid():
        data = form.cleaned_data.get("text")
        if data is None:
            return render(request, "agreements/upload.html", pages.upload_page(request.seat, UploadForm({})), status=422)
        return _look_through(request, data, form, status=422)
    asked = form.cleaned_data
    try:
        made = actions.propose(
            by=request.seat, data=asked["text"], takes_effect_on=asked["takes_effect_on"], reason=asked["reason"], link=_link_in(request)
        )
    except Invalid as invalid:
        return render(request, "agreements/upload.html", pages.upload_page(request.seat, UploadForm(), invalid.problems), status=422)
    except Refused as refused:
        return _look_through(request, asked["text"], form, status=422, refusal=str(refused))
    messages.success(request, f"Version {made.number} is proposed. Those who approve it for their party are being told.")
    return redirect("agreement_version", alliance=request.seat.alliance.pk, number=made.number)


def _look_through(request: SeatRequest, data: bytes, form: ProposalForm, *, status: int, refusal: str = "") -> HttpResponseBase:
    """Show what a text changes and what the lint finds in it; if it cannot be used, what is wrong."""
    found = review(data, request.seat.alliance)
    if found.agreement is None:
        page = pages.upload_page(request.seat, UploadForm(), found.problems)
        return render(request, "agreements/upload.html", page, status=422)
    last = queries.last_version(request.seat.alliance)
    changes = differences(last.text, data.decode("utf-8"))
    shown = pages.proposal_page(request.seat, form, found.agreement, last=last, changes=changes, findings=found.problems, refusal=refusal)
    return render(request, "agreements/proposal.html", shown, status=status)


@require_POST
@within("agreement.approve_own")
def approve(request: SeatRequest, number: int) -> HttpResponseBase:
    """Approve a version for a party."""
    party = next((one for one in parties_of(request.seat.alliance) if one.code == request.POST.get("party")), None)
    if party is None:
        raise Http404
    try:
        found = actions.approve(by=request.seat, number=_version(request, number).number, party=party)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        more = " Every party has approved it now." if found.approved_at else ""
        messages.success(request, f"{party.organisation.name} has approved version {number}.{more}")
    return redirect("agreement_version", alliance=request.seat.alliance.pk, number=number)


@require_POST
@within("agreement.propose")
def withdraw(request: SeatRequest, number: int) -> HttpResponseBase:
    """Withdraw a version that waits for approval."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _show(request, number, form)
    try:
        actions.withdraw(by=request.seat, number=_version(request, number).number, reason=form.cleaned_data["reason"])
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Version {number} is withdrawn.")
    return redirect("agreement_version", alliance=request.seat.alliance.pk, number=number)


def _version(request: SeatRequest, number: int) -> AgreementVersion:
    found = queries.version_numbered(request.seat.alliance, number)
    if found is None:
        raise Http404
    return found


def _link_in(request: SeatRequest) -> Callable[[int], str]:
    """Return what makes the address of a version's page from its number."""
    alliance = request.seat.alliance.pk
    return lambda number: request.build_absolute_uri(reverse("agreement_version", kwargs={"alliance": alliance, "number": number}))
