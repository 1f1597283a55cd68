"""Who sits where, and what they have declared: appointments to seats, the schedule's versions, and interests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils import timezone

from gainshare.core.kernel.formats import date_long, money
from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance_schedule import POUND, read_schedule
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Membership
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.governance.models import Appointment, Interest, Schedule
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.governance.writing import record_of, today, writing

MANAGE = "governance.manage"
LONGEST_ID = 80
"""Characters of the longest id of a body."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Who is to sit where, from when to when."""

    body: str
    """The body."""
    seat: str
    """The seat, as the schedule calls it."""
    person: Person
    """Who."""
    is_deputy: bool
    """Whether as the deputy."""
    deed: str
    """The deed that appoints a deputy, or what appoints a member."""
    limit: int | None
    """The most that they may commit, in whole pence, if it is less than the seat's."""
    begins_on: date
    """The first day."""
    ends_on: date | None
    """The last day; None if there is none."""


def appoint(*, by: Seat, who: Seating) -> Appointment:
    """Appoint somebody to a seat, as its member or as the deputy by a deed.

    Raises:
        Refused: there is no such seat, it is held then, the person has no role for its party, or a deputy has no deed.
    """
    by.require(MANAGE)
    with writing(by.alliance):
        _may_be_appointed(by, who)
        if who.limit is not None and who.limit < 0:
            raise Refused("A limit is zero or more.")
        if who.begins_on < today():
            raise Refused("An appointment begins today or later. Who sat there before is what the record says.")
        if who.ends_on is not None and who.ends_on < who.begins_on:
            raise Refused("The last day lies before the first.")
        there = Appointment.objects.filter(alliance=by.alliance, body=who.body, seat=who.seat, is_deputy=who.is_deputy)
        for other in there.select_related("person"):
            if _meet(other, who.begins_on, who.ends_on):
                until = f"until {date_long(other.ends_on)}" if other.ends_on else "without an end"
                raise Refused(f"{other.person.name} holds it {until}. End that first.")
        _is_somebody_else(by, who)
        made = Appointment.objects.create(
            alliance=by.alliance,
            body=who.body,
            seat=who.seat,
            person=who.person,
            is_deputy=who.is_deputy,
            deed=who.deed,
            limit=who.limit,
            begins_on=who.begins_on,
            ends_on=who.ends_on,
            made_by=by.person,
            made_at=timezone.now(),
        )
        part = "deputy" if who.is_deputy else "member"
        after: dict[str, object] = {"as": part, "deed": who.deed, "from": who.begins_on, "until": who.ends_on}
        if who.limit is not None:
            after["may commit"] = money(who.limit, POUND)
        _record("governance.appointed", by, made, after, who.person)
        return made


def _may_be_appointed(by: Seat, who: Seating) -> None:
    schedule, person = schedule_of(by.alliance), who.person
    bodies = {} if schedule is None else {one.id: one for one in schedule.terms.bodies}
    found = next((one for one in bodies[who.body].seats if one.id == who.seat), None) if who.body in bodies else None
    if found is None:
        raise Refused("Choose a seat of the governance schedule.")
    if found.has_vote and person.pk == by.person.pk:
        raise Refused("Nobody appoints themselves to a seat with a voice. Somebody else has to do it.")
    if who.is_deputy and not who.deed.strip():
        raise Refused("A deputy is appointed by a deed: say which.")
    roles = Membership.objects.in_force().filter(alliance=by.alliance, person=person)
    if not roles.exists():
        raise Refused(f"{person.name} has no role in the alliance. Invite them first.")
    if found.party is not None and not roles.filter(party__code=found.party).exists():
        raise Refused(f"{person.name} has no role for {found.party}. Whoever sits there acts for that party.")


def _is_somebody_else(by: Seat, who: Seating) -> None:
    """Do nothing if nobody would be their own deputy.

    Raises:
        Refused: they would be.
    """
    there = Appointment.objects.filter(alliance=by.alliance, body=who.body, seat=who.seat, person=who.person, is_deputy=not who.is_deputy)
    if any(_meet(one, who.begins_on, who.ends_on) for one in there):
        part = "member" if who.is_deputy else "deputy"
        raise Refused(f"{who.person.name} is the {part} of this seat at that time. Nobody is their own deputy: appoint somebody else.")


def _meet(other: Appointment, begins_on: date, ends_on: date | None) -> bool:
    return (other.ends_on is None or other.ends_on >= begins_on) and (ends_on is None or ends_on >= other.begins_on)


