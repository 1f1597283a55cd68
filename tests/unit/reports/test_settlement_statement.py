"""What a statement says: the expected figures, how the result is put in words, and that nothing is left blank."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from tests.builders import Alliance

import gainshare as gs
from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.reports.content import Column, Table, visible
from gainshare.reports.render.html import render_html
from gainshare.reports.render.text import render_text
from gainshare.reports.settlement_statement import restatement_statement, settlement_statement
from gainshare.reports.tables import sensible_number

EXPECTED = Path(__file__).parents[3] / "examples" / "wexmoor" / "expected"
GBP = Currency.of("GBP")
STATEMENTS = {
    "2024/25 settlement (July 2025)": "settled_2024",
    "2024/25 restated (October 2025)": "restated_2024",
    "2025/26 settlement (July 2026)": "settled_2025",
}


def rows_of(file):
    with (EXPECTED / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def shown(column, value):
    if column.endswith("_gbp"):
        return formats.money(Fraction(value), GBP)
    return formats.percent(Fraction(value) / 100, 3) if column == "variance_percent" else formats.number(Fraction(value), 2)


def figures(row):
    return [shown(column, value) for column, value in row.items() if value and column not in {"settlement", "party", "financial_year"}]


def statement_of(name, request):
    value = request.getfixturevalue(name)
    return settlement_statement(value) if name.startswith("settled") else restatement_statement(value.assessment, value.restatement)


def everything(statement):
    return render_text(statement, sections=[section.id for section in statement.sections])


def section(statement, id):
    return next(section for section in statement.sections if section.id == id)


def small(**changes):
    alliance = Alliance()
    for path, value in changes.items():
        alliance.set(path.replace("__", "/"), value)
    return alliance


def test_the_expected_figures_name_every_statement_tried_here():
    assert {row["settlement"] for row in rows_of("expected_settlement.csv")} == set(STATEMENTS)


@pytest.mark.parametrize(("label", "name"), STATEMENTS.items())
def test_every_expected_figure_stands_in_the_text_and_on_the_page(label, name, request):
    statement = statement_of(name, request)
    expected = [figure for row in rows_of("expected_settlement.csv") if row["settlement"] == label for figure in figures(row)]

    text, page = everything(statement), render_html(statement)

    assert len(expected) > 30
    assert [figure for figure in expected if figure not in text] == []
    assert [figure for figure in expected if figure not in page] == []


@pytest.mark.parametrize(("year", "name"), [("2024/25", "settled_2024"), ("2025/26", "settled_2025")])
def test_every_expected_score_stands_in_the_table_of_scores(year, name, request):
    statement = statement_of(name, request)
    table = section(statement, "scores").tables[0]
    found = {row[0].split()[0]: row for row in table.rows}

    for row in rows_of("expected_kpi_scores.csv"):
        if row["financial_year"] == year and row["kpi"] != "OPS" and row["basis"] == "year end":
            line = found[row["kpi"]]
            assert line[2:] == (
                formats.number(Fraction(row["score"]), 2),
                row["level"],
                f"{row['weight_percent']}%",
                formats.number(Fraction(row["weighted_score"]), 4),
            )


def test_a_restatement_shows_what_each_party_had_has_now_and_what_moves(restated_2024):
    statement = restatement_statement(restated_2024.assessment, restated_2024.restatement)
    by_party, by_role = section(statement, "moved").tables
    moved = {row[0].rsplit("(", 1)[1].rstrip(")"): row[2:] for row in by_party.rows}

    for row in rows_of("expected_restatement.csv"):
        party = row["party"].removesuffix(" (owner)")
        expected = tuple(figures(row))
        assert (by_role.rows[0][1:] if party == "ALLIANCE" else moved[party]) == expected
    assert "£10,802.09 comes back to them" in " ".join(statement.in_words)


def test_a_restatement_says_which_overall_score_it_keeps(restated_2024):
    text = render_text(restatement_statement(restated_2024.assessment, restated_2024.restatement))

    assert "The same as scored anew (not used): Below MCOS" in text
    assert "The overall performance score of −3.28 is the one the period was settled with" in text.replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "title", "standing"),
    [
        ("settled_2025", "Final settlement: 2025/26", "Payable, less what was settled before. As known on 30 July 2026."),
        ("position_2026", "Running position: 2026/27 to M7", "Indicative: nothing is payable on it. As on file."),
    ],
)
def test_a_statement_says_what_it_is_and_when_its_figures_were_known(name, title, standing, request):
    statement = settlement_statement(request.getfixturevalue(name))

    assert statement.title == title
    assert statement.subtitle.endswith(standing)


def test_the_result_is_told_in_words(settled_2024):
    statement = settlement_statement(settled_2024)

    assert statement.in_words == (
        "The alliance spent £10,238,234.27 against a target of £10,020,000.00. The variance is −£218,234.27, 2.178% of the target: "
        "adverse, an overrun. The overall performance score is −3.28 (Below MCOS).",
        "The non-owner participants together bear £109,117.14: −£109,117.14 of the variance and £0.00 for performance. The owners "
        "together bear £109,117.13: −£109,117.13 of the variance and £0.00 for performance.",
        "4 payments between parties settle it.",
    )


def test_nothing_is_payable_on_a_running_position(position_2026):
    statement = settlement_statement(position_2026)

    assert section(statement, "transfers").tables == ()
    assert "Would be due" in [column.heading for column in section(statement, "payments").tables[0].columns]
    assert statement.in_words[-1] == "This is how things stand: it is indicative, and nothing is payable on it."


def test_a_warning_stands_on_the_statement_with_its_place(position_2026):
    statement = settlement_statement(position_2026)

    assert statement.warnings[0].startswith("Warning: observations.csv, line ")
    assert statement.warnings[0] in render_html(statement)


def test_a_provisional_value_is_marked(position_2026):
    row = section(settlement_statement(position_2026), "scores").tables[0].rows[0]

    assert row[1].endswith("% (provisional)")


def test_every_party_is_given_its_answer_and_its_own_lines(settled_2025):
    first, *passages = section(settlement_statement(settled_2025), "explanations").passages
    explanation = settled_2025.explanation

    for passage in passages:
        party = passage.heading.rsplit("(", 1)[1].rstrip(")")
        answer, *sentences = explanation.sentences(party)
        assert passage.answer == answer
        assert set(sentences) == {*first.sentences, *passage.sentences} & set(sentences)
        assert passage.sentences[-1] == sentences[-1]
    assert {passage.heading.rsplit("(", 1)[1].rstrip(")") for passage in passages} == {
        share.party for share in settled_2025.settlement.shares
    }


def test_the_workings_have_every_step(settled_2025):
    table = section(settlement_statement(settled_2025), "workings").tables[0]

    assert [row[0] for row in table.rows] == [step.name for step in settled_2025.settlement.steps]


def test_a_measure_that_is_held_carried_or_left_out_is_told_in_words(tmp_path):
    told = {}
    for rule in ("hold_at_mcos", "carry_last", "leave_out_and_reweight"):
        alliance = small(performance__missing=rule)
        alliance.rows["observations.csv"] = [
            {"measure": "M1", "period": "2024/25", "numerator": "45", "denominator": "100"},
            {"measure": "M2", "period": "2023/24", "numerator": "6", "denominator": "100"},
        ]
        assessment = gs.assess_folder(alliance.write(tmp_path / rule), "2024/25")
        told[rule] = section(settlement_statement(assessment), "scores").tables[0].rows[1]

    assert told["hold_at_mcos"][1:3] == ("No data: held at MCOS", "0.00")
    assert told["carry_last"][1:3] == ("6 per 100 (carried from 2023/24)", "0.00")
    assert told["leave_out_and_reweight"][1:] == ("No data: left out", "Not applicable", "Not applicable", "0%", "Not applicable")


def test_work_packages_have_their_own_table_if_a_line_names_one(tmp_path, settled_2024):
    alliance = small()
    alliance.change("costs.csv", 0, work_package="HOMES")

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    table = section(statement, "work_packages").tables[0]
    assert [row[0] for row in table.rows] == ["Homes", "In no work package"]
    assert table.rows[0][2] == "£40,000.00"
    assert table.total == ("All", "£1,200,000.00", "£1,140,000.00", "£60,000.00", "favourable")
    assert "work_packages" not in {one.id for one in settlement_statement(settled_2024).sections}


def test_without_a_payment_basis_the_statement_shows_shares_only(tmp_path):
    alliance = small().drop("regime/settle/payment")

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25", kind="final"))

    assert section(statement, "payments").paragraphs == ("Share only: no payment basis is stated.",)
    assert statement.in_words[-1] == "Share only: no payment basis is stated."
    assert section(statement, "shares").tables[0].total[-1] == "£60,000.00"


def test_payment_on_account_shows_what_each_entitlement_is_made_of(tmp_path):
    alliance = small(regime__settle__payment="on_account")

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    lines = {row[0]: row for row in section(statement, "payments").tables[1].rows}
    assert lines["Provider X (PX)"][1:] == ("£540,000.00", "£15,000.00", "£0.00", "£0.00", "£0.00", "£555,000.00")
    assert lines["Owner A (OA)"][1:] == ("£0.00", "£18,000.00", "−£900,000.00", "£0.00", "£0.00", "−£882,000.00")


def test_variance_left_to_later_years_stands_in_the_summary(tmp_path):
    alliance = small(regime__settle__carry_forward={"arm": "gain", "limit": "1% of T", "years": 2})

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    rows = dict(section(statement, "summary").tables[0].rows)
    assert rows["Carried forward to later years"] == "£12,000.00"
    assert rows["Variance settled now"] == "£48,000.00"


def test_a_target_that_the_regime_adjusts_is_shown_beside_the_agreed_one(tmp_path):
    alliance = small()
    alliance.set("regime/stages/variance/target", {"base": "toc", "adjust": [{"subtract": "10000"}]})

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    rows = dict(section(statement, "summary").tables[0].rows)
    assert rows["Target outturn cost"] == "£1,200,000.00"
    assert rows["Target as the regime counts it"] == "£1,190,000.00"
    assert rows["Variance: favourable, an under-run"] == "£50,000.00"


def test_levies_pools_and_the_regimes_own_figures_are_shown(tmp_path):
    alliance = small()
    stages = alliance.terms["regime"]["stages"]
    stages[3:3] = [{"levy": {"arm": "gain", "side": "nop", "rate": "2%", "to": "treasury"}}, {"output": {"fee": "5% of T"}}]

    statement = settlement_statement(gs.assess_folder(alliance.write(tmp_path), "2024/25"))

    sides, figures_table = section(statement, "sharing").tables
    assert ("Levy: treasury", "£600.00", "£0.00", "£600.00") in sides.rows
    assert sides.total == ("Together", "£60,000.00", "£0.00", "£60,000.00")
    assert figures_table.rows == (("fee", "£60,000.00"),)


def test_no_cell_is_empty():
    with pytest.raises(AssertionError, match="no cell is empty"):
        Table("T", (Column("A"), Column("B")), (("a", " "),))


def test_a_row_fills_every_column():
    with pytest.raises(AssertionError, match="fills every column"):
        Table("T", (Column("A"), Column("B")), (("a",),))


@pytest.mark.parametrize(
    ("value", "text"),
    [("97.8721", "97.87"), ("0.9600", "0.960"), ("6", "6"), ("0.0049", "0.00490"), ("1234.5", "1,234.50"), ("-0.5", "−0.500"), ("0", "0")],
)
def test_a_value_is_shown_to_three_significant_figures_and_two_decimals_at_least(value, text):
    assert sensible_number(Fraction(value)) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [("£1 − 2", "£1 − 2"), ("a\x1b[31mb", "a\\u001b[31mb"), ("a\u202eb", "a\\u202eb"), ("a\nb\tc\u00a0d", "a b c d")],
)
def test_characters_that_would_move_others_are_written_out(text, seen):
    assert visible(text) == seen
