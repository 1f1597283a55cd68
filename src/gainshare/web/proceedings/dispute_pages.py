"""What the pages of disputes show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BaseForm, Form
from django.urls import reverse
from django.utils import timezone

from gainshare.core.governance import dispute as core
from gainshare.core.kernel.formats import date_long, date_short, moment, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.governance.schedules import names_of_bodies, read, schedule_of
from gainshare.web.proceedings import dispute_forms as forms
from gainshare.web.proceedings.clocks import time_left
from gainshare.web.proceedings.disputing import KEEP, RAISE, may_take_on, speaks_for
from gainshare.web.proceedings.links import address, decisions_in
from gainshare.web.proceedings.models import Dispute
from gainshare.web.proceedings.queries import disputes_in_order, parties_of
from gainshare.web.proceedings.taking import steps_of, value_of
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

WHO_READS = "Everybody with a role in the alliance sees this page, but for the wider team."
OVER: frozenset[core.DisputeStanding] = frozenset({"resolved", "withdrawn", "ended"})
"""Where a dispute is over."""


@dataclass(frozen=True, slots=True)
class DisputesPage:
    """The disputes of an alliance."""

    frame: Frame
    """What stands around it."""
    open: Sequence[Sequence[object]]
    """Those on their way, the most urgent first, each in a row."""
    over: Sequence[Sequence[object]]
    """Those that are over, the newest first."""
    steps: Sequence[str]
    """The steps of the schedule in force, in words; none if there is no schedule."""
    can_raise: str
    """Where a dispute is raised; empty for those who may not."""


def disputes_page(seat: Seat) -> DisputesPage:
    """Return the page of an alliance's disputes."""
    today, parties = timezone.localdate(), names_of(seat)
    going, over = [], []
    for one, standing in disputes_in_order(seat.alliance, today):
        name = Link(one.reference, address("dispute", seat, of=one.pk))
        what = (shortened(one.question), parties.get(one.raised_by, one.raised_by))
        step = list(one.steps.all())[-1]
        if standing in OVER:
            closed_on = one.resolved_on or one.withdrawn_on or one.ended_on
            over.append((name, standing.capitalize(), date_short(closed_on) if closed_on else None, *what))
        else:
            due = date_short(step.due_on) if step.due_on else "No clock"
            going.append((name, time_left(step.due_on, today), due, f"{step.number}: {holder_of(one, step.number)}", *what))
    return DisputesPage(
        frame=frame_of(seat, "Disputes", place="governance", who_else=WHO_READS, help="disputes"),
        open=going,
        over=over,
        steps=_steps_in_words(seat),
        can_raise=address("raise_dispute", seat) if seat.may(RAISE) else "",
    )


def _steps_in_words(seat: Seat) -> Sequence[str]:
    schedule = schedule_of(seat.alliance)
    if schedule is None:
        return ()
    names = names_of_bodies(schedule)
    return [f"{_sentence(names.get(one.holder, one.holder))}: {clock_of(one)}" for one in schedule.terms.steps()]


@dataclass(frozen=True, slots=True)
class RaisePage:
    """What is asked of a party that raises a dispute."""

    frame: Frame
    """What stands around it."""
    form: forms.RaiseForm
    """What is asked."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""
    first: str
    """Who has it first, and for how long, in a sentence; empty without a schedule."""


def raise_page(seat: Seat, form: forms.RaiseForm, refusal: str = "") -> RaisePage:
    """Return the page on which a dispute is raised."""
    frame = frame_of(seat, "Raise a dispute", place="governance", crumbs=[list_crumb(seat)], help="raising-a-dispute")
    steps = _steps_in_words(seat)
    return RaisePage(frame, form, refusal, f"Step 1 begins today. {steps[0]}." if steps else "")


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of the way, with where the dispute stands to it."""

    text: str
    """Its number and who has it."""
    hint: str
    """When it began, its last day, why it came there."""
    status: str
    """In a word."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was said or offered."""

    who: str
    """The party, or who wrote it."""
    text: str
    """What."""
    when: str
    """On which day, and who wrote it down."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What may be done with a dispute, with its form."""

    name: str
    """Its name within the page."""
    heading: str
    """What it is called."""
    text: str
    """What comes of it."""
    form: BaseForm
    """What is asked."""
    address: str
    """Where the form goes."""
    button: str
    """What its button says."""
    is_main: bool = False
    """Whether it is what is done most."""


