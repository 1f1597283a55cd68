"""Each command of the command line: what it prints, what it stores, and the status with which it ends."""

import json
import subprocess
import sys

import pytest
from tests.builders import Alliance, cost_rows, files_below, gainshare, observation_rows, target_rows

from gainshare import __version__
from gainshare.core.commercial.stages.share import Share
from gainshare.files.encoding import fingerprint

YEAR = ("--period", "2024/25")
FINAL = (*YEAR, "--kind", "final")


@pytest.fixture
def folder(tmp_path):
    return Alliance().write(tmp_path / "small")


@pytest.fixture
def stored(folder):
    """The final settlement of 2024/25, stored."""
    assert gainshare("settle", folder, *FINAL).status == 0
    return folder / "settlements" / "2024-25.final.1.json"


def later_cost(folder, amount="130000.00"):
    """Change PX's first line of cost, which was 40,000.00."""
    return Alliance().change("costs.csv", 0, amount=amount).write(folder)


def rewritten(path, change):
    """Rewrite a stored settlement by a function of its plain data."""
    plain = json.loads(path.read_text(encoding="utf-8"))
    change(plain)
    path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return path


# The program


def test_the_program_runs_as_a_process(folder):
    program = [sys.executable, "-c", "from gainshare.cli.main import main; main()"]

    ended = subprocess.run([*program, "check", str(folder)], capture_output=True, text=True, encoding="utf-8", check=False)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{folder}: no problems.\n", "")


def test_the_version_is_told():
    assert gainshare("--version").out == f"gainshare {__version__}\n"


@pytest.mark.parametrize("command", ["check", "assess", "explain", "settle", "restate", "statement", "verify", "schema", "demo", "regime"])
def test_every_command_explains_itself(command):
    ended = gainshare(command, "--help")

    assert ended.status == 0
    assert "Usage" in ended.out


# check


def test_check_finds_nothing_in_a_sound_alliance(folder):
    ended = gainshare("check", folder)

    assert (ended.status, ended.out, ended.err) == (0, f"{folder}: no problems.\n", "")


def test_check_takes_the_agreement_alone(folder):
    (folder / "costs.csv").unlink()

    assert gainshare("check", folder / "agreement.yaml").status == 0


def test_check_reads_and_writes_nothing_else(folder):
    before = files_below(folder)

    gainshare("check", folder)

    assert files_below(folder) == before


def test_check_gives_problems_as_plain_data(tmp_path):
    folder = Alliance().change("costs.csv", 0, amount="£1").write(tmp_path / "a")

    ended = gainshare("check", folder, "--json")

    (problem,) = json.loads(ended.out)
    assert ended.status == 1
    assert (problem["file"], problem["line"], problem["field"], problem["found"]) == ("costs.csv", 2, "amount", "£1")
    assert problem["fix"] == "Write 1."


def test_a_warning_alone_does_not_fail(tmp_path):
    folder = Alliance().add("costs.csv", Alliance().rows["costs.csv"][0]).write(tmp_path / "a")

    ended = gainshare("check", folder)

    assert ended.status == 0
    assert "repeats line 2" in ended.out
    assert "1 warning." in ended.out


# assess and explain


def test_assess_prints_every_share_and_payment(folder):
    ended = gainshare("assess", folder, *YEAR)

    assert ended.status == 0
    for figure in ("£60,000.00", "£15,000.00", "£9,000.00", "£6,000.00", "£18,000.00", "£12,000.00", "27.00"):
        assert figure in ended.out


def test_assess_stores_nothing(folder):
    before = files_below(folder)

    gainshare("assess", folder, *YEAR)

    assert files_below(folder) == before


def test_assess_as_plain_data_has_shares_in_pence(folder):
    ended = gainshare("assess", folder, *YEAR, "--json")

    plain = json.loads(ended.out)
    assert {one["party"]: one["cost"] for one in plain["shares"]} == {
        "PX": 1_500_000,
        "PY": 900_000,
        "PZ": 600_000,
        "OA": 1_800_000,
        "OB": 1_200_000,
    }
    assert plain["scorecard"]["overall"] == "27"
    assert plain["variance"] == 6_000_000


