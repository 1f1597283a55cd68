"""The six principles of co-production, as checks on a measure: each is considered, ticked or not, and the thinking is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator

from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Term, Words

Principle = Literal["assets", "capabilities", "peer_networks", "blurring_distinctions", "facilitating", "mutuality"]
"""The six principles."""


@dataclass(frozen=True, slots=True)
class CoproductionPrinciple:
    """One principle."""

    name: str
    """What it is called on screen."""
    meaning: str
    """What it asks of a measure, in our words."""


COPRODUCTION: Mapping[Principle, CoproductionPrinciple] = {
    "assets": CoproductionPrinciple("People are assets", "It counts what people bring and build, not only what is done for them."),
    "capabilities": CoproductionPrinciple("Capabilities", "It gets better when people use and grow what they can do themselves."),
    "peer_networks": CoproductionPrinciple("Peer networks", "It gets better when people are there for one another, beside professionals."),
    "blurring_distinctions": CoproductionPrinciple(
        "Blurring distinctions", "Those who use the service and those who run it chose it together, and both supply and read its figures."
    ),
    "facilitating": CoproductionPrinciple(
        "Facilitating rather than delivering", "It rewards making things possible, not the amount of service delivered."
    ),
    "mutuality": CoproductionPrinciple("Mutuality", "Both sides owe and gain something: who gives the figures gets something back."),
}
"""The principles by their ids. Source: the six principles of co-production of nef and Nesta (2009 to 2011), as the founding slides on
alliance contracting name them (BRIEF row 48); the words are ours."""


class Tick(Term):
    """Whether a measure meets a principle of co-production, and why."""

    met: bool
    """Whether it does."""
    note: Words
    """Why, or what is lacking."""


def _read_ticks(value: object) -> object:
    if not isinstance(value, dict):
        raise Fault("This is no table of principles.", f"Write {{met: true, note: …}} under each: {', '.join(COPRODUCTION)}.")
    if unknown := [key for key in value if key not in COPRODUCTION]:
        raise Fault(f"“{unknown[0]}” is not a principle of co-production.", f"The principles are: {', '.join(COPRODUCTION)}.")
    return value


TicksTerm = Annotated[dict[Principle, Tick], BeforeValidator(_read_ticks)]
"""Principles that were considered, each with its tick and note."""


def not_considered(ticks: Mapping[Principle, Tick]) -> tuple[CoproductionPrinciple, ...]:
    """Return the principles that nobody has considered yet, in their order."""
    return tuple(principle for id_, principle in COPRODUCTION.items() if id_ not in ticks)
