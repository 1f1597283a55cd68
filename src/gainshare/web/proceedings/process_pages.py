"""What the pages of processes show: the list with the kinds explained, the beginning, and one process as a list of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.forms import BaseForm, Form
from django.urls import reverse
from django.utils import timezone

from gainshare.core.governance import process as core
from gainshare.core.kernel.formats import date_long, date_short, list_in_words, moment, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.governance.binding import decisions_binding
from gainshare.web.governance.models import Decision, Schedule
from gainshare.web.governance.schedules import read, schedule_in_force, schedule_of
from gainshare.web.governance.words import STANDING_WORDS
from gainshare.web.proceedings.clocks import time_left
from gainshare.web.proceedings.facts import (
    decisions_to_choose,
    due_on,
    has_recorded_decisions,
    processes_in_order,
    value_of,
    versions_to_choose,
)
from gainshare.web.proceedings.kinds import KINDS, LIABILITIES, KindWords
from gainshare.web.proceedings.links import address, decision_link
from gainshare.web.proceedings.models import Process
from gainshare.web.proceedings.process_doing import Doing, doings
from gainshare.web.proceedings.processing import KEEP
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

WHO_READS = "Everybody with a role in the alliance sees this page, but for the wider team."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of process, explained."""

    words: KindWords
    """What it is called, and what it is."""
    clocks: str
    """The steps or the notice that the schedule lays down, in a sentence; or that it says nothing."""
    begin: str
    """Where one is begun; empty for those who may not, and if the schedule says nothing of it."""


@dataclass(frozen=True, slots=True)
class ProcessesPage:
    """The ways in and out of an alliance."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Sequence[object]]
    """Each process in a row, those on their way first."""
    kinds: Sequence[Kind]
    """The kinds, explained."""


def processes_page(seat: Seat) -> ProcessesPage:
    """Return the page of an alliance's processes."""
    schedule, today = schedule_in_force(seat.alliance), timezone.localdate()
    kinds = [_kind(seat, words, schedule) for words in KINDS.values()]
    rows = [_row(seat, *each, today) for each in processes_in_order(seat.alliance)]
    frame = frame_of(seat, "Joining and leaving", place="governance", who_else=WHO_READS, help="joining-and-leaving")
    return ProcessesPage(frame, rows, kinds)


def _row(seat: Seat, one: Process, value: core.Process, due_on: date | None, today: date) -> Sequence[object]:
    step = core.current_step(value)
    return (
        Link(one.reference, address("process", seat, of=one.pk)),
        value.party,
        f"{core.stage_of(value).capitalize()} on {date_short(one.ended_on)}" if one.ended_on else _sentence(step.text),
        date_short(due_on) if due_on else "–" if one.ended_on else "No clock",
        time_left(due_on, today) if step.working_days and not one.ended_on else "–",
        KINDS[value.kind].name,
    )


def _kind(seat: Seat, words: KindWords, schedule: Schedule | None) -> Kind:
    clocks = "" if schedule is None else clocks_of(words.kind, schedule)
    can = bool(clocks) and seat.may(KEEP)
    begin = address("start_process", seat, kind=words.kind) if can else ""
    missing = "The governance schedule says nothing of it yet." if schedule else "The alliance has no governance schedule yet."
    return Kind(words, clocks or missing, begin)


def clocks_of(kind: core.ProcessKind, schedule: Schedule) -> str:
    """Return what a schedule lays down for a kind of process, in a sentence; empty if it says nothing."""
    terms = read(schedule).terms
    if kind == "admission":
        return f"Steps: {'; '.join(one.text for one in terms.admission.steps)}." if terms.admission else ""
    if terms.leaving is None:
        return ""
    if kind == "exclusion":
        found = terms.leaving.rectification
        if found is None:
            return ""
        days = (("notice", found.notice_working_days), ("plan", found.plan_working_days), ("review", found.review_working_days))
        clocks = [f"{name} {plural(count, 'working day')}" for name, count in days]
        return f"{_sentence(list_in_words(clocks))}."
    terms_of = terms.leaving
    months = terms_of.voluntary_withdrawal_notice_months if kind == "withdrawal" else terms_of.termination_by_owner_notice_months
    return f"The notice is {plural(months, 'month')}." if months else ""


