"""The outbox: messages that wait to be sent, are sent after the transaction that wrote them, and are tried again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Message(models.Model):
    """One message to one person: words and a link, never a figure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(max_length=254)
    """The address."""
    person = models.CharField(max_length=40, blank=True)
    """The id of the person, if there is one."""
    alliance = models.CharField(max_length=40, blank=True)
    """The id of the alliance that it is about, if there is one."""
    kind = models.CharField(max_length=20)
    """invitation, reminder, returned, queried, answered, accepted."""
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField()
    is_for_digest = models.BooleanField(default=False)
    """Whether it goes out with others once a day."""
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often sending was tried."""
    next_try_at = models.DateTimeField(null=True, blank=True)
    last_fault = models.CharField(max_length=200, blank=True)
    """Why the last try failed, without addresses or words of the message."""

    class Meta:
        """Django's options."""

        db_table = "shared_message"
        ordering: ClassVar[list[str]] = ["written_at"]
        indexes = [models.Index(fields=["sent_at", "next_try_at"], name="shared_message_waiting")]
