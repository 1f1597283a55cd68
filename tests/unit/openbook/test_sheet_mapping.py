"""Which column is which: by what was remembered, by its heading, by what it holds."""

import pytest

from gainshare.core.openbook.sheet import SheetRow, column_letter, sheet_of
from gainshare.core.openbook.sheet_mapping import column_name, guess_mapping, mapping_key, to_remember


def sheet(*rows):
    return sheet_of("return.csv", [SheetRow(number, tuple(row)) for number, row in enumerate(rows, start=1)])


def names(held, mapping):
    return {field: column_name(held, column) for field, column in mapping.items()}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Category", "Amount"], {"category": "Category", "amount": "Amount"}),
        (["Account", "Description", "Value £"], {"category": "Account", "note": "Description", "amount": "Value £"}),
        (["Account name", "Budget", "Actual", "Variance"], {"category": "Account name", "amount": "Actual"}),
        (
            ["Cost Type", "Category", "£", "Accrual Y/N", "Reverses in", "Explanation", "Evidence ref", "VAT basis", "Work package"],
            {
                "cost_type": "Cost Type",
                "category": "Category",
                "amount": "£",
                "accrual": "Accrual Y/N",
                "reverses_in": "Reverses in",
                "note": "Explanation",
                "evidence": "Evidence ref",
                "vat": "VAT basis",
                "work_package": "Work package",
            },
        ),
        (["COST CATEGORY:", "Net amount (£)", "Comments"], {"category": "COST CATEGORY:", "amount": "Net amount (£)", "note": "Comments"}),
    ],
)
def test_columns_are_known_by_their_headings(header, expected):
    held = sheet(header, ["Pay", "10"] + [""] * (len(header) - 2))

    assert names(held, guess_mapping(held, {})) == expected


def test_without_headings_columns_are_known_by_what_they_hold():
    held = sheet(["4001", "Pay: wards", "10.00", "N", "", "as planned"], ["4002", "Drugs", "(5.00)", "Y", "2026-11", "pharmacy, unbilled"])
    mapping = guess_mapping(held, {}, categories=["Pay: wards", "Drugs"])

    assert held.header is None
    assert {field: mapping[field] for field in ("category", "accrual", "reverses_in", "note")} == {
        "category": 1,
        "accrual": 3,
        "reverses_in": 4,
        "note": 5,
    }


def test_two_columns_without_headings_are_category_and_amount():
    assert guess_mapping(sheet(["Pay", "£1,000.00"], ["Rent", "200"]), {}) == {"amount": 1, "category": 0}


def test_what_was_remembered_goes_before_what_is_guessed():
    held = sheet(["Account", "Budget", "Actual"], ["Pay", "10", "9"])
    remembered = {"Account": "category", "BUDGET": "amount", "Gone": "note"}

    assert guess_mapping(held, remembered) == {"category": 0, "amount": 1}


def test_a_mapping_is_remembered_by_headings_and_found_again_when_columns_move():
    first = sheet(["Account", "Budget", "Actual"], ["Pay", "10", "9"])
    remembered = to_remember(first, {"category": 0, "amount": 1})
    moved = sheet(["Actual", "Account", "Budget"], ["9", "Pay", "10"])

    assert remembered == {"Account": "category", "Budget": "amount"}
    assert guess_mapping(moved, remembered) == {"category": 1, "amount": 2}


def test_a_mapping_without_headings_is_remembered_by_letters():
    held = sheet(["1", "10", "Pay"], ["2", "20", "Rent"])
    remembered = to_remember(held, {"category": 2, "amount": 1})

    assert remembered == {"column C": "category", "column B": "amount"}
    assert guess_mapping(held, remembered) == {"category": 2, "amount": 1}


def test_nonsense_that_was_remembered_is_passed_over():
    assert guess_mapping(sheet(["Pay", "10"]), {"column A": "moon", "column Q": "amount", "": "note"}) == {"category": 0, "amount": 1}


def test_the_key_of_a_header_is_the_same_whatever_its_capitals_and_spaces():
    assert mapping_key(["Account", "Value  £"]) == mapping_key(["ACCOUNT ", "value £"])
    assert len({mapping_key(None), mapping_key(["Account"]), mapping_key(["Account", "Value"]), mapping_key(["Account Value"])}) == 4
    assert len(mapping_key(["Account"])) == 64


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(column, letters):
    assert column_letter(column) == letters


def test_an_empty_sheet_maps_nothing():
    assert guess_mapping(sheet(), {}) == {}
