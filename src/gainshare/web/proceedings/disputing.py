"""What is done with a dispute: raised, noted, escalated, resolved, withdrawn, ended; each with its right and its journal entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.core.governance import dispute as core
from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused, why
from gainshare.web.governance.schedules import read
from gainshare.web.proceedings.models import Dispute, DisputeNote, DisputeStep
from gainshare.web.proceedings.standing import lock, locked, next_number, next_reference, record_of, schedule_now
from gainshare.web.proceedings.taking import steps_of, value_of
from gainshare.web.proceedings.telling import tell_leads

LinkTo = Callable[[Dispute], str]
"""What makes the address of a dispute's page, for messages."""
RAISE, KEEP = "disputes.raise_own", "disputes.keep"
"""The right to raise a dispute for a party, and the right to take disputes on their way."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What a party raises."""

    about: str
    """Whom or what it concerns."""
    question: str
    """What is to be settled."""
    token: UUID
    """The token of the form."""


def raise_dispute(*, by: Seat, party: Party, raised: Raised, link: LinkTo | None = None) -> Dispute:
    """Raise a dispute for a party: its first step begins today.

    Raises:
        PermissionDenied: one may not raise disputes for the party.
        Refused: the alliance has no schedule, or the schedule no steps.
    """
    by.require(RAISE, party)
    with transaction.atomic():
        lock(by.alliance)
        if (there := Dispute.objects.filter(alliance=by.alliance, form_token=raised.token).first()) is not None:
            return there
        schedule, today = schedule_now(by.alliance), timezone.localdate()
        if not read(schedule).terms.escalation:
            raise Refused("The governance schedule has no steps of escalation. Add them to the schedule first.")
        made = Dispute.objects.create(
            alliance=by.alliance,
            number=next_number(Dispute, by.alliance),
            reference=next_reference(Dispute, by.alliance, "DIS"),
            schedule=schedule,
            raised_on=today,
            raised_by=party.code,
            about=raised.about,
            question=raised.question,
            written_by=by.person,
            written_at=timezone.now(),
            form_token=raised.token,
        )
        step = DisputeStep(dispute=made, number=1, started_on=today, taken_by=by.person)
        _begin(step, core.Dispute(made.reference, today, party.code, made.about, made.question, (core.StepTaken(1, today),)), made)
        after = {"about": made.about, "question": made.question, "step": 1, "due_on": step.due_on}
        record_of("dispute.raised", by, made, {"after": after}, party)
        _tell(by, made, "is raised", link)
        return made


def note(*, by: Seat, of: UUID, party: Party | None, text: str, said_on: date) -> DisputeNote:
    """Write down what was said or offered in a dispute.

    Raises:
        PermissionDenied: one neither keeps disputes nor speaks for the party.
        Refused: it was said before the dispute was raised, or on a day that has not come.
    """
    if party is None or not by.may(RAISE, party):
        by.require(KEEP)
    with transaction.atomic():
        lock(by.alliance)
        one = locked(Dispute, by, of)
        if not one.raised_on <= said_on <= timezone.localdate():
            raise Refused(f"Give a day from {date_long(one.raised_on)}, when it was raised, to today.")
        made = DisputeNote.objects.create(
            dispute=one, party=party, text=text, said_on=said_on, written_by=by.person, written_at=timezone.now()
        )
        record_of("dispute.noted", by, one, {"after": {"text": text, "said_on": said_on}}, party)
        return made


def may_take_on(seat: Seat, one: Dispute) -> bool:
    """Return whether somebody may take a dispute to its next step: early or late, or for the party that raised it once it is overdue."""
    return seat.may(KEEP) or speaks_for(seat, one) is not None


def speaks_for(seat: Seat, one: Dispute) -> Party | None:
    """Return the party that raised a dispute, if somebody may raise disputes for it; None otherwise."""
    return next((party for party in seat.parties if party.code == one.raised_by and seat.may(RAISE, party)), None)