def test_only_what_was_known_on_the_day_counts(tmp_path):
    adjustment = {
        "id": "A1",
        "party": "PX",
        "period": "2024/25",
        "cost_type": "direct",
        "amount": "12000.00",
        "reason": "More people",
        "decision": "D1",
        "decided_on": "2025-01-15",
    }
    folder = Alliance().add("target_adjustments.csv", adjustment).write(tmp_path / "a")

    before = json.loads(gainshare("assess", folder, *YEAR, "--json", "--as-of", "2025-01-14").out)
    after = json.loads(gainshare("assess", folder, *YEAR, "--json", "--as-of", "2025-01-15").out)

    assert (before["target"], after["target"]) == (120_000_000, 121_200_000)


def test_explain_answers_for_one_party(folder):
    ended = gainshare("explain", folder, *YEAR, "--party", "PX")

    assert ended.status == 0
    assert "Provider X (PX)" in ended.out
    assert "receives £15,000.00" in ended.out
    assert "Provider Y" not in ended.out


def test_explain_shows_the_workings_as_a_tree_of_the_depth_asked_for(folder):
    ended = gainshare("explain", folder, *YEAR, "--party", "PX", "--depth", "1")

    assert ended.out == "party.nop.PX.cost = £15,000.00\nnet.PX = £15,000.00\n"


def test_explain_names_the_parties_when_asked_for_another(folder):
    ended = gainshare("explain", folder, *YEAR, "--party", "PW")

    assert ended.status == 1
    assert "--party" in ended.err
    assert "PX, PY, PZ, OA, OB" in ended.err


# settle


def test_settle_stores_the_settlement_and_says_where(folder):
    ended = gainshare("settle", folder, *FINAL)

    assert ended.status == 0
    assert f"Stored as {folder / 'settlements' / '2024-25.final.1.json'}." in ended.out


def test_settling_again_with_the_same_result_writes_nothing(folder, stored):
    before = files_below(folder)

    ended = gainshare("settle", folder, *FINAL)

    assert ended.status == 0
    assert "already settled with the same result: 2024-25.final.1. Nothing was written." in ended.out
    assert files_below(folder) == before


def test_a_settled_period_with_another_result_is_not_settled_again_but_restated(folder, stored):
    later_cost(folder)
    before = files_below(folder)

    ended = gainshare("settle", folder, *FINAL)

    assert ended.status == 1
    assert "gainshare restate" in ended.err
    assert files_below(folder) == before


def test_a_final_settlement_needs_every_return(tmp_path):
    alliance = Alliance()
    alliance.rows["costs.csv"] = [row for row in alliance.rows["costs.csv"] if (row["party"], row["period"]) != ("PY", "2024-09")]
    folder = alliance.write(tmp_path / "a")

    final = gainshare("settle", folder, *FINAL)
    shadow = gainshare("settle", folder, *YEAR, "--kind", "shadow")

    assert final.status == 1
    assert "PY has no accepted return for 2024-09" in final.err
    assert shadow.status == 0


def test_a_final_settlement_takes_no_provisional_value(tmp_path):
    folder = Alliance().change("observations.csv", 0, status="provisional").write(tmp_path / "a")

    final = gainshare("settle", folder, *FINAL)
    interim = gainshare("settle", folder, *YEAR, "--kind", "interim")

    assert final.status == 1
    assert "observations.csv, line 2: The value of M1 is provisional" in final.err
    assert interim.status == 0


def test_a_shadow_settlement_has_nothing_to_pay(folder):
    gainshare("settle", folder, *YEAR, "--kind", "shadow")

    result = json.loads((folder / "settlements" / "2024-25.shadow.1.json").read_text(encoding="utf-8"))["result"]
    assert result["transfers"] == []
    assert [one["cost"] for one in result["shares"]] == [1_500_000, 900_000, 600_000, 1_800_000, 1_200_000]


def test_a_final_settlement_takes_off_what_an_interim_one_has_paid(folder):
    # Paid so far: OA gave PX 4,000.00. Then PX is still due 11,000.00, and OA still owes 14,000.00.
    gainshare("settle", folder, *YEAR, "--kind", "interim")
    paid = {"id": "Y1", "kind": "gain_or_pain", "payer": "OA", "payee": "PX", "period": "2024/25", "amount": "4000.00"}
    Alliance().add("payments.csv", {**paid, "paid_on": "2025-06-01"}).write(folder)

    ended = gainshare("settle", folder, *FINAL)

    result = json.loads((folder / "settlements" / "2024-25.final.1.json").read_text(encoding="utf-8"))["result"]
    paid_to = {}
    for one in result["transfers"]:
        paid_to[one["payee"]] = paid_to.get(one["payee"], 0) + one["amount"]
        paid_to[one["payer"]] = paid_to.get(one["payer"], 0) - one["amount"]
    assert ended.status == 0
    assert paid_to == {"PX": 1_100_000, "PY": 900_000, "PZ": 600_000, "OA": -1_400_000, "OB": -1_200_000}


