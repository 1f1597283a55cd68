"""Taking an alliance away: its rows as the folder that the library reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal

from gainshare.core.agreement.agreement import Agreement
from gainshare.files.bundle import FOLDER
from gainshare.files.csv_writer import ACTIVE, undo_inert, write_table
from gainshare.files.tables import tables as tables_of
from gainshare.files.writer import folder_files, table_text
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import Register
from gainshare.web.agreements.queries import newest_version
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.book import registers_of
from gainshare.web.costs.convert import TAKEN, ledger_with
from gainshare.web.settlements.books import payments_made
from gainshare.web.settlements.models import DRAFT, WITHDRAWN, Settlement

PAYMENTS = "payments.csv"
NUMBER = re.compile(r"-(0|[1-9][0-9]*)(\.[0-9]+)?")
"""A cell that begins as a formula does and is a number below zero, written as it would be written anew."""


def folder_of(alliance: Alliance) -> Mapping[str, bytes]:
    """Return an alliance as the files of its folder, by name.

    The agreement in force and every register leave byte for byte, but for cells of a register that a spreadsheet would run;
    costs.csv and submissions.csv are written from the returns that were handed in, payments.csv too if something was paid here, and
    every settlement that is not a draft lies in settlements/ as it was stored.
    """
    version = newest_version(alliance)
    tables = {**_registers(alliance), **_payments(alliance, agreement_in(version)), **_settlements(alliance)}
    return folder_files(version.text, ledger_with(alliance, TAKEN), tables)


def _payments(alliance: Alliance, agreement: Agreement) -> dict[str, bytes]:
    """Return payments.csv with what was paid by settlements here; nothing if nothing was."""
    made = tuple(payments_made(alliance))
    if not made:
        return {}
    table = next(one for one in tables_of(agreement.calendar, agreement.terms.currency) if one.file == PAYMENTS)
    rows = (*registers_of(alliance, agreement)[PAYMENTS], *made)
    return {PAYMENTS: table_text(table, rows, agreement.terms.currency).encode()}


def _settlements(alliance: Alliance) -> dict[str, bytes]:
    """Return the stored settlements, but for drafts and those that were withdrawn."""
    found = Settlement.objects.filter(alliance=alliance).exclude(standing__in=(DRAFT, WITHDRAWN))
    return {f"{FOLDER}/{name}.json": text.encode() for name, text in found.values_list("reference", "bundle")}


def _registers(alliance: Alliance) -> dict[str, bytes]:
    """Return the newest register of each name."""
    found = Register.objects.filter(alliance=alliance).order_by("name", "number").values_list("name", "text")
    return {name: (inert(text) if name.endswith(".csv") else text).encode("utf-8") for name, text in found}


def inert(text: str) -> str:
    """Return a table as it is, or, if a spreadsheet would run one of its cells, with an apostrophe before each such cell.

    Reading it gives the same values.
    """
    given = list(csv.reader(io.StringIO(text, newline="")))
    if not any(_runs(cell) for row in given for cell in row):
        return text
    head, *body = [[undo_inert(cell) for cell in row] for row in given]
    return write_table(head, [[Decimal(cell) if NUMBER.fullmatch(cell) else cell for cell in row] for row in body])


def _runs(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell."""
    return bool(ACTIVE.match(cell)) and not cell.startswith("'") and not NUMBER.fullmatch(cell)
