"""What stands on the desk of the registers: everything for the manager, a party's own for its people, nothing of others."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.registers.reading import rows_of, text_of

from gainshare.core.governance.register import Item, Risk, RiskScore, rescore
from gainshare.web.registers.bringing import bring_registers
from gainshare.web.registers.risk_actions import warn
from gainshare.web.registers.tasks import tasks_of

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = date(2026, 5, 28)


def risk(number, owner="TRU", review_on=date(2026, 11, 10), **changed):
    values = {"category": "finance", "title": f"Risk {number}", "description": "Because", "score": RiskScore(4, 3), "residual_value": 8}
    values |= {"mitigation": "Something", "owner_party": owner, "owner_post": "director", "review_on": review_on}
    return Risk(**{"id": f"R-{number:02d}", "raised_on": DAY, **values, **changed})


def action(number, owner="TRU", due_on=date(2026, 11, 9), kind="action", status="open"):
    return Item(f"{kind[0].upper()}-{number:03d}", kind, DAY, "", f"Do {number}", owner, "director", status, due_on)


def activity(number, lead="TRU", due_on=date(2026, 11, 9), status="in progress"):
    return {
        "id": f"TA{number}",
        "text": "Change",
        "lead": lead,
        "status": status,
        "milestones": [{"name": f"Reach {number}", "due_on": due_on}],
    }


def bring(small, risks=(), actions=(), activities=()):
    bring_registers(small.alliance, risks=risks, actions=actions, activities=activities, by=None, at=AT)


@pytest.fixture
def filled(small):
    bring(
        small,
        risks=[risk(1), risk(2, "CHA"), risk(3, review_on=date(2026, 11, 11)), risk(4, is_closed=True)],
        actions=[action(1), action(2, "CHA"), *(action(one, due_on=date(2026, 11, 14 + one)) for one in (3, 4)), action(5, status="done")],
        activities=[activity(1), activity(2, "CHA"), activity(3, due_on=date(2026, 11, 10)), activity(4, status="done")],
    )
    return small


def test_people_of_a_party_see_what_their_party_looks_after(filled):
    tasks = tasks_of(filled.seat("contributor"), NOW)

    assert [(one.words, one.status, one.due, one.is_late) for one in tasks] == [
        ("Review the risk R-01: Risk 1", "due for review", "Due 10 Nov 2026", False),
        ("Action A-001: Do 1", "overdue", "Due 9 Nov 2026", True),
        ("Action A-003: Do 3", "due soon", "Due 17 Nov 2026", False),
        ("Milestone TA1.1: Reach 1", "overdue", "Due 9 Nov 2026", True),
    ]


def test_a_commitment_that_is_late_or_due_soon_is_there_and_an_idea_is_not(small):
    late, soon, far = (action(number, due_on=date(2026, 11, day), kind="commitment") for number, day in ((1, 9), (2, 12), (3, 27)))
    bring(small, actions=[late, soon, far])

    tasks = tasks_of(small.seat("contributor"), NOW)

    assert [(one.words, one.status, one.is_late) for one in tasks] == [
        ("Commitment C-001: Do 1", "overdue", True),
        ("Commitment C-002: Do 2", "due soon", False),
    ]


def test_an_early_warning_is_there_at_once_however_far_its_day(small):
    bring(small, risks=[risk(1, review_on=date(2027, 1, 10))])
    of, due_on = small.alliance.risks.get(), date(2027, 3, 1)
    what = {"text": "Ask for the figures.", "owner_party": "TRU", "owner_post": "director"}
    warn(by=small.seat("manager"), of=of.pk, seen=of.row_version, due_on=due_on, **what)

    tasks = tasks_of(small.seat("contributor"), NOW)

    assert [(one.words, one.status, one.due) for one in tasks] == [("Action A-001: Ask for the figures.", "open", "Due 1 Mar 2027")]


def test_the_manager_sees_what_everybody_looks_after(filled):
    words = [one.words for one in tasks_of(filled.seat("manager"), NOW)]

    assert [one for one in words if "R-02" in one or "A-002" in one or "TA2" in one] == [
        "Review the risk R-02: Risk 2",
        "Action A-002: Do 2",
        "Milestone TA2.1: Reach 2",
    ]


@pytest.mark.parametrize("who", ["analyst", "auditor", "finance", "lawyer"])
def test_those_of_no_party_who_do_not_manage_have_nothing_to_do_there(filled, who):
    assert tasks_of(filled.seat(who), NOW) == []


def test_many_of_a_sort_are_five_and_one_that_leads_to_the_list(small):
    bring(small, risks=[risk(number) for number in range(1, 9)])

    tasks = tasks_of(small.seat("manager"), NOW)

    assert len(tasks) == 6
    assert tasks[-1].words == "3 more risks to review"
    assert tasks[-1].href == f"{small.address('risks')}?due=due"


def test_the_desk_shows_them(filled):
    page = text_of(filled.client("contributor").get("/"))

    assert "Action A-001: Do 1" in page
    assert "A-002" not in page


def test_the_first_page_of_the_registers_counts_what_is_open_and_what_is_late(filled):
    page = filled.client("auditor").get(filled.address("registers"))

    assert rows_of(page, "registers") == [
        ["Risks", "3", "2 due for review among the risks", "4"],
        ["Actions", "4", "2 overdue among the actions", "5"],
        ["Issues", "0", "None", "0"],
        ["Ideas", "0", "Not applicable", "0"],
        ["Commitments", "0", "None", "0"],
        ["Lessons", "0", "Not applicable", "0"],
        ["Implementation plan", "3", "2 milestones late in the plan", "4"],
    ]
    assert "2 risks are due for review, 2 entries are overdue, and 2 milestones of the plan are late." in text_of(page)
    assert len(rows_of(page, "highest")) == 3
    assert filled.client("lawyer").get(filled.address("registers")).status_code == 200


def test_no_page_of_the_registers_asks_more_of_the_database_for_many_rows_than_for_few(small):
    manager, leader = small.client("manager"), small.client("leader")

    def count(client, address):
        for _ in range(2):
            assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    def counts():
        registers = (small.alliance.risks, small.alliance.items, small.alliance.activities)
        first = {one.reference: one.pk for register in registers for one in register.all()}
        return {
            "overview": count(manager, small.address("registers")),
            "risks": count(manager, small.address("risks")),
            "risk": count(manager, small.address("risk", of=first["R-01"])),
            "items": count(manager, small.address("items")),
            "item": count(manager, small.address("item", of=first["A-001"])),
            "plan": count(manager, small.address("plan")),
            "activity": count(manager, small.address("activity", of=first["TA1"])),
            "risks file": count(manager, small.address("risks_file")),
            "desk": count(manager, "/"),
            "own desk": count(leader, "/"),
        }

    def more(numbers):
        scored = [rescore(risk(number), RiskScore(1, 1), "Less likely.", day=date(2026, 11, 9)) for number in numbers]
        bring(small, risks=scored, actions=[action(number) for number in numbers], activities=[activity(number) for number in numbers])

    more(range(1, 4))
    few = counts()
    more(range(4, 40))

    assert counts() == few
    assert max(few.values()) < 40, few