def test_without_a_payment_basis_there_are_shares_only(tmp_path):
    folder = Alliance().drop("regime/settle/payment").write(tmp_path / "a")

    ended = gainshare("settle", folder, *FINAL)

    result = json.loads((folder / "settlements" / "2024-25.final.1.json").read_text(encoding="utf-8"))["result"]
    assert "Share only: no payment basis is stated." in ended.out + ended.err
    assert (result["payments"], result["transfers"]) == ([], [])


# restate


def test_restating_with_nothing_changed_moves_nothing_and_writes_nothing(folder, stored):
    before = files_below(folder)

    ended = gainshare("restate", folder, *YEAR)

    assert ended.status == 0
    assert "Nothing has changed. Nothing was written." in ended.out
    assert files_below(folder) == before


def test_a_later_cost_moves_new_less_old_and_is_stored_beside_the_old(folder, stored):
    # 90,000 more cost turns +60,000 into −30,000: PX has −7,500 instead of +15,000, so 22,500 moves.
    old = stored.read_bytes()
    later_cost(folder)

    ended = gainshare("restate", folder, *YEAR)

    new = json.loads((folder / "settlements" / "2024-25.final.2.json").read_text(encoding="utf-8"))
    assert ended.status == 0
    assert "−£22,500.00" in ended.out
    assert stored.read_bytes() == old
    assert new["restates"] == "2024-25.final.1"
    assert {one["party"]: one["cost"] for one in new["result"]["shares"]}["PX"] == -750_000


def test_the_last_settlement_is_restated_and_not_the_first(folder, stored):
    later_cost(folder)
    gainshare("restate", folder, *YEAR)

    ended = gainshare("restate", folder, *YEAR)

    assert "Nothing has changed" in ended.out


def test_a_period_that_is_not_settled_cannot_be_restated(folder):
    ended = gainshare("restate", folder, *YEAR)

    assert ended.status == 1
    assert "has not been settled yet" in ended.err


@pytest.mark.parametrize(("day", "status"), [("2027-03-31", 0), ("2027-04-01", 1)])
def test_the_window_of_24_months_closes_at_the_end_of_its_last_month(folder, stored, day, status):
    ended = gainshare("restate", folder, *YEAR, "--as-of", day)

    assert ended.status == status
    assert ("until 2027-03-31" in ended.err) == bool(status)


def test_restating_needs_terms_that_say_how(tmp_path):
    alliance = Alliance().drop("regime/settle/restatement")
    folder = alliance.write(tmp_path / "a")
    gainshare("settle", folder, *FINAL)

    ended = gainshare("restate", folder, *YEAR)

    assert ended.status == 1
    assert "does not say how a settled period is restated" in ended.err


def test_a_restatement_keeps_the_score_that_it_was_settled_with(folder, stored):
    # The score falls from 27 to −60% · 100; with the score kept, the participants' half is not halved.
    Alliance().change("observations.csv", 0, numerator="0").write(folder)

    ended = gainshare("restate", folder, *YEAR)

    assert "Nothing has changed" in ended.out


def test_a_restatement_with_scores_rescored_takes_the_new_score(tmp_path):
    # M1 at 0 scores −100, so overall −60 and below 0: the participants keep half of their 30,000, so 15,000 moves; PX 7,500.
    alliance = Alliance().set("regime/settle/restatement/scores", "rescored")
    folder = alliance.write(tmp_path / "a")
    gainshare("settle", folder, *FINAL)
    alliance.change("observations.csv", 0, numerator="0").write(folder)

    ended = gainshare("restate", folder, *YEAR)

    assert "−£7,500.00" in ended.out


def test_a_settlement_of_another_period_cannot_be_restated_as_this_one(tmp_path, folder, stored):
    ended = gainshare("restate", folder, "--period", "2024/25 Q1", "--from", stored)

    assert ended.status == 1
    assert "settles 2024/25, not 2024/25 Q1" in ended.err


