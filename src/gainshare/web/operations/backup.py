"""A backup: every row as it was at one moment, while others go on writing, the evidence it names, and the heads of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from gainshare import __version__
from gainshare.web.audit import verifying
from gainshare.web.operations.archive import ArchiveError, Writer
from gainshare.web.operations.rows import Tally, dump, tables
from gainshare.web.shared.kept_files import named as named_files
from gainshare.web.shared.kept_files import path_of

SNAPSHOT = "snapshot"
"""The connection that sees the database as it was at one moment."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup holds."""

    rows: int
    """Rows of all tables."""
    files: int
    """Files of evidence."""
    missing: tuple[str, ...]
    """The SHA-256 of evidence that rows name and that was not there."""


def back_up(file: Path) -> Copied:
    """Write a backup, whole or not at all, and return what it holds.

    Raises:
        ArchiveError: the file is there already, or a file of evidence is damaged.
    """
    with Writer(file) as writer, snapshot() as using:
        tallies: dict[str, Tally] = {}
        for model in tables(apps):
            name = model._meta.db_table
            tallies[name] = Tally()
            writer.add(f"rows/{name}.jsonl", dump(model, using, tallies[name]))
        named = sorted(named_files(using))
        missing = tuple(sha256 for sha256 in named if not path_of(sha256).exists())
        for sha256 in (one for one in named if one not in missing):
            if writer.add(f"evidence/{sha256}", _blocks(path_of(sha256))) != sha256:
                raise ArchiveError(f"{path_of(sha256)} is damaged. Bring it back from an earlier backup. Nothing was written.")
        heads = [verifying.head_of(chain, using) for chain in verifying.chains(using)]
        migrations = sorted(MigrationRecorder(connections[using]).applied_migrations())
        manifest: dict[str, Any] = {
            "gainshare": __version__,
            "made_at": timezone.now().isoformat(),
            "database": connections[using].vendor,
            "migrations": [list(one) for one in migrations],
            "tables": {name: tally.told() for name, tally in tallies.items()},
            "journal": [[head.chain, head.length, head.hash] for head in heads],
            "missing_evidence": list(missing),
        }
        writer.finish(manifest)
    return Copied(sum(tally.count for tally in tallies.values()), len(named) - len(missing), missing)


@contextmanager
def snapshot() -> Iterator[str]:
    """Give the name of a connection that sees one moment of the database and keeps nobody from writing."""
    settings = deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict)
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        from psycopg import IsolationLevel

        settings["OPTIONS"] = {**settings["OPTIONS"], "isolation_level": IsolationLevel.REPEATABLE_READ}
    else:
        settings["OPTIONS"] = {**settings["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections.databases[SNAPSHOT] = settings
    try:
        with transaction.atomic(using=SNAPSHOT):
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT]
        del connections.databases[SNAPSHOT]


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while block := source.read(2**20):
            yield block
