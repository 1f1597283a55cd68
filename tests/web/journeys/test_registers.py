"""Registers in a browser: a risk scored anew, an action raised, an idea suggested; with JavaScript and without."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.web.journeys.conftest import EXAMPLE

from gainshare.files.governance import load_governance
from gainshare.web.registers.bringing import bring_registers
from gainshare.web.registers.models import Item, Risk

BOTH = pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without JavaScript"])


@pytest.fixture
def registers(alliance):
    """Give Wexmoor the registers of its folder."""
    folder = load_governance(EXAMPLE / "governance")
    activities = folder.schedule.plain["transformation_activities"]
    if not alliance.risks.exists():
        at = datetime(2026, 11, 1, tzinfo=UTC)
        bring_registers(alliance, risks=folder.risks, actions=folder.actions, activities=activities, by=None, at=at)
    return reverse("registers", kwargs={"alliance": alliance.pk})


def types_date(person, name, day, month, year):
    for box, value in (("day", day), ("month", month), ("year", year)):
        person.page.locator(f"#{name}_{box}").fill(str(value))


@BOTH
def test_a_manager_scores_a_risk_anew_and_raises_an_action_and_a_reader_suggests_an_idea(visitor, alliance, registers, is_scripted):
    # given the manager at the registers
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.follows("Wexmoor Living Well Rehabilitation Alliance")
    manager.follows("Registers")
    manager.reads("The highest open risks")

    # when R-14 is scored anew, first without a reason
    manager.follows("Risks", exact=True)
    manager.follows("R-14")
    manager.reads("12 of 25: high, likelihood 4 (likely), impact 3 (moderate)")
    manager.unfolds("Score it anew")
    manager.page.locator("#rescore_impact").select_option("2")
    manager.presses("Keep the new score")
    manager.reads("Say why the score is another now")
    manager.page.locator("#rescore_reason").fill("Six beds are let to a neighbouring alliance.")
    manager.presses("Keep the new score")

    # then it is 8, and the score before stays with the reason
    manager.reads("R-14 is scored 8 now.")
    manager.reads("Down from 12")
    assert "Six beds are let to a neighbouring alliance." in manager.row("Scored anew: 12 became 8.")
    risk = Risk.objects.get(alliance=alliance, reference="R-14")
    assert (risk.likelihood * risk.impact, risk.scorings.get().impact) == (8, 3)

    # when an action is raised that comes from it
    manager.follows("Add an entry that comes from this risk")
    manager.follows("Action", exact=True)
    assert manager.page.locator("#id_source").input_value() == "R-14"
    manager.page.locator("#id_text").fill("Offer the other beds to two neighbours")
    manager.page.locator("#id_owner_party").select_option("WX-MHT")
    manager.page.locator("#id_owner_post").fill("service director")
    types_date(manager, "id_due_on", 31, 3, 2027)
    manager.presses("Add the action")

    # then it stands on the register under the next reference, and on the risk's page
    manager.reads("is on the register")
    made = Item.objects.get(alliance=alliance, source="R-14", due_on="2027-03-31")
    manager.follows(made.reference)
    manager.follows("R-14: One remaining ward under-used")
    manager.reads(made.reference)

    # when a reader of the wider team suggests an idea
    reader = visitor("team@wexmoor.example", is_scripted=is_scripted)
    reader.opens(registers)
    reader.presses("Suggest an idea")
    reader.page.locator("#id_text").fill("Ask people at home where they want to live")
    reader.presses("Add the idea")

    # then it is proposed, nobody looks after it yet, and the reader does nothing more with it
    reader.reads("ID-001 is on the register.")
    assert "Nobody yet" in reader.row("ID-001")
    reader.follows("ID-001")
    reader.does_not_read("Say where it stands")

    # and the manager moves it on
    manager.opens(f"{registers}items/?kind=idea")
    manager.follows("ID-001")
    manager.unfolds("Say where it stands")
    manager.page.get_by_label("Trying").check()
    manager.presses("Keep where it stands")
    manager.reads("ID-001 is trying.")


def test_every_page_of_the_registers_is_without_barrier_at_every_width(visitor, alliance, registers):
    from tests.web.journeys.test_every_page import looks

    manager = visitor("manager@wexmoor.example")
    one = {name: getattr(alliance, name).first().pk for name in ("risks", "items", "activities")}
    alliance.activities.first().milestones.create(number=1, name="Plan signed", due_on="2026-11-01")

    for path in (
        "", "risks/", "risks/new", f"risks/{one['risks']}/", "items/", "items/new", "items/new?kind=commitment", f"items/{one['items']}/",
        "items/?kind=idea", "plan/", "plan/new", f"plan/{one['activities']}/", f"plan/{one['activities']}/milestones/1",
    ):  # fmt: skip
        looks(manager, f"{registers}{path}")
