"""A return from its beginning to its declaration: begin, type, paste or upload, check, explain, declare, discard, restate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.amount_text import read_amount
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs import actions, entering, months
from gainshare.web.costs.book import agreement_of, registers_of
from gainshare.web.costs.checking import every, findings_of
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.effect import effect_of
from gainshare.web.costs.entry_pages import Typed, Unsaved, check_page, edit_page, stored_rows
from gainshare.web.costs.models import DISCARDED, DRAFT, RETURNED, Return
from gainshare.web.costs.queries import lines_in, return_of
from gainshare.web.costs.reminding import tell_checkers
from gainshare.web.costs.restating import as_differences, as_should_be, restate_page, standing_of
from gainshare.web.costs.writing import Stale
from gainshare.web.shared.pages import render


def own_return(request: SeatRequest, of: UUID) -> Return:
    """Return a return that the person prepares; a draft unless somebody has handed it in or put it aside meanwhile."""
    one = return_of(request.seat, of)
    request.seat.require("costs.prepare_own", one.party)
    return one


def once_handed_in(request: SeatRequest, one: Return) -> HttpResponseBase | None:
    """Return the way to a return that is looked at as a draft and is none any more; None for a draft, and for what was typed."""
    if one.status == DRAFT or request.method == "POST":
        return None
    messages.info(request, "This return is no draft any more. Here is how it stands.")
    return redirect("return", alliance=request.seat.alliance.pk, of=one.pk)


def _party(request: SeatRequest, agreement: Agreement, code: str) -> Party:
    found = next((party for party in months.providers_of(request.seat.alliance, agreement) if party.code == code), None)
    if found is None:
        raise Http404
    request.seat.require("costs.prepare_own", found)
    return found


@require_POST
@within("costs.prepare_own")
def start(request: SeatRequest, month: str) -> HttpResponseBase:
    """Begin a party's return of a month, or correct the version that came back."""
    agreement = agreement_of(request.seat.alliance)
    chosen = months.read_month(month, agreement)
    party = _party(request, agreement, request.POST.get("party", ""))
    latest = Return.objects.filter(alliance=request.seat.alliance, party=party, month=chosen.index).exclude(status=DISCARDED).last()
    returned = latest if latest is not None and latest.status == RETURNED else None
    due = months.due_date(chosen, agreement)
    try:
        made = actions.start_return(by=request.seat, party=party, month=chosen, due_on=due, copy_of=returned)
    except Refused as fault:
        messages.warning(request, str(fault))
        return redirect("month", alliance=request.seat.alliance.pk, month=month)
    return redirect("edit_return", alliance=request.seat.alliance.pk, of=made.pk)


class ReasonForm(forms.Form):
    """Why a month is restated."""

    reason = forms.CharField(
        label="What changed, and why",
        max_length=2_000,
        widget=forms.Textarea,
        error_messages={"required": "Say what changed and why."},
        help_text="Everybody who reads the costs sees it.",
    )


class FormOfLines(forms.Form):
    """What stands around the rows of the form."""

    seen = forms.IntegerField(min_value=1)
    control_total = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=2_000)


