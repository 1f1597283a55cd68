"""Wexmoor's years on the web: every expected figure to the penny on the page and in every file, and each opens to its rows."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from tests.web.settlements.conftest import FILES, FIRST, SECOND, Wexmoor
from tests.web.settlements.reading import NAMES, cells_with_links, expected, links, pounds, tables, text_of

from gainshare.files import bundle as bundles
from gainshare.files import replay
from gainshare.files.folder import load_folder
from gainshare.web.exchange import demonstration
from gainshare.web.settlements.models import Settlement

TOKEN = "7f2c1c3e-0000-4000-8000-000000000001"
RESTATED = "2024/25 restated (October 2025)"
YEARS = [("2024/25", FIRST, "2024/25 settlement (July 2025)"), ("2025/26", SECOND, "2025/26 settlement (July 2026)")]


def expected_rows(name):
    rows = [row for row in expected("expected_settlement.csv") if row["settlement"] == name]
    assert rows, name
    return rows


def of_party(rows, code, *, is_owner=False):
    """Return the row of a table that is a party's in a role."""
    found = [row for row in rows if row[0] == NAMES[code] and (row[1] == "Owner") == is_owner]
    assert len(found) == 1, (code, rows)
    return found[0]


@pytest.mark.parametrize(("word", "as_of", "name"), YEARS)
def test_every_expected_figure_stands_on_the_statement(wexmoor, word, as_of, name):
    one = wexmoor.settle(word, as_of=as_of)

    page = wexmoor.client("fernway").get(wexmoor.address("settlement", one)).content.decode()

    found = tables(page)
    shares, costs, summary = found["Share of each party"], found["Cost by party"], found["The period in figures"]
    for row in expected_rows(name):
        code = row["party"].partition(" ")[0]
        if code == "ALLIANCE":
            figures = {line[0].partition(":")[0]: line[1] for line in summary}
            assert figures["Target outturn cost"] == pounds(row["adjusted_toc_gbp"])
            assert figures["Actual outturn cost"] == pounds(row["actual_outturn_gbp"])
            assert figures["Variance"] == pounds(row["variance_gbp"])
            assert figures["Variance as a percentage of the target"] == f"{row['variance_percent'].replace('-', '−')}%"
            assert figures["Overall performance score"] == row["ops"].replace("-", "−")
            continue
        cells = of_party(shares, code, is_owner="(owner)" in row["party"])
        assert cells[2:] == [pounds(row["cost_share_gbp"]), pounds(row["performance_payment_gbp"]), pounds(row["total_gbp"])]
        if row["adjusted_toc_gbp"]:
            cost = next(line for line in costs if line[0] == NAMES[code])
            assert (cost[1], cost[3]) == (pounds(row["adjusted_toc_gbp"]), pounds(row["actual_outturn_gbp"]))


def test_every_expected_score_stands_on_the_statement(wexmoor):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    page = wexmoor.client("manager").get(wexmoor.address("settlement", one)).content.decode()

    scores = {row[0].partition(" ")[0]: row for row in tables(page)["Score of each measure"]}
    rows = [row for row in expected("expected_kpi_scores.csv") if row["financial_year"] == "2025/26"]
    for row in rows:
        if row["kpi"] in scores:
            assert scores[row["kpi"]][2] == row["score"].replace("-", "−"), row
    assert len([row for row in rows if row["kpi"] in scores]) == 12


def test_the_restatement_of_2024_25_moves_what_is_expected(wexmoor):
    first = wexmoor.agreed("2024/25", as_of=FIRST)
    again = wexmoor.restate(first)

    page = wexmoor.client("gps").get(wexmoor.address("settlement", again)).content.decode()

    found = tables(page)
    moved = found["Share of each party, as settled and as restated"]
    for row in expected("expected_restatement.csv"):
        code = row["party"].partition(" ")[0]
        figures = [pounds(row["first_gbp"]), pounds(row["restated_gbp"]), pounds(row["to_move_gbp"])]
        if code == "ALLIANCE":
            assert found["What the parties have together"][0] == ["Non-owner participants together", *figures]
        else:
            assert of_party(moved, code, is_owner="(owner)" in row["party"])[2:] == figures
    to_move = sum(transfer.amount for transfer in again.transfers.all())
    assert to_move == 10_802_09  # comes back to the participants


def test_two_runs_of_a_period_are_held_side_by_side_with_the_costs_that_differ(wexmoor):
    first = wexmoor.agreed("2024/25", as_of=FIRST)
    again = wexmoor.restate(first)
    by = wexmoor.address("compare_settlement", again)

    page = wexmoor.client("fernway").get(f"{by}?with={first.pk}").content.decode()

    found = tables(page)
    then, now = (
        next(row["actual_outturn_gbp"] for row in expected_rows(name) if row["party"].startswith("WX-MHT"))
        for name in (YEARS[0][2], RESTATED)
    )
    more = pounds(f"{Decimal(then) - Decimal(now)}")  # the trust's later return, which the restatement alone has
    assert found["What differs in the costs, £, and in the scores"][0] == [
        f"Actual cost: {NAMES['WX-MHT']}",
        pounds(now),
        pounds(then),
        more,
    ]
    assert [row[0] for row in found["What differs in the costs, £, and in the scores"]][1:] == ["Score: K5.1"]
    moved = {
        row["party"].partition(" ")[0]: row["to_move_gbp"] for row in expected("expected_restatement.csv") if "(owner)" not in row["party"]
    }
    fernway = next(row for row in found["What each party has, £"] if row[0].startswith(NAMES["WX-FRN"]))
    assert fernway[3] == pounds(f"-{moved['WX-FRN']}")


