"""The subfolder `governance/` of an alliance's folder: read with everything that is wrong with it, into rows, and out of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils import timezone

from gainshare.core.governance.meeting import Interest
from gainshare.core.governance.register import Item
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.files.governance import SUBFOLDER, GovernanceFolder, in_subfolder, load_subfolder
from gainshare.files.governance_rows import (
    ACTIONS,
    DECISIONS,
    DISPUTES,
    INTERESTS,
    MEETINGS,
    NOTICES,
    RISKS,
    actions_text,
    decisions_text,
    disputes_text,
    interests_text,
    meetings_text,
    notices_text,
    risks_text,
)
from gainshare.files.governance_schedule import GOVERNANCE
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.checks import too_long
from gainshare.web.alliances.models import Alliance
from gainshare.web.exchange.live_records import live_files
from gainshare.web.governance import bringing, taking
from gainshare.web.governance.schedules import read, schedule_in_force
from gainshare.web.proceedings.bringing import bring_disputes
from gainshare.web.proceedings.taking import disputes_of
from gainshare.web.registers.bringing import bring_registers
from gainshare.web.registers.models import Activity
from gainshare.web.registers.taking import actions_of, risks_of

ACTIVITIES = "transformation_activities"
"""Where governance.yaml has the plan."""
NOT_SAID = "Not recorded."
"""What a table says where it asks for words that nobody has written here."""


@dataclass(frozen=True, slots=True)
class Governance:
    """The subfolder as it was read."""

    folder: GovernanceFolder
    """What it says."""
    text: str
    """Its governance.yaml, as it came."""


def is_of_governance(name: str) -> bool:
    """Return whether a file of this name is one of governance that is read: governance.yaml, or a table beside it."""
    parts = PurePosixPath(name).parts
    if len(parts) != 2 or parts[0] != SUBFOLDER or name != f"{SUBFOLDER}/{parts[1]}" or "\\" in name:
        return False
    return parts[1] == GOVERNANCE or parts[1].endswith(".csv")


def read_governance(folder: Path) -> Governance | None:
    """Return what the subfolder of an alliance's folder says; None if there is none.

    Raises:
        Invalid: something cannot be used; `.problems` lists everything that is wrong with any of its files, with the subfolder's name.
    """
    found = load_subfolder(folder)
    return None if found is None else Governance(found, (folder / SUBFOLDER / GOVERNANCE).read_bytes().decode("utf-8"))


def governance_misfits(found: Governance, parties: Iterable[str]) -> Iterator[Problem]:
    """Yield what the rows could not hold, and what does not go with the agreement.

    Args:
        found: the subfolder.
        parties: the parties of the agreement, by their codes.
    """
    yield from in_subfolder([*bringing.misfits(found.folder, parties), *_of_activities(found.folder.schedule.plain)])


def _of_activities(plain: Mapping[str, Any]) -> Iterator[Problem]:
    place = Source(GOVERNANCE, field=ACTIVITIES)
    given = plain.get(ACTIVITIES) or []
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        yield Problem("This is not a list of activities.", "Write one after another, each with its id, text, lead and status.", place)
        return
    ids = [str(one.get("id") or f"TA{number}") for number, one in enumerate(given, 1)]
    for twice in sorted({one for one in ids if ids.count(one) > 1}):
        yield Problem(f"The activity {twice} is there twice.", "Give each its own id, once.", place, twice)
    for one, name in zip(given, ids, strict=True):
        yield from too_long(name, Activity, "reference", place)
        for field in ("lead", "status", "measure"):
            yield from too_long(str(one.get(field) or ""), Activity, field, place)


def keep_governance(alliance: Alliance, found: Governance, *, takes_effect_on: date, by: Person | None, at: datetime) -> dict[str, int]:
    """Make the rows of a subfolder that was read, and return how much of each kind there is; in the transaction that is open.

    Raises:
        Invalid: the day on which a dispute's step is due cannot be worked out.
    """
    folder = found.folder
    schedule = bringing.bring_governance(alliance, folder, found.text, takes_effect_on=takes_effect_on, by=by, at=at)
    activities = folder.schedule.plain.get(ACTIVITIES) or []
    bring_registers(alliance, risks=folder.risks, actions=folder.actions, activities=activities, by=by, at=at)
    try:
        bring_disputes(alliance, folder.disputes, schedule, by=by, at=at)
    except Fault as fault:
        raise Invalid(in_subfolder([fault.problem(Source(DISPUTES))])) from None
    return bringing.counts_of(folder)


def governance_files(alliance: Alliance) -> Mapping[str, bytes]:
    """Return the files of an alliance's governance by their names in its folder; none if it has no schedule.

    governance.yaml leaves byte for byte as it came. The tables have everything that they have a column for, each thing as it is now;
    what was made here and has no column lies in `live/`, which is not read back.
    """
    schedule = schedule_in_force(alliance)
    if schedule is None:
        return {}
    said, today = read(schedule), timezone.localdate()
    everything, risks, disputes = actions_of(alliance), risks_of(alliance), disputes_of(alliance)
    actions = [one for one in everything if one.kind == "action" and one.owner_party in said.parties]
    texts = {
        MEETINGS: meetings_text(taking.meetings_of(alliance)),
        DECISIONS: decisions_text(taking.recorded_decisions_of(alliance), said.codes),
        RISKS: risks_text(replace(one, mitigation=one.mitigation or NOT_SAID) for one in risks),
        ACTIONS: actions_text((_written(one) for one in actions), today),
        DISPUTES: disputes_text(disputes, said.terms),
        INTERESTS: interests_text(_managed(one) for one in taking.interests_of(alliance) if one.party),
        NOTICES: notices_text(taking.notices_of(alliance)),
    }
    beside = live_files(alliance, schedule, items=[one for one in everything if one not in actions], risks=risks, disputes=disputes)
    files = {GOVERNANCE: schedule.text, **texts, **beside}
    return {f"{SUBFOLDER}/{name}": text.encode("utf-8") for name, text in files.items()}


def _written(one: Item) -> Item:
    """Return an action as actions.csv can have it: it says where it comes from, and whose post it is."""
    return replace(one, source=one.source or one.id, owner_post=one.owner_post or NOT_SAID)


def _managed(one: Interest) -> Interest:
    return replace(one, management=one.management or NOT_SAID)
