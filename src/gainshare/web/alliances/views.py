"""The pages of alliances, and of who plays which role in one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.web.accounts.models import Person
from gainshare.web.alliances import actions, pages, queries
from gainshare.web.alliances.access import SeatRequest, alliances_of, at_site, within
from gainshare.web.alliances.forms import EndForm, InviteForm, JoinForm, PeopleFilter
from gainshare.web.alliances.models import Invitation
from gainshare.web.alliances.refusals import Refused
from gainshare.web.shared.pages import render

SIGN_IN_WITH = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
@at_site("signed_in")
def alliances(request: HttpRequest) -> HttpResponseBase:
    """List the alliances in which whoever asks has a role."""
    person = cast(Person, request.user)
    return render(request, "alliances/alliances.html", pages.alliances_page(person, alliances_of(person)))


@require_GET
@within("people.read")
def people(request: SeatRequest) -> HttpResponseBase:
    """List who plays which role, and the invitations that wait."""
    seat = request.seat
    form = PeopleFilter(request.GET, parties=queries.parties_of(seat.alliance))
    chosen = form.cleaned_data if form.is_valid() else {}
    party = form.chosen_party() if chosen else None
    found = queries.memberships(
        seat.alliance, role=chosen.get("role", ""), party=party.pk if party else None, with_past=chosen.get("past", False)
    )
    waiting = list(queries.waiting_invitations(seat.alliance)) if seat.may("people.invite") else []
    return render(request, "alliances/people.html", pages.people_page(seat, form, found, waiting, timezone.now()))


@require_http_methods(["GET", "POST"])
@within("people.invite")
def invite(request: SeatRequest) -> HttpResponseBase:
    """Invite somebody to a role."""
    seat = request.seat
    form = InviteForm(request.POST or None, parties=queries.parties_of(seat.alliance))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            actions.invite(
                by=seat,
                role=asked["role"],
                party=form.chosen_party(),
                email=asked["email"],
                link=link_in(request),
                ends_on=asked["ends_on"],
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"An invitation is on its way to {asked['email']}. Its link works for {actions.DAYS_OPEN} days.")
            return redirect("people", alliance=seat.alliance.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "alliances/invite.html", pages.invite_page(seat, form, refusal), status=status)


def link_in(request: HttpRequest) -> Callable[[str], str]:
    """Return what makes the address of an invitation from its token."""
    return lambda token: request.build_absolute_uri(reverse("invitation", kwargs={"token": token}))


@require_POST
@within("people.invite")
def withdraw_invitation(request: SeatRequest, invitation: UUID) -> HttpResponseBase:
    """Make an invitation's link useless."""
    if not request.seat.alliance.invitations.filter(pk=invitation).exists():
        raise Http404
    try:
        actions.withdraw_invitation(by=request.seat, invitation=invitation)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("people", alliance=request.seat.alliance.pk)


@require_http_methods(["GET", "POST"])
@within("people.remove")
def end_role(request: SeatRequest, membership: UUID) -> HttpResponseBase:
    """End somebody's role."""
    seat = request.seat
    found = queries.current_membership(seat.alliance, membership)
    if found is None:
        raise Http404
    form, refusal = EndForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(by=seat, membership=membership, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{found.person.name} no longer has this role.")
            is_own = found.person_id == seat.person.pk
            return redirect("alliances") if is_own else redirect("people", alliance=seat.alliance.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "alliances/end_role.html", pages.end_page(seat, form, found, refusal), status=status)


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
@at_site("anyone")
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show an invitation, and take it up: with an account made now, or with the one that its address has."""
    found = queries.invitation_with(token)
    if (reason := why_closed(found, timezone.now())) or found is None:
        return _closed(request, reason)
    if request.user.is_authenticated:
        return _join(request, found, token)
    if queries.person_at(found.email) is not None:
        back = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        return render(request, "alliances/invitation.html", pages.invitation_page(found, "sign in", sign_in=back))
    return _join_as_new(request, found, token)


def why_closed(found: Invitation | None, now: datetime) -> str:
    """Return why a link cannot be used and what to do; empty if it can."""
    if found is None:
        return "We do not know this link. Check that you copied all of it, or ask whoever invited you for a new one."
    if found.accepted_at is not None:
        return "This invitation has been used already. If it was you, sign in with your e-mail address and password."
    if found.withdrawn_at is not None:
        return f"This invitation was withdrawn. If you think that this is a mistake, ask {found.invited_by.name}."
    if found.expires_at <= now:
        return f"This invitation has run out: a link works for {actions.DAYS_OPEN} days. Ask {found.invited_by.name} for a new one."
    return ""


def _closed(request: HttpRequest, reason: str) -> HttpResponseBase:
    return render(request, "alliances/invitation.html", pages.closed_invitation_page(reason), status=410)


def _join(request: HttpRequest, found: Invitation, token: str) -> HttpResponseBase:
    """Let somebody who is signed in take the role up, if the invitation was sent to their address."""
    person = cast(Person, request.user)
    if person.email.lower() != found.email.lower():
        return render(request, "alliances/invitation.html", pages.invitation_page(found, "other"), status=403)
    if request.method == "GET":
        return render(request, "alliances/invitation.html", pages.invitation_page(found, "join"))
    try:
        actions.join(by=person, token=token)
    except Refused as refused:
        return _closed(request, str(refused))
    messages.success(request, f"Welcome to {found.alliance.name}.")
    return redirect("alliance", alliance=found.alliance.pk)


def _join_as_new(request: HttpRequest, found: Invitation, token: str) -> HttpResponseBase:
    """Let somebody new choose a name and a password."""
    form = JoinForm(request.POST or None, email=found.email)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "alliances/invitation.html", pages.invitation_page(found, "new", form=form), status=status)
    try:
        person = actions.join_as_new(token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    except Refused as refused:
        return _closed(request, str(refused))
    login(request, person, backend=SIGN_IN_WITH)
    messages.success(request, f"Welcome to {found.alliance.name}. A second step at sign-in would protect your account: see “Your sign-in”.")
    return redirect("alliance", alliance=found.alliance.pk)
