"""What is done with a process: started, its steps recorded, bound to a decision, approved, completed; rectified or taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.core.governance import process as core
from gainshare.core.governance import process_acts as acts
from gainshare.core.governance.process_terms import steps_of
from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.working_days import ENGLAND
from gainshare.web.agreements.actions import approve_if_nobody_is_awaited
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused, why
from gainshare.web.governance.models import Binding, Decision
from gainshare.web.governance.schedules import read
from gainshare.web.proceedings.facts import bound, due_on, new_version, parties_for, value_of
from gainshare.web.proceedings.kinds import KINDS
from gainshare.web.proceedings.models import Process, ProcessApproval, ProcessStep
from gainshare.web.proceedings.standing import lock, locked, next_number, next_reference, record_of, schedule_now
from gainshare.web.proceedings.telling import tell_leads

KEEP = "processes.keep"
"""The right to begin a process and to take it on its way."""
LEAVING = ("withdrawal", "termination")
"""The kinds that a notice begins."""
BINDS = {"admission": "admission", "exclusion": "exclusion"}
"""What a binding to a decision is called, by the kind of process."""


Ending = Callable[..., core.Process]
"""What the core makes of a process on a day."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What is begun."""

    kind: core.ProcessKind
    """Which kind."""
    party: str
    """The code of the party; of an admission, the name of the organisation."""
    reason: str
    """What it is about."""
    started_on: date
    """Its first day."""
    token: UUID
    """The token of the form."""


def start(*, by: Seat, begun: Begun, link: Callable[[Process], str] | None = None) -> Process:
    """Begin a process.

    Raises:
        Refused: the schedule says nothing of its kind, the day has not come, or the party has one on its way, or is a party already.
    """
    by.require(KEEP)
    with transaction.atomic():
        lock(by.alliance)
        if (there := Process.objects.filter(alliance=by.alliance, form_token=begun.token).first()) is not None:
            return there
        schedule = schedule_now(by.alliance)
        terms = read(schedule).terms
        with _refusing():
            steps = steps_of(begun.kind, terms.leaving, terms.admission)
        if any(step.working_days for step in steps):
            _check_years(begun.started_on)
        _check_start(by, begun)
        made = Process.objects.create(
            alliance=by.alliance,
            number=next_number(Process, by.alliance),
            kind=begun.kind,
            reference=next_reference(Process, by.alliance, KINDS[begun.kind].prefix),
            schedule=schedule,
            party=begun.party,
            reason=begun.reason,
            started_on=begun.started_on,
            written_by=by.person,
            written_at=timezone.now(),
            form_token=begun.token,
        )
        if begun.kind in LEAVING:
            _keep_step(by, made, steps[0].id, None, _Kept("", begun.started_on, has_come=True))
        after = {"kind": made.kind, "party": made.party, "reason": made.reason, "started_on": made.started_on}
        record_of("process.started", by, made, {"after": after}, _row(by, made))
        words = f"{made.reference} has begun in {by.alliance.name}: {KINDS[begun.kind].name[:1].lower()}{KINDS[begun.kind].name[1:]}."
        tell_leads(by, kind="process", subject=f"{made.reference} has begun", what=words, link=partial(link, made) if link else None)
        return made


def _check_years(started_on: date) -> None:
    """Go on only if the working days of the steps can be counted from a day: its bank holidays are known."""
    first, last = ENGLAND.years
    if not first <= started_on.year <= last:
        raise Refused(
            f"{date_long(started_on)} lies outside the years for which bank holidays are known, {first} to {last}, so no working days can "
            "be counted from it. Check the year."
        )


def _check_start(by: Seat, begun: Begun) -> None:
    if begun.kind != "admission" and begun.party not in {party.code for party in parties_for(begun.kind, by.alliance)}:
        raise PermissionDenied
    if begun.started_on > timezone.localdate():
        raise Refused("It cannot have begun on a day that has not come. Give today or an earlier day.")
    going = Process.objects.filter(alliance=by.alliance, party__iexact=begun.party, ended_on__isnull=True).first()
    if going is not None:
        raise Refused(f"{going.reference} is on its way for the same party. Go on with that one, or take it back first.")
    if begun.kind == "admission" and by.alliance.parties.filter(organisation__name__iexact=begun.party).exists():
        raise Refused(f"{begun.party} is a party already. Check the name.")


