"""What comes after the agreement: authority confirmed, reserved approvals, ratification, and what the decision leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Required, TypedDict, Unpack
from uuid import UUID

from django.utils import timezone

from gainshare.core.governance import acts
from gainshare.core.governance import decision as core
from gainshare.core.governance.meeting import quorum_of
from gainshare.core.kernel.formats import date_long
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.attending import body_at, everybody_at
from gainshare.web.governance.models import Appointment, Consequence, Decision, Endorsement, Meeting
from gainshare.web.governance.proposing import CONSEQUENCES, current
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.governance.writing import locked_decision, record_of, stand, today, writing

APPROVE = "decisions.approve_own"


class Endorsed(TypedDict, total=False):
    """What a party's own board or officer said."""

    kind: Required[str]
    """`approval` or `authority`."""
    is_given: Required[bool]
    """Whether it is given."""
    given_by: Required[str]
    """Who decided for the party."""
    given_on: Required[date]
    """When."""
    reason: str
    """Why it is refused."""


def endorse(*, by: Seat, of: UUID, party: Party, seen: int | None = None, **said: Unpack[Endorsed]) -> Decision:
    """Record what a party's own board or officer said: its approval of a reserved matter, or the authority for a larger sum.

    Args:
        by: who records it, for their own party.
        of: the decision.
        party: the party.
        seen: the number of the round that was on the page.
        said: what was said.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: nothing of the kind is waited for.
    """
    by.require(APPROVE, party)
    kind, is_given, given_by, given_on = said["kind"], said["is_given"], said["given_by"], said["given_on"]
    reason = said.get("reason", "")
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        if row.endorsements.filter(party=party, kind=kind, round_number=current(row).number).exists():
            raise Refused(f"What {party.organisation.name} decided is recorded already.")
        if (ended := authority_ended_on(by, party, row.body)) is not None:
            raise Refused(f"Your authority for {party.organisation.name} ended on {date_long(ended)}. Whoever has the seat now records it.")
        if not is_given and not reason.strip():
            raise Refused("Say why it is refused.")
        if kind == "authority":
            # What is refused is written down too: the proposal then goes to another round, or is taken back.
            acts.confirm_authority(decision, core.Confirmation(party.code, given_by, given_on), day=today())
        else:
            acts.approve(decision, core.Approval(party.code, is_given, given_by, given_on, reason), day=today())
        Endorsement.objects.create(
            decision=row,
            party=party,
            kind=kind,
            round_number=current(row).number,
            is_given=is_given,
            given_by=given_by,
            given_on=given_on,
            reason=reason,
            recorded_by=by.person,
            recorded_at=timezone.now(),
        )
        stood = stand(row)
        after = {"kind": kind, "given": is_given, "given_by": given_by, "given_on": given_on, "reason": reason}
        record_of("decision.endorsed", by, stood, {"after": {**after, "standing": stood.standing}}, party)
        return stood


def authority_ended_on(by: Seat, party: Party, body: str) -> date | None:
    """Return the last day of somebody's authority for a party on a body, if they had one and have none now; None otherwise."""
    schedule = schedule_of(by.alliance)
    bodies = schedule.terms.bodies if schedule is not None else ()
    own = [seat.id for one in bodies if one.id == body for seat in one.seats if seat.party == party.code]
    found = Appointment.objects.filter(alliance=by.alliance, body=body, person=by.person, seat__in=own)
    if any(one.begins_on <= today() and (one.ends_on is None or one.ends_on >= today()) for one in found):
        return None
    return max((one.ends_on for one in found if one.ends_on is not None), default=None)


def ratify(*, by: Seat, of: UUID, meeting: Meeting) -> Decision:
    """Write down that a meeting ratified a decision that was taken in writing.

    Raises:
        Refused: it does not wait for that, or the meeting is not open or has no quorum of those who decide it.
    """
    by.require("decisions.call")
    return _ratify(by, of, meeting, is_ratified=True, why="")


def decline(*, by: Seat, of: UUID, meeting: Meeting, party: Party, reason: str) -> Decision:
    """Write down that a party does not ratify a decision that was taken in writing; with that it lapses.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: there is no reason, or one does not speak for the party at the meeting.
    """
    by.require("decisions.speak_own", party)
    if not reason.strip():
        raise Refused("Say why your party does not ratify it.")
    return _ratify(by, of, meeting, is_ratified=False, why=f"{party.organisation.name}: {reason}", party=party)


def _ratify(by: Seat, of: UUID, meeting: Meeting, *, is_ratified: bool, why: str, party: Party | None = None) -> Decision:
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        meeting = Meeting.objects.get(pk=meeting.pk, alliance=by.alliance)
        if meeting.body != row.body or meeting.opened_at is None or meeting.ended_at is not None:
            raise Refused(f"A meeting of {row.body} that is open ratifies it.")
        body = replace(decision, body=body_at(meeting)).deciding_body
        quorum = quorum_of(body, today(), everybody_at(meeting), decision.rules.quorum, recused=decision.round.recused)
        acts.ratify(decision, core.Ratification(meeting.reference, today(), is_ratified), quorum, day=today())
        if party is not None and str(by.person.pk) not in {one.person for one in quorum.represented.get(party.code, ())}:
            raise Refused(f"You do not speak for {party.organisation.name} at {meeting.reference}.")
        row.ratified_at, row.ratified_on, row.is_ratified, row.ratified_why = meeting, today(), is_ratified, why
        row.save(update_fields=["ratified_at", "ratified_on", "is_ratified", "ratified_why"])
        stood = stand(row)
        record_of("decision.ratified", by, stood, {"after": {"meeting": meeting.reference, "ratified": is_ratified, "why": why}}, party)
        return stood


def settle_consequence(*, by: Seat, of: UUID, kind: str, is_done: bool, note: str) -> Consequence:
    """Write down that what a decision leads to is done, or is not needed.

    Raises:
        Refused: the decision is not in effect, or offers nothing of the kind.
    """
    by.require("registers.keep")
    with writing(by.alliance):
        row, _ = locked_decision(by, of)
        if row.standing != "adopted":
            raise Refused("What it leads to is done once the decision is adopted.")
        found = Consequence.objects.filter(decision=row, kind=kind).first()
        if found is None:
            raise Refused("The decision does not lead to this.")
        found.standing, found.note = "done" if is_done else "dropped", note
        found.done_by, found.done_at = by.person, timezone.now()
        found.save()
        after = {"what": CONSEQUENCES.get(kind, kind), "done": is_done, "note": note}
        record_of("decision.followed", by, row, {"after": after})
        return found
