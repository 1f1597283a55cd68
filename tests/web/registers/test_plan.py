"""The plan: activities with milestones, what is late, what waits for what, and the decision that approved it."""

import json
from datetime import date

import pytest
from tests.web.registers.reading import mistakes_of, rows_of, text_of

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.registers import plan_actions
from gainshare.web.registers.models import Activity, Milestone
from gainshare.web.registers.plan_actions import Aimed, Planned
from gainshare.web.registers.queries import plan_row

TOKEN = "0f9f4f52-9b0b-4a8e-9f2c-0b5c1f3f6a11"
NEW = {"text": "Pool the budget", "kind": "pooled_budget", "lead": "TRU", "status": "in progress", "benefit": "One budget", "token": TOKEN}


def planned(**changed):
    values = {"kind": "", "text": "Pool", "lead": "TRU", "status": "in progress", "benefit": "", "measure": "", "depends_on": ()}
    return Planned(**{**values, **changed})


@pytest.fixture
def pooled(small):
    """Return an activity of the trust with a milestone that is late and one that is to come."""
    seat = small.seat("manager")
    made = plan_actions.add_activity(by=seat, planned=planned())
    for seen, (name, due_on) in enumerate((("Deed signed", date(2026, 11, 1)), ("Money pooled", date(2027, 4, 1))), 1):
        plan_actions.add_milestone(by=seat, of=made.pk, seen=seen, name=name, due_on=due_on)
    made.refresh_from_db()
    return made


def last(small):
    entry = Entry.objects.filter(chain=str(small.alliance.pk)).order_by("-number").first()
    return entry.action, json.loads(entry.content.text)


def test_an_activity_is_added_under_the_next_reference_and_once_for_each_form(brought):
    manager, address = brought.client("manager"), brought.address("new_activity")

    answer = manager.post(address, {**NEW, "measure": "M1", "depends_on": ["TA2"]}, follow=True)
    manager.post(address, NEW)

    assert "TA9 is in the plan." in text_of(answer)
    made = Activity.objects.get(alliance=brought.alliance, reference="TA9")
    assert (made.kind, made.lead, made.measure, made.depends_on) == ("pooled_budget", "TRU", "M1", ["TA2"])
    assert Activity.objects.filter(alliance=brought.alliance).count() == 9
    assert last(brought)[0] == "activity.added"
    page = text_of(manager.get(brought.address("activity", of=made.pk)))
    assert "Risk and reward share tested in shadow form before going live" in page


