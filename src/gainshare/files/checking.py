"""Checking a folder: what is wrong with its files, its open book and its worked examples, and what the lint finds."""

from __future__ import annotations

from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.settling import book_terms
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.lint.structure import lint_agreement
from gainshare.core.lint.worked_examples import check_examples
from gainshare.core.openbook.checks import check_ledger
from gainshare.files.folder import AGREEMENT, Folder, load_folder, read_agreement_file


def check_folder(path: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with a folder, or with an agreement by itself, errors first.

    A path to an agreement.yaml checks the agreement alone; a folder is checked with its CSV files. Where the agreement can
    be used, the lint's findings are in the list even if another file has errors.
    """
    try:
        problems = check_loaded(load_folder(path)) if path.is_dir() or not path.exists() else _alone(path)
    except Invalid as invalid:
        agreement, _, _ = read_agreement_file(path)
        problems = (*invalid.problems, *(check_agreement(agreement) if agreement is not None else ()))
    return tuple(sorted(problems, key=lambda problem: ("error", "warning", "info").index(problem.severity)))


def _alone(path: Path) -> tuple[Problem, ...]:
    agreement, problems, _ = read_agreement_file(path)
    return (*problems, *(check_agreement(agreement) if agreement is not None else ()))


def check_loaded(folder: Folder) -> tuple[Problem, ...]:
    """Return what is wrong with a folder whose files could all be read."""
    ledger = check_ledger(folder.ledger, book_terms(folder.agreement))
    return (*folder.problems, *ledger, *check_agreement(folder.agreement))


def check_agreement(agreement: Agreement) -> tuple[Problem, ...]:
    """Return what the lint finds in an agreement, and worked examples that do not come out."""
    return (*lint_agreement(agreement), *check_examples(agreement.regime, AGREEMENT))
