"""`gainshare manage verify_journal`: is every entry of the journal there, in order and unchanged?"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gainshare.web.audit import verifying
from gainshare.web.audit.export import Head, export, faults_of_export

MOST_SHOWN = 100
"""Faults that are printed; after that they are counted."""


class Command(BaseCommand):
    """Verifies chains of the database, or an export without a database."""

    help = "Verify the journal: exit status 1, and what is wrong, unless every entry is there, in order and unchanged."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what it takes."""
        parser.add_argument("--chain", metavar="NAME", help="Only this chain: `site`, or an alliance's id.")
        parser.add_argument("--kept", metavar="HEADS", type=Path, help="What an earlier run printed: the journal must still go through it.")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--export", metavar="FILE", type=Path, help="Write the chain as JSON lines too; needs --chain.")
        where.add_argument("--file", metavar="FILE", type=Path, help="Verify an export instead of the database.")

    def handle(
        self, *, chain: str | None = None, kept: Path | None = None, export: Path | None = None, file: Path | None = None, **_: object
    ) -> None:
        """Verify, and write an export if one is wanted."""
        if export is not None and chain is None:
            raise CommandError("Say with --chain which chain to export: `site`, or an alliance's id.")
        if file is not None:
            with file.open("rb") as source:
                self._report(faults_of_export(source))
            self.stdout.write(f"{file}: every entry is there, in order and unchanged.")
            return
        heads = _read_heads(kept) if kept else []
        self._report(self._faults([chain] if chain else verifying.chains(), heads))
        if export is not None and chain is not None:
            _write(export, chain)

    def _faults(self, chains: list[str], kept: list[Head]) -> Iterator[str]:
        for lost in sorted({head.chain for head in kept} - set(chains)):
            yield f"Journal {lost}: it is not there any more."
        for chain in chains:
            head, erased = verifying.head_of(chain), verifying.erased_in(chain)
            yield from verifying.faults_in(chain, kept)
            self.stdout.write(f"{head.chain} {head.length} {head.hash}" + (f" ({erased} with erased content)" if erased else ""))

    def _report(self, faults: Iterator[str]) -> None:
        count = 0
        for count, fault in enumerate(faults, start=1):
            if count <= MOST_SHOWN:
                self.stderr.write(fault)
        if count:
            raise CommandError(f"The journal does not verify: {count} {'fault' if count == 1 else 'faults'}.")


def _read_heads(file: Path) -> list[Head]:
    """Return the heads that an earlier run printed."""
    try:
        rows = [line.split() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Head(row[0], int(row[1]), row[2]) for row in rows]
    except (OSError, ValueError, IndexError) as error:
        raise CommandError(f"{file} is not what verify_journal printed: {error}.") from error


def _write(file: Path, chain: str) -> None:
    head = verifying.head_of(chain)
    try:
        with file.open("xb") as target:
            target.writelines(export(head, verifying.entries_of(head)))
    except FileExistsError as error:
        raise CommandError(f"{file} is there already, and is not overwritten.") from error
