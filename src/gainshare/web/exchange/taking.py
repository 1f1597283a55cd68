"""Taking an alliance away: its rows as the folder that the library reads; small numbers leave with those alone who may see them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import plural
from gainshare.core.performance.observation import Observation
from gainshare.files.bundle import FOLDER
from gainshare.files.csv_writer import ACTIVE, undo_inert, write_table
from gainshare.files.tables import tables as tables_of
from gainshare.files.writer import folder_files, observations_file, table_text
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import Register
from gainshare.web.agreements.queries import newest_version
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.book import registers_of
from gainshare.web.costs.convert import TAKEN, ledger_with
from gainshare.web.exchange.governing import governance_files
from gainshare.web.measures.queries import OBSERVATIONS, all_observations, observations_of
from gainshare.web.measures.small_numbers import sight_of
from gainshare.web.settlements.books import payments_made
from gainshare.web.settlements.held import holds_small_numbers
from gainshare.web.settlements.models import DRAFT, WITHDRAWN, Settlement

PAYMENTS = "payments.csv"
WITHHELD = "values-left-out.txt"
"""What says in the folder that values were left out."""
MARK = "\ufeff"
"""What Excel begins a file in UTF-8 with."""
NUMBER = re.compile(r"-(0|[1-9][0-9]*)(\.[0-9]+)?")
"""A cell that begins as a formula does and is a number below zero, written as it would be written anew."""


def folder_of(alliance: Alliance) -> Mapping[str, bytes]:
    """Return an alliance as the files of its folder, by name.

    The agreement in force and every register leave byte for byte, but for cells of a register that a spreadsheet would run;
    costs.csv and submissions.csv are written from the returns that were handed in, observations.csv has the values that were
    entered here after those that were brought in, payments.csv what was paid by settlements here, and every settlement that is not a
    draft lies in settlements/ as it was stored. How the alliance decides, and what it decided, lies in governance/.
    """
    version = newest_version(alliance)
    registers = {**_registers(alliance), **_payments(alliance, agreement_in(version)), **_settlements(alliance)}
    registers |= governance_files(alliance)
    entered = observations_of(alliance, agreement_in(version))
    if entered:
        registers[OBSERVATIONS] = with_entered(registers.get(OBSERVATIONS, b"").decode("utf-8"), entered, agreement_in(version)).encode()
    return folder_files(version.text, ledger_with(alliance, TAKEN), registers)


def folder_for(seat: Seat) -> Mapping[str, bytes]:
    """Return an alliance as somebody may take it: without the values behind which there are numbers that they may not see.

    A file beside the others says how many were left out.
    """
    files = dict(folder_of(seat.alliance))
    withheld = withheld_from(seat)
    if not withheld:
        return files
    text = files[OBSERVATIONS].decode("utf-8")
    agreement = agreement_in(newest_version(seat.alliance))
    rows = _lines(text)
    hidden = {id(one) for one in withheld}
    everything = all_observations(seat.alliance, agreement)
    lines = [line for line, row in rows[1:] if any(cell.strip() for cell in row)]
    assert len(lines) == len(everything), "a value stands on each line beneath the headings"
    kept = {line for line, one in zip(lines, everything, strict=True) if id(one) not in hidden}
    head, *body = [row for line, row in rows if line == rows[0][0] or line in kept]
    files[OBSERVATIONS] = _written(head, body).encode()
    kept_back = [one.reference for one in Settlement.objects.filter(alliance=seat.alliance).defer("bundle") if holds_small_numbers(one)]
    for reference in kept_back:
        files.pop(f"{FOLDER}/{reference}.json", None)
    files[WITHHELD] = _said(len(withheld), kept_back).encode()
    return files


def withheld_from(seat: Seat) -> Sequence[Observation]:
    """Return the values that do not leave with somebody, because there are small numbers behind them."""
    agreement = agreement_in(newest_version(seat.alliance))
    everything = all_observations(seat.alliance, agreement)
    sight = sight_of(seat, agreement, everything)
    return [one for one in everything if sight.hides(one)]


def _said(count: int, settlements: Sequence[str]) -> str:
    """Return what is said in the folder of the values, and of the settlements that hold such values, that were left out."""
    are = "is" if count == 1 else "are"
    also = f"Settlements that rest on them are not in {FOLDER}: {', '.join(settlements)}.\n" if settlements else ""
    return (
        f"{plural(count, 'value')} of measures {are} not in observations.csv: a number behind each is small, or could be worked out from\n"
        "them, and whoever took this copy may not see small numbers. Scores that rest on them come out differently.\n"
        f"{also}A copy that an alliance manager takes holds every value.\n"
    )


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


def with_entered(text: str, entered: Sequence[Observation], agreement: Agreement) -> str:
    """Return observations.csv with the values that were entered here after those that it has; its own columns stay.

    Args:
        text: the file as it was brought in; empty if there was none.
        entered: the values.
        agreement: whose periods they are for.
    """
    new_head, *new = [row for _, row in _lines(observations_file(agreement, entered).decode("utf-8"))]
    if not text:
        return _written(new_head, new)
    head, *body = [row for _, row in _lines(text.removeprefix(MARK)) if any(cell.strip() for cell in row)]
    names = [name.strip().casefold() for name in head]
    missing = [name for name in new_head if name not in names]
    columns = [*names, *missing]
    places = [new_head.index(name) if name in new_head else None for name in columns]
    added = [["" if place is None else row[place] for place in places] for row in new]
    return _written([*head, *missing], [*([*row, *[""] * len(missing)] for row in body), *added])


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows of a table, each with the line on which it begins, their cells as they are meant."""
    found, line = [], 1
    reader = csv.reader(io.StringIO(text, newline=""))
    for row in reader:
        found.append((line, [undo_inert(cell) for cell in row]))
        line = reader.line_num + 1
    return found


def _written(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return rows as the text of a table that no spreadsheet runs; numbers below zero stay numbers."""
    return write_table(head, [[Decimal(cell) if NUMBER.fullmatch(cell) else cell for cell in row] for row in body])


def inert(text: str) -> str:
    """Return a table as it is, or, if a spreadsheet would run one of its cells, with an apostrophe before each such cell.

    Reading it gives the same values.
    """
    given = list(csv.reader(io.StringIO(text, newline="")))
    if not any(_runs(cell) for row in given for cell in row):
        return text
    head, *body = [row for _, row in _lines(text)]
    return _written(head, body)


def _runs(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell."""
    return bool(ACTIVE.match(cell)) and not cell.startswith("'") and not NUMBER.fullmatch(cell)
