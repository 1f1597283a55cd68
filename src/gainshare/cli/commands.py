"""What each command does: read, call the core once, write. Every function returns the exit status."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import typer

from gainshare import __version__
from gainshare.cli.outcome import FAILED, OK, show_problems
from gainshare.cli.statements import form_of
from gainshare.core.agreement.case import Case
from gainshare.core.assess import Assessment
from gainshare.core.assess import assess as assess_values
from gainshare.core.commercial.restatement import Settled, check_window
from gainshare.core.commercial.restatement import restate as difference
from gainshare.core.commercial.settlement import PAYABLE, Kind
from gainshare.core.kernel.formats import exact_text, plural
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_date
from gainshare.core.lint.structure import lint_agreement
from gainshare.files import bundle as bundles
from gainshare.files import replay
from gainshare.files.folder import Folder, load_books, load_folder


def check(path: Path, *, as_json: bool) -> int:
    """Check a folder, print every problem and finding, and return 1 if there is an error."""
    from gainshare.files.checking import check_folder

    problems = check_folder(path)
    if as_json:
        typer.echo(json.dumps([plain_problem(problem) for problem in problems], ensure_ascii=False, indent=2))
        return FAILED if errors(problems) else OK
    for problem in problems:
        typer.echo(str(problem))
    counts = {level: sum(problem.severity == level for problem in problems) for level in ("error", "warning", "info")}
    said = ", ".join(plural(count, level, many="infos" if level == "info" else "") for level, count in counts.items() if count)
    typer.echo(f"{path}: {said or 'no problems'}.")
    return FAILED if counts["error"] else OK


def plain_problem(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data."""
    place = problem.source
    return {
        "severity": problem.severity,
        "rule": problem.rule,
        "file": place.file,
        "line": place.line,
        "field": place.field,
        "message": problem.message,
        "found": problem.found,
        "fix": problem.fix,
    }


def _read(path: Path, period: str, as_of: str | None) -> tuple[Folder, Period, date | None]:
    """Return a folder with the period and the day asked for; everything wrong with any of the three is told at once."""
    problems: list[Problem] = []
    day: date | None = None
    if as_of is not None:
        try:
            day = read_date(as_of)
        except Fault as fault:
            problems.append(fault.problem(Source(field="--as-of"), as_of))
    try:
        folder = load_folder(path)
    except Invalid as invalid:
        raise Invalid([*problems, *invalid.problems]) from None
    try:
        word = folder.agreement.period(period)
    except Fault as fault:
        raise Invalid([*problems, Problem(fault.message, fault.fix, Source(field="--period"), period)]) from None
    if problems:
        raise Invalid(problems)
    return folder, word, day


def _assess(folder: Folder, period: Period, kind: Kind, day: date | None, overall: Fraction | None = None) -> Assessment:
    return assess_values(folder.agreement, folder.ledger, folder.observations, folder.settled, period, kind, as_of=day, overall=overall)


def assess(path: Path, period: str, *, as_of: str | None, as_json: bool) -> int:
    """Print how a period stands."""
    folder, word, day = _read(path, period, as_of)
    assessment = _assess(folder, word, "position", day)
    if as_json:
        plain = {**bundles.result_of(assessment.settlement), "problems": [plain_problem(problem) for problem in assessment.problems]}
        plain["scorecard"] = _plain_scorecard(assessment)
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True))
        return OK
    _show(assessment)
    show_problems([*folder.problems, *assessment.problems])
    return OK


def _plain_scorecard(assessment: Assessment) -> dict[str, Any]:
    lines = [
        {
            "measure": line.measure,
            "value": None if line.value is None else exact_text(line.value),
            "score": None if line.score is None else exact_text(line.score),
            "level": line.level,
            "weight": exact_text(line.weight),
            "basis": line.basis,
        }
        for line in assessment.scorecard.lines
    ]
    return {"measures": lines, "overall": exact_text(assessment.scorecard.overall), "level": assessment.scorecard.level}


def _show(assessment: Assessment) -> None:
    from gainshare.reports.render.text import render_text
    from gainshare.reports.settlement_statement import settlement_statement

    typer.echo(render_text(settlement_statement(assessment)), nl=False)


def explain(path: Path, period: str, *, party: str | None, depth: int | None, as_of: str | None) -> int:
    """Print why every figure is what it is."""
    folder, word, day = _read(path, period, as_of)
    explanation = _assess(folder, word, "position", day).explanation
    try:
        if depth is not None:
            typer.echo(explanation.tree(party, depth))
        else:
            typer.echo("\n".join(explanation.sentences(party)))
    except KeyError:
        known = ", ".join(dict.fromkeys(share.party for share in explanation.settlement.shares))
        raise Invalid(
            [Problem("This party has no share in the settlement.", f"Use one of: {known}.", Source(field="--party"), party)]
        ) from None
    return OK


