"""Papers of meetings and decisions: added, and given out as a download; the fingerprint says which file was there."""

from __future__ import annotations

from pathlib import PurePath

from django.utils import timezone

from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.models import Decision, Meeting, Paper
from gainshare.web.governance.writing import record_of, writing
from gainshare.web.shared.kept_files import MOST_BYTES, keep, kind_of

MOST_PAPERS = 50
"""Papers of one meeting or decision, at most."""


def add_paper(*, by: Seat, name: str, data: bytes, decision: Decision | None = None, meeting: Meeting | None = None) -> Paper:
    """Add a paper to a decision or to a meeting; its bytes are on disk before the transaction begins.

    Raises:
        Refused: it is too large, of no kind that may be kept, there are too many, or what it belongs to is over.
    """
    by.require("meetings.run" if decision is None else "decisions.propose")
    about = decision or meeting
    assert about is not None, "a paper belongs to something"
    name = PurePath(name.replace("\\", "/")).name[:200] or "paper"
    if len(data) > MOST_BYTES:
        raise Refused(f"“{name}” is larger than 20 MB. Split it, or save it smaller.")
    kind = kind_of(name, data)
    if not data or kind is None:
        raise Refused(f"“{name}” is none of these by what it holds: PDF, XLSX, CSV, PNG, JPEG or EML, without macros.")
    sha256 = keep(data)
    with writing(by.alliance):
        if about.papers.count() >= MOST_PAPERS:
            raise Refused(f"{about} holds {MOST_PAPERS} papers at most.")
        if meeting is not None and (meeting.ended_at is not None or meeting.cancelled_on is not None or meeting.stated_quorum):
            raise Refused("The meeting is over; its papers stay as they were.")
        if decision is not None and decision.standing not in {"draft", "in_round", "awaiting_approval", "awaiting_authority", "not_agreed"}:
            raise Refused("The decision has come to its end; its papers stay as they were.")
        of = {"decision": decision, "meeting": meeting, "alliance": by.alliance}
        made = Paper.objects.create(**of, name=name, kind=kind, size=len(data), sha256=sha256, added_by=by.person, added_at=timezone.now())
        record_of("paper.added", by, about, {"after": {"sha256": sha256, "size": len(data)}, "file": name})
        return made
