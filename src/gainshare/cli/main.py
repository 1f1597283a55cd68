"""The command line: names, options and help; what each command does is in `commands.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import typer
from typer.main import get_command

from gainshare import __version__
from gainshare.cli.governance_commands import governance

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

measures = typer.Typer(
    help="Define measures, work them out from records, and build their levels.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(measures, name="measures")

app.add_typer(governance, name="governance")

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
def statement(
    path: FolderPath,
    period: PeriodWord,
    kind: Annotated[
        Literal["position", "shadow", "interim", "final", "restatement"],
        typer.Option("--kind", help="restatement shows the last one stored; the others show the period as it would be settled."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write; its name ends with .html, .pdf, .csv or .txt.")],
    as_of: AsOf = None,
) -> None:
    """Write a statement into a file, as a page, a tagged PDF, figures for a spreadsheet, or text. No settlement is stored."""
    from gainshare.cli import commands

    raise typer.Exit(commands.statement(path, period, out, kind=kind, as_of=as_of))


@app.command()
def verify(bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A stored settlement (.json).")]) -> None:
    """Replay a stored settlement: same, inputs changed (which), or engine changed (both results)."""
    from gainshare.cli import commands

    raise typer.Exit(commands.verify(bundle))


@app.command()
def suppress(  # noqa: PLR0913, PLR0917  # one argument for each option
    table: Annotated[Path, typer.Argument(metavar="TABLE.CSV", help="Columns of labels, then of counts; or rows, see --numerator.")],
    rule: Annotated[str, typer.Option("--rule", metavar="NAME", help="One of national, numerator_under_5, none.")] = "national",
    below: Annotated[int | None, typer.Option("--below", metavar="N", min=0, max=1000, help="Counts below this are small.")] = None,
    round_to: Annotated[
        int | None, typer.Option("--round", metavar="N", min=1, max=1000, help="Round counts to this; 1 leaves them.")
    ] = None,
    totals: Annotated[str | None, typer.Option("--totals", metavar="LABEL", help="The label of the row and column of totals.")] = None,
    add_totals: Annotated[bool, typer.Option("--add-totals", help="Add a row and a column of totals.")] = False,
    labels: Annotated[int | None, typer.Option("--labels", metavar="N", min=1, help="How many columns, from the left, are labels.")] = None,
    earlier: Annotated[
        Path | None, typer.Option("--earlier", metavar="RELEASE.CSV", help="A release that is out: what both tell is suppressed too.")
    ] = None,
    numerator: Annotated[str | None, typer.Option("--numerator", metavar="COLUMN", help="For percentages and rates, one a row.")] = None,
    denominator: Annotated[str | None, typer.Option("--denominator", metavar="COLUMN", help="What the numerator is divided by.")] = None,
    per: Annotated[int, typer.Option("--per", metavar="N", min=1, help="What they are multiplied by: 100 for a percentage.")] = 100,
    out: Annotated[Path | None, typer.Option("--out", metavar="OUT.CSV", help="Where to write it; the terminal without it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a table of counts, or percentages, fit to publish: small numbers are suppressed, and what would give them away."""
    from gainshare.cli import suppress as suppression

    choices = suppression.Choices(rule, below, round_to, labels, totals, add_totals, out, as_json)
    if numerator is None and denominator is None:
        raise typer.Exit(suppression.suppress_table(table, choices, earlier))
    raise typer.Exit(suppression.suppress_rows(table, choices, earlier, numerator=numerator, denominator=denominator, per=per))


@app.command()
def spc(  # noqa: PLR0913, PLR0917  # one argument for each option
    file: Annotated[Path, typer.Argument(metavar="FILE.CSV", help="A row for each value, oldest first or with dates.")],
    value: Annotated[
        str | None, typer.Option("--value", metavar="COLUMN", help="The values; without it the one column of numbers.")
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="COLUMN", help="The dates; without it the one column of dates.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="COLUMN", help="What tells several series apart: a chart for each.")] = None,
    improvement: Annotated[Literal["up", "down", "neutral"], typer.Option("--improvement", help="Which way is better.")] = "up",
    target: Annotated[str | None, typer.Option("--target", metavar="X", help="A number, or the column of targets that move.")] = None,
    rebase: Annotated[
        list[str] | None,
        typer.Option("--rebase", metavar="DATE", help="First date of a new segment, and why: 2024-04-01:new ward. Repeatable."),
    ] = None,
    fix: Annotated[int | None, typer.Option("--fix", metavar="N", help="Limits rest on the first N points of each segment.")] = None,
    no_screen: Annotated[bool, typer.Option("--no-screen", help="Outlying moving ranges count too, as in the Excel tool.")] = False,
    chart: Annotated[Literal["xmr", "p", "u"], typer.Option("--chart", help="p: parts of a whole; u: events per unit.")] = "xmr",
    denominator: Annotated[str | None, typer.Option("--denominator", metavar="COLUMN", help="The denominators of a p or u chart.")] = None,
    per: Annotated[float | None, typer.Option("--per", metavar="N", help="What p and u are drawn per; p charts are per 100.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="TEXT", help="What values are in, for the axis.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="What the values are.")] = None,
    lowest: Annotated[float | None, typer.Option("--lowest", metavar="X", help="Where the picture cuts off, such as 0.")] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="OUT", help="Write a picture; with several series, a folder of them.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw control charts by the NHS's Making Data Count: limits, special causes, variation and assurance."""
    from gainshare.cli import spc as charts
    from gainshare.files.series import Wanted

    choices = charts.Choices(improvement, chart, target, tuple(rebase or ()), fix, not no_screen, per, unit, title, lowest)
    raise typer.Exit(charts.draw(file, Wanted(value, date, by, denominator), choices, svg=svg, as_json=as_json))


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
    """Settle two years of the Wexmoor alliance, restate one, write statements, then serve the alliance on the web.

    GAINSHARE_NO_SERVE=1 ends it before the server.
    """
    from gainshare.cli import demo as demonstration

    raise typer.Exit(demonstration.run(out))


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=1, max=65535, help="The port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, max=64, help="How many processes answer.")] = 1,
) -> None:
    """Serve the web application; it starts safely or says everything that is wrong with its settings."""
    from gainshare.cli import serve as server

    raise typer.Exit(server.serve(host, port, workers=workers))


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def manage(
    arguments: Annotated[list[str], typer.Argument(metavar="COMMAND …", help="A command of the web application; `help` lists them.")],
) -> None:
    """Run a command of the web application, such as migrate, verify_journal or send_messages."""
    from gainshare.cli import serve as server

    raise typer.Exit(server.manage(arguments))


@app.command()
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not be there yet.")]) -> None:
    """Copy everything into one file, while the web application serves: every row, the evidence, the heads of the journal."""
    from gainshare.cli import copies

    raise typer.Exit(copies.backup(file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help="What `gainshare backup` wrote.")]) -> None:
    """Put a backup into an empty data folder and database: all of it, proven equal, or nothing."""
    from gainshare.cli import copies

    raise typer.Exit(copies.restore(file))


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


