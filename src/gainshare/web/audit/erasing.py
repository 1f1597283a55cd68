"""Erasure: what the journal says about a person in names and words is blanked; the entries, and their chain, stay."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from gainshare.web.audit.journal import record
from gainshare.web.audit.models import Content

AT_ONCE = 500
"""Contents that are blanked in one statement."""


def erase(person: object, *, names: tuple[str, ...], by: object | None) -> int:
    """Blank the content of every entry that names a person, or is about their account; return how many.

    What is blanked is the whole content of those entries, since a part of it could not be verified. The erasure is an entry of the
    site's journal itself: how many of which chain, and by whom.

    Args:
        person: the person, as a row.
        names: what they are found by: name and e-mail address.
        by: who asked for it.
    """
    with transaction.atomic():
        found = list(_naming(names, subject=f"{type(person).__name__.lower()}:{getattr(person, 'pk', person)}"))
        for start in range(0, len(found), AT_ONCE):
            Content.objects.filter(pk__in=[entry for entry, _ in found[start : start + AT_ONCE]]).update(text="", salt="", is_erased=True)
        counts = Counter(chain for _, chain in found)
        record("journal.erased", by=by, subject=person, content={"entries": dict(sorted(counts.items()))})
    return len(found)


def _naming(names: tuple[str, ...], *, subject: str) -> Iterator[tuple[UUID, str]]:
    """Yield the entry and the chain of each content that names somebody, and of each about their account."""
    words = [re.compile(rf"(?<!\w){re.escape(name.casefold())}(?!\w)") for name in names if name.strip()]
    about = Q(entry__subject=subject) & ~Q(entry__action="journal.erased")
    kept = Content.objects.filter(is_erased=False)
    own = set(kept.filter(about).values_list("pk", flat=True))
    for entry, chain, text in kept.values_list("pk", "entry__chain", "text").iterator(chunk_size=AT_ONCE):
        if entry in own or any(word.search(said) for said in _texts(json.loads(text)) for word in words):
            yield entry, chain


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a content, keys too, in small letters."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key).casefold()
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value.casefold()
