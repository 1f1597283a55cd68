"""The registers: a risk's score changes with a reason and keeps the one before; every other entry goes the way of its kind."""

from datetime import date
from fractions import Fraction

import pytest

from gainshare.core.governance.register import (
    IMPACTS,
    KINDS,
    LIKELIHOODS,
    Item,
    NotKept,
    Rescoring,
    Risk,
    RiskScore,
    close_risk,
    grade,
    is_closed,
    is_overdue,
    is_review_due,
    may_become,
    move,
    movement,
    reopen_risk,
    rescore,
)
from gainshare.core.governance.trust import Journey, MeetingHeld, trust_figures, working_days_between

DAY = date(2026, 11, 9)


def risk(**changed):
    values = {
        "id": "R-14",
        "raised_on": date(2026, 5, 28),
        "category": "delivery",
        "title": "One remaining ward under-used",
        "description": "Because 13 of 24 beds are used, unit cost is high",
        "score": RiskScore(4, 3),
        "residual_value": 8,
        "mitigation": "Options paper",
        "owner_party": "MHT",
        "owner_post": "service director",
        "review_on": date(2026, 11, 26),
    }
    return Risk(**{**values, **changed})


@pytest.mark.parametrize(("likelihood", "impact", "value"), [(1, 1, 1), (4, 3, 12), (5, 5, 25)])
def test_a_score_is_likelihood_times_impact(likelihood, impact, value):
    assert RiskScore(likelihood, impact).value == value


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 1), (6, 1), (1, 0), (1, 6)])
def test_a_score_lies_in_the_square_of_five_by_five(likelihood, impact):
    with pytest.raises(AssertionError, match="from 1 to 5"):
        RiskScore(likelihood, impact)


def test_a_score_changes_with_a_reason_and_keeps_the_one_before():
    once = rescore(risk(), RiskScore(4, 2), "Six beds are let to a neighbour.", day=DAY)
    twice = rescore(once, RiskScore(2, 2), "Eight more.", day=date(2026, 12, 1))

    assert twice.score.value == 4
    assert twice.history == (
        Rescoring(RiskScore(4, 3), DAY, "Six beds are let to a neighbour."),
        Rescoring(RiskScore(4, 2), date(2026, 12, 1), "Eight more."),
    )


REFUSED = [
    (risk(), RiskScore(4, 2), " ", "Say why"),
    (risk(), RiskScore(4, 3), "Looked at.", "has this score already"),
    (risk(is_closed=True), RiskScore(1, 1), "Gone.", "is closed"),
    (risk(history=(Rescoring(RiskScore(5, 5), date(2026, 11, 10), "x"),)), RiskScore(1, 1), "Gone.", "after this day"),
]


@pytest.mark.parametrize(("before", "score", "reason", "why"), REFUSED)
def test_a_score_is_not_changed_without_cause(before, score, reason, why):
    with pytest.raises(NotKept, match=why):
        rescore(before, score, reason, day=DAY)


@pytest.mark.parametrize(("day", "closed", "is_due"), [(25, False, False), (26, False, True), (27, False, True), (27, True, False)])
def test_an_open_risk_is_looked_at_by_its_day(day, closed, is_due):
    assert is_review_due(risk(is_closed=closed), date(2026, 11, day)) == is_due


def test_a_score_moves_by_the_difference_from_the_one_before():
    once = rescore(risk(), RiskScore(4, 2), "Six beds are let to a neighbour.", day=DAY)

    assert (movement(risk()), movement(once)) == (None, -4)
    assert movement(rescore(once, RiskScore(5, 4), "They are empty again.", day=DAY)) == 12


GRADED = [(1, "low"), (3, "low"), (4, "moderate"), (6, "moderate"), (8, "high"), (12, "high"), (15, "extreme"), (25, "extreme")]


@pytest.mark.parametrize(("value", "expected"), GRADED)
def test_a_score_has_a_grade_by_the_matrix_of_the_national_patient_safety_agency(value, expected):
    assert grade(value) == expected
    assert (len(LIKELIHOODS), len(IMPACTS)) == (5, 5)


def test_a_risk_is_closed_and_opened_again_with_reasons_and_keeps_its_history():
    scored = rescore(risk(), RiskScore(4, 2), "Six beds are let.", day=DAY)
    closed = close_risk(scored, "The ward is let.")
    again = reopen_risk(closed, "The tenant left.", review_on=date(2027, 1, 28))

    assert (closed.is_closed, is_review_due(closed, date(2027, 1, 1))) == (True, False)
    assert (again.is_closed, again.review_on, again.history) == (False, date(2027, 1, 28), scored.history)


