"""The registers of an alliance as the core's values again, in their order, for its folder of files."""

from __future__ import annotations

from typing import Any

from gainshare.core.governance.plan import Activity
from gainshare.core.governance.register import Item, Risk
from gainshare.web.alliances.models import Alliance
from gainshare.web.registers.convert import core_activity, core_item, core_risk
from gainshare.web.registers.models import Activity as ActivityRow
from gainshare.web.registers.models import Item as ItemRow
from gainshare.web.registers.models import Risk as RiskRow


def risks_of(alliance: Alliance) -> tuple[Risk, ...]:
    """Return the risks of an alliance with the scores that they had, in the order of the register."""
    rows = RiskRow.objects.filter(alliance=alliance).order_by("number").prefetch_related("scorings")
    return tuple(core_risk(row, row.scorings.all()) for row in rows)


def actions_of(alliance: Alliance) -> tuple[Item, ...]:
    """Return the items of an alliance, of every kind, in the order of the register."""
    return tuple(core_item(row) for row in ItemRow.objects.filter(alliance=alliance).order_by("number"))


def plan_of(alliance: Alliance) -> tuple[Activity, ...]:
    """Return the activities of an alliance's plan with their milestones, in its order."""
    rows = ActivityRow.objects.filter(alliance=alliance).order_by("number").prefetch_related("milestones")
    return tuple(core_activity(row, row.milestones.all()) for row in rows)


def activities_of(alliance: Alliance) -> tuple[dict[str, Any], ...]:
    """Return the activities as `transformation_activities` of governance.yaml holds them; of what was only brought in, the same again."""
    rows = ActivityRow.objects.filter(alliance=alliance).order_by("number").prefetch_related("milestones")
    return tuple(_plain(row) for row in rows)


def _plain(row: ActivityRow) -> dict[str, Any]:
    """Return an activity as YAML holds it; what is empty is left out."""
    milestones = [
        {"name": one.name, "due_on": one.due_on}
        | ({"done_on": one.done_on} if one.done_on else {})
        | ({"is_dropped": True} if one.is_dropped else {})
        for one in row.milestones.all()
    ]
    said: dict[str, Any] = {"id": row.reference, "kind": row.kind, "text": row.text, "lead": row.lead, "status": row.status}
    said |= {"benefit": row.benefit, "measure": row.measure, "depends_on": list(row.depends_on), "milestones": milestones}
    return {name: value for name, value in said.items() if value} | dict(row.others)
