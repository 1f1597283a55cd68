"""Spreadsheets as parties have them, and as somebody would make them to do harm."""

import io
import json
import re
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from gainshare.core.kernel.problem import Invalid
from gainshare.core.openbook.sheet import COLUMNS_LIMIT, ROWS_LIMIT
from gainshare.files.spreadsheets import UPLOAD_BYTES_LIMIT, read_pasted, read_upload

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))
SHEET1 = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE lolz [<!ENTITY lol "lol">' + "".join(
    f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10)
)


def workbook(*rows, **sheets):
    """Return the bytes of a workbook: the rows on its first sheet, and more sheets by name."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for name, held in sheets.items():
        sheet = book.create_sheet(name)
        for row in held:
            sheet.append(list(row))
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def remade(data, change=None, **more):
    """Return an archive with parts changed, by a function from name and bytes to bytes, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(name, part) if change else part)
        for name, part in more.items():
            new.writestr(name, part)
    return stream.getvalue()


def texts(sheet):
    return [row.cells for row in sheet.rows]


def refused(name, data):
    with pytest.raises(Invalid) as caught:
        read_upload(name, data)
    return [str(problem) for problem in caught.value.problems]


# Pasted


def test_rows_copied_from_excel_are_read_with_their_line_numbers():
    sheet = read_pasted("Category\tAmount\tNote\r\nPay: wards\t302,957.19\t\r\n\r\nDrugs\t£1,200.00\tpharmacy, unbilled\r\n")

    assert sheet.header == ("Category", "Amount", "Note")
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ("Pay: wards", "302,957.19", "")),
        (4, ("Drugs", "£1,200.00", "pharmacy, unbilled")),
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Pay\t10\nRent\t20", [("Pay", "10"), ("Rent", "20")]),
        ("Pay;10,50\nRent;20,00", [("Pay", "10,50"), ("Rent", "20,00")]),
        ("Pay,10\nRent,20", [("Pay", "10"), ("Rent", "20")]),
        ('Pay,10,"one; two"\nRent,20,"three; four"', [("Pay", "10", "one; two"), ("Rent", "20", "three; four")]),
        ('Pay\t"1,234.50"\n', [("Pay", "1,234.50")]),
        ("sep=;\nPay;1,5\n", [("Pay", "1,5")]),
        ('Pay\t10\t"two\nlines"', [("Pay", "10", "two\nlines")]),
        ("Pay\t10\nRent\n", [("Pay", "10"), ("Rent", "")]),
    ],
)
def test_what_stands_between_cells_is_found_out(text, rows):
    assert texts(read_pasted(text)) == rows
    assert read_pasted(text).header is None


def test_a_title_above_the_header_is_set_aside():
    sheet = read_pasted("Fernway Recovery: October 2026\t\t\n\t\t\nAccount\tValue £\tNarrative\nPay\t10\t\n")

    assert (sheet.header, texts(sheet)) == (("Account", "Value £", "Narrative"), [("Pay", "10", "")])
    assert [row.cells[0] for row in sheet.above] == ["Fernway Recovery: October 2026"]


@pytest.mark.parametrize("text", ["", "  \n\t\t\n", "\ufeff"])
def test_nothing_pasted_is_said_to_be_nothing(text):
    with pytest.raises(Invalid, match="There are no rows"):
        read_pasted(text)


def test_too_many_rows_and_columns_are_refused():
    with pytest.raises(Invalid, match=f"more than {ROWS_LIMIT:,} rows"):
        read_pasted("Pay\t1\n" * (ROWS_LIMIT + 1))
    with pytest.raises(Invalid, match=f"more than {COLUMNS_LIMIT} columns"):
        read_pasted("\t".join(["1"] * (COLUMNS_LIMIT + 1)))
    assert len(read_pasted("Pay\t1\n" * ROWS_LIMIT).rows) == ROWS_LIMIT


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rest_in_silence():
    with pytest.raises(Invalid, match="never closed"):
        read_pasted('Pay\t10\t"oops\n' + "Rent\t20\tfine and well\n" * 20_000)


def test_every_naughty_string_in_a_workbook_is_inert_text():
    # What XML cannot hold, no workbook holds.
    held = [text for text in NAUGHTY if not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text)]
    book = openpyxl.Workbook()
    for number, text in enumerate(held, start=1):
        book.active.cell(number, 1).value = "Pay"
        book.active.cell(number, 2).value = text
        book.active.cell(number, 2).data_type = "s"  # text, also where it looks like a formula or a number
    sheet = read_upload("return.xlsx", saved(book))

    assert len(held) > 500
    assert [row.cells[1] for row in sheet.rows] == [text.strip() for text in held]


