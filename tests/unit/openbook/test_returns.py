"""Lines of a return, as they are read from a sheet."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Fault, Invalid
from gainshare.core.openbook.returns import (
    Return,
    ReturnLine,
    clean_text,
    entries_of,
    lines_from_sheet,
    lines_of,
    reversals_due,
)
from gainshare.core.openbook.rules import Category
from gainshare.core.openbook.sheet_mapping import guess_mapping
from gainshare.files.folder import load_agreement
from gainshare.files.spreadsheets import read_pasted

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))
OCTOBER = Month(2026, 10)


@pytest.fixture(scope="module")
def terms():
    return book_terms(load_agreement("examples/wexmoor"))


def read(text, terms, party="WX-MHT"):
    sheet = read_pasted(text)
    return lines_from_sheet(sheet, guess_mapping(sheet, {}), terms, party=party, month=OCTOBER)


def told(result, severity="error"):
    return {
        n: [p.message for p in found if p.severity == severity] for n, found in result.problems.items() if found[0].severity == severity
    }


def test_seven_rows_pasted_are_seven_lines(terms):
    result = read(
        "Category\tAmount\tExplanation\n"
        "Pay: wards\t302,957.19\t\n"
        "pay:  community rehabilitation TEAM\t£31,156.58\t\n"
        "Pay: agency and bank\t(9,853.36)\tcredit from the agency\n"
        "Drugs\t1200\t\n"
        "Non-pay and estates\t5.5\t\n"
        "Corporate overhead (Limb 2, fixed)\t35454.55\t\n"
        "Margin (Limb 2, fixed)\t3939.40\t\n",
        terms,
    )

    assert result.problems == {}
    assert [(line.number, line.cost_type, line.category, line.amount) for line in result.lines] == [
        (1, "direct", "Pay: wards", 30295719),
        (2, "direct", "Pay: community rehabilitation team", 3115658),
        (3, "direct", "Pay: agency and bank", -985336),
        (4, "direct", "Drugs", 120000),
        (5, "direct", "Non-pay and estates", 550),
        (6, "overhead", "Corporate overhead (Limb 2, fixed)", 3545455),
        (7, "margin", "Margin (Limb 2, fixed)", 393940),
    ]
    assert result.lines[2].note == "credit from the agency"


def test_everything_that_is_wrong_with_any_row_is_told_at_once(terms):
    result = read(
        "Category\tAmount\tAccrual\tReverses in\tVAT\n"
        "Pay: ward\t12.345\tY\t2026-09\tnet\n"
        "Drugs\t10\tperhaps\tsoon\tmaybe\n"
        "\t10\t\t\t\n"
        "Drugs\t1\t\t\t\n",
        terms,
    )

    assert told(result) == {
        2: [
            "The amount has 3 decimal places; an amount in GBP has at most 2 decimal places.",
            "This is not a category of the agreement.",
            "An accrual reverses in a later month than its own.",
        ],
        3: ["“soon” is not a month.", "This does not say whether the line is an accrual.", "This says nothing of VAT."],
        4: ["The row has an amount and no category."],
    }
    assert [(line.number, line.category, line.amount) for line in result.lines] == [(1, "Drugs", 100)]


def test_a_problem_says_where_and_what_was_meant(terms):
    problem = read("Category\tAmount\nPay: ward\t1\n", terms).problems[2][0]

    assert (problem.source.line, problem.source.field, problem.found) == (2, "Category", "Pay: ward")
    assert problem.fix.startswith("Did you mean Pay: wards? Use one of: Pay: wards, ")


def test_a_row_without_amount_is_left_out_and_a_total_is_no_line(terms):
    result = read("Category\tAmount\nDrugs\t10\nPay: wards\t-\nDrugs\t\nSubtotal\t10.00\nTotal\t£10.00\n", terms)

    assert [(line.number, line.amount) for line in result.lines] == [(1, 1000)]
    assert sorted(told(result, "info")) == [3, 4, 5, 6]
    assert result.control_total == 1000


def test_a_category_of_two_cost_types_is_told_apart_by_the_party_or_the_cost_type(terms):
    more = (
        Category(name="Rent", cost_type="direct", parties=("WX-MHT",)),
        Category(name="Rent", cost_type="overhead", parties=("WX-FRN",)),
    )
    two = replace(terms, rules=terms.rules.model_copy(update={"categories": more}))
    both = replace(terms, rules=terms.rules.model_copy(update={"categories": (Category(name="Rent", cost_type="direct"), more[1])}))

    assert [read("Rent\t1\n", two, party).lines[0].cost_type for party in ("WX-MHT", "WX-FRN")] == ["direct", "overhead"]
    assert "Say in a column which cost type is meant." in read("Rent\t1\n", both, "WX-FRN").problems[1][0].fix
    assert read("Cost type\tCategory\tAmount\nCorporate overhead\tRent\t1\n", both, "WX-FRN").lines[0].cost_type == "overhead"


def test_without_categories_any_word_will_do_but_the_cost_type_must_be_said(terms):
    free = replace(terms, rules=terms.rules.model_copy(update={"categories": ()}))

    assert read("Cost type\tCategory\tAmount\ndirect\tAnything\t1\n", free).lines[0].category == "Anything"
    assert told(read("Category\tAmount\nAnything\t1\n", free)) == {2: ["The row does not say its cost type."]}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("\t", (False, None)),
        ("N\t", (False, None)),
        ("Y\t", (True, Month(2026, 11))),
        ("Yes\tY", (True, Month(2026, 11))),
        ("\t2026-11", (True, Month(2026, 11))),
        ("y\tDec 2026", (True, Month(2026, 12))),
        ("y\tJanuary-27", (True, Month(2027, 1))),
        ("y\t2026-11-01", (True, Month(2026, 11))),
        ("y\t2026/27 M8", (True, Month(2026, 11))),
    ],
)
def test_an_accrual_reverses_in_the_month_it_says_or_the_next(terms, cells, expected):
    line = read(f"Category\tAmount\tAccrual\tReverses in\nDrugs\t1\t{cells}\n", terms).lines[0]

    assert (line.is_accrual, line.reverses_in) == expected


def test_without_a_column_of_amounts_nothing_is_read(terms):
    with pytest.raises(Invalid, match="No column is said to hold the amount"):
        lines_from_sheet(read_pasted("Drugs\tPay\n"), {"category": 0}, terms, party="WX-MHT", month=OCTOBER)


def test_accruals_come_back_with_the_other_sign():
    accrual = ReturnLine(4, "direct", "Drugs", 120000, "pharmacy, unbilled", "GRNI", is_accrual=True, reverses_in=Month(2026, 11))
    later = replace(accrual, reverses_in=Month(2026, 12))
    plain = ReturnLine(5, "direct", "Drugs", 100)

    assert reversals_due([plain, accrual, later], Month(2026, 11)) == (
        ReturnLine(1, "direct", "Drugs", -120000, "Reverses an earlier accrual: pharmacy, unbilled", "GRNI"),
    )


def test_lines_and_entries_of_the_open_book_say_the_same():
    lines = (ReturnLine(1, "direct", "Drugs", 120000, "note", "L1", work_package="POW-HOMES", vat="gross"),)
    entries = entries_of(Return("WX-MHT", OCTOBER, "full", lines), "S1")

    assert (entries[0].submission, entries[0].party, entries[0].month, entries[0].line) == ("S1", "WX-MHT", OCTOBER, 1)
    assert lines_of(entries) == lines


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_a_naughty_string_is_kept_as_it_is_or_refused_with_a_word(naughty, terms):
    try:
        kept = clean_text(naughty, 2000)
    except Fault as fault:
        assert fault.fix  # noqa: PT017
    else:
        assert kept == naughty.strip()


@pytest.mark.parametrize("naughty", [text for text in NAUGHTY if "\0" not in text])
def test_a_naughty_string_in_any_column_is_a_line_or_a_problem(naughty, terms):
    quoted = naughty.replace('"', '""')
    fields = ["Category", "Amount", "Note", "Cost type", "Evidence", "Accrual", "Reverses in", "Work package", "VAT"]
    rows = "".join("\t".join(f'"{quoted}"' if place == column else "x" for place in range(9)) + "\n" for column in range(9))
    sheet = read_pasted("\t".join(fields) + "\n" + rows)
    mapping = dict(zip(guess_mapping(sheet, {}), range(9), strict=False))

    result = lines_from_sheet(sheet, mapping, terms, party="WX-MHT", month=OCTOBER)

    assert result.lines == ()
    assert len(result.problems) == len(sheet.rows)


def test_five_thousand_unknown_categories_are_told_in_seconds(terms):
    rows = "".join(f"Pay: wards {number} {'x' * 80}\t1\n" for number in range(4999))

    assert len(read(f"Category\tAmount\n{rows}", terms).problems) == 4999