def record_step(*, by: Seat, of: UUID, note: str, done_on: date, seen: str = "") -> Process:
    """Write down that the current step was done; of a review, that the exclusion is proposed.

    Args:
        by: who writes it down.
        of: the process.
        note: what shows it.
        done_on: the day.
        seen: the step that was on the page; empty where that does not matter.

    Raises:
        Refused: the page showed another step, the process is not at a step that is written down, or the day cannot be.
    """
    return _recorded(by, of, acts.record_step, _Kept(note, done_on, has_come=True), seen)


def go_on_without(*, by: Seat, of: UUID, note: str, done_on: date, seen: str = "") -> Process:
    """Write down that a process goes on although the party's answer or its plan did not come by its last day.

    Raises:
        Refused: the page showed another step, the party still has its working days, or the day cannot be.
    """
    return _recorded(by, of, acts.go_on_without, _Kept(note, done_on, has_come=False), seen)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a step."""

    note: str
    """What shows it."""
    done_on: date
    """The day."""
    has_come: bool
    """Whether what it waits for came."""


def _recorded(by: Seat, of: UUID, act: Ending, kept: _Kept, seen: str) -> Process:
    with _writing(by, of) as one:
        value = value_of(one)
        step = core.current_step(value)
        if seen and seen != step.id:
            raise Refused("The process has gone on to another step since you opened the page. Open the page again and read it.")
        last = due_on(value, step)
        if kept.done_on > timezone.localdate():
            raise Refused("It cannot have been done on a day that has not come. Give today or an earlier day.")
        act(value, day=kept.done_on)
        _keep_step(by, one, step.id, last, kept)
        after = {"step": step.text, "note": kept.note, "done_on": kept.done_on, "due_on": last, "has_come": kept.has_come}
        record_of("process.recorded", by, one, {"after": after})
        return one


def rectify(*, by: Seat, of: UUID, outcome: str) -> Process:
    """Write down that it was put right: nobody is excluded.

    Raises:
        Refused: it is no rectification, or the exclusion has been proposed already.
    """
    return _ended(by, of, "rectified", outcome, acts.rectify)


def withdraw(*, by: Seat, of: UUID, outcome: str) -> Process:
    """Take a process back.

    Raises:
        Refused: it has come to its end.
    """
    return _ended(by, of, "withdrawn", outcome, acts.withdraw_process)


def bind_decision(*, by: Seat, of: UUID, decision: UUID) -> Process:
    """Bind a process to the adopted decision that it rests on.

    Raises:
        PermissionDenied: the alliance has no such decision.
        Refused: it is not at that step, or the decision cannot bind it.
    """
    with _writing(by, of) as one:
        found = Decision.objects.select_related("schedule").filter(pk=decision, alliance=by.alliance).first()
        if found is None:
            raise PermissionDenied
        today = timezone.localdate()
        acts.bind_decision(value_of(one), bound(found, today), day=today)
        kind = BINDS[one.kind]
        if found.excludes != (one.party if one.kind == "exclusion" else ""):
            what = f"does not exclude {one.party}" if one.kind == "exclusion" else f"excludes {found.excludes}"
            raise Refused(f"{found.reference} {what}. Propose the decision from this page, so that it is on this process.")
        if not Binding.objects.filter(decision=found, kind=kind, subject=str(one.pk)).exists():
            raise Refused(f"{found.reference} is not on this process. Propose the decision from this page.")
        elsewhere = Binding.objects.filter(decision=found, kind__in=BINDS.values()).exclude(subject=str(one.pk)).first()
        if elsewhere is not None:
            raise Refused(f"{found.reference} binds something else already: {elsewhere.label}. Choose the decision on this one.")
        one.decision, one.decided_on = found, today
        one.save()
        record_of("process.decided", by, one, {"after": {"decision": found.reference}}, names={"decision": found.reference})
        approve_if_nobody_is_awaited(by=by)
        return one


@dataclass(frozen=True, slots=True)
class Said:
    """What a party's own board said."""

    party: Party
    """Which party."""
    is_given: bool
    """Whether it approves."""
    given_by: str
    """Who decided for it."""
    given_on: date
    """The day."""
    reason: str
    """Why it does not approve."""


