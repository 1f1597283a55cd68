"""Between the rows of the registers and the core's values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gainshare.core.governance.plan import Activity, Milestone
from gainshare.core.governance.register import Item, Rescoring, Risk, RiskScore
from gainshare.web.registers.models import Activity as ActivityRow
from gainshare.web.registers.models import Item as ItemRow
from gainshare.web.registers.models import Milestone as MilestoneRow
from gainshare.web.registers.models import Risk as RiskRow
from gainshare.web.registers.models import RiskScoring


def core_risk(row: RiskRow, scorings: Iterable[RiskScoring]) -> Risk:
    """Return a risk as the core takes it, with the scores that it had."""
    return Risk(
        id=row.reference,
        raised_on=row.raised_on,
        category=row.category,
        title=row.title,
        description=row.description,
        score=RiskScore(row.likelihood, row.impact),
        residual_value=row.residual_value,
        mitigation=row.mitigation,
        owner_party=row.owner_party,
        owner_post=row.owner_post,
        review_on=row.review_on,
        is_closed=row.is_closed,
        history=tuple(Rescoring(RiskScore(one.likelihood, one.impact), one.changed_on, one.reason) for one in scorings),
    )


def columns_of_risk(one: Risk) -> Mapping[str, Any]:
    """Return the columns of a risk's row; its history has rows of its own."""
    return {
        "reference": one.id,
        "raised_on": one.raised_on,
        "category": one.category,
        "title": one.title,
        "description": one.description,
        "likelihood": one.score.likelihood,
        "impact": one.score.impact,
        "residual_value": one.residual_value,
        "mitigation": one.mitigation,
        "owner_party": one.owner_party,
        "owner_post": one.owner_post,
        "review_on": one.review_on,
        "is_closed": one.is_closed,
    }


def core_item(row: ItemRow) -> Item:
    """Return an item as the core takes it."""
    return Item(
        id=row.reference,
        kind=row.kind,  # type: ignore[arg-type]
        raised_on=row.raised_on,
        source=row.source,
        text=row.text,
        owner_party=row.owner_party,
        owner_post=row.owner_post,
        status=row.status,  # type: ignore[arg-type]
        due_on=row.due_on,
        closed_on=row.closed_on,
        reach=row.reach,
    )


def columns_of_item(one: Item) -> Mapping[str, Any]:
    """Return the columns of an item's row."""
    return {
        "reference": one.id,
        "kind": one.kind,
        "raised_on": one.raised_on,
        "source": one.source,
        "text": one.text,
        "owner_party": one.owner_party,
        "owner_post": one.owner_post,
        "status": one.status,
        "due_on": one.due_on,
        "closed_on": one.closed_on,
        "reach": one.reach,
    }


def core_activity(row: ActivityRow, milestones: Iterable[MilestoneRow]) -> Activity:
    """Return an activity of the plan as the core takes it, with its milestones."""
    return Activity(
        id=row.reference,
        kind=row.kind or None,  # type: ignore[arg-type]
        text=row.text,
        lead=row.lead,
        status=row.status,
        milestones=tuple(core_milestone(row.reference, one) for one in milestones),
        benefit=row.benefit,
        measure=row.measure,
        depends_on=tuple(row.depends_on),
    )


def core_milestone(activity: str, row: MilestoneRow) -> Milestone:
    """Return a milestone of an activity as the core takes it."""
    return Milestone(f"{activity}.{row.number}", row.name, row.due_on, row.done_on, row.is_dropped)
