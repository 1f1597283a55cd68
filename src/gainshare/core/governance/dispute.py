"""Disputes: the steps of escalation with their clocks in working days, who holds a step now, and what is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.working_days import ENGLAND, WorkingCalendar, working_days_after

DisputeStanding = Literal["open", "overdue", "resolved", "withdrawn", "ended"]
"""`overdue`: the step is beyond its day. `ended`: the last step is through and the parties did not agree."""
DisputeAct = Literal["escalate", "resolve", "withdraw", "end"]
"""What is done with a dispute. `escalate`: it goes to the next step, early or late. `end`: the last step has had its say."""


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """One step of the way that the agreement lays down."""

    number: int
    """Its place, from 1 up."""
    holder: str
    """Who has it: a body, people by their posts, or somebody from outside."""
    working_days: int
    """Working days it may take, the day on which it began not counted; 0 if it has no clock."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        assert self.number > 0, "steps are counted from 1"
        assert self.working_days >= 0, "a step takes no less than no days"


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that a dispute has come to."""

    number: int
    """Which step."""
    started_on: date
    """The day on which it began."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A difference between parties on its way up. Its words name what is to be settled, never who is to blame."""

    id: str
    """What the register calls it."""
    raised_on: date
    """The day on which it was raised."""
    raised_by: str
    """The party that raised it."""
    about: str
    """Whom or what it concerns: a party, a decision, a return."""
    question: str
    """What is to be settled."""
    taken: tuple[StepTaken, ...]
    """The steps so far, the current one last."""
    resolved_on: date | None = None
    """The day on which the parties agreed."""
    outcome: str = ""
    """What they agreed, what came of the last step, or why it was taken back."""
    withdrawn_on: date | None = None
    """The day on which whoever raised it took it back."""
    ended_on: date | None = None
    """The day on which the last step ended without agreement."""

    def __post_init__(self) -> None:
        """Check that the steps go up, one by one, in time."""
        assert self.taken, "a dispute is at a step"
        assert self.raised_on <= self.taken[0].started_on, "a dispute is raised before its first step"
        for earlier, later in zip(self.taken, self.taken[1:], strict=False):
            assert later.number == earlier.number + 1, "steps go up one by one"
            assert later.started_on >= earlier.started_on, "a step begins no earlier than the one before"


ALLOWED: Mapping[DisputeStanding, frozenset[DisputeAct]] = {
    "open": frozenset({"escalate", "resolve", "withdraw", "end"}),
    "overdue": frozenset({"escalate", "resolve", "withdraw", "end"}),
    "resolved": frozenset(),
    "withdrawn": frozenset(),
    "ended": frozenset(),
}
"""What may be done with a dispute where it stands; `escalate` only below the last step, `end` only on it."""


class NoStep(ValueError):
    """Something may not be done with a dispute; the message says why."""


def current_step(dispute: Dispute, steps: tuple[EscalationStep, ...]) -> EscalationStep:
    """Return the step that a dispute is at: its holder has it now."""
    found = [step for step in steps if step.number == dispute.taken[-1].number]
    assert found, f"the agreement has no step {dispute.taken[-1].number}"
    return found[0]


def step_due_on(dispute: Dispute, steps: tuple[EscalationStep, ...], calendar: WorkingCalendar = ENGLAND) -> date | None:
    """Return the last day of the current step; None if the step has no clock.

    Raises:
        Fault: the bank holidays of the year are not known.
    """
    step = current_step(dispute, steps)
    return working_days_after(dispute.taken[-1].started_on, step.working_days, calendar) if step.working_days else None


def known_due_on(dispute: Dispute, steps: tuple[EscalationStep, ...], calendar: WorkingCalendar = ENGLAND) -> date | None:
    """Return the last day of the current step; None if the step has no clock, or lies in years whose bank holidays are not known."""
    try:
        return step_due_on(dispute, steps, calendar)
    except Fault:
        return None


