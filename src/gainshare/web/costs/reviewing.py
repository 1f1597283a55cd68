"""Checking what was handed in: queries, acceptance, and the way back to the party; by somebody who did not hand it in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.models import ACCEPTED, QUERIED, RETURNED, SUBMITTED, Query, Return
from gainshare.web.costs.writing import has_worked_on, is_seen, locked_return, record_of, touch


def ask(*, by: Seat, of: UUID, line_number: int | None, question: str) -> Query:
    """Ask the party about a return or one of its lines."""
    by.require("costs.query")
    with transaction.atomic():
        found = locked_return(by, of)
        _is_of_others(by, found)
        if found.status not in (SUBMITTED, QUERIED):
            raise Refused("Only a return that has been handed in and is not accepted can be queried.")
        if line_number is not None and not found.lines.filter(number=line_number).exists():
            raise Refused(f"The return has no line {line_number}.")
        made = Query.objects.create(of=found, line_number=line_number, question=question, asked_by=by.person, asked_at=timezone.now())
        found.status = QUERIED
        touch(found)
        record_of("return.queried", by, found, {"after": {"line": line_number, "question": question}})
        return made


def accept(*, by: Seat, of: UUID, seen: int) -> Return:
    """Accept a return: from now on its lines count. Nobody accepts what they prepared or declared.

    Raises:
        Stale: it was changed since.
        Refused: it is not waiting for acceptance, a query is open, or the same person handed it in.
    """
    by.require("costs.accept")
    with transaction.atomic():
        found = locked_return(by, of)
        _is_of_others(by, found)
        is_seen(found, seen)
        if found.status == QUERIED:
            raise Refused("A query has not been answered. Wait for the answer, or return it to the party.")
        if found.status != SUBMITTED:
            raise Refused("Only a return that has been handed in can be accepted.")
        found.status, found.accepted_by, found.accepted_at = ACCEPTED, by.person, timezone.now()
        touch(found)
        record_of("return.accepted", by, found, {"after": {"total": sum(found.lines.values_list("amount", flat=True))}})
        return found


def give_back(*, by: Seat, of: UUID, seen: int, reason: str, lines: Sequence[int] = ()) -> Return:
    """Return a submission to its party, with the reason and the lines that it is about; the party corrects it in a new version."""
    by.require("costs.return")
    with transaction.atomic():
        found = locked_return(by, of)
        _is_of_others(by, found)
        is_seen(found, seen)
        if found.status not in (SUBMITTED, QUERIED):
            raise Refused("Only a return that has been handed in and is not accepted can go back. An accepted month is restated.")
        if unknown := sorted(set(lines) - set(found.lines.values_list("number", flat=True))):
            raise Refused(f"The return has no line {unknown[0]}.")
        numbers = ", ".join(str(number) for number in sorted(set(lines)))
        found.status, found.returned_reason = RETURNED, f"{reason}\nLines: {numbers}." if numbers else reason
        touch(found)
        record_of("return.returned", by, found, {"after": {"reason": reason, "lines": sorted(set(lines))}})
        return found


def _is_of_others(by: Seat, found: Return) -> None:
    """Go on only if somebody else prepared and declared a return."""
    if has_worked_on(by.person, found):
        raise Refused("You prepared or declared this return. Somebody else has to check it.")
