"""The messages of an alliance: to whom, about what, when, and whether they went out; what they say is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from gainshare.core.kernel.formats import moment_short
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.shared.mail import MOST_TRIES
from gainshare.web.shared.models import Message
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.time import LONDON

ON_A_PAGE = 50
"""Messages on a page."""
ABOUT = {
    "submitted": "A return was handed in",
    "queried": "A query about a return",
    "answered": "A query was answered",
    "accepted": "A return was accepted",
    "returned": "A return came back",
    "agreement": "A version of the agreement",
    "settlement": "A settlement",
    "decision": "A decision",
    "dispute": "A dispute",
    "process": "Joining or leaving",
    "call_off": "A call-off",
}
"""What messages of a kind are about, where the kind alone does not say."""


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The messages of an alliance."""

    frame: Frame
    """What stands around it."""
    found: Page[Message]
    """The page of the list."""
    rows: Sequence[Sequence[str]]
    """Written when, to whom, about what, and what became of it."""


def messages_page(seat: Seat, asked: QueryDict) -> MessagesPage:
    """Return a page of the messages of an alliance, newest first.

    Args:
        seat: who looks at it, and where.
        asked: the query of the address: the page.
    """
    mine = Message.objects.filter(alliance=str(seat.alliance.pk)).defer("body").order_by("-written_at", "pk")
    found = Paginator(mine, ON_A_PAGE).get_page(asked.get("page"))
    rows = [
        (moment_short(one.written_at.astimezone(LONDON)), one.to, ABOUT.get(one.kind, one.kind.capitalize()), outcome(one))
        for one in found.object_list
    ]
    frame = frame_of(
        seat, "Messages", place="messages", who_else="Alliance managers see this list. What messages say is not shown.", help="messages"
    )
    return MessagesPage(frame, found, rows)


def outcome(message: Message) -> str:
    """Return what became of a message, in words."""
    if message.sent_at is not None:
        return f"Sent {moment_short(message.sent_at.astimezone(LONDON))}"
    if message.is_for_digest and not message.tries:
        return "Goes out with the others of the day"
    if not message.tries:
        return "Waits"
    if message.tries >= MOST_TRIES:
        return f"Not sent after {message.tries} tries ({message.last_fault}). Check the address, and send it anew."
    again = "" if message.next_try_at is None else f", tried again {moment_short(message.next_try_at.astimezone(LONDON))}"
    return f"Not sent yet ({message.last_fault or 'on its way'}){again}"
