"""Who can look after something in the registers: the parties of the alliance, and its bodies; and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.queries import parties_of

BODIES: Mapping[str, str] = {
    "ALT": "Alliance leadership team",
    "AMT": "Alliance management team",
    "WIT": "Wider team",
}
"""The bodies that every alliance can have, by what schedules call them."""


def names_of(alliance: Alliance) -> Mapping[str, str]:
    """Return what parties and bodies are called, by their codes."""
    return {**BODIES, **{party.code: str(party) for party in parties_of(alliance)}}


def choices_of(parties: Iterable[Party], others: Iterable[str], *, nobody: str) -> list[tuple[str, str]]:
    """Return the parties to choose from, and then others.

    Args:
        parties: the alliance's parties.
        others: the codes of bodies, or of whoever looks after something already.
        nobody: what the choice of nobody is called.
    """
    codes = {party.code: f"{party} ({party.code})" for party in parties}
    more = {code: f"{BODIES[code]} ({code})" if code in BODIES else code for code in others if code not in codes}
    return [("", nobody), *codes.items(), *more.items()]


def called(names: Mapping[str, str], code: str, post: str = "") -> str:
    """Return who looks after something: the party or body, and the post; empty for nobody."""
    return ", ".join(part for part in (names.get(code, code), post) if part)
