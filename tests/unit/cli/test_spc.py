"""`gainshare spc`: files of every make, columns guessed or named, and every row that is wrong at once."""

import json
import sys

import pytest

from gainshare.cli.main import main

STEADY = [10, 12] * 6


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command over a file and returns its status, what it printed, and its messages."""
    monkeypatch.chdir(tmp_path)

    def call(text, *arguments, encoding="utf-8"):
        (tmp_path / "file.csv").write_text(text, encoding=encoding)
        monkeypatch.setattr(sys, "argv", ["gainshare", "spc", "file.csv", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err.splitlines()

    return call


def table(values, months=None, heads="month,value"):
    months = months or [f"{2024 + month // 12}-{month % 12 + 1:02}" for month in range(len(values))]
    return "\n".join([heads, *(f"{month},{value}" for month, value in zip(months, values, strict=True))]) + "\n"


def chart_of(printed):
    (chart,) = json.loads(printed)["charts"]
    return chart


def test_one_column_of_dates_and_one_of_numbers_are_found(run):
    status, printed, messages = run(table([*STEADY, 17]), "--fix", "12", "--target", "5")

    assert (status, messages) == (0, [])
    assert printed.splitlines()[:5] == [
        "value",
        "=====",
        "13 points from January 2024 to January 2025. The value of January 2025 is 17.",
        "Variation: special cause, improving: high or rising values (H).",
        "Assurance: consistently passes the target (P); the target of January 2025 is 5.",
    ]
    assert "- January 2025 (17): above the upper limit, improvement" in printed


def test_plain_data_holds_everything_that_the_chart_holds(run):
    _, printed, _ = run(table([*STEADY, 17]), "--fix", "12", "--improvement", "down", "--json")

    chart = chart_of(printed)
    assert (chart["variation"], chart["variation_letter"], chart["assurance"]) == ("special_cause_concern", "H", None)
    assert chart["points"][12]["special_cause"] == "above_upper_limit"
    assert (chart["segments"][0]["lower"], chart["segments"][0]["first_date"]) == (5.68, "2024-01-01")


@pytest.mark.parametrize(
    ("months", "days"),
    [
        (["2024-01", "2024-02", "2024-03"], ["2024-01-01", "2024-02-01", "2024-03-01"]),
        (["2024-01-31", "2024-02-29", "2024-03-31"], ["2024-01-31", "2024-02-29", "2024-03-31"]),
        (["01/02/2024", "1/3/2024", "13/03/2024"], ["2024-02-01", "2024-03-01", "2024-03-13"]),
        (["Jan 2024", "February 2024", "mar-2024"], ["2024-01-01", "2024-02-01", "2024-03-01"]),
    ],
)
def test_dates_are_read_in_the_forms_that_british_tables_have(run, months, days):
    _, printed, _ = run(table([1, 2, 3], months), "--json")

    assert [point["date"] for point in chart_of(printed)["points"]] == days


def test_thousands_per_cent_signs_gaps_and_a_byte_order_mark_are_read(run):
    _, thousands, _ = run('month,value\n2024-01,"1,234"\n2024-02,\n2024-03,-1234.5\n', "--json", encoding="utf-8-sig")
    _, percentages, _ = run(table(["95%", "96.5 %", "97%"]), "--target", "95%")

    assert [point["value"] for point in chart_of(thousands)["points"]] == [1234.0, -1234.5]
    assert "The value of March 2024 is 97.0%." in percentages


def test_rows_are_put_into_the_order_of_their_dates_and_it_is_said(run):
    _, printed, _ = run(table([3, 1, 2], ["2024-03", "2024-01", "2024-02"]))

    assert "The value of March 2024 is 3." in printed
    assert "The rows were put into the order of their dates." in printed


def test_without_dates_points_are_numbered_and_a_rebase_is_a_number(run):
    _, printed, _ = run("value\n" + "\n".join(map(str, [*STEADY, *STEADY])) + "\n", "--rebase", "13:new", "--json")

    assert [(one["first"], one["reason"]) for one in chart_of(printed)["segments"]] == [(0, ""), (12, "new")]


def test_several_series_have_a_chart_each_and_a_rebase_where_they_have_its_date(run):
    text = "month,ward,value\n" + "".join(f"2024-0{month},{ward},{month}\n" for ward in ("Ash", "Elm") for month in range(1, 7))
    text = text.replace("2024-04,Elm,4\n", "")

    _, printed, _ = run(text, "--by", "ward", "--rebase", "2024-04", "--json")

    assert [(one["series"], len(one["segments"])) for one in json.loads(printed)["charts"]] == [("Ash", 2), ("Elm", 1)]


def test_a_column_of_targets_and_one_of_denominators(run):
    text = "month,missed,seen,goal\n2024-01,5,10,60\n2024-02,4,10,60\n2024-03,6,10,90\n"

    _, printed, _ = run(text, "--value", "missed", "--chart", "p", "--denominator", "seen", "--target", "GOAL", "--json")

    chart = chart_of(printed)
    assert [point["target"] for point in chart["points"]] == [60, 60, 90]
    assert (chart["segments"][0]["mean"], chart["points"][0]["value"]) == (50, 50)


def test_outlying_moving_ranges_count_if_asked_for(run):
    values = [1, 2, 1, 2, 1, 2, 32, 2, 1, 2, 1, 2, 1]

    screened, kept = (chart_of(run(table(values), *more, "--json")[1]) for more in ([], ["--no-screen"]))

    assert screened["segments"][0]["upper"] < kept["segments"][0]["upper"]


def test_pictures_are_written_one_to_a_file_and_several_to_a_folder(run, tmp_path):
    both = "month,ward,value\n2024-01,Ash/1,1\n2024-02,Ash/1,2\n2024-01,Elm,1\n2024-02,Elm,2\n"

    one = run(table([1, 2, 3]), "--svg", "one.svg", "--title", "Seen", "--unit", "people")
    several = run(both, "--by", "ward", "--svg", "wards")

    assert one[:2] == (0, "1 chart written to one.svg.\n")
    assert several[:2] == (0, "2 charts written to wards.\n")
    assert (tmp_path / "one.svg").read_text(encoding="utf-8").startswith("<svg")
    assert sorted(path.name for path in (tmp_path / "wards").iterdir()) == ["ash-1.svg", "elm.svg"]


@pytest.mark.parametrize(
    ("text", "arguments", "expected"),
    [
        ("", [], "file.csv, line 1, --value: No column holds numbers."),
        ("month,value\n", [], "file.csv, line 1, --value: No column holds numbers. Say which with --value: month, value."),
        ("month;value\n2024-01;1\n", [], "file.csv, line 1: The cells are separated by semicolons, not by commas."),
        ("month,a,b\n2024-01,1,2\n", [], "file.csv, line 1, --value: Several columns hold numbers. Say which with --value: a, b."),
        (
            "start,end,a\n2024-01,2024-02,2\n",
            [],
            "file.csv, line 1, --date: Several columns hold dates. Say which with --date: start, end.",
        ),
        (
            "month,value\n2024-01,1\n",
            ["--value", "valu"],
            "--value: There is no column of this name. Found: “valu”. Did you mean value? The columns are: month, value.",
        ),
        ("month,value\n2024-01,1\n", ["--target", "goal"], "--target: There is no column of this name. Found: “goal”."),
        ("month,value\n2024-01,1\n2024-01,2\n", [], "file.csv, line 3, month: 1 January 2024 stands twice, in line 2 too."),
        (
            "month,w,value\n2024-01,a,1\n2024-02,a,1\n2024-01,b,2\n2024-02,b,1\n",
            [],
            "2 dates stand in more than one row, first in line 4. If the file holds several series, say with --by",
        ),
        ("month,value\n2024-01,1%\n2024-02,2\n", [], "file.csv, line 3, value: The value has no per cent sign, but 1 others have."),
        (table([1, 2]), ["--rebase", "2024-05"], "--rebase: No value has the date 1 May 2024."),
        (table([1, 2]), ["--rebase", "soon"], "--rebase: This is not a date. Found: “soon”."),
        (table([1, 2]), ["--fix", "1"], "--fix: Limits cannot be fixed on this many points."),
        (table([1, 2]), ["--chart", "p"], "--denominator: A p chart needs denominators."),
        (
            "month,n,d\n2024-01,1,10\n2024-02,12,10\n",
            ["--value", "n", "--denominator", "d", "--chart", "p"],
            "file.csv, line 3, n: A part is larger than its whole. Found: “12 of 10”.",
        ),
        (
            "month,w,value\n2024-01,a,1\n2024-01,b,1\n",
            ["--by", "w", "--rebase", "2024-02"],
            "--rebase: No series has a value of this date.",
        ),
        (
            "month,value\n03-Jan-24,1\n04-Jan-24,2\n",
            [],
            "file.csv, line 2, month: This is not a date. Found: “03-Jan-24”. Write 2024-01-03.",
        ),
        ("month,value\nJan-24,1\nFeb-24,2\n", [], "file.csv, line 2, month: This is not a date. Found: “Jan-24”. Write 2024-01."),
        ("month,value\n2024-01,£1\n2024-02,£2\n", [], "file.csv, line 2, value: A number is written with digits"),
        ("month,value\n2024-01,\n2024-02,\n", [], "file.csv, value: All values are missing"),
        ("month,w,value\n2024-01,a,1\n2024-01,b,\n", ["--by", "w"], "file.csv, value of b: All values are missing"),
        (table([1, 2]), ["--per", "nan", "--chart", "p"], "--per: A rate is drawn per a number above 0. Found: “nan”."),
        (table([1, 2]), ["--per", "inf", "--chart", "p"], "--per: A rate is drawn per a number above 0. Found: “inf”."),
        (table([1, 2]), ["--lowest", "nan"], "--lowest: The lowest value drawn is a number. Found: “nan”."),
        (
            table([1, 2]),
            ["--lowest", "1.5"],
            "--lowest: The value of January 2024, 1, lies below it. Found: “1.5”. Give 1 or less, or leave it out.",
        ),
        (
            "value\n1\n2\n",
            ["--rebase", "0"],
            "--rebase: There is no value at this place. Found: “0”. Give a place from 2 to 2, counted from 1.",
        ),
        (
            "value\n1\n2\n",
            ["--rebase", "3"],
            "--rebase: There is no value at this place. Found: “3”. Give a place from 2 to 2, counted from 1.",
        ),
        ("value\n1\n2\n", ["--rebase", "2024-05"], "--rebase: Without dates a rebase is given by place. Found: “2024-05”."),
        ("month,value\n2024-01,#N/A\n2024-02,1\n2024-03,2\n", [], "file.csv, line 2, value: The cell holds an error of Excel."),
    ],
)
def test_what_cannot_be_charted_is_named_with_its_place_and_nothing_is_written(run, tmp_path, text, arguments, expected):
    status, printed, messages = run(text, *arguments, "--svg", "out.svg")

    assert (status, printed) == (1, "")
    assert any(expected in message for message in messages), messages
    assert messages[-1].endswith("Nothing was written.")
    assert not (tmp_path / "out.svg").exists()


def test_every_bad_row_is_named_at_once(run):
    _, _, messages = run(table([1, "x", 3, "1.2.3", 5], ["2024-01", "2024-02", "2024-13", "2024-04", "31/04/2024"]))

    assert [message.split(": ")[1] for message in messages[:-1]] == [
        "file.csv, line 3, value", "file.csv, line 4, month", "file.csv, line 5, value", "file.csv, line 6, month",
    ]  # fmt: skip


def test_a_file_that_is_not_there_or_no_text_is_refused(run, monkeypatch, capsys):
    _, _, wide = run(table([1, 2]), encoding="utf-16")
    monkeypatch.setattr(sys, "argv", ["gainshare", "spc", "nowhere.csv"])
    with pytest.raises(SystemExit):
        main()

    assert "UTF-16" in wide[0]
    assert "There is no file nowhere.csv." in capsys.readouterr().err


def test_days_with_a_time_are_read_as_days(run):
    _, printed, _ = run("month,value\n2024-02-01T00:00:00,2\n2024-01-01 00:00,1\n", "--json")

    assert [(point["date"], point["value"]) for point in chart_of(printed)["points"]] == [("2024-01-01", 1.0), ("2024-02-01", 2.0)]


def test_a_file_without_dates_says_that_its_order_is_taken(run):
    note = "- No column of dates was found: the values are taken in the order of the file."

    assert note in run("week,value\nweek 1,1\nweek 2,2\n")[1].splitlines()
    assert note not in run("value\n1\n2\n")[1].splitlines()


def test_a_rebase_said_twice_keeps_its_reason(run):
    _, printed, _ = run(table(STEADY), "--rebase", "2024-06:new ward", "--rebase", "2024-06", "--json")

    assert [one["reason"] for one in chart_of(printed)["segments"]] == ["", "new ward"]
