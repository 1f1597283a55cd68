"""What my desk shows of the registers: risks to review, early warnings, entries that are due, milestones that are late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from gainshare.core.kernel.formats import date_short, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.frames import address
from gainshare.web.registers.models import Activity, Item, Milestone, Risk
from gainshare.web.registers.plan_actions import called
from gainshare.web.registers.queries import items_to_see_to, late_milestones
from gainshare.web.shared.tasks import Task

SOON = timedelta(days=7)
"""How long before its day an action, an issue or a commitment is shown; an early warning of a risk is shown at once."""
SHOWN = 5
"""How many of each sort are shown one by one; what is beyond is one task that leads to the list."""
LONGEST = 80
"""Characters of what an entry says that stand on the desk."""


def tasks_of(seat: Seat, now: datetime) -> list[Task]:
    """Return what there is to do in the registers of an alliance: for its managers everything, for others what their parties look after.

    Args:
        seat: whose desk it is.
        now: the moment at which it is looked at.
    """
    is_manager = any(role == "alliance_manager" for role, _ in seat.roles)
    own = [party.code for party in seat.parties]
    if not seat.may("registers.read") or not (is_manager or own):
        return []
    today = timezone.localtime(now).date()
    risks = Risk.objects.filter(alliance=seat.alliance, is_closed=False, review_on__lte=today).order_by("review_on", "number")
    items = items_to_see_to(seat.alliance, today + SOON)
    milestones = late_milestones(seat.alliance, today)
    if not is_manager:
        risks, items = risks.filter(owner_party__in=own), items.filter(owner_party__in=own)
        milestones = milestones.filter(activity__lead__in=own)
    return [
        *_some([_review(seat, one, today) for one in risks], "risk to review", "risks to review", f"{address('risks', seat)}?due=due"),
        *_some([_due(seat, one, today) for one in items], "entry due", "entries due", address("items", seat)),
        *_some([_late(seat, one.activity, one) for one in milestones], "late milestone", "late milestones", address("plan", seat)),
    ]


def _some(tasks: Sequence[Task], one: str, many: str, place: str) -> list[Task]:
    """Return the first tasks, and one for those beyond."""
    beyond = len(tasks) - SHOWN
    if beyond < 1:
        return list(tasks)
    rest = tasks[SHOWN:]
    words = f"{plural(beyond, f'more {one}', many=f'more {many}')}"
    return [*tasks[:SHOWN], Task(words, place, rest[0].status, rest[0].due, rest[0].is_late)]


def _review(seat: Seat, one: Risk, today: date) -> Task:
    due = f"Due {date_short(one.review_on)}"
    return Task(
        f"Review the risk {one.reference}: {_short(one.title)}", address("risk", seat, one), "due for review", due, one.review_on < today
    )


def _due(seat: Seat, one: Item, today: date) -> Task:
    assert one.due_on is not None, "what is due has a day"
    is_late = one.due_on < today
    status = "overdue" if is_late else "due soon" if one.due_on <= today + SOON else "open"
    words = f"{one.kind.capitalize()} {one.reference}: {_short(one.text)}"
    return Task(words, address("item", seat, one), status, f"Due {date_short(one.due_on)}", is_late)


def _late(seat: Seat, activity: Activity, one: Milestone) -> Task:
    words = f"Milestone {called(activity, one)}: {_short(one.name)}"
    return Task(words, address("activity", seat, activity), "overdue", f"Due {date_short(one.due_on)}", True)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0] or words[:LONGEST]} …"
