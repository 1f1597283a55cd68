"""A version's text to the core's agreement; a version never changes, so that each is read once and kept."""

from __future__ import annotations

from functools import lru_cache

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.validate import read_agreement
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.files.folder import AGREEMENT
from gainshare.files.text_file import too_large
from gainshare.files.yaml_reader import read_yaml
from gainshare.web.agreements.models import AgreementVersion

LARGEST = 1_000_000
"""Bytes of the largest agreement: three hundred pages."""


def agreement_in(version: AgreementVersion) -> Agreement:
    """Return the agreement that a version is.

    Raises:
        Invalid: it can no longer be read, which only a newer program could cause.
    """
    return _read_kept(version.sha256, str(version.pk))


def read_data(data: bytes) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Return the agreement that a file is, if it is one, and everything that is wrong with it, by line."""
    if len(data) > LARGEST:
        return None, (too_large(AGREEMENT, size_bytes=len(data), limit=LARGEST),)
    document, problems = read_yaml(data, AGREEMENT)
    if document is None:
        return None, tuple(problems)
    agreement, found = read_agreement(document.data, document.source)
    return None if errors(problems) else agreement, (*problems, *found)


@lru_cache(maxsize=256)
def _read_kept(_: str, row: str) -> Agreement:
    """Return the agreement of a row; its text is fetched once, since the fingerprint says whether it is the same."""
    agreement, problems = read_data(AgreementVersion.objects.get(pk=row).text.encode("utf-8"))
    if agreement is None:
        raise Invalid(problems)
    return agreement
