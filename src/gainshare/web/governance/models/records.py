"""What the record says from elsewhere, the duties of bodies, and what each party has understood."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party

PERSON = settings.AUTH_USER_MODEL


class RecordedDecision(models.Model):
    """A decision as the alliance's own record tells it, from before it came here; it binds nothing."""

    id = models.BigAutoField(primary_key=True)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="recorded_decisions")
    number = models.PositiveIntegerField()
    """Its place in the record, from 1."""
    reference = models.CharField(max_length=60)
    decided_on = models.DateField()
    meeting = models.CharField(max_length=60)
    stated_class = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    proposal = models.TextField()
    principles = models.JSONField(default=list)
    service_result = models.CharField(max_length=10)
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    outcome = models.TextField()
    reserved = models.JSONField(default=list)
    linked = models.JSONField(default=list)
    note = models.TextField(blank=True)
    amount = models.BigIntegerField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "governance_recorded_decision"
        ordering: ClassVar[list[str]] = ["-decided_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "reference"], name="governance_recorded_decision_once")]


class RecordedNotice(models.Model):
    """A notice that was published about a contract."""

    id = models.BigAutoField(primary_key=True)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=60)
    regime = models.CharField(max_length=60)
    kind = models.CharField(max_length=200)
    published_on = models.DateField()
    published_as = models.CharField(max_length=200)
    """Its reference where it was published."""
    relates_to = models.CharField(max_length=200)

    class Meta:
        """Django's options."""

        db_table = "governance_recorded_notice"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "reference"], name="governance_recorded_notice_once")]


class Duty(models.Model):
    """Something that a body has to see to in a rhythm, such as the outcome-assurance statement of each meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="duties")
    code = models.CharField(max_length=60)
    """What the core calls it, such as `outcome_assurance`; another word for one that the alliance added."""
    body = models.CharField(max_length=80)
    text = models.TextField()
    rhythm = models.CharField(max_length=20)
    """`meeting`, `month`, `quarter`, `year` or `once`."""
    owner = models.CharField(max_length=200)
    """Whose it is, by party and post."""
    begins_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "governance_duty"
        ordering: ClassVar[list[str]] = ["body", "code"]
        constraints = [models.UniqueConstraint(fields=["alliance", "code"], name="governance_duty_once")]


class DutyDone(models.Model):
    """That a duty was seen to once, with what shows it."""

    id = models.BigAutoField(primary_key=True)
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="done")
    for_what = models.CharField(max_length=60)
    """The meeting, month, quarter or year that it was for."""
    evidence = models.TextField()
    """What shows it: the statement itself, a reference, an address."""
    done_on = models.DateField()
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Django's options."""

        db_table = "governance_duty_done"
        ordering: ClassVar[list[str]] = ["done_on", "id"]
        constraints = [models.UniqueConstraint(fields=["duty", "for_what"], name="governance_duty_done_once")]


class Understanding(models.Model):
    """That a party has read why there is a key result area and how it is scored, with a worked example, and stands behind it."""

    id = models.BigAutoField(primary_key=True)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="understandings")
    area = models.CharField(max_length=60)
    """The key result area, as the agreement calls it."""
    version = models.PositiveIntegerField()
    """The agreement's version."""
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "governance_understanding"
        constraints = [models.UniqueConstraint(fields=["alliance", "area", "version", "party"], name="governance_understanding_once")]
