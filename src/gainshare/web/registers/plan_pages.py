"""What the pages of the plan show: its activities with what is late, one activity with its milestones, and one milestone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.forms import BaseForm
from django.urls import NoReverseMatch, reverse

from gainshare.core.governance import plan
from gainshare.core.governance.plan import ACTIVITY_KINDS
from gainshare.core.governance.plan import Activity as CoreActivity
from gainshare.core.governance.plan import Milestone as CoreMilestone
from gainshare.core.kernel.formats import date_long, date_short, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.asking import ACTIVITY_FORMS
from gainshare.web.registers.convert import core_activity, core_milestone
from gainshare.web.registers.frames import NOTHING_UNSENT, Asked, Fact, Unsent, address, facts_of, frame_in, told_by, wide
from gainshare.web.registers.models import Activity, Milestone
from gainshare.web.registers.owners import called, names_of
from gainshare.web.registers.queries import activities_with_milestones, plan_row
from gainshare.web.registers.writing import KEEP
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link

COLUMNS = (
    Column("Activity", is_short=True),
    Column("What is changed"),
    Column("Kind"),
    Column("Led by"),
    Column("Status", is_short=True),
    Column("Milestones"),
    Column("Next milestone"),
    Column("Waits for"),
)
"""The columns of the plan."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The implementation plan."""

    frame: Frame
    """What stands around it."""
    approval: str
    """Which decision approved it, in a sentence."""
    summary: str
    """How many activities there are and what is late; empty if there are none."""
    columns: Sequence[Column]
    """The columns of the plan."""
    rows: Sequence[Sequence[object]]
    """Each activity in a row."""
    late: Sequence[Sequence[object]]
    """Each milestone that is late."""
    propose: str
    """Where the decision that approves it is proposed; empty for those who may not, and once one has."""
    add_one: str
    """Where an activity is added; empty for those who may not."""


def plan_page(seat: Seat, today: date) -> PlanPage:
    """Return the plan of an alliance."""
    rows = activities_with_milestones(seat.alliance)
    listed = {row: core_activity(row, row.milestones.all()) for row in rows}
    names = names_of(seat.alliance)
    late = [(row, one, missed) for row, one in listed.items() for missed in plan.late_milestones(one, today)]
    approved = plan_row(seat.alliance)
    approval = f"Approved by {approved.approved_by}" if approved.approved_by else "Not approved yet: no decision has approved the plan"
    ended = sum(one.is_ended for one in listed.values())
    counts = f"{plural(len(listed), 'activity', many='activities')}, {ended} ended; {plural(len(late), 'milestone')} late."
    return PlanPage(
        frame=frame_in(seat, "Implementation plan", status="approved" if approved.approved_by else "not approved yet", help="plan"),
        approval=f"{approval}{f', on {date_long(approved.approved_on)}' if approved.approved_on else ''}.",
        summary=counts if listed else "",
        columns=COLUMNS,
        rows=[_row(seat, row, one, tuple(listed.values()), names, today) for row, one in listed.items()],
        late=[
            (Link(missed.id, address("activity", seat, row)), wide(missed.name), called(names, one.lead), date_short(missed.due_on))
            for row, one, missed in late
        ],
        propose=_propose(seat) if listed and not approved.approved_by else "",
        add_one=address("new_activity", seat) if seat.may(KEEP) else "",
    )


def _propose(seat: Seat) -> str:
    """Return where the decision that approves the plan is proposed."""
    if not seat.may("decisions.propose"):
        return ""
    try:
        place = reverse("propose_decision", kwargs={"alliance": seat.alliance.pk})
    except NoReverseMatch:
        return ""
    return f"{place}?binds=plan:plan&title=Approve+the+implementation+plan"


