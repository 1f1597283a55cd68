"""Bad input ends with problems that say where, what and how to put it right, with exit status 1, and with nothing written."""

import os
import subprocess
import sys

import pytest
from tests.builders import HALVES, UP, Alliance, csv_text, files_below, gainshare

from gainshare.files.yaml_reader import YAML_BYTES_LIMIT

COMMANDS = [
    ("check", ()),
    ("assess", ("--period", "2024/25")),
    ("explain", ("--period", "2024/25")),
    ("settle", ("--period", "2024/25", "--kind", "final")),
    ("restate", ("--period", "2024/25")),
]


def refuse(folder, *, says, command="check", options=()):
    """Run a command, which must end with problems that say every one of these things, and leave the folder as it was."""
    before = files_below(folder)

    ended = gainshare(command, folder, *options)

    told = ended.out + ended.err
    assert ended.status == 1
    for words in says:
        assert words in told
    assert "Traceback" not in told
    assert files_below(folder) == before
    return told


def refuse_everywhere(folder, *, says):
    for command, options in COMMANDS:
        refuse(folder, says=says, command=command, options=options)


def deep(levels):
    return "[\n" * levels + "]\n" * levels


# Encodings


@pytest.mark.parametrize("file", ["agreement.yaml", "costs.csv", "targets.csv", "observations.csv"])
def test_a_byte_order_mark_is_welcome(tmp_path, file):
    folder = Alliance().write(tmp_path / "a")
    (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes())

    ended = gainshare("check", folder)

    assert (ended.status, ended.out) == (0, f"{folder}: no problems.\n")


@pytest.mark.parametrize("file", ["agreement.yaml", "costs.csv", "targets.csv", "observations.csv"])
def test_utf_16_is_refused(tmp_path, file):
    folder = Alliance().write(tmp_path / "a")
    (folder / file).write_bytes((folder / file).read_text(encoding="utf-8").encode("utf-16"))

    refuse_everywhere(folder, says=[file, "UTF-16", "UTF-8"])


def test_latin_1_is_refused_with_the_line_of_the_first_character_that_cannot_be_read(tmp_path):
    folder = Alliance().change("costs.csv", 2, category="Pay", note="café").write(tmp_path / "a")
    (folder / "costs.csv").write_bytes((folder / "costs.csv").read_text(encoding="utf-8").encode("latin-1"))

    refuse_everywhere(folder, says=["costs.csv, line 4", "UTF-8", "café"])


# Amounts


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("£40000.00", "Write 40000.00"),
        ("40,000.00", "Write 40000.00"),
        ("£40,000.00", "Write 40000.00"),
        ("(40000.00)", "Write -40000.00"),
        ("40000.123", "at most 2 decimal places"),
        ("", "amount"),
        ("forty", "number"),
        ("1e9", "without an exponent"),
        ("#REF!", "Excel"),
        ("−40000", "Write -40000"),
    ],
)
def test_an_amount_that_is_no_plain_number_is_named_with_the_line_and_how_to_write_it(tmp_path, written, says):
    folder = Alliance().change("costs.csv", 0, amount=written).write(tmp_path / "a")

    refuse(folder, says=["costs.csv, line 2, amount", says])


def test_a_target_with_three_decimals_is_refused(tmp_path):
    folder = Alliance().change("targets.csv", 3, amount="15000.001").write(tmp_path / "a")

    refuse_everywhere(folder, says=["targets.csv, line 5, amount", "“15000.001”", "2 decimal places"])


