"""Settlements: the list, a statement, its figures opened, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.kernel.problem import Fault, Invalid, errors
from gainshare.web.agreements.queries import version_numbered
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused, do_and_say, why
from gainshare.web.costs.book import agreement_of
from gainshare.web.settlements import actions, downloads, drafting, forms, pages
from gainshare.web.settlements.comparing import compare_runs, compare_versions
from gainshare.web.settlements.figures import figures_asked, read_rows
from gainshare.web.settlements.held import holds_small_numbers, statement_of
from gainshare.web.settlements.models import APPROVES, REFUSES, STANDINGS, Settlement, Transfer
from gainshare.web.settlements.periods import choices
from gainshare.web.settlements.queries import settlement_of, settlements_of
from gainshare.web.settlements.rows_page import rows_page
from gainshare.web.settlements.statement_page import Unsent, mistake_form, pay_form, refuse_form, statement_page
from gainshare.web.shared.pages import render


@require_GET
@within("settlements.read")
def settlements(request: SeatRequest) -> HttpResponseBase:
    """List the settlements of an alliance; `?standing=draft` narrows it."""
    standing = request.GET.get("standing", "")
    if standing and standing not in dict(STANDINGS):
        raise Http404
    alliance = request.seat.alliance
    found = list(settlements_of(alliance, standing=standing))
    return render(request, "settlements/list.html", pages.list_page(request.seat, agreement_of(alliance), request.GET, found))


@require_http_methods(["GET", "POST"])
@within("settlements.draft")
def draft(request: SeatRequest) -> HttpResponseBase:
    """Work a period out, and keep the settlement."""
    agreement, today = agreement_of(request.seat.alliance), timezone.localdate()
    periods = choices(agreement, today)
    if request.method == "GET":
        first = {
            "as_of": today,
            "token": forms.new_token(),
            "kind": "shadow",
            "period": request.GET.get("period") or (periods[0][0] if periods else ""),
        }
        return render(request, "settlements/draft.html", pages.draft_page(request.seat, forms.DraftForm(initial=first, periods=periods)))
    form = forms.DraftForm(request.POST, periods=periods)
    if not form.is_valid():
        return render(request, "settlements/draft.html", pages.draft_page(request.seat, form), status=422)
    asked = form.cleaned_data
    try:
        wanted = drafting.Wanted(agreement.period(asked["period"]), asked["kind"], asked["as_of"], asked["reason"], asked["token"])
        made = drafting.draft(by=request.seat, wanted=wanted, link=_link_in(request))
    except Invalid as invalid:
        return render(request, "settlements/draft.html", pages.draft_page(request.seat, form, errors(invalid.problems)), status=422)
    except (Refused, Fault) as refused:
        return render(request, "settlements/draft.html", pages.draft_page(request.seat, form, (), why(refused)), status=422)
    said = (
        "It is worked out, and nothing is payable by it."
        if made.kind == "shadow"
        else "It is worked out. Every party is asked to approve it."
    )
    messages.success(request, said)
    return redirect(pages.address("settlement", request.seat, made))


@require_http_methods(["GET", "POST"])
@within("settlements.draft")
def restate(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Work a settled period out again, and keep the difference."""
    one = settlement_of(request.seat, of)
    if request.method == "GET":
        form = forms.RestateForm(initial={"as_of": timezone.localdate(), "token": forms.new_token()})
        return render(request, "settlements/draft.html", pages.restate_page(request.seat, one, form))
    form = forms.RestateForm(request.POST)
    if not form.is_valid():
        return render(request, "settlements/draft.html", pages.restate_page(request.seat, one, form), status=422)
    asked = form.cleaned_data
    try:
        made = drafting.restate(
            by=request.seat, of=one.pk, as_of=asked["as_of"], reason=asked["reason"], token=asked["token"], link=_link_in(request)
        )
    except Invalid as invalid:
        return render(request, "settlements/draft.html", pages.restate_page(request.seat, one, form, errors(invalid.problems)), status=422)
    except Refused as refused:
        return render(request, "settlements/draft.html", pages.restate_page(request.seat, one, form, (), str(refused)), status=422)
    messages.success(request, "The difference is worked out. Every party is asked to approve it.")
    return redirect(pages.address("settlement", request.seat, made))


