"""A CSV file becomes rows; every cell that cannot be read becomes a Problem that names its line, its column and how to write it."""

import gc
import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.source import Source
from gainshare.files import csv_reader, text_file
from gainshare.files.csv_cells import amount_parser, choice_parser, date_parser, decimal_parser, id_parser, text_parser
from gainshare.files.csv_reader import Column, read_table
from gainshare.files.csv_writer import write_table
from gainshare.files.text_file import Unwritable

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))

COLUMNS = (
    Column("period", date_parser),
    Column("party", choice_parser(["WX-MHT", "WX-GPF"], what="party")),
    Column("amount", amount_parser(2), doc="the cost in pounds"),
    Column("note", text_parser(20), needed=False, default=""),
)
HEADER = "period,party,amount,note\n"
GOOD = "2025-04-01,WX-MHT,12.50,x\n"
GOOD_ROW = (date(2025, 4, 1), "WX-MHT", 1250, "x")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table above."""

    period: date
    party: str
    amount: int
    note: str
    line: int


def read(text, columns=COLUMNS, build=lambda *values: values):
    return read_table(text if isinstance(text, bytes) else text.encode(), "costs.csv", columns, build)


def problems_of(text, **options):
    return read(text, **options)[1]


def only_problem(text, **options):
    (problem,) = problems_of(text, **options)
    return problem


def verbatim(text):
    return text


def value_or_fault(parse, text):
    try:
        return parse(text)
    except Fault as fault:
        return fault


def texts_read_back(rows, names=("a", "b")):
    columns = [Column(name, verbatim, needed=False, default="") for name in names]
    built, problems = read(write_table(names, rows), columns)
    assert problems == []
    return [list(values[:-1]) for values in built]


# Rows


def test_each_row_is_built_from_its_values_and_its_line():
    rows, problems = read(HEADER + GOOD + "2025-05-01,WX-GPF,-3,\n", build=Row)

    assert problems == []
    assert rows == [Row(*GOOD_ROW, line=2), Row(date(2025, 5, 1), "WX-GPF", -300, "", line=3)]


def test_the_file_may_have_its_columns_in_any_order_and_case():
    rows, problems = read(" Note ,AMOUNT,Party,period\nx,12.50,WX-MHT,2025-04-01\n")

    assert problems == []
    assert rows == [(*GOOD_ROW, 2)]


def test_a_column_that_is_not_needed_may_be_absent_or_blank():
    rows, problems = read("period,party,amount\n2025-04-01,WX-MHT,1\n")
    blank, _ = read(HEADER + "2025-04-01,WX-MHT,1,  \n")

    assert problems == []
    assert rows == blank == [(date(2025, 4, 1), "WX-MHT", 100, "", 2)]


def test_a_needed_column_has_no_default():
    with pytest.raises(AssertionError):
        Column("amount", amount_parser(2), default=0)


def test_a_row_is_named_by_the_line_on_which_it_begins():
    text = HEADER + '2025-04-01,WX-MHT,1,"a\nb\r\nc"\n\n2025-04-01,WX-MHT,1,"d\n"\n' + "x,WX-MHT,1,\n"

    rows, problems = read(text)

    assert [(note, line) for *_, note, line in rows] == [("a\nb\r\nc", 2), ("d", 6)]
    assert [problem.source.line for problem in problems] == [5, 8]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_they_do_on_any_system(end):
    rows, problems = read((HEADER + GOOD + GOOD).replace("\n", end))

    assert problems == []
    assert [row[-1] for row in rows] == [2, 3]


def test_a_byte_order_mark_is_welcome():
    rows, problems = read(b"\xef\xbb\xbf" + (HEADER + GOOD).encode())

    assert problems == []
    assert rows == [(*GOOD_ROW, 2)]


def test_a_header_alone_is_a_table_without_rows():
    assert read(HEADER) == ([], [])


def test_blank_rows_at_the_end_are_passed_over():
    rows, problems = read(HEADER + GOOD + "\n,,,\n  , ,,\n\r\n")

    assert problems == []
    assert len(rows) == 1


def test_blank_rows_between_others_are_one_warning():
    rows, (problem,) = read(HEADER + GOOD + "\n,,,\n" + GOOD + "\n" + GOOD + "\n")

    assert len(rows) == 3
    assert problem.severity == "warning"
    assert "3 blank rows" in problem.message
    assert problem.source.line == 3


@pytest.mark.parametrize(("row", "count"), [("2025-04-01,WX-MHT,1", "3 cells"), ("2025-04-01,WX-MHT,1,234,x", "5 cells"), ("x", "1 cell")])
def test_a_row_of_another_width_is_refused(row, count):
    rows, (problem,) = read(HEADER + row + "\n" + GOOD)

    assert len(rows) == 1
    assert problem.message == f"The row has {count}, but the header has 4 columns."
    assert problem.source == Source("costs.csv", 2)
    assert problem.found == row


def test_every_bad_cell_of_every_row_is_reported_and_the_good_rows_are_built():
    rows, problems = read(HEADER + "soon,WX-MTH,£1,a\x07\n" + GOOD + ",,,\n" + ",,1,\n" + GOOD)

    assert [row[-1] for row in rows] == [3, 6]
    assert [(problem.source.line, problem.source.field) for problem in problems if problem.severity == "error"] == [
        (2, "period"),
        (2, "party"),
        (2, "amount"),
        (2, "note"),
        (5, "period"),
        (5, "party"),
    ]
    assert [problem.found for problem in problems[:4]] == ["soon", "WX-MTH", "£1", "a\x07"]


def test_a_blank_cell_is_told_what_belongs_there():
    problem = only_problem(HEADER + "2025-04-01,WX-MHT, ,\n")

    assert problem.message == "The cell is blank."
    assert "the cost in pounds" in problem.fix
    assert problem.found is None


def test_a_fault_of_the_whole_row_is_reported_at_its_line():
    def build(*values):
        if values[2] < 0 and not values[3]:
            raise Fault("A negative line has no note.", "Add a note.")
        return values

    rows, (problem,) = read(HEADER + GOOD + "2025-04-01,WX-MHT,-1,\n", build=build)

    assert rows == [(*GOOD_ROW, 2)]
    assert problem.message == "A negative line has no note."
    assert problem.source == Source("costs.csv", 3)


def test_a_thousand_problems_are_listed_and_the_others_counted():
    problems = problems_of(HEADER + "2025-04-01,WX-MHT,x,\n" * 1_500)

    assert len(problems) == 1_001
    assert problems[-1].message == "500 more problems are not listed here."
    assert problems[-1].severity == "error"


def test_reading_is_given_up_where_nothing_can_be_read():
    problems = problems_of(HEADER + "x,x,x,\n" * 100_000)

    assert len(problems) == 1_001
    assert problems[-1].message.startswith("At least ")


def test_the_garbage_collector_is_left_as_it_was():
    read(HEADER + GOOD)
    assert gc.isenabled()

    gc.disable()
    try:
        read(HEADER + GOOD)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_values_that_repeat_are_held_once():
    rows, _ = read(HEADER + "2025-04-01,WX-MHT,1,the same\n" * 3)

    assert rows[0][3] is rows[2][3]
    assert rows[0][0] is rows[2][0]


# The header


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n", b"  \r\n"])
def test_an_empty_file_is_refused(data):
    problem = only_problem(data)

    assert problem.message == "The file is empty."
    assert "period, party, amount, note" in problem.fix


@pytest.mark.parametrize("text", ["\n" + HEADER, ",,,\n" + GOOD])
def test_a_blank_first_line_is_refused(text):
    assert "no column names" in only_problem(text).message


def test_a_missing_column_is_named_with_those_found_and_the_nearest():
    rows, problems = read("period,party,amout\n2025-04-01,WX-MHT,1\n")

    assert rows == []
    assert problems[0].message == "The column “amount” is missing."
    assert problems[0].found == "period, party, amout"
    assert "Rename “amout” to “amount”" in problems[0].fix
    assert problems[0].source == Source("costs.csv", 1, "amount")


def test_cells_are_checked_even_if_a_column_is_missing():
    rows, problems = read("period,party\nsoon,WX-MHT\n")

    assert rows == []
    assert [problem.source.field for problem in problems] == ["amount", "period"]


def test_a_column_that_is_not_known_is_a_warning_with_the_nearest():
    rows, (problem,) = read("period,party,amount,notes\n2025-04-01,WX-MHT,1,x\n")

    assert len(rows) == 1
    assert problem.severity == "warning"
    assert problem.found == "notes"
    assert "Rename it to “note”" in problem.fix


def test_a_column_like_one_that_is_there_is_not_to_be_renamed():
    problem = only_problem("period,party,amount,amounts\n")

    assert "Rename" not in problem.fix
    assert "“amount” is there too" in problem.fix


def test_a_column_without_a_name_is_a_warning():
    assert "Column 4 has no name" in only_problem("period,party,amount,\n").message


def test_a_column_named_twice_is_refused():
    rows, (problem,) = read("period,party,amount, Amount\n2025-04-01,WX-MHT,1,2\n")

    assert rows == []
    assert problem.severity == "error"
    assert problem.message == "Columns 3 and 4 have the same name."


@pytest.mark.parametrize(("delimiter", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
@pytest.mark.parametrize("quote", ["", '"'])
def test_another_delimiter_is_told_from_the_header(delimiter, word, quote):
    header = delimiter.join(f"{quote}{name}{quote}" for name in ("period", "party", "amount"))

    problem = only_problem(header + "\n" + delimiter.join(["2025-04-01", "WX-MHT", "1,50"]))

    assert word in problem.message
    assert "commas" in problem.fix


def test_more_than_a_thousand_columns_are_refused():
    assert "1,000 columns" in only_problem(",".join(f"c{number}" for number in range(1_001))).message


# Bytes that are no table


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_another_encoding_is_refused_at_its_first_line(encoding):
    problem = only_problem((HEADER + GOOD + "2025-04-01,WX-MHT,1,café\n").encode(encoding))

    assert "not in UTF-8" in problem.message
    assert problem.source.line == 3
    assert problem.found.endswith("café")
    assert "CSV UTF-8" in problem.fix


def test_an_encoding_mistake_is_found_wherever_in_a_long_file_it_is(monkeypatch):
    monkeypatch.setattr(text_file, "BYTES_AT_ONCE", 7)
    table = HEADER + (GOOD + "2025-04-01,WX-MHT,1,€\n") * 20

    rows, _ = read(table)
    problem = only_problem(table.encode() + b"\n2025-04-01,WX-MHT,1,\xe2\x82")

    assert len(rows) == 40
    assert problem.source.line == 43


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_with_what_to_do(encoding):
    problem = only_problem((HEADER + GOOD).encode(encoding))

    assert "UTF-16" in problem.message
    assert "CSV UTF-8" in problem.fix


def test_a_zero_byte_is_refused_at_its_line():
    problem = only_problem(HEADER + GOOD + "2025-04-01,WX\0-MHT,1,\n")

    assert "zero byte" in problem.message
    assert problem.source.line == 3


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(csv_reader, "CSV_BYTES_LIMIT", 10)

    assert "at most 10 are read" in only_problem(HEADER).message


def test_a_cell_that_is_too_long_is_refused():
    problem = only_problem(HEADER + "2025-04-01,WX-MHT,1," + "x" * 10_001 + "\n")

    assert problem.message == "The cell has 10,001 characters; at most 10,000 are read."
    assert problem.source == Source("costs.csv", 2, "note")


@pytest.mark.parametrize("rest", ["", "\n" * 100, GOOD * 10, "x" * 200_000])
def test_a_quotation_mark_that_is_never_closed_is_refused_where_its_row_begins(rest):
    rows, (problem,) = read(HEADER + GOOD + '2025-04-01,WX-MHT,1,"x\n' + rest)

    assert len(rows) == 1
    assert "never closed" in problem.message
    assert problem.source.line == 3


def test_text_after_a_closing_quotation_mark_is_refused_and_reading_goes_on():
    rows, (problem,) = read(HEADER + '2025-04-01,WX-MHT,1,"a" b\n' + GOOD)

    assert len(rows) == 1
    assert problem.source.line == 2
    assert "after a closing quotation mark" in problem.message


def test_a_header_that_is_no_csv_is_refused_and_the_next_line_is_no_header():
    rows, (problem,) = read('"period" x,party\n' + HEADER + GOOD)

    assert rows == []
    assert problem.source.line == 1


# Amounts


@pytest.mark.parametrize(
    ("text", "places", "amount"),
    [
        ("1234.5", 2, 123450),
        ("1234.56", 2, 123456),
        ("1234", 2, 123400),
        ("-1234.56", 2, -123456),
        ("-0.01", 2, -1),
        ("0.00", 2, 0),
        ("-0", 2, 0),
        (" 7.10 ", 2, 710),
        ("1234", 0, 1234),
        ("1.234", 3, 1234),
        ("1.2", 3, 1200),
        ("1.5", 1, 15),
        ("9999999999999.99", 2, 999999999999999),
        ("007.50", 2, 750),
    ],
)
def test_an_amount_is_read_in_whole_minor_units(text, places, amount):
    found = amount_parser(places)(text)

    assert found == amount
    assert type(found) is int


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("£1,234.56", "no currency signs, spaces or commas", "Write 1234.56."),
        ("1,234", "no currency signs, spaces or commas", "Write 1234."),
        ("1 234.56", "no currency signs, spaces or commas", "Write 1234.56."),
        ("1\u00a0234.56", "no currency signs, spaces or commas", "Write 1234.56."),
        ("GBP 5", "no currency signs, spaces or commas", "Write 5."),
        ("-£5", "no currency signs, spaces or commas", "Write -5."),
        ("£-5", "no currency signs, spaces or commas", "Write -5."),
        ("1.234,56", "no currency signs, spaces or commas", "Write 1234.56."),
        ("1234,5", "no currency signs, spaces or commas", "Write 1234.5."),
        ("'12", "no currency signs, spaces or commas", "Write 12."),
        ("1_000", "no currency signs, spaces or commas", "such as 1234.56"),
        ("--5", "no currency signs, spaces or commas", "such as 1234.56"),
        ("(1,234.56)", "not in brackets", "Write -1234.56."),
        ("(£1,234.56)", "not in brackets", "Write -1234.56."),
        ("1,234.56-", "before the number", "Write -1234.56."),
        ("\u22121,234.56", "hyphen of the keyboard", "Write -1234.56."),
        ("–5", "hyphen of the keyboard", "Write -5."),
        ("1234.567", "at most 2 decimal places", "Round it"),
        ("1.500", "at most 2 decimal places", "Round it"),
        ("1e3", "exponent", "Write 1000."),
        ("1.2E+05", "exponent", "Write 120000."),
        ("+5", "plus sign", "Write 5."),
        (".5", "between digits", "Write 0.5."),
        ("5.", "between digits", "Write 5."),
        ("12%", "per cent", "such as 1234.56"),
        ("\uff11\uff12\uff13\uff14", "digits", "Write 1234."),
        ("\uff11\uff12.50", "digits", "Write 12.50."),
        ("\u0663", "digits", "Write 3."),
        ("5²", "digits", "such as 1234.56"),
        ("-", "not a number", "Write 0, if that is meant."),
        ("", "not a number", "such as 1234.56"),
        ("£", "not a number", "such as 1234.56"),
        ("to follow", "not a number", "such as 1234.56"),
        (".50", "between digits", "Write 0.50."),
        ("-.50", "between digits", "Write -0.50."),
        ("1" * 14, "15 digits", "Check"),
        ("1" * 14 + ".00", "15 digits", "Check"),
        ("9" * 9_000 + "," * 999, "not a number", "such as 1234.56"),
    ],
)
def test_an_amount_in_another_form_is_refused_with_the_plain_form(text, message, fix):
    with pytest.raises(Fault) as raised:
        amount_parser(2)(text)

    assert message in raised.value.message
    assert fix in raised.value.fix


@pytest.mark.parametrize(
    ("places", "message"), [(0, "no decimal places"), (1, "at most 1 decimal place."), (3, "at most 3 decimal places")]
)
def test_an_amount_has_the_decimal_places_of_its_currency(places, message):
    with pytest.raises(Fault, match=message):
        amount_parser(places)("1.2345")


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 3))
def test_an_amount_written_out_is_read_back(amount, places):
    assert amount_parser(places)(format(Decimal(amount).scaleb(-places), "f")) == amount


@given(st.text(max_size=70) | st.text("0123456789.,-+()£% eE'−–", max_size=20))
def test_an_amount_is_exact_or_refused(text):
    outcome = value_or_fault(amount_parser(2), text)

    if isinstance(outcome, Fault):
        assert outcome.message
        assert outcome.fix
    else:
        assert Fraction(outcome, 100) == Fraction(text.strip())


# Other cells


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.125", Fraction(1, 8)),
        ("1/8", Fraction(1, 8)),
        ("-2/6", Fraction(-1, 3)),
        ("5", Fraction(5)),
        (" -0.5 ", Fraction(-1, 2)),
        ("1.5e-3", Fraction(3, 2000)),
        ("1E+3", Fraction(1000)),
        ("0." + "3" * 39, Fraction("0." + "3" * 39)),
    ],
)
def test_a_decimal_is_read_exactly(text, value):
    assert decimal_parser(text) == value


@pytest.mark.parametrize(
    ("text", "message", "fix"),
    [
        ("1/0", "divided by 0", "another number"),
        ("1e41", "exponent", "Check"),
        ("1e" + "9" * 5_000, "exponent", "Check"),
        ("1" * 41, "40 digits", "Round"),
        ("1/" + "1" * 41, "40 digits", "Round"),
        ("1,234.5", "no currency signs", "Write 1234.5."),
        ("(0.5)", "brackets", "Write -0.5."),
        ("1 / 2", "spaces", "1/8"),
        ("10%", "per cent", "0.125"),
        ("nan", "not a number", "0.125"),
        ("", "not a number", "0.125"),
    ],
)
def test_a_decimal_in_another_form_is_refused(text, message, fix):
    with pytest.raises(Fault) as raised:
        decimal_parser(text)

    assert message in raised.value.message
    assert fix in raised.value.fix


def test_a_date_is_read_in_iso_form():
    assert date_parser(" 2025-03-31 ") == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("31/03/2025", "Write 2025-03-31."),
        ("31/3/25", "Write 2025-03-31."),
        ("31.03.2025", "Write 2025-03-31."),
        ("03/31/2025", "Write 2025-03-31."),
        ("03/04/2025", "Write 2025-04-03 (or 2025-03-04, if the month comes first)."),
        ("03/03/2025", "Write 2025-03-03."),
        ("31-Mar-25", "Write 2025-03-31."),
        ("31 March 2025", "Write 2025-03-31."),
        ("Mon, 31st March 2025", "Write 2025-03-31."),
        ("2025/3/31", "Write 2025-03-31."),
        ("20250331", "Write 2025-03-31."),
        ("2025-03-31T09:00:00Z", "Write 2025-03-31."),
        ("2025-03-31 00:00:00", "Write 2025-03-31."),
        ("45747", "Write 2025-03-31, if it is a day number of Excel."),
        ("45/45/2025", "such as 2025-03-31"),
        ("2025-W14-1", "such as 2025-03-31"),
        ("\uff12\uff10\uff12\uff15-03-31", "such as 2025-03-31"),
        ("31 Foo 2025", "such as 2025-03-31"),
        ("soon", "such as 2025-03-31"),
        ("", "such as 2025-03-31"),
    ],
)
def test_a_date_in_another_form_is_refused_with_the_iso_form(text, fix):
    with pytest.raises(Fault) as raised:
        date_parser(text)

    assert raised.value.message == "A date is written year-month-day."
    assert fix in raised.value.fix


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(Fault, match="no such day"):
        date_parser(text)


def test_a_choice_is_one_of_the_options():
    assert choice_parser(["WX-MHT", "WX-GPF"])(" WX-GPF ") == "WX-GPF"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("wx-mht", "Write WX-MHT, if that is meant, or another of: WX-MHT, WX-GPF."),
        ("WX-MTH", "Write WX-MHT, if that is meant, or another of: WX-MHT, WX-GPF."),
        ("zzz", "Write one of: WX-MHT, WX-GPF."),
        ("W" * 10_000, "Write one of: WX-MHT, WX-GPF."),
    ],
)
def test_another_choice_is_refused_with_the_nearest_option(text, fix):
    with pytest.raises(Fault) as raised:
        choice_parser(["WX-MHT", "WX-GPF"], what="party")(text)

    assert raised.value.message == "There is no party of this name."
    assert raised.value.fix == fix


def test_only_the_first_of_many_options_are_listed():
    with pytest.raises(Fault) as raised:
        choice_parser([f"C{number}" for number in range(100)])("zzz")

    assert raised.value.fix.endswith("C10, C11 … (100 in all).")


def test_a_choice_without_options_says_so():
    with pytest.raises(Fault) as raised:
        choice_parser([], what="category")("x")

    assert raised.value.fix == "No category is known yet: add it first."


def test_a_text_is_read_without_the_spaces_around_it():
    assert text_parser(10)("  a\tb\nc  ") == "a\tb\nc"


@pytest.mark.parametrize(
    ("text", "message"), [("x" * 11, "at most 10"), ("a\x07b", "control character"), ("a\x85b", "control character"), ("#REF!", "no text")]
)
def test_a_text_that_is_too_long_or_unseen_is_refused(text, message):
    with pytest.raises(Fault, match=message):
        text_parser(10)(text)


@pytest.mark.parametrize("text", ["WX-MHT", "K1.1", "SUB-2024-04-WX-MHT", "ICB/MHT/2023-A", "a_b:c+d", "1", "x" * 64])
def test_an_id_is_letters_digits_and_a_few_signs(text):
    assert id_parser(f" {text} ") == text


@pytest.mark.parametrize(
    ("text", "guess"), [("WX MHT", "WX-MHT"), ("-a", "a"), ("a;b", "a-b"), ("x" * 65, "x" * 64), ("é", None), ("", None)]
)
def test_another_id_is_refused_with_a_guess(text, guess):
    with pytest.raises(Fault) as raised:
        id_parser(text)

    assert raised.value.fix.endswith(f"such as {guess}." if guess else "digit.")


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", " #SPILL! "])
@pytest.mark.parametrize("column", range(4))
def test_an_error_of_excel_is_told_apart_in_any_column(cell, column):
    cells = ["2025-04-01", "WX-MHT", "1", "x"]
    cells[column] = cell

    problem = only_problem(HEADER + ",".join(cells) + "\n")

    assert problem.message == "The cell holds an error of Excel."
    assert "formula" in problem.fix
    assert problem.found == cell


def test_a_number_that_excel_had_no_room_for_is_told_apart():
    assert "narrow" in only_problem(HEADER + "2025-04-01,WX-MHT,########,x\n").message


# What is written is read back


@pytest.mark.parametrize("naughty", NAUGHTY, ids=range(len(NAUGHTY)))
def test_every_naughty_string_is_read_back(naughty):
    assert texts_read_back([[naughty, "x"], ["y", naughty]]) == [[naughty, "x"], ["y", naughty]]


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.text("a'=+-@\t\r\n \",;", max_size=6)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2).filter(any)))
def test_every_text_is_read_back(rows):
    assert texts_read_back(rows) == rows


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5", "@SUM(A1)", "\tx", "\rx", "'=1", "''-1"])
def test_a_text_that_looks_like_a_formula_is_made_inert(text):
    written = write_table(["a"], [[text]]).removeprefix("a\n")

    assert written.lstrip('"').startswith(f"'{text}")
    assert texts_read_back([[text]], names=["a"]) == [[text]]


@pytest.mark.parametrize("text", ["'tis", "it's", "'", "a=b", "1-2"])
def test_other_texts_stand_as_they_are(text):
    assert write_table(["a"], [[text]]) == f"a\n{text}\n"


def test_numbers_dates_and_truth_values_stay_plain():
    row = [-5, Fraction(-1, 3), Decimal("-1.50"), Decimal("1E+3"), date(2025, 3, 31), True, None]

    assert write_table(["a"] * 7, [row]) == "a,a,a,a,a,a,a\n-5,-1/3,-1.50,1000,2025-03-31,true,\n"


def test_rows_end_with_a_line_feed_and_quotation_marks_are_doubled():
    assert write_table(["a", "b"], [['say "hi"', "1,2"], ["two\nlines", ""]]) == 'a,b\n"say ""hi""","1,2"\n"two\nlines",\n'