@dataclass(frozen=True, slots=True)
class StartPage:
    """What is asked before a process begins."""

    frame: Frame
    """What stands around it."""
    words: KindWords
    """What its kind is called, and what it is."""
    clocks: str
    """What the schedule lays down for it."""
    form: BaseForm
    """What is asked."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""


def start_page(seat: Seat, words: KindWords, form: BaseForm, refusal: str = "") -> StartPage:
    """Return the page on which a process is begun."""
    schedule = schedule_in_force(seat.alliance)
    frame = frame_of(seat, words.begin, place="governance", crumbs=[list_crumb(seat)], help="joining-and-leaving")
    return StartPage(frame, words, clocks_of(words.kind, schedule) if schedule else "", form, refusal)


@dataclass(frozen=True, slots=True)
class Task:
    """A step of a process as a task."""

    text: str
    """What it is."""
    hint: str
    """What it takes, by when, or when and how it was done."""
    status: str
    """In a word or two."""
    href: str = ""
    """Where it is done on this page; empty if it cannot be done now, or not by whoever looks."""
    is_now: bool = False
    """Whether the process is at it."""


@dataclass(frozen=True, slots=True)
class ProcessPage:
    """A process as a guided list of tasks."""

    frame: Frame
    """What stands around it."""
    sentence: str
    """Where it stands, in a sentence."""
    remarks: Sequence[str]
    """What to know of it."""
    put_forward: Sequence[tuple[Link | str, str]]
    """The decisions that were put forward for it and where each stands, while it waits for one."""
    propose: str
    """Where the decision that it needs is proposed; empty if it needs none now, or for those who may not."""
    facts: Sequence[tuple[str, object]]
    """Whom it is about, since when, and what it rests on."""
    tasks: Sequence[Task]
    """Its steps."""
    approvals: Sequence[Sequence[object]]
    """What each party's own board said, if it is asked."""
    doings: Sequence[Doing]
    """What whoever looks may do."""
    form: BaseForm
    """The form that was sent with mistakes; an empty one without."""


def process_page(seat: Seat, one: Process, unsent: tuple[str, BaseForm] | None = None) -> ProcessPage:
    """Return the page of a process; `unsent` is a form that was sent with mistakes, by the name of what it does."""
    today, value = timezone.localdate(), value_of(one)
    stage, words = core.stage_of(value), KINDS[value.kind]
    found = doings(seat, one, value, unsent)
    forward = decisions_binding(seat.alliance, one.kind, one.pk) if stage == "deciding" else ()
    blocked = _blocked(one, stage, forward)
    first = next((doing for doing in found if doing.is_main), None)
    return ProcessPage(
        frame=frame_of(
            seat,
            f"{one.reference}: {value.party}",
            place="governance",
            status=stage if one.ended_on else "in progress",
            crumbs=[list_crumb(seat)],
            who_else=WHO_READS,
            help="joining-and-leaving",
        ),
        sentence=_sentence_of(one, value, today),
        remarks=[*([blocked] if blocked else []), *_remarks(one, value)],
        put_forward=[(decision_link(seat, decision), STANDING_WORDS[decision.standing]) for decision in forward],
        propose=_propose(seat, one, forward) if stage == "deciding" else "",
        facts=_facts(seat, one, value, words),
        tasks=[_task(one, value, step, today, f"#{first.name}" if first else "", blocked) for step in value.steps],
        approvals=_approvals(one, value),
        doings=found,
        form=unsent[1] if unsent else Form(),
    )


def _sentence_of(one: Process, value: core.Process, today: date) -> str:
    if one.ended_as == "complete":
        return one.outcome
    if one.ended_on is not None:
        said = {"rectified": "It was put right", "withdrawn": "It was taken back"}[one.ended_as]
        return f"{said} on {date_long(one.ended_on)}. {one.outcome}"
    step = core.current_step(value)
    ends_on, since = core.notice_ends_on(value), core.rebased_from(value)
    if ends_on is not None and since is not None:
        return f"The notice ends on {date_long(ends_on)}, and the shares are re-based from {date_long(since)}."
    last = due_on(value, step)
    text = f"Next: {step.text}."
    return text if last is None else f"{text} The last day is {date_long(last)}: {_lower(time_left(last, today))}."


def _blocked(one: Process, stage: core.Stage, forward: Sequence[Decision]) -> str:
    """Return why a process cannot go on yet; empty if it can."""
    if stage == "deciding" and not decisions_to_choose(one):
        if not _are_over(forward):
            return "No decision on it is adopted yet. It waits for the decision that was put forward."
        return "No decision on it is adopted yet. Put the proposal to the leadership team first."
    if stage == "rebasing" and not versions_to_choose(one):
        return "No version of the agreement that every party has approved takes effect since it began. Propose one first."
    return ""


def _are_over(forward: Sequence[Decision]) -> bool:
    """Return whether nothing came of any decision that was put forward, or none was."""
    return all(one.standing in {"refused", "lapsed"} for one in forward)


def _propose(seat: Seat, one: Process, forward: Sequence[Decision]) -> str:
    """Return where the decision on a process is proposed, with the reserved matters that name its kind."""
    schedule = schedule_of(seat.alliance)
    if not seat.may("decisions.propose") or schedule is None or not _are_over(forward):
        return ""
    reserved = [matter.id for matter in schedule.terms.reserved_matters if one.kind in matter.text.casefold()]
    title = f"{KINDS[one.kind].name}: {value_of(one).party}"  # type: ignore[index]
    asked = [("binds", f"{one.kind}:{one.pk}"), ("title", title), *(("reserved", matter) for matter in reserved)]
    return f"{address('propose_decision', seat)}?{urlencode(asked)}"