def test_a_settlement_of_another_alliance_cannot_be_restated_here(tmp_path, folder, stored):
    other = Alliance().set("alliance/id", "OTHER").set("parties/PX/non_owner_share", "40%").set("parties/PY/non_owner_share", "40%")
    there = other.write(tmp_path / "other")
    before = files_below(there)

    ended = gainshare("restate", there, *YEAR, "--from", stored)

    assert ended.status == 1
    assert "alliance" in ended.err
    assert files_below(there) == before


def test_a_settlement_whose_result_was_tampered_with_cannot_be_restated(folder, stored):
    def take(plain):
        plain["result"]["shares"][0]["cost"] += 100

    rewritten(stored, take)

    ended = gainshare("restate", folder, *YEAR)

    assert ended.status == 1
    assert "2024-25.final.1" in ended.err


# statement


@pytest.mark.parametrize(
    ("ending", "beginning"), [("html", b"<!doctype html>"), ("PDF", b"%PDF-"), ("csv", b"section,table,row,"), ("txt", b"Final s")]
)
def test_a_statement_is_written_in_the_form_that_the_file_s_name_asks_for(folder, tmp_path, ending, beginning):
    out = tmp_path / f"statement.{ending}"

    ended = gainshare("statement", folder, *FINAL, "--out", out)

    assert (ended.status, ended.out) == (0, f"Written to {out}.\n")
    assert out.read_bytes().startswith(beginning)


def test_a_statement_as_text_holds_the_workings_too(folder, tmp_path):
    gainshare("statement", folder, *FINAL, "--out", tmp_path / "s.txt")

    text = (tmp_path / "s.txt").read_text(encoding="utf-8")
    assert "Workings, in the order in which they were done" in text
    assert "£15,000.00" in text


def test_a_statement_stores_no_settlement(folder, tmp_path):
    before = files_below(folder)

    gainshare("statement", folder, *FINAL, "--out", tmp_path / "s.csv")

    assert files_below(folder) == before


def test_the_statement_of_a_restatement_shows_what_moves(stored, folder, tmp_path):
    gainshare("restate", later_cost(folder), *YEAR)

    ended = gainshare("statement", folder, *YEAR, "--kind", "restatement", "--out", tmp_path / "s.csv")

    assert ended.status == 0
    # PX's first line is 90,000 more, so the variance is 90,000 less: half of it is the participants', and half of that PX's.
    assert 'Provider X (PX),To move,"−£22,500.00"' in (tmp_path / "s.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["statement", "statement.doc"])
def test_a_file_s_name_that_says_no_form_is_refused(folder, tmp_path, name):
    ended = gainshare("statement", folder, *FINAL, "--out", tmp_path / name)

    assert ended.status == 1
    assert "The file's name does not say in which form" in ended.err
    assert "End it with one of .html, .pdf, .csv, .txt." in ended.err
    assert not (tmp_path / name).exists()


def test_a_statement_into_a_folder_that_is_not_there_is_refused(folder, tmp_path):
    ended = gainshare("statement", folder, *FINAL, "--out", tmp_path / "no" / "s.pdf")

    assert ended.status == 1
    assert "cannot be used" in ended.err


# verify


def test_a_settlement_that_follows_from_its_inputs_is_the_same(folder, stored):
    ended = gainshare("verify", stored)

    assert (ended.status, ended.out) == (0, "same: 2024-25.final.1 follows from its inputs, figure by figure.\n")


def test_a_settlement_can_be_verified_far_from_its_folder(tmp_path, stored):
    alone = tmp_path / "elsewhere.json"
    alone.write_bytes(stored.read_bytes())

    assert gainshare("verify", alone).out.startswith("same: ")


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (lambda alliance: alliance.change("costs.csv", 0, amount="1.00"), "costs.csv"),
        (lambda alliance: alliance.change("targets.csv", 0, amount="1.00"), "targets.csv"),
        (lambda alliance: alliance.change("observations.csv", 0, numerator="1"), "observations.csv"),
        (lambda alliance: alliance.set("alliance/name", "Another"), "agreement.yaml"),
    ],
)
def test_verify_says_which_inputs_have_changed_since(folder, stored, change, file):
    change(Alliance()).write(folder)

    ended = gainshare("verify", stored)

    assert ended.status == 1
    assert ended.out.startswith(f"inputs changed: {file}.")


