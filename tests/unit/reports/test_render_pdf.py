"""Statements as PDF: every figure is in it, a screen reader can read it, and no name in it is ever run."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from tests.builders import Alliance

import gainshare as gs
from gainshare.core.kernel.formats import money
from gainshare.reports.charts import gain_pain_curve
from gainshare.reports.content import Column, NotDrawn, Section, Statement, Table
from gainshare.reports.render.pdf import render_pdf
from gainshare.reports.settlement_statement import restatement_statement, settlement_statement
from gainshare.reports.teller import Teller

HOSTILE = '#import "x.typ": * $ a^2 $ ] } \\ @x <label> #panic("run") ``` // /* = - + *b* _i_ ~ ...'
FINGERPRINT = "0123456789abcdef" * 4
MONEY = re.compile(r"−?£[\d,]+\.\d\d")


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    """Return what a PDF says, without the spaces and lines that depend on how it is set."""
    return squeezed("".join(page.extract_text() for page in read(pdf).pages))


def squeezed(text):
    return re.sub(r"\s", "", text)


def figures_of(assessment):
    """Return every amount, score and result of a settlement, as they are written."""
    settlement, teller = assessment.settlement, Teller(assessment)
    amounts = [settlement.target, settlement.actual, settlement.variance]
    amounts += [amount for share in settlement.shares for amount in (share.cost, share.performance, share.total)]
    amounts += [payment.entitlement for payment in settlement.payments]
    amounts += [amount for side in settlement.sides.values() for amount in side.values()]
    scores = [teller.score(settlement.overall), *(line.score for line in assessment.scorecard.lines if line.score is not None)]
    results = [row.result for row in assessment.explanation.table()]
    return [*(money(amount, settlement.currency) for amount in amounts), *map(written, scores), *results]


def written(score):
    return score if isinstance(score, str) else f"{float(score):.2f}".replace("-", "−")


def element_types(reader):
    """Return the types of the elements in the tree of a tagged PDF."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            found += [element] if "/S" in element else []
            waiting += [element["/K"]] if "/K" in element else []
    return found


@pytest.fixture(scope="module")
def pdf(settled_2025, chart_2025):
    return render_pdf(settlement_statement(settled_2025), chart_2025, fingerprint=FINGERPRINT)


@pytest.mark.parametrize("year", ["settled_2024", "settled_2025", "position_2026"])
def test_every_figure_of_a_settlement_is_in_its_pdf(year, request):
    assessment = request.getfixturevalue(year)
    settlement = assessment.settlement

    text = text_of(render_pdf(settlement_statement(assessment), gain_pain_curve(assessment)))

    transfers = [money(one.amount, settlement.currency) for one in settlement.transfers]
    due = [money(one.due, settlement.currency) for one in settlement.payments]
    assert [figure for figure in (*figures_of(assessment), *transfers, *due) if squeezed(figure) not in text] == []


def test_every_figure_of_a_restatement_is_in_its_pdf(restated_2024):
    assessment, restatement = restated_2024.assessment, restated_2024.restatement

    text = text_of(render_pdf(restatement_statement(assessment, restatement), gain_pain_curve(assessment)))

    moved = [amount for one in restatement.moved for amount in (one.old, one.new, one.to_move)]
    paid = [*restatement.payments.values(), *(one.amount for one in restatement.transfers)]
    figures = [*figures_of(assessment), *(money(amount, assessment.settlement.currency) for amount in (*moved, *paid))]
    assert [figure for figure in figures if squeezed(figure) not in text] == []


@pytest.mark.parametrize(("year", "file"), [("settled_2024", "2024-25"), ("settled_2025", "2025-26"), ("position_2026", "2026-27-to-M7")])
def test_every_amount_of_the_expected_statement_is_in_the_pdf(year, file, request, wexmoor):
    expected = (wexmoor / "expected" / f"statement-{file}.txt").read_text(encoding="utf-8")

    text = text_of(render_pdf(settlement_statement(request.getfixturevalue(year))))

    amounts = MONEY.findall(expected)
    assert len(amounts) > 30
    assert [amount for amount in amounts if amount not in text] == []


def test_the_pdf_is_tagged_by_the_standard_and_names_its_language_and_title(pdf):
    root, reader = read(pdf).trailer["/Root"], read(pdf)

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Final settlement: 2025/26 – Wexmoor Living Well Rehabilitation Alliance"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_headings_tables_and_captions_are_elements_of_their_own(pdf, settled_2025):
    kinds = [element["/S"] for element in element_types(read(pdf))]
    tables = sum(len(section.tables) for section in settlement_statement(settled_2025).sections)

    assert kinds.count("/Table") == tables + 1
    assert {"/H1", "/H2", "/TH", "/TD", "/Caption", "/Figure", "/LI"} <= set(kinds)


