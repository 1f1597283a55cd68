"""Periods that are closed, each with the fingerprint of what was known of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance


class ClosedPeriod(models.Model):
    """A month or a year that is closed: what comes later is a restatement of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="closed_periods")
    period = models.CharField(max_length=40)
    """The period word, such as `2026-10` or `2025/26`."""
    first = models.PositiveIntegerField()
    """Its first month, as the number of months since year 0."""
    end = models.PositiveIntegerField()
    """The month after its last."""
    parts = models.JSONField()
    """The SHA-256 of each table of what was known, by the name of its file."""
    sha256 = models.CharField(max_length=64)
    """The SHA-256 of all of it."""
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.TextField(blank=True)
    """Why it was opened again."""

    class Meta:
        """Django's options."""

        db_table = "periods_closed"
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "period"], condition=models.Q(reopened_at__isnull=True), name="periods_closed_once_at_a_time"
            )
        ]