def test_a_file_that_says_the_same_in_another_form_has_not_changed(folder, stored):
    # A byte order mark, CR LF, and another line of the file mean the same.
    text = (folder / "costs.csv").read_text(encoding="utf-8")
    (folder / "costs.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() + b"\r\n")

    assert gainshare("verify", stored).out.startswith("same: ")


def test_a_tampered_input_is_told(stored):
    def take(plain):
        plain["inputs"]["entries"][0]["amount"] += 1

    rewritten(stored, take)

    ended = gainshare("verify", stored)

    assert ended.status == 1
    assert "inputs changed: costs.csv" in ended.out


def test_a_tampered_result_is_told(stored):
    def take(plain):
        plain["result"]["shares"][0]["cost"] += 100

    rewritten(stored, take)

    ended = gainshare("verify", stored)

    assert ended.status == 1
    assert "result" in ended.out


def test_a_result_that_this_engine_does_not_give_is_told_with_both_results(stored):
    def take(plain):
        plain["result"]["shares"][0]["cost"] += 100
        plain["fingerprints"]["result"] = fingerprint(plain["result"])

    rewritten(stored, take)

    ended = gainshare("verify", stored)

    assert ended.status == 1
    assert ended.out.startswith("engine changed:")
    assert "stored: PX (nop) 1500100" in ended.out
    assert "now: PX (nop) 1500000" in ended.out


def test_a_rule_that_works_otherwise_today_is_told_as_an_engine_that_changed(stored, monkeypatch):
    # Today's engine moves one pound too much from the owners to the participants.
    apply = Share.apply

    def otherwise(self, run):
        apply(self, run)
        held = run.amounts["cost"]
        held["nop"], held["owner"] = held["nop"] + 1, held["owner"] - 1

    monkeypatch.setattr(Share, "apply", otherwise)

    ended = gainshare("verify", stored)

    assert ended.status == 1
    assert ended.out.startswith("engine changed:")


def test_fingerprints_that_were_taken_away_do_not_make_a_settlement_the_same(tmp_path, stored):
    def take(plain):
        plain["fingerprints"] = {}

    alone = tmp_path / "alone.json"
    alone.write_bytes(rewritten(stored, take).read_bytes())

    for path in (stored, alone):
        assert gainshare("verify", path).status == 1


def test_a_settlement_of_another_alliance_is_not_the_same_here(tmp_path, stored):
    there = Alliance().set("alliance/id", "OTHER").write(tmp_path / "other")
    (there / "settlements").mkdir()
    (there / "settlements" / stored.name).write_bytes(stored.read_bytes())

    ended = gainshare("verify", there / "settlements" / stored.name)

    assert ended.status == 1
    assert "agreement.yaml" in ended.out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "not json",
        '{"bundle": 1}',
        '{"bundle": 2}',
        '{"bundle": "1"}',
        "[" * 100_000,
        "9" * 5000,
        '{"bundle": 1, "id": "x", "period": 5, "kind": "final", "as_of": null, "kept_overall": null, "restates": null, "engine": "0", '
        '"fingerprints": {}, "inputs": {}, "result": {}}',
    ],
)
def test_a_file_that_is_no_settlement_is_refused(folder, text):
    path = folder / "settlements" / "2024-25.final.1.json"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")

    for command in (("verify", path), ("restate", folder, *YEAR), ("assess", folder, *YEAR), ("check", folder)):
        ended = gainshare(*command)

        assert ended.status == 1
        assert "2024-25.final.1" in ended.out + ended.err


