"""Checking a folder: what is wrong with its files, its open book and its worked examples, and what the lint finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.lint.structure import lint_agreement
from gainshare.core.lint.worked_examples import check_examples
from gainshare.core.openbook.checks import check_ledger
from gainshare.files.folder import AGREEMENT, load_folder, read_agreement_file
from gainshare.files.governance import in_subfolder, load_subfolder, strangers
from gainshare.files.yaml_reader import Document


def check_folder(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a folder, or with an agreement by itself, errors first.

    A path to an agreement.yaml checks the agreement alone; a folder is checked with its CSV files and its governance. Where the
    agreement can be used, the lint's findings are in the list even if another file has errors.
    """
    agreement, problems, document = read_agreement_file(path)
    if path.is_dir() or not path.exists():
        problems = (*_check_files(path), *_check_governance(path, agreement))
    if agreement is not None and document is not None:
        problems += tuple(_placed(problem, document) for problem in check_agreement(agreement))
    return tuple(sorted(problems, key=lambda problem: ("error", "warning", "info").index(problem.severity)))


def _check_files(path: Path) -> tuple[Problem, ...]:
    """Return what is wrong with any file of a folder, and with its open book as a whole."""
    try:
        folder = load_folder(path)
    except Invalid as invalid:
        return invalid.problems
    return (*folder.problems, *check_ledger(folder.ledger, book_terms(folder.agreement)))


def _check_governance(path: Path, agreement: Agreement | None) -> tuple[Problem, ...]:
    """Return what is wrong with the subfolder of governance, if there is one."""
    try:
        found = load_subfolder(path)
    except Invalid as invalid:
        return invalid.problems
    if found is None:
        return ()
    named = in_subfolder(strangers(found, [party.id for party in agreement.parties])) if agreement is not None else []
    return (*named, *in_subfolder(found.problems))


def check_agreement(agreement: Agreement) -> tuple[Problem, ...]:
    """Return what the lint finds in an agreement, and worked examples that do not come out."""
    return (*lint_agreement(agreement), *check_examples(agreement.regime, AGREEMENT))


def _placed(problem: Problem, document: Document) -> Problem:
    """Return a finding with the line that its field stands in; the lint counts items from 1."""
    path = tuple(int(part) - 1 if part.isdecimal() else part for part in problem.source.field.split("/"))
    return replace(problem, source=Source(document.name, document.line(path), problem.source.field))
