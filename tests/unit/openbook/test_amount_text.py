"""Amounts as people and ledgers write them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault
from gainshare.core.openbook.amount_text import is_blank_amount, read_amount

POUNDS = Currency.of("GBP")
NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("1234.56", 123456),
        ("1,234.56", 123456),
        ("£1,234.56", 123456),
        (" £ 1,234.5 ", 123450),
        ("GBP 1234", 123400),
        ("1234.56 GBP", 123456),
        ("1 234.56", 123456),
        ("1\u00a0234.56", 123456),
        (".5", 50),
        ("5.", 500),
        ("0", 0),
        ("-0.01", -1),
        ("\u2212£26,188.11", -2618811),
        ("£-5", -500),
        ("(1,234.56)", -123456),
        ("(£1,234.56)", -123456),
        ("£(1,234.56)", -123456),
        ("1,234.56-", -123456),
        ("1,234.56 -", -123456),
        ("9999999999999.99", 999999999999999),
    ],
)
def test_an_amount_is_read_exactly(text, pence):
    assert read_amount(text, POUNDS) == pence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12.345", "3 decimal places; an amount in GBP has at most 2"),
        ("1.500", "3 decimal places"),
        ("1.234,56", "comma for its decimals"),
        ("1234,56", "comma for its decimals"),
        ("1,23.45", "not an amount"),
        ("12,34", "comma for its decimals"),
        ("--5", "not an amount"),
        ("(-5)", "not an amount"),
        ("-5-", "not an amount"),
        ("(5", "not an amount"),
        ("$5", "not an amount"),
        ("€5", "not an amount"),
        ("5%", "not an amount"),
        ("1E5", "exponent"),
        ("=SUM(A1:A3)", "formula"),
        ("+5", "formula"),
        ("#REF!", "error of the spreadsheet"),
        ("####", "error of the spreadsheet"),
        ("12.50 CR", "debit or credit"),
        ("Infinity", "not an amount"),
        ("nan", "not an amount"),
        ("१२", "not an amount"),
        ("1²", "not an amount"),
        ("", "not an amount"),
        (".", "not an amount"),
        ("£", "not an amount"),
        ("99999999999999.99", "more than 15 digits"),
        ("9" * 61, "not an amount"),
        ("(" * 60, "not an amount"),
    ],
)
def test_what_is_no_amount_is_explained(text, told):
    with pytest.raises(Fault) as caught:
        read_amount(text, POUNDS)

    assert told in caught.value.message


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "n/a", "Nil"])
def test_a_dash_is_no_amount_at_all(text):
    assert is_blank_amount(text)


def test_a_currency_without_pence_has_none():
    assert read_amount("¥1,234", Currency.of("JPY")) == 1234
    with pytest.raises(Fault, match="no decimal places"):
        read_amount("1.5", Currency.of("JPY"))


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_every_amount_is_read_back_however_it_is_written(pence):
    whole, part = divmod(abs(pence), 100)
    written = [f"{whole}.{part:02d}", f"{whole:,}.{part:02d}", f"£{whole:,}.{part:02d}"]
    shapes = ["-{}", "({})", "{}-", "\u2212{}"] if pence < 0 else ["{}", " {} "]

    assert {read_amount(shape.format(amount), POUNDS) for shape in shapes for amount in written} == {pence}


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_no_naughty_string_does_more_than_be_refused(naughty):
    try:
        assert isinstance(read_amount(naughty, POUNDS), int)
    except Fault as fault:
        assert fault.message  # noqa: PT017  # either is fine
        assert fault.fix  # noqa: PT017
