"""Values to an alliance's folder: what `folder.py` reads, written so that reading it again gives the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month, Period
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.csv_writer import write_table
from gainshare.files.folder import AGREEMENT
from gainshare.files.tables import Table, tables
from gainshare.files.yaml_writer import write_yaml

FIELDS: Mapping[str, Mapping[str, str]] = {
    "observations.csv": {"value": "given", **dict.fromkeys(("lower", "upper", "method", "publishable", "notes"), "")},
    "costs.csv": {"period": "month", "currency": ""},
    "targets.csv": {"period": "month", "currency": ""},
    "target_adjustments.csv": {"period": "month"},
    "submissions.csv": {"period": "month"},
    "forecasts.csv": {"period": "month"},
}
"""The field that a column holds, where it has another name; empty for a column that says nothing of its own."""


def write_folder(path: Path, agreement: Agreement, ledger: Ledger, observations: Sequence[Observation]) -> None:
    """Write an alliance as a folder that `load_folder` reads; files that are there already are replaced.

    Args:
        path: the folder; it is made if it is not there.
        agreement: the agreement as signed, with its variations.
        ledger: the open book.
        observations: the measures' values.
    """
    path.mkdir(parents=True, exist_ok=True)
    (path / AGREEMENT).write_text(write_yaml(agreement.data), encoding="utf-8", newline="\n")
    rows: dict[str, Sequence[object]] = {
        "submissions.csv": ledger.submissions,
        "costs.csv": ledger.entries,
        "targets.csv": ledger.targets,
        "target_adjustments.csv": ledger.adjustments,
        "observations.csv": observations,
        "payments.csv": ledger.payments,
        "forecasts.csv": ledger.forecasts,
        "facts.csv": ledger.facts,
    }
    for table in tables(agreement.calendar, agreement.terms.currency):
        if table.needed or rows[table.file]:
            text = table_text(table, rows[table.file], agreement.terms.currency)
            (path / table.file).write_text(text, encoding="utf-8", newline="\n")


def table_text(table: Table, rows: Sequence[object], currency: Currency) -> str:
    """Return rows as the text of their CSV file."""
    names = [column.name for column in table.columns]
    fields = [FIELDS.get(table.file, {}).get(name, name) for name in names]
    kept = [(name, field) for name, field in zip(names, fields, strict=True) if field]
    cells = [[_cell(getattr(row, field), field, currency) for _, field in kept] for row in rows]
    return write_table([name for name, _ in kept], cells)


def _cell(value: object, field: str, currency: Currency) -> object:
    """Return a field's value as a table writes it."""
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