# What the lines name


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"party": "PW"}, ["costs.csv, line 2, party", "not a party", "“PW”", "PX"]),
        ({"category": "Pai"}, ["costs.csv, line 2, category", "not a category", "“Pai”", "Did you mean Pay?"]),
        ({"cost_type": "indirect"}, ["costs.csv, line 2, cost_type", "not a cost type", "Did you mean direct?"]),
        ({"period": "2031-01"}, ["costs.csv, line 2, period", "outside the alliance's term", "2031-01", "2024-04 to 2029-03"]),
        ({"period": "2024-03"}, ["costs.csv, line 2, period", "outside the alliance's term", "2024-03"]),
        ({"period": "2024/25"}, ["costs.csv, line 2, period", "not a month"]),
        ({"period": "April"}, ["costs.csv, line 2, period", "not a period", "“April”"]),
        ({"party": "OA", "category": "Pay"}, ["costs.csv, line 2, party", "not a provider", "“OA”"]),
        ({"category": "Social work"}, ["costs.csv, line 2, category", "does not use this category", "OB"]),
        ({"amount": "-5.00"}, ["costs.csv, line 2, note", "needs a note"]),
        ({"vat": "gross"}, ["costs.csv, line 2, vat", "gross", "net"]),
        ({"work_package": "HUTS"}, ["costs.csv, line 2, work_package", "“HUTS”", "HOMES"]),
        ({"submission": "S9"}, ["costs.csv, line 2, submission", "not there", "“S9”"]),
        ({"currency": "EUR"}, ["costs.csv, line 2, currency", "“EUR”", "GBP"]),
    ],
)
def test_a_line_of_cost_that_does_not_fit_the_agreement_is_named(tmp_path, cells, says):
    folder = Alliance().change("costs.csv", 0, **cells).write(tmp_path / "a")

    refuse(folder, says=says)
    refuse(folder, says=says, command="settle", options=("--period", "2024/25", "--kind", "final"))


@pytest.mark.parametrize(
    ("file", "cells", "says"),
    [
        ("targets.csv", {"party": "PW"}, ["targets.csv, line 2, party", "“PW”"]),
        ("targets.csv", {"period": "2030-01"}, ["targets.csv, line 2, period", "outside"]),
        ("targets.csv", {"vat": "gross"}, ["targets.csv, line 2, vat", "gross"]),
        ("observations.csv", {"measure": "M9"}, ["observations.csv, line 2, measure", "“M9”", "M1"]),
        ("observations.csv", {"measure": "M3"}, ["observations.csv, line 2, measure", "made from the open book"]),
        ("observations.csv", {"denominator": ""}, ["observations.csv, line 2, denominator", "missing"]),
        ("observations.csv", {"denominator": "-1"}, ["observations.csv, line 2, denominator", "below zero"]),
        ("observations.csv", {"numerator": "", "denominator": ""}, ["observations.csv, line 2, value", "neither"]),
        ("observations.csv", {"numerator": "1/0"}, ["observations.csv, line 2, numerator", "divided by 0"]),
        ("observations.csv", {"status": "maybe"}, ["observations.csv, line 2, status", "“maybe”", "provisional"]),
    ],
)
def test_a_line_of_another_table_that_does_not_fit_is_named(tmp_path, file, cells, says):
    folder = Alliance().change(file, 0, **cells).write(tmp_path / "a")

    refuse(folder, says=says)


@pytest.mark.parametrize("period", ["2023-01", "2031/32"])
def test_a_payment_for_a_period_outside_the_term_is_refused(tmp_path, period):
    payment = {"id": "Y1", "kind": "on_account", "payer": "OA", "payee": "PX", "period": period, "amount": "1.00", "paid_on": "2024-05-01"}
    folder = Alliance().add("payments.csv", payment).write(tmp_path / "a")

    refuse(folder, says=["payments.csv, line 2, period", "outside the alliance's term"])


