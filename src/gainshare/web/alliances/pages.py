"""What the pages of alliances and people show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils import timezone

from gainshare.core.kernel.formats import date_short, moment_short
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.actions import role_in_words
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Alliance, Invitation, Membership
from gainshare.web.alliances.rights import ROLE_BY_ID
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

SEEN_BY = "Everyone in the alliance except wider team readers and lived-experience partners can see this page."
WHOLE = "The alliance as a whole"


@dataclass(frozen=True, slots=True)
class AlliancesPage:
    """The alliances of whoever asks."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Sequence[object]]
    """Each alliance, and what its agreement calls it."""
    start: str
    """Where to start one; empty for those who may not."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who plays which role."""

    frame: Frame
    """What stands around it."""
    filters: forms.Form
    """What the list is narrowed by."""
    rows: Sequence[Sequence[object]]
    """Each role: the person, the role, the party, since when, until when, what can be done."""
    invitations: Sequence[InvitationRow]
    """Invitations that wait; empty for those who may not invite."""
    invite: str
    """Where to invite; empty for those who may not."""
    may_remove: bool
    """Whether the last column is there."""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits."""

    email: str
    """To whom."""
    role: str
    """To what, in words."""
    status: str
    """Until when it can be used, in words."""
    by: str
    """Who sent it."""
    withdraw: str
    """Where it is withdrawn; empty once it has run out."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that asks for something."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    refusal: str = ""
    """Why it was not done."""


@dataclass(frozen=True, slots=True)
class EndPage:
    """A role that is to end."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    words: str
    """The role in words."""
    refusal: str = ""
    """Why it was not done."""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation, as whoever opens its link sees it."""

    frame: Frame
    """What stands around it."""
    state: str
    """`new`, `join`, `sign in`, `other` or `closed`."""
    alliance: str = ""
    """The alliance."""
    role: str = ""
    """The role in words."""
    about: str = ""
    """What somebody in the role does."""
    email: str = ""
    """To whom it was sent."""
    inviter: str = ""
    """Who sent it."""
    form: forms.Form | None = None
    """The name and the password that are asked of somebody new."""
    closed: str = ""
    """Why the link cannot be used, and what to do."""
    sign_in: str = ""
    """Where to sign in and come back."""


def alliances_page(person: Person, alliances: Sequence[Alliance]) -> AlliancesPage:
    """Return the page of somebody's alliances."""
    rows = [(Link(one.name, reverse("alliance", kwargs={"alliance": one.pk})), one.reference) for one in alliances]
    start = reverse("start_alliance") if person.is_site_administrator else ""
    return AlliancesPage(Frame("Your alliances", crumbs=[Crumb("My desk", reverse("desk"))], help="desk"), rows, start)


def people_page(
    seat: Seat, filters: forms.Form, memberships: Sequence[Membership], invitations: Sequence[Invitation], now: datetime
) -> PeoplePage:
    """Return the page of who plays which role."""
    may_invite, may_remove = seat.may("people.invite"), seat.may("people.remove")
    return PeoplePage(
        frame=frame_of(seat, "People", place="people", who_else=SEEN_BY, help="people"),
        filters=filters,
        rows=[_role_row(seat, one, may_remove=may_remove) for one in memberships],
        invitations=[_invitation_row(seat, one, now) for one in invitations] if may_invite else (),
        invite=reverse("invite", kwargs={"alliance": seat.alliance.pk}) if may_invite else "",
        may_remove=may_remove,
    )


def _role_row(seat: Seat, one: Membership, *, may_remove: bool) -> Sequence[object]:
    party = one.party.organisation.name if one.party else WHOLE
    until = date_short(one.ends_on) if one.ends_on else "Goes on"
    row = (one.person.name, one.person.email, ROLE_BY_ID[one.role].name, party, date_short(one.begins_on), until)
    if not may_remove:
        return row
    if one.ends_on is not None and one.ends_on < timezone.localdate():
        return (*row, "Ended")
    address = reverse("end_role", kwargs={"alliance": seat.alliance.pk, "membership": one.pk})
    return (*row, Link("End", address, f"the role of {one.person.name} as {ROLE_BY_ID[one.role].name}"))


def _invitation_row(seat: Seat, one: Invitation, now: datetime) -> InvitationRow:
    is_open = one.expires_at > now
    words = (
        f"Open until {moment_short(timezone.localtime(one.expires_at))}"
        if is_open
        else f"Ran out {moment_short(timezone.localtime(one.expires_at))}"
    )
    address = reverse("withdraw_invitation", kwargs={"alliance": seat.alliance.pk, "invitation": one.pk})
    return InvitationRow(one.email, role_in_words(one.role, one.party), words, one.invited_by.name, address if is_open else "")


def invite_page(seat: Seat, form: forms.Form, refusal: str = "") -> FormPage:
    """Return the page that invites somebody."""
    return FormPage(frame_of(seat, "Invite somebody", place="people", crumbs=[_people(seat)], help="people"), form, refusal)


def end_page(seat: Seat, form: forms.Form, membership: Membership, refusal: str = "") -> EndPage:
    """Return the page that ends a role."""
    words = f"{membership.person.name}: {role_in_words(membership.role, membership.party)}"
    return EndPage(frame_of(seat, "End a role", place="people", crumbs=[_people(seat)], help="people"), form, words, refusal)


def _people(seat: Seat) -> Crumb:
    return Crumb("People", reverse("people", kwargs={"alliance": seat.alliance.pk}))


def invitation_page(found: Invitation, state: str, *, form: forms.Form | None = None, sign_in: str = "") -> InvitationPage:
    """Return the page of an invitation that can be used."""
    return InvitationPage(
        frame=Frame("You are invited", help="signing-in"),
        state=state,
        alliance=found.alliance.name,
        role=role_in_words(found.role, found.party),
        about=ROLE_BY_ID[found.role].about,
        email=found.email,
        inviter=found.invited_by.name,
        form=form,
        sign_in=sign_in,
    )


def closed_invitation_page(reason: str) -> InvitationPage:
    """Return the page of a link that cannot be used."""
    return InvitationPage(Frame("This invitation cannot be used", help="signing-in"), "closed", closed=reason)