@pytest.mark.parametrize("naughty", [text for text in NAUGHTY if "\0" not in text])
def test_every_naughty_string_pasted_is_inert_text(naughty):
    quoted = naughty.replace('"', '""')

    assert read_pasted(f'Pay\t1\t"{quoted}"\n').rows[0].cells[2:] == ((naughty.strip(),) if naughty.strip() else ())


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_file_is_read_in_the_encodings_that_excel_writes(encoding):
    sheet = read_upload("return.csv", "Category,Amount\nCafé – wards,£10.00\n".encode(encoding))

    assert texts(sheet) == [("Café – wards", "£10.00")]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("return.csv", b"", "empty"),
        ("return.csv", b"Pay,1\0,2", "zero byte"),
        ("return.csv", "Pay,1".encode("utf-16"), "UTF-16"),
        ("return.csv", b"Pay\x81,1", "no text that can be read"),
        ("return.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old Excel workbook .* password"),
        ("return.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "password"),
        ("return.xls", b"<html><table><tr><td>Pay</td></tr></table>", "web page"),
        ("return.csv", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "XML"),
        ("return.pdf", b"%PDF-1.7", "PDF"),
        ("return.csv", b"\x7fELF\x02", "program"),
        ("return.xlsx", b"Pay,1\n", "called a workbook and is none"),
        ("return.xlsx", b"PK\x03\x04 and then nothing of the kind", "damaged"),
        ("return.xlsm", b"PK\x03\x04", "macros"),
        ("return.ods", b"PK\x03\x04", "not read"),
        ("../../etc/passwd", b"Pay,1", "path"),
        ("C:\\return.csv", b"Pay,1", "path"),
        ("return\n.csv", b"Pay,1", "name cannot be used"),
        ("", b"Pay,1", "name cannot be used"),
        ("x" * 300, b"Pay,1", "name cannot be used"),
        ("return.csv", b"x" * (UPLOAD_BYTES_LIMIT + 1), "bytes"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(name, data, told):
    with pytest.raises(Invalid, match=told):
        read_upload(name, data)


# Workbooks


def test_a_workbook_gives_exact_amounts_and_plain_dates():
    data = workbook(
        ["Category", "Amount", "Reverses in", "Accrual"],
        ["Pay", 302957.19, date(2026, 11, 1), True],
        ["Drugs", 0.1 + 0.2, datetime(2026, 11, 1, 9, 30), False],  # noqa: DTZ001  # a cell knows no time zone
        ["Rent", -1200, None, None],
        ["Large", 123456789012.34, "2026-11", "Y"],
        [None, None, None, None],
        ["Tiny", 1e-7, "", ""],
    )

    assert [(row.number, *row.cells) for row in read_upload("return.xlsx", data).rows] == [
        (2, "Pay", "302957.19", "2026-11-01", "yes"),
        (3, "Drugs", "0.3", "2026-11-01 09:30", "no"),
        (4, "Rent", "-1200", "", ""),
        (5, "Large", "123456789012.34", "2026-11", "Y"),
        (7, "Tiny", "0.0000001", "", ""),
    ]


def test_formulas_are_refused_by_cell_with_what_to_do():
    told = refused("return.xlsx", workbook(["Category", "Amount"], ["Pay", 10], ["Total", "=SUM(B2:B2)"], ["x", "=1+1"]))

    assert [line.split(" Select")[0] for line in told] == [
        "error: return.xlsx, line 3, B3: Cell B3 holds a formula.",
        "error: return.xlsx, line 4, B4: Cell B4 holds a formula.",
    ]
    assert "paste them as values" in told[0]


def test_a_thousand_formulas_are_counted_rather_than_listed():
    told = refused("return.xlsx", workbook(*[["x", "=1+1"]] * 1000))

    assert len(told) == 21
    assert "980 more cells hold formulas" in told[-1]


def test_a_formula_on_another_sheet_does_not_matter():
    sheet = read_upload("return.xlsx", workbook(["Pay", 10], workings=[["=1+1"]]))

    assert texts(sheet) == [("Pay", "10")]
    assert [(note.severity, note.message) for note in sheet.notes] == [("info", "The sheet “Sheet” was read; the workbook has 1 more.")]


def test_the_formula_of_a_drop_down_list_does_not_matter():
    def change(name, held):
        more = b'</sheetData><extLst xmlns:xm="http://schemas.microsoft.com/office/excel"><xm:f>Lists!A1</xm:f></extLst>'
        return held.replace(b"</sheetData>", more) if name == SHEET1 else held

    assert texts(read_upload("return.xlsx", remade(workbook(["Pay", 10]), change))) == [("Pay", "10")]


@pytest.mark.parametrize("before", ["<!-- </sheetData> -->", "<is/><v>7</v>"])
def test_a_formula_that_hides_is_refused_all_the_same(before):
    rows = f'<row r="1"><c r="A1">{before}<f>1+1</f></c></row>'
    text = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'

    assert refused("return.xlsx", changed_sheet(workbook(["Pay", 10]), text))


def test_text_that_looks_like_a_formula_is_text():
    book = openpyxl.Workbook()
    book.active.append(["Pay", 10, "x"])
    book.active["C1"].value, book.active["C1"].data_type = "=cmd|' /C calc'!A0", "s"

    assert texts(read_upload("return.xlsx", saved(book))) == [("Pay", "10", "=cmd|' /C calc'!A0")]


def test_the_sheet_in_front_is_read_and_a_hidden_one_is_not():
    book = openpyxl.Workbook()
    book.active.append(["secret", 1])
    book.active.sheet_state = "hidden"
    front = book.create_sheet("Return")
    front.append(["Pay", 10])
    book.active = front

    assert texts(read_upload("return.xlsx", saved(book))) == [("Pay", "10")]


@pytest.mark.parametrize("part", [SHEET1, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://attacker.example/x.dtd">',
        LAUGHS + "]>",
        "<!DOCTYPE x>",
    ],
)
def test_xml_with_entities_or_outside_references_is_refused(part, doctype):
    def change(name, held):
        return held if name != part else doctype.encode() + held.removeprefix(b'<?xml version="1.0"?>')

    told = refused("return.xlsx", remade(workbook(["Pay", 10]), change))

    assert "holds XML that Excel never writes" in told[0]


def test_entities_hidden_in_another_encoding_are_found():
    def change(name, held):
        if name != SHEET1:
            return held
        return ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "e">]>' + held.decode()).encode("utf-16")

    assert "holds XML that Excel never writes" in refused("return.xlsx", remade(workbook(["Pay", 10]), change))[0]


def test_a_zip_bomb_is_refused_by_its_directory_at_once():
    bomb = remade(workbook(["Pay", 10]), **{"xl/media/a.png": b"\0" * 60_000_000})
    started = time.perf_counter()

    assert "too large" in refused("return.xlsx", bomb)[0]
    assert time.perf_counter() - started < 1


def test_a_part_that_is_packed_far_too_well_is_refused_below_the_limit_of_size():
    assert "too large" in refused("return.xlsx", remade(workbook(["Pay", 10]), **{"xl/a.xml": b" " * 5_000_000}))[0]


def test_thousands_of_parts_are_refused():
    assert "too large" in refused("return.xlsx", remade(workbook(["Pay", 10]), **{f"xl/{n}": b"" for n in range(2001)}))[0]


def test_a_directory_that_lies_about_sizes_does_no_harm():
    data = bytearray(remade(workbook(["Pay", 10]), **{"xl/a.xml": b" " * 5_000_000}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")  # uncompressed size in the central directory

    assert "cannot be read" in refused("return.xlsx", bytes(data))[0]


@pytest.mark.parametrize("part", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\x.xml", "xl/../../x", "C:/x"])
def test_parts_that_lead_outside_are_refused(part):
    assert "outside itself" in refused("return.xlsx", remade(workbook(["Pay", 10]), **{part: b"x"}))[0]


@pytest.mark.parametrize(
    ("part", "told"),
    [("xl/vbaProject.bin", "macros"), ("xl/workbook.bin", "xlsb"), ("XL/WORKBOOK.XML", "two parts of the same name")],
)
def test_macros_and_other_kinds_of_workbook_are_refused_by_what_they_hold(part, told):
    assert told in refused("return.xlsx", remade(workbook(["Pay", 10]), **{part: b"<x/>"}))[0]


def test_an_encrypted_part_is_said_to_need_a_password():
    data = bytearray(workbook(["Pay", 10]))
    data[data.find(b"PK\x01\x02") + 8] |= 1

    assert "password" in refused("return.xlsx", bytes(data))[0]


def test_another_kind_of_archive_is_told_apart():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    assert "a Word document" in refused("letter.docx", stream.getvalue())[0]


def changed_sheet(data, text):
    return remade(data, lambda name, held: text.encode() if name == SHEET1 else held)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999999"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1">' + '<c t="n"/>' * 300_001 + "</row>",
        '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        '<row r="one"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>',
        '<row r="1"><c r="A1"><v>NaN</v></c></row>',
        "<row>" * 5000 + "</row>" * 5000,
        "<row",
    ],
)
def test_a_sheet_that_is_broken_on_purpose_is_refused_and_soon(rows):
    text = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    started = time.perf_counter()

    assert refused("return.xlsx", changed_sheet(workbook(["Pay", 10]), text))
    assert time.perf_counter() - started < 5


def test_an_empty_million_of_rows_is_passed_over():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    text = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    started = time.perf_counter()

    sheet = read_upload("return.xlsx", changed_sheet(workbook(["Pay", 10]), text))

    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("1",)), (1048576, ("2",))]
    assert time.perf_counter() - started < 5


def test_a_workbook_with_too_many_rows_or_columns_is_refused():
    assert "columns" in refused("return.xlsx", workbook(["1"] * (COLUMNS_LIMIT + 1)))[0]
    assert "rows" in refused("return.xlsx", workbook(*[["Pay", 1]] * (ROWS_LIMIT + 1)))[0]


def test_an_empty_workbook_says_so():
    assert "holds no rows" in refused("return.xlsx", workbook())[0]


def test_a_cell_that_holds_a_book_is_named():
    assert "C2: The cell has 2,001 characters" in refused("return.xlsx", workbook(["Pay", 1], ["Pay", 1, "x" * 2001]))[0]


@pytest.mark.parametrize("data", [None, 7, "text", object()])
def test_a_wrong_type_is_a_mistake_of_the_programmer(data):
    with pytest.raises((TypeError, AttributeError)):
        read_upload("return.csv", data)