# The agreement


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("parties/PX/non_owner_share", "40%", ["parties", "90%", "100%"]),
        ("parties/OA/owner_share", "70%", ["parties", "110%", "100%"]),
        ("parties/PX/non_owner_share", 50, ["PX/non_owner_share", "“50”", "between 0 and 1", "50%"]),
        (
            "regime/stages/share/gain/bands",
            [{"to": "10%", "owner": "50%", "nop": "50%"}, {"to": "5%", "owner": "1/2", "nop": "1/2"}, {"owner": 1}],
            ["share/gain", "out of order"],
        ),
        ("regime/stages/share/gain/bands", [{"to": "10%", "owner": "50%", "nop": "50%"}], ["gain", "open-ended"]),
        ("regime/stages/share/gain/bands", [{"owner": "50%", "nop": "40%"}], ["R01", "90%"]),
        ("performance/areas/A1/measures/M1/thresholds", {**UP, "mcos": 45}, ["M1", "do not rise"]),
        ("performance/areas/A1/measures/M2/thresholds", UP, ["M2", "do not fall"]),
        ("performance/areas/A1/measures/M1/thresholds", {"fine": 1, "mcos": 2}, ["thresholds", "“fine” is not a level"]),
        ("performance/areas/A1/measures/M1/weight", "50%", ["weight", "90%"]),
        ("alliance/status", {"whole": "binding", "not_binding": ["vision", "vision"]}, ["alliance/status", "named twice"]),
        ("alliance/status", {"whole": "binding", "binding": ["v"], "not_binding": ["v"]}, ["alliance/status", "bind and not to bind"]),
        ("alliance/starts_on", "2024-04-02", ["alliance", "first of a month", "2024-04-01"]),
        ("alliance/ends_on", "2024-02-30", ["alliance/ends_on", "not a date"]),
        ("currency", "GBR POUND", ["currency", "three capital letters"]),
        ("calendar/year_starts_in", 13, ["calendar/year_starts_in", "“13”", "at most 12"]),
        ("regime/stages/variance/target", "tock", ["variance/target", "“tock” is not one of the regime's inputs", "toc"]),
        ("regime/stages/modify/cases", [{"when": "oops < 0", "factor": 0}, {"otherwise": 1}], ["modify", "“oops”", "ops"]),
        ("regime/stages/modify/cases", [{"when": "ops <", "factor": 0}, {"otherwise": 1}], ["modify", "“ops <” is not an amount"]),
        (
            "regime/stages/+",
            {"limit": {"arm": "pain", "side": "nop", "component": "cost", "max": 10, "excess_to": "owner"}},
            ["limit", "already allocated"],
        ),
        ("regime/stages/+", {"limt": {}}, ["stages", "not a stage", "limit"]),
        ("regime/inputs/toc", {"target": "adjusted", "actual": "accepted"}, ["inputs/toc", "one kind of figure"]),
        ("regime/inputs/toc", {"target": None}, ["inputs/toc", "one kind of figure"]),
        ("regime/settle/basis", "yearly", ["settle/basis", "“yearly”", "annual"]),
        ("regime/settle/carry_forward", {"arm": "both", "limit": "2% of nonsense", "years": 2}, ["carry_forward", "nonsense"]),
        ("regime/settle/carry_forward", {"arm": "both", "limit": "T > 5", "years": 2}, ["carry_forward/limit"]),
        ("regime/round/places", 3, ["round/places", "GBP"]),
        ("variations", [{"id": "V1", "agreed_on": "2024-05-01", "effective_on": "2024-10-01"}], ["V1", "“applies” is missing"]),
        ("colour", "red", ["colour", "not a field"]),
        ("schema", 2, ["schema", "newer version"]),
        ("schema", "one", ["schema"]),
    ],
)
def test_a_term_that_cannot_stand_is_named_with_its_place(tmp_path, path, value, says):
    folder = Alliance().set(path, value).write(tmp_path / "a")

    refuse_everywhere(folder, says=["agreement.yaml", *says])


def test_everything_that_is_wrong_in_any_file_is_told_at_once(tmp_path):
    alliance = Alliance().set("parties/PX/non_owner_share", "40%").set("performance/areas/A1/measures/M1/weight", "50%")
    alliance.set("regime/stages/share/gain/bands", [{"owner": "50%", "nop": "40%"}])
    alliance.change("costs.csv", 0, amount="£1").change("targets.csv", 0, amount="(5)").change("observations.csv", 0, status="maybe")
    folder = alliance.write(tmp_path / "a")

    told = refuse(
        folder,
        says=[
            "shares of the parties add up to 90%",
            "weights of the measures add up to 90%",
            "shares of a band add up to 90%",
            "costs.csv, line 2, amount",
            "targets.csv, line 2, amount",
            "observations.csv, line 2, status",
        ],
    )

    # The three of the tables; of the agreement the band, the parties' shares, and the weights, of the area and of all.
    assert "7 errors" in told


def test_a_misspelt_field_is_not_explained_by_itself(tmp_path):
    folder = Alliance().set("principles", [{"id": "P1", "text": "Best for service", "share": "50%"}]).write(tmp_path / "a")

    told = refuse(folder, says=["“share” is not a field here"])

    assert "Did you mean `share`" not in told


def test_a_list_whose_item_is_wrong_is_not_called_empty(tmp_path):
    folder = Alliance().set("regime/stages/share/gain/bands", [{"owner": "50%", "nop": "40%"}]).write(tmp_path / "a")

    told = refuse(folder, says=["R01", "add up to 90%"])

    assert "The list is empty" not in told
    assert "1 error." in told


# Tables


@pytest.mark.parametrize("file", ["costs.csv", "targets.csv", "observations.csv"])
def test_a_missing_column_is_named(tmp_path, file):
    alliance = Alliance()
    alliance.rows[file] = [{name: cell for name, cell in row.items() if name != "period"} for row in alliance.rows[file]]
    folder = alliance.write(tmp_path / "a")

    refuse_everywhere(folder, says=[file, "period"])