def _remarks(one: Process, value: core.Process) -> Sequence[str]:
    stage = core.stage_of(value)
    found = []
    if one.decision is not None and one.ended_on is None and one.decision.standing != "adopted":
        found.append(f"{one.decision.reference} no longer stands, so another decision has to be chosen.")
    if stage == "deciding" and has_recorded_decisions(one.alliance):
        found.append(
            "Decisions that came with the alliance's own record cannot be chosen: they were taken before it came here, and who agreed to "
            "which wording is not on file."
        )
    if value.kind != "admission":
        found.append(LIABILITIES)
    return found


def _facts(seat: Seat, one: Process, value: core.Process, words: KindWords) -> Sequence[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("What it is", words.name),
        ("Party" if value.kind != "admission" else "Organisation", value.party),
        (words.day.removesuffix(" on"), date_long(one.started_on)),
        (words.reason, one.reason),
    ]
    if one.decision is not None and one.decided_on is not None:
        facts.append(("Rests on", decision_link(seat, one.decision)))
    if one.version is not None and one.takes_effect_on is not None:
        href = address("agreement_version", seat, number=one.version)
        facts.append(("Shares re-based by", Link(f"Version {one.version} of the agreement", href)))
        facts.append(("From", date_long(one.takes_effect_on)))
    facts.append(("Steps and clocks", f"Governance schedule {one.schedule.number}, in force when it began"))
    facts.append(("Begun by", f"{one.written_by.name}, {moment(timezone.localtime(one.written_at))}"))
    return facts


def _task(one: Process, value: core.Process, step: core.ProcessStep, today: date, href: str, blocked: str) -> Task:
    standing = core.step_standing(value, step, today)
    text = _sentence(step.text)
    if standing == "done":
        return Task(text, _done_words(one, value, step), "done")
    takes = TAKES[step.needs]
    last = due_on(value, step) if standing != "to_come" or step.needs == "version" else None
    if last is not None and step.needs == "version":
        takes += f" From {date_long(last)}."
    elif last is not None:
        takes += f" Last day {date_long(last)}: {_lower(time_left(last, today))}."
    elif standing == "to_come" and step.working_days:
        takes += f" {plural(step.working_days, 'working day').capitalize()} once the step before is done."
    if one.ended_on is not None:
        return Task(text, "", "not needed")
    if standing == "to_come":
        return Task(text, takes, "to come")
    return Task(text, takes, "blocked" if blocked else standing, href, is_now=True)


TAKES = {
    "record": "Written down when it is done, with what shows it.",
    "decision": "Bound to an adopted unanimous decision of the leadership team.",
    "approvals": "Each party's own board approves. What came with the decision counts.",
    "version": "Bound to the version of the agreement that takes effect on the first of a month with the new shares.",
}
"""What a step takes, in a sentence."""


def _done_words(one: Process, value: core.Process, step: core.ProcessStep) -> str:
    row = next((each for each in one.steps.all() if each.step == step.id), None)
    on = core.step_done_on(value, step)
    said = f"Done on {date_long(on)}" if on else "Done"
    if step.needs == "decision" and one.decision is not None:
        return f"{said}: {one.decision.reference}, {one.decision.title}"
    if row is None:
        return said
    if not row.has_come:
        last = f" by {date_long(row.due_on)}, its last day" if row.due_on else ""
        return f"It did not come{last}. Gone on without it on {date_long(row.done_on)}. {row.note}".strip()
    late = f", after its last day, {date_long(row.due_on)}" if row.due_on and row.done_on > row.due_on else ""
    return f"{said}{late}. {row.note}".strip()


def _approvals(one: Process, value: core.Process) -> Sequence[Sequence[object]]:
    """Return what each party that is asked says, once the process has come to its decision."""
    if one.decision is None or not any(step.needs == "approvals" for step in value.steps):
        return ()
    last = {approval.party: approval for approval in core.approvals_that_count(value)}
    counted = one.approvals.filter(Q(decision=None) | Q(decision=one.decision)).select_related("party__organisation")
    own = {each.party.organisation.name: each for each in counted}
    rows = []
    for party in value.others:
        found, written = last.get(party), own.get(party)
        words = "Not asked yet" if found is None else "Approves" if found.is_given else "Does not approve"
        how = f"{written.given_by}. {written.reason}".strip() if written else "With the decision" if found else "–"
        rows.append((party, words, how, date_short(found.given_on) if found else "–"))
    return rows


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def list_crumb(seat: Seat) -> Crumb:
    """Return the way to the list of processes."""
    return Crumb("Joining and leaving", reverse("processes", kwargs={"alliance": seat.alliance.pk}))
