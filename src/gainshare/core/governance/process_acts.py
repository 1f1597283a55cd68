"""What is done with a way into or out of the alliance: each act as it stands allows, within its days. No act makes up for a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from gainshare.core.governance.process import (
    BoardApproval,
    BoundDecision,
    NewVersion,
    Process,
    ProcessAct,
    StepDone,
    current_step,
    may_in_process,
    rebased_from,
    runs_until,
    stage_of,
)
from gainshare.core.kernel.formats import date_long


class NotNow(ValueError):
    """Something may not be done with a process as it stands; the message says why, and what it takes."""


def start_leaving(process: Process) -> Process:
    """Return a withdrawal or a termination whose notice was given on the day on which it began."""
    assert process.kind in {"withdrawal", "termination"}, "a notice begins a withdrawal or a termination"
    return replace(process, done=(StepDone("notice", process.started_on),))


def record_step(process: Process, *, day: date) -> Process:
    """Return the process with its current step recorded as done; for the review, that the exclusion is proposed, once its days are over.

    Raises:
        NotNow: it is not at a step that is recorded, or the review still has its working days.
        Fault: the bank holidays of the year of the review are not known.
    """
    is_review = stage_of(process) == "review"
    _check("propose_exclusion" if is_review else "record", process, day)
    if is_review and (last := runs_until(process, day)) is not None:
        since = date_long(last + timedelta(days=1))
        raise NotNow(f"The review of {process.id} has until {date_long(last)}. The exclusion can be proposed from {since} on.")
    return replace(process, done=(*process.done, StepDone(current_step(process).id, day)))


def go_on_without(process: Process, *, day: date) -> Process:
    """Return the process at its next step, although the answer or the plan did not come by its last day.

    Raises:
        NotNow: it is at no step that waits for the party, or the party still has its working days.
        Fault: the bank holidays of the year are not known.
    """
    _check("go_on_without", process, day)
    if (last := runs_until(process, day)) is not None:
        since = date_long(last + timedelta(days=1))
        raise NotNow(f"{process.party} has until {date_long(last)}. {process.id} can go on without it from {since} on.")
    return replace(process, done=(*process.done, StepDone(current_step(process).id, day, has_come=False)))


def rectify(process: Process, *, day: date) -> Process:
    """Return the process as put right: nobody is excluded.

    Raises:
        NotNow: it is no rectification, or the exclusion has been proposed already.
    """
    _check("rectify", process, day)
    return replace(process, ended_on=day, ended_as="rectified")


def withdraw_process(process: Process, *, day: date) -> Process:
    """Return the process taken back.

    Raises:
        NotNow: it has come to its end.
    """
    _check("withdraw", process, day)
    return replace(process, ended_on=day, ended_as="withdrawn")


def bind_decision(process: Process, decision: BoundDecision, *, day: date) -> Process:
    """Return the process bound to the decision that it rests on. What boards said of another decision no longer counts.

    Raises:
        NotNow: it is not at that step, or the decision is not adopted, not unanimous, or for an exclusion not on a reserved matter.
    """
    _check("bind_decision", process, day)
    if not decision.is_adopted:
        raise NotNow(f"{decision.id} is not adopted. Choose a decision that is.")
    if not decision.is_unanimous:
        raise NotNow(f"{decision.id} was not taken by the body that decides by unanimity. Choose a unanimous decision.")
    if process.kind == "exclusion" and not decision.is_reserved:
        raise NotNow(f"{decision.id} is not on a reserved matter. An exclusion takes a decision on one.")
    return replace(process, decision=decision)


def approve(process: Process, approval: BoardApproval, *, day: date) -> Process:
    """Return the process with what a party's own board said.

    Raises:
        NotNow: it is not at that step, the party is not asked, the board has still to meet on that day, or met before the process began.
    """
    _check("approve", process, day)
    if approval.party not in process.others:
        raise NotNow(f"{approval.party} is not asked to approve it.")
    if approval.given_on > day:
        raise NotNow(f"{approval.party} cannot have decided on a day that has not come.")
    if approval.given_on < process.started_on:
        raise NotNow(f"{approval.party} cannot have decided before {process.id} began on {date_long(process.started_on)}.")
    now = "" if process.decision is None else process.decision.id
    return replace(process, approvals=(*process.approvals, replace(approval, decision=now)))


def bind_version(process: Process, version: NewVersion, *, day: date) -> Process:
    """Return the process completed: from the day of the version the party is in, or out, and the shares are re-based.

    Raises:
        NotNow: a step before is open, or the version does not hold then, is not from the first of the month or from before the decision, or
            says otherwise.
    """
    _check("bind_version", process, day)
    since, name = version.takes_effect_on, f"Version {version.number}"
    if not version.is_in_force_then:
        raise NotNow(f"{name} is not the version in force on {date_long(since)}. Choose one that every party has approved.")
    if since.day != 1:
        raise NotNow(f"{name} takes effect on {date_long(since)}. Shares are re-based from the first of a month.")
    wanted = rebased_from(process)
    if since < process.started_on or (wanted is not None and since != wanted):
        raise NotNow(f"{name} takes effect on {date_long(since)}, and not from {date_long(wanted or process.started_on)} on.")
    if process.decision is not None and since < (bound_on := process.decision.bound_on):
        raise NotNow(
            f"{name} takes effect on {date_long(since)}, before {process.id} was bound to {process.decision.id} on {date_long(bound_on)}. "
            "Choose a version from that day on."
        )
    if process.kind == "admission" and not version.has_share:
        raise NotNow(f"{process.party} has no share by {name.lower()} on {date_long(since)}. Propose a version that gives it one.")
    if process.kind != "admission" and version.is_member:
        raise NotNow(f"{process.party} is still a party by {name.lower()} on {date_long(since)}. Propose a version without it.")
    return replace(process, version=version, ended_on=day, ended_as="complete")


def _check(act: ProcessAct, process: Process, day: date) -> None:
    last = max((one.on for one in process.done), default=process.started_on)
    if day < last:
        raise NotNow(f"{process.id} was last written down for {date_long(last)}. Give that day or a later one.")
    if may_in_process(act, process):
        return
    if process.ended_as:
        raise NotNow(f"{process.id} has come to its end.")
    raise NotNow(f"{process.id} is at “{current_step(process).text}”: that comes first.")
