"""Records that cannot be used: every engine says the same, all at once, with the file, the line and the column, and what to do."""

import duckdb
import pytest
from tests.records import NEEDS_SPARK

from gainshare.core.kernel.problem import Invalid
from gainshare.core.performance.definition import RecordsTerms
from gainshare.engines.base import find_files
from gainshare.engines.open import open_engine

ENGINES = ["reference", "duckdb", pytest.param("spark", marks=[pytest.mark.deep, NEEDS_SPARK])]
PEOPLE = {"file": "people", "person": "person", "starts": "from", "ends": "to"}
EVENTS = {"file": "events", "person": "person", "date": "day", "fields": {"kind": "text", "score": "whole"}}
SOUND = "person,day,kind,score\na,2024-03-01,x,1\n"


@pytest.fixture(params=ENGINES)
def engine(request):
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


def problems_of(folder, engine, datasets):
    """Return every problem that comes of opening the datasets and looking at their quality, each as a user reads it."""
    records = RecordsTerms.model_validate({"datasets": datasets})
    with pytest.raises(Invalid) as caught, open_engine(engine, find_files(records, folder, list(records.datasets))) as opened:
        opened.quality((), None)
    return [str(problem) for problem in caught.value.problems]


def write(folder, content, name="events.csv"):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def parquet(folder, select, name="events.parquet"):
    duckdb.sql(f"copy ({select}) to '{folder / name}' (format parquet)")


# -- files -----------------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there(tmp_path, engine):
    assert problems_of(tmp_path / "none", engine, {"events": EVENTS}) == [
        f"error: {tmp_path / 'none'}: There is no such folder of records. Check the path given as --records."
    ]


def test_every_file_that_is_not_there_is_named(tmp_path, engine):
    assert problems_of(tmp_path, engine, {"events": EVENTS, "people": {**PEOPLE, "file": "people.parquet"}}) == [
        f"error: {tmp_path}: The records of “events” are not there. Put events.csv or events.parquet into the folder of records.",
        f"error: {tmp_path}: The records of “people” are not there. Put people.parquet into the folder of records.",
    ]


@pytest.mark.parametrize("file", ["../events", "../events.csv", "below/../../events.csv"])
def test_a_file_outside_the_folder_is_not_read(tmp_path, engine, file):
    folder = tmp_path / "records"
    (folder / "below").mkdir(parents=True)
    write(tmp_path, SOUND)

    assert problems_of(folder, engine, {"events": {**EVENTS, "file": file}}) == [
        f"error: {folder}: The file of “events” lies outside the folder of records. Found: “{file}”. "
        "Put it into the folder, and name it without a path that leads out."
    ]


def test_a_link_that_leads_outside_the_folder_is_not_followed(tmp_path, engine):
    folder = tmp_path / "records"
    folder.mkdir()
    write(tmp_path, SOUND)
    (folder / "events.csv").symlink_to(tmp_path / "events.csv")

    (problem,) = problems_of(folder, engine, {"events": EVENTS})

    assert "lies outside the folder of records" in problem


# -- columns ---------------------------------------------------------------------------------------------------


def test_every_column_that_is_missing_is_named_in_every_file(tmp_path, engine):
    write(tmp_path, "person,date,kind\na,2024-03-01,x\n")
    write(tmp_path, "id,from,to\na,2024-03-01,\n", "people.csv")

    assert problems_of(tmp_path, engine, {"events": EVENTS, "people": PEOPLE}) == [
        "error: events.csv, line 1, day: “events” has no column “day”. "
        "Add it, or correct its name in the dataset; there are: person, date, kind.",
        "error: events.csv, line 1, score: “events” has no column “score”. "
        "Add it, or correct its name in the dataset; there are: person, date, kind.",
        "error: people.csv, line 1, person: “people” has no column “person”. "
        "Add it, or correct its name in the dataset; there are: id, from, to.",
    ]


def test_a_column_that_is_there_twice(tmp_path, engine):
    write(tmp_path, "person,day,kind,score,kind\na,2024-03-01,x,1,y\n")

    assert problems_of(tmp_path, engine, {"events": EVENTS}) == [
        "error: events.csv, line 1, kind: “events” has two columns “kind”. Rename one of them."
    ]


