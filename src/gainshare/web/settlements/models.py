"""Settlements as they were stored, what each party says of them, and the transfers that they come to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party

SHADOW, DRAFT, AGREED, PAID, RESTATED, WITHDRAWN = "shadow", "draft", "agreed", "paid", "restated", "withdrawn"
STANDINGS = [(one, one) for one in (SHADOW, DRAFT, AGREED, PAID, RESTATED, WITHDRAWN)]
BINDING = (AGREED, PAID, RESTATED)
"""Where a settlement stands once every party has approved it."""
APPROVES, REFUSES = "approves", "refuses"


class Settlement(models.Model):
    """One settlement of a period, as it was worked out; its bundle is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="settlements")
    reference = models.CharField(max_length=80)
    """What it is called on screen and in files, such as `2025-26.final.1`."""
    period = models.CharField(max_length=60)
    """The period word."""
    first = models.PositiveIntegerField()
    """Its first month, as the number of months since year 0."""
    end = models.PositiveIntegerField()
    """The month after its last."""
    kind = models.CharField(max_length=10, choices=[("shadow", "shadow"), ("interim", "interim"), ("final", "final")])
    as_of = models.DateField(null=True, blank=True)
    """The day on which figures had to be known; None for whatever was on file."""
    restates = models.ForeignKey("self", on_delete=models.PROTECT, related_name="restated_by", null=True, blank=True)
    """The settlement in whose place it is."""
    reason = models.TextField(blank=True)
    """Why it was drafted, in the words of whoever did."""
    bundle = models.TextField()
    """The settlement with everything that it was worked out from, in its canonical text."""
    sha256 = models.CharField(max_length=64)
    """The fingerprint of the bundle: what its statement is known by."""
    target = models.BigIntegerField()
    """The target outturn cost, in whole pence."""
    actual = models.BigIntegerField()
    """The actual outturn cost, in whole pence."""
    variance = models.BigIntegerField()
    """Target less actual, as it is settled, in whole pence."""
    overall = models.CharField(max_length=40)
    """The overall performance score used, exact."""
    version = models.PositiveIntegerField(null=True, blank=True)
    """The number of the agreement's version; None if it came with the alliance's files."""
    standing = models.CharField(max_length=10, choices=STANDINGS)
    """Where it stands: always what the core makes of what the parties say now and of what has been paid."""
    is_brought_in = models.BooleanField(default=False)
    """Whether it was agreed elsewhere and came with the alliance's files."""
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    drafted_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    """When the last party approved it; None while one does not."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same settlement."""

    class Meta:
        """Django's options."""

        db_table = "settlements_settlement"
        ordering: ClassVar[list[str]] = ["-first", "-drafted_at"]
        constraints = [models.UniqueConstraint(fields=["alliance", "reference"], name="settlements_settlement_reference")]
        indexes = [models.Index(fields=["alliance", "first"], name="settlements_settlement_first")]

    def __str__(self) -> str:
        return self.reference


class Asked(models.Model):
    """A party that has to approve a settlement, and what it says now."""

    id = models.BigAutoField(primary_key=True)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="asked")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=10, choices=[(APPROVES, "approves"), (REFUSES, "refuses")], blank=True)
    """What it says; empty while it says nothing."""
    reason = models.TextField(blank=True)
    """Why it refuses."""
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "settlements_asked"
        ordering: ClassVar[list[str]] = ["party__place"]
        constraints = [models.UniqueConstraint(fields=["settlement", "party"], name="settlements_asked_once")]


class Transfer(models.Model):
    """What one party pays another by a settlement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="transfers")
    number = models.PositiveSmallIntegerField()
    """Its place in the statement, from 1."""
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    """Whole pence, more than zero."""
    paid_on = models.DateField(null=True, blank=True)
    """The day it was paid; None while it is not."""
    paid_reference = models.CharField(max_length=100, blank=True)
    """What the payment is called in the payer's books."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "settlements_transfer"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="settlements_transfer_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="settlements_transfer_amount"),
        ]
