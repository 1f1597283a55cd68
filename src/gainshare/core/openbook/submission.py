"""Which submissions count on a day: the party's last full one for a month, and the changes handed in since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission

Standing = Literal["accepted", "submitted"]
"""Whether only accepted submissions count, or everything handed in."""
COUNTING: dict[Standing, frozenset[str]] = {
    "accepted": frozenset({"accepted"}),
    "submitted": frozenset({"accepted", "submitted", "queried"}),
}


def counting_submissions(submissions: Iterable[Submission], *, standing: Standing, as_of: date | None) -> tuple[Submission, ...]:
    """Return the submissions whose lines count, in the order of the file.

    Args:
        submissions: everything handed in.
        standing: whether only accepted ones count.
        as_of: the day on which they must have been handed in; None for whatever is on file.
    """
    known = [one for one in submissions if one.status in COUNTING[standing] and (as_of is None or one.submitted_on <= as_of)]
    last_full: dict[tuple[str, Month], int] = {}
    order = sorted(range(len(known)), key=lambda index: (known[index].submitted_on, index))
    for rank, index in enumerate(order):
        if known[index].kind == "full":
            last_full[known[index].party, known[index].month] = rank
    counting = {index for rank, index in enumerate(order) if rank >= last_full.get((known[index].party, known[index].month), 0)}
    return tuple(one for index, one in enumerate(known) if index in counting)


def counting_entries(ledger: Ledger, *, standing: Standing, as_of: date | None) -> Iterable[CostEntry]:
    """Yield the lines of cost that count.

    A line without a submission belongs to the party's only return of that month, and counts unless a full submission
    has replaced it.
    """
    counting = counting_submissions(ledger.submissions, standing=standing, as_of=as_of)
    ids = {one.id for one in counting}
    replaced = {(one.party, one.month) for one in counting if one.kind == "full"}
    return (
        entry for entry in ledger.entries if (entry.submission in ids if entry.submission else (entry.party, entry.month) not in replaced)
    )
