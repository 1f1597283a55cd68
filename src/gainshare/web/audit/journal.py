"""Adding to the journal: one function, in the same transaction as what it records."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gainshare.web.audit.chain import START, Link, canonical, digest_of, hash_of
from gainshare.web.audit.models import SITE, Chain, Content, Entry


@dataclass(frozen=True, slots=True)
class Seal:
    """What opens a sealed entry: it is kept by whoever wrote it until the opening."""

    entry: uuid.UUID
    """The entry."""
    salt: str
    """The salt of its digest."""
    text: str
    """The content."""


def record(
    action: str,
    *,
    by: object | None,
    alliance: object | None = None,
    organisation: object | None = None,
    subject: object | None = None,
    content: Mapping[str, Any] | None = None,
) -> Entry:
    """Add an entry to the journal of an alliance, or of the site; in the transaction that is open.

    Args:
        action: what was done, such as `return.accepted`.
        by: the person who did it; None for nobody signed in.
        alliance: the alliance whose journal it belongs to; None for the site's.
        organisation: the organisation for which it was done.
        subject: the row it was done to.
        content: what there is to say in names, figures and words: `before`, `after` and the like.
    """
    salt, text = secrets.token_hex(16), canonical(_plain(content or {}))
    entry = _append(action, by, alliance, organisation, subject, digest=digest_of(salt, text), is_sealed=False)
    Content.objects.create(entry=entry, salt=salt, text=text)
    return entry


def seal(
    action: str,
    *,
    by: object | None,
    alliance: object | None,
    organisation: object | None = None,
    subject: object | None = None,
    content: Mapping[str, Any],
) -> Seal:
    """Add an entry whose content is not told yet: its digest now, the content at the opening."""
    salt, text = secrets.token_hex(16), canonical(_plain(content))
    entry = _append(action, by, alliance, organisation, subject, digest=digest_of(salt, text), is_sealed=True)
    return Seal(entry.id, salt, text)


def open_seal(sealed: Seal) -> Content:
    """Tell the content of a sealed entry.

    Raises:
        ValueError: it is not what was sealed.
    """
    entry = Entry.objects.get(id=sealed.entry)
    if not entry.is_sealed or digest_of(sealed.salt, sealed.text) != entry.content_digest:
        raise ValueError("This is not what was sealed.")
    return Content.objects.create(entry=entry, salt=sealed.salt, text=sealed.text)


def _append(
    action: str,
    by: object | None,
    alliance: object | None,
    organisation: object | None,
    subject: object | None,
    *,
    digest: str,
    is_sealed: bool,
) -> Entry:
    assert connection.in_atomic_block, "an entry is written in the transaction of what it records"
    name = SITE if alliance is None else str(_id(alliance))
    head = _locked(name)
    link = Link(
        chain=name,
        number=head.length + 1,
        at=timezone.now().astimezone(UTC),
        action=action,
        person=_id(by),
        organisation=_id(organisation),
        subject="" if subject is None else f"{type(subject).__name__.lower()}:{_id(subject)}",
        content_digest=digest,
        is_sealed=is_sealed,
        previous=head.head,
    )
    entry = Entry(
        chain=link.chain,
        number=link.number,
        at=link.at,
        action=link.action,
        person=link.person,
        organisation=link.organisation,
        subject=link.subject,
        content_digest=link.content_digest,
        is_sealed=link.is_sealed,
        previous=link.previous,
        hash=hash_of(link),
    )
    entry.save(force_insert=True)
    Chain.objects.filter(name=name).update(length=entry.number, head=entry.hash)
    return entry


def _locked(name: str) -> Chain:
    """Return the head of a chain, locked until the transaction ends; made if it is the first entry."""
    found = Chain.objects.select_for_update().filter(name=name).first()
    if found is None:
        with transaction.atomic():
            Chain.objects.get_or_create(name=name, defaults={"head": START})
        found = Chain.objects.select_for_update().get(name=name)
    return found


def _id(value: object | None) -> str:
    """Return the id of a row as text; empty for none, and for a person who is not signed in."""
    found = getattr(value, "pk", value)
    return "" if found is None else str(found)


def _plain(value: Any) -> Any:  # noqa: ANN401  # what JSON can hold
    """Return a value in what JSON can hold; whole pence stay whole, dates and ids become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) or value is None else str(value)
