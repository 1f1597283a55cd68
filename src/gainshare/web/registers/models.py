"""The rows of the registers: risks and their scores, items, the plan and its milestones, and a note of whatever became of each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.core.governance.register import KINDS
from gainshare.web.alliances.models import Alliance

PERSON = settings.AUTH_USER_MODEL
HIGHEST = 5
"""Likelihood and impact are scored from 1 to 5."""
STATUSES = tuple(dict.fromkeys(status for kind in KINDS.values() for status in kind.becomes))
"""Every status that some kind of item has."""


class Risk(models.Model):
    """Something that may happen, as it is scored now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveIntegerField()
    """Its place in the register, from 1."""
    reference = models.CharField(max_length=80)
    """What it is called, such as `R-16`."""
    raised_on = models.DateField()
    category = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    description = models.TextField()
    """Cause, event and consequence."""
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    residual_value = models.PositiveSmallIntegerField()
    """The score that is left once what is done about it has taken effect, from 1 to 25."""
    mitigation = models.TextField()
    owner_party = models.CharField(max_length=80)
    """The code of the party, or the body, that looks after it."""
    owner_post = models.CharField(max_length=200)
    review_on = models.DateField()
    is_closed = models.BooleanField(default=False)
    money_low = models.BigIntegerField(null=True, blank=True)
    """The least that it would cost, in whole pence; None if nobody has said."""
    money_high = models.BigIntegerField(null=True, blank=True)
    """The most that it would cost, in whole pence."""
    probability = models.PositiveSmallIntegerField(null=True, blank=True)
    """How probable it is, in whole per cent; None if nobody has said."""
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    """Who entered it."""
    row_version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same risk."""

    class Meta:
        """Django's options."""

        db_table = "registers_risk"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="registers_risk_reference"),
            models.UniqueConstraint(fields=["alliance", "number"], name="registers_risk_number"),
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, HIGHEST), impact__range=(1, HIGHEST), residual_value__range=(1, HIGHEST**2)),
                name="registers_risk_scores",
            ),
            models.CheckConstraint(
                condition=models.Q(money_low__isnull=True, money_high__isnull=True)
                | models.Q(money_low__isnull=False, money_high__isnull=False, money_low__gte=0, money_high__gte=models.F("money_low")),
                name="registers_risk_money",
            ),
            models.CheckConstraint(
                condition=models.Q(probability__isnull=True) | models.Q(probability__range=(0, 100)), name="registers_risk_probability"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RiskScoring(models.Model):
    """A score that a risk had before, and why it has another now; never changed."""

    id = models.BigAutoField(primary_key=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scorings")
    number = models.PositiveIntegerField()
    """Its place among the risk's, from 1."""
    likelihood = models.PositiveSmallIntegerField()
    """The likelihood before."""
    impact = models.PositiveSmallIntegerField()
    """The impact before."""
    changed_on = models.DateField()
    reason = models.TextField()
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """Django's options."""

        db_table = "registers_risk_scoring"
        ordering: ClassVar[list[str]] = ["risk", "number"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="registers_risk_scoring_number"),
            models.CheckConstraint(
                condition=models.Q(likelihood__range=(1, HIGHEST), impact__range=(1, HIGHEST)), name="registers_risk_scoring_scores"
            ),
        ]


class Item(models.Model):
    """An action, an issue, an idea, a commitment or a lesson."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    """Its place in the register, from 1, over all kinds."""
    reference = models.CharField(max_length=80)
    """What it is called, such as `A-022`."""
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    raised_on = models.DateField()
    source = models.CharField(max_length=80, blank=True)
    """The reference of the meeting, decision or risk that it comes from; empty if it comes from none."""
    text = models.TextField()
    owner_party = models.CharField(max_length=80, blank=True)
    """The code of the party that looks after it; empty while nobody does."""
    owner_post = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=[(status, status) for status in STATUSES])
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reach = models.PositiveIntegerField(null=True, blank=True)
    """How many people or places an idea has reached."""
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    """Who entered it."""
    row_version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same item."""

    class Meta:
        """Django's options."""

        db_table = "registers_item"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="registers_item_reference"),
            models.UniqueConstraint(fields=["alliance", "number"], name="registers_item_number"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, one in KINDS.items() if one.has_due], due_on__isnull=False)
                | models.Q(kind__in=[kind for kind, one in KINDS.items() if not one.has_due], due_on__isnull=True),
                name="registers_item_due",
            ),
            models.CheckConstraint(condition=models.Q(reach__isnull=True) | models.Q(kind="idea"), name="registers_item_reach"),
        ]
        indexes = [models.Index(fields=["alliance", "source"], name="registers_item_source")]

    def __str__(self) -> str:
        return self.reference


