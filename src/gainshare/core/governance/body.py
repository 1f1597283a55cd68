"""Bodies and their seats: who sits where for whom, how far they may commit their party, and who may speak in their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

BodyKind = Literal["commissioner_board", "alliance_leadership_team", "alliance_management_team", "wider_team", "package_team", "group"]
"""`package_team`: runs a package of works under the leadership team. `group`: a further group, such as one for finance."""
BODY_KINDS: tuple[BodyKind, ...] = get_args(BodyKind)
"""Every kind of body, from the top down."""


@dataclass(frozen=True, slots=True)
class Authority:
    """How far somebody may commit their party, and for how long."""

    limit_pence: int | None
    """The most that one decision may commit, in whole minor units; None if there is no limit."""
    valid_from: date | None = None
    """The first day; None if it has always held."""
    valid_until: date | None = None
    """The first day on which it no longer holds; None if it has no end."""

    def __post_init__(self) -> None:
        """Check that the limit is not below zero and the days are in order."""
        assert self.limit_pence is None or self.limit_pence >= 0, "a limit is not below zero"
        assert not (self.valid_from and self.valid_until) or self.valid_from < self.valid_until, "an authority ends after it begins"

    def holds_on(self, day: date) -> bool:
        """Return whether it is in force on a day."""
        return _within(day, self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who may speak in a member's place, by which deed, and until when."""

    person: str
    """Who it is."""
    deed: str
    """The deed that appoints them."""
    valid_from: date | None = None
    """The first day of the deed; None if it has always held."""
    valid_until: date | None = None
    """The first day on which the deed no longer holds, whatever becomes of the member's own authority; None if it has no end."""
    limit_pence: int | None = None
    """The most that the deed lets them commit, in whole minor units; None if it is as much as the member may."""

    def __post_init__(self) -> None:
        """Check that there is a deed."""
        assert self.person, "a deputy is somebody"
        assert self.deed, "a deputy is appointed by a deed"

    def holds_on(self, day: date) -> bool:
        """Return whether the deed is in force on a day."""
        return _within(day, self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a body."""

    id: str
    """What attendance calls it."""
    person: str
    """Who sits there: a name, or the post if people are named by their posts."""
    party: str | None
    """The party it belongs to; None for an independent chair or a member with lived experience."""
    has_vote: bool
    """Whether the party's voice is given from it; several voting seats of one party have one voice together."""
    authority: Authority | None = None
    """How far the member may commit the party; None if not at all."""
    deputy: Deputy | None = None
    """Who speaks in the member's place."""
    is_owner_representative: bool = False
    """Whether it speaks for an owner when the quorum asks for one."""
    is_chair: bool = False
    """Whether its member chairs. The chair has no casting vote: a chair of no party has no voice at all."""
    has_lived_experience: bool = False
    """Whether its member is there for their own experience of the service."""
    held_from: date | None = None
    """The first day on which it is held; None if it always was."""
    held_until: date | None = None
    """The first day on which it is no longer held; None if it has no end."""

    def __post_init__(self) -> None:
        """Check that whoever has a voice, or speaks for an owner, is there for a party."""
        assert self.party is not None or not (self.has_vote or self.is_owner_representative), "a voice belongs to a party"

    def is_held_on(self, day: date) -> bool:
        """Return whether the seat is held on a day."""
        return _within(day, self.held_from, self.held_until)


@dataclass(frozen=True, slots=True)
class Authorised:
    """Somebody who may speak for a party on a day."""

    person: str
    """Who it is."""
    party: str
    """Whom they speak for."""
    seat: Seat
    """The seat they speak from."""
    is_deputy: bool
    """Whether they speak in the member's place."""
    limit_pence: int | None
    """The most that they may commit, in whole minor units; None if there is no limit."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the alliance."""

    id: str
    """What meetings and decisions call it."""
    name: str
    """What it is called."""
    kind: BodyKind
    """What sort of body it is."""
    seats: tuple[Seat, ...] = ()
    """Its seats, in the order of the agreement."""
    reports_to: str | None = None
    """The body above it; None at the top."""

    def __post_init__(self) -> None:
        """Check that no seat is there twice."""
        ids = [seat.id for seat in self.seats]
        assert len(ids) == len(set(ids)), "a seat is on a body once"

    def seats_on(self, day: date) -> tuple[Seat, ...]:
        """Return the seats that are held on a day."""
        return tuple(seat for seat in self.seats if seat.is_held_on(day))

    def without(self, party: str) -> Body:
        """Return the body without the seats of a party, as it decides on that party's exclusion; the same body if none is named."""
        return replace(self, seats=tuple(seat for seat in self.seats if seat.party != party)) if party else self

    def voting_parties(self, day: date) -> tuple[str, ...]:
        """Return the parties that have a voice on a day, each once, in the order of the seats."""
        return tuple(dict.fromkeys(seat.party for seat in self.seats_on(day) if seat.has_vote and seat.party is not None))


def authorised_people(body: Body, party: str, day: date) -> tuple[Authorised, ...]:
    """Return who may speak for a party on a body on a day: members with an authority in force, then deputies by a deed in force.

    A deputy has no more authority than the member: when the member's has lapsed, so has the deputy's.
    """
    seats = [seat for seat in body.seats_on(day) if seat.has_vote and seat.party == party]
    found = [person for seat in seats for person in _speakers(seat, party, day)]
    return tuple(sorted(found, key=lambda person: person.is_deputy))


def _speakers(seat: Seat, party: str, day: date) -> list[Authorised]:
    if seat.authority is None or not seat.authority.holds_on(day):
        return []
    found = [Authorised(seat.person, party, seat, is_deputy=False, limit_pence=seat.authority.limit_pence)]
    if seat.deputy is not None and seat.deputy.holds_on(day):
        limit = _lower(seat.authority.limit_pence, seat.deputy.limit_pence)
        found.append(Authorised(seat.deputy.person, party, seat, is_deputy=True, limit_pence=limit))
    return found


def _lower(one: int | None, other: int | None) -> int | None:
    limits = [limit for limit in (one, other) if limit is not None]
    return min(limits) if limits else None


def _within(day: date, first: date | None, until: date | None) -> bool:
    return (first is None or first <= day) and (until is None or day < until)