@pytest.mark.parametrize("file", ["agreement.yaml", "costs.csv", "targets.csv", "observations.csv"])
def test_an_empty_file_is_refused(tmp_path, file):
    folder = Alliance().write(tmp_path / "a")
    (folder / file).write_bytes(b"")

    refuse_everywhere(folder, says=[file, "empty"])


@pytest.mark.parametrize("file", ["costs.csv", "targets.csv"])
def test_a_file_that_is_needed_and_not_there_is_named(tmp_path, file):
    folder = Alliance().write(tmp_path / "a")
    (folder / file).unlink()

    refuse_everywhere(folder, says=[file, "There is no file"])


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    folder = Alliance().write(tmp_path / "a")
    (folder / "costs.csv").unlink()
    (folder / "costs.csv").mkdir()

    refuse_everywhere(folder, says=["costs.csv", "a folder"])


# Hostile YAML


def test_a_yaml_file_of_100_mb_is_refused_without_being_read(tmp_path):
    folder = Alliance().write(tmp_path / "a")
    with (folder / "agreement.yaml").open("r+b") as file:
        file.truncate(100_000_000)

    for command, options in COMMANDS:
        ended = gainshare(command, folder, *options)

        assert ended.status == 1
        assert "100,000,000" in ended.out + ended.err
        assert f"{YAML_BYTES_LIMIT:,}" in ended.out + ended.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("!!python/object/apply:os.system [echo]", "tag"),
        ("schema: 1\nschema: 1\n", "schema"),
        ("a: &a [x]\n" + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 10)}]\n" for n in range(9)), "10,000"),
        (deep(100_000), "deep"),
        ("{\n" * 100_000, "deep"),
        ("- " * 50_000 + "x", "deep"),
        ("a: [1, 2", ""),
        ("\x00\x01\x02", ""),
        ("%YAML 9.9\n---\na: 1\n", ""),
        ("- a\n- b\n", "named fields"),
        ("just words\n", "named fields"),
        ("schema: 1\n--- \nschema: 1\n", ""),
        ("schema: 99999999999999999999\n", "newer"),
        ("schema: .nan\n", ""),
        ("schema: 1e400\n", ""),
    ],
)
def test_hostile_yaml_is_refused(tmp_path, text, says):
    folder = Alliance().write(tmp_path / "a")
    (folder / "agreement.yaml").write_text(text, encoding="utf-8")

    refuse_everywhere(folder, says=["agreement.yaml", says])


def test_a_formula_that_divides_by_zero_is_a_problem(tmp_path):
    alliance = Alliance().set("regime/stages/modify/cases", [{"when": "V/(T-1200000) > 1", "factor": "1/2"}, {"otherwise": 1}])
    folder = alliance.write(tmp_path / "a")

    refuse(folder, says=["divides by zero"], command="assess", options=("--period", "2024/25"))


def test_a_condition_that_divides_by_zero_at_the_lints_samples_is_a_problem(tmp_path):
    # The lint tries a score of 0.
    folder = Alliance().set("regime/stages/modify/cases", [{"when": "1/ops > 1", "factor": "1/2"}, {"otherwise": 1}]).write(tmp_path / "a")

    refuse(folder, says=["divides by zero"])


def test_a_carry_forward_limit_that_divides_by_zero_is_a_problem(tmp_path):
    alliance = Alliance().set("regime/settle/carry_forward", {"arm": "both", "limit": "1000/(T - 1200000)", "years": 2})
    folder = alliance.write(tmp_path / "a")

    refuse(folder, says=["divides by zero"], command="assess", options=("--period", "2024/25"))


def test_an_agreement_that_rounds_one_side_only_is_refused_or_settled_to_the_penny(tmp_path):
    # Half of 59,999.99 is 29,999.995, and the owners' half is not a whole number of pennies either.
    alliance = Alliance().set("regime/round", {"places": 2, "side": "nop"}).change("costs.csv", 0, amount="40000.01")
    folder = alliance.write(tmp_path / "a")

    ended = gainshare("assess", folder, "--period", "2024/25")

    assert ended.status in {0, 1}


