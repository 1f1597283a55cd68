"""What somebody changes about themselves; with its transaction and its journal entry."""

from __future__ import annotations

from django.db import transaction

from gainshare.web.accounts.models import Person
from gainshare.web.audit.journal import record


def change_profile(*, by: Person, name: str, mails: str) -> None:
    """Change what one is called on screen, and how messages reach one; nothing happens if nothing differs."""
    with transaction.atomic():
        found = Person.objects.select_for_update().get(pk=by.pk)
        before = {"name": found.name, "mails": found.mails}
        after = {"name": name, "mails": mails}
        if before == after:
            return
        found.name, found.mails = name, mails
        found.save(update_fields=["name", "mails"])
        record(
            "profile.changed",
            by=by,
            subject=found,
            content={"before": {"mails": before["mails"]}, "after": {"mails": mails}, "names": {"before": before["name"], "after": name}},
        )
