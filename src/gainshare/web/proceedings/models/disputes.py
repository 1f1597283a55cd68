"""Disputes, the steps that they have come to, and what was said on the way."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.governance.models import Schedule

PERSON = settings.AUTH_USER_MODEL


class Dispute(models.Model):
    """A difference between parties on its way up; where it stands follows from its steps and its days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="disputes")
    number = models.PositiveIntegerField()
    """Its place in the register, from 1."""
    reference = models.CharField(max_length=80)
    """What it is called, such as `DIS-03`."""
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    """The schedule that was in force when it was raised: its steps and their clocks are the dispute's."""
    raised_on = models.DateField()
    raised_by = models.CharField(max_length=80)
    """The code of the party that raised it."""
    about = models.CharField(max_length=200)
    """Whom or what it concerns: a party, a decision, a return."""
    question = models.TextField()
    """What is to be settled."""
    outcome = models.TextField(blank=True)
    """What was agreed, what came of the last step, or why it was taken back."""
    resolved_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    """The day on which the last step ended without agreement."""
    is_recorded = models.BooleanField(default=False)
    """Whether it came with the alliance's files."""
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    """Who wrote it down here."""
    written_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same dispute."""

    class Meta:
        """Django's options."""

        db_table = "proceedings_dispute"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="proceedings_dispute_reference"),
            models.UniqueConstraint(fields=["alliance", "number"], name="proceedings_dispute_number"),
            models.CheckConstraint(
                condition=models.Q(resolved_on__isnull=True, withdrawn_on__isnull=True)
                | models.Q(resolved_on__isnull=True, ended_on__isnull=True)
                | models.Q(withdrawn_on__isnull=True, ended_on__isnull=True),
                name="proceedings_dispute_one_end",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DisputeStep(models.Model):
    """A step that a dispute has come to."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    """Which step of the schedule."""
    started_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    """Its last day, as it was worked out when it began; None if the step has no clock."""
    note = models.TextField(blank=True)
    """Why it came to this step."""
    taken_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    """Who took it there."""

    class Meta:
        """Django's options."""

        db_table = "proceedings_dispute_step"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="proceedings_dispute_step_once")]
        indexes = [models.Index(fields=["due_on"], name="proceedings_dispute_step_due")]


class DisputeNote(models.Model):
    """What was said or offered in a dispute; added, never changed."""

    id = models.BigAutoField(primary_key=True)
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="notes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """The party that said or offered it; None for somebody who speaks for no party."""
    text = models.TextField()
    said_on = models.DateField()
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "proceedings_dispute_note"
        ordering: ClassVar[list[str]] = ["said_on", "id"]