def _row(
    seat: Seat, row: Activity, one: CoreActivity, listed: Sequence[CoreActivity], names: Mapping[str, str], today: date
) -> Sequence[object]:
    aimed = [each for each in one.milestones if not each.is_dropped]
    late, following = plan.late_milestones(one, today), plan.next_milestone(one)
    counts = f"{sum(each.done_on is not None for each in aimed)} of {len(aimed)} reached{f', {len(late)} late' if late else ''}"
    return (
        Link(one.id, address("activity", seat, row)),
        wide(one.text),
        ACTIVITY_KINDS[one.kind] if one.kind else "Not said yet",
        called(names, one.lead),
        (one.status or "not said").capitalize(),
        counts if aimed else "None",
        f"{following.name}, {date_short(following.due_on)}" if following else "None",
        ", ".join(plan.waits_for(one, listed)) or "Nothing",
    )


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as it stands on the page of its activity."""

    id: str
    """What it is called."""
    name: str
    """What is reached."""
    due: str
    """By when."""
    status: str
    """Where it stands: reached, late, open or dropped."""
    reached: str
    """When it was reached; empty while it is not."""
    change: str
    """Where it is changed; empty for those who may not."""
    finish: str
    """Where it is said to be reached today; empty if it is, or for those who may not."""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """An activity of the plan."""

    frame: Frame
    """What stands around it."""
    text: str
    """What is changed."""
    facts: Sequence[Fact]
    """What is said of it besides."""
    milestones: Sequence[MilestoneRow]
    """What it has to reach."""
    needs: Sequence[Sequence[object]]
    """What has to be done first, and whether it is."""
    history: Sequence[Sequence[object]]
    """What became of it, the latest first."""
    seen: int
    """The version that forms are made from."""
    asked: Sequence[Asked]
    """What can be done with it by whoever looks; empty for those who may not."""
    unsent: BaseForm | None
    """The form that was not taken."""


def activity_page(seat: Seat, row: Activity, today: date, unsent: Unsent = NOTHING_UNSENT) -> ActivityPage:
    """Return the page of an activity.

    Args:
        seat: who looks at it.
        row: the activity.
        today: the day on which it is asked.
        unsent: a form that was not taken.
    """
    rows = activities_with_milestones(seat.alliance)
    listed = [core_activity(each, each.milestones.all()) for each in rows]
    one = next(each for each in listed if each.id == row.reference)
    can_keep = seat.may(KEEP)
    facts = {
        "Kind": ACTIVITY_KINDS[one.kind] if one.kind else "Not said yet",
        "Led by": called(names_of(seat.alliance), one.lead),
        "What gets better by it": one.benefit,
        "Measure that it should move": _measure(seat, one.measure),
    }
    told = sorted(told_by(row.notes.all()), key=lambda each: each[0], reverse=True)  # type: ignore[arg-type,return-value]
    return ActivityPage(
        frame=frame_in(seat, f"Activity {one.id}", beneath=[plan_crumb(seat)], status=one.status or None, help="plan"),
        text=one.text,
        facts=facts_of(facts),
        milestones=[_milestone(seat, row, number, each, today, can_keep) for number, each in enumerate(one.milestones, 1)],
        needs=_needs(seat, one, rows, listed),
        history=[each.cells for _, each in told],
        seen=row.row_version,
        asked=_asked(seat, row, unsent) if can_keep else (),
        unsent=unsent.form,
    )


def _milestone(seat: Seat, row: Activity, number: int, one: CoreMilestone, today: date, can_keep: bool) -> MilestoneRow:
    if one.is_dropped:
        status = "dropped"
    else:
        status = "reached" if one.done_on else "late" if row.status not in plan.ENDED and plan.is_late(one, today) else "open"
    return MilestoneRow(
        id=one.id,
        name=one.name,
        due=date_short(one.due_on),
        status=status,
        reached=date_short(one.done_on) if one.done_on else "",
        change=address("milestone", seat, row, number=number) if can_keep else "",
        finish=address("reach_milestone", seat, row, number=number) if can_keep and status in {"open", "late"} else "",
    )


def _needs(seat: Seat, one: CoreActivity, rows: Sequence[Activity], listed: Sequence[CoreActivity]) -> list[Sequence[object]]:
    """Return what an activity depends on: what it is called, what it says, and whether it is done."""
    words = {each.id: each.text for each in listed} | {each.id: each.name for other in listed for each in other.milestones}
    where = {row.reference: row for row in rows} | {
        each.id: row for row, other in zip(rows, listed, strict=True) for each in other.milestones
    }
    undone = {need for need in one.depends_on if need in plan.waits_for(one, listed)}
    return [
        (
            Link(need, address("activity", seat, where[need])) if need in where else need,
            wide(words.get(need, "Nothing of the plan is called so")),
            "Waited for" if need in undone else "Done" if need in where else "Not in the plan",
        )
        for need in one.depends_on
    ]


def _measure(seat: Seat, measure: str) -> object:
    return Link(measure, address("measure", seat, measure=measure)) if measure and seat.may("measures.read") else measure


ASKED = {
    "milestone": ("Add a milestone", "", "add_milestone", "Add the milestone"),
    "change": (
        "Change what is said of it",
        "What it said before stays in the history and the journal.",
        "change_activity",
        "Keep what is said",
    ),
}
"""What each form of an activity's page is for: its heading, what to know first, where it is sent, and what its button says."""


def _asked(seat: Seat, row: Activity, unsent: Unsent) -> list[Asked]:
    """Return what can be done with an activity where it stands."""
    found = []
    for name in ("change",) if row.status in plan.ENDED else ("milestone", "change"):
        heading, intro, route, button = ASKED[name]
        form = unsent.form if unsent.form is not None and unsent.name == name else ACTIVITY_FORMS[name](seat, row, None)
        found.append(Asked(name, heading, intro, address(route, seat, row), form, button))
    return found


@dataclass(frozen=True, slots=True)
class FormPage:
    """What is asked of an activity that is added, or of a milestone that changes."""

    frame: Frame
    """What stands around it."""
    intro: str
    """What to know first."""
    form: BaseForm
    """What is asked."""
    button: str
    """What the button says."""
    seen: int
    """The version that the form is made from; 0 for what is new."""


def new_activity_page(seat: Seat, form: BaseForm) -> FormPage:
    """Return the page on which an activity is added to the plan."""
    frame = frame_in(seat, "Add an activity", beneath=[plan_crumb(seat)], help="plan")
    return FormPage(
        frame, "Say what is changed, who leads it and what gets better by it. Milestones come next.", form, "Add the activity", 0
    )


def milestone_page(seat: Seat, row: Activity, one: Milestone, form: BaseForm) -> FormPage:
    """Return the page on which a milestone is changed."""
    core = core_milestone(row.reference, one)
    beneath = [plan_crumb(seat), Crumb(f"Activity {row.reference}", address("activity", seat, row))]
    frame = frame_in(seat, f"Milestone {core.id}", beneath=beneath, help="plan")
    intro = (
        "What it said before stays in the history of the activity. A milestone is not removed: say that it is no longer aimed at, and why."
    )
    return FormPage(frame, intro, form, "Keep the milestone", row.row_version)


def plan_crumb(seat: Seat) -> Crumb:
    """Return the way to the plan."""
    return Crumb("Implementation plan", address("plan", seat))
