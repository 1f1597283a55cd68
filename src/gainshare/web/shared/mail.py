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
WITH_A_SECRET = ("invitation",)
"""Kinds of message whose link is a secret: once it is sent, its words are blanked, and only the digest of its token is kept."""
LONGEST_SUBJECT = 200
"""Characters of the longest subject; names of alliances and organisations can be longer together."""
MOST_TRIES = 8
"""After which a message waits for a person; the last pause is about a day."""
FIRST_PAUSE_MINUTES = 5
"""Half the pause after the first try; each further pause is twice as long."""


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
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
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
    return _deliver([message])


def send_waiting() -> int:
    """Send what waits and is due again; return how many were sent."""
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now())
    waiting = Message.objects.filter(due, sent_at__isnull=True, is_for_digest=False, tries__lt=MOST_TRIES)
    return sum(send(message) for message in list(waiting.values_list("pk", flat=True)))


def send_digests() -> int:
    """Send each person who wants one message a day what has come together; return how many messages went out."""
    due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now())
    waiting = Message.objects.filter(due, sent_at__isnull=True, is_for_digest=True, tries__lt=MOST_TRIES).order_by("to", "written_at")
    together: dict[str, list[UUID]] = {}
    for to, message in waiting.values_list("to", "pk"):
        together.setdefault(to, []).append(message)
    return sum(_deliver(messages) for messages in together.values())


def _deliver(messages: list[UUID]) -> bool:
    """Send messages to one address in one e-mail; return whether that was done.

    They are claimed in a transaction of its own, so that nobody sends them twice, and nothing is locked while the mail server thinks.
    If the machine stops in between, they are sent again after the pause: twice rather than never.
    """
    found = _claimed(messages)
    if not found:
        return False
    subject, body = found[0].subject, found[0].body
    if found[0].is_for_digest:
        subject = f"gainshare: {len(found)} {'message' if len(found) == 1 else 'messages'} for you today"
        body = "\n\n".join(f"{one.subject}\n{one.body}" for one in found)
    mine = Message.objects.filter(pk__in=[one.pk for one in found])
    try:
        EmailMessage(subject, body, to=[found[0].to]).send()
    except Exception as error:  # noqa: BLE001  # whatever a mail server may answer is kept and tried again
        mine.update(last_fault=type(error).__name__)
        log.warning("a message was not sent", extra={"kind": found[0].kind, "fault": type(error).__name__})
        return False
    with transaction.atomic():
        mine.update(sent_at=timezone.now(), last_fault="")
        mine.filter(kind__in=WITH_A_SECRET).update(body="")
    return True


def _claimed(messages: list[UUID]) -> list[Message]:
    """Return those messages that nobody else has sent or is sending, each with the time of its next try."""
    now = timezone.now()
    with transaction.atomic():
        due = Q(next_try_at__isnull=True) | Q(next_try_at__lte=now)
        found = list(Message.objects.select_for_update().filter(due, pk__in=messages, sent_at__isnull=True).order_by("written_at"))
        for one in found:
            one.tries += 1
            one.next_try_at = now + timedelta(minutes=FIRST_PAUSE_MINUTES * 2**one.tries)
            one.save(update_fields=["tries", "next_try_at"])
    return found
