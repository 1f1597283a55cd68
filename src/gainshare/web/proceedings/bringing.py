"""Disputes that come with an alliance's files: they were raised elsewhere, and go on from where they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gainshare.core.governance import dispute as core
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Schedule
from gainshare.web.governance.schedules import read
from gainshare.web.proceedings.models import Dispute, DisputeStep


def bring_disputes(alliance: Alliance, disputes: tuple[core.Dispute, ...], schedule: Schedule, *, by: Person | None, at: datetime) -> None:
    """Keep disputes of an alliance that has none yet, in their order.

    Args:
        alliance: the alliance.
        disputes: the disputes.
        schedule: the schedule whose steps they are at.
        by: who brings them in; None for a command.
        at: when they are brought in.

    Raises:
        Fault: the working days of a step cannot be counted, because the bank holidays of the year are not known.
    """
    steps = read(schedule).terms.steps()
    for number, one in enumerate(disputes, start=1):
        made = Dispute.objects.create(
            alliance=alliance,
            number=number,
            reference=one.id,
            schedule=schedule,
            raised_on=one.raised_on,
            raised_by=one.raised_by,
            about=one.about,
            question=one.question,
            outcome=one.outcome,
            resolved_on=one.resolved_on,
            withdrawn_on=one.withdrawn_on,
            ended_on=one.ended_on,
            is_recorded=True,
            written_by=by,
            written_at=at,
        )
        for count, step in enumerate(one.taken, start=1):
            due_on = core.step_due_on(replace(one, taken=one.taken[:count]), steps)
            DisputeStep.objects.create(dispute=made, number=step.number, started_on=step.started_on, due_on=due_on, taken_by=by)
