"""What a proposal that takes up an earlier decision begins with: what that decision said, in its last wording."""

from __future__ import annotations

from collections.abc import Mapping

from gainshare.core.kernel.formats import money
from gainshare.files.governance_schedule import POUND
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.facts import decisions_of
from gainshare.web.governance.models import Decision

SAME = ("title", "put_to", "why", "people", "equality", "subject", "reserved", "is_urgent", "owner")
"""What is carried as it stands."""


def carried(alliance: Alliance, reference: str) -> Mapping[str, object]:
    """Return what the form of a proposal begins with that takes up a decision; nothing if the alliance has no such decision here.

    Days are left out: those of the earlier decision have gone by, or were its own.
    """
    row = decisions_of(alliance).filter(reference=reference).first()
    if row is None:
        return {}
    first: dict[str, object] = {name: getattr(row, name) for name in SAME}
    first |= {"wording": list(row.rounds.all())[-1].wording, "options": _options(row), "amount": _pounds(row.amount)}
    first |= {f"commits_{code}": _pounds(amount) for code, amount in row.commitments.items()}
    first |= {f"effect_{code}": _pounds(amount) for code, amount in row.effects.items()}
    first["consequences"] = list(row.consequences.values_list("kind", flat=True))
    first["binds"] = ",".join(f"{one.kind}:{one.subject}" for one in row.bindings.all())
    return first


def _options(row: Decision) -> str:
    return "\n".join(f"{one['name']}: {one['text']}" if one["text"] else one["name"] for one in row.options)


def _pounds(amount: int | None) -> str:
    return "" if amount is None else money(amount, POUND, style="plain")