@require_http_methods(["GET", "POST"])
@within("costs.prepare_own")
def edit(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Type the lines of a draft; what is wrong is said beside each row, and nothing that was typed is lost."""
    one = own_return(request, of)
    if away := once_handed_in(request, one):
        return away
    agreement = agreement_of(request.seat.alliance)
    registers = registers_of(request.seat.alliance, agreement)
    month = month_of(one.month)
    known = entering.beside(one.party, agreement, registers, month)
    lines = as_should_be(one, lines_in(one)) if one.kind == "change" else lines_in(one)
    if one.kind == "change":
        known = replace(known, last_month=standing_of(one.party, month))  # beside a correction stands what it corrects
    rows = entering.form_rows(agreement, one.party, known, lines)
    direct = [kind.id for kind in agreement.latest.open_book.cost_types if kind.limb == 1]
    target = sum(known.target.get(kind, 0) for kind in direct) if known.target else None
    if request.method == "GET":
        total = "" if one.control_total is None else entering.plain(one.control_total, agreement.terms.currency.places)
        typed = Typed(rows, total, one.reason)
        return render(request, "costs/edit.html", edit_page(request.seat, agreement, one, typed, target))
    saved = _save(request, agreement, one, rows)
    if isinstance(saved, Typed):
        one.refresh_from_db()
        return render(request, "costs/edit.html", edit_page(request.seat, agreement, one, saved, target), status=422)
    messages.success(request, "Saved.")
    return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)


def _save(request: SeatRequest, agreement: Agreement, one: Return, rows: list[entering.FormRow]) -> Return | Typed:
    """Return the return as saved, or what was typed with everything that is wrong with it."""
    form = FormOfLines(request.POST)
    if not form.is_valid():
        raise Http404
    typed = entering.typed_rows(rows, request.POST)
    read = entering.read_rows(typed, agreement, one.party, month_of(one.month))
    words = form.cleaned_data
    wrong = [(row, problem) for row, found in read.problems.items() for problem in found if problem.severity == "error"]
    names = {row.number: row.label or f"Row {row.number}" for row in typed}
    faults = [(f"{names[row]}: {problem.message} {problem.fix}", f"#row-{row}") for row, problem in wrong]
    total, fault = _amount(words["control_total"], agreement)
    faults += [(fault, "#control_total")] if fault else []
    if one.kind == "change" and not words["reason"].strip():
        faults.append(("Say in the reason what changed and why.", "#reason"))
    shown = [entering.with_errors(row, read.problems.get(row.number, ())) for row in typed]
    if faults:
        return Typed(shown, words["control_total"], words["reason"], faults)
    lines = as_differences(one, read.lines, words["reason"]) if one.kind == "change" else read.lines
    try:
        return actions.save_lines(by=request.seat, of=one.pk, seen=words["seen"], lines=lines, control_total=total, reason=words["reason"])
    except Refused as fault:
        said = f"{fault} What was handed in stands below; what you typed is still here, and nothing of it was kept."
        return Typed(shown, words["control_total"], words["reason"], [(said, "#stored")], stored_rows(one, agreement))
    except Stale as stale:
        said = f"{stale} What is stored now stands below; what you typed is still here. Save again to put yours in its place."
        return Typed(shown, words["control_total"], words["reason"], [(said, "#stored")], stored_rows(one, agreement))


def _amount(text: str, agreement: Agreement) -> tuple[int | None, str]:
    """Return the amount that was typed, if any, and what is wrong with it."""
    if not text.strip():
        return None, ""
    try:
        return read_amount(text, agreement.terms.currency), ""
    except Fault as fault:
        return None, f"The ledger's total: {fault.message} {fault.fix}"


@require_GET
@within("costs.prepare_own")
def check(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show what is told of a draft, what it would do, and the declaration."""
    one = own_return(request, of)
    held = request.session.pop(HELD, {})
    words = held.get(str(of))
    return once_handed_in(request, one) or _check_page(request, one, Unsaved("", words) if words else None)


def hold_words(request: SeatRequest, of: UUID) -> None:
    """Let sentences that were sent with something else stand in the form again, on the check page that comes next."""
    words = {key.removeprefix(SAY): _sentence(request.POST.get(key, "")) for key in request.POST if key.startswith(SAY)}
    if words := {key: text for key, text in words.items() if text}:
        request.session[HELD] = {str(of): words}


SAY = "say-"
"""How the field of a sentence begins; the key of what it explains follows."""
HELD = "unsaved-sentences"
"""Where the session keeps sentences for the next page."""


def _check_page(request: SeatRequest, one: Return, unsaved: Unsaved | None = None) -> HttpResponseBase:
    """Return the page on which a draft is checked, with sentences that could not be kept if there are any."""
    agreement = agreement_of(request.seat.alliance)
    registers = registers_of(request.seat.alliance, agreement)
    findings = findings_of(one, agreement, registers, timezone.localdate())
    effect = effect_of(one, agreement, registers) if findings.is_acceptable else None
    page = check_page(request.seat, agreement, one, findings, effect, unsaved)
    return render(request, "costs/check.html", page, status=422 if unsaved and unsaved.why else 200)


@require_POST
@within("costs.prepare_own")
def explain(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Keep the sentences that warnings asked for, or add a line that was offered."""
    one = own_return(request, of)
    agreement = agreement_of(request.seat.alliance)
    findings = findings_of(one, agreement, registers_of(request.seat.alliance, agreement), timezone.localdate())
    lines = list(lines_in(one))
    wanted = request.POST.get("add", "")
    lines += [found.offered for found in every(findings) if found.offered is not None and found.key == wanted]
    written = {found.key: _sentence(request.POST.get(f"{SAY}{found.key}", "")) for found in every(findings) if found.needs_sentence}
    sentences = {**one.explanations, **{key: words for key, words in written.items() if words}}
    seen = seen_in(request)
    try:
        actions.save_lines(by=request.seat, of=one.pk, seen=seen, lines=lines, control_total=one.control_total, explanations=sentences)
        messages.success(request, "Kept.")
    except (Stale, Refused) as fault:
        one.refresh_from_db()
        said = f"{fault} What you wrote is still here, and nothing of it was kept. Look at the return as it stands now."
        return _check_page(request, one, Unsaved(said, {key: words for key, words in written.items() if words}))
    return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)


def _sentence(text: str) -> str:
    """Return a sentence as it is kept: of 2,000 characters at most, and without the sign that PostgreSQL cannot keep."""
    return text.replace("\0", "").strip()[:2_000]


class SeenForm(forms.Form):
    """The row version that a form was made from."""

    seen = forms.IntegerField(min_value=1)


def seen_in(request: SeatRequest) -> int:
    """Return the row version that a form was made from; 0, which no return has, if the form does not say."""
    form = SeenForm(request.POST)
    return int(form.cleaned_data["seen"]) if form.is_valid() else 0


class DeclareForm(SeenForm):
    """The declaration."""

    token = forms.UUIDField()
    declared_as = forms.CharField(max_length=120, error_messages={"required": "Give your post."})
    confirmed = forms.BooleanField(error_messages={"required": "Tick that you confirm the return."})


@require_POST
@within("costs.submit_own")
def declare(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Hand a draft in."""
    one = return_of(request.seat, of)
    request.seat.require("costs.submit_own", one.party)
    form = DeclareForm(request.POST)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.warning(request, " ".join(str(fault) for fault in faults))
        return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)
    words: Mapping[str, Any] = form.cleaned_data
    try:
        done = actions.declare(by=request.seat, of=one.pk, seen=words["seen"], declared_as=words["declared_as"], token=words["token"])
    except (Stale, Refused) as fault:
        messages.warning(request, str(fault))
        return redirect("check_return", alliance=request.seat.alliance.pk, of=one.pk)
    if done.is_same:
        messages.success(request, "The return had been handed in already, with the same lines. It counts once.")
    else:
        tell_checkers(by=request.seat, of=done.of, kind="submitted", what="has been handed in", address=request.build_absolute_uri)
        messages.success(request, "The return is handed in. The alliance's finance group checks it now.")
    return redirect("return", alliance=request.seat.alliance.pk, of=done.of.pk)


@require_POST
@within("costs.prepare_own")
def discard(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Put a draft aside."""
    one = own_return(request, of)
    try:
        actions.discard(by=request.seat, of=one.pk, seen=seen_in(request))
        messages.success(request, "The draft is discarded. It stays on file, and counts nowhere.")
    except (Stale, Refused) as fault:
        messages.warning(request, str(fault))
    return redirect("month", alliance=request.seat.alliance.pk, month=months.word_of(month_of(one.month)))


@require_http_methods(["GET", "POST"])
@within("costs.prepare_own")
def restate(request: SeatRequest, month: str) -> HttpResponseBase:
    """Begin a restatement of a month that stands: the reason first, then the amounts as they should be."""
    agreement = agreement_of(request.seat.alliance)
    chosen = months.read_month(month, agreement)
    party = _party(request, agreement, (request.POST or request.GET).get("party", ""))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            made = actions.start_restatement(by=request.seat, party=party, month=chosen, reason=reason)
        except Refused as fault:
            messages.warning(request, str(fault))
            return redirect("month", alliance=request.seat.alliance.pk, month=month)
        return redirect("edit_return", alliance=request.seat.alliance.pk, of=made.pk)
    page = restate_page(request.seat, agreement, party, chosen, form)
    return render(request, "costs/restate.html", page, status=422 if form.is_bound else 200)
