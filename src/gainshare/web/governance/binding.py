"""What needs a decision, and which one it has: asked by the pages of settlements, agreement versions, target adjustments and admissions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gainshare.core.governance.standing import BINDING
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Binding, Decision
from gainshare.web.governance.schedules import schedule_in_force


def decisions_binding(alliance: Alliance, kind: str, subject: object) -> Sequence[Decision]:
    """Return the decisions that were put forward for something, the newest first, wherever they stand."""
    found = Decision.objects.filter(alliance=alliance, bindings__kind=kind, bindings__subject=str(subject))
    return list(found.exclude(standing__in=("withdrawn", "superseded")).order_by("-proposed_on", "-reference"))


def decision_in_effect(alliance: Alliance, kind: str, subject: object) -> Decision | None:
    """Return the decision in effect that binds something; None if none does.

    Args:
        alliance: the alliance.
        kind: what it is, such as `settlement`.
        subject: its id.
    """
    return next((one for one in decisions_binding(alliance, kind, subject) if one.standing in BINDING), None)


def needs_decision(alliance: Alliance, made_at: datetime) -> bool:
    """Return whether what was made at a moment needs a decision: it does once the alliance keeps its governance here."""
    schedule = schedule_in_force(alliance)
    return schedule is not None and schedule.proposed_at <= made_at


def bind(decision: Decision, kind: str, subject: object, label: str) -> Binding:
    """Say that a decision binds something."""
    return Binding.objects.get_or_create(decision=decision, kind=kind, subject=str(subject), defaults={"label": label})[0]
