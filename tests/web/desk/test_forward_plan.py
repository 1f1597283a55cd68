"""The forward plan: whatever has a day in the next twelve months stands in it, in order, for those who may see it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.web.governed import Governed

from gainshare.core.governance.register import RiskScore
from gainshare.web.desk.forward_plan import AHEAD, coming
from gainshare.web.governance import meeting_acts
from gainshare.web.governance.models import Appointment
from gainshare.web.proceedings import disputing
from gainshare.web.registers.actions import add_item
from gainshare.web.registers.plan_actions import Planned, add_activity, add_milestone
from gainshare.web.registers.risk_actions import NewRisk, Told, raise_risk

TODAY = date(2026, 11, 10)


@pytest.fixture
def governed(small):
    return Governed(small)


def plan_of(small, who="manager", kind=None):
    found = coming(small.seat(who), TODAY, TODAY + AHEAD)
    return [(one.day, one.kind, one.what.text) for one in found if kind in (None, one.kind)]


def test_a_planned_meeting_stands_with_its_papers_and_its_minutes(governed, small):
    # Papers go out five working days before Thursday 26 November, minutes are there five working days after.
    meeting_acts.plan(by=small.seat("manager"), body="ALT", day=date(2026, 11, 26))

    found = [one for one in plan_of(small) if "ALT" in one[2]]

    assert [one[:2] for one in found] == [
        (date(2026, 11, 19), "Papers go out"),
        (date(2026, 11, 26), "Meeting"),
        (date(2026, 12, 3), "Minutes are due"),
    ]


def test_a_meeting_that_is_cancelled_or_over_is_not_to_come(governed, small):
    made = meeting_acts.plan(by=small.seat("manager"), body="ALT", day=date(2026, 11, 26))
    meeting_acts.cancel(by=small.seat("manager"), of=made.pk, reason="Nothing to decide.")

    assert [one for one in plan_of(small) if "ALT" in one[2]] == []


def test_a_call_in_writing_stands_with_the_day_on_which_it_closes(governed, small):
    governed.called(is_urgent=True)

    assert plan_of(small, kind="Call in writing closes") == [(date(2026, 11, 13), "Call in writing closes", "DEC-001: Close the ward")]


def test_an_adopted_decision_comes_back_on_the_day_on_which_it_is_looked_at_again(governed, small):
    governed.proposed(review_on=date(2027, 3, 1))
    assert plan_of(small, kind="Decision is looked at again") == []
    governed.adopted(review_on=date(2027, 4, 1))

    assert [one[0] for one in plan_of(small, kind="Decision is looked at again")] == [date(2027, 4, 1)]


def test_the_last_day_for_approvals_stands_while_they_are_awaited(governed, small):
    governed.adopted(reserved=("R4",), approvals_by=date(2026, 12, 15))

    assert [one[0] for one in plan_of(small, kind="Last day for approvals")] == [date(2026, 12, 15)]


def test_an_authority_that_ends_is_seen_coming(governed, small):
    Appointment.objects.filter(alliance=small.alliance, seat="ALT-CHA-director").update(ends_on=date(2027, 3, 31))

    assert plan_of(small, kind="Authority ends") == [(date(2027, 3, 31), "Authority ends", "Charity Leader, ALT")]


def test_risks_entries_and_milestones_stand_by_their_days(small):
    manager = small.seat("manager")
    told = Told("Fees", 4, "TRU", "director", date(2026, 12, 1))
    raise_risk(by=manager, new=NewRisk("finance", "Fees rise", "Because", RiskScore(3, 3), told))
    add_item(by=manager, kind="action", text="Ask", source="", owner_party="TRU", owner_post="director", due_on=date(2026, 12, 2))
    activity = add_activity(by=manager, planned=Planned("", "Pool", "TRU", "live", "", "", ()))
    add_milestone(by=manager, of=activity.pk, seen=1, name="Deed", due_on=date(2026, 12, 3))

    found = [one for one in plan_of(small) if one[1] in {"Risk is reviewed", "Action is due", "Milestone"}]

    assert [one[:2] for one in found] == [
        (date(2026, 12, 1), "Risk is reviewed"),
        (date(2026, 12, 2), "Action is due"),
        (date(2026, 12, 3), "Milestone"),
    ]


def test_a_dispute_stands_with_the_last_day_of_its_step_for_those_who_may_see_disputes(governed, small):
    what = disputing.Raised("CHA", "Whether the cost is allowable", uuid4())
    disputing.raise_dispute(by=small.seat("leader"), party=small.parties["TRU"], raised=what)

    # Ten working days after 10 November.
    assert [one[:2] for one in plan_of(small) if "DIS-" in one[2]] == [(date(2026, 11, 24), "Step 1 of a dispute ends")]
    from tests.web.making import give, person

    small.people["wider"] = person("wider@small.example.org")
    give(small.alliance, small.people["wider"], "wider_team")
    assert [one for one in plan_of(small, "wider") if "DIS-" in one[2]] == []


def test_returns_are_due_month_by_month_on_the_fourteenth_for_those_who_see_costs(small):
    found = plan_of(small, kind="Cost returns are due")

    assert [one[0] for one in found[:3]] == [date(2026, 11, 14), date(2026, 12, 14), date(2027, 1, 14)]
    assert found[0][2] == "Returns of October 2026"
    assert len(found) == 12
    assert plan_of(small, "lawyer", kind="Cost returns are due") == []


def test_nothing_stands_in_it_that_is_late_or_beyond_a_year(small):
    manager = small.seat("manager")
    for day in (TODAY, TODAY + AHEAD):
        add_item(by=manager, kind="action", text=f"By {day}", source="", owner_party="TRU", owner_post="", due_on=day)
    add_item(
        by=manager, kind="action", text="Beyond", source="", owner_party="TRU", owner_post="", due_on=TODAY + AHEAD + timedelta(days=1)
    )

    assert [one[0] for one in plan_of(small, kind="Action is due")] == [TODAY, TODAY + AHEAD]
    assert all(TODAY <= one[0] <= TODAY + AHEAD for one in plan_of(small))


def test_the_page_is_in_order_month_by_month_and_can_be_narrowed(governed, small):
    meeting_acts.plan(by=small.seat("manager"), body="ALT", day=date(2026, 11, 26))
    client = small.client("manager")

    whole = client.get(small.address("forward_plan")).content.decode()
    narrowed = client.get(small.address("forward_plan"), {"kind": "Meeting"}).content.decode()

    assert whole.index("November 2026") < whole.index("December 2026") < whole.index("January 2027")
    assert "Returns of" in whole
    assert "Returns of" not in narrowed
    assert "26 Nov 2026" in narrowed


def test_it_asks_as_much_of_the_database_however_much_is_to_come(governed, small, django_assert_max_num_queries):
    manager, client = small.seat("manager"), small.client("manager")
    for days in range(1, 6):
        meeting_acts.plan(by=manager, body="ALT", day=TODAY + timedelta(days=days))
        governed.proposed(title=f"Number {days}", review_on=TODAY + timedelta(days=days))
    client.get(small.address("forward_plan"))

    with django_assert_max_num_queries(30):
        client.get(small.address("forward_plan"))