def test_the_picture_has_its_words(pdf, chart_2025):
    (figure,) = [element for element in element_types(read(pdf)) if element["/S"] == "/Figure"]

    assert figure["/Alt"] == chart_2025.alternative


def test_the_same_statement_gives_the_same_bytes_without_a_date(pdf, settled_2025, chart_2025):
    again = render_pdf(settlement_statement(settled_2025), chart_2025, fingerprint=FINGERPRINT)

    assert again == pdf
    assert "/CreationDate" not in read(pdf).metadata


def test_every_page_names_the_statement_its_number_and_the_fingerprint(pdf):
    pages = [squeezed(page.extract_text()) for page in read(pdf).pages]

    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert text.startswith(squeezed("Wexmoor Living Well Rehabilitation Alliance Final settlement: 2025/26"))
        assert squeezed("Payable, less what was settled before. As known on 30 July 2026.") in text
        assert f"Page{number}of{len(pages)}" in text
        assert f"Fingerprint:{FINGERPRINT}" in text


def test_without_a_fingerprint_none_is_named(settled_2025):
    assert "Fingerprint" not in text_of(render_pdf(settlement_statement(settled_2025)))


def test_the_heads_of_a_long_table_stand_on_each_of_its_pages():
    rows = tuple((f"Row {number}", f"{number}.00") for number in range(200))
    table = Table("Many rows", (Column("What it is"), Column("How much", is_number=True)), rows)

    reader = read(render_pdf(Statement("A", "T", "S", (), (Section("summary", "Summary", (), (table,)),))))

    assert len(reader.pages) > 2
    assert all("How much" in page.extract_text() for page in reader.pages)


def test_without_a_picture_its_section_is_left_out(settled_2025):
    reader = read(render_pdf(settlement_statement(settled_2025)))

    assert "Gainandpainbyoutturncost" not in text_of(render_pdf(settlement_statement(settled_2025)))
    assert [element for element in element_types(reader) if element["/S"] == "/Figure"] == []


def test_a_picture_that_cannot_be_drawn_is_explained(settled_2025):
    pdf = render_pdf(settlement_statement(settled_2025), NotDrawn("The curve is not drawn: for a reason."))

    assert squeezed("The curve is not drawn: for a reason.") in text_of(pdf)


def test_names_full_of_the_typesetter_s_own_signs_come_out_as_text(tmp_path):
    alliance = Alliance()
    for place in ("alliance/name", "parties/PX/name", "performance/areas/A1/measures/M1/name", "regime/title"):
        alliance.set(place, HOSTILE)
    assessment = gs.assess_folder(alliance.write(tmp_path / "hostile"), "2024/25")

    text = text_of(render_pdf(settlement_statement(assessment), gain_pain_curve(assessment), fingerprint=HOSTILE))

    assert text.count(squeezed(HOSTILE)) > 10


def small(words):
    return Statement(
        words, "Title", "Subtitle", (words,), (Section("summary", words, (words,), (Table(words, (Column(words),), ((words,),)),)),)
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Ústav Łódź Ωμέγα Живая", "Ústav Łódź Ωμέγα Живая"),
        ("漢 Trust", "\\u6f22 Trust"),
        ("Care \U0001f600", "Care \\u1f600"),
        ("e\u0332\u0485\u20e3x", "e"),
        ("left\u202eright", "left\\u202eright"),
    ],
)
def test_a_sign_that_no_font_has_is_written_out_and_others_are_set(words, shown):
    assert squeezed(shown) in text_of(render_pdf(small(words)))


@pytest.mark.parametrize("sign", ["漢", "₹", "\N{HEBREW LETTER ALEF}"])
def test_a_sign_in_the_picture_that_no_font_has_does_not_stop_the_pdf(settled_2025, chart_2025, sign):
    chart = replace(chart_2025, svg=chart_2025.svg.replace("Target £", f"Target {sign}"))

    assert "Wexmoor" in text_of(render_pdf(settlement_statement(settled_2025), chart))


def test_a_word_longer_than_the_page_is_broken():
    pdf = render_pdf(small("W" * 900))

    assert "W" * 900 in text_of(pdf)


def test_a_table_without_rows_says_no_data():
    empty = replace(small("A"), sections=(Section("summary", "Summary", (), (Table("None", (Column("A"), Column("B")), ()),)),))

    assert text_of(render_pdf(empty)).count("Nodata") == 2
