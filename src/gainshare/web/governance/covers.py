"""The covers of the decisions in a meeting's pack: what somebody has to have read before they decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gainshare.core.kernel.formats import list_in_words, money
from gainshare.files.governance_schedule import POUND
from gainshare.web.governance.facts import decisions_of
from gainshare.web.governance.models import Decision, Meeting, Paper


@dataclass(frozen=True, slots=True)
class CoverShown:
    """The cover of a decision in a meeting's pack."""

    reference: str
    """What it is called."""
    title: str
    """What it is about."""
    wording: str
    """What is to be agreed."""
    facts: Sequence[tuple[str, object]]
    """Its purpose, options, money, people and equality impact."""
    papers: Sequence[Paper]
    """Its papers."""


def covers_of(row: Meeting) -> Sequence[CoverShown]:
    """Return the covers of the decisions on the agenda of a meeting, in its order."""
    about = list(row.items.filter(kind__in=("decision", "ratification")).order_by("place").values_list("about", flat=True))
    found = {one.reference: one for one in decisions_of(row.alliance).filter(reference__in=about)}
    return [_cover(found[reference]) for reference in about if reference in found]


def _cover(row: Decision) -> CoverShown:
    lines: tuple[tuple[str, object], ...] = (
        ("Why", row.why),
        ("Options", list_in_words([one["name"] for one in row.options])),
        ("Reserved matters", list_in_words(row.reserved)),
        ("Money it commits", "" if row.amount is None else money(row.amount, POUND)),
        ("People affected", row.people),
        ("Equality impact", row.equality),
        ("Seen through by", row.owner),
    )
    facts = [(name, said) for name, said in lines if said]
    return CoverShown(row.reference, row.title, list(row.rounds.all())[-1].wording, facts, list(row.papers.all()))
