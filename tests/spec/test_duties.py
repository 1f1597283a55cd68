"""The duties of the leadership team and of the management team: what is due, what is done, and what is missing on a day."""

from datetime import date

import pytest

from gainshare.core.governance.duties import STANDARD_DUTIES, Duty, DutyDone, MeetingOf, last_done, missing_of, occasions
from gainshare.core.kernel.period import Calendar, Month

CALENDAR = Calendar(4)
APRIL = date(2026, 4, 1)
MEETINGS = (MeetingOf("ALT-2026-09", date(2026, 9, 24)), MeetingOf("ALT-2026-10", date(2026, 10, 29)))


def states(rhythm, *, day, done=(), meetings=(), closed=(), begins_on=APRIL, ended_on=None):
    """Where a duty stands on a day, occasion by occasion."""
    records = [DutyDone(one, day) for one in done]
    found = occasions(Duty("duty", rhythm, begins_on, ended_on), records, day=day, meetings=meetings, closed=set(closed), calendar=CALENDAR)
    return [(one.for_what, one.state) for one in found]


# Whose duties they are


def test_the_leadership_team_ensures_outcomes_agrees_governance_sets_roles_and_sees_to_data():
    found = [(one.code, one.rhythm) for one in STANDARD_DUTIES if one.body_kind == "alliance_leadership_team"]

    assert found == [
        ("outcome_assurance", "meeting"),
        ("agree_governance", "year"),
        ("roles_and_accountabilities", "year"),
        ("data_and_reporting", "month"),
    ]


def test_the_management_team_plans_keeps_cost_implements_reviews_and_looks_after_risks():
    found = [(one.code, one.rhythm) for one in STANDARD_DUTIES if one.body_kind == "alliance_management_team"]

    assert found == [
        ("team_coverage", "once"),
        ("implementation_plan", "once"),
        ("target_costs", "month"),
        ("implementation", "month"),
        ("performance_review", "month"),
        ("risks", "month"),
    ]


@pytest.mark.parametrize("one", STANDARD_DUTIES, ids=lambda one: one.code)
def test_every_duty_says_what_shows_it_and_where_it_comes_from(one):
    assert one.text
    assert one.evidence
    assert one.source


# For each meeting


def test_a_meeting_asks_for_its_statement_on_its_day_and_misses_it_from_the_next():
    assert states("meeting", day=date(2026, 10, 29), meetings=MEETINGS, done=["ALT-2026-09"]) == [
        ("ALT-2026-09", "done"),
        ("ALT-2026-10", "due"),
    ]
    assert states("meeting", day=date(2026, 10, 30), meetings=MEETINGS) == [("ALT-2026-09", "missing"), ("ALT-2026-10", "missing")]


def test_a_meeting_to_come_asks_for_nothing():
    assert states("meeting", day=date(2026, 10, 28), meetings=MEETINGS, done=["ALT-2026-09"]) == [("ALT-2026-09", "done")]


def test_a_meeting_before_the_duty_began_asks_for_nothing():
    assert states("meeting", day=date(2026, 11, 1), meetings=MEETINGS, begins_on=date(2026, 10, 1)) == [("ALT-2026-10", "missing")]


def test_a_statement_that_came_late_is_there_all_the_same():
    assert states("meeting", day=date(2026, 12, 1), meetings=MEETINGS, done=["ALT-2026-09", "ALT-2026-10"]) == [
        ("ALT-2026-09", "done"),
        ("ALT-2026-10", "done"),
    ]


# For each period


def test_a_month_asks_once_it_has_ended_and_misses_it_once_it_is_closed():
    months = {"begins_on": date(2026, 9, 1)}

    assert states("month", day=date(2026, 9, 30), **months) == []
    assert states("month", day=date(2026, 10, 1), **months) == [("2026-09", "due")]
    assert states("month", day=date(2026, 11, 20), closed=[Month(2026, 9)], **months) == [("2026-09", "missing"), ("2026-10", "due")]


def test_what_is_done_for_a_month_is_done_whether_or_not_the_month_is_closed():
    assert states("month", day=date(2026, 10, 5), done=["2026-09"], begins_on=date(2026, 9, 1)) == [("2026-09", "done")]
    assert states("month", day=date(2026, 10, 5), done=["2026-09"], begins_on=date(2026, 9, 1), closed=[Month(2026, 9)]) == [
        ("2026-09", "done")
    ]


def test_a_quarter_is_missing_once_its_three_months_are_closed():
    third = [Month(2026, month) for month in (4, 5, 6)]

    assert states("quarter", day=date(2026, 6, 30)) == []
    assert states("quarter", day=date(2026, 8, 1), closed=third[:2]) == [("2026/27 Q1", "due")]
    assert states("quarter", day=date(2026, 8, 1), closed=third) == [("2026/27 Q1", "missing")]


def test_a_year_is_due_on_the_first_day_of_the_next():
    assert states("year", day=date(2027, 3, 31)) == []
    assert states("year", day=date(2027, 4, 1)) == [("2026/27", "due")]
    assert states("year", day=date(2027, 7, 1), closed=[Month(2026, 4).plus(n) for n in range(12)]) == [("2026/27", "missing")]


# Once


def test_what_is_due_once_is_due_on_the_first_day_and_missing_until_it_is_done():
    assert states("once", day=APRIL) == [("once", "due")]
    assert states("once", day=date(2026, 4, 2)) == [("once", "missing")]
    assert states("once", day=date(2028, 4, 2), done=["once"]) == [("once", "done")]


# The end of a duty


def test_after_its_end_a_duty_asks_for_nothing_more():
    assert states("meeting", day=date(2026, 12, 1), meetings=MEETINGS, ended_on=date(2026, 10, 1)) == [("ALT-2026-09", "missing")]


def test_a_duty_does_not_end_before_it_begins():
    with pytest.raises(AssertionError, match="ends no earlier"):
        Duty("duty", "once", date(2026, 4, 2), APRIL)


# What is read off


def test_what_is_missing_and_what_was_done_last():
    records = [DutyDone("ALT-2026-09", date(2026, 9, 24))]
    found = occasions(Duty("duty", "meeting", APRIL), records, day=date(2026, 11, 1), meetings=MEETINGS, closed=(), calendar=CALENDAR)

    assert [one.for_what for one in missing_of(found)] == ["ALT-2026-10"]
    assert last_done(found).done == records[0]
    assert last_done(()) is None


def test_a_record_for_a_meeting_that_was_not_held_shows_nowhere():
    assert states("meeting", day=date(2026, 11, 1), meetings=MEETINGS[:1], done=["ALT-2026-10"]) == [("ALT-2026-09", "missing")]
