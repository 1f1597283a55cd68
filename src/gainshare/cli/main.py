"""The command line: names, options and help; what each command does is in `commands.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gainshare import __version__

app = typer.Typer(
    name="gainshare",
    help="Runs an alliance contract: checks the agreement, settles gain and pain to the penny, and explains every figure.",
    epilog="A folder holds agreement.yaml, costs.csv, targets.csv and more; start with `gainshare demo`.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
regime = typer.Typer(help="Look at commercial regimes, and run one over many cases.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(regime, name="regime")

FolderPath = Annotated[Path, typer.Argument(metavar="PATH", help="The alliance's folder, or its agreement.yaml.")]
PeriodWord = Annotated[str, typer.Option("--period", metavar="P", help="Such as 2025/26, “2025/26 Q2”, “2026/27 to M7”, project.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="Only what was known on this day counts (year-month-day).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of tables.")]
Party = Annotated[str | None, typer.Option("--party", metavar="ID", help="Only this party.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gainshare {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Runs an alliance contract: checks the agreement, settles gain and pain to the penny, and explains every figure."""


@app.command()
def check(path: FolderPath, as_json: AsJson = False) -> None:
    """Check an agreement and its files: every problem at once, and what the regime's lint finds."""
    from gainshare.cli import commands

    raise typer.Exit(commands.check(path, as_json=as_json))


@app.command()
def assess(path: FolderPath, period: PeriodWord, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show how a period stands: scores, shares, and what would be paid. Nothing is stored."""
    from gainshare.cli import commands

    raise typer.Exit(commands.assess(path, period, as_of=as_of, as_json=as_json))


@app.command()
def explain(
    path: FolderPath,
    period: PeriodWord,
    party: Party = None,
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=1, help="Show the workings as a tree, this many levels deep.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Say in sentences why every figure is what it is; with --depth, as a tree."""
    from gainshare.cli import commands

    raise typer.Exit(commands.explain(path, period, party=party, depth=depth, as_of=as_of))


@app.command()
def settle(
    path: FolderPath,
    period: PeriodWord,
    kind: Annotated[
        Literal["shadow", "interim", "final"], typer.Option("--kind", help="shadow is computed and stored, and nothing is payable.")
    ],
    as_of: AsOf = None,
) -> None:
    """Settle a period, and store the settlement under settlements/; nothing is ever overwritten."""
    from gainshare.cli import commands

    raise typer.Exit(commands.settle(path, period, kind=kind, as_of=as_of))


@app.command()
def restate(
    path: FolderPath,
    period: PeriodWord,
    from_bundle: Annotated[
        Path | None, typer.Option("--from", metavar="BUNDLE", help="The settlement to restate; the last one without it.")
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Work a settled period again, show the difference for each party (new less old), and store the new settlement."""
    from gainshare.cli import commands

    raise typer.Exit(commands.restate(path, period, from_bundle=from_bundle, as_of=as_of))


@app.command()
def verify(bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A stored settlement (.json).")]) -> None:
    """Replay a stored settlement: same, inputs changed (which), or engine changed (both results)."""
    from gainshare.cli import commands

    raise typer.Exit(commands.verify(bundle))


@app.command()
def schema() -> None:
    """Print the JSON Schema of agreement.yaml."""
    from gainshare.cli import commands

    raise typer.Exit(commands.schema())


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to put the demo alliance and its statements.")] = Path(
        "gainshare-demo"
    ),
) -> None:
    """Settle two years of the Wexmoor alliance, restate one, and write statements that open in a browser."""
    from gainshare.cli import demo as demonstration

    raise typer.Exit(demonstration.run(out))


@regime.command("list")
def regime_list() -> None:
    """List the regimes that come with gainshare."""
    from gainshare.cli import commands

    raise typer.Exit(commands.regime_list())


@regime.command("show")
def regime_show(name: Annotated[str, typer.Argument(metavar="ID", help="One of `gainshare regime list`.")]) -> None:
    """Show a regime: its stages, the figures it needs, and its worked examples."""
    from gainshare.cli import commands

    raise typer.Exit(commands.regime_show(name))


@regime.command("run")
def regime_run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A YAML file of regimes.")],
    name: Annotated[str, typer.Option("--id", metavar="ID", help="Which regime of the file.")],
    inputs: Annotated[Path, typer.Option("--inputs", metavar="IN.CSV", help="A column for each input, a row for each case.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="OUT.CSV", help="Where to write the result; the terminal without it.")
    ] = None,
) -> None:
    """Run a regime over a table of cases: a column for each side, exact (a/b where a decimal does not end)."""
    from gainshare.cli import commands

    raise typer.Exit(commands.regime_run(file, name, inputs=inputs, out=out))


def main() -> None:
    """Run the command line; a user's mistake ends with its problems and exit status 1, never with a traceback."""
    from gainshare.cli.outcome import guarded

    guarded(app)