WRONG = [
    ({"text": ""}, "Say what is changed"),
    ({"lead": ""}, "Choose who leads it"),
    ({"depends_on": ["TA7"]}, "Choose activities and milestones of the list"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_an_activity_that_cannot_be_says_what_is_wrong(small, pooled, typed, said):
    answer = small.client("manager").post(small.address("new_activity"), {**NEW, **typed})

    assert answer.status_code == 422
    assert said in mistakes_of(answer)
    assert Activity.objects.count() == 1


def test_the_plan_says_what_is_late_and_what_comes_next(small, pooled):
    page = small.client("auditor").get(small.address("plan"))

    assert rows_of(page, "late") == [["TA1.1", "Deed signed", "Small Trust", "1 Nov 2026"]]
    row = rows_of(page, "activities")[0]
    assert row[4:] == ["In progress", "0 of 2 reached, 1 late", "Deed signed, 1 Nov 2026", "Nothing"]
    assert "Not approved yet: no decision has approved the plan." in text_of(page)


def test_a_milestone_is_reached_today_or_on_a_day_before_and_not_in_days_to_come(small, pooled):
    client = small.client("manager")

    page = client.post(small.address("reach_milestone", of=pooled.pk, number=1), {"seen": pooled.row_version}, follow=True)

    assert "Milestone TA1.1 is reached." in text_of(page)
    assert rows_of(page, "milestones")[0][3:5] == ["Reached", "10 Nov 2026"]
    assert last(small) == (
        "milestone.reached",
        {"after": {"milestone": "TA1.1", "done_on": "2026-11-10"}, "names": {"reference": "TA1"}},
    )
    again = client.post(small.address("reach_milestone", of=pooled.pk, number=1), {"seen": pooled.row_version + 1}, follow=True)
    assert "TA1.1 was reached already. Nothing was changed." in text_of(again)
    with pytest.raises(Refused, match="a day that has not come"):
        plan_actions.reach_milestone(
            by=small.seat("manager"), of=pooled.pk, seen=pooled.row_version + 1, number=2, done_on=date(2026, 11, 11)
        )


def test_a_milestone_gets_another_day_with_a_reason_and_the_history_says_both(small, pooled):
    client, address = small.client("manager"), small.address("milestone", of=pooled.pk, number=1)
    typed = {"name": "Deed signed", "due_on_day": "15", "due_on_month": "12", "due_on_year": "2026", "seen": pooled.row_version}

    assert "Say why it changes." in mistakes_of(client.post(address, typed))
    page = client.post(address, {**typed, "reason": "The council's lawyers ask for more."}, follow=True)

    assert rows_of(page, "history")[0][1:3] == [
        "Milestone TA1.1: due 1 November 2026 became 15 December 2026.",
        "The council's lawyers ask for more.",
    ]
    assert rows_of(page, "milestones")[0][3] == "Open"
    assert last(small)[0] == "milestone.changed"


def test_no_milestone_is_due_before_the_alliance_began(small, pooled):
    client, address = small.client("manager"), small.address("add_milestone", of=pooled.pk)
    typed = {"name": "Deed signed", "due_on_day": "31", "due_on_month": "3", "due_on_year": "2024", "seen": pooled.row_version}

    why = "The alliance began on 1 April 2024, so nothing was due before. Give that day or a later one."
    assert why in text_of(client.post(address, typed, follow=True))
    with pytest.raises(Refused, match="The alliance began on 1 April 2024"):
        plan_actions.change_milestone(
            by=small.seat("manager"), of=pooled.pk, seen=3, number=1, aimed=Aimed("Deed signed", date(2024, 3, 31)), reason="Earlier."
        )
    assert Milestone.objects.count() == 2


def test_a_milestone_is_dropped_with_a_reason_and_stays_in_the_plan(small, pooled):
    seat = small.seat("manager")
    aimed = Aimed("Deed signed", date(2026, 11, 1), is_dropped=True)

    with pytest.raises(Refused, match="Say why"):
        plan_actions.change_milestone(by=seat, of=pooled.pk, seen=3, number=1, aimed=aimed, reason="")
    plan_actions.change_milestone(by=seat, of=pooled.pk, seen=3, number=1, aimed=aimed, reason="No deed is needed.")

    assert Milestone.objects.get(number=1).is_dropped
    page = small.client("auditor").get(small.address("plan"))
    assert rows_of(page, "late") == []
    assert rows_of(page, "activities")[0][5] == "0 of 1 reached"
    with pytest.raises(Refused, match="is no longer aimed at"):
        plan_actions.reach_milestone(by=seat, of=pooled.pk, seen=4, number=1, done_on=date(2026, 11, 9))


def test_that_a_milestone_was_reached_is_taken_back_with_a_reason(small, pooled):
    seat, of = small.seat("manager"), {"of": pooled.pk, "number": 1}
    plan_actions.reach_milestone(by=seat, **of, seen=3, done_on=date(2026, 11, 9))
    aimed = Aimed("Deed signed", date(2026, 11, 1))

    with pytest.raises(Refused, match="Say why"):
        plan_actions.change_milestone(by=seat, **of, seen=4, aimed=aimed, reason="")
    plan_actions.change_milestone(by=seat, **of, seen=4, aimed=aimed, reason="One signature is missing.")

    assert Milestone.objects.get(number=1).done_on is None


def test_a_status_changes_with_a_reason(small, pooled):
    client, address = small.client("manager"), small.address("change_activity", of=pooled.pk)
    typed = {"text": "Pool", "lead": "TRU", "status": "at risk", "seen": "3"}

    assert "Say why the status changes." in mistakes_of(client.post(address, typed))
    page = client.post(address, {**typed, "reason": "The deed is late."}, follow=True)

    assert rows_of(page, "history")[0][1:3] == ["Status: in progress became at risk.", "The deed is late."]
    action, content = last(small)
    assert (action, content["before"], content["after"]["status"]) == ("activity.changed", {"status": "in progress"}, "at risk")


def test_activities_do_not_wait_for_one_another_in_a_circle(small, pooled):
    seat = small.seat("manager")
    second = plan_actions.add_activity(by=seat, planned=planned(text="Spend", depends_on=("TA1", "TA1.2")))

    with pytest.raises(Refused, match="TA1 waits for TA2 waits for TA1"):
        plan_actions.change_activity(by=seat, of=pooled.pk, seen=3, planned=planned(depends_on=("TA2",)), reason="")
    with pytest.raises(Refused, match="TA1 cannot depend on TA9"):
        plan_actions.change_activity(by=seat, of=pooled.pk, seen=3, planned=planned(depends_on=("TA9",)), reason="")

    page = small.client("auditor").get(small.address("activity", of=second.pk))
    assert rows_of(page, "needs") == [["TA1", "Pool", "Waited for"], ["TA1.2", "Money pooled", "Waited for"]]
    assert rows_of(small.client("auditor").get(small.address("plan")), "activities")[1][-1] == "TA1, TA1.2"


def test_no_milestone_is_added_to_an_activity_that_has_ended(small, pooled):
    seat = small.seat("manager")
    plan_actions.change_activity(by=seat, of=pooled.pk, seen=3, planned=planned(status="done"), reason="All of it is there.")

    with pytest.raises(Refused, match="TA1 is done"):
        plan_actions.add_milestone(by=seat, of=pooled.pk, seen=4, name="More", due_on=date(2027, 1, 1))
    assert rows_of(small.client("auditor").get(small.address("plan")), "late") == []


def test_the_plan_is_approved_by_a_decision_and_the_page_says_which(brought):
    from tests.web.governed import Governed

    assert "Propose the decision that approves it" in text_of(brought.client("manager").get(brought.address("plan")))
    Governed(brought).adopted(title="Approve the plan", binds=[("plan", "plan", "the implementation plan")])

    shown = text_of(brought.client("auditor").get(brought.address("plan")))
    assert "Approved by DEC-001, on 10 November 2026." in shown
    assert plan_row(brought.alliance).approved_by == "DEC-001"


def test_an_empty_plan_says_what_an_activity_is(small):
    assert "The plan has no activity yet" in text_of(small.client("auditor").get(small.address("plan")))


def test_who_does_not_keep_the_registers_reads_the_plan_and_changes_nothing(small, pooled):
    client = small.client("auditor")

    assert "Add a milestone" not in text_of(client.get(small.address("activity", of=pooled.pk)))
    for name, more in (("change_activity", {}), ("add_milestone", {}), ("milestone", {"number": 1}), ("reach_milestone", {"number": 1})):
        assert client.post(small.address(name, of=pooled.pk, **more), {"seen": "3"}).status_code == 403


def test_an_activity_of_another_alliance_is_not_there(small, pooled):
    from tests.web.small import make_small

    elsewhere = make_small("Elsewhere", "ELSE")
    client = elsewhere.client("manager")

    assert client.get(elsewhere.address("activity", of=pooled.pk)).status_code == 404
    assert client.get(elsewhere.address("milestone", of=pooled.pk, number=1)).status_code == 404
    assert client.get(small.address("milestone", of=pooled.pk, number=1)).status_code == 404
    assert small.client("manager").get(small.address("milestone", of=pooled.pk, number=7)).status_code == 404
