"""Recorded decisions as the core's values."""

from __future__ import annotations

from gainshare.core.governance.record import RecordedDecision as Recorded
from gainshare.web.governance.models import RecordedDecision


def recorded_of(row: RecordedDecision) -> Recorded:
    """Return the core's recorded decision of a row."""
    return Recorded(
        id=row.reference,
        decided_on=row.decided_on,
        meeting=row.meeting,
        stated_class=row.stated_class,  # type: ignore[arg-type]
        title=row.title,
        proposal=row.proposal,
        principles=tuple(row.principles),
        service_result=row.service_result,  # type: ignore[arg-type]
        votes_for=row.votes_for,
        votes_against=row.votes_against,
        abstained=row.abstained,
        outcome=row.outcome,
        reserved=tuple(row.reserved),
        linked=tuple(row.linked),
        note=row.note,
        amount_pence=row.amount,
    )