@pytest.mark.parametrize(("word", "as_of", "name"), YEARS)
def test_every_figure_stands_in_every_file_and_the_bundle_verifies(wexmoor, word, as_of, name):
    one = wexmoor.settle(word, as_of=as_of)
    client = wexmoor.client("manager")

    files = {form: client.get(wexmoor.address("statement_file", one, form=form)) for form in ("html", "csv", "pdf")}
    stored = client.get(wexmoor.address("settlement_bundle", one))

    wanted = {pounds(row[column]) for row in expected_rows(name) for column in ("cost_share_gbp", "performance_payment_gbp", "total_gbp")}
    texts = {"html": text_of(files["html"].content.decode()), "csv": files["csv"].content.decode(), "pdf": pdf_text(files["pdf"].content)}
    for form, text in texts.items():
        assert {figure for figure in wanted if figure not in text} == set(), form
    bundle = bundles.parse_bundle(stored.content, "x")
    assert replay.verify(bundle, None).answer == "same"
    assert stored.content.decode() == bundle.text()
    assert [share["party"] for share in bundle.result["shares"]] == ["WX-MHT", "WX-GPF", "WX-FRN", "WX-OPH", "WX-ICB", "WX-CNC"]


def pdf_text(data):
    from pypdf import PdfReader

    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


def is_a_figure(caption, cell, address):
    """Return whether a cell must lead to its rows: not the points of the picture, nor sentences and names with a number in them."""
    if not any(sign.isdigit() for sign in cell) or caption == "Points of the gain and pain curve":
        return False
    return bool(address) or not (caption.startswith("Workings") or caption == "Payments between parties, and what has been paid")


def test_every_line_of_a_statement_reaches_its_rows_and_every_cost_its_return(wexmoor):
    one = wexmoor.settle("2025/26", as_of=SECOND)
    client, kept, lines = wexmoor.client("fernway"), {}, 0

    def get(address):
        if address not in kept:
            answer = client.get(address)
            assert answer.status_code == 200, address
            kept[address] = answer.content.decode()
        return kept[address]

    for caption, head, cell, address in cells_with_links(get(wexmoor.address("settlement", one))):
        if not is_a_figure(caption, cell, address):
            continue
        assert address, (caption, head, cell)
        lines += 1
        rows = [address] if "/rows?" in address else [link for link in links(get(address)) if "/rows?" in link]
        assert rows or "No rows: it is a figure of the agreement." in get(address), (caption, head, cell)
        for place in rows:
            returns = [link for link in links(get(place)) if "/costs/returns/" in link]
            assert "rows=costs" not in place or get(returns[0]), place
    assert lines > 150


def test_the_rows_behind_a_cost_add_up_to_it(wexmoor):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    page = wexmoor.client("auditor").get(wexmoor.address("settlement", one)).content.decode()

    for caption, head, cell, address in cells_with_links(page):
        if caption == "Cost by party" and "/rows?" in address:
            rows = next(iter(tables(wexmoor.client("auditor").get(address).content.decode()).values()))
            if "rows=costs" in address or head == "All parties":
                assert rows[-1][0] == "Together"
            if "rows=costs" in address:
                assert rows[-1][-1] == cell, head


def test_the_folder_that_leaves_holds_the_settlement_and_what_was_paid(wexmoor, tmp_path):
    from gainshare.cli.commands import verify
    from gainshare.web.settlements import actions

    one = wexmoor.agreed("2024/25", as_of=FIRST)
    transfer = one.transfers.first()
    actions.pay(by=wexmoor.seat("finance"), of=one.pk, transfer=transfer.pk, paid_on=date(2025, 8, 31), reference="CN-1")
    wexmoor.settle("2025/26", as_of=SECOND)  # a draft, which does not leave

    answer = wexmoor.client("manager").post(wexmoor.address("export"))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "folder")
    assert [file.name for file in (tmp_path / "folder" / "settlements").iterdir()] == ["2024-25.final.1.json"]
    assert verify(tmp_path / "folder" / "settlements" / "2024-25.final.1.json") == 0
    folder = load_folder(tmp_path / "folder")
    paid = [payment for payment in folder.ledger.payments if payment.kind == "gain_or_pain"]
    assert [(one.payer, one.payee, one.amount, one.paid_on) for one in paid] == [
        (transfer.payer.code, transfer.payee.code, transfer.amount, date(2025, 8, 31))
    ]


def test_a_final_settlement_lists_the_returns_and_values_that_it_waits_for(db):
    files = {
        **FILES,
        "observations.csv": FILES["observations.csv"].replace(b"K2.1,2025/26,141,221,,final", b"K2.1,2025/26,141,221,,provisional"),
    }
    one = Wexmoor(demonstration.make(files, password="one-two-three-four", is_settled=False))
    form = {"period": "2025/26", "kind": "final", "as_of_day": "10", "as_of_month": "4", "as_of_year": "2026", "token": TOKEN}

    answer = one.client("finance").post(one.address("draft_settlement"), form)

    text = text_of(answer.content.decode())
    assert answer.status_code == 422
    for code in ("WX-CNC", "WX-MHT", "WX-GPF", "WX-FRN", "WX-OPH"):  # March's came in from 11 April on
        assert f"{code} has no accepted return for 2026-03." in text
    assert "The value of K2.1 is provisional." in text
    assert not Settlement.objects.exists()


def test_a_final_settlement_of_a_year_that_has_not_ended_is_refused(wexmoor):
    form = {"period": "2026/27", "kind": "final", "as_of_day": "20", "as_of_month": "11", "as_of_year": "2026", "token": TOKEN}

    answer = wexmoor.client("finance").post(wexmoor.address("draft_settlement"), form)

    assert answer.status_code == 422
    assert "2026/27 has not ended on that day." in text_of(answer.content.decode())