def test_a_cumulative_regime_may_use_a_figure_of_the_whole_year(tmp_path):
    alliance = Alliance().set("regime/settle/basis", "cumulative").set("regime/inputs/fee", {"target": "adjusted", "months": "year"})
    folder = alliance.write(tmp_path / "a")

    ended = gainshare("assess", folder, "--period", "2024/25")

    assert ended.status in {0, 1}
    assert "Traceback" not in ended.err


# Words on the command line


@pytest.mark.parametrize("command", ["assess", "explain", "settle", "restate"])
@pytest.mark.parametrize(
    ("period", "says"),
    [
        ("2024/26", "two years"),
        ("2024/25 Q7", "four quarters"),
        ("2024/25 M13", "no M13"),
        ("next year", "not a period"),
        ("", "not a period"),
        ("project", "no project"),
        ("2024", "2024/25"),
    ],
)
def test_a_wrong_period_word_is_refused(tmp_path, command, period, says):
    folder = Alliance().write(tmp_path / "a")
    kind = ("--kind", "final") if command == "settle" else ()

    refuse(folder, says=["--period", says], command=command, options=("--period", period, *kind))


@pytest.mark.parametrize("period", ["2031/32", "2023/24", "2023/24 M12"])
@pytest.mark.parametrize("kind", ["shadow", "final"])
def test_a_period_outside_the_term_cannot_be_settled(tmp_path, period, kind):
    folder = Alliance().write(tmp_path / "a")

    refuse(folder, says=["term"], command="settle", options=("--period", period, "--kind", kind))


@pytest.mark.parametrize("command", ["assess", "explain", "settle", "restate"])
@pytest.mark.parametrize("day", ["31/03/2025", "2025-02-30", "yesterday", "", "2025-W10-1"])
def test_a_wrong_date_is_refused(tmp_path, command, day):
    folder = Alliance().write(tmp_path / "a")
    kind = ("--kind", "final") if command == "settle" else ()

    refuse(folder, says=["--as-of", "year-month-day"], command=command, options=("--period", "2024/25", "--as-of", day, *kind))


def test_a_wrong_date_and_a_wrong_period_and_a_wrong_file_are_told_at_once(tmp_path):
    folder = Alliance().set("currency", "XYZZY").write(tmp_path / "a")

    refuse(folder, says=["--as-of", "currency"], command="assess", options=("--period", "nonsense", "--as-of", "never"))


@pytest.mark.parametrize(("command", "options"), COMMANDS)
def test_a_folder_that_is_not_there_is_named(tmp_path, command, options):
    ended = gainshare(command, tmp_path / "nowhere", *options)

    assert ended.status == 1
    assert str(tmp_path / "nowhere") in ended.out + ended.err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(("command", "options"), COMMANDS)
def test_an_empty_folder_is_told_which_files_it_lacks(tmp_path, command, options):
    ended = gainshare(command, tmp_path, *options)

    assert ended.status == 1
    for file in ("agreement.yaml", "costs.csv", "targets.csv"):
        assert file in ended.out + ended.err


@pytest.mark.parametrize(
    "arguments", [(), ("assess",), ("settle", ".", "--period", "2024/25"), ("nothing",), ("regime",), ("check", "--no")]
)
def test_a_command_that_is_not_understood_shows_its_usage_with_status_2(arguments):
    ended = gainshare(*arguments)

    assert ended.status == 2
    assert "Usage" in ended.out + ended.err


# Places that cannot be written


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    folder = Alliance().write(tmp_path / "a")
    folder.chmod(0o555)

    try:
        refuse(folder, says=["settlements"], command="settle", options=("--period", "2024/25", "--kind", "final"))
    finally:
        folder.chmod(0o755)


def test_settlements_that_cannot_be_written_are_named(tmp_path):
    # A file stands where the folder should be: nobody may write below it, not even root.
    folder = Alliance().write(tmp_path / "a")
    (folder / "settlements").write_text("not a folder", encoding="utf-8")

    refuse(folder, says=["settlements", "cannot be used"], command="settle", options=("--period", "2024/25", "--kind", "final"))


