"""The implementation plan: what the alliance changes, by which milestones, what waits for what, and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

ActivityKind = Literal[
    "savings_plan",
    "risk_and_reward",
    "pooled_budget",
    "incentives",
    "new_pathways",
    "service_transformation",
    "long_term_model",
    "locality_models",
]
"""What sort of transformation an activity is."""
ACTIVITY_KINDS: Mapping[ActivityKind, str] = {
    "savings_plan": "System savings plan",
    "risk_and_reward": "Risk and reward share",
    "pooled_budget": "Pooled or capitated budget",
    "incentives": "Incentives for practices and partners",
    "new_pathways": "New pathways",
    "service_transformation": "Service-specific transformation",
    "long_term_model": "Options appraisal for the long-term model",
    "locality_models": "Locality operating models",
}
"""What each kind is called."""
ACTIVITY_STATUSES = ("not started", "in progress", "on track", "at risk", "live", "done", "stopped")
"""Where an activity can be said to stand. Plans that come from elsewhere may use other words, which are kept."""
ENDED = frozenset({"done", "stopped"})
"""Where nothing more is expected of an activity."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that an activity has to reach by a day."""

    id: str
    """What others call it: the activity's id, a point and its number, such as `TA3.2`."""
    name: str
    """What is reached."""
    due_on: date
    """The day by which."""
    done_on: date | None = None
    """The day on which it was reached; None while it is not."""
    is_dropped: bool = False
    """Whether it is no longer aimed at."""

    def __post_init__(self) -> None:
        """Check that what is dropped was not reached."""
        assert not (self.is_dropped and self.done_on), "what was reached is not dropped"


@dataclass(frozen=True, slots=True)
class Activity:
    """One of the things that the alliance changes."""

    id: str
    """What the plan calls it, such as `TA3`."""
    kind: ActivityKind | None
    """What sort of transformation it is; None while nobody has said."""
    text: str
    """What is changed."""
    lead: str
    """The party or the body that leads it."""
    status: str
    """Where its lead says that it stands."""
    milestones: tuple[Milestone, ...] = ()
    """What it has to reach, in order."""
    benefit: str = ""
    """What gets better by it, in words."""
    measure: str = ""
    """The measure that it should move; empty for none."""
    depends_on: tuple[str, ...] = ()
    """The activities and milestones that have to be done first, by their ids."""

    @property
    def is_ended(self) -> bool:
        """Return whether nothing more is expected of it."""
        return self.status in ENDED


def is_late(milestone: Milestone, day: date) -> bool:
    """Return whether a milestone is not reached after the day by which it was due; on that day it is in time."""
    return milestone.done_on is None and not milestone.is_dropped and day > milestone.due_on


def late_milestones(activity: Activity, day: date) -> tuple[Milestone, ...]:
    """Return the milestones of an activity that are late on a day; none of one that has ended."""
    return () if activity.is_ended else tuple(one for one in activity.milestones if is_late(one, day))


def next_milestone(activity: Activity) -> Milestone | None:
    """Return the milestone of an activity that is due first of those not reached; None if there is none."""
    waiting = [one for one in activity.milestones if one.done_on is None and not one.is_dropped]
    return min(waiting, key=lambda one: one.due_on, default=None) if not activity.is_ended else None


def waits_for(activity: Activity, plan: Sequence[Activity]) -> tuple[str, ...]:
    """Return the ids of what has to be done before an activity and is not; an activity is done at its end, a milestone once reached."""
    ended = {one.id for one in plan if one.is_ended}
    reached = {one.id for each in plan for one in each.milestones if one.done_on is not None or one.is_dropped}
    return () if activity.is_ended else tuple(one for one in activity.depends_on if one not in ended | reached)


def unknown_needs(activity: Activity, plan: Sequence[Activity]) -> tuple[str, ...]:
    """Return the ids that an activity depends on and that are nothing else of the plan."""
    others = [one for one in plan if one.id != activity.id]
    known = {one.id for one in others} | {one.id for each in others for one in each.milestones}
    return tuple(one for one in activity.depends_on if one not in known)


def circle_of(activity: Activity, plan: Sequence[Activity]) -> tuple[str, ...]:
    """Return the ids of activities that wait for one another in a circle, from this one back to it; empty if they do not.

    To wait for a milestone is no circle: two activities may each go on once the other has reached something.
    """
    needs = {one.id: one.depends_on for one in plan} | {activity.id: activity.depends_on}
    ways: list[tuple[str, ...]] = [(activity.id,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for need in needs.get(way[-1], ()):
            if need == activity.id:
                return (*way, need)
            if need in needs and need not in seen:
                seen.add(need)
                ways.append((*way, need))
    return ()
