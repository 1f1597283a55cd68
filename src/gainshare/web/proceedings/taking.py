"""Disputes as the core knows them, from rows: for what is worked out of them, and for the alliance's files."""

from __future__ import annotations

from gainshare.core.governance import dispute as core
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.schedules import read
from gainshare.web.proceedings.models import Dispute


def disputes_of(alliance: Alliance) -> tuple[core.Dispute, ...]:
    """Return an alliance's disputes in the order of the register, with all their steps; what was said of them stays here."""
    return tuple(value_of(one) for one in Dispute.objects.filter(alliance=alliance).prefetch_related("steps"))


def value_of(one: Dispute) -> core.Dispute:
    """Return a dispute as the core knows it."""
    return core.Dispute(
        id=one.reference,
        raised_on=one.raised_on,
        raised_by=one.raised_by,
        about=one.about,
        question=one.question,
        taken=tuple(core.StepTaken(step.number, step.started_on) for step in one.steps.all()),
        resolved_on=one.resolved_on,
        outcome=one.outcome,
        withdrawn_on=one.withdrawn_on,
        ended_on=one.ended_on,
    )


def steps_of(one: Dispute) -> tuple[core.EscalationStep, ...]:
    """Return the steps of the schedule that was in force when a dispute was raised."""
    return read(one.schedule).terms.steps()
