"""Restoring a backup into an empty place: all of it, proven equal to what was copied, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from gainshare.web.audit import verifying
from gainshare.web.audit.export import Head
from gainshare.web.operations.archive import ArchiveError, Reader
from gainshare.web.operations.rows import Tally, count_on, dump, load, tables

PLACE = "restoring"
"""The connection to the database that is being filled."""


def restore(file: Path) -> int:
    """Restore a backup into an empty database and an empty folder of evidence; return how many rows it has.

    Raises:
        ArchiveError: something is there already, the backup was changed, or is newer than this version; nothing was restored.
    """
    reader = Reader(file)
    evidence = Path(settings.EVIDENCE_FOLDER)
    if evidence.exists() and any(evidence.iterdir()):
        raise ArchiveError(f"{evidence} is not empty. Restore into an empty folder, or move this one away. Nothing was restored.")
    half = evidence.with_name(f"{evidence.name}.part")
    try:
        with _place() as using:
            count = _fill(reader, using)
            _unpack(reader, half)
            if evidence.exists():
                evidence.rmdir()
            half.rename(evidence)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    finally:
        reader.close()
    return count


@contextmanager
def _place() -> Iterator[str]:
    """Give a connection to an empty database, which becomes the one that is served when nothing has gone wrong."""
    served = connections[DEFAULT_DB_ALIAS]
    connections.databases[PLACE] = deepcopy(served.settings_dict)
    try:
        if served.vendor == "sqlite":
            with _file(Path(str(served.settings_dict["NAME"]))):
                yield PLACE
        else:
            if connections[PLACE].introspection.table_names():
                raise ArchiveError("The database is not empty. Restore into a new one. Nothing was restored.")
            with transaction.atomic(using=PLACE):
                yield PLACE
    except DatabaseError as error:
        raise ArchiveError(f"The backup could not be written into the database: {error}. Nothing was restored.") from error
    finally:
        connections[PLACE].close()
        del connections[PLACE]
        del connections.databases[PLACE]


@contextmanager
def _file(served: Path) -> Iterator[None]:
    """Fill a file beside the one that is served, and give it that name at the end."""
    if served.exists():
        raise ArchiveError(f"{served} is there already. Restore into an empty folder, or move it away. Nothing was restored.")
    served.parent.mkdir(parents=True, exist_ok=True)
    half = served.with_name(f"{served.name}.part")
    half.unlink(missing_ok=True)
    connections.databases[PLACE]["NAME"] = str(half)
    try:
        yield
        with connections[PLACE].cursor() as cursor:
            cursor.execute("pragma wal_checkpoint(truncate)")
        connections[PLACE].close()
        half.rename(served)
    finally:
        connections[PLACE].close()
        for ending in ("", "-wal", "-shm"):
            half.with_name(half.name + ending).unlink(missing_ok=True)


def _fill(reader: Reader, using: str) -> int:
    """Make the tables as they were, write the rows, prove them, and bring the tables up to date; return how many rows there are."""
    executor = MigrationExecutor(connections[using])
    nodes = executor.loader.graph.node_map
    then = {(app, name) for app, name in reader.manifest["migrations"]}
    if unknown := [f"{app} {name}" for app, name in sorted(then) if (app, name) not in nodes]:
        raise ArchiveError(
            f"The backup was written by gainshare {reader.manifest['gainshare']}, whose tables this version does not know"
            f" ({', '.join(unknown)}). Install that version, then restore. Nothing was restored."
        )
    last = [(app, name) for app, name in then if not any(child.key in then and child.key[0] == app for child in nodes[app, name].children)]
    state = executor.migrate(last)
    models = tables(state.apps)
    with transaction.atomic(using=using):
        for model in models:
            name = f"rows/{model._meta.db_table}.jsonl"
            if name in reader.manifest["members"]:
                load(model, using, reader.lines(name))
        connections[using].check_constraints()
    count_on(models, using)
    _prove(reader.manifest, models, using)
    executor.loader.build_graph()
    executor.migrate(executor.loader.graph.leaf_nodes())
    return sum(told["rows"] for told in reader.manifest["tables"].values())


def _prove(manifest: dict[str, Any], models: list[Any], using: str) -> None:
    """Go on only if every table and every chain is what it was."""
    for model in models:
        tally, name = Tally(), model._meta.db_table
        for _ in dump(model, using, tally):
            pass
        if tally.told() != manifest["tables"].get(name, Tally().told()):
            raise ArchiveError(f"The table {name} did not come out as it went in. Nothing was restored.")
    heads = [Head(*row) for row in manifest["journal"]]
    faults = [fault for chain in verifying.chains(using) for fault in verifying.faults_in(chain, heads, using)]
    if faults:
        raise ArchiveError("The journal in the backup does not verify. Nothing was restored.\n" + "\n".join(faults[:20]))


def _unpack(reader: Reader, folder: Path) -> None:
    """Write the evidence; each file lies under the first two signs of its SHA-256, which the reader has checked."""
    folder.mkdir(parents=True)
    for name in reader.names("evidence"):
        sha256 = name.partition("/")[2]
        (folder / sha256[:2]).mkdir(exist_ok=True)
        with (folder / sha256[:2] / sha256).open("wb") as target:
            target.writelines(reader.blocks(name))
