"""Reading chains from the database and saying what is wrong with them, entry by entry, however long they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS as DEFAULT
from django.db.models import Max

from gainshare.web.audit.chain import START, Found, Link, faults
from gainshare.web.audit.export import Head
from gainshare.web.audit.models import Chain, Content, Entry

AT_ONCE = 2000
"""Entries that are held in memory."""
_COLUMNS = ("chain", "number", "at", "action", "person", "organisation", "subject", "content_digest", "is_sealed", "previous", "hash")
_CONTENT = ("content__salt", "content__text", "content__is_erased")


def chains(using: str = DEFAULT) -> list[str]:
    """Return the name of every chain, also of one that has entries and no head."""
    named = Chain.objects.using(using).values_list("name", flat=True)
    return sorted({*named, *Entry.objects.using(using).values_list("chain", flat=True).distinct()})


def head_of(chain: str, using: str = DEFAULT) -> Head:
    """Return what the head of a chain says now; for one without a head, that it is empty."""
    found = Chain.objects.using(using).filter(name=chain).values_list("length", "head").first()
    return Head(chain, *(found or (0, START)))


def entries_of(head: Head, using: str = DEFAULT) -> Iterator[Found]:
    """Yield the entries of a chain in order, up to the one that its head names."""
    rows = Entry.objects.using(using).filter(chain=head.chain, number__lte=head.length).order_by("number")
    for row in rows.values_list(*_COLUMNS, *_CONTENT).iterator(chunk_size=AT_ONCE):
        yield _found(row)


def faults_in(chain: str, kept: Iterable[Head] = (), using: str = DEFAULT) -> Iterator[str]:
    """Yield what is wrong with a chain; others may add to it meanwhile.

    Args:
        chain: its name.
        kept: what its head said earlier, as somebody kept it elsewhere; the chain must still go through it.
        using: the database; the one that is served, unless a copy is being looked at.
    """
    head = head_of(chain, using)
    try:
        yield from faults(chain, entries_of(head, using), length=head.length, head=head.hash)
    except (ValueError, AttributeError) as error:
        # Django could not make a time, say, of what stands in the row.
        yield f"Journal {chain}: an entry cannot be read, so those after it were not looked at ({error})."
    yield from _strays(chain, using)
    for earlier in kept:
        if earlier.chain == chain and earlier.length and not _goes_through(earlier, using):
            yield f"Journal {chain}: entry {earlier.length} is not the one that was kept; the chain was written anew, or shortened."


def erased_in(chain: str) -> int:
    """Return how many entries of a chain have had their content erased."""
    return Content.objects.filter(entry__chain=chain, is_erased=True).count()


def _strays(chain: str, using: str) -> Iterator[str]:
    """Yield what stands beyond the head; the head is read last, so that it has reached every entry that was there before."""
    last = Entry.objects.using(using).filter(chain=chain).aggregate(last=Max("number"))["last"] or 0
    if last > (length := head_of(chain, using).length):
        yield f"Journal {chain}: {last - length} beyond entry {length}, where its head says it ends."


def _goes_through(head: Head, using: str) -> bool:
    return Entry.objects.using(using).filter(chain=head.chain, number=head.length, hash=head.hash).exists()


def _found(row: tuple[object, ...]) -> Found:
    chain, number, at, action, person, organisation, subject, digest, is_sealed, previous, kept, salt, text, is_erased = row
    if not isinstance(number, int) or not isinstance(at, datetime):
        raise ValueError(f"number {number}, time {at}")
    link = Link(
        chain=str(chain),
        number=number,
        at=at,
        action=str(action),
        person=str(person),
        organisation=str(organisation),
        subject=str(subject),
        content_digest=str(digest),
        is_sealed=bool(is_sealed),
        previous=str(previous),
    )
    return Found(link, str(kept), None if salt is None else str(salt), str(text or ""), bool(is_erased))