def test_two_columns_that_differ_in_capitals_only(tmp_path, engine):
    write(tmp_path, "person,day,kind,Kind\na,2024-03-01,x,1\n")

    assert problems_of(tmp_path, engine, {"events": {**EVENTS, "fields": {"kind": "text", "Kind": "text"}}}) == [
        "error: events.csv, line 1, Kind: The columns “kind” and “Kind” of “events” differ in capitals only. Rename one of them."
    ]


def test_a_column_that_is_not_used_may_be_there_twice(tmp_path, engine):
    write(tmp_path, "person,day,kind,score,note,note,Person\na,2024-03-01,x,1,n,n,b\n")
    records = RecordsTerms.model_validate({"datasets": {"events": EVENTS}})

    with open_engine(engine, find_files(records, tmp_path, ["events"])) as opened:
        assert opened.quality((), None) == ()


def test_a_file_named_like_a_pattern_is_that_file(tmp_path, engine):
    folder = tmp_path / "records [2024] {a,b}"
    folder.mkdir()
    write(folder, SOUND, "e*.csv")
    write(folder, "no,records\n", "e1.csv")
    records = RecordsTerms.model_validate({"datasets": {"events": {**EVENTS, "file": "e*.csv"}}})

    with open_engine(engine, find_files(records, folder, ["events"])) as opened:
        assert opened.quality((), None) == ()


@pytest.mark.parametrize(
    ("select", "column", "sense", "held"),
    [
        ("'a' as person, 1.5 as day, 'x' as kind, 1 as score", "day", "date", {"DECIMAL(2,1)", "decimal(2,1)"}),
        ("'a' as person, date '2024-03-01' as day, [1] as kind, 1 as score", "kind", "text", {"INTEGER[]", "array<int>"}),
        ("'a' as person, date '2024-03-01' as day, 'x' as kind, date '2024-03-01' as score", "score", "whole", {"DATE", "date"}),
        ("1.5 as person, date '2024-03-01' as day, 'x' as kind, 1 as score", "person", "name", {"DECIMAL(2,1)", "decimal(2,1)"}),
    ],
)
def test_a_parquet_column_that_cannot_be_what_the_dataset_says(tmp_path, engine, select, column, sense, held):
    parquet(tmp_path, f"select {select}")

    (problem,) = problems_of(tmp_path, engine, {"events": EVENTS})

    assert problem in {
        f"error: events.parquet, {column}: The column “{column}” of “events” cannot be a {sense}: the file holds {kind}. "
        "Name another column, or declare what it holds."
        for kind in held
    }


def test_a_parquet_file_lacks_a_column(tmp_path, engine):
    parquet(tmp_path, "select 'a' as person, date '2024-03-01' as day, 'x' as kind")

    assert problems_of(tmp_path, engine, {"events": EVENTS}) == [
        "error: events.parquet, line 1, score: “events” has no column “score”. "
        "Add it, or correct its name in the dataset; there are: person, day, kind."
    ]


def test_a_file_that_is_no_parquet(tmp_path, engine):
    write(tmp_path, SOUND, "events.parquet")

    (problem,) = problems_of(tmp_path, engine, {"events": EVENTS})

    assert problem.startswith("error: events.parquet: The file cannot be read. ")


