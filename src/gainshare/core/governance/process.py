"""Ways into and out of the alliance as facts: which step each is at, until when, and what may be done with it.

An admission goes by the steps of the schedule. A rectification ends with what was put right, or leads to the proposal to exclude. Whoever
leaves gives notice. Each is complete only with a version of the agreement whose shares are re-based from the first of a month.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.kernel.period import Month
from gainshare.core.kernel.working_days import ENGLAND, WorkingCalendar, working_days_after

ProcessKind = Literal["admission", "exclusion", "withdrawal", "termination"]
"""`exclusion`: a rectification, and the exclusion that it may lead to. `withdrawal`: a party leaves by its own notice. `termination`: an
owner leaves by an owner's notice."""
Need = Literal["record", "decision", "approvals", "version"]
"""What a step takes: a record of what was done; an adopted decision; every party's approval; the version with the new shares."""
Stage = Literal[
    "recording", "notice", "plan", "review", "deciding", "approving", "rebasing", "admitted", "excluded", "left", "rectified", "withdrawn"
]
"""Where a process stands. `recording`: at a step of an admission that is written down when done. `withdrawn`: it was taken back."""
ProcessAct = Literal["record", "go_on_without", "propose_exclusion", "bind_decision", "approve", "bind_version", "rectify", "withdraw"]
"""What is done with a process. `go_on_without`: the answer or the plan did not come by its last day. `propose_exclusion`: the review found
that it was not put right. `bind_version`: the shares are re-based."""
StepStanding = Literal["done", "due", "late", "to_come"]
"""Where a step stands: `due` if it is the one that the process is at, `late` beyond its day."""

_OUT: frozenset[ProcessAct] = frozenset({"withdraw"})
_TO_BE_AGREED: Mapping[Stage, frozenset[ProcessAct]] = {
    "deciding": _OUT | {"bind_decision"},
    "approving": _OUT | {"approve"},
    "rebasing": _OUT | {"bind_version"},
    "withdrawn": frozenset(),
}
_LEAVING: Mapping[Stage, frozenset[ProcessAct]] = {
    "rebasing": _OUT | {"bind_version"},
    "left": frozenset(),
    "withdrawn": frozenset(),
}
ALLOWED: Mapping[ProcessKind, Mapping[Stage, frozenset[ProcessAct]]] = {
    "admission": {"recording": _OUT | {"record"}, **_TO_BE_AGREED, "admitted": frozenset()},
    "exclusion": {
        "notice": _OUT | {"record", "go_on_without", "rectify"},
        "plan": _OUT | {"record", "go_on_without", "rectify"},
        "review": _OUT | {"propose_exclusion", "rectify"},
        **_TO_BE_AGREED,
        "excluded": frozenset(),
        "rectified": frozenset(),
    },
    "withdrawal": _LEAVING,
    "termination": _LEAVING,
}
"""What may be done with a process of each kind where it stands; the stages that are not there are none of its own."""
COMPLETE: Mapping[ProcessKind, Stage] = {"admission": "admitted", "exclusion": "excluded", "withdrawal": "left", "termination": "left"}
"""Where a process of each kind stands once its shares are re-based."""
_STAGE_OF_NEED: Mapping[Need, Stage] = {"record": "recording", "decision": "deciding", "approvals": "approving", "version": "rebasing"}


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """One step of the way that the agreement lays down."""

    id: str
    """What the process calls it; of an exclusion `notice`, `plan` and `review` name its stages."""
    text: str
    """What it is called."""
    needs: Need
    """What it takes."""
    working_days: int = 0
    """Working days that it may take, the day on which it began not counted; 0 if it has no clock in working days."""
    months: int = 0
    """Months of notice that it begins; 0 if none."""


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that was recorded as done."""

    step: str
    """Which."""
    on: date
    """The day."""
    has_come: bool = True
    """Whether what it waits for came; the process went on without it otherwise."""


@dataclass(frozen=True, slots=True)
class BoundDecision:
    """The decision that a process rests on, as it stands now."""

    id: str
    """What the register calls it."""
    bound_on: date
    """The day on which the process was bound to it."""
    is_adopted: bool
    """Whether it stands."""
    is_unanimous: bool
    """Whether it is one of the leading body, which decides by unanimity."""
    is_reserved: bool
    """Whether it was taken as one on a reserved matter, with the approval of the parties that the matter names."""


@dataclass(frozen=True, slots=True)
class BoardApproval:
    """What a party's own board said of it; of several the last counts."""

    party: str
    """Which party."""
    is_given: bool
    """Whether it approves."""
    given_on: date
    """The day."""
    decision: str = ""
    """The decision to which it was given: for another it does not count. Empty if the process rested on none yet."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version of the agreement, as far as a process asks."""

    number: int
    """Its number."""
    takes_effect_on: date
    """The day from which it holds."""
    is_in_force_then: bool
    """Whether every party has approved it, and it is the one that holds on that day."""
    is_member: bool
    """Whether the party of the process is a party by it on that day."""
    has_share: bool
    """Whether that party has a share of gain and pain by it on that day."""


