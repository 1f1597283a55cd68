"""A party to the alliance: its roles, its shares, when it was one, and what it was called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Day, Id, Share, Term, Words

Role = Literal["owner", "non_owner_participant", "provider", "commissioner", "host", "associate"]
"""What a party is. Owners and non-owner participants share gain and pain; a provider's costs are in the open book
(every non-owner participant is one); a commissioner funds service contracts; a host employs or holds on the alliance's
behalf; an associate takes part without a share."""


class FormerName(Term):
    """`{name: Wexmoor CCG, until: 2022-07-01}`: a name the party had before a day."""

    name: Words
    """The name."""
    until: Day
    """The first day on which it was no longer used."""


class Party(Term):
    """An organisation that has signed the agreement."""

    id: Id
    """What files and other terms call it."""
    name: Words
    """Its name today."""
    kind: str = ""
    """What sort of organisation it is, such as nhs_trust, local_authority, charity."""
    roles: Annotated[frozenset[Role], Field(min_length=1)]
    """Its roles; a council may be owner and provider."""
    identifiers: dict[str, str] = {}
    """Its codes in registers, such as `ods`, `charity`, `company`, `gss`."""
    member_from: Day | None = None
    """The first day of membership; without it, the alliance's first day."""
    member_until: Day | None = None
    """The first day after membership; without it, it is still a member."""
    succeeds: Id | None = None
    """The party whose rights and duties it took over."""
    succeeded_by: Id | None = None
    """The party that took over its rights and duties."""
    former_names: tuple[FormerName, ...] = ()
    """Its earlier names; statements of an earlier period keep them."""
    owner_share: Share | None = None
    """Its part of what falls to the owners."""
    non_owner_share: Share | None = None
    """Its part of what falls to the non-owner participants."""
    note: str = ""
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _shares_have_roles(self) -> Party:
        for share, role in ((self.owner_share, "owner"), (self.non_owner_share, "non_owner_participant")):
            if share is not None and role not in self.roles:
                raise Fault(f"{self.id} has a share as {role}, but not the role.", f"Add {role} to its roles, or remove the share.")
        if self.member_from and self.member_until and self.member_until <= self.member_from:
            raise Fault(f"{self.id} leaves before it joins.", "Put member_until after member_from.")
        return self

    def is_member(self, day: date) -> bool:
        """Return whether it is a party on a day."""
        return (self.member_from is None or self.member_from <= day) and (self.member_until is None or day < self.member_until)

    def name_on(self, day: date) -> str:
        """Return what it was called on a day."""
        names = sorted(self.former_names, key=lambda former: former.until)
        return next((former.name for former in names if day < former.until), self.name)

    @property
    def is_provider(self) -> bool:
        """Return whether it hands in costs."""
        return bool(self.roles & {"provider", "non_owner_participant"})


def members_on(parties: Iterable[Party], day: date) -> tuple[Party, ...]:
    """Return the parties that are members on a day, in the order of the agreement."""
    return tuple(party for party in parties if party.is_member(day))


def shares_of(parties: Iterable[Party], role: Literal["owner", "non_owner_participant"]) -> dict[str, Fraction]:
    """Return the share of each party that has one in a role, in the order of the agreement."""
    shares = ((party.id, party.owner_share if role == "owner" else party.non_owner_share) for party in parties)
    return {party: share for party, share in shares if share is not None}


def is_non_owner(party: Party) -> bool:
    """Return whether a party counts as a non-owner participant when figures are selected by role: one that is an owner does not."""
    return "non_owner_participant" in party.roles and "owner" not in party.roles
