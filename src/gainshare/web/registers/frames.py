"""What stands around the pages of the registers, the ways between them, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.forms import BaseForm
from django.urls import reverse
from markupsafe import Markup

from gainshare.core.kernel.formats import date_short
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.registers.models import Activity, Item, Note, Risk
from gainshare.web.shared.pages import Crumb, Frame

WHO_READS = "Everybody in the alliance sees this page."
NOBODY = "Brought in from files"
"""Who is named where a row came with the alliance's files."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that became of an entry."""

    on: str
    """The day."""
    what: str
    """What became of it."""
    reason: str
    """Why; empty if nobody said."""
    who: str
    """Who did it."""

    @property
    def cells(self) -> Sequence[object]:
        """Return it as a row of a table."""
        return (self.on, wide(self.what), wide(self.reason or "None given"), self.who)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was not taken: what was typed stands in it again."""

    name: str = ""
    """Which form of the page; empty for none."""
    form: BaseForm | None = None
    """The form with its mistakes."""


NOTHING_UNSENT = Unsent()
"""Every form is as it opens."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is said of an entry in a few words."""

    name: str
    """What is said."""
    words: object
    """What it is: text, or a link."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form of an entry's page, folded until it is wanted."""

    name: str
    """Which form, as its ids begin."""
    heading: str
    """What it is for."""
    intro: str
    """What to know first; empty for nothing."""
    action: str
    """Where it is sent."""
    form: BaseForm
    """What is asked."""
    button: str
    """What its button says."""


def frame_in(seat: Seat, title: str, *, beneath: Iterable[Crumb] = (), status: str | None = None, help: str) -> Frame:
    """Return the frame of a page of the registers.

    Args:
        seat: who looks at it, and where.
        title: the heading.
        beneath: the pages between the registers' own and this one.
        status: where the entry stands, in words.
        help: its part of the help page.
    """
    crumbs = [Crumb("Registers", address("registers", seat)), *beneath] if title != "Registers" else []
    return frame_of(seat, title, place="registers", crumbs=crumbs, status=status, who_else=WHO_READS, help=help)


def address(route: str, seat: Seat, one: Risk | Item | Activity | None = None, **more: object) -> str:
    """Return the address of a page of the registers, about an entry if one is given."""
    of = {} if one is None else {"of": one.pk}
    return reverse(route, kwargs={"alliance": seat.alliance.pk, **of, **more})


def wide(words: str) -> Markup:
    """Return words of a table that are not squeezed into a narrow column on a narrow screen."""
    return Markup('<div class="app-words">{}</div>').format(words)


def told_by(notes: Iterable[Note]) -> list[tuple[object, Told]]:
    """Return notes as they are told, each with what it is sorted by."""
    return [
        ((one.made_on, 1, one.pk), Told(date_short(one.made_on), one.what, one.reason, one.made_by.name if one.made_by else NOBODY))
        for one in notes
    ]


def facts_of(found: Mapping[str, object]) -> list[Fact]:
    """Return what is said of an entry, without what is empty."""
    return [Fact(name, words) for name, words in found.items() if words not in (None, "")]