def approve(*, by: Seat, of: UUID, said: Said) -> Process:
    """Write down what a party's own board said.

    Raises:
        Refused: the process is not at that step, the party is not asked, or the day has not come.
    """
    with _writing(by, of) as one:
        approval = core.BoardApproval(said.party.organisation.name, said.is_given, said.given_on)
        acts.approve(value_of(one), approval, day=timezone.localdate())
        ProcessApproval.objects.create(
            process=one,
            party=said.party,
            decision=one.decision,
            is_given=said.is_given,
            given_by=said.given_by,
            given_on=said.given_on,
            reason=said.reason,
            recorded_by=by.person,
            recorded_at=timezone.now(),
        )
        after = {"is_given": said.is_given, "given_by": said.given_by, "given_on": said.given_on, "reason": said.reason}
        record_of(f"process.{'approved' if said.is_given else 'not_approved'}", by, one, {"after": after}, said.party)
        approve_if_nobody_is_awaited(by=by)  # a version that waited for the party that is excluded by now
        return one


def complete(*, by: Seat, of: UUID, version: int) -> Process:
    """Complete a process with the version of the agreement in which the shares are re-based.

    Raises:
        PermissionDenied: the alliance has no such version.
        Refused: a step before is open, or the version is not the one in force then, or says otherwise.
    """
    with _writing(by, of) as one:
        found = AgreementVersion.objects.filter(alliance=by.alliance, number=version, withdrawn_at__isnull=True).first()
        if found is None:
            raise PermissionDenied
        today = timezone.localdate()
        value = acts.bind_version(value_of(one), new_version(one, found), day=today)
        one.version, one.takes_effect_on = found.number, found.takes_effect_on
        one.ended_on, one.ended_as = value.ended_on, value.ended_as
        one.outcome = KINDS[value.kind].done.format(party=value.party, day=date_long(found.takes_effect_on))
        one.save()
        record_of(
            "process.completed", by, one, {"after": {"version": found.number, "takes_effect_on": found.takes_effect_on}}, _row(by, one)
        )
        return one


def _ended(by: Seat, of: UUID, how: str, outcome: str, act: Ending) -> Process:
    with _writing(by, of) as one:
        value = act(value_of(one), day=timezone.localdate())
        one.ended_on, one.ended_as, one.outcome = value.ended_on, value.ended_as, outcome
        one.save()
        record_of(f"process.{how}", by, one, {"after": {"outcome": outcome}}, _row(by, one))
        return one


@contextmanager
def _writing(by: Seat, of: UUID) -> Iterator[Process]:
    """Have a process in a transaction, with the alliance locked; what the core does not allow is refused."""
    by.require(KEEP)
    with transaction.atomic(), _refusing():
        lock(by.alliance)
        yield locked(Process, by, of)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except acts.NotNow as refused:
        raise Refused(str(refused)) from None
    except Fault as fault:
        raise Refused(why(fault)) from None


def _keep_step(by: Seat, one: Process, step: str, due_on: date | None, kept: _Kept) -> None:
    ProcessStep.objects.create(
        process=one,
        step=step,
        done_on=kept.done_on,
        due_on=due_on,
        has_come=kept.has_come,
        note=kept.note,
        recorded_by=by.person,
        recorded_at=timezone.now(),
    )


def _row(by: Seat, one: Process) -> Party | None:
    """Return the party that a process is about; None for one that is not a party yet."""
    return by.alliance.parties.select_related("organisation").filter(code=one.party).first()
