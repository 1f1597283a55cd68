"""Meetings: who was there, whether the quorum was held, and where a meeting stands in its life. All of it is worked out, never set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.governance.body import Authorised, Body, authorised_people
from gainshare.core.kernel.working_days import ENGLAND, WorkingCalendar, working_days_after, working_days_before

WhenNobodyIsLeft = Literal["outside", "inquorate"]
"""What becomes of a party all of whose people are recused: `outside` the quorum and unanimity of the matter, or nothing can be decided."""
LivedExperience = Literal["needed", "expected", "not_asked"]
"""Whether a member with lived experience has to be there, ought to be (the record says when not), or has no seat."""
MeetingStanding = Literal["planned", "papers_out", "open", "ended", "minutes_agreed", "cancelled"]
"""Where a meeting stands."""
MeetingAct = Literal["send_papers", "open", "attend", "declare", "end", "agree_minutes", "cancel"]
"""What is done with a meeting. `attend`: somebody comes or leaves. `declare`: somebody declares an interest."""


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """What the agreement asks of a meeting that decides; every party with a voice has to be represented, always."""

    owner_needed: bool
    """Whether a representative of an owner has to be there."""
    lived_experience: LivedExperience
    """Whether a member with lived experience has to be there."""
    when_nobody_is_left: WhenNobodyIsLeft
    """What becomes of a party all of whose people are recused."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who is there."""

    seat: str
    """The seat they are there for."""
    person: str
    """Who it is: the member, or the deputy in the member's place."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A party that has to be represented and is not."""

    party: str
    """Which party."""
    reason: Literal["nobody_authorised", "nobody_present", "not_authorised", "recused"]
    """`nobody_authorised`: no authority of anybody is in force. `nobody_present`: nobody came. `not_authorised`: whoever came may not
    speak for it. `recused`: whoever came has an interest, and somebody else could have come, or the rules count the party in."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a body could decide a matter, and why not."""

    is_held: bool
    """Whether it could."""
    represented: Mapping[str, tuple[Authorised, ...]]
    """For each party that is represented, who of those present may speak for it."""
    absent: tuple[Absence, ...]
    """The parties that are missing."""
    outside: tuple[str, ...]
    """The parties all of whose people are recused, and which the rules leave out of the matter."""
    has_owner: bool
    """Whether a representative of an owner was there who may speak."""
    has_lived_experience: bool
    """Whether a member with lived experience was there."""


def quorum_of(body: Body, day: date, present: Iterable[Presence], rule: QuorumRule, *, recused: frozenset[str] = frozenset()) -> Quorum:
    """Return whether a body can decide a matter.

    Args:
        body: the body.
        day: the day of the meeting: seats, authorities and deeds are those in force on it.
        present: who is there.
        rule: what the agreement asks.
        recused: the people who have an interest in the matter and take no part in it.
    """
    there = tuple(present)
    represented: dict[str, tuple[Authorised, ...]] = {}
    absent: list[Absence] = []
    outside: list[str] = []
    for party in body.voting_parties(day):
        people = authorised_people(body, party, day)
        free = tuple(one for one in people if one.person not in recused)
        speaking = tuple(one for one in free if Presence(one.seat.id, one.person) in there)
        if speaking:
            represented[party] = speaking
        elif people and not free and rule.when_nobody_is_left == "outside":
            outside.append(party)
        else:
            absent.append(Absence(party, _reason(body, party, people, there)))
    has_owner = any(one.seat.is_owner_representative for people in represented.values() for one in people)
    has_lived = any(seat.has_lived_experience and _is_taken(seat.id, there, recused) for seat in body.seats_on(day))
    is_complete = bool(represented) and not absent
    is_held = is_complete and (has_owner or not rule.owner_needed) and (has_lived or rule.lived_experience != "needed")
    return Quorum(is_held, represented, tuple(absent), tuple(outside), has_owner, has_lived)


def _reason(
    body: Body, party: str, people: tuple[Authorised, ...], there: tuple[Presence, ...]
) -> Literal["nobody_authorised", "nobody_present", "not_authorised", "recused"]:
    if not people:
        return "nobody_authorised"
    if any(Presence(one.seat.id, one.person) in there for one in people):
        return "recused"
    seats = {seat.id for seat in body.seats if seat.party == party}
    return "not_authorised" if any(one.seat in seats for one in there) else "nobody_present"


