"""`gainshare manage keep_house`: what has to be done while the application is served, again and again; `gainshare serve` runs it beside."""

from __future__ import annotations

import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date, datetime

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from gainshare.web.shared import mail

log = logging.getLogger("gainshare.house")
PAUSE_SECONDS = 60
"""How long it waits between two rounds."""
FIRST_HOUR = 7
"""The hour in London from which a day's messages go out together, and the day's tidying is done."""


class Command(BaseCommand):
    """Sends messages that wait every minute; once a day sends digests, sweeps evidence that nothing names, and ends old sessions."""

    help = "Send messages that wait, and once a day digests; sweep evidence that belongs to nothing. `gainshare serve` runs it by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what it takes."""
        parser.add_argument("--with-parent", type=int, help="Go on until the process of this number is no longer its parent.")

    def handle(self, *, with_parent: int | None = None, **_: object) -> None:
        """Do one round; with a parent, go on for as long as it is there."""
        last = self.round(None, timezone.localtime())
        while with_parent is not None and os.getppid() == with_parent:
            close_old_connections()  # one that broke is not used again
            time.sleep(PAUSE_SECONDS)
            last = self.round(last, timezone.localtime())

    def round(self, last: date | None, now: datetime) -> date | None:
        """Do what is due; return the last day for which the day's work was done.

        Args:
            last: the last day for which it was done; None for none.
            now: the time in London.
        """
        self._try("messages", mail.send_waiting)
        if now.hour < FIRST_HOUR or last == now.date():
            return last
        self._try("digests", mail.send_digests)
        self._try("evidence", lambda: call_command("sweep_evidence", verbosity=0, stdout=self.stdout))
        self._try("sessions", lambda: call_command("clearsessions"))
        return now.date()

    def _try(self, what: str, step: Callable[[], object]) -> None:
        """Do a step; a fault of it is written down, and keeps nothing else from being done."""
        try:
            step()
        except Exception as error:  # noqa: BLE001  # whatever fails is tried again in the next round
            log.warning("a round of housekeeping failed", extra={"kind": what, "fault": type(error).__name__})