@pytest.mark.parametrize(
    "path",
    [
        ("period",),
        ("kind",),
        ("as_of",),
        ("kept_overall",),
        ("inputs",),
        ("inputs", "entries"),
        ("inputs", "entries", 0),
        ("inputs", "entries", 0, "month"),
        ("inputs", "entries", 0, "amount"),
        ("inputs", "observations", 0, "numerator"),
        ("inputs", "observations", 0, "period"),
        ("inputs", "agreement"),
        ("inputs", "settled"),
        ("result",),
        ("result", "shares"),
        ("result", "shares", 0, "cost"),
        ("result", "payments", 0, "entitlement"),
        ("result", "carried_forward"),
        ("result", "overall"),
        ("fingerprints",),
        ("fingerprints", "entries"),
    ],
)
@pytest.mark.parametrize("value", [None, 5, "x", [1]])
def test_a_settlement_with_a_part_of_another_kind_never_ends_in_a_traceback(tmp_path, folder, stored, path, value):
    def spoil(plain):
        *way, last = path
        holder = plain
        for part in way:
            holder = holder[part]
        holder[last] = value
        if path[0] in {"inputs", "result"} and isinstance(plain["inputs"], dict):
            plain["fingerprints"] = {part: fingerprint(data) for part, data in plain["inputs"].items()}
            plain["fingerprints"]["result"] = fingerprint(plain["result"])

    alone = tmp_path / "alone.json"
    rewritten(stored, spoil)
    alone.write_bytes(stored.read_bytes())

    for command in (("verify", alone), ("restate", folder, *YEAR)):
        assert gainshare(*command).status in {0, 1}


# Years that follow one another


def years(count, *first_costs):
    """Return an alliance of several years whose only cost of a year is PX's first line; each year's target is 1,200,000."""
    alliance = Alliance(rows={"costs.csv": [], "targets.csv": [], "observations.csv": []})
    for year, amount in zip(range(2024, 2024 + count), first_costs, strict=True):
        alliance.add("targets.csv", *target_rows(year)).add("observations.csv", *observation_rows(f"{year}/{year - 1999}"))
        rows = cost_rows(
            year, (("PX", "direct", "Pay", 0), ("PY", "direct", "Pay", 0), ("PZ", "direct", "Pay", 0), ("OB", "direct", "Social work", 0))
        )
        rows[0]["amount"] = amount
        alliance.add("costs.csv", *rows)
    return alliance


def settle_year(folder, year, kind="final"):
    word = f"{year}/{year - 1999}"
    ended = gainshare("settle", folder, "--period", word, "--kind", kind)
    assert ended.status == 0, ended.err
    path = sorted((folder / "settlements").glob(f"{year}-{year - 1999}.{kind}.*.json"))[-1]
    return path, json.loads(path.read_text(encoding="utf-8"))["result"]


CARRY = {"arm": "pain", "limit": "2% of T", "years": 2}


def test_an_overrun_that_is_carried_waits_two_years_and_is_then_settled(tmp_path):
    # The limit is 24,000. An overrun of 10,000 in 2024/25 waits, waits once more, and is shared in 2026/27: half of it is 5,000.
    folder = (
        years(4, "1210000.00", "1200000.00", "1200000.00", "1200000.00").set("regime/settle/carry_forward", CARRY).write(tmp_path / "a")
    )

    results = [settle_year(folder, year)[1] for year in range(2024, 2028)]

    assert [one["brought_forward"] for one in results] == [0, -1_000_000, -1_000_000, 0]
    assert [[item["amount"] for item in one["carried_forward"]] for one in results] == [["-10000"], ["-10000"], [], []]
    assert [sum(share["cost"] for share in one["shares"] if share["side"] == "nop") for one in results] == [0, 0, -500_000, 0]


def test_every_year_of_a_carried_overrun_can_be_replayed(tmp_path):
    folder = (
        years(4, "1210000.00", "1200000.00", "1200000.00", "1200000.00").set("regime/settle/carry_forward", CARRY).write(tmp_path / "a")
    )
    paths = [settle_year(folder, year)[0] for year in range(2024, 2028)]

    answers = [gainshare("verify", path).out.partition(":")[0] for path in paths]

    assert answers == ["same"] * 4


def test_a_shadow_quarter_does_not_lose_what_was_carried(tmp_path):
    folder = years(2, "1210000.00", "1200000.00").set("regime/settle/carry_forward", CARRY).write(tmp_path / "a")
    settle_year(folder, 2024)
    assert gainshare("settle", folder, "--period", "2024/25 Q4", "--kind", "shadow").status == 0

    _, result = settle_year(folder, 2025)

    assert result["brought_forward"] == -1_000_000


def test_a_shadow_settlement_leaves_nothing_to_later_years(tmp_path):
    # Nothing is payable on a shadow settlement, so nothing is carried out of one.
    folder = years(2, "1210000.00", "1200000.00").set("regime/settle/carry_forward", CARRY).write(tmp_path / "a")
    settle_year(folder, 2024, "shadow")

    _, result = settle_year(folder, 2025)

    assert result["brought_forward"] == 0


