"""What every write of governance does: lock the alliance, change the facts, write down where the decision stands, and record it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from gainshare.core.governance import decision as core
from gainshare.core.governance.acts import NotAllowed
from gainshare.core.governance.standing import BINDING, standing_of
from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import record
from gainshare.web.governance.facts import decision_of, decision_row
from gainshare.web.governance.models import Binding, Decision, Schedule

AFTER_ADOPTION: dict[str, Callable[[Decision, str], None]] = {}
"""What is done, by the kind of a binding, when its decision comes to be in effect: with the decision and the subject."""


@contextmanager
def writing(alliance: Alliance) -> Iterator[None]:
    """Let one transaction at a time change the governance of an alliance; what the core does not allow is refused in its words.

    Raises:
        Refused: it may not be done.
    """
    with transaction.atomic():
        Alliance.objects.select_for_update().get(pk=alliance.pk)
        try:
            yield
        except (NotAllowed, Fault) as reason:
            raise Refused(str(reason)) from reason


def today() -> date:
    """Return the day in London."""
    return timezone.localdate()


def locked_decision(by: Seat, of: UUID) -> tuple[Decision, core.Decision]:
    """Return a decision of the alliance, which is locked, as rows and as the core's.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    row = decision_row(by.alliance, of)
    row.alliance = by.alliance
    return row, decision_of(row)


def stand(row: Decision) -> Decision:
    """Write down where a decision stands now; what it binds takes effect when it comes to be in effect."""
    again = decision_row(row.alliance, row.pk)
    facts = decision_of(again)
    before, again.standing = again.standing, standing_of(facts, today())
    if again.standing in BINDING and again.decided_on is None:
        again.decided_on = _decided_on(facts)
    again.save(update_fields=["standing", "decided_on"])
    if again.standing in BINDING and before not in BINDING:
        for bound in Binding.objects.filter(decision=again):
            if bound.kind in AFTER_ADOPTION:
                AFTER_ADOPTION[bound.kind](again, bound.subject)
    return again


def _decided_on(facts: core.Decision) -> date:
    """Return the day on which the last thing happened that a decision needed."""
    days = [facts.round.shown_on, *(one.given_on for one in facts.approvals), *(one.given_on for one in facts.confirmations)]
    return max(day for day in days if day is not None)


def record_of(action: str, by: Seat, row: models.Model, content: Mapping[str, Any], party: Party | None = None) -> None:
    """Add what was done to the alliance's journal, with what it was done to."""
    names = {"reference": str(row), **({"party": party.organisation.name} if party else {}), **content.get("names", {})}
    organisation = party.organisation if party else None
    record(action, by=by.person, alliance=by.alliance, organisation=organisation, subject=row, content={**content, "names": names})


def _adopt_schedule(decision: Decision, subject: str) -> None:
    Schedule.objects.filter(pk=subject, alliance=decision.alliance, adopted_at__isnull=True).update(adopted_at=timezone.now())


AFTER_ADOPTION["schedule"] = _adopt_schedule