def test_a_row_of_one_blank_cell_is_a_row():
    assert write_table(["a"], [[""], [None], ["x"]]) == 'a\n""\n""\nx\n'


@pytest.mark.parametrize("value", [1.5, b"x", "a\0b", Decimal("NaN"), object(), [1]])
def test_what_could_not_be_read_back_is_refused(value):
    with pytest.raises(Unwritable):
        write_table(["a"], [[value]])


@given(
    st.lists(
        st.builds(
            Row,
            st.dates(),
            st.sampled_from(["WX-MHT", "WX-GPF"]),
            st.integers(-(10**14), 10**14),
            st.text("ab'=+-@,\"\n \té", max_size=20).map(str.strip),
            st.just(0),
        )
    )
)
def test_rows_of_every_kind_are_read_back(rows):
    names = [column.name for column in COLUMNS]
    text = write_table(names, ([row.period, row.party, Fraction(row.amount, 100), row.note] for row in rows))
    columns = [*COLUMNS[:2], Column("amount", decimal_parser), COLUMNS[3]]

    built, problems = read(text, columns)

    assert problems == []
    assert [values[:-1] for values in built] == [(row.period, row.party, Fraction(row.amount, 100), row.note) for row in rows]


# Whatever comes


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | st.text("ab1 \n\r\t,;\"'-£.\0", max_size=80).map(str.encode))
def test_nothing_is_raised_whatever_the_bytes(data):
    for start in (b"", HEADER.encode()):
        rows, problems = read(start + data)

        assert all(str(problem) and problem.fix for problem in problems)
        assert start or not rows


@given(st.text(max_size=100))
def test_no_parser_raises_anything_but_a_fault(text):
    for parse in (amount_parser(0), amount_parser(3), decimal_parser, date_parser, id_parser, text_parser(50), choice_parser(["a", "b"])):
        outcome = value_or_fault(parse, text)

        assert not isinstance(outcome, Fault) or outcome.fix


def test_a_date_with_a_time_is_no_date_of_a_table():
    assert write_table(["a"], [[datetime(2025, 3, 31, 9, 0)]]) == "a\n2025-03-31T09:00:00\n"  # noqa: DTZ001 - times without zone are the point
