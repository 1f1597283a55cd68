"""The implementation plan: a milestone is late after its day until it is reached; what waits for what is worked out, never stated."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.governance.plan import (
    ACTIVITY_KINDS,
    Activity,
    Milestone,
    circle_of,
    is_late,
    late_milestones,
    next_milestone,
    unknown_needs,
    waits_for,
)

DUE = date(2026, 11, 26)
DEED = Milestone("TA3.1", "Deed signed", date(2026, 9, 30), done_on=date(2026, 10, 2))
POOLED = Milestone("TA3.2", "Money pooled", DUE)


def activity(id="TA3", **changed):
    values = {"kind": "pooled_budget", "text": "Pooled fund", "lead": "CNC", "status": "in progress", "milestones": (DEED, POOLED)}
    return Activity(id=id, **{**values, **changed})


def test_there_are_eight_kinds_of_transformation():
    assert list(ACTIVITY_KINDS.values()) == [
        "System savings plan",
        "Risk and reward share",
        "Pooled or capitated budget",
        "Incentives for practices and partners",
        "New pathways",
        "Service-specific transformation",
        "Options appraisal for the long-term model",
        "Locality operating models",
    ]


@pytest.mark.parametrize(("day", "late"), [(25, False), (26, False), (27, True)])
def test_a_milestone_is_in_time_on_its_day_and_late_after_it(day, late):
    assert is_late(POOLED, date(2026, 11, day)) == late


def test_what_was_reached_or_is_no_longer_aimed_at_is_not_late():
    assert not is_late(DEED, date(2027, 1, 1))
    assert not is_late(replace(POOLED, is_dropped=True), date(2027, 1, 1))
    with pytest.raises(AssertionError, match="what was reached is not dropped"):
        replace(DEED, is_dropped=True)


@pytest.mark.parametrize("status", ["done", "stopped"])
def test_nothing_of_an_activity_that_has_ended_is_late_or_comes_next(status):
    ended = activity(status=status)

    assert late_milestones(ended, date(2027, 1, 1)) == ()
    assert next_milestone(ended) is None
    assert waits_for(replace(ended, depends_on=("TA1",)), [activity("TA1", milestones=())]) == ()


def test_the_next_milestone_is_the_first_that_is_due_of_those_not_reached():
    sooner = Milestone("TA3.3", "Board told", date(2026, 11, 1))

    assert next_milestone(activity(milestones=(DEED, POOLED, sooner))) == sooner
    assert late_milestones(activity(milestones=(DEED, POOLED, sooner)), date(2026, 11, 9)) == (sooner,)
    assert next_milestone(activity(milestones=(DEED,))) is None


def test_an_activity_waits_for_activities_until_they_end_and_for_milestones_until_they_are_reached():
    plan = [
        activity(),
        activity("TA1", milestones=(), status="done"),
        activity("TA2", milestones=(), status="live"),
        activity("TA4", milestones=(), depends_on=("TA1", "TA2", "TA3.1", "TA3.2")),
    ]

    assert waits_for(plan[-1], plan) == ("TA2", "TA3.2")


def test_a_milestone_that_is_no_longer_aimed_at_holds_nothing_up():
    plan = [activity(milestones=(replace(POOLED, is_dropped=True),)), activity("TA4", milestones=(), depends_on=("TA3.2",))]

    assert waits_for(plan[-1], plan) == ()


def test_an_activity_depends_on_what_else_the_plan_has_and_not_on_itself():
    one = activity(depends_on=("TA1", "TA3", "TA3.1", "TA9"))

    assert unknown_needs(one, [one, activity("TA1", milestones=())]) == ("TA3", "TA3.1", "TA9")


def test_activities_that_wait_for_one_another_are_a_circle_and_for_a_milestone_they_are_not():
    first, second = activity("TA1", milestones=(), depends_on=("TA2",)), activity("TA2", milestones=(), depends_on=("TA3",))
    plan = [first, second, activity()]

    assert circle_of(activity(depends_on=("TA1",)), plan) == ("TA3", "TA1", "TA2", "TA3")
    assert circle_of(activity("TA3", depends_on=("TA3",)), plan) == ("TA3", "TA3")
    assert circle_of(activity(depends_on=("TA2.1",)), plan) == ()


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=15))
def test_a_circle_begins_and_ends_with_the_activity_and_each_step_is_a_dependency(pairs):
    needs = {f"TA{number}": tuple(f"TA{need}" for of, need in pairs if of == number) for number in range(7)}
    plan = [activity(id, milestones=(), depends_on=depends) for id, depends in needs.items()]

    found = circle_of(plan[0], plan)

    reached, waiting = set(), list(needs["TA0"])
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += needs[one]
    assert bool(found) == ("TA0" in reached)
    assert all(need in needs[one] for one, need in pairwise(found))
    assert not found or (found[0], found[-1]) == ("TA0", "TA0")
