"""Keeping values of measures: one that was typed, or all of a file at once; each with its right, its transaction and its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gainshare.core.kernel.formats import plural
from gainshare.core.performance.observation import Observation
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.measures.checking import Checked, Stand, check
from gainshare.web.measures.convert import figures_of
from gainshare.web.measures.models import Observation as Row
from gainshare.web.measures.queries import all_observations
from gainshare.web.periods.queries import closed_periods


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of values that were to be kept."""

    rows: Sequence[Row]
    """Those that are new."""
    same: int
    """How many stood already, exactly so."""
    is_again: bool = False
    """Whether it is the same form again, whose values were kept before."""


def enter(*, by: Seat, given: Observation, note: str, token: UUID) -> Kept:
    """Keep one value of a measure for a period; it takes the place of the one before, which stays on file.

    Args:
        by: who enters it.
        given: the value.
        note: why it was revised, if it was.
        token: the token of the form; the same form again keeps nothing more.

    Raises:
        Refused: the agreement, the calendar or what stands already does not allow it.
    """
    by.require("measures.enter")
    with transaction.atomic():
        kept = _kept(by, [given], note, token, file="")
        for row in kept.rows:
            names = {"measure": row.measure, "period": row.period}
            after = {"number": row.number, "measure": row.measure, "period": row.period, "status": row.status}
            record("observation.entered", by=by.person, alliance=by.alliance, subject=row, content={"after": after, "names": names})
        return kept


def upload(*, by: Seat, given: Sequence[Observation], note: str, token: UUID, file: str) -> Kept:
    """Keep all values of a file, or none of them.

    Args:
        by: who uploads it.
        given: the values.
        note: why those that are revised are.
        token: the token of the form; the same form again keeps nothing more.
        file: what the file was called; empty for pasted rows.

    Raises:
        Refused: one of them cannot be kept, and so none was.
    """
    by.require("measures.enter")
    with transaction.atomic():
        kept = _kept(by, given, note, token, file=file[:200])
        if kept.rows and not kept.is_again:
            # Figures stay out of the journal: it is read by people who may not see small ones. The rows say what was uploaded.
            numbers = [row.number for row in kept.rows]
            after = {
                "values": len(numbers),
                "first": numbers[0],
                "last": numbers[-1],
                "measures": sorted({row.measure for row in kept.rows}),
                "periods": sorted({row.period for row in kept.rows}),
                "already there": kept.same,
            }
            names = {"count": plural(len(numbers), "value")}
            subject = kept.rows[0]
            record("observations.uploaded", by=by.person, alliance=by.alliance, subject=subject, content={"after": after, "names": names})
        return kept


def stand_of(alliance: Alliance) -> Stand:
    """Return what stands in an alliance already, by the agreement in force today."""
    agreement = agreement_of(alliance)
    return Stand(agreement, all_observations(alliance, agreement), tuple(closed_periods(alliance)), timezone.localdate())


def _kept(by: Seat, given: Sequence[Observation], note: str, token: UUID, *, file: str) -> Kept:
    Alliance.objects.select_for_update().get(pk=by.alliance.pk)  # others wait, so that what was checked still stands
    if Row.objects.filter(alliance=by.alliance, form_token=token).exists():
        return Kept((), 0, is_again=True)
    checked = check(stand_of(by.alliance), given, note=note)
    if not checked.is_sound:
        raise Refused(first_fault(checked))
    number = Row.objects.filter(alliance=by.alliance).aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    rows = [
        Row(
            alliance=by.alliance,
            number=number + place,
            measure=one.measure,
            period=one.period.word,
            first=one.period.first.index,
            end=one.period.end.index,
            **figures_of(one),
            status=one.status,
            origin=one.origin,
            note=note.strip() if one.status == "revised" else "",
            recorded_on=one.recorded_on or timezone.localdate(),
            entered_by=by.person,
            entered_at=now,
            file=file,
            form_token=token,
        )
        for place, one in enumerate(checked.new, start=1)
    ]
    Row.objects.bulk_create(rows, batch_size=500)
    return Kept(rows, len(checked.same))


def first_fault(checked: Checked) -> str:
    """Return the first thing that is wrong, with what to do."""
    found = (problem for problems in checked.problems.values() for problem in problems if problem.severity == "error")
    problem = next(found)
    return f"{problem.message} {problem.fix}"
