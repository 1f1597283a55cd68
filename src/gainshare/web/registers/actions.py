"""What is done with items: add, move, change, count the reach; each with its right, its transaction and its journal entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare.core.governance import register
from gainshare.core.governance.register import KINDS, ItemKind, ItemStatus, NotKept
from gainshare.core.kernel.formats import date_long, number
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.registers.convert import columns_of_item, core_item
from gainshare.web.registers.models import Item, next_number
from gainshare.web.registers.writing import KEEP, SUGGEST, given, lock, locked, next_reference, note, record_of, sent_before

PREFIXES: Mapping[ItemKind, str] = {"action": "A-", "issue": "I-", "idea": "ID-", "commitment": "C-", "lesson": "L-"}
"""How the reference of each kind begins."""
SUGGESTED: tuple[ItemKind, ...] = ("issue", "idea")
"""The kinds that everybody may raise who may suggest; the others are added by those who keep the registers."""
REACH_LIMIT = 2_000_000_000
"""The most that a reach can be; the database holds no more."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What an item is to say from now on."""

    owner_party: str
    """The code of the party that looks after it."""
    owner_post: str
    """Whose post it is there."""
    due_on: date | None
    """The day on which it is due, where its kind has one."""
    reason: str
    """Why it changes."""


def add_item(
    *,
    by: Seat,
    kind: ItemKind,
    text: str,
    source: str,
    owner_party: str,
    owner_post: str,
    due_on: date | None,
    token: UUID | None = None,
) -> Item:
    """Add an item, under the next reference of its kind.

    Args:
        by: who raises it.
        kind: what it is.
        text: what it says.
        source: the reference of the meeting, decision or risk that it comes from; empty for none.
        owner_party: the code of the party that looks after it; empty for nobody yet, which issues and ideas alone may have.
        owner_post: whose post it is there.
        due_on: the day on which it is due, where the kind has one.
        token: the token of the form; the same form again adds nothing.

    Raises:
        PermissionDenied: one may not add this kind.
        Refused: something is missing, or does not go with the kind.
    """
    by.require(SUGGEST if kind in SUGGESTED else KEEP)
    today = timezone.localdate()
    said = given(text, f"Say what the {kind} is.")
    if KINDS[kind].has_due != (due_on is not None):
        raise Refused(f"Say by when the {kind} is due." if KINDS[kind].has_due else f"{_a(kind)} has no day on which it is due.")
    if due_on is not None and due_on < today:
        raise Refused("It cannot be due on a day that has passed. Give a day from today on.")
    if not owner_party and kind not in SUGGESTED:
        raise Refused(f"Say who looks after the {kind}.")
    with transaction.atomic():
        lock(by.alliance)
        again = sent_before(Item, by, token)
        if again is not None:
            return again
        reference = next_reference(Item, by.alliance, PREFIXES[kind], 3)
        new = register.Item(reference, kind, today, source.strip(), said, owner_party, owner_post.strip(), KINDS[kind].first, due_on)
        made = Item.objects.create(
            alliance=by.alliance,
            number=next_number(Item, by.alliance),
            raised_by=by.person,
            form_token=token,
            **columns_of_item(new),
        )
        after = {"kind": kind, "text": said, "source": made.source, "owner": owner_of(made), "due_on": due_on}
        record_of("item.added", by, made, {"after": after})
        return made


def move_item(*, by: Seat, of: UUID, seen: int, status: ItemStatus, reason: str = "") -> Item:
    """Move an item to another status, where its kind goes there.

    Args:
        by: who moves it.
        of: the item.
        seen: the version of the item that the form was made from.
        status: where it is to stand.
        reason: why; needed where it is dropped, or taken up again after its end.

    Raises:
        Refused: its kind does not go there from here, or the reason is missing.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Item, by, of, seen)
        before = core_item(row)
        try:
            after = register.move(before, status, day=timezone.localdate())
        except NotKept as refused:
            raise Refused(str(refused)) from None
        is_taken_up = register.is_closed(before.kind, before.status)
        if (status in {"dropped", "not_kept"} or is_taken_up) and not reason.strip():
            raise Refused(f"Say why {row.reference} is {words_of(status).lower()}.")
        row.status, row.closed_on = after.status, after.closed_on
        row.save()
        note(row, by, f"{words_of(before.status)} became {words_of(status).lower()}.", reason)
        record_of("item.moved", by, row, {"before": {"status": before.status}, "after": {"status": status, "reason": reason.strip()}})
        return row


def change_item(*, by: Seat, of: UUID, seen: int, changed: Changed) -> Item:
    """Change who looks after an item, or by when it is due; what it said before stays in its history.

    Args:
        by: who changes it.
        of: the item.
        seen: the version of the item that the form was made from.
        changed: what it is to say.

    Raises:
        Refused: it has ended, nothing changes, or something is missing.
    """
    by.require(KEEP)
    reason = given(changed.reason, "Say why it changes.")
    with transaction.atomic():
        row = locked(Item, by, of, seen)
        if register.is_closed(row.kind, row.status):  # type: ignore[arg-type]
            raise Refused(f"{row.reference} is {words_of(row.status).lower()}. Open it again first.")
        if KINDS[row.kind].has_due != (changed.due_on is not None):  # type: ignore[index]
            raise Refused(f"Whether a day is due follows from the kind: {_a(row.kind).lower()}.")
        if not changed.owner_party and row.kind not in SUGGESTED:
            raise Refused("Say who looks after it.")
        before = {"owner": owner_of(row), "due_on": row.due_on}
        row.owner_party, row.owner_post, row.due_on = changed.owner_party, changed.owner_post.strip(), changed.due_on
        after = {"owner": owner_of(row), "due_on": row.due_on}
        if before == after:
            raise Refused("Nothing is different from what it says already.")
        row.save()
        said = [f"Owner: {before['owner'] or 'nobody'} became {after['owner'] or 'nobody'}."] if before["owner"] != after["owner"] else []
        said += [f"Due {date_long(before['due_on'])} became {date_long(row.due_on)}."] if before["due_on"] != row.due_on else []  # type: ignore[arg-type]
        note(row, by, " ".join(said), reason)
        record_of("item.changed", by, row, {"before": before, "after": {**after, "reason": reason}})
        return row


def count_reach(*, by: Seat, of: UUID, seen: int, reach: int) -> Item:
    """Say how many people or places an idea has reached.

    Raises:
        Refused: it is no idea, or the count is the same.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Item, by, of, seen)
        if not KINDS[row.kind].has_reach:  # type: ignore[index]
            raise Refused("The reach of ideas alone is counted.")
        if not 0 <= reach <= REACH_LIMIT:
            raise Refused("The reach is a whole number from 0 up.")
        if row.reach == reach:
            raise Refused("It says so already.")
        before, row.reach = row.reach, reach
        row.save()
        note(row, by, f"Reach counted: {number(reach, 0)}{f', before {number(before, 0)}' if before is not None else ''}.")
        record_of("item.reach_counted", by, row, {"before": {"reach": before}, "after": {"reach": reach}})
        return row


def owner_of(row: Item) -> str:
    """Return who looks after an item: the party and the post; empty for nobody."""
    return ", ".join(part for part in (row.owner_party, row.owner_post) if part)


def words_of(status: str) -> str:
    """Return a status as people say it: `Not kept`."""
    return status.replace("_", " ").capitalize()


def _a(kind: str) -> str:
    return f"{'An' if kind[0] in 'ai' else 'A'} {kind}"