def settle(path: Path, period: str, *, kind: Kind, as_of: str | None) -> int:
    """Settle a period and store the settlement."""
    folder, word, day = _read(path, period, as_of)
    if kind in PAYABLE and (faults := errors(lint_agreement(folder.agreement))):
        raise Invalid(faults)
    assessment = _assess(folder, word, kind, day)
    case = _case(folder, word, kind, day)
    previous = _last(folder.settled, word, kind)
    bundle = bundles.make_bundle(
        case,
        assessment.settlement,
        name=bundles.bundle_name(folder.path, word, kind),
        engine=__version__,
        restates=None,
        kept_overall=None,
    )
    if previous is not None and kind != "shadow":
        stored = bundles.read_bundle(folder.path / bundles.FOLDER / f"{previous.id}.json")
        if stored.result == json.loads(bundle.text())["result"]:
            typer.echo(f"{word.word} is already settled with the same result: {previous.id}. Nothing was written.")
            return OK
        message = f"{word.word} is already settled ({previous.id}), with another result."
        raise Invalid([Problem(message, f'Use `gainshare restate {path} --period "{word.word}"`: a settlement is never overwritten.')])
    written = bundles.write_bundle(folder.path, bundle)
    _show(assessment)
    show_problems([*folder.problems, *assessment.problems])
    typer.echo(f"Stored as {written}.")
    return OK


def _case(folder: Folder, period: Period, kind: Kind, day: date | None) -> Case:
    return Case(folder.agreement, folder.ledger, folder.observations, folder.settled, period, kind, day)


def _last(settled: tuple[Settled, ...], period: Period, kind: Kind) -> Settled | None:
    mine = [one for one in settled if one.period.word == period.word and one.kind == kind]
    return mine[-1] if mine else None


def restate(path: Path, period: str, *, from_bundle: Path | None, as_of: str | None) -> int:
    """Work a settled period again, print the difference, and store the new settlement."""
    from gainshare.reports.render.text import render_text
    from gainshare.reports.settlement_statement import restatement_statement

    folder, word, day = _read(path, period, as_of)
    stored = _stored(folder, word, from_bundle)
    terms = _case(folder, word, stored.kind, day).terms.regime.settle
    on = day or max((one.submitted_on for one in folder.ledger.submissions), default=None)
    if problems := check_window(terms.restatement if terms is not None else None, word, on):
        raise Invalid(problems)
    old = bundles.settled_of(stored, folder.agreement)
    kept = old.overall if terms is not None and terms.restatement is not None and terms.restatement.scores == "kept" else None
    assessment = _assess(folder, word, stored.kind, day, kept)
    restatement = difference(assessment.settlement, old.amounts)
    typer.echo(render_text(restatement_statement(assessment, restatement)), nl=False)
    show_problems([*folder.problems, *assessment.problems])
    if not any(one.to_move for one in restatement.moved) and not any(restatement.payments.values()):
        typer.echo("Nothing has changed. Nothing was written.")
        return OK
    name = bundles.bundle_name(folder.path, word, stored.kind)
    bundle = bundles.make_bundle(
        _case(folder, word, stored.kind, day), assessment.settlement, name=name, engine=__version__, restates=stored.id, kept_overall=kept
    )
    typer.echo(f"Stored as {bundles.write_bundle(folder.path, bundle)}; it restates {stored.id}.")
    return OK


def _stored(folder: Folder, period: Period, from_bundle: Path | None) -> bundles.Bundle:
    """Return the settlement to restate: the one named, or the last payable one of the period."""
    if from_bundle is not None:
        bundle = bundles.read_bundle(from_bundle)
        if bundle.period != period.word:
            fix = f"Give a settlement of {period.word}."
            raise Invalid(
                [Problem(f"{bundle.id} settles {bundle.period}, not {period.word}.", fix, Source(field="--from"), str(from_bundle))]
            )
        return bundle
    for kind in ("final", "interim", "shadow"):
        last = _last(folder.settled, period, kind)
        if last is not None:
            return bundles.read_bundle(folder.path / bundles.FOLDER / f"{last.id}.json")
    message = f"{period.word} has not been settled yet."
    raise Invalid([Problem(message, "Use `gainshare settle` first, or name a settlement with --from.", Source(bundles.FOLDER))])


def statement(path: Path, period: str, page: Path, *, kind: Kind | Literal["restatement"], as_of: str | None) -> int:
    """Write the statement of a period into a file, and say so."""
    if kind == "restatement":
        write_restatement(path, period, page, as_of=as_of)
    else:
        write_statement(path, period, page, kind=kind, as_of=as_of)
    typer.echo(f"Written to {page}.")
    return OK