def dispute_standing(
    dispute: Dispute, steps: tuple[EscalationStep, ...], day: date, calendar: WorkingCalendar = ENGLAND
) -> DisputeStanding:
    """Return where a dispute stands on a day; the last day of a step is still in time."""
    if dispute.withdrawn_on is not None:
        return "withdrawn"
    if dispute.resolved_on is not None:
        return "resolved"
    if dispute.ended_on is not None:
        return "ended"
    due_on = step_due_on(dispute, steps, calendar)
    return "overdue" if due_on is not None and day > due_on else "open"


def may_in_dispute(act: DisputeAct, dispute: Dispute, steps: tuple[EscalationStep, ...], day: date) -> bool:
    """Return whether something may be done with a dispute on a day."""
    is_last = dispute.taken[-1].number == max(step.number for step in steps)
    if (act == "escalate" and is_last) or (act == "end" and not is_last):
        return False
    return act in ALLOWED[dispute_standing(dispute, steps, day)]


def escalate(dispute: Dispute, steps: tuple[EscalationStep, ...], *, day: date) -> Dispute:
    """Return the dispute at its next step.

    Raises:
        NoStep: it is settled, or at the last step, or the day lies before the one on which its step began.
    """
    _check("escalate", dispute, steps, day)
    return replace(dispute, taken=(*dispute.taken, StepTaken(dispute.taken[-1].number + 1, day)))


def escalate_for_party(dispute: Dispute, steps: tuple[EscalationStep, ...], *, day: date) -> Dispute:
    """Return the dispute at its next step, taken there by the party that raised it: once the clock of its step has run out.

    Raises:
        NoStep: the step still has its time, or has no clock, or what `escalate` refuses.
    """
    gone_on = escalate(dispute, steps, day=day)
    if dispute_standing(dispute, steps, day) == "overdue":
        return gone_on
    due_on = step_due_on(dispute, steps)
    until = f"has until {date_long(due_on)}" if due_on else "has no clock"
    raise NoStep(f"Step {dispute.taken[-1].number} of {dispute.id} {until}. Ask the chair or the alliance manager to take it to the next.")


def resolve(dispute: Dispute, steps: tuple[EscalationStep, ...], outcome: str, *, day: date) -> Dispute:
    """Return the dispute with what the parties agreed.

    Raises:
        NoStep: it has ended already, nothing is said of what was agreed, or the day lies before its step.
    """
    _check("resolve", dispute, steps, day)
    if not outcome.strip():
        raise NoStep("Say what the parties agreed.")
    return replace(dispute, resolved_on=day, outcome=outcome)


def withdraw_dispute(dispute: Dispute, steps: tuple[EscalationStep, ...], reason: str, *, day: date) -> Dispute:
    """Return the dispute taken back by whoever raised it, with the reason.

    Raises:
        NoStep: it has ended already, no reason is given, or the day lies before its step.
    """
    _check("withdraw", dispute, steps, day)
    if not reason.strip():
        raise NoStep("Say why it is taken back.")
    return replace(dispute, withdrawn_on=day, outcome=reason)


def end_dispute(dispute: Dispute, steps: tuple[EscalationStep, ...], outcome: str, *, day: date) -> Dispute:
    """Return the dispute with what came of the last step, without agreement.

    Raises:
        NoStep: there is a further step, it has ended already, nothing is said of what came of it, or the day lies before its step.
    """
    _check("end", dispute, steps, day)
    if not outcome.strip():
        raise NoStep("Say what came of the last step.")
    return replace(dispute, ended_on=day, outcome=outcome)


def _check(act: DisputeAct, dispute: Dispute, steps: tuple[EscalationStep, ...], day: date) -> None:
    if not may_in_dispute(act, dispute, steps, day):
        standing = dispute_standing(dispute, steps, day)
        raise NoStep(f"{dispute.id} is {standing} at step {dispute.taken[-1].number}: it cannot be done now.")
    if day < (began_on := dispute.taken[-1].started_on):
        raise NoStep(f"{dispute.id} came to its step on {date_long(began_on)}. Give that day or a later one.")
