"""Ways into and out of the alliance, the steps recorded on them, and what each party's own board said."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.governance.models import Decision, Schedule

PERSON = settings.AUTH_USER_MODEL
KINDS = [
    ("admission", "Admission of a new party"),
    ("exclusion", "Rectification and exclusion"),
    ("withdrawal", "A party withdraws"),
    ("termination", "An owner ends its part"),
]
"""The kinds of process, and what each is called on screen."""


class Process(models.Model):
    """A way into or out of the alliance; where it stands follows from the facts, and nobody sets it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="processes")
    number = models.PositiveIntegerField()
    """Its place in the register, from 1."""
    kind = models.CharField(max_length=20, choices=KINDS)
    reference = models.CharField(max_length=60)
    """What it is called, such as `ADM-01`."""
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    """The schedule that was in force when it began: its steps and their clocks are the process's."""
    party = models.CharField(max_length=200)
    """The code of the party; of an admission, the name of the organisation as the agreement will write it."""
    reason = models.TextField()
    """What it is about, in words: of a rectification, what is to be put right."""
    started_on = models.DateField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """The decision that it rests on."""
    decided_on = models.DateField(null=True, blank=True)
    """The day on which it was bound to that decision."""
    version = models.PositiveIntegerField(null=True, blank=True)
    """The number of the agreement's version with the re-based shares."""
    takes_effect_on = models.DateField(null=True, blank=True)
    """The first day of that version: from then on the party is in, or out."""
    ended_on = models.DateField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, blank=True)
    """`complete`, `rectified` or `withdrawn`; empty while it goes on."""
    outcome = models.TextField(blank=True)
    """What came of it, in words."""
    written_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same process."""

    class Meta:
        """Django's options."""

        db_table = "proceedings_process"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="proceedings_process_reference"),
            models.UniqueConstraint(fields=["alliance", "number"], name="proceedings_process_number"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_as="")
                | models.Q(ended_on__isnull=False, ended_as__in=["rectified", "withdrawn"])
                | models.Q(ended_on__isnull=False, ended_as="complete", version__isnull=False),
                name="proceedings_process_ends_as",
            ),
            # Nobody is admitted or excluded without a decision: the database holds it too.
            models.CheckConstraint(
                condition=~models.Q(ended_as="complete", kind__in=["admission", "exclusion"], decision__isnull=True),
                name="proceedings_process_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ProcessStep(models.Model):
    """A step of a process that was recorded as done."""

    id = models.BigAutoField(primary_key=True)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20)
    """Which, as the schedule's steps are called."""
    done_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    """The last day that it had; None if it has no clock."""
    has_come = models.BooleanField(default=True)
    """Whether what it waits for came; the process went on without it, after its last day, otherwise."""
    note = models.TextField(blank=True)
    """What shows that it is done."""
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "proceedings_process_step"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["process", "step"], name="proceedings_process_step_once")]


class ProcessApproval(models.Model):
    """What a party's own board said of a process; of several the last counts."""

    id = models.BigAutoField(primary_key=True)
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="approvals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """The decision on which the process rested then: for another it does not count. None if it rested on none yet."""
    is_given = models.BooleanField()
    """Whether it approves."""
    given_by = models.CharField(max_length=200)
    """Who decided for the party, such as `trust board`."""
    given_on = models.DateField()
    reason = models.TextField(blank=True)
    """Why it does not approve."""
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "proceedings_process_approval"
        ordering: ClassVar[list[str]] = ["id"]
