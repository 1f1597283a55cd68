"""Writing an alliance as a folder: what is read again is what was written."""

import dataclasses

import pytest

from gainshare.files.folder import load_folder
from gainshare.files.writer import write_folder


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
