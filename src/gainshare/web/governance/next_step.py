"""What a decision needs next: the one step that takes it further, and why showing what was said would decide nothing now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from gainshare.core.governance import decision as core
from gainshare.core.governance.standing import Outcome, Standing, are_tests_passed
from gainshare.core.kernel.formats import date_long, list_in_words
from gainshare.files.governance_schedule import GovernanceSchedule
from gainshare.web.governance.models import Decision
from gainshare.web.governance.words import missing_in_words

Step = Literal["test", "table", "open", "quorum", "call", "show", ""]
"""What is to be done next: the tests, an agenda, its meeting to be opened, its quorum, the call, the show; empty for anything else."""


def next_step(row: Decision, decision: core.Decision, standing: Standing, outcome: Outcome) -> Step:
    """Return the one step that takes a decision further until all have been shown."""
    if standing != "draft":
        return "show" if standing == "in_round" else ""
    if not are_tests_passed(decision.round, decision.rules):
        return "test"
    if row.meeting is None or row.is_written:
        return "call" if row.is_written else "table"
    if row.meeting.opened_at is None or row.meeting.ended_at is not None:
        return "open"
    return "call" if outcome.quorum.is_held else "quorum"


def next_in_words(
    row: Decision, decision: core.Decision, standing: Standing, outcome: Outcome, names: Mapping[str, str], schedule: GovernanceSchedule
) -> str:
    """Return what a decision needs next, in a sentence; empty if nothing."""
    if standing == "draft":
        open_points = decision.round.principle_test.open_points(decision.rules.principles)
        questions = decision.round.service_test.open_points(decision.rules.questions)
        if open_points or questions or decision.round.service_test.result != "pass":
            return _tests_open(open_points, questions, decision.round.service_test.result)
        return f"Both tests are passed. The call for agreement can be opened {_where(row)}."
    if standing == "in_round":
        spoken = len(outcome.counted)
        closes = f" until the end of {date_long(decision.round.closes_on)}" if decision.round.closes_on else ""
        return f"{spoken} of {spoken + len(outcome.silent)} parties have spoken so far{closes}."
    if standing == "awaiting_authority":
        return f"Their authority does not reach so far: {list_in_words([names.get(one, one) for one in outcome.beyond_limit])}."
    if standing == "not_agreed" and schedule.terms.escalation:
        first = schedule.terms.steps()[0]
        return f"If no wording is found, a difference is raised as a dispute: step 1 is {first.holder}, {first.working_days} working days."
    return ""


def _where(row: Decision) -> str:
    if row.is_written:
        return "in writing"
    if row.meeting is None:
        return "once it is on the agenda of a meeting"
    is_open = row.meeting.opened_at is not None
    return f"in {row.meeting.reference}{'' if is_open else f', once that is opened on {date_long(row.meeting.day)}'}"


def _tests_open(principles: Sequence[str], questions: Sequence[str], result: str | None) -> str:
    if result == "fail":
        return (
            "The best-for-service test is not passed, so the parties cannot be asked. Answer the tests anew if something was overlooked, "
            "or take the proposal back: from there it is proposed anew, with other words."
        )
    parts = [f"the principles {list_in_words(list(principles))}"] if principles else []
    parts += [f"the questions {list_in_words(list(questions))}"] if questions else []
    parts += [] if result == "pass" else ["whether the best-for-service test is passed"]
    return f"Still to be answered before the parties are asked: {list_in_words(parts)}."


def quorum_in_words(outcome: Outcome, names: Mapping[str, str]) -> Sequence[str]:
    """Return why a meeting could not decide now."""
    said = [missing_in_words(one, names) for one in outcome.quorum.absent]
    said += [] if outcome.quorum.has_owner or outcome.quorum.absent else ["Nobody is here who represents an owner"]
    said += [f"{names.get(one, one)} is outside this decision: all of its people have an interest" for one in outcome.quorum.outside]
    return said


def warnings_of(row: Decision, outcome: Outcome, names: Mapping[str, str]) -> Sequence[str]:
    """Return why showing what all have said would decide nothing now; of what was said it tells nothing but that it was."""
    said = [f"{names.get(one, one)} has said nothing that counts yet" for one in outcome.silent]
    return said if row.is_written or outcome.quorum.is_held else [*quorum_in_words(outcome, names), *said]
