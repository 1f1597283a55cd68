"""Writing a message into the outbox, and sending what waits: after the commit, and again later if it failed."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gainshare.web.shared.models import Message

log = logging.getLogger("gainshare.mail")
MOST_TRIES = 8
"""After which a message waits for a person; the last pause is about a day."""


def write(
    *, to: str, kind: str, subject: str, body: str, person: object | None = None, alliance: object | None = None, mails: str = "each"
) -> None:
    """Put a message into the outbox; it is sent once the open transaction is committed.

    Args:
        to: the address.
        kind: what it is about.
        subject: its subject, without figures.
        body: its words and a link, without figures.
        person: who receives it, if they have an account.
        alliance: what it is about.
        mails: how the person wants messages: `each`, `daily` or `none`.
    """
    if mails == "none":
        return
    message = Message.objects.create(
        to=to,
        kind=kind,
        subject=subject,
        body=body,
        person=str(getattr(person, "pk", "") or ""),
        alliance=str(getattr(alliance, "pk", "") or ""),
        written_at=timezone.now(),
        is_for_digest=mails == "daily",
    )
    if not message.is_for_digest:
        transaction.on_commit(lambda: send(message.pk), robust=True)


class Reader(Protocol):
    """Somebody with an account who gets messages."""

    email: str
    mails: str


def write_to(person: Reader, *, kind: str, subject: str, body: str, alliance: object | None = None) -> None:
    """Put a message to somebody with an account into the outbox, in the way that they want messages."""
    write(to=person.email, kind=kind, subject=subject, body=body, person=person, alliance=alliance, mails=person.mails)


def send(message: UUID) -> bool:
    """Send one message of the outbox; return whether it is sent. A failure is kept with it, and tried again later."""
    with transaction.atomic():
        found = Message.objects.select_for_update().filter(pk=message, sent_at__isnull=True).first()
        if found is None:
            return True
        found.tries += 1
        try:
            EmailMessage(found.subject, found.body, to=[found.to]).send()
        except Exception as error:  # noqa: BLE001  # whatever a mail server may answer is kept and tried again
            found.last_fault = type(error).__name__
            found.next_try_at = timezone.now() + timedelta(minutes=5 * 2**found.tries)
            log.warning("a message was not sent", extra={"kind": found.kind, "fault": found.last_fault})
        else:
            found.sent_at = timezone.now()
        found.save()
        return found.sent_at is not None


def send_waiting() -> int:
    """Send what waits and is due again; return how many were sent."""
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now())
    waiting = Message.objects.filter(due, sent_at__isnull=True, is_for_digest=False, tries__lt=MOST_TRIES)
    return sum(send(message) for message in list(waiting.values_list("pk", flat=True)))


def send_digests() -> int:
    """Send each person who wants one message a day what has come together; return how many were sent."""
    sent = 0
    for to in Message.objects.filter(sent_at__isnull=True, is_for_digest=True).values_list("to", flat=True).order_by("to").distinct():
        with transaction.atomic():
            messages = list(Message.objects.select_for_update().filter(to=to, sent_at__isnull=True, is_for_digest=True))
            body = "\n\n".join(f"{message.subject}\n{message.body}" for message in messages)
            EmailMessage(f"gainshare: {len(messages)} for you today", body, to=[to]).send()
            Message.objects.filter(pk__in=[message.pk for message in messages]).update(sent_at=timezone.now())
            sent += 1
    return sent
