"""What was made here and has no column in the tables of governance, as files beside them; they are for reading, and not read back.

A voice leaves only once its round was shown: what a party has said and nobody may see yet stays where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gainshare.core.governance.dispute import Dispute
from gainshare.core.governance.register import Item, Risk
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import (
    AgendaItem,
    Appointment,
    Decision,
    Duty,
    Endorsement,
    Interest,
    Meeting,
    Round,
    Schedule,
    Understanding,
    Voice,
)
from gainshare.web.governance.schedules import read
from gainshare.web.registers.taking import activities_of

FOLDER = "live"
"""The folder of what is not read back."""
Plain = dict[str, Any]
"""A row as plain data; what is empty is left out."""


def live_files(
    alliance: Alliance, schedule: Schedule, *, items: Sequence[Item], risks: Sequence[Risk], disputes: Sequence[Dispute]
) -> Mapping[str, str]:
    """Return the files of what the tables have no column for, by their names beside the tables; a file with nothing in it is left out.

    Args:
        alliance: the alliance.
        schedule: the schedule in force, which stands in governance.yaml.
        items: the items of the register that actions.csv does not have.
        risks: the risks, with the scores that they had.
        disputes: the disputes, with every step.
    """
    found: dict[str, Sequence[object]] = {
        "schedules": [_schedule(one) for one in Schedule.objects.filter(alliance=alliance).order_by("number") if one.pk != schedule.pk],
        "appointments": [_appointment(one) for one in Appointment.objects.filter(alliance=alliance).select_related("person")],
        "meetings": list(_meetings(alliance)),
        "decisions": list(_decisions(alliance)),
        "interests": list(_interests(alliance)),
        "items": [_item(one) for one in items],
        "risks": [_risk(one) for one in risks if one.history],
        "disputes": [_dispute(one) for one in disputes if len(one.taken) > 1 or one.withdrawn_on or one.ended_on],
        "plan": _plan(alliance, schedule),
        "duties": [_duty(one) for one in Duty.objects.filter(alliance=alliance).prefetch_related("done__done_by")],
        "understanding": list(_understandings(alliance)),
    }
    return {f"{FOLDER}/{name}.json": canonical(rows) for name, rows in found.items() if rows}


def canonical(value: object) -> str:
    """Return plain data as text that is the same for the same data: names sorted, one form of everything."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_text) + "\n"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _told(**fields: object) -> Plain:
    """Return a row without what is empty."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", [], {})}


def _schedule(one: Schedule) -> Plain:
    return _told(
        number=one.number,
        text=one.text,
        takes_effect_on=one.takes_effect_on,
        reason=one.reason,
        adopted_at=one.adopted_at,
        withdrawn_at=one.withdrawn_at,
    )


def _appointment(one: Appointment) -> Plain:
    of = {"body": one.body, "seat": one.seat, "person": one.person.name, "is_deputy": one.is_deputy, "deed": one.deed}
    return _told(**of, limit_pence=one.limit, begins_on=one.begins_on, ends_on=one.ends_on)


def _meetings(alliance: Alliance) -> Iterable[Plain]:
    """Yield the meetings that were held, begun or cancelled here, with who was there and the minutes."""
    rows = Meeting.objects.filter(alliance=alliance).order_by("day", "reference").prefetch_related("presences", "items", "papers")
    for one in rows:
        said = _told(
            papers_sent_on=one.papers_sent_on,
            opened_at=one.opened_at,
            ended_at=one.ended_at,
            minutes_agreed_on=one.minutes_agreed_on,
            cancelled_on=one.cancelled_on,
            reason=one.reason,
            place=one.place,
            minutes=one.minutes,
            attendance=[_told(seat=each.seat, name=each.name, came_at=each.came_at, left_at=each.left_at) for each in one.presences.all()],
            agenda=[
                _told(place=each.place, kind=each.kind, title=each.title, about=each.about, notes=each.notes) for each in one.items.all()
            ],
            papers=[_told(name=each.name, sha256=each.sha256) for each in one.papers.all()],
        )
        if said:
            yield {"meeting": one.reference, "body": one.body, "day": one.day, **said}


def _agenda_item(one: AgendaItem) -> Plain:
    return _told(place=one.place, kind=one.kind, title=one.title, about=one.about, notes=one.notes)


def _decisions(alliance: Alliance) -> Iterable[Plain]:
    """Yield the decisions that were put here, each with the rounds that were shown."""
    rows = Decision.objects.filter(alliance=alliance).order_by("proposed_on", "reference")
    related = ("rounds__voices__party", "rounds__voices__person", "endorsements__party", "recusals__person", "consequences", "bindings")
    for one in rows.select_related("schedule", "meeting", "ratified_at", "superseded_by").prefetch_related(*related):
        yield {"decision": one.reference, **_proposal(one), **_course(one), **_conclusion(one)}


def _proposal(one: Decision) -> Plain:
    """Return what was proposed, by which rules."""
    return _told(
        title=one.title,
        schedule=one.schedule.number,
        body=one.body,
        put_to=one.put_to,
        meeting=one.meeting.reference if one.meeting else None,
        why=one.why,
        options=one.options,
        people=one.people,
        equality=one.equality,
        amount_pence=one.amount,
        commitments_pence=one.commitments,
        effects_pence=one.effects,
        subject=one.subject,
        reserved=one.reserved,
        is_urgent=one.is_urgent,
        is_written=one.is_written,
        owner=one.owner,
        review_on=one.review_on,
        takes_up=one.takes_up,
        proposed_on=one.proposed_on,
    )


def _course(one: Decision) -> Plain:
    """Return its rounds as far as they were shown, and who took no part."""
    return _told(
        rounds=[_round(each) for each in one.rounds.all() if each.shown_on is not None],
        recusals=[_told(person=each.person.name, reason=each.reason, ended_at=each.ended_at) for each in one.recusals.all()],
    )


def _conclusion(one: Decision) -> Plain:
    """Return where it stands, and what it led to."""
    return _told(
        standing=one.standing,
        decided_on=one.decided_on,
        approvals_by=one.approvals_by,
        endorsements=[_endorsement(each) for each in one.endorsements.all()],
        ratified_at=one.ratified_at.reference if one.ratified_at else None,
        ratified_on=one.ratified_on,
        is_ratified=one.is_ratified,
        withdrawn_on=one.withdrawn_on,
        withdrawn_why=one.withdrawn_why,
        superseded_by=one.superseded_by.reference if one.superseded_by else None,
        consequences=[_told(kind=each.kind, note=each.note, standing=each.standing) for each in one.consequences.all()],
        binds=[_told(kind=each.kind, what=each.label) for each in one.bindings.all()],
    )


def _endorsement(one: Endorsement) -> Plain:
    of = {"party": one.party.code, "kind": one.kind, "round": one.round_number, "is_given": one.is_given}
    return _told(**of, given_by=one.given_by, given_on=one.given_on, reason=one.reason)


def _round(one: Round) -> Plain:
    """Return a round that was shown, with everything that was said in it in order."""
    assert one.shown_on is not None, "a voice leaves only once its round was shown"
    return _told(
        number=one.number,
        wording=one.wording,
        principles=one.principles,
        answers=one.answers,
        result=one.result,
        opened_on=one.opened_on,
        closes_on=one.closes_on,
        shown_on=one.shown_on,
        voices=[_voice(each) for each in one.voices.all()],
    )


def _voice(one: Voice) -> Plain:
    of = {"party": one.party.code, "person": one.person.name, "word": one.word, "given_on": one.given_on}
    return _told(**of, reason=one.reason, would_change=one.would_change)


def _interests(alliance: Alliance) -> Iterable[Plain]:
    """Yield the interests that the register has no row for, or of which it cannot say that they ended."""
    for one in Interest.objects.filter(alliance=alliance).order_by("number"):
        if not one.party or one.ended_on is not None:
            of = {"number": one.number, "person": one.post, "party": one.party, "declared_on": one.declared_on, "what": one.what}
            yield _told(**of, kind=one.kind, management=one.management, reviewed_on=one.reviewed_on, ended_on=one.ended_on)


def _item(one: Item) -> Plain:
    of = {"id": one.id, "kind": one.kind, "raised_on": one.raised_on, "source": one.source, "text": one.text, "status": one.status}
    owner = {"owner_party": one.owner_party, "owner_post": one.owner_post}
    return _told(**of, **owner, due_on=one.due_on, closed_on=one.closed_on, reach=one.reach)


def _risk(one: Risk) -> Plain:
    history = [
        {"likelihood": each.score.likelihood, "impact": each.score.impact, "changed_on": each.changed_on, "reason": each.reason}
        for each in one.history
    ]
    return {"risk": one.id, "scores_before": history}


def _dispute(one: Dispute) -> Plain:
    steps = [{"step": each.number, "started_on": each.started_on} for each in one.taken]
    return _told(dispute=one.id, steps=steps, resolved_on=one.resolved_on, withdrawn_on=one.withdrawn_on, ended_on=one.ended_on)


def _plan(alliance: Alliance, schedule: Schedule) -> Sequence[object]:
    """Return the activities of the plan, if they are other than governance.yaml says."""
    now = list(activities_of(alliance))
    given = read(schedule).plain.get("transformation_activities") or []
    return [] if canonical(now) == canonical(given) else now


def _duty(one: Duty) -> Plain:
    done = [
        _told(for_what=each.for_what, evidence=each.evidence, done_on=each.done_on, done_by=each.done_by.name) for each in one.done.all()
    ]
    of = {"code": one.code, "body": one.body, "text": one.text, "rhythm": one.rhythm, "owner": one.owner}
    return _told(**of, begins_on=one.begins_on, ended_on=one.ended_on, done=done)


def _understandings(alliance: Alliance) -> Iterable[Plain]:
    rows = Understanding.objects.filter(alliance=alliance).select_related("party", "given_by").order_by("version", "area", "party__place")
    for one in rows:
        of = {"area": one.area, "version": one.version, "party": one.party.code}
        yield _told(**of, given_by=one.given_by.name, given_at=one.given_at)
