"""The journal's rows: a chain of entries for each alliance and one for the site.

An entry holds ids and digests alone. Names, figures and words stand beside it in a content row, which may be blanked for
erasure without breaking the chain.
"""

from __future__ import annotations

import uuid

from django.db import models

SITE = "site"
"""The chain of what belongs to no alliance: sign-in, passwords, sessions, people."""


class Chain(models.Model):
    """The head of one chain; its row is locked while an entry is added."""

    name = models.CharField(max_length=40, primary_key=True)
    """`site`, or the alliance's id."""
    length = models.BigIntegerField(default=0)
    """How many entries it has."""
    head = models.CharField(max_length=64, default="0" * 64)
    """The hash of the last one."""

    class Meta:
        """Django's options."""

        db_table = "audit_chain"


class Entry(models.Model):
    """One thing that somebody did; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Its id."""
    chain = models.CharField(max_length=40)
    """The chain it belongs to, as text: the journal refers to nothing that could be removed."""
    number = models.BigIntegerField()
    """Its place in the chain, from 1."""
    at = models.DateTimeField()
    """When."""
    action = models.CharField(max_length=60)
    """What was done, such as `return.accepted`."""
    person = models.CharField(max_length=40, blank=True)
    """The id of who did it; empty for nobody signed in."""
    organisation = models.CharField(max_length=40, blank=True)
    """The id of the organisation for which; empty for none."""
    subject = models.CharField(max_length=80, blank=True)
    """What it was done to: its kind and id, such as `return:…`."""
    content_digest = models.CharField(max_length=64)
    """The salted digest of the content."""
    is_sealed = models.BooleanField(default=False)
    """Whether the content comes later, at the opening."""
    previous = models.CharField(max_length=64)
    """The hash of the entry before."""
    hash = models.CharField(max_length=64)
    """The hash of this entry, which the next one holds."""

    class Meta:
        """Django's options."""

        db_table = "audit_entry"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_entry_place")]
        indexes = [
            models.Index(fields=["chain", "-number"], name="audit_entry_latest"),
            models.Index(fields=["chain", "subject"], name="audit_entry_subject"),
        ]


class Content(models.Model):
    """What an entry says in names, figures and words; it can be blanked, and then its digest alone remains."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="content")
    """The entry."""
    salt = models.CharField(max_length=32)
    """What is hashed with it, so that short content cannot be guessed from its digest; empty once erased."""
    text = models.TextField(blank=True)
    """Canonical JSON: `{"before": …, "after": …, "names": …}`; empty once erased."""
    is_erased = models.BooleanField(default=False)
    """Whether it was blanked."""

    class Meta:
        """Django's options."""

        db_table = "audit_content"
