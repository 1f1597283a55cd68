"""Files that prove a return: added to a draft, taken off it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.models import DRAFT, Evidence, Return
from gainshare.web.costs.writing import locked_return, record_of
from gainshare.web.shared.kept_files import MOST_BYTES, keep, kind_of

MOST_FILES = 30
"""Files of one return, at most."""


def add(*, by: Seat, of: UUID, name: str, data: bytes) -> Evidence:
    """Add a file to a draft; its bytes are on disk before the transaction begins.

    Raises:
        Refused: it is too large, of no kind that may be kept, or the return takes no more files.
    """
    kind = kind_of(name, data)
    if len(data) > MOST_BYTES:
        raise Refused(f"“{name}” is larger than 20 MB. Split it, or save it smaller.")
    if not data or kind is None:
        why = "is empty" if not data else "is none of these by what it holds, whatever its name says, or holds macros"
        raise Refused(f"“{name}” {why}. Evidence is a PDF, XLSX, CSV, PNG, JPEG or EML file, without macros.")
    sha256 = keep(data)
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("The return has been handed in; evidence is added to drafts.")
        if found.files.count() >= MOST_FILES:
            raise Refused(f"A return holds {MOST_FILES} files at most.")
        same = found.files.filter(sha256=sha256, name=name).first()
        if same is not None:
            return same
        now = timezone.now()
        made = Evidence.objects.create(of=found, name=name, kind=kind, size=len(data), sha256=sha256, added_by=by.person, added_at=now)
        record_of("evidence.added", by, found, {"after": {"sha256": sha256, "size": len(data)}, "names": {"file": name}})
        return made


def remove(*, by: Seat, of: UUID, file: UUID) -> Return:
    """Take a file off a draft; its bytes are swept later, if nothing else needs them."""
    with transaction.atomic():
        found = locked_return(by, of)
        by.require("costs.prepare_own", found.party)
        if found.status != DRAFT:
            raise Refused("The return has been handed in; its evidence stays.")
        gone = found.files.filter(pk=file).first()
        if gone is None:
            raise Refused("The file is not there any more.")
        gone.delete()
        record_of("evidence.removed", by, found, {"before": {"sha256": gone.sha256}, "names": {"file": gone.name}})
        return found
