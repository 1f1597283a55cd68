"""What is done with people's roles: invite, withdraw, join, end; each with its right, its transaction and its journal entry."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Invitation, Membership, Party
from gainshare.web.alliances.queries import digest_of
from gainshare.web.alliances.refusals import Refused
from gainshare.web.alliances.rights import ROLE_BY_ID
from gainshare.web.audit.journal import record
from gainshare.web.shared import mail

DAYS_OPEN = 7
"""Days for which the link of an invitation can be used."""
MANAGER = "alliance_manager"

INVITATION = """\
{inviter} invites you to {alliance} on gainshare, as {role}.

To accept, open this link within {days} days:
{link}

If you do not expect this, do nothing: the link stops working by itself.
"""


def invite(*, by: Seat, role: str, party: Party | None, email: str, link: Callable[[str], str], ends_on: date | None = None) -> Invitation:
    """Invite somebody to a role, by a link that is sent to their address.

    Args:
        by: who invites.
        role: the role.
        party: the party that it is for; None for a role of the alliance as a whole.
        email: the address.
        link: the address that a token leads to.
        ends_on: the last day of the role; None if it goes on.

    Raises:
        Refused: it is one's own address, they have the role, they are invited to it already, or its last day is past or is not said
            although the role has one.
    """
    by.require("people.invite")
    if ends_on is None and ROLE_BY_ID[role].has_last_day:
        raise Refused(f"{ROLE_BY_ID[role].name} is a role for a time. Say what its last day is.")
    if ends_on is not None and ends_on < timezone.localdate():
        raise Refused("The last day of the role is past.")
    if email.lower() == by.person.email.lower():
        raise Refused("This is your own address. Somebody else has to give you a role.")
    with transaction.atomic():
        _lock(by.alliance)
        made = _invite(by=by.person, alliance=by.alliance, role=role, party=party, email=email.lower(), link=link, ends_on=ends_on)
        _record("invitation.sent", by.person, made)
        return made


def invite_first_manager(*, by: Person, alliance: Alliance, email: str, link: Callable[[str], str]) -> Invitation:
    """Invite the first manager of an alliance, which nobody is in yet; the entry of its start in the journal names them."""
    with transaction.atomic():
        _lock(alliance)
        if not by.is_site_administrator or alliance.memberships.exists():
            raise PermissionDenied("site.alliances")
        return _invite(by=by, alliance=alliance, role=MANAGER, party=None, email=email.lower(), link=link)


def _invite(
    *,
    by: Person,
    alliance: Alliance,
    role: str,
    party: Party | None,
    email: str,
    link: Callable[[str], str],
    ends_on: date | None = None,
) -> Invitation:
    assert ROLE_BY_ID[role].is_of_party == (party is not None), "a role is for a party exactly if its kind is"
    assert party is None or party.alliance_id == alliance.pk
    same = {"role": role, "party": party}
    if Membership.objects.in_force().filter(alliance=alliance, person__email__iexact=email, **same).exists():
        raise Refused("They have this role already.")
    now = timezone.now()
    open_ones = Invitation.objects.filter(alliance=alliance, email__iexact=email, accepted_at=None, withdrawn_at=None, **same)
    if open_ones.filter(expires_at__gt=now).exists():
        raise Refused("They have been invited to this role already. Withdraw that invitation to send a new one.")
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        alliance=alliance,
        party=party,
        role=role,
        email=email,
        token_digest=digest_of(token),
        invited_by=by,
        expires_at=now + timedelta(days=DAYS_OPEN),
        ends_on=ends_on,
    )
    words = INVITATION.format(inviter=by.name, alliance=alliance.name, role=role_in_words(role, party), days=DAYS_OPEN, link=link(token))
    subject = f"Invitation to {alliance.name}"
    mail.write(to=email, kind="invitation", subject=subject, body=words, alliance=alliance)
    return made


def withdraw_invitation(*, by: Seat, invitation: UUID) -> None:
    """Make an invitation's link useless.

    Raises:
        Refused: it has been used or withdrawn, or is none of this alliance.
    """
    by.require("people.invite")
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(pk=invitation, alliance=by.alliance).first()
        if found is None or found.accepted_at is not None or found.withdrawn_at is not None:
            raise Refused("The invitation has been used or withdrawn already.")
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        _record("invitation.withdrawn", by.person, found)


def join(*, by: Person, token: str) -> Membership:
    """Take up the role that an invitation offers to one's address.

    Raises:
        Refused: it was sent to another address, or can no longer be used.
    """
    with transaction.atomic():
        found = _usable(token)
        if by.email.lower() != found.email.lower():
            raise Refused("This invitation was sent to another address.")
        return _take_up(by, found)


def join_as_new(*, token: str, name: str, password: str) -> Person:
    """Make the account of somebody invited, and take up the role; whoever has the link has shown that the address is theirs.

    Raises:
        Refused: it can no longer be used, or its address has an account.
    """
    with transaction.atomic():
        found = _usable(token)
        if Person.objects.filter(email__iexact=found.email).exists():
            raise Refused("There is an account with this address already. Sign in, then open the link again.")
        person = Person.objects.create_user(found.email, name, password)
        _take_up(person, found, with_account=True)
        return person


def end_role(*, by: Seat, membership: UUID, reason: str) -> None:
    """End somebody's role at once: yesterday was its last day.

    Raises:
        Refused: it has ended, or nobody else manages the alliance.
    """
    by.require("people.remove")
    with transaction.atomic():
        _lock(by.alliance)
        current = Membership.objects.in_force().filter(alliance=by.alliance).select_related("person", "party__organisation")
        found = current.filter(pk=membership).first()
        if found is None:
            raise Refused("This role has ended already.")
        if found.role == MANAGER and not current.filter(role=MANAGER, person__is_active=True).exclude(person=found.person).exists():
            raise Refused("Nobody else manages the alliance. Invite another alliance manager first, and wait until they have joined.")
        found.ends_on = timezone.localdate() - timedelta(days=1)
        found.save(update_fields=["ends_on"])
        record(
            "role.ended",
            by=by.person,
            alliance=by.alliance,
            organisation=found.party.organisation if found.party else None,
            subject=found,
            content={"after": {"role": found.role, "reason": reason}, "names": {"person": found.person.name}},
        )


def role_in_words(role: str, party: Party | None) -> str:
    """Return a role as a message says it: `leadership team member for Wexmoor Council`."""
    name = ROLE_BY_ID[role].name
    return name if party is None else f"{name} for {party.organisation.name}"


def _usable(token: str) -> Invitation:
    """Return the invitation of a token, locked, if it can still be used."""
    found = Invitation.objects.select_for_update().filter(token_digest=digest_of(token)).first()
    if found is None or found.withdrawn_at is not None:
        raise Refused("This invitation was withdrawn. Ask whoever invited you for a new one.")
    if found.accepted_at is not None:
        raise Refused("This invitation has been used already.")
    if found.expires_at <= timezone.now():
        raise Refused("This invitation has run out. Ask whoever invited you for a new one.")
    return found


def _take_up(person: Person, found: Invitation, *, with_account: bool = False) -> Membership:
    """Make the role of an invitation, unless they have it already."""
    same = {"alliance": found.alliance, "person": person, "role": found.role, "party": found.party}
    made = Membership.objects.in_force().filter(**same).first()
    made = made or Membership.objects.create(**same, begins_on=timezone.localdate(), ends_on=found.ends_on)
    found.accepted_at = timezone.now()
    found.save(update_fields=["accepted_at"])
    _record("invitation.accepted", person, found, {"account": "new" if with_account else "known"})
    return made


def _lock(alliance: Alliance) -> None:
    """Let one transaction at a time change who is in an alliance."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)


def _record(action: str, by: Person, found: Invitation, more: Mapping[str, str] | None = None) -> None:
    record(
        action,
        by=by,
        alliance=found.alliance,
        organisation=found.party.organisation if found.party else None,
        subject=found,
        content={
            "after": {"role": found.role, "last day": found.ends_on, **(more or {})},
            "names": {"email": found.email, "party": found.party and found.party.organisation.name},
        },
    )
