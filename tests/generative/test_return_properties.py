"""Returns of any kind: what is kept of them is written to a folder and read back, and what is pasted comes to what was meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import Alliance

from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Fault, Invalid
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission
from gainshare.core.openbook.returns import clean_text, lines_from_sheet
from gainshare.files.folder import load_agreement
from gainshare.files.spreadsheets import read_pasted, read_upload
from gainshare.files.tables import tables
from gainshare.files.writer import folder_files

APRIL = Month(2024, 4)


def kept(text):
    try:
        return clean_text(text, 200)
    except Fault:
        return ""


ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,20}", fullmatch=True)
months = st.builds(APRIL.plus, st.integers(0, 59))
days = st.dates(date(2024, 1, 1), date(2030, 1, 1))
texts = st.one_of(st.text(max_size=30), st.text("=+-@'\"\t\r\n ,;", max_size=6)).map(kept)
amounts = st.integers(-(10**14), 10**14)
entries = st.builds(
    CostEntry,
    submission=st.one_of(st.just(""), ids),
    party=ids,
    month=months,
    cost_type=ids,
    category=texts,
    amount=amounts,
    vat=st.sampled_from(["net", "gross"]),
    work_package=st.one_of(st.just(""), ids),
    evidence=texts,
    note=texts,
    line=st.just(0),
    is_accrual=st.booleans(),
    reverses_in=st.one_of(st.none(), months),
)
submissions = st.builds(
    Submission,
    id=ids,
    party=ids,
    month=months,
    kind=st.sampled_from(["full", "change"]),
    submitted_on=days,
    status=st.sampled_from(["draft", "submitted", "queried", "accepted"]),
    due_on=st.one_of(st.none(), days),
    reason=texts,
    line=st.just(0),
)
ledgers = st.builds(Ledger, submissions=st.lists(submissions, max_size=4).map(tuple), entries=st.lists(entries, max_size=6).map(tuple))


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    path = Alliance().write(tmp_path_factory.mktemp("small"))
    return load_agreement(path), (path / "agreement.yaml").read_text(encoding="utf-8")


def read_back(files, agreement):
    held = {table.file: table for table in tables(agreement.calendar, agreement.terms.currency)}
    rows = {}
    for name in ("submissions.csv", "costs.csv"):
        rows[name], problems = held[name].read(files[name]) if name in files else ([], [])
        assert problems == []
    return rows


def bare(rows):
    return [(type(row), *(getattr(row, name) for name in row.__slots__ if name != "line")) for row in rows]


@given(ledger=ledgers)
def test_an_open_book_that_is_written_is_read_back_the_same(ledger, alliance):
    agreement, text = alliance
    rows = read_back(folder_files(text, ledger, {}), agreement)

    assert bare(rows["costs.csv"]) == bare(ledger.entries)
    assert bare(rows["submissions.csv"]) == bare(ledger.submissions)


@given(
    rows=st.lists(st.tuples(st.sampled_from(["Pay", "Fees", "Fines"]), st.integers(-(10**12), 10**12)), min_size=1, max_size=20),
    data=st.data(),
)
def test_what_is_pasted_comes_to_what_was_meant(rows, data, alliance):
    shapes = ["{sign}{whole:,}.{part:02d}", "{sign}£{whole}.{part:02d}", "{open}{whole:,}.{part:02d}{close}", "{whole}.{part:02d}{sign}"]
    lines = []
    for category, pence in rows:
        whole, part = divmod(abs(pence), 100)
        signs = {"sign": "-" if pence < 0 else "", "open": "(" if pence < 0 else "", "close": ")" if pence < 0 else ""}
        lines.append(f"{category}\t{data.draw(st.sampled_from(shapes)).format(whole=whole, part=part, **signs)}")
    result = lines_from_sheet(
        read_pasted("Category\tAmount\n" + "\n".join(lines)),
        {"category": 0, "amount": 1},
        book_terms(alliance[0]),
        party="PX",
        month=APRIL,
    )

    assert result.problems == {}
    assert [(line.category, line.amount) for line in result.lines] == rows


@given(st.text(max_size=300))
def test_any_text_pasted_is_a_sheet_or_a_problem(text):
    try:
        sheet = read_pasted(text)
    except Invalid as invalid:
        assert invalid.problems  # noqa: PT017  # either is fine
    else:
        assert all(len(row.cells) == sheet.width for row in sheet.rows)


@given(
    st.binary(max_size=300),
    st.sampled_from(["a.csv", "a.xlsx", "a.txt"]),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xef\xbb\xbf"]),
)
def test_any_bytes_uploaded_are_a_sheet_or_a_problem(data, name, start):
    try:
        read_upload(name, start + data)
    except Invalid as invalid:
        assert invalid.problems  # noqa: PT017  # either is fine
