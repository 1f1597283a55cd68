"""What a folder of governance says on a day, as plain data and as tables: beside what the record states, what the rules make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gainshare.core.governance.body import Seat
from gainshare.core.governance.dispute import current_step, dispute_standing, known_due_on
from gainshare.core.governance.matters import EVERY_PARTY
from gainshare.core.governance.record import RecordedDecision, RecordedMeeting, class_difference, doubts, recorded_quorum
from gainshare.core.governance.register import is_overdue, is_review_due
from gainshare.core.governance.terms import BodyTerms
from gainshare.core.kernel.formats import date_short, money
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance import GovernanceFolder
from gainshare.files.governance_schedule import POUND
from gainshare.reports.content import NO_DATA, Column, Table

Plain = dict[str, Any]
"""A row as plain data: days as year-month-day, money in whole pence."""


def plain_governance(folder: GovernanceFolder, today: date) -> dict[str, list[Plain]]:
    """Return everything that a folder says on a day as plain data, section by section.

    Args:
        folder: the folder.
        today: the day by which steps, actions and reviews are late.
    """
    terms = folder.schedule.terms
    return {
        "bodies": [_body(body) for body in terms.bodies],
        "seats": [_seat(body.id, seat) for body in terms.bodies for seat in terms.body(body.id, POUND).seats],
        "who_decides": list(_who_decides(folder)),
        "decisions": [_decision(one, folder) for one in folder.decisions],
        "meetings": [_meeting(one, folder) for one in folder.meetings],
        "disputes": list(_disputes(folder, today)),
        "risks": list(_risks(folder, today)),
        "actions_overdue": list(_overdue(folder, today)),
    }


def _body(found: BodyTerms) -> Plain:
    return {"id": found.id, "name": found.name, "kind": found.kind, "reports_to": found.reports_to, "decides": found.quorum is not None}


def _seat(body: str, seat: Seat) -> Plain:
    return {
        "body": body,
        "seat": seat.id,
        "person": seat.person,
        "party": seat.party,
        "has_vote": seat.has_vote,
        "limit_pence": None if seat.authority is None else seat.authority.limit_pence,
        "is_owner_representative": seat.is_owner_representative,
    }


def _who_decides(folder: GovernanceFolder) -> Sequence[Plain]:
    rules = folder.schedule.matter_rules()
    rows: list[Plain] = [{"what": f"Up to {money(one.limit_pence, POUND)}", "who": one.body} for one in rules.delegations]
    rows += [{"what": f"Every {subject}, whatever it costs", "who": rules.leading_body} for subject in sorted(rules.kept_subjects)]
    rows.append({"what": "Everything else", "who": f"{rules.leading_body}, unanimously"})
    if rules.urgent is not None:
        days = rules.urgent.window_working_days
        rows.append({"what": "What cannot wait", "who": f"Every party in writing within {days} working days, ratified by the next meeting"})
    whom = {EVERY_PARTY: "every party"}
    rows += [
        {"what": f"{one.id}: {one.text}", "who": f"{rules.leading_body} recommends, {whom.get(one.party, one.party)} approves"}
        for one in rules.reserved
    ]
    return rows


def _put_to(one: RecordedDecision, folder: GovernanceFolder) -> str:
    """Return the body that a recorded decision was put to: that of its meeting."""
    of_meeting = {meeting.id: meeting.body for meeting in folder.meetings}
    return of_meeting.get(one.meeting, folder.schedule.terms.leading_body.id)


def _decision(one: RecordedDecision, folder: GovernanceFolder) -> Plain:
    schedule = folder.schedule
    differs = class_difference(one, schedule.matter_rules(), _put_to(one, folder))
    parties = schedule.terms.body(schedule.terms.leading_body.id, POUND).voting_parties(one.decided_on)
    quorum = next((meeting.stated for meeting in folder.meetings if meeting.id == one.meeting), None)
    doubted = doubts(one, len(parties), quorum)
    return {
        "id": one.id,
        "decided_on": one.decided_on.isoformat(),
        "title": one.title,
        "stated_class": one.stated_class,
        "computed_class": one.stated_class if differs is None else differs.computed,
        "reasons": [] if differs is None else list(differs.reasons),
        "outcome": one.outcome,
        "stated_outcome": one.stated_outcome,
        "is_borne_out": not doubted,
        "doubts": list(doubted),
    }


def _meeting(one: RecordedMeeting, folder: GovernanceFolder) -> Plain:
    return {
        "id": one.id,
        "body": one.body,
        "day": one.day.isoformat(),
        "stated": one.stated,
        "computed": _quorum_by_rules(one, folder),
        "papers_on_time": one.are_papers_on_time,
    }


def _quorum_by_rules(one: RecordedMeeting, folder: GovernanceFolder) -> str | None:
    """Return `yes` or `no` by the rules; None for a meeting to come, and for a body that decides nothing."""
    if one.stated == "planned":
        return None
    try:
        rule = folder.schedule.decision_rules(one.body).quorum
    except Fault:
        return None
    return "yes" if recorded_quorum(one, folder.schedule.terms.body(one.body, POUND), rule).is_held else "no"


def _disputes(folder: GovernanceFolder, today: date) -> Sequence[Plain]:
    steps = folder.schedule.terms.steps()
    return [
        {
            "id": one.id,
            "raised_on": one.raised_on.isoformat(),
            "raised_by": one.raised_by,
            "question": one.question,
            "step": current_step(one, steps).number,
            "holder": current_step(one, steps).holder,
            "due_on": None if (due := known_due_on(one, steps)) is None else due.isoformat(),
            "standing": dispute_standing(one, steps, today),
            "outcome": one.outcome,
        }
        for one in folder.disputes
    ]


def _risks(folder: GovernanceFolder, today: date) -> Sequence[Plain]:
    ordered = sorted(folder.risks, key=lambda one: (one.is_closed, -one.score.value, one.id))
    return [
        {
            "id": one.id,
            "title": one.title,
            "category": one.category,
            "score": one.score.value,
            "residual": one.residual_value,
            "owner": f"{one.owner_party}, {one.owner_post}",
            "is_closed": one.is_closed,
            "review_on": one.review_on.isoformat(),
            "is_review_due": is_review_due(one, today),
        }
        for one in ordered
    ]


def _overdue(folder: GovernanceFolder, today: date) -> Sequence[Plain]:
    late = sorted((one for one in folder.actions if is_overdue(one, today)), key=lambda one: (one.due_on or today, one.id))
    return [
        {
            "id": one.id,
            "action": one.text,
            "owner": f"{one.owner_party}, {one.owner_post}",
            "due_on": None if one.due_on is None else one.due_on.isoformat(),
        }
        for one in late
    ]


# -- tables ---------------------------------------------------------------------------------------------------


def governance_tables(plain: Mapping[str, Sequence[Plain]], today: date) -> tuple[Table, ...]:
    """Return what `plain_governance` says as tables to read.

    Args:
        plain: what it says.
        today: the day of which it says it.
    """
    return (
        _table(
            "Bodies",
            ("Body", "Name", "Reports to", "Decides"),
            [(o["id"], o["name"], o["reports_to"], _yes(o["decides"])) for o in plain["bodies"]],
        ),
        _table(
            "Seats",
            ("Body", "Member", "Vote", "May commit"),
            [(o["body"], o["person"], _yes(o["has_vote"]), _may_commit(o)) for o in plain["seats"]],
        ),
        _table("Who decides what", ("What", "Who"), [(o["what"], o["who"]) for o in plain["who_decides"]]),
        _decisions_table(plain["decisions"]),
        _meetings_table(plain["meetings"]),
        _disputes_table(plain["disputes"], today),
        _table(
            "Risks, the highest score first",
            ("Risk", "What", "Score", "Residual", "Owner", "Status"),
            [(o["id"], o["title"], str(o["score"]), str(o["residual"]), o["owner"], _risk_status(o)) for o in plain["risks"]],
            numbers=("Score", "Residual"),
        ),
        _table(
            f"Actions overdue on {date_short(today)}",
            ("Action", "What", "Owner", "Due"),
            [(o["id"], o["action"], o["owner"], _day(o["due_on"])) for o in plain["actions_overdue"]],
        ),
    )


def _decisions_table(decisions: Sequence[Plain]) -> Table:
    rows = [
        (
            o["id"],
            _day(o["decided_on"]),
            o["title"],
            o["stated_class"],
            "the same" if o["computed_class"] == o["stated_class"] else f"{o['computed_class']}. {' '.join(o['reasons'])}",
            " ".join([o["outcome"] if o["is_borne_out"] else f"{o['outcome']}.", *o["doubts"]]),
        )
        for o in decisions
    ]
    note = "The class of the record stands; the class by the rules is worked out beside it."
    return _table("Decisions as recorded", ("Decision", "Day", "What", "Class", "By the rules", "Outcome"), rows, note=note)


def _meetings_table(meetings: Sequence[Plain]) -> Table:
    papers = {True: "in time", False: "late", None: NO_DATA}
    rows = [(o["id"], _day(o["day"]), o["stated"], _by_the_rules(o), papers[o["papers_on_time"]]) for o in meetings]
    return _table("Meetings", ("Meeting", "Day", "Quorum as stated", "Quorum by the rules", "Papers"), rows)


def _by_the_rules(meeting: Plain) -> str:
    return "to come" if meeting["stated"] == "planned" else meeting["computed"] or "decides nothing"


def _disputes_table(disputes: Sequence[Plain], today: date) -> Table:
    rows = [
        (
            o["id"],
            f"{o['raised_by']}, {_day(o['raised_on'])}",
            o["question"],
            f"{o['step']} {o['holder']}",
            _day(o["due_on"]) or "no clock",
            o["standing"],
        )
        for o in disputes
    ]
    return _table(f"Disputes as of {date_short(today)}", ("Dispute", "Raised", "What", "Step", "Step due", "Status"), rows)


def _table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[str | None]], *, numbers: Sequence[str] = (), note: str = ""
) -> Table:
    columns = tuple(Column(head, is_number=head in numbers) for head in heads)
    return Table(caption, columns, tuple(tuple(cell or NO_DATA for cell in row) for row in rows), None, note)


def _may_commit(seat: Plain) -> str:
    if not seat["has_vote"]:
        return "nothing"
    return "without limit" if seat["limit_pence"] is None else money(seat["limit_pence"], POUND)


def _risk_status(risk: Plain) -> str:
    if risk["is_closed"]:
        return "closed"
    return f"review due {_day(risk['review_on'])}" if risk["is_review_due"] else "open"


def _day(text: str | None) -> str | None:
    return None if text is None else date_short(date.fromisoformat(text))


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
