"""The duties of bodies as rows and values, and what is done with them: an owner given, one added or ended, one recorded as seen to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from gainshare.core.governance import duties as core
from gainshare.core.governance.record import AGREED, read_outcome
from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.period import Month
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.governance.models import Decision, Duty, DutyDone, Meeting, RecordedDecision, Schedule
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.periods.queries import closed_periods
from gainshare.web.registers.queries import plan_row
from gainshare.web.shared.time import day_of

PLAN = "implementation_plan"
"""The duty that a decision shows: the one that approved the plan."""
STANDARD: Mapping[str, core.StandardDuty] = {one.code: one for one in core.STANDARD_DUTIES}
"""The duties of the two teams, by their codes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A duty of a body of the alliance, with where it stands."""

    code: str
    """What the record calls it."""
    body: str
    """Whose duty it is, as the schedule calls the body."""
    text: str
    """What has to be seen to."""
    rhythm: core.Rhythm
    """How often it is due."""
    owner: str
    """Who sees to it, by party and post; empty while nobody does."""
    evidence: str
    """What shows that it was seen to; empty for one that the alliance added."""
    is_ended: bool
    """Whether the body has it no longer."""
    occasions: Sequence[core.Occasion]
    """Everything that it was due for, the earliest first."""
    proofs: Mapping[str, str]
    """What shows that it was seen to, by what it was for."""

    @property
    def open(self) -> Sequence[core.Occasion]:
        """Return what it is due for and nothing was recorded of."""
        return [one for one in self.occasions if one.state != "done"]


def duties_of(alliance: Alliance, day: date) -> list[Kept]:
    """Return the duties of the bodies of an alliance with where each stands on a day, body by body; none without a schedule.

    A duty of the two teams that nobody has given an owner has none, and is theirs from the day on which the schedule came.
    """
    schedule = schedule_of(alliance, day)
    if schedule is None:
        return []
    rows = {row.code: row for row in Duty.objects.filter(alliance=alliance).prefetch_related("done")}
    closed, meetings = closed_months(alliance), _meetings_held(alliance)
    begins_on = _since(alliance)
    first = {kind: next((body.id for body in schedule.terms.bodies if body.kind == kind), "") for kind in core.KINDS_WITH_DUTIES}
    found: list[Kept] = []
    for body in schedule.terms.bodies:
        theirs = [one.code for one in core.STANDARD_DUTIES if first[one.body_kind] == body.id]
        added = [code for code, row in rows.items() if row.body == body.id and code not in STANDARD]
        for code in (*theirs, *added):
            row = rows.get(code) or _standard_row(alliance, STANDARD[code], body.id, begins_on)
            found.append(_kept(row, day, meetings.get(body.id, []), closed))
    return found


def closed_months(alliance: Alliance) -> frozenset[Month]:
    """Return the months whose books are closed."""
    january = Month(0, 1)
    return frozenset(january.plus(index) for one in closed_periods(alliance) for index in range(one.first, one.end))


def _meetings_held(alliance: Alliance) -> Mapping[str, list[core.MeetingOf]]:
    """Return the meetings that each body held, here or by the record."""
    found: dict[str, list[core.MeetingOf]] = {}
    for one in Meeting.objects.filter(alliance=alliance).exclude(ended_at__isnull=True, stated_quorum=""):
        found.setdefault(one.body, []).append(core.MeetingOf(one.reference, one.day))
    return found


def _since(alliance: Alliance) -> date:
    """Return the day on which the first schedule was adopted here."""
    first = Schedule.objects.filter(alliance=alliance, adopted_at__isnull=False).order_by("adopted_at").values_list("adopted_at", flat=True)
    return day_of(first[0] or timezone.now())


def _standard_row(alliance: Alliance, one: core.StandardDuty, body: str, begins_on: date) -> Duty:
    """Return the row, not yet kept, of a duty that nobody has given an owner."""
    return Duty(alliance=alliance, code=one.code, body=body, text=one.text, rhythm=one.rhythm, owner="", begins_on=begins_on)


def _kept(row: Duty, day: date, meetings: Sequence[core.MeetingOf], closed: frozenset[Month]) -> Kept:
    rows = [] if row._state.adding else list(row.done.all())
    duty = core.Duty(row.code, row.rhythm, row.begins_on, row.ended_on)  # type: ignore[arg-type]
    records = [core.DutyDone(one.for_what, one.done_on) for one in rows]
    proofs = {one.for_what: one.evidence for one in rows}
    plan = plan_row(row.alliance) if row.code == PLAN else None
    if plan is not None and plan.approved_by and core.ONCE not in proofs:
        records.append(core.DutyDone(core.ONCE, plan.approved_on or day))
        proofs[core.ONCE] = f"Approved by {plan.approved_by}."
    calendar = agreement_of(row.alliance).calendar
    found = core.occasions(duty, records, day=day, meetings=meetings, closed=closed, calendar=calendar)
    is_ended = row.ended_on is not None and row.ended_on <= day
    asked = STANDARD[row.code].evidence if row.code in STANDARD else ""
    return Kept(row.code, row.body, row.text, duty.rhythm, row.owner, asked, is_ended, found, proofs)


def keep(*, by: Seat, code: str, owner: str, text: str) -> Duty:
    """Give a duty an owner, or say anew what has to be seen to.

    Args:
        by: who does it.
        code: the duty.
        owner: who sees to it, by party and post.
        text: what has to be seen to.

    Raises:
        Refused: the alliance has no such duty, or nothing would change.
    """
    by.require("governance.manage")
    with transaction.atomic():
        row = _locked(by, code)
        before = {"owner": row.owner, "text": row.text}
        if before == {"owner": owner, "text": text}:
            raise Refused("It says so already.")
        row.owner, row.text = owner, text
        row.save()
        _record("duty.kept", by, row, {"before": before, "after": {"owner": owner, "text": text}})
        return row


def add(*, by: Seat, body: str, text: str, rhythm: str, owner: str, begins_on: date) -> Duty:
    """Give a body a duty that the two teams do not have by themselves.

    Args:
        by: who does it.
        body: the body, as the schedule calls it.
        text: what has to be seen to.
        rhythm: how often it is due.
        owner: who sees to it.
        begins_on: the first day.

    Raises:
        Refused: there is no such body.
    """
    by.require("governance.manage")
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=by.alliance.pk)
        schedule = schedule_of(by.alliance)
        if schedule is None or body not in {one.id for one in schedule.terms.bodies}:
            raise Refused("The schedule has no such body.")
        of = {"alliance": by.alliance, "code": _new_code(by.alliance, text), "body": body, "text": text}
        row = Duty.objects.create(**of, rhythm=rhythm, owner=owner, begins_on=begins_on)
        _record("duty.added", by, row, {"after": {"body": body, "text": text, "rhythm": rhythm, "owner": owner, "begins_on": begins_on}})
        return row


def end(*, by: Seat, code: str, reason: str) -> Duty:
    """End a duty from today on; what was recorded of it stays.

    Raises:
        Refused: the alliance has no such duty, or it has ended already.
    """
    by.require("governance.manage")
    with transaction.atomic():
        row = _locked(by, code)
        if row.ended_on is not None:
            raise Refused(f"It ended on {date_long(row.ended_on)} already.")
        row.ended_on = max(timezone.localdate(), row.begins_on)
        row.save()
        _record("duty.ended", by, row, {"after": {"ended_on": row.ended_on, "reason": reason}})
        return row


def record_done(*, by: Seat, code: str, for_what: str, evidence: str) -> DutyDone:
    """Record that a duty was seen to, with what shows it.

    Args:
        by: who records it: the chair, or the alliance manager.
        code: the duty.
        for_what: the meeting or the period that it was for.
        evidence: what shows it.

    Raises:
        Refused: it is not due for that, was recorded already, or only a decision can show it and none is named.
    """
    by.require("meetings.run")
    with transaction.atomic():
        row = _locked(by, code)
        today = timezone.localdate()
        found = next((one for one in duties_of(by.alliance, today) if one.code == code), None)
        occasion = next((one for one in found.occasions if one.for_what == for_what), None) if found else None
        if occasion is None:
            raise Refused(f"It is not due for {for_what}.")
        if occasion.state == "done":
            raise Refused(f"It was recorded for {for_what} already.")
        if code == PLAN and not _names_decision(by.alliance, evidence):
            raise Refused("Name the decision that approved the plan, or put the plan to the leadership team from its page.")
        row.save()
        done = DutyDone.objects.create(duty=row, for_what=for_what, evidence=evidence, done_on=today, done_by=by.person)
        _record("duty.done", by, row, {"after": {"for": for_what, "evidence": evidence}}, for_what)
        return done


def _names_decision(alliance: Alliance, evidence: str) -> bool:
    """Return whether a text names a decision of the alliance that was agreed, here or by the record."""
    named = set(re.findall(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]", evidence))
    here = Decision.objects.filter(alliance=alliance, reference__in=named, standing="adopted").exists()
    recorded = RecordedDecision.objects.filter(alliance=alliance, reference__in=named).values_list("outcome", flat=True)
    return here or any(read_outcome(outcome) in AGREED for outcome in recorded)


def _locked(by: Seat, code: str) -> Duty:
    """Return the row of a duty, not yet kept for one that nobody has given an owner, with the alliance locked."""
    Alliance.objects.select_for_update().get(pk=by.alliance.pk)
    row = Duty.objects.filter(alliance=by.alliance, code=code).first()
    if row is not None:
        return row
    found = next((one for one in duties_of(by.alliance, timezone.localdate()) if one.code == code), None)
    if found is None:
        raise Refused("The alliance has no such duty.")
    return _standard_row(by.alliance, STANDARD[code], found.body, _since(by.alliance))


def _new_code(alliance: Alliance, text: str) -> str:
    """Return a code that no duty of the alliance has, made of the first words of its text."""
    stem = slugify(text)[:40].strip("-").replace("-", "_") or "duty"
    taken = {*STANDARD, *Duty.objects.filter(alliance=alliance).values_list("code", flat=True)}
    number = 1
    while (code := stem if number == 1 else f"{stem}_{number}") in taken:
        number += 1
    return code


def _record(action: str, by: Seat, row: Duty, content: Mapping[str, object], for_what: str = "") -> None:
    names = {"duty": row.text, "for": for_what}
    record(action, by=by.person, alliance=by.alliance, subject=row, content={**content, "names": names})