def _is_taken(seat: str, there: tuple[Presence, ...], recused: frozenset[str]) -> bool:
    return any(one.seat == seat and one.person not in recused for one in there)


def presence_of_parties(body: Body, day: date, parties: Iterable[str]) -> tuple[Presence, ...]:
    """Return the members of the voting seats of some parties as present: what a record that only names parties says."""
    named = frozenset(parties)
    return tuple(Presence(seat.id, seat.person) for seat in body.seats_on(day) if seat.has_vote and seat.party in named)


@dataclass(frozen=True, slots=True)
class Interest:
    """An interest that somebody has declared."""

    person: str
    """Who has it."""
    party: str
    """Whose person they are."""
    declared_on: date
    """The day on which it was declared."""
    what: str
    """What it is."""
    kind: str
    """`financial`, `non-financial professional`, `indirect` or `organisational`, or another word of the alliance's policy."""
    management: str
    """What is done about it."""
    recused_from: frozenset[str] = frozenset()
    """The decisions in which the person takes no part."""
    reviewed_on: date | None = None
    """The day on which it was last looked at."""


def recused_from(interests: Iterable[Interest], decision: str, day: date) -> frozenset[str]:
    """Return who takes no part in a decision, by what has been declared up to a day."""
    return frozenset(one.person for one in interests if decision in one.recused_from and one.declared_on <= day)


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What there is to know about where a meeting stands."""

    papers_sent_on: date | None = None
    """The day on which the papers went out."""
    is_opened: bool = False
    """Whether the chair has opened it."""
    is_ended: bool = False
    """Whether the chair has ended it."""
    minutes_agreed_on: date | None = None
    """The day on which its minutes were agreed."""
    is_cancelled: bool = False
    """Whether it was cancelled before it was opened."""

    def __post_init__(self) -> None:
        """Check that the facts follow one another."""
        assert self.is_opened or not self.is_ended, "a meeting ends after it was opened"
        assert self.is_ended or self.minutes_agreed_on is None, "minutes are agreed of a meeting that has ended"
        assert not (self.is_cancelled and self.is_opened), "a meeting that was opened is not cancelled"


def meeting_standing(facts: MeetingFacts) -> MeetingStanding:
    """Return where a meeting stands."""
    steps: tuple[tuple[bool, MeetingStanding], ...] = (
        (facts.is_cancelled, "cancelled"),
        (facts.minutes_agreed_on is not None, "minutes_agreed"),
        (facts.is_ended, "ended"),
        (facts.is_opened, "open"),
        (facts.papers_sent_on is not None, "papers_out"),
    )
    return next((standing for is_so, standing in steps if is_so), "planned")


MEETING_ALLOWED: Mapping[MeetingStanding, frozenset[MeetingAct]] = {
    "planned": frozenset({"send_papers", "open", "declare", "cancel"}),
    "papers_out": frozenset({"send_papers", "open", "declare", "cancel"}),
    "open": frozenset({"attend", "declare", "end"}),
    "ended": frozenset({"agree_minutes"}),
    "minutes_agreed": frozenset(),
    "cancelled": frozenset(),
}
"""What may be done with a meeting where it stands. One may open without papers: that they are late or missing is shown, not forbidden."""


def may_meet(act: MeetingAct, facts: MeetingFacts) -> bool:
    """Return whether something may be done with a meeting."""
    return act in MEETING_ALLOWED[meeting_standing(facts)]


def papers_due_on(day: date, working_days: int, calendar: WorkingCalendar = ENGLAND) -> date:
    """Return the last day on which the papers of a meeting are in time.

    Raises:
        Fault: the bank holidays of the year are not known.
    """
    return working_days_before(day, working_days, calendar)


def minutes_due_on(day: date, working_days: int, calendar: WorkingCalendar = ENGLAND) -> date:
    """Return the last day on which the minutes of a meeting are in time.

    Raises:
        Fault: the bank holidays of the year are not known.
    """
    return working_days_after(day, working_days, calendar)


def are_papers_late(*, sent_on: date | None, due_on: date, today: date) -> bool:
    """Return whether papers went out, or are still to go out, after the day on which they were due."""
    return (sent_on or today) > due_on
