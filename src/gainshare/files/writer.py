"""Values to an alliance's folder: what `folder.py` reads, written so that reading it again gives the same values."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.validate import read_agreement
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Invalid, errors
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.csv_writer import write_table
from gainshare.files.folder import AGREEMENT
from gainshare.files.tables import Table
from gainshare.files.tables import tables as tables_of
from gainshare.files.yaml_reader import read_yaml
from gainshare.files.yaml_writer import write_yaml

FIELDS: Mapping[str, Mapping[str, str]] = {
    "observations.csv": {"value": "given", **dict.fromkeys(("lower", "upper", "method", "publishable", "notes"), "")},
    "costs.csv": {"period": "month", "accrual": "is_accrual", "currency": ""},
    "targets.csv": {"period": "month", "currency": ""},
    "target_adjustments.csv": {"period": "month"},
    "submissions.csv": {"period": "month"},
    "forecasts.csv": {"period": "month"},
}
"""The field that a column holds, where it has another name; empty for a column that says nothing of its own."""


ROWS_OF: Mapping[str, str] = {
    "submissions.csv": "submissions",
    "costs.csv": "entries",
    "targets.csv": "targets",
    "target_adjustments.csv": "adjustments",
    "payments.csv": "payments",
    "forecasts.csv": "forecasts",
    "facts.csv": "facts",
}
"""The part of the open book that each file holds."""

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""The one date that every file in an archive has, so that the same files make the same archive."""


def write_folder(path: Path, agreement: Agreement, ledger: Ledger, observations: Sequence[Observation]) -> None:
    """Write an alliance as a folder that `load_folder` reads; files that are there already are replaced.

    Args:
        path: the folder; it is made if it is not there.
        agreement: the agreement as signed, with its variations.
        ledger: the open book.
        observations: the measures' values.
    """
    path.mkdir(parents=True, exist_ok=True)
    tables = {"observations.csv": observations_file(agreement, observations)} if observations else {}
    for name, data in _files(write_yaml(agreement.data), agreement, ledger, tables).items():
        (path / name).write_bytes(data)


def folder_files(agreement_text: str, ledger: Ledger, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an alliance's folder as `gainshare assess` reads it: the bytes of each file by its name.

    Reading the files again gives the same open book, up to the lines on which things stand. A text that a spreadsheet would take
    for a formula (one that begins with = + - @, a tab or a line break) has an apostrophe before it in the file, by which the
    spreadsheet shows it as text; reading takes the apostrophe away again.

    Args:
        agreement_text: the agreement, as agreement.yaml holds it.
        ledger: the open book; a part of it without rows is written only if a folder needs its file.
        tables: other files of the folder as they are, such as observations.csv; they go before what is made from the open book.

    Raises:
        Invalid: the agreement cannot be used.
        Unwritable: a text holds a zero byte.
    """
    document, problems = read_yaml(agreement_text.encode(), AGREEMENT)
    if document is None:
        raise Invalid(problems)
    agreement, found = read_agreement(document.data, document.source)
    if agreement is None or errors(problems):
        raise Invalid((*problems, *found))
    return _files(agreement_text, agreement, ledger, tables)


def zip_folder(files: Mapping[str, bytes]) -> bytes:
    """Return files as a ZIP archive; the same files make the same archive, byte for byte, whatever their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            _check_name(name)
            info = zipfile.ZipInfo(name, ZIP_DAY)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, files[name])
    return stream.getvalue()


def observations_file(agreement: Agreement, observations: Sequence[Observation]) -> bytes:
    """Return the measures' values as the bytes of observations.csv."""
    table = next(one for one in tables_of(agreement.calendar, agreement.terms.currency) if one.file == "observations.csv")
    return table_text(table, observations, agreement.terms.currency).encode()


def _files(agreement_text: str, agreement: Agreement, ledger: Ledger, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    for name in tables:
        _check_name(name)
    files = {AGREEMENT: agreement_text.encode()}
    for table in tables_of(agreement.calendar, agreement.terms.currency):
        rows: Sequence[object] = getattr(ledger, ROWS_OF[table.file]) if table.file in ROWS_OF else ()
        if table.file not in tables and (table.needed or rows):
            files[table.file] = table_text(table, rows, agreement.terms.currency).encode()
    return {**files, **tables}


def _check_name(name: str) -> None:
    is_within = not set(name.split("/")) & {"", ".", ".."} and "\\" not in name and ":" not in name
    assert is_within, f"a file lies in its folder: {name!r}"


def table_text(table: Table, rows: Sequence[object], currency: Currency) -> str:
    """Return rows as the text of their CSV file."""
    names = [column.name for column in table.columns]
    fields = [FIELDS.get(table.file, {}).get(name, name) for name in names]
    kept = [(name, field) for name, field in zip(names, fields, strict=True) if field]
    cells = [[_cell(getattr(row, field), field, currency) for _, field in kept] for row in rows]
    return write_table([name for name, _ in kept], cells)


def _cell(value: object, field: str, currency: Currency) -> object:
    """Return a field's value as a table writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field == "amount" and isinstance(value, int):
        return Decimal(value).scaleb(-currency.places)
    if isinstance(value, Month):
        return f"{value.year}-{value.month:02d}"
    if isinstance(value, Period):
        return value.word
    if isinstance(value, Fraction):
        text = exact_text(value)
        return value if "/" in text else Decimal(text)
    return value
