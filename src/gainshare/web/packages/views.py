"""Packages of works: the list, one of them, and what is done with a call-off."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.agreement.terms import WorkPackage
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.refusals import Refused, do_and_say
from gainshare.web.packages import acting, call_off_pages, forms, pages
from gainshare.web.packages.models import CallOff
from gainshare.web.packages.queries import call_off_of
from gainshare.web.proceedings.links import address
from gainshare.web.shared.pages import render


@require_GET
@within("packages.read")
def packages(request: SeatRequest) -> HttpResponseBase:
    """List the packages, with what they come to together."""
    return render(request, "packages/packages.html", pages.packages_page(request.seat))


@require_GET
@within("packages.read")
def package(request: SeatRequest, package: str) -> HttpResponseBase:
    """Show a package."""
    return render(request, "packages/package.html", pages.package_page(request.seat, _package(request, package)))


@require_http_methods(["GET", "POST"])
@within("packages.describe")
def describe_call_off(request: SeatRequest, package: str) -> HttpResponseBase:
    """Describe a call-off under a package."""
    found = _package(request, package)
    if request.method == "GET":
        return _describing(request, found, forms.describe_form(token=uuid4()))
    form = forms.describe_form(request.POST)
    if not form.is_valid():
        return _describing(request, found, form, status=422)
    given = form.cleaned_data
    try:
        described = acting.Described(given["title"], given["what"], given["value"])
        made = acting.describe(by=request.seat, package=found.id, given=described, token=given["token"] or uuid4(), link=_link_in(request))
    except Refused as refused:
        return _describing(request, found, form, str(refused), status=422)
    messages.success(request, f"{made.reference} is described. Somebody else checks it against procurement law.")
    return redirect(address("call_off", request.seat, of=made.pk))


@require_http_methods(["GET", "POST"])
@within("packages.describe")
def change_call_off(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Describe a call-off anew."""
    row = call_off_of(request.seat, of)
    found = _package_of(request, row)
    if request.method == "GET":
        now = row.now
        first = {"title": now.title, "what": now.what, "value": forms.amount_shown(now.value), "seen": now.version}
        return _describing(request, found, forms.describe_form(**first), row=row)
    form = forms.describe_form(request.POST)
    if not form.is_valid():
        return _describing(request, found, form, row=row, status=422)
    given = form.cleaned_data
    try:
        described = acting.Described(given["title"], given["what"], given["value"])
        acting.change(by=request.seat, of=row.pk, seen=given["seen"] or 0, given=described, link=_link_in(request))
    except Refused as refused:
        return _describing(request, found, form, str(refused), row=row, status=422)
    messages.success(request, f"{row.reference} is described as you wrote it. It has to be checked as it is now.")
    return redirect(address("call_off", request.seat, of=row.pk))


def _describing(
    request: SeatRequest, package: WorkPackage, form: forms.DescribeForm, refusal: str = "", row: CallOff | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "packages/describe.html", call_off_pages.describe_page(request.seat, package, form, refusal, row), status=status)


@require_GET
@within("packages.read")
def call_off(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a call-off."""
    return _shown(request, call_off_of(request.seat, of))


@require_POST
@within("packages.check")
def check_call_off(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Write down what a check against procurement law came to."""
    row, form = call_off_of(request.seat, of), forms.CheckForm(request.POST, auto_id="check_%s")
    if not form.is_valid():
        return _shown(request, row, ("check", form))
    asked = form.cleaned_data

    def write() -> str:
        checked = acting.Checked(asked["version"], asked["legal_basis"], asked["finding"], asked["note"], asked["checked_on"])
        acting.check(by=request.seat, of=row.pk, given=checked, link=_link_in(request))
        return f"The check of {row.reference} is written down: {call_off_pages.FINDINGS[asked['finding']].lower()}."

    do_and_say(request, write)
    return redirect(address("call_off", request.seat, of=row.pk))


@require_POST
@within("packages.describe")
def withdraw_call_off(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Take a call-off back."""
    row, form = call_off_of(request.seat, of), forms.WithdrawForm(request.POST, auto_id="withdraw_%s")
    if not form.is_valid():
        return _shown(request, row, ("withdraw", form))

    def write() -> str:
        acting.withdraw(by=request.seat, of=row.pk, reason=form.cleaned_data["reason"])
        return f"{row.reference} is withdrawn."

    do_and_say(request, write)
    return redirect(address("call_off", request.seat, of=row.pk))


def _shown(request: SeatRequest, row: CallOff, unsent: tuple[str, BaseForm] | None = None) -> HttpResponse:
    page = call_off_pages.call_off_page(request.seat, row, _package_of(request, row).name, unsent)
    return render(request, "packages/call_off.html", page, status=422 if unsent else 200)


def _package(request: SeatRequest, package: str) -> WorkPackage:
    found = next((one for one in agreement_of(request.seat.alliance).latest.work_packages if one.id == package), None)
    if found is None:
        raise Http404
    return found


def _package_of(request: SeatRequest, row: CallOff) -> WorkPackage:
    """Return the package of a call-off; one that the agreement no longer has is called by its id."""
    there = agreement_of(request.seat.alliance).latest.work_packages
    return next((one for one in there if one.id == row.package), WorkPackage(id=row.package, name=row.package))


def _link_in(request: SeatRequest) -> Callable[[CallOff], str]:
    """Return what makes the address of a call-off's page for a message."""
    return lambda row: request.build_absolute_uri(address("call_off", request.seat, of=row.pk))
