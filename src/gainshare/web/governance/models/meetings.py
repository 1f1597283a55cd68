"""Meetings, who was there, what was on the agenda, and the papers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A meeting of a body; one that was held before the alliance came here says what its record says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="meetings")
    reference = models.CharField(max_length=100)
    """What it is called, such as `ALT-2026-11`."""
    body = models.CharField(max_length=80)
    day = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    """Where, or how to join, and when it begins."""
    papers_sent_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes_agreed_on = models.DateField(null=True, blank=True)
    minutes_agreed_at = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """The later meeting that agreed its minutes, if one did."""
    cancelled_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    """Why it was cancelled."""
    stated_quorum = models.CharField(max_length=10, blank=True)
    """What the record says of the quorum, for a meeting held elsewhere: `yes` or `no`; empty for one held here."""
    attending = models.JSONField(default=list)
    """The parties that were there by the record, or are expected."""
    apologies = models.JSONField(default=list)
    """The parties that sent apologies."""
    are_papers_on_time = models.BooleanField(null=True, blank=True)
    """Whether the papers were in time by the record."""
    is_recorded = models.BooleanField(default=False)
    held_by = models.JSONField(null=True, blank=True)
    """The body as it was held when the meeting ended."""
    """Whether it came with the alliance's files."""
    minutes = models.TextField(blank=True)
    """The minutes as they stood when the meeting ended, and as they were put right until they were agreed."""
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "governance_meeting"
        ordering: ClassVar[list[str]] = ["-day", "reference"]
        constraints = [models.UniqueConstraint(fields=["alliance", "reference"], name="governance_meeting_reference")]
        indexes = [models.Index(fields=["alliance", "-day"], name="governance_meeting_day")]

    def __str__(self) -> str:
        return self.reference


class Presence(models.Model):
    """Somebody who was at a meeting, from when to when."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    seat = models.CharField(max_length=200)
    """The seat they were there for."""
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """Who it was; None for somebody who does not sign in here, such as a guest."""
    name = models.CharField(max_length=200)
    """What they were called then."""
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "governance_presence"
        ordering: ClassVar[list[str]] = ["came_at", "id"]


class AgendaItem(models.Model):
    """An item of a meeting's agenda."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    """Its place on the agenda, from 1."""
    kind = models.CharField(max_length=20)
    """What sort of item it is, such as `decision`, `ratification`, `dispute` or `report`."""
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=100, blank=True)
    """The reference of what it is about, such as `DEC-017`; empty for an item of words."""
    notes = models.TextField(blank=True)
    """What was said, as it was written down in the meeting."""

    class Meta:
        """Django's options."""

        db_table = "governance_agenda_item"
        ordering: ClassVar[list[str]] = ["place"]


class Paper(models.Model):
    """A paper of a meeting or of a decision; its bytes lie beside the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    decision = models.ForeignKey("governance.Decision", on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "governance_paper"
        ordering: ClassVar[list[str]] = ["added_at"]
