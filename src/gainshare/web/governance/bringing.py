"""Bringing governance in: what a folder of governance says becomes rows of this app; registers and disputes have their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import models

from gainshare.core.governance import meeting as core_meeting
from gainshare.core.governance import record as core
from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.files.governance import GovernanceFolder, strangers
from gainshare.files.governance_rows import DECISIONS, INTERESTS, MEETINGS, NOTICES
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.checks import too_long
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Interest, Meeting, RecordedDecision, RecordedNotice, Schedule

PLANNED = "planned"
"""What a record says of the quorum of a meeting that is still to come."""


def bring_governance(
    alliance: Alliance, folder: GovernanceFolder, text: str, *, takes_effect_on: date, by: Person | None, at: datetime
) -> Schedule:
    """Keep the schedule, the meetings, the decisions, the interests and the notices of a folder; return the schedule, adopted.

    Args:
        alliance: the alliance; it has no governance yet.
        folder: what the folder says.
        text: its governance.yaml, as it came.
        takes_effect_on: the day from which the schedule holds.
        by: who brings it in; None for a command.
        at: when.
    """
    schedule = Schedule.objects.create(
        alliance=alliance,
        number=1,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        takes_effect_on=takes_effect_on,
        proposed_by=by,
        proposed_at=at,
        adopted_at=at,
    )
    Meeting.objects.bulk_create(_meeting(alliance, one, by=by, at=at) for one in folder.meetings)
    RecordedDecision.objects.bulk_create(_decision(alliance, number, one) for number, one in enumerate(folder.decisions, 1))
    Interest.objects.bulk_create(_interest(alliance, number, one) for number, one in enumerate(folder.interests, 1))
    RecordedNotice.objects.bulk_create(_notice(alliance, number, one) for number, one in enumerate(folder.notices, 1))
    return schedule


def counts_of(folder: GovernanceFolder) -> dict[str, int]:
    """Return how much of each kind a folder of governance has, for the journal; what it has none of is left out."""
    counts = {
        "schedules": 1,
        "meetings": len(folder.meetings),
        "decisions": len(folder.decisions),
        "risks": len(folder.risks),
        "actions": len(folder.actions),
        "disputes": len(folder.disputes),
        "interests": len(folder.interests),
        "notices": len(folder.notices),
    }
    return {what: count for what, count in counts.items() if count}


def _meeting(alliance: Alliance, one: core.RecordedMeeting, *, by: Person | None, at: datetime) -> Meeting:
    return Meeting(
        alliance=alliance,
        reference=one.id,
        body=one.body,
        day=one.day,
        stated_quorum="" if one.stated == PLANNED else one.stated,
        attending=list(one.attending),
        apologies=list(one.apologies),
        are_papers_on_time=one.are_papers_on_time,
        is_recorded=True,
        made_by=by,
        made_at=at,
    )


def _decision(alliance: Alliance, number: int, one: core.RecordedDecision) -> RecordedDecision:
    return RecordedDecision(
        alliance=alliance,
        number=number,
        reference=one.id,
        decided_on=one.decided_on,
        meeting=one.meeting,
        stated_class=one.stated_class,
        title=one.title,
        proposal=one.proposal,
        principles=list(one.principles),
        service_result=one.service_result,
        votes_for=one.votes_for,
        votes_against=one.votes_against,
        abstained=one.abstained,
        outcome=one.outcome,
        reserved=list(one.reserved),
        linked=list(one.linked),
        note=one.note,
        amount=one.amount_pence,
    )


def _interest(alliance: Alliance, number: int, one: core_meeting.Interest) -> Interest:
    return Interest(
        alliance=alliance,
        number=number,
        post=post_of(one),
        party=one.party,
        declared_on=one.declared_on,
        what=one.what,
        kind=one.kind,
        management=one.management,
        reviewed_on=one.reviewed_on,
    )


def post_of(one: core_meeting.Interest) -> str:
    """Return the post of somebody who has declared an interest, without the party that tells them from others."""
    return one.person.removesuffix(f", {one.party}")


def _notice(alliance: Alliance, number: int, one: core.Notice) -> RecordedNotice:
    return RecordedNotice(
        alliance=alliance,
        number=number,
        reference=one.id,
        regime=one.regime,
        kind=one.kind,
        published_on=one.published_on,
        published_as=one.reference,
        relates_to=one.relates_to,
    )


def misfits(folder: GovernanceFolder, parties: Iterable[str]) -> Iterator[Problem]:
    """Yield what the rows could not hold, and who has a voice without being a party of the agreement.

    Args:
        folder: what the folder says.
        parties: the parties of the agreement, by their codes.
    """
    yield from strangers(folder, parties)
    for file, rows, fields in _limited(folder):
        for row in rows:
            for name, field in fields.items():
                yield from too_long(getattr(row, name), field.model, field.name, Source(file, field=name))


def _limited(folder: GovernanceFolder) -> Iterator[tuple[str, Iterable[object], dict[str, models.Field]]]:  # type: ignore[type-arg]
    """Yield each table with the fields of its values that go into a column with a limit."""
    decision, notice, interest, meeting = RecordedDecision._meta, RecordedNotice._meta, Interest._meta, Meeting._meta
    yield MEETINGS, folder.meetings, {"id": meeting.get_field("reference"), "body": meeting.get_field("body")}
    yield DECISIONS, folder.decisions, {"id": decision.get_field("reference"), "meeting": decision.get_field("meeting")}
    yield INTERESTS, folder.interests, {"kind": interest.get_field("kind"), "party": interest.get_field("party")}
    yield NOTICES, folder.notices, {"id": notice.get_field("reference"), "regime": notice.get_field("regime")}
