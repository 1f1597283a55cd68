"""What a proposal may bind: each kind with the function that finds it in the alliance; apps above this one add their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Schedule

BINDABLE: dict[str, Callable[[Alliance, str], str | None]] = {}
"""From a kind to what finds a thing of it by its id, and says what it is called; None if the alliance has none."""


EXCLUDED: dict[str, Callable[[Alliance, str], str]] = {}
"""From a kind whose decision would exclude a party to what finds that party's code by the id of the thing."""


def excluded_by(alliance: Alliance, binds: Sequence[tuple[str, str, str]]) -> str:
    """Return the party that a decision would exclude that binds something; empty if none."""
    return next((code for kind, subject, _ in binds if kind in EXCLUDED and (code := EXCLUDED[kind](alliance, subject))), "")


def bindable(alliance: Alliance, text: str) -> Sequence[tuple[str, str, str]]:
    """Return what a text such as `settlement:0f…` names: the kind, the id, and what it is called; what is not there is left out."""
    found = []
    for part in text.split(","):
        kind, _, subject = part.strip().partition(":")
        label = BINDABLE[kind](alliance, subject) if kind in BINDABLE else None
        if label is not None:
            found.append((kind, subject, label))
    return found


def is_id(text: str) -> bool:
    """Return whether a text is the id of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _version(alliance: Alliance, subject: str) -> str | None:
    found = AgreementVersion.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return None if found is None else f"version {found.number} of the agreement"


def _schedule(alliance: Alliance, subject: str) -> str | None:
    found = Schedule.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return None if found is None else f"version {found.number} of the governance schedule"


BINDABLE |= {"agreement": _version, "schedule": _schedule}
