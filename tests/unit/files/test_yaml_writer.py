"""What is written as YAML is read back as it was, and a person can read it too."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.files.text_file import Unwritable
from gainshare.files.yaml_reader import read_yaml
from gainshare.files.yaml_writer import write_yaml

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))

ODD = st.text("ab1 \n\t\r:#-'\"|>&*!%@`?,[]{}\\~=<.", max_size=15)
DECIMALS = st.builds(
    lambda digits, exponent: Decimal(f"{digits}e{exponent}"),
    st.integers(-(10**20), 10**20),
    st.integers(-15, 15),
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**40) + 1, 10**40 - 1) | DECIMALS | st.text() | ODD | st.sampled_from(NAUGHTY)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5) | ODD, inner, max_size=4),
    max_leaves=15,
)


def read_back(data):
    document, problems = read_yaml(write_yaml(data).encode(), "written.yaml")
    assert problems == ()
    return document.data


def is_same(one, other):
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == other


@given(DATA)
def test_what_is_written_is_read_back(data):
    assert is_same(read_back(data), data)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=range(len(NAUGHTY)))
def test_every_naughty_string_is_read_back_as_value_and_as_key(naughty):
    assert read_back({naughty: naughty, "list": [naughty]}) == {naughty: naughty, "list": [naughty]}


def test_a_person_can_read_it():
    data = {
        "alliance": {"name": "Wexmoor & Vale (fictional)", "from": date(2024, 4, 1), "note": "One.\n\nTwo: three."},
        "parties": [{"id": "WX-MHT", "share": Decimal("50.5"), "roles": ["owner", "provider"]}, {"id": "WX-OPH", "share": Fraction(1, 3)}],
        "tags": [],
        "more": {},
        "none": None,
        "done": True,
        "count": 3,
        "period": "2024/25",
    }

    assert write_yaml(data) == (
        "alliance:\n"
        "  name: Wexmoor & Vale (fictional)\n"
        "  from: 2024-04-01\n"
        "  note: |-\n"
        "    One.\n"
        "\n"
        "    Two: three.\n"
        "parties:\n"
        "  - id: WX-MHT\n"
        "    share: 50.5\n"
        "    roles:\n"
        "      - owner\n"
        "      - provider\n"
        "  - id: WX-OPH\n"
        "    share: 1/3\n"
        "tags: []\n"
        "more: {}\n"
        "none: null\n"
        "done: true\n"
        "count: 3\n"
        "period: 2024/25\n"
    )


@pytest.mark.parametrize(
    "text", ["1", "1.5", "null", "~", "true", "0x1F", "1e3", "", " a", "a ", "a: b", "a #b", "- a", "yes", "No", "y", "9" * 50]
)
def test_a_text_that_would_be_something_else_stands_in_quotation_marks(text):
    assert write_yaml(text) == f'"{text}"\n'
    assert read_back(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal(5), "5.0"), (Decimal("1E+3"), "1E+3"), (Decimal("0.10"), "0.10"), (Fraction(3), "3"), (Fraction(-2, 3), '"-2/3"')],
)
def test_numbers_keep_their_kind(value, text):
    assert write_yaml(value) == f"{text}\n"


@pytest.mark.parametrize("length", [1_000, 1_001, 5_000])
def test_a_long_key_is_read_back(length):
    data = {"k" * length: [{"é" * length: 1}, 2]}

    assert read_back(data) == data


def test_a_tuple_is_read_back_as_a_list():
    assert read_back({"a": (1, ("b",))}) == {"a": [1, ["b"]]}


@pytest.mark.parametrize(
    "value",
    [1.5, {1: 2}, {"a": object()}, b"x", {"s"}, Decimal("NaN"), Decimal("Infinity"), 10**40, Decimal("1e41"), "\ud800", {None: 1}],
)
def test_what_could_not_be_read_back_is_refused(value):
    with pytest.raises(Unwritable):
        write_yaml(value)


def test_data_as_deep_as_the_reader_goes_are_written_and_deeper_ones_are_refused():
    deep = []
    for _ in range(49):
        deep = [deep]

    assert read_back(deep) == deep
    with pytest.raises(Unwritable):
        write_yaml([deep])
