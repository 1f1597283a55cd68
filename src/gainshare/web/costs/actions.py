"""What a party does with its returns: begin, save, discard, declare, answer; each with its right, its transaction and its journal entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.core.kernel.period import Month, month_period
from gainshare.core.openbook.returns import ReturnLine
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.book import agreement_of, registers_of
from gainshare.web.costs.checking import findings_of
from gainshare.web.costs.models import ACCEPTED, DISCARDED, DRAFT, HANDED_IN, QUERIED, SUBMITTED, ColumnMapping, Line, Query, Return
from gainshare.web.costs.queries import lines_in
from gainshare.web.costs.writing import content, fingerprint, is_seen, locked_return, record_of, touch
from gainshare.web.periods.queries import closed_around


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration."""

    of: Return
    """The submission."""
    is_same: bool
    """Whether it was there already: the same lines, or the same form again."""


def start_return(*, by: Seat, party: Party, month: Month, due_on: date | None, copy_of: Return | None = None) -> Return:
    """Return the party's open draft for a month, begun now if there is none.

    Args:
        by: whoever begins it.
        party: the party.
        month: the month.
        due_on: the day it is due.
        copy_of: the version that came back, whose lines, reason and kind it begins with.

    Raises:
        Refused: a full return of the month stands already.
    """
    kind, reason = (copy_of.kind, copy_of.reason) if copy_of else ("full", "")
    if kind == "change":
        return _started(by, party, month, Begun(kind, reason, None, copy_of))
    return _started(by, party, month, Begun(kind, reason, due_on, copy_of))


def start_restatement(*, by: Seat, party: Party, month: Month, reason: str) -> Return:
    """Return the party's open draft of a change to a month that stands, begun now if there is none.

    Raises:
        Refused: no return of the month was accepted.
    """
    return _started(by, party, month, Begun("change", reason, None, None))


@dataclass(frozen=True, slots=True)
class Begun:
    """How a draft begins."""

    kind: str
    """`full` or `change`."""
    reason: str
    """Why, for a change."""
    due_on: date | None
    """The day it is due."""
    copy_of: Return | None
    """The version whose lines it begins with."""


def _is_open(by: Seat, month: Month) -> None:
    """Go on only if a month is not closed: what comes later is a restatement."""
    closed = closed_around(by.alliance, month_period(month, agreement_of(by.alliance).calendar))
    if closed is not None:
        raise Refused(f"{closed.period} is closed. Restate the month, or ask the alliance manager to open it again.")


def _started(by: Seat, party: Party, month: Month, begun: Begun) -> Return:
    by.require("costs.prepare_own", party)
    with transaction.atomic():
        _lock(party)
        mine = Return.objects.filter(alliance=by.alliance, party=party, month=month.index)
        found = mine.filter(status=DRAFT).first()
        if found is not None:
            return found
        if begun.kind == "full":
            _is_open(by, month)
        if begun.kind == "full" and mine.filter(status__in=HANDED_IN).exists():
            raise Refused("The month's return has been handed in. To change a figure once it is accepted, restate the month.")
        if begun.kind == "change" and not mine.filter(status=ACCEPTED).exists():
            raise Refused("Only a month whose return was accepted can be restated.")
        copy_of = begun.copy_of
        version = mine.count() + 1
        made = Return.objects.create(
            alliance=by.alliance,
            party=party,
            month=month.index,
            version=version,
            reference=_free_reference(by, party, month, version),
            kind=begun.kind,
            due_on=begun.due_on,
            reason=begun.reason,
            prepared_by=by.person,
            created_at=timezone.now(),
            corrects=copy_of,
            explanations=copy_of.explanations if copy_of else {},
            control_total=copy_of.control_total if copy_of else None,
        )
        if copy_of is not None:
            _write_lines(made, lines_in(copy_of))
        record_of("return.started", by, made, {"after": {"kind": begun.kind, "reason": begun.reason}})
        return made