@dataclass(frozen=True, slots=True)
class Process:
    """A way in or out, with all that became of it."""

    id: str
    """What the register calls it."""
    kind: ProcessKind
    """What sort of process it is."""
    party: str
    """The party, or the organisation that would become one."""
    started_on: date
    """The day on which it began: of a notice, the day on which it was given."""
    steps: tuple[ProcessStep, ...]
    """The steps that the agreement lays down for it."""
    others: tuple[str, ...]
    """The parties whose approval it takes: every party, but never the one that it is about."""
    done: tuple[StepDone, ...] = ()
    """The steps that were recorded, in order."""
    decision: BoundDecision | None = None
    """The decision that it rests on."""
    approvals: tuple[BoardApproval, ...] = ()
    """What the parties' own boards have said, in order."""
    version: NewVersion | None = None
    """The version with the re-based shares."""
    ended_on: date | None = None
    """The day on which it came to its end."""
    ended_as: Literal["", "complete", "rectified", "withdrawn"] = ""
    """How it ended; empty while it goes on."""

    def __post_init__(self) -> None:
        """Check that it has steps, that it has ended or not, and that nobody approves what it is about."""
        assert self.steps, "a process has steps"
        assert (self.ended_on is None) == (self.ended_as == ""), "what has ended has a day and a way"
        assert self.party not in self.others, "a party does not approve what a process does with it"


def stage_of(process: Process) -> Stage:
    """Return where a process stands, worked out from the facts."""
    if process.ended_as == "rectified":
        return "rectified"
    if process.ended_as == "withdrawn":
        return "withdrawn"
    if process.ended_as == "complete":
        return COMPLETE[process.kind]
    step = current_step(process)
    if process.kind == "exclusion" and step.needs == "record":
        return step.id  # type: ignore[return-value]  # notice, plan or review, as the terms make them
    return _STAGE_OF_NEED[step.needs]


def current_step(process: Process) -> ProcessStep:
    """Return the step that a process is at: the first that is not done; the last if all are."""
    return next((step for step in process.steps if not is_step_done(process, step)), process.steps[-1])


def is_step_done(process: Process, step: ProcessStep) -> bool:
    """Return whether a step is done. A decision that no longer stands opens its step again, as long as the process goes on."""
    if process.ended_as == "complete":
        return True
    if step.needs == "decision":
        return process.decision is not None and process.decision.is_adopted
    if step.needs == "approvals":
        return not approvals_awaited(process)
    if step.needs == "version":
        return False
    return any(one.step == step.id for one in process.done)


def approvals_awaited(process: Process) -> tuple[str, ...]:
    """Return the parties that have not approved what the process rests on now, in the order of the agreement."""
    last = {one.party: one.is_given for one in approvals_that_count(process)}
    return tuple(party for party in process.others if not last.get(party, False))


def approvals_that_count(process: Process) -> tuple[BoardApproval, ...]:
    """Return what the parties' own boards have said, without what they said of a decision on which the process no longer rests."""
    now = "" if process.decision is None else process.decision.id
    return tuple(one for one in process.approvals if one.decision in ("", now))


def step_began_on(process: Process, step: ProcessStep) -> date | None:
    """Return the day on which a step began: that on which the one before was done; None if that has not come."""
    place = process.steps.index(step)
    if place == 0:
        return process.started_on
    before = process.steps[place - 1]
    return step_done_on(process, before)


def step_done_on(process: Process, step: ProcessStep) -> date | None:
    """Return the day on which a step was done; None if it is not."""
    if not is_step_done(process, step):
        return None
    if step.needs == "decision":
        return process.decision.bound_on if process.decision is not None else None
    if step.needs == "approvals":
        return max((one.given_on for one in approvals_that_count(process) if one.is_given), default=None)
    if step.needs == "version":
        return process.ended_on
    return next((one.on for one in process.done if one.step == step.id), None)


def due_on(process: Process, step: ProcessStep, calendar: WorkingCalendar = ENGLAND) -> date | None:
    """Return the last day for a step; None if it has no clock, or has not begun.

    A version with the shares re-based is due on the day from which they have to be, where a notice says when that is.

    Raises:
        Fault: the bank holidays of the year are not known.
    """
    if step.needs == "version":
        return rebased_from(process)
    began_on = step_began_on(process, step)
    return working_days_after(began_on, step.working_days, calendar) if began_on is not None and step.working_days else None


def step_standing(process: Process, step: ProcessStep, day: date, calendar: WorkingCalendar = ENGLAND) -> StepStanding:
    """Return where a step stands on a day; its last day is still in time."""
    if is_step_done(process, step):
        return "done"
    if process.ended_as or step != current_step(process):
        return "to_come"
    last = due_on(process, step, calendar)
    return "late" if last is not None and day > last else "due"


def runs_until(process: Process, day: date, calendar: WorkingCalendar = ENGLAND) -> date | None:
    """Return the last day of the step that a process is at, as long as it has not gone by on a day; None if it has, or has no clock.

    Raises:
        Fault: the bank holidays of the year are not known.
    """
    last = due_on(process, current_step(process), calendar)
    return last if last is not None and day <= last else None


def notice_ends_on(process: Process) -> date | None:
    """Return the last day of a notice: the day of the same number so many months on, or the last of a shorter month; None without one."""
    months = max((step.months for step in process.steps), default=0)
    return months_after(process.started_on, months) if months else None


def months_after(day: date, months: int) -> date:
    """Return the day of the same number so many months later, or the last day of that month if it is shorter."""
    later = Month.of(day).plus(months)
    return date(later.year, later.month, min(day.day, gregorian.monthrange(later.year, later.month)[1]))


def rebased_from(process: Process) -> date | None:
    """Return the day from which shares are re-based after a notice: the first of the month after its last day; None without a notice.

    Shares hold for whole months, so a party keeps its own until the end of the month in which its notice ends.
    """
    ends_on = notice_ends_on(process)
    return None if ends_on is None else Month.of(ends_on).next().first_day


def may_in_process(act: ProcessAct, process: Process) -> bool:
    """Return whether something may be done with a process where it stands."""
    return act in ALLOWED[process.kind][stage_of(process)]
