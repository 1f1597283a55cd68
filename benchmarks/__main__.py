"""Runs every benchmark and prints a table; with `--write`, writes it to docs/reference/speed.md as well.

With beancount installed beside gainshare, the same number of its transactions is loaded in the same run.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import gainshare as gs
from benchmarks.measure import Result, apart, best_of, machine, seconds_of_command
from gainshare.core.agreement.agreement import last_day, resolved_regime
from gainshare.core.commercial.settle import settle
from gainshare.core.performance.scorecard import score_period

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "speed.md"


def one_settlement() -> Result:
    """Measure one settlement of Wexmoor with all workings: twelve scores, the regime, every Step."""
    assessment = gs.assess_folder(ROOT / "examples" / "wexmoor", "2025/26", as_of="2026-07-30")
    observations = [line.observation for line in assessment.scorecard.lines if line.observation is not None]
    regime = resolved_regime(assessment.terms, last_day(assessment.period))
    values = {name: assessment.explanation.workings[f"input.{name}"].result for name in regime.inputs}

    def job() -> None:
        score_period(assessment.terms.performance, observations, assessment.period)
        settle(regime, values)

    milliseconds = best_of(300, job) * 1000
    return Result(
        "one settlement with all workings",
        f"{milliseconds:.2f} ms",
        "≤ 1 ms",
        f"{len(assessment.settlement.steps)} Steps",
        milliseconds <= 1,
    )


def many_settlements() -> list[Result]:
    """Measure a million cases against the same rule written by hand."""
    figures = apart("benchmarks.arrays")
    beside = f"by hand in numpy {figures['hand'] * 1000:.0f} ms; largest difference {figures['difference']:.1e}"
    time = f"{figures['regime'] * 1000:.0f} ms, {figures['ratio']:.2f} × by hand"
    return [
        Result("settle_many, 1,000,000 cases of seed_capital_B", time, "≤ 2 × by hand", beside, figures["ratio"] <= 2),
        Result("its memory beyond inputs and outputs", f"{figures['memory']:.0f} MB", "≤ 150 MB", "", figures["memory"] <= 150),
    ]


def million_lines() -> list[Result]:
    """Measure a million cost lines, with beancount beside them if it is there."""
    figures = apart("benchmarks.cost_lines")
    seconds = f"{figures['all']:.1f} s"
    parts = f"read {figures['read']:.1f} s, check {figures['check']:.1f} s, sum {figures['sum']:.1f} s"
    return [
        Result(
            "1,000,000 cost lines read, checked, summed",
            seconds,
            "≤ 12 s (wanted 8)",
            parts + _beancount(),
            figures["all"] <= 12,
        ),
        Result("its memory at the highest", f"{figures['memory']:.0f} MB", "≤ 1,000 MB", "", figures["memory"] <= 1000),
    ]


def _beancount() -> str:
    """Return what beancount takes for 100,000 transactions and gainshare for 100,000 lines, in words, if it is installed."""
    if find_spec("beancount") is None:
        return "; beancount is not installed"
    ours = apart("benchmarks.cost_lines", "100000")["all"]
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "ledger.beancount"
        lines = ["2024-01-01 open Expenses:Cost GBP", "2024-01-01 open Assets:Bank GBP"]
        for number in range(100_000):
            day = date(2024, 1 + number % 12, 1 + number % 28)
            lines.append(f'{day} * "Party" "Line {number}"\n  Expenses:Cost  {number % 999 + 1}.{number % 100:02d} GBP\n  Assets:Bank')
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        loaded = "from beancount import loader; import sys; assert len(loader.load_file(sys.argv[1])[0]) == 100002"
        theirs = seconds_of_command([sys.executable, "-c", loaded, str(file)], times=1)
    return f"; 100,000 lines {ours:.1f} s, 100,000 transactions in beancount {theirs:.1f} s ({theirs / ours:.0f} ×)"


def control_charts() -> Result:
    """Measure 10,000 control charts of 24 points against the same number made one at a time."""
    figures = apart("benchmarks.control_charts")
    seconds = max(figures["measured"], figures["counts"])
    beside = (
        f"counts {figures['counts']:.3f} s; one at a time {figures['alone']:.1f} s ({figures['alone'] / figures['measured']:.0f} ×); "
        "NHSRplotthedots in R 28.5 ms a series (measured elsewhere), 285 s"
    )
    return Result("spc_many, 10,000 series of 24 points", f"{figures['measured']:.3f} s", "≤ 1 s", beside, seconds <= 1)


def records() -> list[Result]:
    """Measure measures and a cube over thirty million records against SQL by hand, their memory against three million, and Spark."""
    small, large = apart("benchmarks.records", "3000000"), apart("benchmarks.records", "30000000")
    growth = large["memory_mb"] / small["memory_mb"]
    beside = f"SQL by hand {large['hand']:.2f} s; answers {'equal' if large['is_equal'] else 'differ'}"
    memory = f"3,000,000 records {small['memory_mb']:.0f} MB ({growth:.2f} ×)"
    results = [
        Result(
            "30,000,000 records: monthly measures of a cohort, cube of costs",
            f"{large['ours']:.2f} s, {large['ratio']:.2f} × by hand",
            "≤ 1.10 × by hand, equal",
            beside,
            large["ratio"] <= 1.1 and bool(large["is_equal"]),
        ),
        Result(
            "their memory at the highest",
            f"{large['memory_mb']:.0f} MB",
            "≤ 500 MB, flat",
            memory,
            large["memory_mb"] <= 500 and growth <= 1.25,
        ),
        Result(
            "the quality of the same records",
            f"{large['quality']:.2f} s, {large['quality_mb']:.0f} MB",
            "≤ 500 MB",
            "",
            large["quality_mb"] <= 500,
        ),
    ]
    if "spark" in large:
        same = "answers equal" if large["spark_is_equal"] else "answers differ"
        results.append(Result("the same on Spark, local", f"{large['spark']:.0f} s", "equal", same, bool(large["spark_is_equal"])))
    return results


def web() -> list[Result]:
    """Measure the web application: each page, a table and an upload of a thousand lines, and fifty people at once."""
    figures = apart("benchmarks.web")
    large, files = figures.pop("thousand"), {kind: figures.pop(kind) / 1000 for kind in ("xlsx", "csv")}
    settled = {name: figures.pop(name) for name in SETTLEMENTS}
    slowest = max(figures, key=lambda page: figures[page])
    beside = ", ".join(f"{page} {milliseconds:.0f}" for page, milliseconds in figures.items())
    load = apart("benchmarks.load")
    requests = f"{load['requests']:.0f} requests, half within {load['p50']:.0f} ms, {load['errors']:.0f} errors"
    return [
        Result("the slowest page, server time", f"{figures[slowest]:.0f} ms ({slowest})", "≤ 50 ms", beside, figures[slowest] <= 50),
        *_settlements(settled),
        Result("a return of 1,000 lines", f"{large:.0f} ms", "≤ 60 ms", "", large <= 60),
        Result(
            "1,000 cost lines uploaded, checked and shown",
            f"XLSX {files['xlsx']:.2f} s, CSV {files['csv']:.2f} s",
            "≤ 1.5 s",
            "",
            max(files.values()) <= 1.5,
        ),
        Result(
            "50 people at once, on PostgreSQL",
            f"19 of 20 requests within {load['p95']:.0f} ms",
            "≤ 300 ms, no errors",
            requests,
            load["p95"] <= 300 and not load["errors"],
        ),
    ]


SETTLEMENTS = ("statement", "figure", "rows", "position", "what_if", "statement_what_if", "pdf", "settle", "statement_anew")
"""What is measured of settlements on the web."""


def _settlements(figures: dict[str, float]) -> list[Result]:
    anew = f"the first time in a process {figures['statement_anew']:.0f} ms; figure {figures['figure']:.0f}, rows {figures['rows']:.0f}"
    what_if = max(figures["what_if"], figures["statement_what_if"])
    return [
        Result("a settlement's statement, server time", f"{figures['statement']:.0f} ms", "≤ 60 ms", anew, figures["statement"] <= 60),
        Result("what if, server time", f"{what_if:.0f} ms", "≤ 80 ms", f"the position alone {figures['position']:.0f}", what_if <= 80),
        Result(
            "Wexmoor's year settled from its rows in the database", f"{figures['settle']:.0f} ms", "≤ 300 ms", "", figures["settle"] <= 300
        ),
        Result("a statement as PDF", f"{figures['pdf']:.0f} ms", "≤ 300 ms", "", figures["pdf"] <= 300),
    ]


def commands() -> list[Result]:
    """Measure two commands as whole processes."""
    program = str(Path(sys.executable).parent / "gainshare")
    bare = seconds_of_command([sys.executable, "-c", "pass"])
    assess = seconds_of_command([program, "assess", str(ROOT / "examples" / "wexmoor"), "--period", "2025/26"])
    help_text = seconds_of_command([program, "--help"])
    beside = f"Python alone {bare * 1000:.0f} ms"
    return [
        Result("gainshare assess examples/wexmoor, the whole process", f"{assess:.2f} s", "≤ 1 s", beside, assess <= 1),
        Result("gainshare --help", f"{help_text:.2f} s", "≤ 0.3 s", beside, help_text <= 0.3),
    ]


def table(results: list[Result]) -> str:
    """Return the results as a Markdown table."""
    rows = [f"| {one.name} | {one.measured} | {one.goal} | {one.beside or '–'} | {'yes' if one.is_met else '**no**'} |" for one in results]
    return "\n".join(["| what | measured | held to | beside it, in the same run | met |", "|---|---|---|---|---|", *rows])


def main() -> int:
    """Run everything; return 1 if a goal is missed."""
    results = [one_settlement(), *many_settlements(), *million_lines(), control_charts(), *records(), *web(), *commands()]
    print(table(results))
    if "--write" in sys.argv[1:]:
        day = datetime.now(tz=UTC).date()
        head = f"# Speed\n\nMeasured by `python -m benchmarks --write` on {day}: {machine()}.\nTimes are the best of several runs.\n\n"
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(f"{head}{table(results)}\n", encoding="utf-8")
    return 0 if all(one.is_met for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
