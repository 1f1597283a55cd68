"""Statements as text: compared whole with golden documents, aligned, and within the width asked for.

After a change that is meant, write the golden documents anew and read what changed:

    GAINSHARE_UPDATE_GOLDEN=1 python -m pytest tests/unit/reports/test_render_text.py
    git diff examples/wexmoor/expected
"""

import os
from pathlib import Path

import pytest

from gainshare.reports.content import SHORT_FORM, Column, Section, Statement, Table
from gainshare.reports.render.text import render_text
from gainshare.reports.settlement_statement import restatement_statement, settlement_statement

EXPECTED = Path(__file__).parents[3] / "examples" / "wexmoor" / "expected"


def compare_with_golden(text, file):
    path = EXPECTED / file
    if os.environ.get("GAINSHARE_UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def statement_with(table, section="summary"):
    return Statement("Alliance", "Title", "Subtitle", (), (Section(section, "Heading", (), (table,)),))


def table_lines(table, **options):
    lines = render_text(statement_with(table), **options).splitlines()
    return lines[lines.index(table.caption) :]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("settled_2024", "statement-2024-25.txt"),
        ("settled_2025", "statement-2025-26.txt"),
        ("position_2026", "statement-2026-27-to-M7.txt"),
    ],
)
def test_a_statement_reads_as_its_golden_document(name, file, request):
    compare_with_golden(render_text(settlement_statement(request.getfixturevalue(name))), file)


def test_a_restatement_reads_as_its_golden_document(restated_2024):
    compare_with_golden(
        render_text(restatement_statement(restated_2024.assessment, restated_2024.restatement)), "statement-2024-25-restated.txt"
    )


@pytest.mark.parametrize("width", [96, 100, 120, 160])
def test_no_line_is_longer_than_the_width(width, settled_2025):
    statement = settlement_statement(settled_2025)

    text = render_text(statement, width=width, sections=[section.id for section in statement.sections])

    assert max(map(len, text.splitlines())) <= width


def test_in_a_narrow_terminal_figures_stay_whole_and_paragraphs_fit(settled_2025):
    lines = render_text(settlement_statement(settled_2025), width=60).splitlines()

    assert max(len(line) for line in lines[: lines.index("Summary")]) <= 60
    assert any("−£67,863.36" in line for line in lines)


def test_the_short_form_leaves_out_costs_and_workings(settled_2025):
    text = render_text(settlement_statement(settled_2025))

    assert "Workings" not in text
    assert "Cost by party" not in text
    assert "Net payment of each party" in text
    assert "workings" not in SHORT_FORM


def test_only_the_sections_asked_for_are_shown(settled_2025):
    text = render_text(settlement_statement(settled_2025), sections=["transfers"])

    assert "Who pays whom" in text
    assert "Summary" not in text


def test_figures_stand_under_one_another_to_the_right():
    table = Table(
        "Amounts", (Column("Party"), Column("Amount", is_number=True)), (("A", "£1.00"), ("B", "−£1,000.00")), ("Sum", "−£999.00")
    )

    assert table_lines(table) == [
        "Amounts",
        "Party      Amount",
        "-----  ----------",
        "A           £1.00",
        "B      −£1,000.00",
        "-----  ----------",
        "Sum      −£999.00",
    ]


def test_long_words_are_wrapped_and_figures_are_not():
    columns = (Column("Party"), Column("A long heading of figures", is_number=True), Column("Said"))
    table = Table("Amounts", columns, (("A foundation trust with a long name", "−£1,000,000.00", "adverse, an overrun"),))

    assert table_lines(table, width=50) == [
        "Amounts",
        "Party             A long heading  Said",
        "                      of figures",
        "----------------  --------------  ----------------",
        "A foundation      −£1,000,000.00  adverse, an",
        "trust with a                      overrun",
        "long name",
    ]


def test_a_wide_character_takes_two_columns():
    table = Table("Amounts", (Column("Party"), Column("Amount", is_number=True)), (("協会", "£1.00"), ("abcd", "£2.00")))

    assert table_lines(table)[3:] == ["協会    £1.00", "abcd    £2.00"]


def test_a_table_without_rows_says_no_data():
    assert table_lines(Table("Amounts", (Column("Party"),), ())) == ["Amounts", "No data"]


def test_a_terminal_is_sent_no_control_character():
    table = Table("Amounts", (Column("Party"),), (("\x1b[2J\x07\u202eevil",),))

    text = render_text(statement_with(table))

    assert all(char.isprintable() or char == "\n" for char in text)
    assert "\\u001b[2J" in text
