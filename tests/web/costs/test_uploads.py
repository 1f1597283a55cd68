"""Files and pasted rows that are wrong or mean harm: refused in clear words, or stored inert; the page is there in any case."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from tests.web.costs.test_states import amounts, said

from gainshare.web.costs.models import Evidence

ROWS = [("Category", "Amount", "Note"), ("Pay", 6100, "October"), ("Drugs", 1900, "")]


def workbook(rows=ROWS):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def changed(data, part, change):
    """Return a workbook in which one part was changed, or added."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, change(given.read(name)) if name == part else given.read(name))
        if part not in given.namelist():
            made.writestr(part, change(b""))
    return held.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'"><!ENTITY c "' + b"&b;" * 50 + b'">]>'


def after_declaration(doctype):
    return lambda held: doctype + held.split(b"?>", 1)[-1]


def bomb():
    return changed(workbook(), SHEET, lambda held: held.replace(b"<sheetData>", b" " * 60_000_000 + b"<sheetData>"))


UPLOADS = [
    ("formula.xlsx", lambda: workbook([*ROWS, ("Pay", "=1+1", "")]), "Cell B4 holds a formula."),
    ("formula.csv", lambda: b"Category,Amount\nPay,=6000+100\n", "The cell holds a formula, not an amount."),
    ("entity.xlsx", lambda: changed(workbook(), SHEET, after_declaration(DOCTYPE)), "The workbook holds XML that Excel never writes"),
    ("laughs.xlsx", lambda: changed(workbook(), SHEET, after_declaration(LAUGHS)), "The workbook holds XML that Excel never writes"),
    ("bomb.xlsx", bomb, "workbook would be too large"),
    ("outside.xlsx", lambda: changed(workbook(), "../../escaped.xml", lambda _: b"<x/>"), "The workbook names a part outside itself."),
    ("macros.xlsx", lambda: changed(workbook(), "xl/vbaProject.bin", lambda _: b"x"), "macros"),
    ("macros.xlsm", workbook, "macros"),
    ("old.xls", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "This is an old Excel workbook (.xls)"),
    ("word.xlsx", lambda: changed(zipped(), "word/document.xml", lambda _: b"<x/>"), "not an Excel workbook"),
    ("no.xlsx", lambda: b"PK\x03\x04 and no more", "cannot be read"),
    ("text.xlsx", lambda: b"Category,Amount\nPay,1\n", "The file is called a workbook and is none."),
    ("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "This is a picture, not a table."),
    ("program.csv", lambda: b"MZ" + b"\0" * 50, "This is a program, not a table."),
    ("page.csv", lambda: b"<!DOCTYPE html><table><tr><td>Pay</td></tr></table>", "The file is a web page or XML"),
    ("wide.csv", lambda: "Category,Amount\nPay,1\n".encode("utf-16"), "The file is in UTF-16"),
    ("nothing.csv", lambda: b"", "The file is empty"),
    ("blank.csv", lambda: b" \n \n", "The file is empty."),
    ("zeros.csv", lambda: b"Category,Amount\nPay,1\0\n", ""),
    ("long.csv", lambda: b"Category,Amount\n" + b"Pay,1\n" * 5_001, "5,000"),
    ("wide_table.csv", lambda: b"Category,Amount" + b",x" * 100 + b"\nPay,1\n", "60"),
    ("large.csv", lambda: b"x" * 10_500_000, "The file has"),
    ("sheets.ods", lambda: b"PK\x03\x04", "Workbooks of this kind are not read."),
]


def zipped():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("[Content_Types].xml", "<x/>")
    return held.getvalue()


@pytest.mark.parametrize(("name", "made", "words"), UPLOADS, ids=[name for name, *_ in UPLOADS])
def test_a_file_that_cannot_be_read_is_refused_in_words_and_changes_nothing(small, lead, name, made, words):
    one = small.draft(lines=())
    file = SimpleUploadedFile(name, made())

    answer = lead.post(small.address("paste_return", of=one.pk), {"file": file, "use": "1", "seen": 1})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page or 'class="app-wrong"' in page or "nhsuk-error-message" in page
    assert words in page
    assert "Traceback" not in page
    assert "root:" not in page
    assert amounts(one) == []
    assert lead.get(small.address("paste_return", of=one.pk)).status_code == 200


def test_a_good_workbook_is_read(small, lead):
    one = small.draft(lines=())

    lead.post(small.address("paste_return", of=one.pk), {"file": SimpleUploadedFile("October.xlsx", workbook()), "use": "1", "seen": 1})

    assert amounts(one)[:2] == [("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00)]


@pytest.mark.parametrize("name", ["../../escaped.csv", "/etc/escaped.csv", "..\\..\\escaped.csv", "C:\\escaped.csv", ".csv"])
def test_a_name_that_is_a_path_is_no_way_out(small, lead, tmp_path, name):
    one = small.draft(lines=())
    file = SimpleUploadedFile(name, b"Category,Amount\nPay,1\n")

    answer = lead.post(small.address("paste_return", of=one.pk), {"file": file, "seen": 1})

    assert answer.status_code in {200, 422}
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_formula_in_a_note_is_kept_as_text_and_leaves_inert(small, lead):
    from gainshare.web.exchange.taking import folder_of

    one = small.draft(lines=())
    text = 'Category\tAmount\tNote\nPay\t6100\t=HYPERLINK("http://x";"y")\nDrugs\t1900\t@SUM(A1)\n'
    lead.post(small.address("paste_return", of=one.pk), {"text": text, "use": "1", "seen": 1})
    one.refresh_from_db()
    assert one.lines.first().note.startswith("=HYPERLINK(")
    lead.post(small.address("declare_return", of=one.pk), {"seen": one.row_version, "token": one.pk, "declared_as": "X", "confirmed": "on"})

    taken = folder_of(small.alliance)["costs.csv"].decode()

    assert ",'=HYPERLINK(" in taken or ",\"'=HYPERLINK(" in taken
    assert ",'@SUM(A1)" in taken


def test_more_pasted_than_a_page_may_send_is_refused(small, lead):
    one = small.draft(lines=())

    answer = lead.post(small.address("paste_return", of=one.pk), {"text": "x" * (5 * 2**20 + 1), "seen": 1})

    assert answer.status_code == 400
    assert "We could not read that" in answer.content.decode()


EVIDENCE = [
    ("ledger.pdf", b"%PDF-1.7", "pdf"),
    ("picture.png", b"\x89PNG\r\n\x1a\n...", "png"),
    ("photo.jpg", b"\xff\xd8\xff\xe0...", "jpeg"),
    ("mail.eml", b"From: a@example.org\r\nSubject: x\r\n\r\nhello", "eml"),
    ("ledger.csv", b"a,b\n1,2\n", "csv"),
    ("ledger.xlsx", workbook(), "xlsx"),
    ("called.exe", b"%PDF-1.7", "pdf"),
]
REFUSED = [
    ("page.html", b"<script>alert(1)</script>"),
    ("picture.svg", b"<svg onload='alert(1)'/>"),
    ("program.pdf", b"MZ\x90\0"),
    ("script.js", b"alert(1)"),
    ("words.docx", zipped()),
    ("macros.xlsx", changed(workbook(), "xl/vbaProject.bin", lambda _: b"x")),
    ("folder.zip", zipped()),
    ("mail.eml", b"hello"),
    ("zeros.csv", b"a,b\0"),
    ("nothing.pdf", b""),
    ("notes.txt", b"hello"),
    ("broken.xlsx", b"PK\x03\x04broken"),
]


@pytest.mark.parametrize(("name", "data", "kind"), EVIDENCE, ids=[name for name, *_ in EVIDENCE])
def test_evidence_is_what_its_content_says(small, lead, name, data, kind):
    one = small.draft()

    lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile(name, data)})

    assert Evidence.objects.get(of=one).kind == kind


@pytest.mark.parametrize(("name", "data"), REFUSED, ids=[name for name, _ in REFUSED])
def test_evidence_of_any_other_kind_is_refused_in_words(small, lead, evidence_folder, name, data):
    one = small.draft()

    answer = lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile(name, data)})

    words = said(answer)
    assert f"“{name}” is {'none of these by what it holds' if data else 'empty'}" in words
    assert "Evidence is a PDF, XLSX, CSV, PNG, JPEG or EML file, without macros." in words
    assert not Evidence.objects.exists()
    assert not evidence_folder.exists()
    assert lead.get(small.address("check_return", of=one.pk)).status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("new\nline.pdf", "newline.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>.pdf"),
    ],
)
def test_a_name_of_evidence_is_a_plain_name(small, lead, given, kept):
    from gainshare.web.costs.views.evidence import _plain_name

    assert _plain_name(given) == kept
    one = small.draft()
    lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile("x.pdf", b"%PDF-")})
    Evidence.objects.filter(of=one).update(name=kept)
    page = lead.get(small.address("check_return", of=one.pk)).content.decode()
    assert "<img src=x" not in page


def test_files_that_no_return_needs_are_swept_and_others_stay(small, lead, evidence_folder):
    from gainshare.web.shared.kept_files import keep, path_of, sweep

    one = small.draft()
    lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1")})
    orphan = keep(b"%PDF-2")
    (path_of(orphan).parent / f"{orphan}.1.2.part").write_bytes(b"%PD")
    assert sweep() == 0  # nothing has lain a day

    assert sweep(older_than_seconds=-(10**9)) == 2

    needed = Evidence.objects.get(of=one).sha256
    assert [file.name for file in evidence_folder.rglob("*") if file.is_file()] == [needed]
