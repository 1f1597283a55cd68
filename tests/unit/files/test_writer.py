"""Writing an alliance as a folder: what is read again is what was written."""

import csv
import dataclasses
import io
import json
import re
import time
import zipfile
from pathlib import Path

import pytest
from tests.builders import Alliance

from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Fault, Invalid
from gainshare.core.openbook.entry import CostEntry, Ledger
from gainshare.core.openbook.returns import clean_text
from gainshare.files.folder import load_folder
from gainshare.files.writer import folder_files, write_folder, zip_folder

NAUGHTY = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))


def without_lines(rows):
    """Return rows without the place where they stand in their file, which is not part of what they say."""
    places = {"line": 0, "source": None}
    return [dataclasses.replace(row, **{name: value for name, value in places.items() if hasattr(row, name)}) for row in rows]


@pytest.mark.parametrize("name", ["wexmoor", "lambeth_slides", "capital_works"])
def test_an_alliance_that_is_written_and_read_again_is_the_same_alliance(name, tmp_path):
    alliance = load_folder(f"examples/{name}")

    write_folder(tmp_path, alliance.agreement, alliance.ledger, alliance.observations)
    again = load_folder(tmp_path)

    assert again.agreement.terms == alliance.agreement.terms
    assert without_lines(again.observations) == without_lines(alliance.observations)
    for field in dataclasses.fields(alliance.ledger):
        assert without_lines(getattr(again.ledger, field.name)) == without_lines(getattr(alliance.ledger, field.name)), field.name


def test_a_table_without_rows_is_not_written_unless_it_is_needed(tmp_path):
    alliance = load_folder("examples/wexmoor")

    write_folder(tmp_path, alliance.agreement, alliance.ledger, alliance.observations)

    assert not (tmp_path / "facts.csv").exists()
    assert (tmp_path / "costs.csv").exists()


def folder_of(files, path):
    for name, data in files.items():
        (path / name).write_bytes(data)
    return load_folder(path)


def small_book(path, *notes):
    """Return the small alliance's agreement as text, its other tables as bytes, and an open book with these notes."""
    folder = Alliance().write(path / "small")
    given = {name: (folder / name).read_bytes() for name in ("targets.csv", "observations.csv")}
    lines = tuple(
        CostEntry("", "PX", Month(2024, 4), "direct", "Pay", number, "net", "", note[:200], note, 0) for number, note in enumerate(notes)
    )
    return (folder / "agreement.yaml").read_text(encoding="utf-8"), Ledger(entries=lines), given


def test_costs_and_submissions_of_wexmoor_are_read_back_from_the_files_made_of_the_open_book(tmp_path):
    alliance = load_folder("examples/wexmoor")
    text = Path("examples/wexmoor/agreement.yaml").read_text(encoding="utf-8")
    given = {"observations.csv": Path("examples/wexmoor/observations.csv").read_bytes()}
    again = folder_of(folder_files(text, alliance.ledger, given), tmp_path)

    for field in dataclasses.fields(alliance.ledger):
        assert without_lines(getattr(again.ledger, field.name)) == without_lines(getattr(alliance.ledger, field.name)), field.name
    assert (tmp_path / "agreement.yaml").read_text(encoding="utf-8") == text


def test_an_alliance_without_cost_yet_is_a_folder_that_can_be_read(tmp_path):
    text, _, given = small_book(tmp_path)

    again = folder_of(folder_files(text, Ledger(), given), tmp_path)

    assert (again.ledger.entries, again.ledger.submissions) == ((), ())


def test_no_cell_of_a_naughty_string_runs_in_a_spreadsheet_and_every_one_is_read_back(tmp_path):
    kept = [text for text in map(cleaned, NAUGHTY) if text is not None]
    text, ledger, given = small_book(tmp_path, *kept)
    files = folder_files(text, ledger, given)

    cells = [cell for row in csv.reader(io.StringIO(files["costs.csv"].decode(), newline="")) for cell in row]
    active = [cell for cell in cells if cell[:1] in set("=+-@\t\r") - {""} and not re.fullmatch(r"-?[0-9]+\.[0-9]{2}", cell)]
    assert active == []
    assert len(kept) > 480
    assert [entry.note for entry in folder_of(files, tmp_path).ledger.entries] == kept


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'", "'=", "''="])
def test_what_looks_like_a_formula_is_written_as_text(start, tmp_path):
    note = f"{start}HYPERLINK(A1)"
    text, ledger, given = small_book(tmp_path, note)
    files = folder_files(text, ledger, given)

    assert f",{note}" not in files["costs.csv"].decode() or start == "'"
    assert folder_of(files, tmp_path).ledger.entries[0].note == note


def test_an_agreement_that_cannot_be_used_writes_nothing():
    with pytest.raises(Invalid):
        folder_files("parties: []", Ledger(), {})


@pytest.mark.parametrize("name", ["../x.csv", "/x.csv", "a//b", "C:\\x", ""])
def test_a_file_outside_the_folder_is_a_mistake_of_the_programmer(name):
    with pytest.raises(AssertionError):
        zip_folder({name: b""})


def test_an_archive_is_the_same_whatever_the_order_and_the_day(tmp_path, monkeypatch):
    files = {"b.csv": b"2" * 1000, "a.csv": b"1", "settlements/x.json": b"{}"}
    first = zip_folder(files)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    second = zip_folder(dict(reversed(files.items())))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["a.csv", "b.csv", "settlements/x.json"]
        assert {name: archive.read(name) for name in files} == files


def cleaned(text):
    """Return a text as a return keeps it; None if a return refuses it."""
    try:
        return clean_text(text, 2000)
    except Fault:
        return None
