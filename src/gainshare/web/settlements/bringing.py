"""Settlements that come with an alliance's files: they were agreed elsewhere, and are kept as they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from gainshare.core.commercial.settlement import PAYABLE
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.files import bundle as bundles
from gainshare.files import replay
from gainshare.web.alliances.models import Alliance
from gainshare.web.settlements.models import AGREED, RESTATED, SHADOW, Settlement

REFERENCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,79}")
"""What a settlement may be called: it names a file as well."""
A_MOMENT = timedelta(microseconds=1)
"""By how much each is later than the one before, so that they stay in order."""


def bring_settlements(alliance: Alliance, texts: Mapping[str, str], *, at: datetime) -> None:
    """Keep stored settlements of an alliance.

    Args:
        alliance: the alliance.
        texts: the text of each by the name of its file.
        at: when they are brought in.

    Raises:
        Invalid: one of them is not a stored settlement.
    """
    made: dict[str, Settlement] = {}
    for row in rows_in(texts, at=at):
        restates = made.get(row.pop("restates") or "")
        made[row["reference"]] = Settlement.objects.create(alliance=alliance, restates=restates, **row)


def rows_in(texts: Mapping[str, str], *, at: datetime) -> list[dict[str, Any]]:
    """Return the fields of each stored settlement, `restates` as a reference, in the order in which they were made."""
    parsed = [(bundles.parse_bundle(text, name), text, name) for name, text in texts.items()]
    if problems := tuple(_misnamed((one, name) for one, _, name in parsed)):
        raise Invalid(problems)
    found = sorted(((one, text) for one, text, _ in parsed), key=lambda one: _order(one[0]))
    restated = {one.restates for one, _ in found if one.restates}
    return [_row(one, text, at=at + A_MOMENT * number, is_restated=one.id in restated) for number, (one, text) in enumerate(found)]


def _misnamed(found: Iterable[tuple[bundles.Bundle, str]]) -> Iterator[Problem]:
    """Yield what is wrong with the names that settlements give themselves: each is the name of its file, and has it alone."""
    seen: set[str] = set()
    for one, name in found:
        if not REFERENCE.fullmatch(one.id) or f"{one.id}.json" != name.rpartition("/")[2] or one.id in seen:
            message = "A stored settlement is not called what its file is called."
            yield Problem(message, "Put back the file that `gainshare settle` wrote, under its own name.", Source(name), one.id)
        seen.add(one.id)


def _order(one: bundles.Bundle) -> tuple[str, str, int]:
    stem, _, number = one.id.rpartition(".")
    return (one.period, stem, int(number) if number.isdecimal() else 0)


def _row(one: bundles.Bundle, text: str, *, at: datetime, is_restated: bool) -> dict[str, Any]:
    result, period = one.result, replay.case_of(one).period
    return {
        "reference": one.id,
        "period": one.period,
        "first": period.first.index,
        "end": period.end.index,
        "kind": one.kind,
        "as_of": one.as_of,
        "restates": one.restates,
        "bundle": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "target": int(result["target"]),
        "actual": int(result["actual"]),
        "variance": int(result["variance"]) + int(result["brought_forward"]) - bundles.carried_pence(one),
        "overall": str(result["overall"]),
        "standing": SHADOW if one.kind not in PAYABLE else RESTATED if is_restated else AGREED,
        "is_brought_in": True,
        "drafted_at": at,
        "agreed_at": at if one.kind in PAYABLE else None,
    }
