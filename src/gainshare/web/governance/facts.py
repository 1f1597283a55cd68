"""A decision's rows as the core's decision, so that its class, outcome and standing are worked out and never set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from gainshare.core.governance import decision as core
from gainshare.core.governance.body import Body
from gainshare.core.governance.matters import Matter
from gainshare.core.governance.meeting import Presence as There
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest
from gainshare.core.governance.standing import Standing, standing_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Decision, Endorsement, Meeting, Recusal, Round, Voice
from gainshare.web.governance.schedules import body_from_plain, body_on, read, schedule_of


def decisions_of(alliance: Alliance) -> QuerySet[Decision]:
    """Return an alliance's decisions with everything that where they stand follows from."""
    found = Decision.objects.filter(alliance=alliance).select_related(
        "schedule", "meeting", "proposed_by", "superseded_by", "ratified_at", "alliance"
    )
    return found.prefetch_related(
        Prefetch("rounds", Round.objects.order_by("number")),
        Prefetch("rounds__voices", Voice.objects.select_related("party__organisation", "person").order_by("id")),
        Prefetch("endorsements", Endorsement.objects.select_related("party__organisation", "recorded_by").order_by("id")),
        Prefetch("recusals", Recusal.objects.select_related("person")),
    )


def decision_row(alliance: Alliance, of: UUID) -> Decision:
    """Return a decision of the alliance with everything that where it stands follows from.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    found = decisions_of(alliance).filter(pk=of).first()
    if found is None:
        raise PermissionDenied
    return found


def body_of(row: Decision) -> Body:
    """Return the body that decides: as it was written down when the round was shown, and until then as it is held now.

    Seats and authority are those of the schedule in force, so that a limit that was lowered counts at once; how it is decided is what the
    schedule said when it was proposed. For a window that has closed, the body is that of its last day.
    """
    now = list(row.rounds.all())[-1]
    if now.body is not None:
        return body_from_plain(now.body)
    day = timezone.localdate()
    if now.closes_on is not None:
        day = min(day, now.closes_on)
    schedule = schedule_of(row.alliance, day)
    if schedule is None or row.body not in {one.id for one in schedule.terms.bodies}:
        schedule = read(row.schedule)
    return body_on(row.alliance, schedule, row.body, day)


def matter_of(row: Decision) -> Matter:
    """Return what the rules ask about a proposal."""
    return Matter(row.put_to, row.amount, dict(row.commitments), row.subject, frozenset(row.reserved), row.is_urgent, row.excludes)


def decision_of(row: Decision) -> core.Decision:
    """Return the core's decision of a row that was read by `decisions_of`."""
    rounds = list(row.rounds.all())
    endorsements = list(row.endorsements.all())
    number = rounds[-1].number
    return core.Decision(
        id=row.reference,
        title=row.title,
        body=body_of(row),
        rules=read(row.schedule).decision_rules(row.body),
        matter=matter_of(row),
        rounds=tuple(round_of(row, one) for one in rounds),
        is_written=row.is_written,
        confirmations=tuple(
            core.Confirmation(one.party.code, one.given_by, one.given_on)
            for one in endorsements
            if one.kind == "authority" and one.is_given and one.round_number == number
        ),
        approvals=tuple(
            core.Approval(one.party.code, one.is_given, one.given_by, one.given_on, one.reason)
            for one in endorsements
            if one.kind == "approval" and one.round_number == number
        ),
        approvals_by=row.approvals_by,
        ratification=_ratification(row),
        withdrawn_on=row.withdrawn_on,
        superseded_by=row.superseded_by.reference if row.superseded_by else None,
    )


def round_of(row: Decision, one: Round) -> core.Round:
    """Return the core's round; who was there is what was written down when it was shown, and until then who is there now."""
    shown = one.shown_on is not None
    return core.Round(
        wording=one.wording,
        principle_test=PrincipleTest({word: Held(bool(held["is_met"]), str(held["why"])) for word, held in one.principles.items()}),
        service_test=ServiceTest(dict(one.answers), one.result or None),  # type: ignore[arg-type]
        opened_on=one.opened_on,
        closes_on=one.closes_on,
        present=frozenset(There(seat, person) for seat, person in one.present) if shown else there_now(row.meeting),
        recused=frozenset(one.recused) if shown else frozenset(str(each.person_id) for each in recusals_now(row)),
        said=tuple(voice_of(each) for each in one.voices.all()),
        shown_on=one.shown_on,
    )


def recusals_now(row: Decision) -> Sequence[Recusal]:
    """Return who takes no part in a decision now; what was shown before keeps who took no part in it."""
    return [one for one in row.recusals.all() if one.ended_at is None]


def voice_of(one: Voice) -> core.Voice:
    """Return the core's voice."""
    return core.Voice(one.party.code, str(one.person_id), one.word, one.given_on, one.reason, one.would_change)  # type: ignore[arg-type]


def there_now(meeting: Meeting | None) -> frozenset[There]:
    """Return who is at a meeting now; nobody before it is opened and after it has ended."""
    if meeting is None or meeting.opened_at is None or meeting.ended_at is not None:
        return frozenset()
    found = meeting.presences.filter(left_at__isnull=True, person__isnull=False).values_list("seat", "person_id")
    return frozenset(There(seat, str(person)) for seat, person in found)


def _ratification(row: Decision) -> core.Ratification | None:
    if row.ratified_at is None or row.ratified_on is None or row.is_ratified is None:
        return None
    return core.Ratification(row.ratified_at.reference, row.ratified_on, row.is_ratified)


def standing_now(row: Decision, day: date) -> Standing:
    """Return where a decision stands on a day."""
    return standing_of(decision_of(row), day)


OPEN: frozenset[str] = frozenset(
    {"draft", "in_round", "inquorate", "not_agreed", "awaiting_authority", "awaiting_approval", "awaiting_ratification"}
)
"""Where a decision still needs something."""


OVER: frozenset[str] = frozenset({"withdrawn", "refused", "lapsed"})
"""Where a decision came to nothing."""


def open_decisions(alliance: Alliance) -> Iterable[Decision]:
    """Return the decisions that still need something."""
    return decisions_of(alliance).filter(standing__in=OPEN)
