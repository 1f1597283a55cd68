"""Uploading values: everything that is wrong at once, with its row and column; all is kept or nothing; what could harm is refused."""

import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from tests.web.costs.test_uploads import DOCTYPE, LAUGHS, SHEET, after_declaration, changed, zipped
from tests.web.measures.values import cells, close, enter, text, words

from gainshare.files.measured import COLUMNS
from gainshare.web.audit.models import Content, Entry
from gainshare.web.exchange.taking import folder_of
from gainshare.web.measures.models import Observation

HEAD = ("measure", "period", "numerator", "denominator", "value", "status", "origin")
ROWS = [HEAD, ("M1", "2026-09", 24, 60, None, "final", "EPR"), ("M2", "2026-09", 7, 120, None, "final", "EPR")]


def workbook(rows=ROWS):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.fixture
def analyst(small):
    return small.client("analyst")


def paste(small, client, pasted, **more):
    return client.post(small.address("upload_observations"), {"text": pasted, "token": uuid.uuid4(), **more})


def send(small, client, name, data, **more):
    body = {"file": SimpleUploadedFile(name, data), "token": uuid.uuid4(), **more}
    return client.post(small.address("upload_observations"), body)


def kept(small):
    return list(Observation.objects.filter(alliance=small.alliance).values_list("measure", "period", "numerator", "denominator", "status"))


BOTH = [("M1", "2026/27 M6", "24", "60", "final"), ("M2", "2026/27 M6", "7", "120", "final")]


def test_rows_are_shown_before_any_is_kept(small, analyst):
    answer = paste(small, analyst, text("M1\t2026-09\t24\t60\tfinal\tEPR", "M2\t2026-09\t7\t120\t\t"))

    assert answer.status_code == 200
    assert "2 new values will be kept." in words(answer)
    assert cells(answer, "Rows as they were read") == [
        ["2", "M1", "2026-09", "24", "60", "None given", "final", "EPR", "New"],
        ["3", "M2", "2026-09", "7", "120", "None given", "final", "Not said", "New"],
    ]
    assert kept(small) == []


def test_a_workbook_is_read_and_kept_in_one_go(small, analyst):
    answer = send(small, analyst, "Values.xlsx", workbook(), use="1")

    assert answer.status_code == 302
    assert kept(small) == BOTH
    assert set(Observation.objects.values_list("file", flat=True)) == {"Values.xlsx"}


def test_a_month_that_excel_took_for_a_date_is_that_month(small, analyst):
    from datetime import date

    send(small, analyst, "Values.xlsx", workbook([HEAD, ("M1", date(2026, 9, 1), 24, 60, None, "final", "")]), use="1")

    assert kept(small) == BOTH[:1]