# -- lines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["events.csv, line 1: The file is empty. Its first line names the columns."]),
        (b"\n\n", ["events.csv, line 1: The first line is empty. Its first line names the columns."]),
        ("person,day,kind,scöre\n".encode("latin-1"), ["events.csv, line 1: The file is not in UTF-8. Save it as “CSV UTF-8”."]),
        (SOUND.encode() + b"b,2024-03-01,caf\xe9,1\n", ["events.csv, line 3: The file is not in UTF-8. Save it as “CSV UTF-8”."]),
        (SOUND.encode("utf-16"), ["events.csv, line 1: The file is not in UTF-8. Save it as “CSV UTF-8”."]),
        (b'person,day,"ki\nnd",score\n', ["events.csv, line 1: The name of a column runs over two lines. Give it a name on one line."]),
        (
            SOUND.encode() + b"b,2024-03-01,x\nc,2024-03-01,x,1\nd,2024-03-01,x,1,\n\ne,f\n",
            [
                f"events.csv, line {line}: The line has {cells} cells; the first line names 4 columns. "
                "Give each its cell; a comma within a cell needs quotation marks around the cell."
                for line, cells in ((3, 3), (5, 5), (7, 2))
            ],
        ),
        (
            SOUND.encode() + b"b,2024-03-01,x,1,\n",
            [
                "events.csv, line 3: The line has 5 cells; the first line names 4 columns. "
                "Give each its cell; a comma within a cell needs quotation marks around the cell."
            ],
        ),
        (
            SOUND.encode() + b'b,2024-03-01,"x"y,1\n',
            [
                "events.csv, line 3: A quotation mark is not closed, or something follows it. "
                'Close it; write a quotation mark within a cell twice: "".'
            ],
        ),
        (
            SOUND.encode() + b'b,2024-03-01,"x,1\nc,2024-03-01,x,1\n',
            [
                "events.csv, line 3: A quotation mark is not closed, or something follows it. "
                'Close it; write a quotation mark within a cell twice: "".'
            ],
        ),
        (
            SOUND.encode() + b'b,2024-03-01, "x",1\n',
            ["events.csv, line 3: A quotation mark follows a space. Take the space before it away."],
        ),
        (
            SOUND.encode() + b"b,2024-03-01,x,1\r\nc,2024-03-01,x,1\r\n",
            ["events.csv, line 3: The line ends with CR LF, the first line with LF. Save the file with one kind of line end."],
        ),
        (
            SOUND.encode() + b'b,2024-03-01,"' + b"x" * 140_000 + b'",1\n',
            ["events.csv, line 3: A cell is longer than 131,072 characters. Check the quotation marks of this line."],
        ),
    ],
)
def test_lines_that_cannot_be_read_in_one_way_only(tmp_path, engine, content, expected):
    write(tmp_path, content)

    assert problems_of(tmp_path, engine, {"events": EVENTS}) == [f"error: {problem}" for problem in expected]


def test_of_many_faulty_lines_the_first_fifty_are_named_and_the_others_counted(tmp_path, engine):
    write(tmp_path, SOUND + "b,2024-03-01\n" * 1_060)

    problems = problems_of(tmp_path, engine, {"events": EVENTS})

    assert len(problems) == 51
    assert problems[49].startswith("error: events.csv, line 52: The line has 2 cells")
    assert problems[50] == "error: events.csv: There are 1,010 more lines like these. Put them right too."


@pytest.mark.parametrize(
    "content",
    [
        "person,day,kind,score\n",
        "person,day,kind,score",
        "\ufeff" + SOUND,
        '\ufeff"person","day","kind","score"\r\na,2024-03-01,"x\ny",1\r\n',
        SOUND.replace("\n", "\r"),
        SOUND + "\n\nb,2024-03-01,x,1\n\n",
        SOUND.rstrip("\n"),
        ' person ,day\t,kind,score\n\ta ,2024-03-01,\t"x",1\n',
        SOUND + "b,2024-03-01,\u00a0\u2028\x0b\x00,1\n",
    ],
)
def test_lines_that_can_be_read(tmp_path, engine, content):
    write(tmp_path, content)
    records = RecordsTerms.model_validate({"datasets": {"events": EVENTS}})

    with open_engine(engine, find_files(records, tmp_path, ["events"])) as opened:
        assert opened.quality((), None) == ()


def test_a_line_without_anything_is_no_record_even_in_a_file_of_one_column(tmp_path, engine):
    write(tmp_path, 'day\n2024-03-01\n\n""\nnone\n \n')
    records = RecordsTerms.model_validate({"datasets": {"events": {"file": "events", "date": "day"}}})

    with open_engine(engine, find_files(records, tmp_path, ["events"])) as opened:
        assert [(note.about, note.count) for note in opened.quality((), None)] == [("no_day", 2), ("unreadable", 1)]
