"""The demonstration: the Wexmoor alliance's two settled years, one restatement, and where the third year stands."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import typer

from gainshare.cli import commands, demo_server
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source

MARKER = ".gainshare-demo"
"""A file that says that a folder was made by the demonstration, and may be made again."""
ALLIANCE = "wexmoor"
FIRST_SETTLED, RESTATED, SECOND_SETTLED = "2025-07-31", "2025-10-30", "2026-07-30"
"""The days of the leadership team's decisions DEC-010, DEC-013 and DEC-016."""


def run(out: Path) -> int:
    """Make the demonstration in a folder and print it; the folder is made anew if the demonstration made it before."""
    folder = _prepare(out)
    pages: list[Path] = []
    _title("1. Check the agreement and its files")
    commands.check(folder, as_json=False)
    _title("2. Settle 2024/25, as known on 31 July 2025")
    commands.settle(folder, "2024/25", kind="final", as_of=FIRST_SETTLED)
    pages.append(commands.write_statement(folder, "2024/25", out / "statement-2024-25.html", kind="final", as_of=FIRST_SETTLED))
    _title("3. A correction came late: restate 2024/25, as known on 30 October 2025")
    commands.restate(folder, "2024/25", from_bundle=None, as_of=RESTATED)
    pages.append(commands.write_restatement(folder, "2024/25", out / "statement-2024-25-restated.html", as_of=RESTATED))
    _title("4. Settle 2025/26, as known on 30 July 2026")
    commands.settle(folder, "2025/26", kind="final", as_of=SECOND_SETTLED)
    pages.append(commands.write_statement(folder, "2025/26", out / "statement-2025-26.html", kind="final", as_of=SECOND_SETTLED))
    _title("5. Where 2026/27 stands at month 7 (indicative)")
    commands.assess(folder, "2026/27 to M7", as_of=None, as_json=False)
    pages.append(commands.write_statement(folder, "2026/27 to M7", out / "position-2026-27-to-M7.html", kind="position", as_of=None))
    _next_steps(folder, pages)
    return demo_server.run(out, example_folder(ALLIANCE))


def example_folder(name: str) -> Path:
    """Return where an example alliance is: in the installed package, or in the source tree.

    Raises:
        Invalid: the examples were not installed.
    """
    package = Path(__file__).resolve().parents[1]
    for place in (package / "examples" / name, package.parents[1] / "examples" / name):
        if (place / "agreement.yaml").exists():
            return place
    raise Invalid(
        [Problem(f"The example {name} is not installed.", "Install gainshare again, or run it from its source folder.", Source(name))]
    )


def _prepare(out: Path) -> Path:
    """Return a fresh copy of the example in a folder that is new, empty, or was made by the demonstration."""
    if out.exists() and not (out / MARKER).exists() and (not out.is_dir() or any(out.iterdir())):
        message = f"{out} is there already, and was not made by the demonstration."
        raise Invalid([Problem(message, "Name another folder with --out.", Source(field="--out"), str(out))])
    source = example_folder(ALLIANCE)
    folder = out / ALLIANCE
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).write_text("Made by `gainshare demo`, which may make it anew.\n", encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("expected", "settlements"))
    return folder


def _title(text: str) -> None:
    typer.echo(f"\n{text}\n{'=' * len(text)}\n")


def _next_steps(folder: Path, pages: list[Path]) -> None:
    """Say what was written and what to try next."""
    _title("What to look at, and what to try next")
    typer.echo("Open in a browser:")
    for page in pages:
        typer.echo(f"  {page.resolve().as_uri()}")
    period = '--period "2024/25" --as-of ' + FIRST_SETTLED
    typer.echo("Try:")
    program = _program()
    for line in (
        f"gainshare explain {folder} {period} --party WX-FRN      # why does Fernway pay £26,188.11?",
        f"gainshare explain {folder} {period} --party WX-FRN --depth 4",
        f"gainshare verify {folder}/settlements/2024-25.final.1.json",
        f"gainshare check {folder}      # after you have changed a share in {folder}/agreement.yaml",
        "gainshare regime list",
    ):
        typer.echo(f"  {line.replace('gainshare', program, 1)}")


def _program() -> str:
    """Return how the reader can call this program: by name, or by the path it was called by if the name is not known."""
    if shutil.which("gainshare"):
        return "gainshare"
    called = Path(sys.argv[0])
    return str(called.relative_to(Path.cwd()) if called.is_relative_to(Path.cwd()) else called)
