"""`gainshare governance`: every problem at once, what the rules make of the record, and everything written again."""

import json
import shutil
from pathlib import Path

import pytest
from tests.builders import files_below, gainshare

WEXMOOR = Path("examples/wexmoor/governance")
TODAY = ("--today", "2026-11-21")


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(WEXMOOR, tmp_path / "governance"))


def changed(folder, file, given, written):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(given) >= 1
    path.write_text(text.replace(given, written, 1), encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "show", "export"])
def test_every_command_explains_itself(command):
    ended = gainshare("governance", command, "--help")

    assert ended.status == 0
    assert "Usage" in ended.out


# check


def test_check_finds_nothing_in_a_sound_folder():
    ended = gainshare("governance", "check", WEXMOOR)

    assert (ended.status, ended.out, ended.err) == (0, f"{WEXMOOR}: no problems.\n", "")


def test_check_tells_the_problems_of_every_file_with_line_and_column(folder):
    changed(folder, "decisions.csv", "AMT consensus noted", "fine")
    changed(folder, "risks.csv", ",4,4,16,", ",4,6,24,")
    changed(folder, "governance.yaml", "limit_gbp: 25000", "limit_gbp: lots")

    ended = gainshare("governance", "check", folder)

    assert ended.status == 1
    assert "decisions.csv, line 5, outcome: This outcome is not known. Found: “fine”." in ended.out
    assert "risks.csv, line 2, impact_1_5: This is no whole number from 1 to 5." in ended.out
    assert "governance.yaml, line 76, decision_classes/D2/limit_gbp: This is not a number." in ended.out
    assert ended.out.endswith(f"{folder}: 3 errors.\n")


def test_check_as_plain_data(folder):
    changed(folder, "decisions.csv", ",D2,Fund", ",D9,Fund")

    ended = gainshare("governance", "check", folder, "--json")

    (problem,) = json.loads(ended.out)
    assert ended.status == 1
    assert (problem["file"], problem["line"], problem["field"], problem["found"]) == ("decisions.csv", 5, "class", "D9")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    ended = gainshare("governance", "check", tmp_path / "nowhere")

    assert ended.status == 1
    assert "governance.yaml" in ended.out


def test_checking_an_alliance_checks_its_governance_too(tmp_path):
    alliance = Path(shutil.copytree(WEXMOOR.parent, tmp_path / "wexmoor", ignore=shutil.ignore_patterns("records", "expected")))
    changed(alliance / "governance", "risks.csv", ",4,4,16,", ",4,4,12,")
    assert "error: governance/risks.csv, line 2: The score is 12" in gainshare("check", alliance).out

    changed(alliance / "governance", "risks.csv", ",4,4,12,", ",4,4,16,")
    changed(alliance / "governance", "governance.yaml", "body: FIN, party: WX-MHT", "body: FIN, party: WX-NEW")
    ended = gainshare("check", alliance)

    assert ended.status == 1
    assert "governance/governance.yaml, members: WX-NEW has a seat, but is no party of the agreement." in ended.out


# show


def shown(*options):
    return json.loads(gainshare("governance", "show", WEXMOOR, *TODAY, "--json", *options).out)


def test_the_class_by_the_rules_stands_beside_the_one_that_is_stated():
    differ = {one["id"]: (one["stated_class"], one["computed_class"]) for one in shown()["decisions"] if one["reasons"]}

    assert differ == {"DEC-004": ("delegated", "alliance"), "DEC-005": ("alliance", "reserved"), "DEC-017": ("alliance", "reserved")}


def test_the_quorum_by_the_rules_stands_beside_the_one_that_is_stated():
    meetings = shown()["meetings"]

    assert [one["id"] for one in meetings if one["stated"] == "no"] == ["ALT-2025-06", "ALT-2026-04"]
    assert all(one["computed"] == one["stated"] for one in meetings if one["stated"] != "planned")
    assert [one["id"] for one in meetings if one["computed"] is None] == ["ALT-2026-11"]


def test_disputes_show_their_step_and_when_it_is_due():
    found = {one["id"]: (one["step"], one["due_on"], one["standing"]) for one in shown()["disputes"]}

    assert found == {"DIS-01": (1, "2024-10-11", "resolved"), "DIS-02": (2, "2026-11-26", "open")}


def test_risks_come_by_their_score_and_closed_ones_last():
    risks = shown()["risks"]
    open_scores = [one["score"] for one in risks if not one["is_closed"]]

    assert open_scores == sorted(open_scores, reverse=True)
    assert [one["id"] for one in risks[-2:]] == ["R-02", "R-03"]


@pytest.mark.parametrize(("day", "late"), [("2026-11-21", ["A-013", "A-015"]), ("2026-11-20", ["A-013"]), ("2026-10-01", [])])
def test_actions_are_overdue_after_the_day_on_which_they_were_due(day, late):
    plain = json.loads(gainshare("governance", "show", WEXMOOR, "--today", day, "--json").out)

    assert [one["id"] for one in plain["actions_overdue"]] == late


def test_show_prints_tables_for_people():
    ended = gainshare("governance", "show", WEXMOOR, *TODAY)

    assert ended.status == 0
    for caption in ("Bodies", "Seats", "Who decides what", "Decisions as recorded", "Meetings", "Disputes as of 21 Nov 2026"):
        assert f"{caption}\n" in ended.out
    assert "ALT recommends, WX-MHT approves" in ended.out
    assert "Actions overdue on 21 Nov 2026" in ended.out


def test_a_wrong_day_and_a_wrong_file_are_told_together(folder):
    changed(folder, "notices.csv", "2024-02-05", "5 February")

    ended = gainshare("governance", "show", folder, "--today", "soon")

    assert (ended.status, ended.out) == (1, "")
    assert "--today" in ended.err
    assert "notices.csv, line 2, published" in ended.err


# export


def test_export_writes_everything_again_without_loss(tmp_path):
    ended = gainshare("governance", "export", WEXMOOR, tmp_path / "again", *TODAY)

    given, written = files_below(WEXMOOR), files_below(tmp_path / "again")
    assert (ended.status, ended.out) == (0, f"8 files written to {tmp_path / 'again'}.\n")
    assert set(given) == set(written)
    # Quotation marks that no cell needs are left out.
    assert {name for name in given if given[name] != written[name]} == {"decisions.csv"}
    again = gainshare("governance", "show", tmp_path / "again", *TODAY, "--json")
    assert json.loads(again.out) == shown()


def test_export_overwrites_nothing(tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "minutes.txt").write_text("Ours.", encoding="utf-8")

    ended = gainshare("governance", "export", WEXMOOR, tmp_path / "again", *TODAY)

    assert ended.status == 1
    assert "Name another folder." in ended.err
    assert list(files_below(tmp_path / "again")) == ["minutes.txt"]