@require_GET
@within("settlements.read")
def statement(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a settlement's statement; `?party=` shows a party's own."""
    return _shown(request, settlement_of(request.seat, of), party=request.GET.get("party", ""))


def _shown(request: SeatRequest, one: Settlement, unsent: Unsent | None = None, party: str = "") -> HttpResponse:
    try:
        said = statement_of(one, shows_small=request.seat.may("measures.see_small"), party=party)
    except KeyError:
        raise Http404 from None
    except Invalid as invalid:
        return render(request, "settlements/no_statement.html", pages.no_statement(request.seat, one, errors(invalid.problems)))
    page = statement_page(request.seat, one, said, unsent or Unsent(), party)
    return render(request, "settlements/statement.html", page, status=422 if unsent else 200)


@require_GET
@within("settlements.read")
def figure(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Open a figure: what was done to get it, and the rows behind it."""
    one = settlement_of(request.seat, of)
    shown, behind, together = figures_asked(request.seat, one, request.GET)
    return render(request, "settlements/figure.html", pages.figure_page(request.seat, one, shown, behind, together))


@require_GET
@within("settlements.read")
def rows(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """List the rows behind a figure."""
    one = settlement_of(request.seat, of)
    return render(request, "settlements/rows.html", rows_page(request.seat, one, read_rows(request.GET.get("rows", ""))))


@require_GET
@within("settlements.read")
def compare(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Hold a settlement against another run (`?with=`) or another version of the agreement (`?version=`)."""
    one = settlement_of(request.seat, of)
    if word := request.GET.get("with", ""):
        try:
            other = settlement_of(request.seat, UUID(word))
        except ValueError:
            raise Http404 from None
        if other.period != one.period:
            raise Http404
        return render(request, "settlements/compare.html", compare_runs(request.seat, one, other))
    number = request.GET.get("version", "")
    version = version_numbered(request.seat.alliance, int(number)) if number.isascii() and number.isdigit() and len(number) < 6 else None
    if version is None:
        raise Http404
    return render(request, "settlements/compare.html", compare_versions(request.seat, one, version))


@require_GET
@within("settlements.read")
def statement_file(request: SeatRequest, of: UUID, form: str) -> HttpResponseBase:
    """Return a statement as a file: pdf, html or csv; values that rest on small numbers are not in it."""
    one = settlement_of(request.seat, of)
    maker = downloads.FORMS.get(form)
    if maker is None:
        raise Http404
    party = request.GET.get("party", "")
    try:
        data = maker(one, party)
    except KeyError:
        raise Http404 from None
    return _file(data, downloads.TYPES[form], f"{one.reference}{'.' + party if party else ''}.{form}")


@require_GET
@within("settlements.read")
def bundle(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Return a settlement with everything that it rests on, byte for byte as it was stored; small numbers only to who may see them."""
    one = settlement_of(request.seat, of)
    if holds_small_numbers(one):
        request.seat.require("measures.see_small")
    return _file(one.bundle.encode(), "application/json", f"{one.reference}.json")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@within("settlements.approve_own")
def approve(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Approve a settlement for a party."""
    one, party = settlement_of(request.seat, of), _party(request)

    def write() -> str:
        made = actions.say(by=request.seat, of=one.pk, party=party, says=APPROVES, link=_link_in(request))
        rest = "Others have still to approve it." if made.standing == "draft" else "Every party has approved it: it is agreed."
        return f"Approved for {party}. {rest}"

    return _written(request, one, write)


@require_POST
@within("settlements.approve_own")
def refuse(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Refuse a settlement for a party, with the reason."""
    one, party = settlement_of(request.seat, of), _party(request)
    form = refuse_form(party, request.POST)
    if not form.is_valid():
        return _shown(request, one, Unsent("refuse", form, party.code))

    def write() -> str:
        actions.say(by=request.seat, of=one.pk, party=party, says=REFUSES, reason=form.cleaned_data["reason"], link=_link_in(request))
        return f"{party} does not approve it, and everybody can read why."

    return _written(request, one, write)


@require_POST
@within("settlements.approve_own")
def take_back(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take back what a party said of a settlement."""
    one, party = settlement_of(request.seat, of), _party(request)

    def write() -> str:
        actions.take_back(by=request.seat, of=one.pk, party=party)
        return f"What {party} said is taken back."

    return _written(request, one, write)


@require_POST
@within("settlements.draft")
def withdraw(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Withdraw a settlement that waits."""
    one, form = settlement_of(request.seat, of), forms.ReasonForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _shown(request, one, Unsent("withdraw", form))

    def write() -> str:
        actions.withdraw(by=request.seat, of=one.pk, reason=form.cleaned_data["reason"])
        return "The settlement is withdrawn."

    return _written(request, one, write)


@require_POST
@within("settlements.read")
def pay(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Record that a transfer was paid."""
    one = settlement_of(request.seat, of)
    made = _transfer(request, one)
    form = pay_form(made, request.POST)
    if not form.is_valid():
        return _shown(request, one, Unsent("pay", form, str(made.pk)))

    asked = form.cleaned_data
    try:
        actions.pay(by=request.seat, of=one.pk, transfer=made.pk, paid_on=asked["paid_on"], reference=asked["reference"])
    except Refused as refused:
        form.add_error("paid_on", str(refused))
        return _shown(request, one, Unsent("pay", form, str(made.pk)))
    messages.success(request, f"The payment of {made.payer} to {made.payee} is recorded.")
    return redirect(pages.address("settlement", request.seat, one))


@require_POST
@within("settlements.read")
def take_back_payment(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take back that a transfer was paid."""
    one = settlement_of(request.seat, of)
    made = _transfer(request, one)
    form = mistake_form(made, request.POST)
    if not form.is_valid():
        return _shown(request, one, Unsent("mistaken", form, str(made.pk)))

    def write() -> str:
        actions.take_back_payment(by=request.seat, of=one.pk, transfer=made.pk, reason=form.cleaned_data["reason"])
        return f"The record of the payment of {made.payer} to {made.payee} is taken back."

    return _written(request, one, write)


def _transfer(request: SeatRequest, one: Settlement) -> Transfer:
    """Return the transfer that a form is about, whose payment one may record."""
    about = request.POST.get("transfer", "")
    made = next((each for each in one.transfers.all() if str(each.pk) == about), None)
    if made is None:
        raise Http404
    if not request.seat.may("settlements.pay"):
        request.seat.require("settlements.pay_own", made.payer)
    return made


def _party(request: SeatRequest) -> Party:
    """Return the party that a form speaks for."""
    found = Party.objects.filter(alliance=request.seat.alliance, code=request.POST.get("party", "")).select_related("organisation").first()
    if found is None:
        raise Http404
    if not request.seat.may("settlements.approve_own", found):
        raise PermissionDenied
    return found


def _written(request: SeatRequest, one: Settlement, write: Callable[[], str]) -> HttpResponseBase:
    """Do what a form asks, and say what came of it on the statement's page."""
    do_and_say(request, write)
    return redirect(pages.address("settlement", request.seat, one))


def _link_in(request: SeatRequest) -> Callable[[Settlement], str]:
    """Return what makes the address of a settlement's page for a message."""

    def link(one: Settlement) -> str:
        return request.build_absolute_uri(reverse("settlement", kwargs={"alliance": request.seat.alliance.pk, "of": one.pk}))

    return link