def escalate(*, by: Seat, of: UUID, reason: str, seen: int | None = None, link: LinkTo | None = None) -> Dispute:
    """Take a dispute to its next step: those who keep disputes early or late, the party that raised it once it is overdue.

    Args:
        by: who takes it there.
        of: the dispute.
        reason: why it goes on.
        seen: the number of the step that was on the page; None where that does not matter.
        link: what makes the address of its page, for messages.

    Raises:
        PermissionDenied: one neither keeps disputes nor speaks for the party that raised it.
        Refused: the page showed another step, it is settled, or at the last step, or its party takes it on before its last day is over.
    """
    with transaction.atomic():
        lock(by.alliance)
        one = _at_step(by, of, seen)
        if not may_take_on(by, one):
            raise PermissionDenied
        today, act = timezone.localdate(), core.escalate if by.may(KEEP) else core.escalate_for_party
        value = _done(lambda: act(value_of(one), steps_of(one), day=today))
        step = DisputeStep(dispute=one, number=value.taken[-1].number, started_on=today, note=reason, taken_by=by.person)
        _begin(step, value, one)
        record_of("dispute.escalated", by, one, {"after": {"step": step.number, "due_on": step.due_on, "reason": reason}})
        _tell(by, one, f"is at step {step.number}", link)
        return one


def resolve(*, by: Seat, of: UUID, outcome: str, seen: int | None = None, link: LinkTo | None = None) -> Dispute:
    """Write down what the parties agreed: the dispute is over.

    Raises:
        Refused: the page showed another step, or it is over already.
    """
    by.require(KEEP)
    closed = Closed("dispute.resolved", lambda value, steps, today: core.resolve(value, steps, outcome, day=today))
    return _close(by, of, closed, seen=seen, link=link)


def end(*, by: Seat, of: UUID, outcome: str, seen: int | None = None, link: LinkTo | None = None) -> Dispute:
    """Write down what came of the last step, without agreement.

    Raises:
        Refused: the page showed another step, there is a further step, or it is over already.
    """
    by.require(KEEP)
    closed = Closed("dispute.ended", lambda value, steps, today: core.end_dispute(value, steps, outcome, day=today))
    return _close(by, of, closed, seen=seen, link=link)


def withdraw(*, by: Seat, of: UUID, reason: str, seen: int | None = None, link: LinkTo | None = None) -> Dispute:
    """Take a dispute back, for the party that raised it.

    Raises:
        PermissionDenied: one may not speak for that party.
        Refused: the page showed another step, it is over already, or no reason is given.
    """
    party = speaks_for(by, locked(Dispute, by, of))
    if party is None:
        raise PermissionDenied
    closed = Closed("dispute.withdrawn", lambda value, steps, today: core.withdraw_dispute(value, steps, reason, day=today), party)
    return _close(by, of, closed, seen=seen, link=link)


Closing = Callable[[core.Dispute, tuple[core.EscalationStep, ...], date], core.Dispute]


@dataclass(frozen=True, slots=True)
class Closed:
    """How a dispute comes to its end."""

    action: str
    """What the journal calls it."""
    closing: Closing
    """What the core makes of the dispute."""
    party: Party | None = None
    """The party for which it is done; None if for none."""


def _close(by: Seat, of: UUID, closed: Closed, *, seen: int | None, link: LinkTo | None) -> Dispute:
    with transaction.atomic():
        lock(by.alliance)
        one = _at_step(by, of, seen)
        value = _done(lambda: closed.closing(value_of(one), steps_of(one), timezone.localdate()))
        one.outcome, one.resolved_on, one.withdrawn_on, one.ended_on = value.outcome, value.resolved_on, value.withdrawn_on, value.ended_on
        one.save()
        record_of(closed.action, by, one, {"after": {"outcome": one.outcome, "step": value.taken[-1].number}}, closed.party)
        _tell(by, one, "is over", link)
        return one


def _at_step(by: Seat, of: UUID, seen: int | None) -> Dispute:
    """Return a dispute of the alliance, which is locked, if it is still at the step that was on the page."""
    one = locked(Dispute, by, of)
    if seen is not None and seen != value_of(one).taken[-1].number:
        raise Refused("The dispute has gone on to another step since you opened the page. Read it again.")
    return one


def _tell(by: Seat, one: Dispute, what: str, link: LinkTo | None) -> None:
    subject = f"{one.reference} {what}"
    words = f"{one.reference}, a dispute in {by.alliance.name}, {what}."
    tell_leads(by, kind="dispute", subject=subject, what=words, link=partial(link, one) if link else None)


def _begin(step: DisputeStep, value: core.Dispute, one: Dispute) -> None:
    """Keep a step with the day on which it is due."""
    step.due_on = _done(lambda: core.step_due_on(value, steps_of(one)))
    step.save()


T = TypeVar("T")


def _done(act: Callable[[], T]) -> T:
    """Return what an act comes to."""
    try:
        return act()
    except core.NoStep as refused:
        raise Refused(str(refused)) from None
    except Fault as fault:
        raise Refused(why(fault)) from None
