"""Who plays which role, and which invitations wait: reads within one alliance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance, Invitation, Membership, Party
from gainshare.web.alliances.rights import roles_with


def memberships(alliance: Alliance, *, role: str = "", party: UUID | None = None, with_past: bool = False) -> Sequence[Membership]:
    """Return who plays which role in an alliance, by name, with the person and the party.

    Args:
        alliance: the alliance.
        role: this role alone; empty for every one.
        party: for this party alone; None for every one.
        with_past: whether roles that have ended are in it.
    """
    found = Membership.objects.filter(alliance=alliance).select_related("person", "party__organisation")
    if role:
        found = found.filter(role=role)
    if party is not None:
        found = found.filter(party=party)
    if not with_past:
        found = found.in_force()
    return list(found.order_by("person__name", "person__email", "role", "party__place", "begins_on"))


def current_membership(alliance: Alliance, membership: UUID) -> Membership | None:
    """Return a role of an alliance that goes on; None if there is no such role."""
    found = Membership.objects.in_force().filter(pk=membership, alliance=alliance)
    return found.select_related("person", "party__organisation").first()


def people_by_party(alliance: Alliance, roles: frozenset[str]) -> Mapping[UUID, Sequence[Person]]:
    """Return who has one of some roles for each party today and can sign in, by the id of the party."""
    found = Membership.objects.in_force().filter(alliance=alliance, party__isnull=False, role__in=roles, person__is_active=True)
    people: dict[UUID, dict[UUID, Person]] = {}
    for one in found.select_related("person").order_by("person__name"):
        assert one.party_id is not None
        people.setdefault(one.party_id, {})[one.person.pk] = one.person
    return {party: tuple(those.values()) for party, those in people.items()}


def people_with(alliance: Alliance, *rights: str) -> Sequence[Person]:
    """Return who has any of some rights in an alliance today, for whatever party, and can sign in; each once, by name."""
    roles = frozenset[str]().union(*(roles_with(right) for right in rights))
    found = Membership.objects.in_force().filter(alliance=alliance, role__in=roles, person__is_active=True).select_related("person")
    return list({one.person.pk: one.person for one in found.order_by("person__name")}.values())


def parties_of(alliance: Alliance) -> Sequence[Party]:
    """Return an alliance's parties with their organisations, in the agreement's order."""
    return list(Party.objects.filter(alliance=alliance).select_related("organisation"))


def waiting_invitations(alliance: Alliance) -> QuerySet[Invitation]:
    """Return the invitations of an alliance that can still be used, or have run out unused in the last thirty days."""
    since = timezone.now() - timedelta(days=30)
    found = Invitation.objects.filter(alliance=alliance, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gte=since)
    return found.select_related("party__organisation", "invited_by").order_by("-invited_at")


def digest_of(token: str) -> str:
    """Return the digest by which an invitation is found; its token is kept nowhere."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_with(token: str) -> Invitation | None:
    """Return the invitation of a link; None if there is none."""
    found = Invitation.objects.filter(token_digest=digest_of(token))
    return found.select_related("alliance", "party__organisation", "invited_by").first()


def person_at(email: str) -> Person | None:
    """Return the person with an e-mail address, however it is capitalised."""
    return Person.objects.filter(email__iexact=email).first()
