"""`gainshare suppress`: what it prints and writes, and what it says of a file that cannot be used."""

import json

import pytest
from tests.builders import gainshare

TABLE = """ward,18 to 34,35 to 64,65 and over,Total
Alder,3,12,20,35
Birch,30,14,9,53
Cedar,11,6,25,42
Total,44,32,54,130
"""
ROWS = """ward,seen,people
Alder,3,40
Birch,17,40
Cedar,5,0
"""


@pytest.fixture
def file(tmp_path):
    """Return a writer of a CSV file."""

    def write(text, name="table.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def lines(ended):
    assert ended.status == 0, ended.err
    return ended.out.splitlines()


# Tables


def test_by_itself_the_national_rule_is_used_and_the_notes_stand_beneath_the_table(file):
    assert lines(gainshare("suppress", file(TABLE))) == [
        "ward   18 to 34  35 to 64  65 and over  Total",
        "Alder       [c]       [c]           20     35",
        "Birch        30        15           10     55",
        "Cedar       [c]       [c]           25     40",
        "Total        45        30           55    130",
        "",
        "4 cells suppressed ([c]): 1 because the count is small and 3 because a small count could be worked out from it.",
        "A count below 5 is small (0 among them).",
        "The other counts are rounded to the nearest 5, totals too, so lines need not add up to their totals.",
        "[c] confidential: a small number, or one from which a small number could be worked out.",
    ]


def test_what_is_written_is_the_table_alone(file, tmp_path):
    out = tmp_path / "out.csv"

    said = lines(gainshare("suppress", file(TABLE), "--round", "1", "--out", out))

    assert said[0] == f"4 rows written to {out}."
    assert out.read_text(encoding="utf-8").splitlines() == [
        "ward,18 to 34,35 to 64,65 and over,Total",
        "Alder,[c],[c],20,35",
        "Birch,30,14,9,53",
        "Cedar,[c],[c],25,42",
        "Total,44,32,54,130",
    ]


def test_what_is_small_can_be_said(file):
    found = json.loads(gainshare("suppress", file(TABLE), "--below", "10", "--round", "1", "--json").out)

    small = [(cell["row"], cell["column"]) for cell in found["suppressed"] if cell["why"] == "small"]
    assert small == [("Alder", "18 to 34"), ("Birch", "65 and over"), ("Cedar", "35 to 64")]
    assert found["rule"]["below"] == 10


def test_totals_are_recognised_by_their_label_or_added(file):
    plain = "ward,x,y\nAlder,3,12\nBirch,30,14\n"

    assert lines(gainshare("suppress", file(plain), "--round", "1"))[1] == "Alder  [c]  12"
    assert lines(gainshare("suppress", file(plain), "--round", "1", "--add-totals", "--totals", "Both"))[:4] == [
        "ward     x    y  Both",
        "Alder  [c]  [c]    15",
        "Birch  [c]  [c]    44",
        "Both    33   26    59",
    ]
    assert (
        lines(gainshare("suppress", file("ward,x,y\nAlder,3,12\nBoth,3,12\n"), "--totals", "Both", "--round", "1"))[2] == "Both   [c]  12"
    )


def test_several_columns_of_labels_stand_as_they_are_and_are_named(file):
    found = lines(gainshare("suppress", file("ward,sex,n,m\nAlder,Women,3,12\nAlder,Men,30,14\n")))

    assert found[1] == "Alder  Women  [c]  10"
    assert found[-1] == "The columns ward and sex are labels, and stand as they are."


def test_an_earlier_release_is_taken_into_account(file, tmp_path):
    out = tmp_path / "release.csv"
    gainshare("suppress", file(TABLE), "--round", "1", "--out", out)
    later = file(TABLE.replace("9,53", "10,54").replace("54,130", "55,131"), "later.csv")

    found = json.loads(gainshare("suppress", later, "--round", "1", "--earlier", out, "--json").out)

    assert ("Birch", "65 and over", "difference") in [(cell["row"], cell["column"], cell["why"]) for cell in found["suppressed"]]


def test_a_release_by_another_rule_is_refused_in_its_own_file(file):
    ended = gainshare("suppress", file(TABLE), "--earlier", file("ward,x\nAlder,12\n", "release.csv"))

    assert ended.status == 1
    assert "release.csv, line 2, x: Under this rule the count would not be published: it is not rounded to 5. Found: “12”." in ended.err


# Rows


def test_rows_get_a_publishable_value_beside_their_labels_and_nothing_else(file):
    found = lines(gainshare("suppress", file(ROWS), "--numerator", "seen", "--denominator", "people"))

    assert found[:4] == ["ward   publishable", "Alder          [c]", "Birch           43", "Cedar          [x]"]
    assert "Values are numerator ÷ denominator × 100, rounded to 0 decimals, halves up." in found
    assert "1 value of 3 suppressed ([c])." in found


def test_rows_are_written_too_and_a_rate_is_per_what_is_said(file, tmp_path):
    out = tmp_path / "out.csv"

    gainshare("suppress", file(ROWS), "--numerator", "seen", "--denominator", "people", "--per", "1000", "--out", out)

    assert out.read_text(encoding="utf-8") == "ward,publishable\nAlder,[c]\nBirch,425\nCedar,[x]\n"


# What cannot be used


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ('ward,a\nAlder,"1,234"\n', [], "table.csv, line 2, a: This is no count. Found: “1,234”. Write 1234."),
        ("ward,a\nAlder,4.5\nBirch,7\n", [], "line 2, a: This is no count. Found: “4.5”."),
        ("ward,a\nAlder,*\nBirch,7\n", [], "line 2, a: This is no symbol for a published table. Found: “*”. Write [c]"),
        ("ward,a\nAlder,\nBirch,7\n", [], "line 2, a: The cell is blank."),
        ("ward,a\nAlder,#REF!\nBirch,7\n", [], "line 2, a: The cell holds an error of Excel."),
        ("ward,a\nAlder,1,2\n", [], "line 2: The row has 3 cells, but the header has 2 columns."),
        ("ward,a\nAlder,7\nAlder,8\n", [], "2 rows are called “Alder”."),
        ("ward,a,a\nAlder,7,8\n", [], "Columns 2 and 3 have the same name."),
        ("ward,a,Total\nAlder,7,8\n", [], "line 2, Total: The total is not the sum of its row, which is 7. Found: “8”."),
        ("a,b\n1,2\n", [], "The first column holds numbers, so that it is not clear whether it is labels or counts."),
        ("ward;a\nAlder;2\n", [], "The cells are separated by semicolons."),
        ("ward,a\nAlder,7\n", ["--labels", "2"], "The file has 2 columns, so that none is left for counts."),
        ("ward,a\nAlder,7\n", ["--totals", "Sum"], "No row or column is called “Sum”."),
        ("ward,Total\nAlder,7\n", ["--add-totals"], "The table has a row or column “Total” already."),
        ("ward,a\nAlder,7\n", ["--below", "1"], "Only a count of 0 would be suppressed"),
        ("ward,a\nAlder,7\n", ["--rule", "mine"], "There is no rule called “mine” for small numbers."),
        ("", [], "The file is empty. Begin it with a line of column names: labels, then counts."),
        (
            "ward,a,b,TOTAL\nAlder,3,10,13\nBirch,9,10,19\nTotal,12,20,32\n",
            [],
            "table.csv, TOTAL, Total: Several labels say that they are totals. Give the row and the column of totals one label",
        ),
        (
            "ward,a,b\nAlder,3,10\nBirch,9,10\nWexmoor,12,20\n",
            [],
            'table.csv, Wexmoor: This line is the sum of all others. Say --totals Wexmoor if it is their total, or --totals "" if',
        ),
        ("ward,n\nAlder,3\nBirch,9\nCedar,12\nAll wards,24\n", [], "table.csv, All wards: This line is the sum of all others."),
        (ROWS, ["--numerator", "seen", "--denominator", "people", "--earlier", "x.csv"], "--earlier: This is for tables of counts."),
        (ROWS, ["--numerator", "seen", "--denominator", "people", "--round", "1"], "--round: This is for tables of counts."),
        (ROWS, ["--numerator", "seen", "--denominator", "people", "--add-totals"], "--add-totals: This is for tables of counts."),
        (ROWS, ["--numerator", "seen", "--denominator", "people", "--totals", "x"], "--totals: This is for tables of counts."),
        (ROWS, ["--numerator", "seen"], "--denominator: A percentage or a rate has a numerator and a denominator."),
        (ROWS, ["--numerator", "saw", "--denominator", "people"], "The column “saw” is missing."),
        (ROWS.replace("17", "-17"), ["--numerator", "seen", "--denominator", "people"], "line 3, seen: A count is 0 or more."),
    ],
)
def test_a_file_that_cannot_be_used_is_told_where_and_how_and_nothing_is_written(file, tmp_path, text, options, said):
    out = tmp_path / "out.csv"

    ended = gainshare("suppress", file(text), *options, "--out", out)

    assert ended.status == 1
    assert said in ended.err
    assert "Nothing was written." in ended.err
    assert not out.exists()


