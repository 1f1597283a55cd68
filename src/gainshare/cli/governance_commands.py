"""The commands of `gainshare governance`: names, options and help; what each does is in `governance.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

governance = typer.Typer(help="Check and show how an alliance decides, and write it again.", no_args_is_help=True, rich_markup_mode=None)
AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of tables.")]
GovernancePath = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder with governance.yaml and its tables.")]
Today = Annotated[
    str | None, typer.Option("--today", metavar="DATE", help="The day by which things are late (year-month-day); today without it.")
]


@governance.command("check")
def governance_check(folder: GovernancePath, as_json: AsJson = False) -> None:
    """Check a folder of governance: every problem of every file at once, with file, line and column."""
    from gainshare.cli import governance as command

    raise typer.Exit(command.check(folder, as_json=as_json))


@governance.command("show")
def governance_show(folder: GovernancePath, today: Today = None, as_json: AsJson = False) -> None:
    """Show bodies, seats, who decides what, and the registers; what the rules make of the record stands beside what it states."""
    from gainshare.cli import governance as command

    raise typer.Exit(command.show(folder, today=today, as_json=as_json))


@governance.command("export")
def governance_export(
    folder: GovernancePath,
    destination: Annotated[Path, typer.Argument(metavar="DESTINATION", help="The folder to write; it must be new or empty.")],
    today: Today = None,
) -> None:
    """Read a folder of governance and write it again without loss."""
    from gainshare.cli import governance as command

    raise typer.Exit(command.export(folder, destination, today=today))
