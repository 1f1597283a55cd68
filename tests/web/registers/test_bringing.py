"""Registers come in with an alliance's files and are taken away again without loss, in their order."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.web.registers.conftest import AT, FOLDER

from gainshare.core.governance.plan import Milestone
from gainshare.core.governance.register import Item, RiskScore, rescore
from gainshare.files.governance import write_governance
from gainshare.web.registers import taking
from gainshare.web.registers.bringing import bring_registers
from gainshare.web.registers.models import Item as ItemRow
from gainshare.web.registers.models import Risk
from gainshare.web.registers.queries import actions_overdue_on, items_from


def test_the_registers_of_wexmoor_are_taken_away_as_they_came(brought, folder):
    assert taking.risks_of(brought.alliance) == folder.risks
    assert taking.actions_of(brought.alliance) == folder.actions
    assert taking.activities_of(brought.alliance) == tuple(folder.schedule.plain["transformation_activities"])


def test_the_tables_of_wexmoor_are_written_again_as_the_same_bytes(brought, folder):
    taken = replace(folder, risks=taking.risks_of(brought.alliance), actions=taking.actions_of(brought.alliance))

    written = write_governance(taken, today=date(2026, 11, 26))

    for name in ("risks.csv", "actions.csv"):
        assert written[name] == (FOLDER / name).read_text(encoding="utf-8")


def test_a_score_that_a_risk_had_and_items_of_every_kind_are_kept(small, folder):
    risk = rescore(folder.risks[13], RiskScore(4, 2), "Six beds are let.", day=date(2026, 11, 9))
    day = date(2026, 5, 28)
    items = (
        Item("A-001", "action", day, "ALT-2026-05", "Write it", "TRU", "director", "dropped", day, day),
        Item("ID-001", "idea", day, "", "Ask at home", "", "", "spread", reach=40),
        Item("C-001", "commitment", day, "DEC-001", "Lend two nurses", "TRU", "director", "not_kept", day, day),
        Item("L-001", "lesson", day, "", "Ask first", "", "", "shared", closed_on=day),
    )

    bring_registers(small.alliance, risks=[risk], actions=items, activities=[], by=None, at=AT)

    assert taking.risks_of(small.alliance) == (risk,)
    assert taking.actions_of(small.alliance) == items


def test_milestones_of_an_activity_are_kept_and_what_has_no_place_here_is_kept_beside(small):
    plain = [
        {
            "id": "TA1",
            "kind": "savings_plan",
            "text": "Save",
            "lead": "BRD",
            "status": "on track",
            "depends_on": ["TA2"],
            "milestones": [
                {"name": "Plan signed", "due_on": date(2026, 9, 1), "done_on": date(2026, 8, 30)},
                {"name": "Half", "due_on": date(2026, 12, 1)},
            ],
        },
        {"id": "TA2", "kind": "something else", "text": "Pool", "lead": "TRU", "status": "live", "milestones": "soon", "budget": 5},
    ]

    bring_registers(small.alliance, risks=[], actions=[], activities=plain, by=None, at=AT)

    assert taking.activities_of(small.alliance) == tuple(plain)
    first, second = taking.plan_of(small.alliance)
    assert first.milestones[1] == Milestone("TA1.2", "Half", date(2026, 12, 1))
    assert (second.kind, second.milestones) == (None, ())


def test_actions_overdue_are_counted_on_a_day_and_items_are_found_by_what_they_come_from(brought, folder):
    day = date(2026, 11, 9)
    late = [one for one in folder.actions if one.due_on < day and one.status == "open"]

    assert actions_overdue_on(brought.alliance, day) == len(late)
    assert actions_overdue_on(brought.alliance, date(2024, 5, 18)) == 1  # A-002 was due on 16 May 2024 and closed on the 20th
    assert [one.reference for one in items_from(brought.alliance, "DEC-005")] == [
        one.id for one in folder.actions if one.source == "DEC-005"
    ]


@pytest.mark.parametrize("changed", [{"likelihood": 6}, {"impact": 0}, {"residual_value": 26}, {"money_low": 5}, {"probability": 101}])
def test_a_risk_that_cannot_be_is_refused_by_the_database_itself(brought, changed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Risk.objects.filter(reference="R-14").update(**changed)


@pytest.mark.parametrize("changed", [{"due_on": None}, {"reach": 4}, {"reference": "A-002"}])
def test_an_item_that_cannot_be_is_refused_by_the_database_itself(brought, changed):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemRow.objects.filter(reference="A-001").update(**changed)
