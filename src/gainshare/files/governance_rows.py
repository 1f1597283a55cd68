"""The tables of an alliance's registers as text: each from its values, as its columns have them.

What a table has no column for is left out here, which `write_governance` refuses and an alliance on the web keeps beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from gainshare.core.governance.dispute import Dispute, known_due_on
from gainshare.core.governance.matters import DecisionClass
from gainshare.core.governance.meeting import Interest
from gainshare.core.governance.record import Notice, RecordedDecision, RecordedMeeting
from gainshare.core.governance.register import Item, Risk, is_overdue
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.files.csv_writer import write_table
from gainshare.files.governance_notation import person_of
from gainshare.files.governance_tables import Known, governance_tables, step_label

MEETINGS, DECISIONS, RISKS, ACTIONS = "meetings.csv", "decisions.csv", "risks.csv", "actions.csv"
DISPUTES, INTERESTS, NOTICES = "disputes.csv", "conflicts_register.csv", "notices.csv"
WITHDRAWN = "Withdrawn."
"""What the outcome of a dispute says that was taken back without another word."""


def meetings_text(meetings: Iterable[RecordedMeeting]) -> str:
    """Return meetings.csv."""
    return write_table(_columns(MEETINGS), [_meeting(one) for one in meetings])


def decisions_text(decisions: Sequence[RecordedDecision], codes: Mapping[str, DecisionClass]) -> str:
    """Return decisions.csv; it has a column of amounts only if some decision has one.

    Args:
        decisions: the decisions.
        codes: the class behind each code.
    """
    by_class = {kind: code for code, kind in codes.items()}
    rows = [_decision(one, by_class) for one in decisions]
    columns = _columns(DECISIONS)
    if all(one.amount_pence is None for one in decisions):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return write_table(columns, rows)


def risks_text(risks: Iterable[Risk]) -> str:
    """Return risks.csv, each risk with the score that it has now."""
    return write_table(_columns(RISKS), [_risk(one) for one in risks])


def actions_text(actions: Iterable[Item], today: date | None) -> str:
    """Return actions.csv; those overdue on a day say so (without a day, those that a record called so); one that was dropped is closed."""
    return write_table(_columns(ACTIONS), [_action(one, today) for one in actions])


def disputes_text(disputes: Iterable[Dispute], terms: GovernanceTerms) -> str:
    """Return disputes.csv, each dispute at its last step; one that was taken back or went to the end is closed."""
    return write_table(_columns(DISPUTES), [_dispute(one, terms) for one in disputes])


def interests_text(interests: Iterable[Interest]) -> str:
    """Return conflicts_register.csv."""
    return write_table(_columns(INTERESTS), [_interest(one) for one in interests])


def notices_text(notices: Iterable[Notice]) -> str:
    """Return notices.csv."""
    return write_table(_columns(NOTICES), [_notice(one) for one in notices])


def _columns(file: str) -> tuple[str, ...]:
    return next(tuple(column.name for column in table.columns) for table in governance_tables(Known()) if table.file == file)


def _decision(one: RecordedDecision, codes: Mapping[DecisionClass, str]) -> list[object]:
    amount = None if one.amount_pence is None else Decimal(one.amount_pence).scaleb(-2)
    tests = [_joined(one.principles), one.service_result, one.votes_for, one.votes_against, one.abstained]
    head = [one.id, one.decided_on, one.meeting, codes[one.stated_class], one.title, one.proposal]
    return [*head, *tests, one.outcome, _joined(one.reserved), _joined(one.linked), one.note or None, amount]


def _meeting(one: RecordedMeeting) -> list[object]:
    papers = None if one.are_papers_on_time is None else _yes(one.are_papers_on_time)
    return [one.id, one.body, one.day, one.stated, _joined(one.attending), _joined(one.apologies), papers]


def _risk(one: Risk) -> list[object]:
    scores = [one.score.likelihood, one.score.impact, one.score.value]
    head = [one.id, one.raised_on, one.category, one.title, one.description]
    status = "closed" if one.is_closed else "open"
    return [*head, *scores, one.mitigation, one.owner_party, one.owner_post, status, one.review_on, one.residual_value]


def _action(one: Item, today: date | None) -> list[object]:
    is_late = one.was_overdue if today is None else is_overdue(one, today)
    status = "closed" if one.status in {"done", "dropped"} else "overdue" if is_late else "open"
    return [one.id, one.raised_on, one.source, one.text, one.owner_party, one.owner_post, one.due_on, status, one.closed_on]


def _dispute(one: Dispute, terms: GovernanceTerms) -> list[object]:
    steps, at = terms.steps(), one.taken[-1]
    head = [one.id, one.raised_on, one.raised_by, one.about, one.question]
    closed_on = one.resolved_on or one.withdrawn_on or one.ended_on
    outcome = one.outcome or (WITHDRAWN if one.withdrawn_on else None)
    return [*head, step_label(at.number, steps), at.started_on, known_due_on(one, steps), outcome, closed_on]


def _interest(one: Interest) -> list[object]:
    role = one.person.removesuffix(person_of("", one.party or None))
    return [one.declared_on, role, one.party or None, one.what, one.kind, one.management, one.reviewed_on]


def _notice(one: Notice) -> list[object]:
    return [one.id, one.regime, one.kind, one.published_on, one.reference, one.relates_to]


def _joined(parts: Iterable[str]) -> str | None:
    return ";".join(parts) or None


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