@measures.command("run")
def measures_run(  # noqa: PLR0913, PLR0917  # one argument for each option
    definitions: Annotated[
        Path, typer.Argument(metavar="DEFINITIONS", help="The alliance's folder, its agreement.yaml, or a file of definitions.")
    ],
    records: Annotated[Path, typer.Option("--records", metavar="DIR", help="The folder of records, in CSV or Parquet.")],
    period: PeriodWord,
    engine: Annotated[
        Literal["duckdb", "spark", "reference"],
        typer.Option("--engine", help="What works it out: duckdb on this machine; spark; or reference, plain Python, slow."),
    ] = "duckdb",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the values as observations.csv.")] = None,
    groups: Annotated[
        Path | None, typer.Option("--groups", metavar="FILE", help="Write the parts of counts that are divided by fields.")
    ] = None,
    each: Annotated[
        Literal["month", "quarter", "year"] | None, typer.Option("--each", help="Divide the period, and work out every part.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--measure", metavar="ID", help="Only this measure; may be repeated.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day the records were drawn (year-month-day); today without it.")
    ] = None,
    level: Annotated[str, typer.Option("--level", metavar="L", help="The level of confidence of the intervals.")] = "95%",
    status: Annotated[
        Literal["provisional", "final", "revised"], typer.Option("--status", help="How far the values can be relied on.")
    ] = "provisional",
    spark_master: Annotated[
        str | None, typer.Option("--spark-master", metavar="URL", help="The Spark cluster; this machine without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Work out measures from records: counts, values with intervals, what may be published, and the quality of the records."""
    from gainshare.cli import measures as command

    status_code = command.run(
        definitions,
        records,
        period,
        engine=engine,
        each=each,
        only=only or (),
        as_of=as_of,
        level=level,
        status=status,
        out=out,
        groups=groups,
        spark_master=spark_master,
        as_json=as_json,
    )
    raise typer.Exit(status_code)


@measures.command("show")
def measures_show(
    definitions: Annotated[
        Path, typer.Argument(metavar="DEFINITIONS", help="The alliance's folder, its agreement.yaml, or a file of definitions.")
    ],
    only: Annotated[list[str] | None, typer.Argument(metavar="MEASURE", help="Only these measures.")] = None,
) -> None:
    """Show measures as cards: the definition in plain English, the levels, and what co-production asks."""
    from gainshare.cli import measure_pages

    raise typer.Exit(measure_pages.show(definitions, only or ()))


@measures.command("levels")
def measures_levels(
    path: FolderPath,
    only: Annotated[list[str] | None, typer.Argument(metavar="MEASURE", help="Only these measures.")] = None,
    months: Annotated[int, typer.Option("--months", metavar="N", min=1, help="How many months to look back from the last value.")] = 24,
) -> None:
    """Build levels: where past values would have fallen, and how often small numbers would have misled."""
    from gainshare.cli import measure_pages

    raise typer.Exit(measure_pages.levels(path, only or (), months=months))


@measures.command("library")
def measures_library(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The framework to print; a list of them without it.")] = None,
) -> None:
    """List the frameworks that come with gainshare, or print one as a file of definitions to start from."""
    from gainshare.cli import measure_pages

    raise typer.Exit(measure_pages.library_list() if name is None else measure_pages.library_print(name))


@cache
def _command() -> Callable[[], object]:
    """Return the command line as one command; it is put together once, although a program may call `main` often."""
    return get_command(app)


def main() -> None:
    """Run the command line; a user's mistake ends with its problems and exit status 1, never with a traceback."""
    from gainshare.cli.outcome import guarded

    guarded(_command())