@dataclass(frozen=True, slots=True)
class DisputePage:
    """A dispute on its way."""

    frame: Frame
    """What stands around it."""
    question: str
    """What is to be settled."""
    now: str
    """Who has it now and until when, or how it ended, in a sentence."""
    outcome: str
    """What was agreed, what came of it, or why it was taken back; empty while it goes on."""
    facts: Sequence[tuple[str, object]]
    """Who raised it, when, and what it concerns."""
    decisions: Sequence[Link]
    """The decisions that it names."""
    journey: Sequence[Stage]
    """The steps of the schedule."""
    notes: Sequence[Note]
    """What was said or offered."""
    next: str
    """What comes next if it is not settled here; empty when it is over."""
    doings: Sequence[Doing]
    """What whoever looks may do."""
    form: BaseForm
    """The form that was sent with mistakes; an empty one without."""


def dispute_page(seat: Seat, one: Dispute, unsent: tuple[str, BaseForm] | None = None) -> DisputePage:
    """Return the page of a dispute; `unsent` is a form that was sent with mistakes, by the name of what it does."""
    today, value, steps = timezone.localdate(), value_of(one), steps_of(one)
    standing, names = core.dispute_standing(value, steps, today), names_of(seat)
    taken = {step.number: step for step in one.steps.all()}
    at = max(taken)
    is_over = standing in OVER
    doings = _doings(seat, one, value, unsent)
    return DisputePage(
        frame=frame_of(
            seat,
            f"Dispute {one.reference}",
            place="governance",
            status=standing,
            crumbs=[list_crumb(seat)],
            who_else=WHO_READS,
            help="disputes",
        ),
        question=one.question,
        now=_over(one, standing) if is_over else _now(_in_sentence(one, at), taken[at].started_on, taken[at].due_on, today),
        outcome=one.outcome,
        facts=_facts(one, names),
        decisions=decisions_in(seat, f"{one.about} {one.question} {one.outcome}"),
        journey=[_stage(one, step, at, standing) for step in steps],
        notes=[
            Note(
                str(each.party) if each.party else each.written_by.name,
                each.text,
                f"{date_long(each.said_on)}; written down by {each.written_by.name}, {moment(timezone.localtime(each.written_at))}",
            )
            for each in one.notes.select_related("party__organisation", "written_by")
        ],
        next="" if is_over else _next(one, steps, at),
        doings=doings,
        form=unsent[1] if unsent else Form(),
    )


def _facts(one: Dispute, names: dict[str, str]) -> Sequence[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("Raised by", names.get(one.raised_by, one.raised_by)),
        ("Raised on", date_long(one.raised_on)),
        ("What it concerns", names.get(one.about, one.about)),
        ("Steps and clocks", f"Governance schedule {one.schedule.number}, in force when it was raised"),
    ]
    if one.is_recorded:
        facts.append(("Where it comes from", "The alliance's own record; the steps before it came here may be missing"))
    return facts


def _now(holder: str, started_on: date, due_on: date | None, today: date) -> str:
    since = f"Now with {holder}, since {date_long(started_on)}"
    if due_on is None:
        return f"{since}. This step has no clock."
    left = time_left(due_on, today)
    return f"{since}. The last day is {date_long(due_on)}: {left[:1].lower()}{left[1:]}."


def _over(one: Dispute, standing: core.DisputeStanding) -> str:
    closed_on = one.resolved_on or one.withdrawn_on or one.ended_on
    assert closed_on is not None, "what is over has a day"
    said = {"resolved": "The parties agreed on", "withdrawn": "It was taken back on", "ended": "The last step ended on"}[standing]
    return f"{said} {date_long(closed_on)}."


def _stage(one: Dispute, step: core.EscalationStep, at: int, standing: core.DisputeStanding) -> Stage:
    text = f"{step.number}. {_sentence(holder_of(one, step.number))}"
    found = next((each for each in one.steps.all() if each.number == step.number), None)
    if found is None:
        was_before = step.number < at
        return Stage(text, "Before it came here" if was_before else _sentence(clock_of(step)), "not recorded" if was_before else "to come")
    last = f", last day {date_long(found.due_on)}" if found.due_on else ", no clock"
    why = f". {found.note}" if found.note else ""
    is_here = step.number == at
    status = {"open": "in progress", "overdue": "overdue"}.get(standing, standing) if is_here else "done"
    return Stage(text, f"Began {date_long(found.started_on)}{last}{why}", status)


