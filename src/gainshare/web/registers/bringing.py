"""Registers that come with an alliance's files: rows of the core's values, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from gainshare.core.governance.plan import ACTIVITY_KINDS
from gainshare.core.governance.register import Item, Risk
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance
from gainshare.web.registers.convert import columns_of_item, columns_of_risk
from gainshare.web.registers.models import Activity as ActivityRow
from gainshare.web.registers.models import Item as ItemRow
from gainshare.web.registers.models import Milestone, RiskScoring, next_number
from gainshare.web.registers.models import Risk as RiskRow

OWN = frozenset({"id", "kind", "text", "lead", "status", "benefit", "measure", "depends_on", "milestones"})
"""What the schedule may say of an activity that has a place of its own here."""


def bring_registers(
    alliance: Alliance,
    *,
    risks: Iterable[Risk],
    actions: Iterable[Item],
    activities: Iterable[Mapping[str, Any]],
    by: Person | None,
    at: datetime,  # every folder is brought in by and at
) -> None:
    """Keep the registers of an alliance that come with its files; in the transaction and the journal entry of what brings them.

    Args:
        alliance: the alliance.
        risks: the risks, with their history.
        actions: the items, of whatever kind.
        activities: `transformation_activities` of governance.yaml, as it stands there.
        by: who brings them in.
        at: when.
    """
    _risks(alliance, risks, by)
    first = next_number(ItemRow, alliance)
    ItemRow.objects.bulk_create(
        ItemRow(alliance=alliance, number=number, raised_by=by, **columns_of_item(one)) for number, one in enumerate(actions, first)
    )
    _activities(alliance, activities, by)


def _risks(alliance: Alliance, risks: Iterable[Risk], by: Person | None) -> None:
    listed = list(risks)
    first = next_number(RiskRow, alliance)
    rows = [RiskRow(alliance=alliance, number=number, raised_by=by, **columns_of_risk(one)) for number, one in enumerate(listed, first)]
    RiskRow.objects.bulk_create(rows)
    RiskScoring.objects.bulk_create(
        RiskScoring(
            risk=row,
            number=number,
            likelihood=before.score.likelihood,
            impact=before.score.impact,
            changed_on=before.changed_on,
            reason=before.reason,
        )
        for row, one in zip(rows, listed, strict=True)
        for number, before in enumerate(one.history, 1)
    )


def _activities(alliance: Alliance, activities: Iterable[Mapping[str, Any]], by: Person | None) -> None:
    listed = list(activities)
    first = next_number(ActivityRow, alliance)
    rows = [_activity(alliance, number, one, by) for number, one in enumerate(listed, first)]
    ActivityRow.objects.bulk_create(rows)
    Milestone.objects.bulk_create(
        Milestone(activity=row, number=number, **said)
        for row, one in zip(rows, listed, strict=True)
        for number, said in enumerate(_milestones(one) or (), 1)
    )


def _activity(alliance: Alliance, number: int, one: Mapping[str, Any], by: Person | None) -> ActivityRow:
    """Return an activity's row; what has no place in it is kept beside."""
    kind, needs = one.get("kind"), one.get("depends_on", [])
    placed = {name: str(one.get(name) or "") for name in ("text", "lead", "status", "benefit", "measure")}
    beside = {name for name in one if name not in OWN}
    beside |= {"kind"} if "kind" in one and kind not in ACTIVITY_KINDS else set()
    beside |= {"milestones"} if _milestones(one) is None else set()
    beside |= set() if isinstance(needs, list) else {"depends_on"}
    return ActivityRow(
        alliance=alliance,
        number=number,
        reference=str(one.get("id") or f"TA{number}"),
        kind="" if "kind" in beside else str(kind or ""),
        depends_on=[] if "depends_on" in beside else [str(need) for need in needs],
        others={name: _kept(one[name]) for name in one if name in beside},
        raised_by=by,
        **placed,
    )


def _milestones(one: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return what each milestone of an activity says; None if they are not such as have a place here."""
    said = one.get("milestones", [])
    if not isinstance(said, list):
        return None
    try:
        return [
            {
                "name": str(each["name"]),
                "due_on": _day(each["due_on"]),
                "done_on": _day(each["done_on"]) if each.get("done_on") else None,
                "is_dropped": bool(each.get("is_dropped", False)),
            }
            for each in said
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _kept(value: object) -> object:
    """Return what is kept beside as JSON holds it; what JSON does not know becomes text."""
    if isinstance(value, Mapping):
        return {str(name): _kept(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(inner) for inner in value]
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)
