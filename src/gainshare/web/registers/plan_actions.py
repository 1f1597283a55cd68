"""What is done with the plan: activities and milestones added and changed, milestones reached, the plan approved; nothing is removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare.core.governance import plan
from gainshare.core.kernel.formats import date_long
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.registers.convert import core_activity
from gainshare.web.registers.models import Activity, Milestone, Plan, next_number
from gainshare.web.registers.taking import plan_of
from gainshare.web.registers.writing import KEEP, differing, given, lock, locked, next_reference, note, record_of, sent_before

CALLED = {
    "kind": "Kind",
    "text": "What is changed",
    "lead": "Lead",
    "status": "Status",
    "benefit": "Benefit",
    "measure": "Measure",
    "depends_on": "Depends on",
}
"""What each part of an activity is called."""
IN_SHORT = ("lead", "status", "measure")
"""The parts whose change is told word by word on the activity's page; the others stand in the journal."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is said of an activity."""

    kind: str
    """Which kind of transformation it is; empty while nobody has said."""
    text: str
    """What is changed."""
    lead: str
    """The code of the party, or the body, that leads it."""
    status: str
    """Where it stands."""
    benefit: str
    """What gets better by it."""
    measure: str
    """The id of the measure that it should move; empty for none."""
    depends_on: tuple[str, ...]
    """The references of the activities and milestones that have to be done first."""


@dataclass(frozen=True, slots=True)
class Aimed:
    """What is said of a milestone."""

    name: str
    """What is reached."""
    due_on: date
    """The day by which."""
    done_on: date | None = None
    """The day on which it was reached; None while it is not."""
    is_dropped: bool = False
    """Whether it is no longer aimed at."""


def add_activity(*, by: Seat, planned: Planned, token: UUID | None = None) -> Activity:
    """Add an activity to the plan, under the next reference.

    Raises:
        Refused: something is missing, or it depends on what there is not.
    """
    by.require(KEEP)
    with transaction.atomic():
        lock(by.alliance)
        again = sent_before(Activity, by, token)
        if again is not None:
            return again
        made = Activity(
            alliance=by.alliance,
            number=next_number(Activity, by.alliance),
            reference=next_reference(Activity, by.alliance, "TA", 1),
            raised_by=by.person,
            form_token=token,
        )
        _say(made, planned)
        _check(made)
        made.save()
        record_of("activity.added", by, made, {"after": {"text": made.text, "kind": made.kind, "lead": made.lead}})
        return made


