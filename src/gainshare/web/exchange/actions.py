"""Starting an alliance from its folder, and taking one away; each with its right, its transaction and its journal entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from gainshare.files.writer import zip_folder
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.actions import invite_first_manager
from gainshare.web.alliances.models import Alliance
from gainshare.web.audit.journal import record
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.taking import folder_for


def start(*, by: Person, files: Mapping[str, bytes], manager: str, link: Callable[[str], str], token: UUID | None = None) -> Alliance:
    """Start an alliance from the files of its folder, and invite its first manager; whoever starts it sees nothing of it.

    The same form again is the same alliance: nothing more is made, and nobody is invited again.

    Args:
        by: a site administrator.
        files: the folder's files by their name in it.
        manager: the e-mail address of the alliance manager.
        link: the address that the token of an invitation leads to.
        token: the token of the form.

    Raises:
        Invalid: the folder cannot be used; `.problems` lists everything that is wrong, and nothing was made.
    """
    if not by.is_site_administrator:
        raise PermissionDenied("site.alliances")
    try:
        with transaction.atomic():
            if (there := _started_by(token)) is not None:
                return there
            made = bring_in(files, by=by, at=timezone.now(), manager=manager.lower())
            made.form_token = token
            made.save(update_fields=["form_token"])
            invite_first_manager(by=by, alliance=made, email=manager, link=link)
            return made
    except IntegrityError:
        if (there := _started_by(token)) is not None:  # the same form at the same moment was faster
            return there
        raise


def _started_by(token: UUID | None) -> Alliance | None:
    return None if token is None else Alliance.objects.filter(form_token=token).first()


def take_away(*, by: Seat) -> bytes:
    """Return everything of an alliance as a ZIP of the folder that the library reads; small numbers with those alone who may see them."""
    by.require("alliance.export")
    with transaction.atomic():
        files = folder_for(by)
        data = zip_folder(files)
        after = {"files": sorted(files), "sha256": hashlib.sha256(data).hexdigest()}
        record("alliance.exported", by=by.person, alliance=by.alliance, subject=by.alliance, content={"after": after})
        return data
