"""Disputes: who holds the step, until when in working days, and what may be done. The words name a question, never a culprit."""

from datetime import date

import pytest

from gainshare.core.governance.dispute import (
    ALLOWED,
    Dispute,
    EscalationStep,
    NoStep,
    StepTaken,
    current_step,
    dispute_standing,
    end_dispute,
    escalate,
    escalate_for_party,
    may_in_dispute,
    resolve,
    step_due_on,
    withdraw_dispute,
)

STEPS = (EscalationStep(1, "AMT", 10), EscalationStep(2, "ALT", 20), EscalationStep(3, "the owners", 0))
RAISED = date(2024, 9, 27)  # a Friday


def dispute(step=1, started_on=RAISED, **changed):
    return Dispute("DIS-1", RAISED, "OPH", "DEC-005", "Whether homes come first", (StepTaken(step, started_on),), **changed)


DUE = [
    # step   began                  its last day
    (1, date(2024, 9, 27), date(2024, 10, 11)),
    (2, date(2026, 10, 29), date(2026, 11, 26)),
    (1, date(2024, 12, 20), date(2025, 1, 8)),  # over Christmas, Boxing Day and New Year
    (1, date(2026, 12, 18), date(2027, 1, 6)),  # 28 December 2026 is a substitute day
    (2, date(2025, 4, 10), date(2025, 5, 13)),  # Good Friday, Easter Monday and the early May bank holiday
    (2, date(2027, 3, 25), date(2027, 4, 26)),  # Good Friday and Easter Monday
    (3, date(2026, 10, 29), None),  # a step without a clock
]


@pytest.mark.parametrize(("step", "started_on", "due_on"), DUE)
def test_a_step_has_its_working_days_after_the_day_on_which_it_began(step, started_on, due_on):
    assert step_due_on(dispute(step, started_on), STEPS) == due_on


def test_the_holder_of_a_step_has_it_until_it_goes_up():
    first = dispute()
    second = escalate(first, STEPS, day=date(2024, 10, 14))

    assert [current_step(one, STEPS).holder for one in (first, second)] == ["AMT", "ALT"]
    assert step_due_on(second, STEPS) == date(2024, 11, 11)


STANDINGS = [
    ({}, date(2024, 10, 11), "open"),  # the last day is in time
    ({}, date(2024, 10, 12), "overdue"),
    ({"step": 3}, date(2028, 1, 1), "open"),  # no clock, never overdue
    ({"resolved_on": date(2024, 10, 31), "outcome": "Homes first."}, date(2024, 11, 1), "resolved"),
    ({"withdrawn_on": date(2024, 10, 31)}, date(2024, 11, 1), "withdrawn"),
    ({"step": 3, "ended_on": date(2024, 10, 31)}, date(2024, 11, 1), "ended"),
]


@pytest.mark.parametrize(("known", "day", "standing"), STANDINGS)
def test_what_is_known_says_where_it_stands(known, day, standing):
    assert dispute_standing(dispute(**known), STEPS, day) == standing


def test_what_may_be_done_where_it_stands():
    assert {standing: sorted(acts) for standing, acts in ALLOWED.items()} == {
        "open": ["end", "escalate", "resolve", "withdraw"],
        "overdue": ["end", "escalate", "resolve", "withdraw"],
        "resolved": [],
        "withdrawn": [],
        "ended": [],
    }


@pytest.mark.parametrize(("step", "may_go_up", "may_end"), [(1, True, False), (2, True, False), (3, False, True)])
def test_it_goes_up_below_the_last_step_and_ends_on_it(step, may_go_up, may_end):
    at = dispute(step)

    assert may_in_dispute("escalate", at, STEPS, RAISED) == may_go_up
    assert may_in_dispute("end", at, STEPS, RAISED) == may_end


def test_the_party_that_raised_it_takes_it_on_once_its_clock_has_run_out():
    last = date(2024, 10, 11)

    with pytest.raises(NoStep, match=r"Step 1 of DIS-1 has until 11 October 2024\. Ask the chair"):
        escalate_for_party(dispute(), STEPS, day=last)
    assert escalate_for_party(dispute(), STEPS, day=date(2024, 10, 12)).taken[-1] == StepTaken(2, date(2024, 10, 12))


def test_without_a_clock_it_is_not_for_the_party_to_take_it_on():
    unclocked = (EscalationStep(1, "AMT", 0), *STEPS[1:])

    with pytest.raises(NoStep, match=r"Step 1 of DIS-1 has no clock\. Ask the chair"):
        escalate_for_party(dispute(), unclocked, day=date(2028, 1, 1))


def test_it_is_resolved_with_what_was_agreed_at_any_step():
    resolved = resolve(dispute(2), STEPS, "A revised proposal.", day=date(2024, 10, 31))

    assert (resolved.resolved_on, resolved.outcome) == (date(2024, 10, 31), "A revised proposal.")
    with pytest.raises(NoStep, match="Say what the parties agreed"):
        resolve(dispute(), STEPS, " ", day=RAISED)
    with pytest.raises(NoStep, match="is resolved at step 2"):
        escalate(resolved, STEPS, day=date(2024, 11, 1))


def test_it_is_withdrawn_or_comes_to_the_end_of_the_way():
    withdrawn = withdraw_dispute(dispute(), STEPS, "It is settled between us.", day=RAISED)
    assert (withdrawn.withdrawn_on, withdrawn.outcome) == (RAISED, "It is settled between us.")
    with pytest.raises(NoStep, match="Say why it is taken back"):
        withdraw_dispute(dispute(), STEPS, " ", day=RAISED)
    assert end_dispute(dispute(3), STEPS, "The owners continue.", day=RAISED).outcome == "The owners continue."
    with pytest.raises(NoStep):
        end_dispute(dispute(1), STEPS, "Nothing.", day=RAISED)
    with pytest.raises(NoStep, match="Say what came"):
        end_dispute(dispute(3), STEPS, "", day=RAISED)


ACTS = [
    (1, lambda one, day: escalate(one, STEPS, day=day)),
    (1, lambda one, day: resolve(one, STEPS, "A revised proposal.", day=day)),
    (1, lambda one, day: withdraw_dispute(one, STEPS, "It is settled between us.", day=day)),
    (3, lambda one, day: end_dispute(one, STEPS, "The owners continue.", day=day)),
]


@pytest.mark.parametrize(("step", "act"), ACTS)
def test_nothing_is_done_with_it_on_a_day_before_its_step_began(step, act):
    one = dispute(step, date(2024, 10, 14))

    with pytest.raises(NoStep, match=r"came to its step on 14 October 2024\. Give that day or a later one\."):
        act(one, date(2024, 10, 13))
    assert act(one, date(2024, 10, 14)) != one


def test_steps_go_up_one_by_one_in_time():
    with pytest.raises(AssertionError, match="one by one"):
        Dispute("D", RAISED, "A", "B", "?", (StepTaken(1, RAISED), StepTaken(3, RAISED)))
    with pytest.raises(AssertionError, match="no earlier"):
        Dispute("D", RAISED, "A", "B", "?", (StepTaken(1, date(2024, 10, 1)), StepTaken(2, RAISED)))
