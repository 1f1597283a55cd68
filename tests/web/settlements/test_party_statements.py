"""A party's own statement: its rows of the whole one, to the penny, on the page and as a file."""

import pytest
from tests.web.settlements.conftest import FIRST, SECOND
from tests.web.settlements.reading import NAMES, expected, pounds, tables, text_of
from tests.web.settlements.test_wexmoor import pdf_text

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("row", [row for row in expected("expected_settlement.csv") if row["settlement"].startswith("2025/26")][1:])
def test_a_party_reads_its_expected_figures_and_no_other_partys(wexmoor, row):
    code = row["party"].partition(" ")[0]
    role = "Owner" if "(owner)" in row["party"] else "Non-owner participant"
    one = wexmoor.settle("2025/26", as_of=SECOND)

    page = wexmoor.client("gps").get(f"{wexmoor.address('settlement', one)}?party={code}").content.decode()

    shares = tables(page)["Share of each party"]
    assert [cells[2:] for cells in shares if cells[1] == role] == [
        [pounds(row["cost_share_gbp"]), pounds(row["performance_payment_gbp"]), pounds(row["total_gbp"])]
    ]
    assert {cells[0] for cells in shares} == {NAMES[code]}


@pytest.mark.parametrize("form", ["pdf", "html", "csv"])
def test_it_can_be_taken_away(wexmoor, form):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    answer = wexmoor.client("fernway").get(f"{wexmoor.address('statement_file', one, form=form)}?party=WX-FRN")

    text = pdf_text(answer.content) if form == "pdf" else text_of(answer.content.decode()) if form == "html" else answer.content.decode()
    assert f'filename="2025-26.final.1.WX-FRN.{form}"' in answer["Content-Disposition"]
    assert "£29,613.10" in text
    assert "£61,693.96" not in text  # the trust's


def test_a_restatement_for_one_party_says_what_moves_for_it(wexmoor):
    again = wexmoor.restate(wexmoor.agreed("2024/25", as_of=FIRST))

    page = wexmoor.client("gps").get(f"{wexmoor.address('settlement', again)}?party=WX-GPF").content.decode()

    (moved,) = tables(page)["Share of each party, as settled and as restated"]
    assert moved[2:] == ["−£5,455.86", "−£4,915.75", "£540.11"]


@pytest.mark.parametrize("party", ["WX-XXX", "x'", "WX-CNC "])
def test_a_party_without_a_share_has_no_statement(wexmoor, party):
    one = wexmoor.settle("2025/26", as_of=SECOND)
    client = wexmoor.client("gps")

    assert client.get(wexmoor.address("settlement", one), {"party": party}).status_code == 404
    assert client.get(wexmoor.address("statement_file", one, form="pdf"), {"party": party}).status_code == 404
