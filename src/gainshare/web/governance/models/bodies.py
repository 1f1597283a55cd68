"""The governance schedule, who sits where, and the interests that they have."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance

PERSON = settings.AUTH_USER_MODEL


class Schedule(models.Model):
    """A version of the governance schedule: bodies, seats, quorum, tests, who decides what; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="schedules")
    number = models.PositiveIntegerField()
    """Its number, from 1."""
    text = models.TextField()
    """governance.yaml, byte for byte as it came."""
    sha256 = models.CharField(max_length=64)
    takes_effect_on = models.DateField()
    """The day from which it holds, once it is adopted."""
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True, blank=True)
    """When a decision adopted it, or when it came with the alliance's files; None while it waits."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "governance_schedule"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "number"], name="governance_schedule_number")]

    def __str__(self) -> str:
        return f"version {self.number} of the governance schedule"


class Appointment(models.Model):
    """Somebody who holds a seat of a body, as its member or as the deputy by a deed; ended, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="appointments")
    body = models.CharField(max_length=80)
    """The body, as the schedule calls it."""
    seat = models.CharField(max_length=200)
    """The seat, as the schedule calls it."""
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="appointments")
    is_deputy = models.BooleanField(default=False)
    deed = models.CharField(max_length=200, blank=True)
    """The deed that appoints a deputy; the minute or letter that appoints a member, if there is one."""
    limit = models.BigIntegerField(null=True, blank=True)
    """The most that they may commit, in whole pence, if it is less than the seat's; None if it is the seat's."""
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    """The last day; None while it has no end."""
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "governance_appointment"
        ordering: ClassVar[list[str]] = ["body", "seat", "is_deputy", "begins_on"]

    def __str__(self) -> str:
        return f"{self.body} {self.seat}"


class Interest(models.Model):
    """An interest that somebody has declared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="interests")
    number = models.PositiveIntegerField()
    """Its place in the register, from 1."""
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    post = models.CharField(max_length=200)
    """Whose it is, by their post or name."""
    party = models.CharField(max_length=60, blank=True)
    """The code of their party."""
    declared_on = models.DateField()
    what = models.TextField()
    kind = models.CharField(max_length=60)
    """`financial`, `non-financial professional`, `indirect` or `organisational`."""
    management = models.TextField(blank=True)
    """What is done about it."""
    reviewed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    """The day from which it no longer holds."""

    class Meta:
        """Django's options."""

        db_table = "governance_interest"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "number"], name="governance_interest_number")]

    def __str__(self) -> str:
        return self.what[:60]
