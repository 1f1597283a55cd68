"""Bringing an alliance in: its folder, as file names and bytes, becomes rows; all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.checks import check_ledger
from gainshare.files.folder import AGREEMENT, Folder, load_folder
from gainshare.files.tables import tables
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.checks import misfits, too_long
from gainshare.web.agreements.models import AgreementVersion, Register
from gainshare.web.agreements.parties import add_parties
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.audit.journal import record
from gainshare.web.costs.book import agreement_of
from gainshare.web.costs.models import Line, Return
from gainshare.web.exchange.governing import Governance, governance_misfits, is_of_governance, keep_governance, read_governance
from gainshare.web.exchange.returns import Handed, handed_in, lines_of, returns_of
from gainshare.web.settlements.bringing import bring_settlements

ROWS_FILES = ("costs.csv", "submissions.csv")
"""The tables that become rows of returns; the others are kept as they came."""
SETTLEMENTS = "settlements"
"""The subfolder of stored settlements."""


def bring_in(files: Mapping[str, bytes], *, by: Person | None, at: datetime, manager: str = "") -> Alliance:
    """Return the alliance made from a folder, with its parties, its agreement, its registers, its returns and its governance.

    Args:
        files: the folder's files by their name in it, such as `costs.csv`; files that no folder has are left where they are.
        by: who brings it in.
        at: when.
        manager: the address of the manager who is invited with it, for the journal.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong, and nothing was made.
    """
    folder, governance = read_files(files)
    handed = handed_in(folder.ledger)
    codes = [party.id for party in folder.agreement.parties]
    if problems := (*_misfits(folder), *(governance_misfits(governance, codes) if governance else ())):
        raise Invalid(problems)
    with transaction.atomic():
        alliance = _alliance(folder.agreement)
        parties = add_parties(alliance, folder.agreement)
        _version(alliance, folder.agreement, files[AGREEMENT], by=by, at=at)
        registers = _registers(alliance, folder.agreement, files, by=by, at=at)
        _returns(alliance, parties, handed, at=at)
        settled = {name: data.decode() for name, data in files.items() if name.startswith(f"{SETTLEMENTS}/") and _is_of_a_folder(name)}
        bring_settlements(alliance, settled, at=at)
        counts = {"parties": len(parties), "returns": len(handed), "lines": len(folder.ledger.entries), "registers": registers}
        counts |= {"settlements": len(settled)} if settled else {}
        if governance:
            counts |= keep_governance(alliance, governance, takes_effect_on=folder.agreement.terms.alliance.starts_on, by=by, at=at)
        names = {"alliance": alliance.name, "parties": [party.organisation.name for party in parties.values()], "manager": manager}
        record("alliance.started", by=by, alliance=alliance, subject=alliance, content={"after": counts, "names": names})
    return alliance


def add_governance(alliance: Alliance, files: Mapping[str, bytes], *, by: Person | None, at: datetime) -> None:
    """Bring governance into an alliance that is here already and has none.

    Args:
        alliance: the alliance.
        files: the files of the alliance's folder by their name in it; those of its subfolder of governance are read.
        by: who brings it in; None for a command.
        at: when.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong, and nothing was made.
    """
    with TemporaryDirectory() as made:
        found = read_governance(written(files, Path(made) / "folder"))
    if found is None:
        return
    agreement = agreement_of(alliance)
    if problems := tuple(governance_misfits(found, [party.id for party in agreement.parties])):
        raise Invalid(problems)
    with transaction.atomic():
        counts = keep_governance(alliance, found, takes_effect_on=agreement.terms.alliance.starts_on, by=by, at=at)
        record("governance.brought", by=by, alliance=alliance, subject=alliance, content={"after": counts})


def read_files(files: Mapping[str, bytes]) -> tuple[Folder, Governance | None]:
    """Return what a folder's files hold, and what its subfolder of governance says if it has one.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong with any of the files.
    """
    problems: list[Problem] = []
    with TemporaryDirectory() as made:
        folder = written(files, Path(made) / "folder")
        try:
            governance = read_governance(folder)
        except Invalid as invalid:
            problems += invalid.problems
        try:
            found = load_folder(folder)
        except Invalid as invalid:
            raise Invalid([*invalid.problems, *problems]) from None
    if faults := [*errors(check_ledger(found.ledger, book_terms(found.agreement))), *problems]:
        raise Invalid((*faults, *found.problems))
    return found, governance


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write the files of an alliance that are read into a folder that is made for them, and return it."""
    folder.mkdir()
    for name, data in files.items():
        if _is_of_a_folder(name):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def _is_of_a_folder(name: str) -> bool:
    """Return whether a file of this name is read: the agreement, a table, a stored settlement, or a file of governance."""
    parts = PurePosixPath(name).parts
    if is_of_governance(name):
        return True
    if len(parts) == 2:
        return parts[0] == SETTLEMENTS and parts[1].endswith(".json") and name == f"{SETTLEMENTS}/{parts[1]}"
    return parts == (name,) and (name == AGREEMENT or name.endswith(".csv")) and "\\" not in name


def _misfits(folder: Folder) -> Iterator[Problem]:
    """Yield what the rows could not hold."""
    yield from misfits(folder.agreement)
    for entry in folder.ledger.entries:
        for field in ("cost_type", "category", "work_package", "evidence"):
            yield from too_long(getattr(entry, field), Line, field, Source("costs.csv", entry.line, field))


def _alliance(agreement: Agreement) -> Alliance:
    return Alliance.objects.create(reference=agreement.terms.alliance.id, name=agreement.terms.alliance.name)


def _version(alliance: Alliance, agreement: Agreement, data: bytes, *, by: Person | None, at: datetime) -> None:
    """Make the agreement's first version; one that is signed has been approved by every party on that day."""
    signed_on = agreement.terms.alliance.signed_on
    AgreementVersion.objects.create(
        alliance=alliance,
        number=1,
        text=data.decode("utf-8"),
        sha256=hashlib.sha256(data).hexdigest(),
        takes_effect_on=agreement.terms.alliance.starts_on,
        reason="",
        proposed_by=by,
        proposed_at=at,
        approved_at=None if signed_on is None else timezone.make_aware(datetime.combine(signed_on, time())),
    )


def _registers(alliance: Alliance, agreement: Agreement, files: Mapping[str, bytes], *, by: Person | None, at: datetime) -> int:
    """Keep every other table of the folder as it came; return how many there are."""
    known = {table.file for table in tables(agreement.calendar, agreement.terms.currency)} - set(ROWS_FILES)
    kept = [name for name in files if name in known]
    Register.objects.bulk_create(
        Register(
            alliance=alliance,
            name=name,
            number=1,
            text=files[name].decode("utf-8"),
            sha256=hashlib.sha256(files[name]).hexdigest(),
            brought_by=by,
            brought_at=at,
        )
        for name in kept
    )
    return len(kept)


def _returns(alliance: Alliance, parties: Mapping[str, Party], handed: Sequence[Handed], *, at: datetime) -> None:
    """Make the returns and their lines, a thousand rows at a time."""
    made = returns_of(handed, alliance, parties, at=at)
    made_lines = (line for of, one in zip(made, handed, strict=True) for line in lines_of(of, one.entries))
    Return.objects.bulk_create(made, batch_size=1_000)
    while batch := list(islice(made_lines, 1_000)):
        Line.objects.bulk_create(batch)
