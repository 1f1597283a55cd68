"""Taking an alliance away: its rows as the folder that the library reads."""

from __future__ import annotations

from collections.abc import Mapping

from gainshare.files.folder import AGREEMENT
from gainshare.files.tables import tables
from gainshare.files.writer import table_text
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion, Register
from gainshare.web.agreements.queries import newest_version
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.convert import ledger_with
from gainshare.web.costs.models import ACCEPTED, QUERIED, RETURNED, SUBMITTED

TAKEN = (SUBMITTED, QUERIED, RETURNED, ACCEPTED)
"""The statuses of returns that leave: all that was ever handed in. What went back to its party is written as `draft`, which
counts nowhere; a party's own drafts stay with it."""


def folder_of(alliance: Alliance) -> Mapping[str, bytes]:
    """Return an alliance as the files of its folder, by name.

    The agreement in force and every register leave byte for byte; costs.csv and submissions.csv are written from the returns
    that were handed in.
    """
    version = newest_version(alliance)
    return {AGREEMENT: version.text.encode("utf-8"), **_registers(alliance), **_open_book(alliance, version)}


def _registers(alliance: Alliance) -> dict[str, bytes]:
    """Return the newest register of each name."""
    found = Register.objects.filter(alliance=alliance).order_by("name", "number").values_list("name", "text")
    return {name: text.encode("utf-8") for name, text in found}


def _open_book(alliance: Alliance, version: AgreementVersion) -> dict[str, bytes]:
    """Return the tables of the open book."""
    agreement = agreement_in(version)
    currency = agreement.terms.currency
    ledger = ledger_with(alliance, TAKEN)
    known = {table.file: table for table in tables(agreement.calendar, currency)}
    return {
        "submissions.csv": table_text(known["submissions.csv"], ledger.submissions, currency).encode("utf-8"),
        "costs.csv": table_text(known["costs.csv"], ledger.entries, currency).encode("utf-8"),
    }
