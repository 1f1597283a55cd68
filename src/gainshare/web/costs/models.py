"""Returns of the open book with their lines, queries and evidence; handed in once, and then added to, never overwritten."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party

DRAFT, SUBMITTED, QUERIED, RETURNED, ACCEPTED, DISCARDED = "draft", "submitted", "queried", "returned", "accepted", "discarded"
STATUSES = [
    (DRAFT, "draft"),
    (SUBMITTED, "submitted"),
    (QUERIED, "queried"),
    (RETURNED, "returned to the party"),
    (ACCEPTED, "accepted"),
    (DISCARDED, "discarded draft"),
]
OPEN = (DRAFT,)
"""The status in which the party can still change a return; one that came back is corrected in a new version."""
HANDED_IN = (SUBMITTED, QUERIED, ACCEPTED)
"""The statuses of what has been handed in and stands."""


class Return(models.Model):
    """What a party hands in for a month: everything (`full`), or what is to be added to it (`change`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="returns")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="returns")
    month = models.PositiveIntegerField()
    """The month, as the number of months since year 0 (2026-10 is 2026 × 12 + 9)."""
    version = models.PositiveIntegerField()
    """Its number among the party's returns of the month, from 1."""
    reference = models.CharField(max_length=100)
    """What it is called on screen and in files, such as `SUB-2026-10-WX-MHT`."""
    kind = models.CharField(max_length=10, choices=[("full", "full"), ("change", "change")])
    status = models.CharField(max_length=10, choices=STATUSES, default=DRAFT)
    due_on = models.DateField(null=True, blank=True)
    """The day it was due; it ends at 23:59 in London."""
    reason = models.TextField(blank=True)
    """Why, for a change."""
    control_total = models.BigIntegerField(null=True, blank=True)
    """What the party's ledger comes to, in whole pence, if it says so."""
    explanations = models.JSONField(default=dict, blank=True)
    """The sentences that warnings asked for, by the key of the warning."""
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    declared_as = models.CharField(max_length=120, blank=True)
    """The post of whoever declared it."""
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField(null=True, blank=True)
    """The day in London on which it was handed in."""
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True)
    """The version that came back, which this one corrects."""
    returned_reason = models.TextField(blank=True)
    """Why it went back to the party."""
    content_sha256 = models.CharField(max_length=64, blank=True)
    """The fingerprint of what was handed in; the same again is the same submission."""
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same submission."""
    row_version = models.PositiveIntegerField(default=1)
    """Goes up with every change; a form that saw an older one is stale."""

    class Meta:
        """Django's options."""

        db_table = "costs_return"
        ordering: ClassVar[list[str]] = ["month", "party__place", "version"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "party", "month", "version"], name="costs_return_version"),
            models.UniqueConstraint(fields=["alliance", "reference"], name="costs_return_reference"),
            models.UniqueConstraint(
                fields=["alliance", "party", "month"], condition=models.Q(status__in=OPEN), name="costs_return_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=(DRAFT, DISCARDED)) | models.Q(submitted_on__isnull=False),
                name="costs_return_handed_in_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ACCEPTED) | models.Q(accepted_by__isnull=True) | ~models.Q(accepted_by=models.F("declared_by")),
                name="costs_return_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["alliance", "month"], name="costs_return_month")]


class Line(models.Model):
    """One line of cost of a return."""

    id = models.BigAutoField(primary_key=True)
    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    """Its place in the return, from 1."""
    cost_type = models.CharField(max_length=60)
    category = models.CharField(max_length=200, blank=True)
    amount = models.BigIntegerField()
    """Whole pence; negative for a credit."""
    vat = models.CharField(max_length=5, default="net")
    work_package = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    """A reference to what proves it."""
    is_accrual = models.BooleanField(default=False)
    """Whether it is an estimate of what has not been billed."""
    reverses_in = models.PositiveIntegerField(null=True, blank=True)
    """The month in which an accrual is taken back, as the number of months since year 0."""

    class Meta:
        """Django's options."""

        db_table = "costs_line"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="costs_line_number")]


class Query(models.Model):
    """A question about a return, or about one line of it, and the party's answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="queries")
    line_number = models.PositiveIntegerField(null=True, blank=True)
    """The line it is about; None for the return as a whole."""
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "costs_query"
        ordering: ClassVar[list[str]] = ["asked_at"]


class Evidence(models.Model):
    """A file that proves a return; its bytes lie in the evidence folder under their SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    """What it was called."""
    kind = models.CharField(max_length=10)
    """pdf, xlsx, csv, png, jpeg or eml: by its content, not by its name."""
    size = models.PositiveIntegerField()
    """Bytes."""
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "costs_evidence"
        ordering: ClassVar[list[str]] = ["added_at"]
        constraints = [models.UniqueConstraint(fields=["of", "sha256", "name"], name="costs_evidence_once")]


class ColumnMapping(models.Model):
    """Which column of a party's spreadsheet is which, remembered for the next month."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    heading_key = models.CharField(max_length=64)
    """The fingerprint of the headings."""
    columns = models.JSONField()
    """What each heading is."""

    class Meta:
        """Django's options."""

        db_table = "costs_column_mapping"
        constraints = [models.UniqueConstraint(fields=["party", "heading_key"], name="costs_column_mapping_once")]


class Reminder(models.Model):
    """A reminder that was sent to a party about a month."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="reminders")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="reminders")
    month = models.PositiveIntegerField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "costs_reminder"
        ordering: ClassVar[list[str]] = ["-sent_at"]
