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
from gainshare.core.governance.acts import NotAllowed, supersede, why_not_in_place
from gainshare.core.governance.standing import BINDING, may, standing_of
from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused, why
from gainshare.web.audit.journal import record
from gainshare.web.governance.facts import decision_of, decision_row, decisions_of
from gainshare.web.governance.models import Binding, Decision, Schedule
from gainshare.web.registers.plan_actions import plan_approved

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
            raise Refused(why(reason) if isinstance(reason, Fault) else str(reason)) from reason


def today() -> date:
    """Return the day in London."""
    return timezone.localdate()


def locked_decision(by: Seat, of: UUID, seen: int | None = None) -> tuple[Decision, core.Decision]:
    """Return a decision of the alliance, which is locked, as rows and as the core's.

    Args:
        by: who asks.
        of: the decision.
        seen: the number of the round that was on their page; None where that does not matter.

    Raises:
        PermissionDenied: the alliance has none of that id.
        Refused: the page showed another round.
    """
    row = decision_row(by.alliance, of)
    row.alliance = by.alliance
    if seen is not None and seen != list(row.rounds.all())[-1].number:
        raise Refused("The wording has been put to another round since you opened the page. Read it again.")
    return row, decision_of(row)


def stand(row: Decision) -> Decision:
    """Write down where a decision stands now; what it binds takes effect when it is adopted, and what it takes up is superseded."""
    again = decision_row(row.alliance, row.pk)
    facts = decision_of(again)
    before, again.standing = again.standing, standing_of(facts, today())
    if again.standing in BINDING and again.decided_on is None:
        again.decided_on = _decided_on(facts)
    again.save(update_fields=["standing", "decided_on"])
    if again.standing == "adopted" and before != "adopted":
        for bound in Binding.objects.filter(decision=again):
            if bound.kind in AFTER_ADOPTION:
                AFTER_ADOPTION[bound.kind](again, bound.subject)
        _supersede(again, facts)
    return again


def _supersede(later: Decision, facts: core.Decision) -> None:
    """Put a decision that is adopted in the place of the one that it takes up, if that one is here and can be superseded."""
    earlier = decisions_of(later.alliance).filter(reference=later.takes_up).exclude(pk=later.pk).first() if later.takes_up else None
    if earlier is None:
        return
    before = decision_of(earlier)
    if not may("supersede", before, today()) or why_not_in_place(before, facts, day=today()):
        return
    supersede(before, facts, day=today())
    earlier.superseded_by, earlier.standing = later, "superseded"
    earlier.save(update_fields=["superseded_by", "standing"])


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
    found = Schedule.objects.filter(pk=subject, alliance=decision.alliance, adopted_at__isnull=True, withdrawn_at__isnull=True).first()
    if found is not None:
        found.adopted_at, found.takes_effect_on = timezone.now(), max(found.takes_effect_on, today())
        found.save(update_fields=["adopted_at", "takes_effect_on"])


def _approve_plan(decision: Decision, _: str) -> None:
    assert decision.decided_on is not None, "what is in effect was decided on a day"
    plan_approved(decision.alliance, decision.reference, decision.decided_on)


AFTER_ADOPTION |= {"schedule": _adopt_schedule, "plan": _approve_plan}