def change_activity(*, by: Seat, of: UUID, seen: int, planned: Planned, reason: str) -> Activity:
    """Change what is said of an activity.

    Args:
        by: who changes it.
        of: the activity.
        seen: the version of the activity that the form was made from.
        planned: everything that is said of it from now on.
        reason: why; needed where its status changes.

    Raises:
        Refused: nothing changes, something is missing, or it would wait for itself.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Activity, by, of, seen)
        was = {name: getattr(row, name) for name in CALLED}
        _say(row, planned)
        before, after = differing(was, {name: getattr(row, name) for name in CALLED})
        if not after:
            raise Refused("Nothing is different from what it says already.")
        if "status" in after and not reason.strip():
            raise Refused("Say why the status changes.")
        _check(row)
        row.save()
        short = [f"{CALLED[name]}: {before[name] or 'nothing'} became {after[name] or 'nothing'}." for name in IN_SHORT if name in after]
        others = [CALLED[name].lower() for name in after if name not in IN_SHORT]
        note(row, by, " ".join([*short, *([f"Changed: {', '.join(others)}."] if others else [])]), reason)
        record_of("activity.changed", by, row, {"before": before, "after": {**after, "reason": reason.strip()}})
        return row


def add_milestone(*, by: Seat, of: UUID, seen: int, name: str, due_on: date) -> Milestone:
    """Add a milestone to an activity.

    Raises:
        Refused: it has no name, the activity has ended, or it would be due before the alliance began.
    """
    by.require(KEEP)
    said = given(name, "Say what is to be reached.")
    with transaction.atomic():
        row = locked(Activity, by, of, seen)
        if row.status in plan.ENDED:
            raise Refused(f"{row.reference} is {row.status}. Change its status first.")
        _check_due(row.alliance, due_on)
        row.save()
        made = Milestone.objects.create(activity=row, number=row.milestones.count() + 1, name=said, due_on=due_on)
        note(row, by, f"Milestone {called(row, made)} added: {made.name}, due {date_long(due_on)}.")
        record_of("milestone.added", by, row, {"after": {"milestone": called(row, made), "name": made.name, "due_on": due_on}})
        return made


def change_milestone(*, by: Seat, of: UUID, seen: int, number: int, aimed: Aimed, reason: str) -> Milestone:
    """Change a milestone: its name, its day, when it was reached, or that it is no longer aimed at.

    Args:
        by: who changes it.
        of: the activity.
        seen: the version of the activity that the form was made from.
        number: which of its milestones.
        aimed: everything that is said of it from now on.
        reason: why; needed for everything but that it was reached.

    Raises:
        Refused: nothing changes, the reason is missing, or the day cannot be.
    """
    by.require(KEEP)
    with transaction.atomic():
        row, made = _milestone(by, of, seen, number)
        names = ("name", "due_on", "done_on", "is_dropped")
        before, after = differing(
            {one: getattr(made, one) for one in names},
            {"name": given(aimed.name, "Say what is to be reached.")} | {one: getattr(aimed, one) for one in names[1:]},
        )
        if not after:
            raise Refused("Nothing is different from what it says already.")
        if aimed.is_dropped and aimed.done_on is not None:
            raise Refused("What was reached is not dropped. Leave one of them out.")
        _check_day(aimed.done_on)
        if "due_on" in after:
            _check_due(row.alliance, aimed.due_on)
        if (set(after) != {"done_on"} or before["done_on"] is not None) and not reason.strip():
            raise Refused("Say why it changes.")
        for name, value in after.items():
            setattr(made, name, value)
        made.save()
        row.save()
        note(row, by, f"Milestone {called(row, made)}: {' '.join(_in_words(name, before[name], after[name]) for name in after)}", reason)
        content = {"milestone": called(row, made), **after, "reason": reason.strip()}
        record_of("milestone.changed", by, row, {"before": before, "after": content})
        return made


def reach_milestone(*, by: Seat, of: UUID, seen: int, number: int, done_on: date) -> Milestone:
    """Say that a milestone was reached on a day.

    Raises:
        Refused: it was reached or dropped already, or the day has not come.
    """
    by.require(KEEP)
    _check_day(done_on)
    with transaction.atomic():
        row, made = _milestone(by, of, seen, number)
        if made.done_on is not None or made.is_dropped:
            raise Refused(f"{called(row, made)} {'is no longer aimed at' if made.is_dropped else 'was reached already'}.")
        made.done_on = done_on
        made.save()
        row.save()
        note(row, by, f"Milestone {called(row, made)} reached on {date_long(done_on)}.")
        record_of("milestone.reached", by, row, {"after": {"milestone": called(row, made), "done_on": done_on}})
        return made


def plan_approved(alliance: Alliance, decision: str, day: date) -> None:
    """Keep that a decision approved the plan; in the transaction, and by the entry of the journal, that puts the decision in effect.

    Args:
        alliance: whose plan.
        decision: the reference of the decision.
        day: the day on which it was adopted.
    """
    Plan.objects.update_or_create(alliance=alliance, defaults={"approved_by": decision, "approved_on": day})


def called(activity: Activity, milestone: Milestone) -> str:
    """Return what a milestone is called, such as `TA3.2`."""
    return f"{activity.reference}.{milestone.number}"


def _milestone(by: Seat, of: UUID, seen: int, number: int) -> tuple[Activity, Milestone]:
    row = locked(Activity, by, of, seen)
    made = row.milestones.filter(number=number).first()
    if made is None:
        raise Refused(f"{row.reference} has no milestone {number}.")
    return row, made


def _say(row: Activity, planned: Planned) -> None:
    row.kind, row.text, row.lead = planned.kind, given(planned.text, "Say what is changed."), given(planned.lead, "Say who leads it.")
    row.status, row.benefit = given(planned.status, "Say where it stands."), planned.benefit.strip()
    row.measure, row.depends_on = planned.measure, list(planned.depends_on)


def _check(row: Activity) -> None:
    """Go on only if an activity depends on what there is, and not on itself."""
    listed = plan_of(row.alliance)
    one = core_activity(row, ())
    unknown = plan.unknown_needs(one, listed)
    if unknown:
        raise Refused(f"{row.reference} cannot depend on {', '.join(unknown)}. Choose other activities or milestones of the plan.")
    circle = plan.circle_of(one, listed)
    if circle:
        raise Refused(f"They would wait for one another: {' waits for '.join(circle)}. Take one of them out.")


def _check_day(done_on: date | None) -> None:
    if done_on is not None and done_on > timezone.localdate():
        raise Refused("It cannot have been reached on a day that has not come.")


def _check_due(alliance: Alliance, due_on: date) -> None:
    version = version_in_force(alliance, timezone.localdate())
    began_on = None if version is None else agreement_in(version).terms.alliance.starts_on
    if began_on is not None and due_on < began_on:
        raise Refused(f"The alliance began on {date_long(began_on)}, so nothing was due before. Give that day or a later one.")


def _in_words(name: str, before: object, after: object) -> str:
    """Return a change of a milestone in a sentence."""
    if name == "done_on":
        return f"reached on {date_long(after)}." if isinstance(after, date) else "not reached after all."
    if name == "is_dropped":
        return "no longer aimed at." if after else "aimed at again."
    if isinstance(before, date) and isinstance(after, date):
        return f"due {date_long(before)} became {date_long(after)}."
    return f"“{before}” became “{after}”."
