"""Statements as CSV: every figure of every table, and nothing that a spreadsheet would run."""

import csv
import io

import pytest

from gainshare.reports.content import Column, Section, Statement, Table
from gainshare.reports.render.csv import render_csv
from gainshare.reports.settlement_statement import settlement_statement


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def one_table(table, heading="Summary"):
    return Statement("A", "T", "S", (), (Section("summary", heading, (), (table,)),))


def test_a_figure_stands_with_its_section_its_table_its_row_and_its_column(settled_2025):
    rows = rows_of(render_csv(settlement_statement(settled_2025)))

    # expected/statement-2025-26.txt: Fernway's share of the variance.
    assert {
        "section": "Shares",
        "table": "Share of each party",
        "row": "Fernway Recovery (registered charity) (WX-FRN)",
        "column": "Share of the variance",
        "figure": "£23,344.30",
        "number": "23344.30",
    } in rows


def test_every_cell_of_every_table_but_the_first_of_a_row_has_its_line(settled_2025):
    statement = settlement_statement(settled_2025)
    tables = [table for section in statement.sections for table in section.tables]

    rows = rows_of(render_csv(statement))

    assert len(rows) == sum((len(table.columns) - 1) * (len(table.rows) + (table.total is not None)) for table in tables)
    assert all(cell.strip() for row in rows for name, cell in row.items() if name != "number")


@pytest.mark.parametrize(
    ("figure", "number"),
    [
        ("−£26,000.00", "-26000.00"),
        ("£0.07", "0.07"),
        ("−3.27%", "-3.27"),
        ("1,234", "1234"),
        ("−A$1,000.50", "-1000.50"),
        ("KWD 1.005", "1.005"),
        ("WX1", ""),
        ("[c]", ""),
        ("–", ""),
        ("£1.00 (F)", ""),
        ("2025/26", ""),
        ("2025-04-01", ""),
    ],
)
def test_a_figure_that_is_one_number_stands_besides_as_a_number_that_a_spreadsheet_adds_up(figure, number):
    table = Table("Costs", (Column("Party"), Column("Actual")), (("A", figure),))

    assert [(row["figure"], row["number"]) for row in rows_of(render_csv(one_table(table)))] == [(figure, number)]


def test_a_total_is_a_row_too():
    table = Table("Costs", (Column("Party"), Column("Actual")), (("A", "£1.00"), ("B", "£2.00")), ("All parties", "£3.00"))

    assert rows_of(render_csv(one_table(table)))[-1]["figure"] == "£3.00"


def test_a_name_that_a_spreadsheet_would_run_is_made_inert():
    table = Table("=cmd", (Column("@x"), Column("+y")), (("-z", "=1+1"),))

    assert render_csv(one_table(table, "=s")).splitlines()[1] == "'=s,'=cmd,'-z,'+y,'=1+1,"


def test_a_table_without_rows_says_no_data():
    assert [row["figure"] for row in rows_of(render_csv(one_table(Table("None", (Column("A"), Column("B")), ()))))] == ["No data"]