def test_a_shadow_settlement_after_the_final_one_does_not_replace_what_was_carried(tmp_path):
    alliance = years(2, "1210000.00", "1200000.00").set("regime/settle/carry_forward", CARRY)
    folder = alliance.write(tmp_path / "a")
    settle_year(folder, 2024)
    alliance.change("costs.csv", 0, amount="1205000.00").write(folder)
    settle_year(folder, 2024, "shadow")

    _, result = settle_year(folder, 2025)

    assert result["brought_forward"] == -1_000_000


def test_an_agreement_that_splits_a_year_and_carries_its_result_forward_is_refused(tmp_path):
    alliance = Alliance().set("regime/settle/carry_forward", {**CARRY, "arm": "both"})
    folder = alliance.vary(("performance/missing", "carry_last"), applies="split").write(tmp_path / "a")

    ended = gainshare("settle", folder, *YEAR, "--kind", "final")

    assert ended.status == 1
    assert "may be carried forward: of which part is not said" in ended.err


@pytest.mark.parametrize("figure", [{"target": "adjusted", "months": "year"}, {"forecast": "remaining_target"}])
def test_a_project_to_date_that_rests_on_the_whole_project_can_be_replayed(tmp_path, figure):
    alliance = Alliance().set("calendar/project", {"first": "2024-04", "last": "2025-03"}).set("regime/inputs/whole", figure)
    folder = alliance.set("regime/stages/variance/target", "whole").write(tmp_path / "a")
    assert gainshare("settle", folder, "--period", "project to M6", "--kind", "shadow").status == 0

    ended = gainshare("verify", folder / "settlements" / "project-to-M6.shadow.1.json")

    assert ended.out.startswith("same: ")


def test_restating_a_year_that_carried_something_with_nothing_changed_moves_nothing(tmp_path):
    folder = years(2, "1210000.00", "1200000.00").set("regime/settle/carry_forward", CARRY).write(tmp_path / "a")
    settle_year(folder, 2024)
    settle_year(folder, 2025)

    for period in ("2024/25", "2025/26"):
        assert "Nothing has changed" in gainshare("restate", folder, "--period", period).out


def test_a_cumulative_regime_settles_everything_since_the_start_less_what_was_paid(tmp_path):
    # 2024/25: under-run 60,000, half 30,000. 2025/26: overrun 20,000, so 40,000 since the start, half 20,000: 10,000 goes back.
    alliance = years(2, "1140000.00", "1220000.00").set("regime/settle/basis", "cumulative")
    folder = alliance.write(tmp_path / "a")
    settle_year(folder, 2024)
    paid = {"kind": "gain_or_pain", "period": "2024/25", "paid_on": "2025-06-01"}
    alliance.add("payments.csv", {**paid, "id": "Y1", "payer": "OA", "payee": "PX", "amount": "15000.00"})
    alliance.add("payments.csv", {**paid, "id": "Y2", "payer": "OA", "payee": "PY", "amount": "3000.00"})
    alliance.add("payments.csv", {**paid, "id": "Y3", "payer": "OB", "payee": "PY", "amount": "6000.00"})
    alliance.add("payments.csv", {**paid, "id": "Y4", "payer": "OB", "payee": "PZ", "amount": "6000.00"}).write(folder)

    _, result = settle_year(folder, 2025)

    due = {one["party"]: one["entitlement"] - one["settled_before"] for one in result["payments"]}
    assert due == {"PX": -500_000, "PY": -300_000, "PZ": -200_000, "OA": 600_000, "OB": 400_000}


# schema and regime


def test_the_schema_is_json():
    ended = gainshare("schema")

    assert ended.status == 0
    assert json.loads(ended.out)["title"] == "agreement.yaml, schema 1"


def test_the_regimes_that_come_with_it_are_listed():
    ended = gainshare("regime", "list")

    assert ended.status == 0
    assert "seed_capital_B" in ended.out
    assert len(ended.out.splitlines()) == 29


def test_every_regime_that_is_shown_reads_back_as_the_same_regime(tmp_path):
    from gainshare.files.regimes import read_regimes, templates

    for name, regime in templates().items():
        path = tmp_path / f"{name}.yaml"
        path.write_text(gainshare("regime", "show", name).out, encoding="utf-8")

        assert read_regimes(path) == {name: regime}