def test_every_bad_cell_is_told_at_once(file):
    ended = gainshare("suppress", file("ward,a,b\nAlder,x,1\nBirch,2,-3\nCedar,4,5\n"))

    assert ended.err.count("error: table.csv, line") == 2


def test_the_true_counts_are_never_written_over(file):
    path = file(TABLE)

    ended = gainshare("suppress", path, "--out", path)

    assert ended.status == 1
    assert "The result would be written over what it is made from." in ended.err
    assert path.read_text(encoding="utf-8") == TABLE


@pytest.mark.parametrize(
    "data", [b"\xff\xfeward,a\n", "ward,a\nÄlder,7\n".encode("cp1252"), b"ward,a\nAlder,\x007\n", b'"ward,a\nAlder,7\n']
)
def test_bytes_that_are_no_table_are_refused_in_words(tmp_path, data):
    path = tmp_path / "table.csv"
    path.write_bytes(data)

    ended = gainshare("suppress", path)

    assert ended.status == 1
    assert ended.err.startswith("error: table.csv, line")


def test_a_table_from_excel_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())

    assert lines(gainshare("suppress", path))[1] == "Alder       [c]       [c]           20     35"


def test_a_line_that_only_happens_to_be_the_sum_of_the_others_can_be_said_to_be_none(file):
    found = lines(gainshare("suppress", file("ward,a,b\nAlder,3,10\nBirch,9,10\nCedar,12,20\n"), "--totals", "", "--round", "1"))

    assert found[1:4] == ["Alder  [c]  10", "Birch    9  10", "Cedar   12  20"]
