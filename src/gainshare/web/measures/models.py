"""Values of measures as they were entered or uploaded; a newer one takes the place of an older one, and nothing is ever changed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance

PROVISIONAL, FINAL, REVISED = "provisional", "final", "revised"
STATUSES = [(PROVISIONAL, "provisional"), (FINAL, "final"), (REVISED, "revised")]
EXACT = 200
"""Characters of the longest exact figure: two whole numbers of as many digits as are read, with a stroke between."""


class Observation(models.Model):
    """One value of one measure for one period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="observations")
    number = models.PositiveIntegerField()
    """Its place among the alliance's, from 1: the order in which they were recorded."""
    measure = models.CharField(max_length=80)
    """The measure's id in the agreement."""
    period = models.CharField(max_length=40)
    """The period word, such as `2026/27 M7`."""
    first = models.PositiveIntegerField()
    """The period's first month, as the number of months since year 0."""
    end = models.PositiveIntegerField()
    """The month after its last."""
    numerator = models.CharField(max_length=EXACT, null=True, blank=True)
    """The count above the line, exact: a decimal or a ratio."""
    denominator = models.CharField(max_length=EXACT, null=True, blank=True)
    """The count below the line, exact."""
    given = models.CharField(max_length=EXACT, null=True, blank=True)
    """The value as it was given, exact; where there are counts, they make the value."""
    status = models.CharField(max_length=12, choices=STATUSES)
    """How far it can be relied on."""
    origin = models.TextField(blank=True)
    """Where it comes from, in words."""
    note = models.TextField(blank=True)
    """Why it was revised."""
    recorded_on = models.DateField()
    """The day from which it counts as known."""
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    file = models.CharField(max_length=200, blank=True)
    """What the file was called that it was uploaded with; empty if it was typed."""
    form_token = models.UUIDField(null=True, blank=True)
    """The token of the form it came from; the same form again is the same entry."""

    class Meta:
        """Django's options."""

        db_table = "measures_observation"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "number"], name="measures_observation_number"),
            models.CheckConstraint(
                condition=models.Q(numerator__isnull=False, denominator__isnull=False)
                | models.Q(numerator__isnull=True, denominator__isnull=True, given__isnull=False),
                name="measures_observation_says_something",
            ),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("end")), name="measures_observation_holds_a_month"),
        ]
        indexes = [
            models.Index(fields=["alliance", "measure", "first", "end"], name="measures_observation_of"),
            models.Index(fields=["alliance", "form_token"], name="measures_observation_form"),
        ]
