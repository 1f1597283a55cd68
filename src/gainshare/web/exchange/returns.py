"""The open book of a folder as rows of returns: each submission is one, and so are the lines of a month that belong to none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.costs.models import DRAFT, RETURNED, Line, Return

REPLACED = "Brought in as a draft that a later return of the month replaced."
"""Why an earlier draft of a folder can no longer be changed."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission with its lines and what it becomes."""

    submission: Submission
    """What was handed in."""
    version: int
    """Its number among the party's of the month, from 1."""
    status: str
    """The status of its row."""
    entries: tuple[CostEntry, ...]
    """Its lines, in the order of the file."""


def handed_in(ledger: Ledger) -> tuple[Handed, ...]:
    """Return every submission of a ledger with its lines, the party's of a month in the order of the days on which they were handed in.

    The lines of a party and month that belong to no submission are one full return, accepted and handed in before any other.
    """
    lines: dict[str, list[CostEntry]] = defaultdict(list)
    nameless: dict[tuple[str, Month], list[CostEntry]] = defaultdict(list)
    for entry in ledger.entries:
        (lines[entry.submission] if entry.submission else nameless[entry.party, entry.month]).append(entry)
    by_month: dict[tuple[str, Month], list[Submission]] = defaultdict(list)
    for one in sorted(ledger.submissions, key=lambda one: one.submitted_on):
        by_month[one.party, one.month].append(one)
    names = {one.id for one in ledger.submissions}
    for (party, month), entries in nameless.items():
        made = _nameless(party, month, names, before=by_month[party, month])
        by_month[party, month].insert(0, made)
        lines[made.id] = entries
        names.add(made.id)
    return tuple(one for month in by_month.values() for one in _numbered(month, lines))


def _nameless(party: str, month: Month, names: set[str], *, before: Sequence[Submission]) -> Submission:
    """Return the submission of lines that belong to none, with a reference that no other has."""
    first = f"SUB-{month.year}-{month.month:02d}-{party}"
    reference, number = first, 1
    while reference in names:
        number += 1
        reference = f"{first}-v{number}"
    day = min((month.last_day, *(one.submitted_on for one in before)))
    return Submission(reference, party, month, "full", day, "accepted", None, "", 0)


def _numbered(submissions: Sequence[Submission], lines: Mapping[str, Sequence[CostEntry]]) -> Iterator[Handed]:
    """Yield a party's submissions of a month by version; only the last can still be a draft."""
    for version, one in enumerate(submissions, 1):
        status = RETURNED if one.status == "draft" and version < len(submissions) else one.status
        yield Handed(one, version, status, tuple(lines.get(one.id, ())))


def returns_of(handed: Sequence[Handed], alliance: Alliance, parties: Mapping[str, Party], *, at: datetime) -> list[Return]:
    """Return the rows of returns, not yet saved; who declared and who accepted them is not known.

    Args:
        handed: the submissions.
        alliance: the alliance.
        parties: its parties by what the agreement calls them.
        at: when they are brought in.
    """
    return [
        Return(
            alliance=alliance,
            party=parties[one.submission.party],
            month=one.submission.month.index,
            version=one.version,
            reference=one.submission.id,
            kind=one.submission.kind,
            status=one.status,
            due_on=one.submission.due_on,
            reason=one.submission.reason,
            created_at=at,
            submitted_on=None if one.status == DRAFT else one.submission.submitted_on,
            returned_reason=REPLACED if one.status == RETURNED else "",
        )
        for one in handed
    ]


def lines_of(of: Return, entries: Sequence[CostEntry]) -> Iterator[Line]:
    """Yield the rows of a return's lines, not yet saved."""
    for number, entry in enumerate(entries, 1):
        yield Line(
            of=of,
            number=number,
            cost_type=entry.cost_type,
            category=entry.category,
            amount=entry.amount,
            vat=entry.vat,
            work_package=entry.work_package,
            note=entry.note,
            evidence=entry.evidence,
            is_accrual=entry.is_accrual,
            reverses_in=None if entry.reverses_in is None else entry.reverses_in.index,
        )