def test_what_measures_run_writes_is_taken_with_its_further_columns(small, analyst):
    """The columns are those of `gainshare measures run`; the value is rounded to four decimals and the counts are used."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    row = {"measure": "M2", "period": "2026-09", "numerator": 7, "denominator": 120, "value": "5.8333", "status": "provisional"}
    writer.writerow({**row, "recorded_on": "2026-10-02", "lower": "2.34", "upper": "12.02", "method": "Byar", "publishable": "6"})

    answer = send(small, analyst, "observations.csv", out.getvalue().encode(), use="1")

    assert answer.status_code == 302
    one = Observation.objects.get()
    assert (one.numerator, one.denominator, one.given, one.status) == ("7", "120", "5.8333", "provisional")
    assert one.recorded_on.isoformat() == "2026-11-10"  # the day on which the alliance came to know it


def test_everything_that_is_wrong_is_said_at_once_with_row_and_column(small, analyst):
    enter(small, "M2", "2026-08", 7, 120)
    rows = text(
        "M9\t2026-09\t24\t60\tfinal\t",
        "M1\t2027-13\t24\t60\tfinal\t",
        "M1\t2026-09\tx\t60\tsure\t",
        "M3\t2026-09\t24\t60\tfinal\t",
        "M2\t2026-08\t8\t120\tfinal\t",
        "M2\t2026-12\tx\t120\tfinal\t",
        "M2\t2026-07\t8\t120\tfinal\t",
        "M2\t2026-07\t9\t120\tfinal\t",
    )

    answer = paste(small, analyst, rows, use="1")

    assert answer.status_code == 422
    page = words(answer)
    for said in (
        "Row 2: measure: This is not a measure of the framework. Use one of: M1, M2, M3.",
        "Row 3: period: “2027-13” ",
        "Row 4: numerator: This is not a number.",
        "Row 4: status: There is no value of this name.",
        "Row 5: measure: M3 is made from the open book.",
        "Row 6: status: M2 has a final value for 2026/27 M5 already.",
        "Row 7: numerator: This is not a number.",
        "Row 7: period: 2026/27 M9 has not ended yet.",
        "Row 9: period: M2 stands twice for 2026/27 M4: line 8 is the other. Keep one of them.",
    ):
        assert said in page, said
    assert len(kept(small)) == 1
    assert answer.content.decode().count('class="app-wrong"') == 7
    assert "M1\t2027-13\t24" in answer.content.decode()  # the rows stand there to be mended


def test_one_wrong_row_keeps_all_others_out_until_it_is_mended(small, analyst):
    good = "M1\t2026-09\t24\t60\tfinal\t"

    wrong = paste(small, analyst, text(good, "M2\t2026-09\tseven\t120\tfinal\t"), use="1")
    assert wrong.status_code == 422
    assert kept(small) == []
    mended = paste(small, analyst, text(good, "M2\t2026-09\t7\t120\tfinal\t"), use="1")

    assert mended.status_code == 302
    assert kept(small) == BOTH


def test_rows_that_stand_already_are_not_kept_again(small, analyst):
    paste(small, analyst, text("M1\t2026-09\t24\t60\tfinal\t"), use="1")

    looked = paste(small, analyst, text("M1\t2026-09\t24\t60\tfinal\t", "M2\t2026-09\t7\t120\tfinal\t"))
    both = paste(small, analyst, text("M1\t2026-09\t24\t60\tfinal\t", "M2\t2026-09\t7\t120\tfinal\t"), use="1")
    again = analyst.post(
        small.address("upload_observations"), {"text": text("M1\t2026-09\t24\t60\tfinal\t"), "use": "1", "token": uuid.uuid4()}, follow=True
    )

    assert "1 new value will be kept. 1 value stands already." in words(looked)
    assert both.status_code == 302
    assert "Every one of these values stands already. Nothing changed." in words(again)
    assert kept(small) == BOTH


def test_the_same_form_again_keeps_nothing_more(small, analyst):
    token = uuid.uuid4()
    paste(small, analyst, text("M1\t2026-09\t24\t60\tfinal\t"), use="1", token=token)

    paste(small, analyst, text("M2\t2026-09\t7\t120\tfinal\t"), use="1", token=token)

    assert kept(small) == BOTH[:1]


def test_revised_rows_share_the_reason_that_is_given_with_them(small, analyst):
    enter(small)
    enter(small, "M2", "2026-09", 7, 120, status="provisional")
    rows = text("M1\t2026-09\t25\t60\trevised\t", "M2\t2026-09\t8\t120\tfinal\t")

    silent = paste(small, analyst, rows, use="1")
    told = paste(small, analyst, rows, use="1", note="A ward sent its records late.")

    assert "Row 2: note: A revised value needs a reason." in words(silent)
    assert told.status_code == 302
    assert list(Observation.objects.order_by("number").values_list("note", flat=True)[2:]) == ["A ward sent its records late.", ""]


def test_a_file_cannot_slip_a_value_into_a_closed_period(small, analyst):
    close(small)

    answer = paste(small, analyst, text("M1\t2026-09\t25\t60\tfinal\t"), use="1")

    assert "Row 2: status: 2026/27 M6 is closed, so that a value of 2026/27 M6 can only be revised." in words(answer)
    assert kept(small) == []


def test_an_upload_is_one_entry_of_the_journal_with_counts_and_no_figure(small, analyst):
    before = Entry.objects.count()

    paste(small, analyst, text("M1\t2026-09\t3\t61\tfinal\t", "M2\t2026-09\t2\t122\tfinal\t"), use="1")

    assert Entry.objects.count() == before + 1
    content = Content.objects.get(entry__action="observations.uploaded").text
    assert '"values":2' in content.replace(" ", "")
    assert "61" not in content
    assert "122" not in content


UPLOADS = [
    ("formula.xlsx", lambda: workbook([*ROWS, ("M1", "2026-08", "=1+1", 60, None, "final", "")]), "Cell C4 holds a formula."),
    ("formula.csv", lambda: b"measure,period,numerator,denominator\nM1,2026-09,=20+4,60\n", "Write digits with a decimal point"),
    ("entity.xlsx", lambda: changed(workbook(), SHEET, after_declaration(DOCTYPE)), "The workbook holds XML that Excel never writes"),
    ("laughs.xlsx", lambda: changed(workbook(), SHEET, after_declaration(LAUGHS)), "The workbook holds XML that Excel never writes"),
    ("macros.xlsx", lambda: changed(workbook(), "xl/vbaProject.bin", lambda _: b"x"), "macros"),
    ("old.xls", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "This is an old Excel workbook (.xls)"),
    ("word.xlsx", lambda: changed(zipped(), "word/document.xml", lambda _: b"<x/>"), "not an Excel workbook"),
    ("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This is a picture, not a table."),
    ("page.csv", lambda: b"<!DOCTYPE html><table><tr><td>M1</td></tr></table>", "The file is a web page or XML"),
    ("nothing.csv", lambda: b"", "The file is empty"),
    ("blank.csv", lambda: b" \n \n", "The file is empty."),
    ("zeros.csv", lambda: b"measure,period\nM1,2026\0\n", "There is a zero byte"),
    ("long.csv", lambda: b"measure,period\n" + b"M1,2026-09\n" * 5_001, "Divide the file, and upload one part after the other."),
    ("large.csv", lambda: b"x" * 10_500_000, "The file has"),
    ("other.csv", lambda: b"Category,Amount\nPay,1\n", "“measure”"),
    ("no_period.csv", lambda: b"measure,value\nM1,2\n", "“period” is missing"),
    ("words.csv", lambda: b"hello\n", ""),
    ("nan.csv", lambda: b"measure,period,value\nM1,2026-09,NaN\n", "value: This is not a number."),
    (
        "infinite.xlsx",
        lambda: workbook([HEAD, ("M1", "2026-09", None, None, "1e9999", "final", "")]),
        "The exponent of the number is beyond",
    ),
    ("truth.xlsx", lambda: workbook([HEAD, ("M1", "2026-09", True, 60, None, "final", "")]), "numerator: This is not a number."),
    ("error.csv", lambda: b"measure,period,numerator,denominator\nM1,2026-09,#DIV/0!,60\n", "The cell holds an error of Excel."),
]


@pytest.mark.parametrize(("name", "made", "said"), UPLOADS, ids=[name for name, *_ in UPLOADS])
def test_a_file_that_cannot_be_used_is_refused_in_words_and_keeps_nothing(small, analyst, name, made, said):
    answer = send(small, analyst, name, made(), use="1")

    page = words(answer)
    assert answer.status_code == 422, page
    assert "There is a problem" in page
    assert said in page
    assert "Traceback" not in page
    assert "root:" not in page
    assert kept(small) == []
    assert analyst.get(small.address("upload_observations")).status_code == 200


def test_a_formula_in_a_text_is_kept_as_text_and_leaves_inert(small, analyst):
    paste(small, analyst, text('M1\t2026-09\t24\t60\tfinal\t=HYPERLINK("http://x")'), use="1")

    assert Observation.objects.get().origin == '=HYPERLINK("http://x")'
    assert "'=HYPERLINK(" in folder_of(small.alliance)["observations.csv"].decode()
    assert "'=HYPERLINK(" in analyst.get(small.address("measure_csv", measure="M1")).content.decode()


def test_markup_in_a_cell_is_shown_as_it_stands(small, analyst):
    answer = paste(small, analyst, text("M1\t2026-09\t<b>2</b>\t60\tfinal\t<script>alert(1)</script>"))

    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_titles_above_the_headings_and_columns_in_another_order_do_not_matter(small, analyst):
    pasted = "Values of September\n\nDenominator\tMeasure\tNumerator\tPeriod\n60\tM1\t24\t2026-09\n"

    answer = paste(small, analyst, pasted, use="1")

    assert answer.status_code == 302
    assert kept(small) == BOTH[:1]
