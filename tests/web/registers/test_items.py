"""Items: added under the next reference of their kind, moved where their kind goes, changed with a reason; suggested by everybody."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.making import give, person
from tests.web.registers.conftest import FOLDER
from tests.web.registers.reading import mistakes_of, rows_of, text_of

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.registers import actions
from gainshare.web.registers.models import Item

DUE = {"due_on_day": "20", "due_on_month": "11", "due_on_year": "2026"}
TOKEN = "0f9f4f52-9b0b-4a8e-9f2c-0b5c1f3f6a11"
ACTION = {
    "kind": "action",
    "text": "Offer six beds",
    "source": "R-14",
    "owner_party": "TRU",
    "owner_post": "director",
    "token": TOKEN,
    **DUE,
}


def add(small, kind="action", by="manager", **changed):
    has_due = kind in {"action", "issue", "commitment"}
    asked = {"text": f"One {kind}", "source": "", "owner_party": "TRU", "owner_post": "director", "due_on": date(2026, 11, 20)}
    asked |= {} if has_due else {"due_on": None}
    return actions.add_item(by=small.seat(by), kind=kind, **{**asked, **changed})


def entries(small):
    found = Entry.objects.filter(chain=str(small.alliance.pk)).order_by("number")
    return [(one.action, json.loads(one.content.text)) for one in found]


@pytest.fixture
def reader(small):
    """Give the alliance a reader of the wider team, and return their browser."""
    small.people["reader"] = person("reader@small.example.org", "Rea Reader")
    give(small.alliance, small.people["reader"], "wider_team")
    return small.client("reader")


def test_an_item_comes_under_the_next_reference_of_its_kind(brought):
    made = [add(brought, kind).reference for kind in ("action", "issue", "idea", "commitment", "lesson", "issue")]

    last = max(one.id for one in actions_of_wexmoor(brought))
    assert made == [f"A-{int(last[2:]) + 1:03d}", "I-001", "ID-001", "C-001", "L-001", "I-002"]


def actions_of_wexmoor(brought):
    from gainshare.web.registers.taking import actions_of

    return [one for one in actions_of(brought.alliance) if one.owner_party.startswith("WX")]


def test_an_action_is_added_once_for_each_form_and_is_in_the_journal(small):
    manager, address = small.client("manager"), small.address("new_item")

    answer = manager.post(address, ACTION, follow=True)
    manager.post(address, ACTION)

    assert "A-001 is on the register." in text_of(answer)
    assert rows_of(answer, "items") == [["A-001", "Action", "Offer six beds", "Small Trust, director", "20 Nov 2026", "Open"]]
    assert Item.objects.count() == 1
    action, content = entries(small)[-1]
    assert action == "item.added"
    assert content["after"]["source"] == "R-14"
    assert content["names"] == {"reference": "A-001"}


WRONG = [
    ({"text": " "}, "Say what the action is"),
    ({"owner_party": ""}, "Choose who looks after it"),
    ({"owner_post": ""}, "Enter the post of whoever looks after it"),
    ({"due_on_day": ""}, "The day on which it is due must be a real date"),
    ({"due_on_day": "", "due_on_month": "", "due_on_year": ""}, "Enter the day on which it is due"),
    ({"text": "x" * 2001}, "Use at most 2000 characters: there are 2001"),
    ({"due_on_day": "9"}, "It cannot be due on a day that has passed."),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_an_action_that_cannot_be_says_what_is_wrong_and_is_not_added(small, typed, said):
    answer = small.client("manager").post(small.address("new_item"), {**ACTION, **typed})

    assert answer.status_code == 422
    assert [one for one in mistakes_of(answer) if said in one], mistakes_of(answer)
    assert not Item.objects.exists()


def test_the_source_and_the_kind_of_a_new_item_stand_in_the_address(small):
    manager, address = small.client("manager"), small.address("new_item")

    chosen = manager.get(f"{address}?source=DEC-021&kind=action").content.decode()
    choosing = manager.get(f"{address}?source=DEC-021").content.decode()

    assert 'value="DEC-021"' in chosen
    assert "?kind=commitment&amp;source=DEC-021" in choosing


def test_a_wider_team_reader_suggests_an_idea_and_adds_no_action(small, reader):
    address = small.address("new_item")

    choosing = text_of(reader.get(address))
    kept = reader.post(address, {"kind": "idea", "text": "Ask at home", "source": "", "token": TOKEN}, follow=True)
    refused = reader.post(address, ACTION)

    assert "Something that could be tried" in choosing
    assert "Something that somebody is to do" not in choosing
    assert "ID-001 is on the register." in text_of(kept)
    assert refused.status_code == 422
    made = Item.objects.get()
    assert (made.kind, made.status, made.owner_party, made.raised_by) == ("idea", "proposed", "", small.people["reader"])
    with pytest.raises(PermissionDenied):
        add(small, by="reader")


def test_a_wider_team_reader_moves_nothing(small, reader):
    made = add(small, "idea")

    assert "Say where it stands" not in text_of(reader.get(small.address("item", of=made.pk)))
    for name in ("move_item", "change_item", "count_reach"):
        assert reader.post(small.address(name, of=made.pk), {"seen": "1", "status": "trying"}).status_code == 403


def test_an_auditor_suggests_nothing(small):
    assert small.client("auditor").get(small.address("new_item")).status_code == 403
    assert "Add an entry" not in text_of(small.client("auditor").get(small.address("items")))


@pytest.mark.parametrize("kind", ["action", "commitment", "issue"])
def test_a_kind_that_has_a_day_is_not_added_without_and_the_others_not_with_one(small, kind):
    with pytest.raises(Refused, match=f"Say by when the {kind} is due"):
        add(small, kind, due_on=None)
    with pytest.raises(Refused, match="An idea has no day"):
        add(small, "idea", due_on=date(2026, 12, 1))


def test_an_item_goes_only_where_its_kind_goes_and_its_history_says_how(small):
    made = add(small, "idea")
    manager, address = small.client("manager"), small.address("move_item", of=made.pk)

    too_far = manager.post(address, {"status": "spread", "reason": "", "seen": "1"})
    page = manager.post(address, {"status": "trying", "reason": "Two practices want it.", "seen": "1"}, follow=True)

    assert "Choose what it is now from the list" in mistakes_of(too_far)
    assert rows_of(page, "history")[0] == ["10 Nov 2026", "Proposed became trying.", "Two practices want it.", "Manager of Small"]
    assert entries(small)[-1] == (
        "item.moved",
        {
            "before": {"status": "proposed"},
            "after": {"status": "trying", "reason": "Two practices want it."},
            "names": {"reference": "ID-001"},
        },
    )


def test_what_is_done_has_its_day_and_is_opened_again_with_a_reason(small):
    made = add(small)
    seat = small.seat("manager")

    actions.move_item(by=seat, of=made.pk, seen=1, status="done")
    made.refresh_from_db()
    assert made.closed_on == date(2026, 11, 10)
    with pytest.raises(Refused, match="Say why A-001 is open"):
        actions.move_item(by=seat, of=made.pk, seen=2, status="open")
    actions.move_item(by=seat, of=made.pk, seen=2, status="open", reason="It was only half done.")

    made.refresh_from_db()
    assert (made.status, made.closed_on) == ("open", None)


def test_what_is_dropped_says_why_and_stays_dropped(small):
    made = add(small)
    client, address = small.client("manager"), small.address("move_item", of=made.pk)

    assert "Say why A-001 is dropped." in mistakes_of(client.post(address, {"status": "dropped", "seen": "1"}))
    client.post(address, {"status": "dropped", "reason": "Entered twice.", "seen": "1"})

    page = text_of(client.get(small.address("item", of=made.pk)))
    assert "It has come to its end and cannot be opened again." in page
    assert Item.objects.filter(pk=made.pk).exists()


def test_a_new_day_needs_a_reason_and_the_day_before_stays_in_the_history(small):
    made = add(small)
    client, address = small.client("manager"), small.address("change_item", of=made.pk)
    typed = {"owner_party": "TRU", "owner_post": "director", "seen": "1", **DUE, "due_on_day": "27"}

    assert "Say why it changes" in mistakes_of(client.post(address, typed))
    page = client.post(address, {**typed, "reason": "The board meets on the 26th."}, follow=True)

    told = rows_of(page, "history")[0]
    assert told[1:3] == ["Due 20 November 2026 became 27 November 2026.", "The board meets on the 26th."]
    action, content = entries(small)[-1]
    assert (action, content["before"]["due_on"], content["after"]["due_on"]) == ("item.changed", "2026-11-20", "2026-11-27")


def test_an_idea_gets_somebody_who_looks_after_it(small):
    made = add(small, "idea", owner_party="", owner_post="")
    typed = {"owner_party": "CHA", "owner_post": "matron", "reason": "She asked for it.", "seen": "1"}

    page = small.client("manager").post(small.address("change_item", of=made.pk), typed, follow=True)

    assert rows_of(page, "history")[0][1] == "Owner: nobody became CHA, matron."
    assert "Small Charity, matron" in text_of(page)


def test_the_reach_of_an_idea_is_counted_and_of_nothing_else(small):
    idea, action = add(small, "idea"), add(small)
    client = small.client("manager")

    client.post(small.address("count_reach", of=idea.pk), {"reach": "1200", "seen": "1"})
    wrong = client.post(small.address("count_reach", of=idea.pk), {"reach": "many", "seen": "2"})

    idea.refresh_from_db()
    assert idea.reach == 1200
    assert "Enter how many it has reached as a whole number" in mistakes_of(wrong)
    assert rows_of(client.get(f"{small.address('items')}?kind=idea"), "items")[0][4] == "1,200"
    with pytest.raises(Refused, match="ideas alone"):
        actions.count_reach(by=small.seat("manager"), of=action.pk, seen=1, reach=4)


def test_an_action_is_in_time_on_its_day_and_overdue_after_it(small, clock):
    add(small)

    for day, status, overdue in ((20, "Open", 0), (21, "Overdue", 1)):
        clock.now = clock.now.replace(day=day)
        client = small.client("auditor")
        assert rows_of(client.get(small.address("items")), "items")[0][-1] == status
        assert len(rows_of(client.get(f"{small.address('items')}?due=overdue"), "items")) == overdue


def test_the_list_is_narrowed_by_kind_status_and_owner(brought):
    add(brought, "issue")
    client, here = brought.client("auditor"), brought.address("items")
    every = Item.objects.filter(alliance=brought.alliance)

    assert len(rows_of(client.get(here), "items")) == every.filter(status="open").count()
    assert len(rows_of(client.get(f"{here}?status=every"), "items")) == every.count()
    assert [row[0] for row in rows_of(client.get(f"{here}?kind=issue"), "items")] == ["I-001"]
    assert [row[0] for row in rows_of(client.get(f"{here}?owner=TRU"), "items")] == ["I-001"]
    assert {row[-1] for row in rows_of(client.get(f"{here}?status=done"), "items")} == {"Done"}
    assert "No entry passes these filters." in text_of(client.get(f"{here}?kind=idea"))


def test_the_actions_are_taken_away_with_the_columns_of_actions_csv_and_every_kind_in_one_table(brought, clock):
    clock.now = clock.now.replace(day=26)
    client, here = brought.client("auditor"), brought.address("items_file")

    assert client.get(f"{here}?kind=action").content == (FOLDER / "actions.csv").read_bytes()

    add(brought, "idea", text="=Ask at home")
    rows = list(csv.DictReader(io.StringIO(client.get(here).content.decode())))
    assert (rows[-1]["action_id"], rows[-1]["action"], rows[-1]["kind"]) == ("ID-001", "'=Ask at home", "idea")
    assert client.get(f"{here}?kind=nonsense").status_code == 404


def test_an_item_of_another_alliance_is_not_there(small):
    from tests.web.small import make_small

    made, elsewhere = add(small), make_small("Elsewhere", "ELSE")
    client = elsewhere.client("manager")

    assert client.get(elsewhere.address("item", of=made.pk)).status_code == 404
    assert client.post(elsewhere.address("move_item", of=made.pk), {"status": "done", "seen": "1"}).status_code == 404
    assert "One action" not in text_of(client.get(elsewhere.address("items")))
    with pytest.raises(PermissionDenied):
        actions.move_item(by=elsewhere.seat("manager"), of=made.pk, seen=1, status="done")


def test_an_item_leads_to_the_risk_that_it_comes_from(brought):
    made = add(brought, source="R-14")

    page = brought.client("auditor").get(brought.address("item", of=made.pk))

    assert "Comes from R-14: One remaining ward under-used" in text_of(page)