def test_a_risk_is_not_closed_twice_nor_without_a_reason():
    closed = close_risk(risk(), "Gone.")

    for refused, why in (
        (lambda: close_risk(closed, "Gone."), "is closed already"),
        (lambda: close_risk(risk(), " "), "Say why the risk is closed"),
        (lambda: reopen_risk(risk(), "Back.", review_on=DAY), "R-14 is open"),
        (lambda: reopen_risk(closed, "", review_on=DAY), "Say why the risk is open again"),
    ):
        with pytest.raises(NotKept, match=why):
            refused()


def test_every_kind_has_its_way():
    ways = {kind: {status: sorted(after) for status, after in one.becomes.items()} for kind, one in KINDS.items()}

    assert ways == {
        "action": {"open": ["done", "dropped"], "done": ["open"], "dropped": []},
        "issue": {"open": ["resolved"], "resolved": ["open"]},
        "idea": {
            "proposed": ["dropped", "trying"],
            "trying": ["dropped", "spread"],
            "spread": ["dropped"],
            "dropped": ["proposed"],
        },
        "commitment": {"open": ["dropped", "kept", "not_kept"], "kept": [], "not_kept": ["kept"], "dropped": []},
        "lesson": {"noted": ["shared"], "shared": []},
    }
    assert all(one.first in one.becomes for one in KINDS.values())
    assert all(after <= set(one.becomes) for one in KINDS.values() for after in one.becomes.values())


def item(kind="action", status=None, due_on=date(2026, 10, 22), **changed):
    due = due_on if KINDS[kind].has_due else None
    return Item(
        "A-013", kind, date(2026, 5, 28), "R-14", "Options paper", "MHT", "service director", status or KINDS[kind].first, due, **changed
    )


def test_an_entry_moves_by_its_kind_and_keeps_the_day_of_its_end():
    done = move(item(), "done", day=DAY)

    assert (done.status, done.closed_on) == ("done", DAY)
    assert move(done, "open", day=DAY).closed_on is None
    assert may_become(item("idea")) == {"trying", "dropped"}
    with pytest.raises(NotKept, match="may become done, dropped, not kept"):
        move(item(), "kept", day=DAY)
    with pytest.raises(NotKept, match="may become nothing"):
        move(item("lesson", "shared"), "noted", day=DAY)


@pytest.mark.parametrize(
    ("status", "day", "overdue"), [("open", 22, False), ("open", 23, True), ("done", 23, False), ("dropped", 23, False)]
)
def test_an_entry_is_overdue_after_its_day_while_it_is_open(status, day, overdue):
    assert is_overdue(item(status=status), date(2026, 10, day)) == overdue


def test_an_idea_counts_whom_it_has_reached():
    assert item("idea", "spread", reach=350).reach == 350
    assert not is_closed("idea", "spread")
    with pytest.raises(AssertionError, match="reach is counted for ideas"):
        item("action", reach=3)
    with pytest.raises(AssertionError, match="no lesson is open"):
        item("lesson", "open")


def test_working_days_between_days_leave_out_bank_holidays():
    assert working_days_between(date(2025, 12, 24), date(2026, 1, 2)) == 4  # 29, 30, 31 December and 2 January
    assert working_days_between(DAY, DAY) == 0
    assert working_days_between(DAY, date(2026, 11, 1)) == 0


def test_figures_of_trust_come_from_the_record_of_their_days():
    figures = trust_figures(
        first=date(2024, 9, 1),
        last=date(2024, 10, 31),
        journeys=[
            Journey("DEC-006", date(2024, 9, 26), date(2024, 10, 31), 2),
            Journey("DEC-007", date(2024, 10, 31), date(2024, 10, 31), 1),
            Journey("DEC-008", date(2024, 10, 31), date(2025, 2, 27), 1),
            Journey("DEC-017", date(2024, 10, 31), None, 1),
        ],
        meetings=[
            MeetingHeld(date(2024, 8, 29), is_quorate=False, are_papers_late=True),
            MeetingHeld(date(2024, 9, 26), is_quorate=True, are_papers_late=True),
            MeetingHeld(date(2024, 10, 31), is_quorate=False, are_papers_late=False),
        ],
        actions_overdue=2,
        disputes_open=1,
    )

    # 27 and 30 September, then 23 working days of October: 25 for the first, none for the second.
    assert (figures.decisions_agreed, figures.rounds_to_agreement, figures.latency_working_days) == (2, Fraction(3, 2), Fraction(25, 2))
    assert (figures.meetings_held, figures.meetings_inquorate, figures.meetings_papers_late) == (2, 1, 1)
    assert (figures.actions_overdue, figures.disputes_open) == (2, 1)


def test_without_a_decision_there_is_no_average():
    figures = trust_figures(first=DAY, last=DAY, journeys=[], meetings=[], actions_overdue=0, disputes_open=0)

    assert (figures.rounds_to_agreement, figures.latency_working_days) == (None, None)