def save_lines(
    *,
    by: Seat,
    of: UUID,
    seen: int,
    lines: Sequence[ReturnLine],
    control_total: int | None = None,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> Return:
    """Keep the lines of a draft.

    Args:
        by: whoever saves them.
        of: the return.
        seen: the row version that the form was made from.
        lines: all its lines.
        control_total: what the party's ledger comes to, in whole pence, if it says so.
        explanations: the sentences that warnings asked for; None leaves them.
        reason: why, for a change; None leaves it.

    Raises:
        Stale: somebody else has saved it since.
        Refused: it is no draft any more.
    """
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("The return has been handed in. To change a figure, restate the month.")
        is_seen(found, seen)
        before = content(found)
        _write_lines(found, lines)
        found.control_total = control_total
        if explanations is not None:
            found.explanations = dict(explanations)
        if reason is not None:
            found.reason = reason
        touch(found)
        record_of("return.saved", by, found, {"before": before, "after": content(found)})
        return found


def remember_columns(*, by: Seat, party: Party, heading_key: str, columns: Mapping[str, str]) -> None:
    """Remember which column of a party's spreadsheet is which."""
    by.require("costs.prepare_own", party)
    with transaction.atomic():
        ColumnMapping.objects.update_or_create(party=party, heading_key=heading_key, defaults={"columns": dict(columns)})


def discard(*, by: Seat, of: UUID, seen: int) -> Return:
    """Put a draft aside; it stays on file, and counts nowhere."""
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("Only a draft can be discarded.")
        is_seen(found, seen)
        found.status = DISCARDED
        touch(found)
        record_of("return.discarded", by, found, {"before": content(found)})
        return found


def declare(*, by: Seat, of: UUID, seen: int, declared_as: str, token: UUID) -> Declared:
    """Hand a draft in.

    The same form again, or lines that are identical to the party's current submission, are the same submission.

    Args:
        by: whoever declares it.
        of: the return.
        seen: the row version that was declared.
        declared_as: the post of whoever declares it.
        token: the token of the form.

    Raises:
        Stale: it was changed since.
        Refused: it is no draft, something is wrong with it, or a warning waits for a sentence.
    """
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.submit_own", found.party)
        if found.form_token == token and found.status in HANDED_IN:
            return Declared(found, is_same=True)
        if (same := _same_as(found)) is not None:
            return Declared(same, is_same=True)
        if Return.objects.filter(form_token=token).exclude(pk=found.pk).exists():
            raise Refused("This form was used for another return. Look at this one again, then declare it.")
        is_seen(found, seen)
        if found.status != DRAFT:
            raise Refused("The return has been handed in already.")
        now = timezone.now()
        _is_sound(found, timezone.localdate(now))
        found.status, found.declared_by, found.declared_as, found.form_token = SUBMITTED, by.person, declared_as, token
        found.submitted_at, found.submitted_on, found.content_sha256 = now, timezone.localdate(now), fingerprint(found)
        touch(found)
        record_of("return.submitted", by, found, {"after": content(found), "names": {"declared as": declared_as}})
        return Declared(found, is_same=False)


def answer(*, by: Seat, of: UUID, query: UUID, words: str) -> Query:
    """Answer a query; once all are answered, the return waits for a check again."""
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.answer_own", found.party)
        asked = found.queries.filter(pk=query).first()
        if asked is None:
            raise PermissionDenied
        if asked.answered_at is not None:
            raise Refused("The query has been answered already.")
        asked.answer, asked.answered_by, asked.answered_at = words, by.person, timezone.now()
        asked.save(update_fields=["answer", "answered_by", "answered_at"])
        if found.status == QUERIED and not found.queries.filter(answered_at__isnull=True).exists():
            found.status = SUBMITTED
        touch(found)
        record_of("query.answered", by, found, {"after": {"question": asked.question, "answer": words}})
        return asked


def _is_sound(found: Return, today: date) -> None:
    """Go on only if nothing stops a return, and every warning that asks for a sentence has one."""
    agreement = agreement_of(found.alliance)
    findings = findings_of(found, agreement, registers_of(found.alliance, agreement), today)
    if not findings.is_acceptable:
        raise Refused("Something is wrong with the return: see what is said beside its lines.")
    if findings.unanswered:
        raise Refused("A warning waits for a sentence: write it beside the warning.")


def _same_as(found: Return) -> Return | None:
    """Return the party's current submission of the month if it says the same as a draft."""
    if found.status != DRAFT:
        return None
    standing = Return.objects.filter(alliance=found.alliance, party=found.party, month=found.month, status__in=HANDED_IN)
    current = standing.order_by("-version").first()
    return current if current is not None and current.content_sha256 == fingerprint(found) else None


def _write_lines(of: Return, lines: Sequence[ReturnLine]) -> None:
    of.lines.all().delete()
    Line.objects.bulk_create(
        Line(
            of=of,
            number=number,
            cost_type=line.cost_type,
            category=line.category,
            amount=line.amount,
            vat=line.vat,
            work_package=line.work_package,
            note=line.note,
            evidence=line.evidence,
            is_accrual=line.is_accrual,
            reverses_in=line.reverses_in.index if line.reverses_in else None,
        )
        for number, line in enumerate(lines, 1)
    )


def _lock(party: Party) -> None:
    """Let one transaction at a time begin or hand in returns of a party."""
    Party.objects.select_for_update().get(pk=party.pk)


def _free_reference(by: Seat, party: Party, month: Month, version: int) -> str:
    """Return a reference that no return of the alliance has yet."""
    first = f"SUB-{month.year}-{month.month:02d}-{party.code}"
    taken = set(Return.objects.filter(alliance=by.alliance, reference__startswith=first).values_list("reference", flat=True))
    number = version
    while (made := first if number == 1 else f"{first}-v{number}") in taken:
        number += 1
    return made
