"""Reading the registers: only those of one alliance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.http import Http404

from gainshare.core.governance import plan
from gainshare.core.governance.register import KINDS, is_closed
from gainshare.web.alliances.models import Alliance
from gainshare.web.registers.models import Activity, Item, Milestone, Plan, Risk

ENDED = tuple(sorted({status for kind, one in KINDS.items() for status in one.becomes if is_closed(kind, status)}))
"""The statuses in which nothing more is expected of an item; they are so for every kind that has them."""


def actions_overdue_on(alliance: Alliance, day: date) -> int:
    """Return how many actions of an alliance were still open on a day after the one on which they were due, as they stand now."""
    due = Item.objects.filter(alliance=alliance, kind="action", raised_on__lte=day, due_on__lt=day)
    return due.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day)).count()


def items_from(alliance: Alliance, source: str) -> list[Item]:
    """Return the items that come from a meeting, a decision or a risk, by its reference, in the order of the register."""
    return list(Item.objects.filter(alliance=alliance, source=source).order_by("number"))


def plan_row(alliance: Alliance) -> Plan:
    """Return what is known of an alliance's plan as a whole; of one that nobody has approved, nothing."""
    return Plan.objects.filter(alliance=alliance).first() or Plan(alliance=alliance)


def risks_by_score(alliance: Alliance) -> QuerySet[Risk]:
    """Return an alliance's risks, the highest score first, with the scores that they had."""
    found = Risk.objects.filter(alliance=alliance).annotate(score=F("likelihood") * F("impact"))
    return found.order_by("is_closed", "-score", "-impact", "number").prefetch_related("scorings")


def risks_in_each_square(alliance: Alliance) -> Mapping[tuple[int, int], int]:
    """Return how many open risks there are by likelihood and impact."""
    found = Risk.objects.filter(alliance=alliance, is_closed=False).values_list("likelihood", "impact").order_by()
    return {(likelihood, impact): count for likelihood, impact, count in found.annotate(count=Count("pk"))}


def items_of(alliance: Alliance) -> QuerySet[Item]:
    """Return an alliance's items: what is due first, then what has no day, then what has ended."""
    has_ended = Case(When(status__in=ENDED, then=1), default=0)
    return Item.objects.filter(alliance=alliance).order_by(has_ended, F("due_on").asc(nulls_last=True), "number")


def unfinished_items(alliance: Alliance) -> QuerySet[Item]:
    """Return the items of which something is still expected, in the order in which they are due."""
    return Item.objects.filter(alliance=alliance).exclude(status__in=ENDED).order_by(F("due_on").asc(nulls_last=True), "number")


def items_to_see_to(alliance: Alliance, until: date) -> QuerySet[Item]:
    """Return the unfinished items that are due by a day, and every action that comes from a risk: an early warning does not wait."""
    warnings = Q(kind="action", source__in=Risk.objects.filter(alliance=alliance).values("reference"))
    return unfinished_items(alliance).filter(warnings | Q(due_on__lte=until))


def late_milestones(alliance: Alliance, day: date) -> QuerySet[Milestone]:
    """Return the milestones that are not reached after the day by which they were due, of activities that have not ended."""
    found = Milestone.objects.filter(activity__alliance=alliance, done_on__isnull=True, is_dropped=False, due_on__lt=day)
    return found.exclude(activity__status__in=plan.ENDED).select_related("activity").order_by("due_on", "activity__number", "number")


def activities_with_milestones(alliance: Alliance) -> Sequence[Activity]:
    """Return the activities of an alliance's plan, each with its milestones."""
    return list(Activity.objects.filter(alliance=alliance).order_by("number").prefetch_related("milestones"))


def risk_of(alliance: Alliance, of: UUID) -> Risk:
    """Return a risk of the alliance.

    Raises:
        Http404: there is none.
    """
    found = Risk.objects.filter(pk=of, alliance=alliance).prefetch_related("scorings__changed_by", "notes__made_by").first()
    if found is None:
        raise Http404
    return found


def item_of(alliance: Alliance, of: UUID) -> Item:
    """Return an item of the alliance.

    Raises:
        Http404: there is none.
    """
    found = Item.objects.filter(pk=of, alliance=alliance).select_related("raised_by").prefetch_related("notes__made_by").first()
    if found is None:
        raise Http404
    return found


def activity_of(alliance: Alliance, of: UUID) -> Activity:
    """Return an activity of the alliance's plan.

    Raises:
        Http404: there is none.
    """
    found = Activity.objects.filter(pk=of, alliance=alliance).prefetch_related("milestones", "notes__made_by").first()
    if found is None:
        raise Http404
    return found


def milestone_of(activity: Activity, number: int) -> Milestone:
    """Return a milestone of an activity.

    Raises:
        Http404: there is none.
    """
    found = next((one for one in activity.milestones.all() if one.number == number), None)
    if found is None:
        raise Http404
    return found


def sources_of(alliance: Alliance, references: Sequence[str]) -> Mapping[str, Risk]:
    """Return the risks that some references name, by the reference."""
    return {one.reference: one for one in Risk.objects.filter(alliance=alliance, reference__in=set(references))}


def owners_in(alliance: Alliance) -> Sequence[str]:
    """Return everybody who looks after something in the registers, by the code of the party or the body."""
    found = {*Risk.objects.filter(alliance=alliance).order_by().values_list("owner_party", flat=True).distinct()}
    found |= {*Item.objects.filter(alliance=alliance).order_by().values_list("owner_party", flat=True).distinct()}
    found |= {*Activity.objects.filter(alliance=alliance).order_by().values_list("lead", flat=True).distinct()}
    return sorted(found - {""})


def owners_of_items(alliance: Alliance) -> Sequence[str]:
    """Return the codes of the parties that look after some item."""
    return sorted(
        Item.objects.filter(alliance=alliance).exclude(owner_party="").order_by().values_list("owner_party", flat=True).distinct()
    )