def end_appointment(*, by: Seat, of: UUID, reason: str) -> Appointment:
    """End an appointment with the end of yesterday, or before it begins; what was said from the seat so far stays."""
    by.require(MANAGE)
    with writing(by.alliance):
        found = Appointment.objects.filter(pk=of, alliance=by.alliance).select_related("person").first()
        if found is None:
            raise PermissionDenied
        last = today() - timedelta(days=1)
        if found.ends_on is not None and found.ends_on <= last:
            raise Refused("It has ended already.")
        before = {"until": found.ends_on}
        found.ends_on = max(last, found.begins_on - timedelta(days=1))
        found.save(update_fields=["ends_on"])
        _record("governance.appointment_ended", by, found, {"before": before, "until": found.ends_on, "reason": reason}, found.person)
        return found


def _record(action: str, by: Seat, made: Appointment, after: Mapping[str, object], person: Person) -> None:
    names = {"reference": f"{made.body} {made.seat}", "person": person.name}
    record(action, by=by.person, alliance=by.alliance, subject=made, content={"after": after, "names": names})


def propose_schedule(*, by: Seat, data: bytes, takes_effect_on: date, reason: str) -> Schedule:
    """Put a text forward as the next governance schedule; the first one holds at once, every other when a decision adopts it.

    Raises:
        Invalid: the text cannot be used; `.problems` lists everything that is wrong.
        Refused: another version waits, nothing differs, or the day is past.
    """
    by.require("governance.propose")
    found, problems = read_schedule(data)
    if found is None:
        raise Invalid(problems)
    longest = max((one.id for one in found.terms.bodies), key=len)
    if len(longest) > LONGEST_ID:
        raise Refused(f"The id of the body {longest} has more than {LONGEST_ID} characters. Shorten it.")
    unknown = sorted(set(found.parties) - set(by.alliance.parties.values_list("code", flat=True)))
    if unknown:
        raise Refused(f"{', '.join(unknown)} is no party of the alliance. Use the codes of the agreement.")
    with writing(by.alliance):
        there = Schedule.objects.filter(alliance=by.alliance)
        if there.filter(adopted_at__isnull=True, withdrawn_at__isnull=True).exists():
            raise Refused("Another version waits to be adopted. Withdraw it first, or wait for its decision.")
        fingerprint = hashlib.sha256(data).hexdigest()
        if there.filter(sha256=fingerprint, withdrawn_at__isnull=True).exists():
            raise Refused("This schedule is there already, letter for letter.")
        is_first = not there.filter(adopted_at__isnull=False).exists()
        if not is_first and takes_effect_on < today():
            raise Refused("A schedule cannot take effect in the past. What was decided is decided by the rules that held.")
        now = timezone.now()
        made = Schedule.objects.create(
            alliance=by.alliance,
            number=(there.aggregate(last=Max("number"))["last"] or 0) + 1,
            text=data.decode("utf-8"),
            sha256=fingerprint,
            takes_effect_on=takes_effect_on,
            reason=reason,
            proposed_by=by.person,
            proposed_at=now,
            adopted_at=now if is_first else None,
        )
        after = {"number": made.number, "sha256": fingerprint, "takes_effect_on": takes_effect_on, "reason": reason}
        record_of("governance.schedule_proposed", by, made, {"after": after})
        return made


def withdraw_schedule(*, by: Seat, of: UUID, reason: str) -> Schedule:
    """Take back a schedule that waits to be adopted."""
    by.require("governance.propose")
    with writing(by.alliance):
        found = Schedule.objects.filter(pk=of, alliance=by.alliance, adopted_at__isnull=True, withdrawn_at__isnull=True).first()
        if found is None:
            raise Refused("It does not wait any more.")
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        record_of("governance.schedule_withdrawn", by, found, {"after": {"reason": reason}})
        return found


def declare_interest(*, by: Seat, what: str, kind: str, management: str, party: str) -> Interest:
    """Declare an interest of one's own."""
    by.require("interests.declare")
    if not what.strip():
        raise Refused("Say what the interest is.")
    with writing(by.alliance):
        last = by.alliance.interests.aggregate(last=Max("number"))["last"] or 0
        made = Interest.objects.create(
            alliance=by.alliance,
            number=last + 1,
            person=by.person,
            post=by.person.name,
            party=party,
            declared_on=today(),
            what=what,
            kind=kind,
            management=management,
        )
        record_of("interest.declared", by, made, {"after": {"what": what, "kind": kind, "management": management}})
        return made


def review_interest(*, by: Seat, of: UUID, management: str, is_over: bool) -> Interest:
    """Write down what is done about an interest, that it was looked at today, or that it no longer holds."""
    by.require("meetings.run")
    with writing(by.alliance):
        found = by.alliance.interests.filter(pk=of).first()
        if found is None:
            raise PermissionDenied
        before = {"management": found.management, "reviewed_on": found.reviewed_on}
        found.management, found.reviewed_on = management, today()
        found.ended_on = today() if is_over else None
        found.save(update_fields=["management", "reviewed_on", "ended_on"])
        record_of("interest.reviewed", by, found, {"before": before, "after": {"management": management, "ended": is_over}})
        return found
