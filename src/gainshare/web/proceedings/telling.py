"""Who is written to about disputes, about ways in and out, and about call-offs: that there is something to read, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.queries import people_with
from gainshare.web.shared import mail

LEADS = ("disputes.keep", "decisions.speak_own")
"""The rights of those who are told of what concerns the whole alliance: the chair, the manager, and who speaks for each party."""
WORDS = """\
{what}

Read it:
{link}
"""

Link = Callable[[], str]
"""What makes the address of the page; it is asked for only if somebody is written to."""


def tell_leads(by: Seat, *, kind: str, subject: str, what: str, link: Link | None) -> None:
    """Write to the chair, the manager and everybody who speaks for a party, but for whoever did it."""
    if link is not None:
        tell(by, people_with(by.alliance, *LEADS), kind=kind, subject=subject, what=what, link=link)


def tell(by: Seat, people: Iterable[Person], *, kind: str, subject: str, what: str, link: Link) -> None:
    """Write to people, but for whoever did it.

    Args:
        by: who did it.
        people: whom to write to.
        kind: what sort of message it is.
        subject: its subject, without figures.
        what: what happened, in a sentence.
        link: what makes the address of the page.
    """
    told = [one for one in people if one.pk != by.person.pk]
    words = WORDS.format(what=what, link=link()) if told else ""
    for one in told:
        mail.write_to(one, kind=kind, subject=subject, body=words, alliance=by.alliance)