def _next(one: Dispute, steps: tuple[core.EscalationStep, ...], at: int) -> str:
    following = next((step for step in steps if step.number == at + 1), None)
    if following is None:
        return "This is the last step of the schedule. It ends with what came of it."
    return f"If it is not settled here, it goes to step {following.number}: {holder_of(one, following.number)}, {clock_of(following)}."


def _doings(seat: Seat, one: Dispute, value: core.Dispute, unsent: tuple[str, BaseForm] | None) -> Sequence[Doing]:
    today, steps = timezone.localdate(), steps_of(one)
    at = value.taken[-1].number

    def made(name: str, form: BaseForm, *words: str, is_main: bool = False) -> Doing:
        shown = unsent[1] if unsent and unsent[0] == name else form
        return Doing(name, words[0], words[1], shown, address(f"{name}_dispute", seat, of=one.pk), words[2], is_main)

    keeps, standing, on = seat.may(KEEP), core.dispute_standing(value, steps, today), "Go on to the next step"
    over = "The dispute is over, and everybody can read what was agreed."
    ends = "Only if the parties did not agree at the last step. What came of it is written down."
    back = "The party that raised it takes it back. It stays in the register, with the reason."
    offered: Sequence[tuple[bool, core.DisputeAct, type[forms.AtStepForm], tuple[str, str, str]]] = [
        (keeps, "resolve", forms.ResolveForm, ("Resolve it", over, "Write down what was agreed")),
        (_takes_on(seat, one, standing), "escalate", forms.EscalateForm, (on, _next(one, steps, at), on)),
        (keeps, "end", forms.EndForm, ("End it without agreement", ends, "End it without agreement")),
        (speaks_for(seat, one) is not None, "withdraw", forms.WithdrawForm, ("Take it back", back, "Take it back")),
    ]
    found = [
        made(act, form(auto_id=f"{act}_%s", initial={"step": at}), *words, is_main=act == "resolve")
        for is_theirs, act, form, words in offered
        if is_theirs and core.may_in_dispute(act, value, steps, today)
    ]
    if parties := speaking(seat):
        whole = seat.may(KEEP)
        form = forms.NoteForm(parties=parties, is_whole=whole, initial={"said_on": today}, auto_id="note_%s")
        found.append(made("note", form, "Write down what was said or offered", "It cannot be changed afterwards.", "Write it down"))
    return found


def _takes_on(seat: Seat, one: Dispute, standing: core.DisputeStanding) -> bool:
    """Return whether somebody is offered to take a dispute on: the party that raised it only once it is overdue."""
    return seat.may(KEEP) or (standing == "overdue" and may_take_on(seat, one))


def speaking(seat: Seat) -> Sequence[Party]:
    """Return the parties for which somebody may write down what was said: every one for those who keep disputes."""
    if seat.may(KEEP):
        return parties_of(seat.alliance)
    return [party for party in seat.parties if seat.may(RAISE, party)]


def holder_of(one: Dispute, number: int) -> str:
    """Return who has a step of a dispute: a body by its name."""
    schedule = read(one.schedule)
    holder = next(step.holder for step in schedule.terms.steps() if step.number == number)
    return names_of_bodies(schedule).get(holder, holder)


def _in_sentence(one: Dispute, number: int) -> str:
    """Return who has a step of a dispute, as a sentence goes on with it."""
    holder = holder_of(one, number)
    return f"the {holder}" if holder in names_of_bodies(read(one.schedule)).values() else holder


def clock_of(step: core.EscalationStep) -> str:
    """Return how long a step may take, in words."""
    return plural(step.working_days, "working day") if step.working_days else "no clock"


def names_of(seat: Seat) -> dict[str, str]:
    """Return what each party is called, by its code."""
    return {party.code: party.organisation.name for party in parties_of(seat.alliance)}


def shortened(text: str, length: int = 120) -> str:
    """Return the beginning of a text, to its last whole word."""
    return text if len(text) <= length else f"{text[:length].rpartition(' ')[0]} …"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def list_crumb(seat: Seat) -> Crumb:
    """Return the way to the list of disputes."""
    return Crumb("Disputes", reverse("disputes", kwargs={"alliance": seat.alliance.pk}))