def write_statement(path: Path, period: str, page: Path, *, kind: Kind, as_of: str | None) -> Path:
    """Write the statement of a period in the form that the file's name asks for, and return the file."""
    from gainshare.reports.settlement_statement import settlement_statement

    form = form_of(page)
    folder, word, day = _read(path, period, as_of)
    assessment = _assess(folder, word, kind, day)
    page.write_bytes(form(settlement_statement(assessment), assessment))
    return page


def write_restatement(path: Path, period: str, page: Path, *, as_of: str | None) -> Path:
    """Write the last restatement of a period in the form that the file's name asks for, and return the file."""
    from gainshare.reports.settlement_statement import restatement_statement

    form = form_of(page)
    folder, word, day = _read(path, period, as_of)
    last = _stored(folder, word, None)
    first = bundles.read_bundle(folder.path / bundles.FOLDER / f"{last.restates}.json") if last.restates else last
    assessment = _assess(folder, word, last.kind, day, last.kept_overall)
    restatement = difference(assessment.settlement, bundles.settled_of(first, folder.agreement).amounts)
    page.write_bytes(form(restatement_statement(assessment, restatement), assessment))
    return page


def verify(path: Path) -> int:
    """Replay a stored settlement and print one of three answers; return 1 unless it is the same."""
    bundle = bundles.read_bundle(path)
    verdict = replay.verify(bundle, _inputs_today(path, bundle))
    if verdict.answer == "same":
        typer.echo(f"same: {bundle.id} follows from its inputs, figure by figure.")
        return OK
    if verdict.answer == "inputs changed":
        typer.echo(f"inputs changed: {', '.join(verdict.changed)}.")
        typer.echo("The settlement stands as stored. `gainshare restate` works out the difference.")
        return FAILED
    typer.echo(f"engine changed: the same inputs give another result with gainshare {__version__} than with {bundle.engine}.")
    for name, result in (("stored", verdict.stored), ("now", verdict.replayed)):
        typer.echo(f"{name}: {bundles.shares_in_words(result or {})}")
    return FAILED


def _inputs_today(path: Path, bundle: bundles.Bundle) -> dict[str, Any] | None:
    """Return the settlement's inputs as its alliance's folder has them today, or None if the file stands alone."""
    folder_path = path.resolve().parent.parent
    if path.resolve().parent.name != bundles.FOLDER or not (folder_path / "agreement.yaml").exists():
        return None
    if bundles.changed_parts(bundle):
        return None
    books = load_books(folder_path)
    settled, _ = bundles.read_settled(folder_path, books.agreement)
    folder = replace(books, settled=settled)
    return bundles.used_inputs(_case(folder, folder.agreement.period(bundle.period), bundle.kind, bundle.as_of))


def schema() -> int:
    """Print the JSON Schema of agreement.yaml."""
    from gainshare.files.schema import agreement_schema

    typer.echo(agreement_schema(), nl=False)
    return OK


def regime_list() -> int:
    """Print the regimes that come with gainshare."""
    from gainshare.files.regimes import templates

    found = templates()
    width = max((len(name) for name in found), default=0)
    for name, regime in found.items():
        typer.echo(f"{name:<{width}}  {regime.title}")
    return OK


def regime_show(name: str) -> int:
    """Print one regime as YAML."""
    from gainshare.files.regimes import templates
    from gainshare.files.yaml_writer import write_yaml

    found = templates()
    if name not in found:
        raise Invalid([_unknown("regime", name, list(found))])
    regime = found[name]
    typer.echo(f"# needs: {', '.join(regime.names)}")
    typer.echo(write_yaml(regime.model_dump(mode="json", exclude_defaults=True)), nl=False)
    return OK


def _unknown(what: str, name: str, known: list[str]) -> Problem:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    guess = f"Did you mean {near[0]}? " if near else ""
    return Problem(f"There is no {what} called “{name}”.", f"{guess}There are: {', '.join(known) or 'none'}.", Source(field="id"))


def regime_run(file: Path, name: str, *, inputs: Path, out: Path | None) -> int:
    """Run a regime over a table of cases and write a column for each side."""
    from gainshare.files.cases import run_cases
    from gainshare.files.regimes import read_regimes

    regimes = read_regimes(file)
    if name not in regimes:
        raise Invalid([_unknown("regime", name, list(regimes))])
    text, count = run_cases(regimes[name], inputs)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8", newline="\n")
        typer.echo(f"{plural(count, 'case')} written to {out}.")
    return OK
