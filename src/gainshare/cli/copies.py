"""`gainshare backup` and `gainshare restore`: a copy of everything in one file, and back."""

from __future__ import annotations

from pathlib import Path

import typer

from gainshare.cli.outcome import FAILED, OK
from gainshare.cli.serve import ready


def backup(file: Path) -> int:
    """Write a backup and say what it holds; return the exit status: 1 too if evidence was not there to be copied."""
    if (status := ready()) != OK:
        return status
    from gainshare.web.operations.archive import ArchiveError
    from gainshare.web.operations.backup import back_up

    try:
        copied = back_up(file)
    except ArchiveError as error:
        return _failed(error)
    typer.echo(f"{file}: {copied.rows:,} rows, {copied.files:,} {'file' if copied.files == 1 else 'files'} of evidence.")
    for sha256 in copied.missing:
        typer.echo(f"error: evidence {sha256} is named by a return and is not there. Bring it back from an earlier backup.", err=True)
    return FAILED if copied.missing else OK


def restore(file: Path) -> int:
    """Restore a backup and say so; return the exit status."""
    if (status := ready()) != OK:
        return status
    from gainshare.web.operations.archive import ArchiveError
    from gainshare.web.operations.restore import restore as put_back

    try:
        count = put_back(file)
    except ArchiveError as error:
        return _failed(error)
    typer.echo(f"{file}: {count:,} rows are back, equal to what was copied, and the journal verifies.")
    return OK


def _failed(error: Exception) -> int:
    typer.echo(f"error: {error}", err=True)
    return FAILED
