"""Risks: the list, one risk, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.governance.register import RiskScore
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.registers import forms, risk_actions
from gainshare.web.registers.asking import RISK_FORMS, owner_choices
from gainshare.web.registers.downloads import risks_csv
from gainshare.web.registers.frames import NOTHING_UNSENT, Unsent, address
from gainshare.web.registers.models import Risk
from gainshare.web.registers.overview_page import overview_page
from gainshare.web.registers.queries import risk_of
from gainshare.web.registers.risk_actions import NewRisk, Told
from gainshare.web.registers.risk_pages import new_risk_page, risk_page, risks_page
from gainshare.web.registers.views.sending import file_of, seen_in, taken
from gainshare.web.registers.writing import KEEP
from gainshare.web.shared.pages import render

READ = "registers.read"
"""The right to read the registers."""


@require_GET
@within(READ)
def registers(request: SeatRequest) -> HttpResponseBase:
    """Show what the registers hold."""
    return render(request, "registers/overview.html", overview_page(request.seat, timezone.localdate()))


@require_GET
@within(READ)
def risks(request: SeatRequest) -> HttpResponseBase:
    """List the risks, narrowed by what the address asks."""
    return render(request, "registers/risks.html", risks_page(request.seat, request.GET, timezone.localdate()))


@require_GET
@within(READ)
def risks_file(request: SeatRequest) -> HttpResponseBase:
    """Return the risks as risks.csv."""
    return file_of(risks_csv(request.seat.alliance), "risks.csv")


@require_http_methods(["GET", "POST"])
@within(KEEP)
def new_risk(request: SeatRequest) -> HttpResponseBase:
    """Raise a risk."""
    seat, owners = request.seat, owner_choices(request.seat)
    if request.method == "GET":
        form = forms.NewRiskForm(initial={"token": forms.new_token()}, owners=owners)
        return render(request, "registers/form.html", new_risk_page(seat, form))
    form = forms.NewRiskForm(request.POST, owners=owners)

    def write() -> str:
        said = form.cleaned_data
        score = RiskScore(said["likelihood"], said["impact"])
        new = NewRisk(said["category"], said["title"], said["description"], score, _told(said))
        made = risk_actions.raise_risk(by=seat, new=new, token=said["token"])
        return f"{made.reference} is on the register."

    def again() -> HttpResponseBase:
        return render(request, "registers/form.html", new_risk_page(seat, form), status=422)

    return taken(request, form, write, to=address("risks", seat), again=again)


@require_GET
@within(READ)
def risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show a risk with its history."""
    return _shown(request, risk_of(request.seat.alliance, of))


@require_POST
@within(KEEP)
def rescore_risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Score a risk anew, with the reason."""

    def write(row: Risk, said: dict[str, Any]) -> str:
        score = RiskScore(said["likelihood"], said["impact"])
        risk_actions.rescore(by=request.seat, of=row.pk, seen=seen_in(request), score=score, reason=said["reason"])
        return f"{row.reference} is scored {score.value} now. The score before stays in its history."

    return _sent(request, of, "rescore", write)


@require_POST
@within(KEEP)
def change_risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Change what is said of a risk, or set the day of its next review."""

    def write(row: Risk, said: dict[str, Any]) -> str:
        risk_actions.change_risk(by=request.seat, of=row.pk, seen=seen_in(request), told=_told(said), remark=said["remark"])
        return f"What is said of {row.reference} is kept."

    return _sent(request, of, "change", write)


@require_POST
@within(KEEP)
def warn_of_risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Raise an early warning of a risk, which becomes an action."""

    def write(row: Risk, said: dict[str, Any]) -> str:
        made = risk_actions.warn(by=request.seat, of=row.pk, seen=seen_in(request), **said)
        return f"The early warning is raised as action {made.reference}."

    return _sent(request, of, "warn", write)


@require_POST
@within(KEEP)
def close_risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Close a risk, with the reason."""

    def write(row: Risk, said: dict[str, Any]) -> str:
        risk_actions.close(by=request.seat, of=row.pk, seen=seen_in(request), reason=said["reason"])
        return f"{row.reference} is closed. It stays on the register."

    return _sent(request, of, "close", write)


@require_POST
@within(KEEP)
def reopen_risk(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Open a closed risk again, with the reason."""

    def write(row: Risk, said: dict[str, Any]) -> str:
        risk_actions.reopen(by=request.seat, of=row.pk, seen=seen_in(request), **said)
        return f"{row.reference} is open again."

    return _sent(request, of, "reopen", write)


def _sent(request: SeatRequest, of: UUID, name: str, write: Callable[[Risk, dict[str, Any]], str]) -> HttpResponseBase:
    """Do what a form of a risk's page asks, or show the page again with what is wrong."""
    row = risk_of(request.seat.alliance, of)
    form = RISK_FORMS[name](request.seat, row, request.POST)
    return taken(
        request,
        form,
        lambda: write(row, form.cleaned_data),
        to=address("risk", request.seat, row),
        again=lambda: _shown(request, risk_of(request.seat.alliance, of), Unsent(name, form)),
    )


def _shown(request: SeatRequest, row: Risk, unsent: Unsent = NOTHING_UNSENT) -> HttpResponseBase:
    page = risk_page(request.seat, row, timezone.localdate(), unsent)
    return render(request, "registers/risk.html", page, status=422 if unsent.form else 200)


def _told(said: dict[str, Any]) -> Told:
    """Return what a form says of a risk besides its score."""
    return Told(**{name: said[name] for name in Told.__dataclass_fields__})
