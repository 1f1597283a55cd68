"""`gainshare manage send_messages`: send what waits in the outbox, and once a day what people want together."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from gainshare.web.shared import mail
from gainshare.web.shared.models import Message


class Command(BaseCommand):
    """Sends messages; run it every few minutes, and with --digests once a day."""

    help = "Send the messages that wait; with --digests, those that people want together once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what it takes."""
        parser.add_argument("--digests", action="store_true", help="Send what people want together once a day, too.")

    def handle(self, *, digests: bool = False, **_: object) -> None:
        """Send, and say how many went out and how many are given up."""
        sent = mail.send_waiting() + (mail.send_digests() if digests else 0)
        given_up = Message.objects.filter(sent_at__isnull=True, tries__gte=mail.MOST_TRIES).count()
        self.stdout.write(
            f"{sent} sent." + (f" {given_up} not sent after {mail.MOST_TRIES} tries: see the alliance's messages." if given_up else "")
        )