class Plan(models.Model):
    """The implementation plan of an alliance, as far as it is one thing: the decision that approved it."""

    alliance = models.OneToOneField(Alliance, on_delete=models.PROTECT, primary_key=True, related_name="plan")
    approved_by = models.CharField(max_length=80, blank=True)
    """The reference of the decision that approved it; empty while none has."""
    approved_on = models.DateField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "registers_plan"


class Activity(models.Model):
    """One of the things that the alliance changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="activities")
    number = models.PositiveIntegerField()
    """Its place in the plan, from 1."""
    reference = models.CharField(max_length=80)
    """What it is called, such as `TA3`."""
    kind = models.CharField(max_length=30, blank=True)
    """Which of the kinds of transformation it is; empty while nobody has said."""
    text = models.TextField()
    lead = models.CharField(max_length=200)
    """The code of the party, or the body, that leads it."""
    status = models.CharField(max_length=200)
    """Where its lead says that it stands."""
    benefit = models.TextField(blank=True)
    """What gets better by it."""
    measure = models.CharField(max_length=80, blank=True)
    """The id of the measure that it should move."""
    depends_on = models.JSONField(default=list)
    """The references of the activities and milestones that have to be done first."""
    others = models.JSONField(default=dict)
    """What the schedule says of it besides; kept as it came."""
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    row_version = models.PositiveIntegerField(default=1)
    form_token = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        """Django's options."""

        db_table = "registers_activity"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="registers_activity_reference"),
            models.UniqueConstraint(fields=["alliance", "number"], name="registers_activity_number"),
        ]

    def __str__(self) -> str:
        return self.reference


class Milestone(models.Model):
    """Something that an activity has to reach by a day."""

    id = models.BigAutoField(primary_key=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveIntegerField()
    """Its place in the activity, from 1; others call it by the activity's reference and this, such as `TA3.2`."""
    name = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    is_dropped = models.BooleanField(default=False)
    """Whether it is no longer aimed at."""

    class Meta:
        """Django's options."""

        db_table = "registers_milestone"
        ordering: ClassVar[list[str]] = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="registers_milestone_number"),
            models.CheckConstraint(
                condition=models.Q(is_dropped=False) | models.Q(done_on__isnull=True), name="registers_milestone_dropped"
            ),
        ]


class Note(models.Model):
    """What became of a risk, an item or an activity on a day, and why; never changed."""

    id = models.BigAutoField(primary_key=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="notes", null=True, blank=True)
    made_on = models.DateField()
    what = models.TextField()
    """What became of it, in a sentence."""
    reason = models.TextField(blank=True)
    """Why, in the words of whoever did it."""
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """Django's options."""

        db_table = "registers_note"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(risk__isnull=False, item__isnull=True, activity__isnull=True)
                | models.Q(risk__isnull=True, item__isnull=False, activity__isnull=True)
                | models.Q(risk__isnull=True, item__isnull=True, activity__isnull=False),
                name="registers_note_of_one",
            )
        ]


def next_number(model: type[Risk | Item | Activity], alliance: Alliance) -> int:
    """Return the place of the next row of a register."""
    last: int | None = model._default_manager.filter(alliance=alliance).aggregate(last=models.Max("number"))["last"]
    return 1 + (last or 0)