# The terminal


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
@pytest.mark.parametrize(("command", "options"), COMMANDS[:4])
def test_a_terminal_that_cannot_show_every_sign_gets_the_answer_all_the_same(tmp_path, encoding, command, options):
    folder = Alliance().change("costs.csv", 0, amount="140000.00").write(tmp_path / "a")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}

    ended = subprocess.run(
        [sys.executable, "-c", "from gainshare.cli.main import main; main()", command, str(folder), *options],
        env=environment,
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in ended.stderr
    assert ended.returncode == 0


def test_a_reader_that_stops_early_is_no_fault(tmp_path):
    folder = Alliance().write(tmp_path / "a")
    program = [sys.executable, "-c", "from gainshare.cli.main import main; main()", "assess", str(folder), "--period", "2024/25"]

    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        told = running.stderr.read()
        running.wait()

    assert b"Traceback" not in told
    assert b"Exception" not in told


# regime run


REGIME = {
    "regimes": {
        "halves": {
            "stages": [
                {"variance": {"target": "toc", "actual": "aoc"}},
                {"share": {"gain": HALVES, "pain": HALVES}},
                {"fund": {"amount": "100", "from": "owner", "to": "nop", "release": "1/ops"}},
            ]
        }
    }
}


def regime_folder(tmp_path, rows):
    from gainshare.files.yaml_writer import write_yaml

    (tmp_path / "r.yaml").write_text(write_yaml(REGIME), encoding="utf-8")
    (tmp_path / "in.csv").write_text(rows if isinstance(rows, str) else csv_text(rows), encoding="utf-8")
    return tmp_path


def run_regime(folder, *options, name="halves"):
    return gainshare("regime", "run", folder / "r.yaml", "--id", name, "--inputs", folder / "in.csv", *options)


def test_regime_run_writes_a_column_for_each_side_and_a_row_for_each_case(tmp_path):
    # 100 − 85 = 15, half is 7.5; the owner pays 100 ÷ 3 to the participants: 33 1/3.
    folder = regime_folder(tmp_path, [{"toc": "100", "aoc": "85", "ops": "3"}, {"toc": "100", "aoc": "100", "ops": "1"}])

    ended = run_regime(folder)

    assert ended.status == 0
    assert ended.out == "owner,nop\n-155/6,245/6\n-100,100\n"


def test_regime_run_lists_every_missing_column(tmp_path):
    folder = regime_folder(tmp_path, [{"toc": "100"}])

    ended = run_regime(folder, "--out", folder / "out.csv")

    assert ended.status == 1
    assert "aoc" in ended.err
    assert "ops" in ended.err
    assert not (folder / "out.csv").exists()


def test_regime_run_names_every_cell_and_every_row_that_has_no_result(tmp_path):
    rows = [
        {"toc": "100", "aoc": "85", "ops": "0"},
        {"toc": "100", "aoc": "85", "ops": "2"},
        {"toc": "100", "aoc": "85", "ops": ""},
    ]
    folder = regime_folder(tmp_path, rows)

    ended = run_regime(folder, "--out", folder / "out.csv")

    assert ended.status == 1
    assert "in.csv, line 2" in ended.err
    assert "in.csv, line 4" in ended.err
    assert "in.csv, line 3" not in ended.err
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("cell", ["eighty", "£80", "(80)", "1/0", "nan", "inf", "1e999", "8" * 5000])
def test_regime_run_names_a_cell_that_is_no_number(tmp_path, cell):
    folder = regime_folder(tmp_path, [{"toc": "100", "aoc": cell, "ops": "1"}])

    ended = run_regime(folder)

    assert ended.status == 1
    assert "in.csv, line 2, aoc" in ended.err


def test_regime_run_does_not_write_into_a_folder_that_is_not_there(tmp_path):
    folder = regime_folder(tmp_path, [{"toc": "100", "aoc": "85", "ops": "1"}])

    ended = run_regime(folder, "--out", folder / "nowhere" / "out.csv")

    assert ended.status == 1
    assert "out.csv" in ended.err
    assert not (folder / "nowhere").exists()


@pytest.mark.parametrize("text", ["", "toc,aoc,ops\n", "\n\n"])
def test_regime_run_over_no_cases_says_so(tmp_path, text):
    folder = regime_folder(tmp_path, text)

    ended = run_regime(folder)

    assert ended.status in {0, 1}
    assert ended.out == "owner,nop\n" or "in.csv" in ended.err


def test_regime_run_names_the_regimes_that_there_are(tmp_path):
    folder = regime_folder(tmp_path, [{"toc": "100", "aoc": "85", "ops": "1"}])

    ended = run_regime(folder, name="halve")

    assert ended.status == 1
    assert "Did you mean halves?" in ended.err


def test_regime_show_names_the_regimes_that_there_are():
    ended = gainshare("regime", "show", "seed_capital_b")

    assert ended.status == 1
    assert "seed_capital_B" in ended.err
