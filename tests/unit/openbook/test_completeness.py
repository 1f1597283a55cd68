"""When returns are due, and who has handed in what."""

from datetime import date

import pytest
from tests.unit.examples.figures import EXAMPLES, rows

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.completeness import completeness
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission
from gainshare.core.openbook.rules import OpenBookRules, due_on
from gainshare.files.folder import load_folder

OCTOBER, RULES = Month(2026, 10), OpenBookRules(return_due_day=14)


def test_a_return_is_due_on_the_day_of_the_following_month():
    rules = OpenBookRules(return_due_day=14)

    assert due_on(Month(2026, 10), rules) == date(2026, 11, 14)  # a Saturday: the agreement says the day, not the working day
    assert due_on(Month(2026, 12), rules) == date(2027, 1, 14)


def test_every_return_of_wexmoor_was_due_when_its_file_says():
    rules = OpenBookRules(return_due_day=14)
    stated = {(row["period"], row["due_on"]) for row in rows("wexmoor", "submissions.csv") if row["due_on"]}

    assert len(stated) == 31
    assert {due_on(Month.parse(month), rules) == date.fromisoformat(day) for month, day in stated} == {True}


@pytest.mark.parametrize("month", [Month(2027, 1), Month(2028, 1)])
def test_the_latest_day_that_can_be_agreed_is_in_every_february(month):
    assert due_on(month, OpenBookRules(return_due_day=28)) == date(month.year, 2, 28)


def test_without_an_agreed_day_nothing_is_due():
    assert due_on(Month(2026, 10), OpenBookRules()) is None


def handed_in(status="accepted", on=12, party="PX", kind="full", due=None):
    return Submission(f"S{on}", party, OCTOBER, kind, date(2026, 11, on), status, due, "", 0)


def state(*submissions, entries=(), today=date(2026, 11, 13), rules=RULES):
    (found,) = completeness(Ledger(submissions=submissions, entries=entries), [OCTOBER], ["PX"], rules, today)
    return found


@pytest.mark.parametrize(
    ("submissions", "status", "version"),
    [
        ((), "not_started", 0),
        ((handed_in("draft"),), "draft", 0),
        ((handed_in("submitted"),), "submitted", 1),
        ((handed_in("queried"),), "queried", 1),
        ((handed_in("accepted"),), "accepted", 1),
        ((handed_in("accepted"), handed_in("submitted", 20, kind="change")), "submitted", 2),
        ((handed_in("submitted", 20), handed_in("accepted")), "submitted", 2),
        ((handed_in("accepted"), handed_in("draft", 20)), "accepted", 1),
    ],
)
def test_a_return_stands_where_its_last_version_stands(submissions, status, version):
    found = state(*submissions)

    assert (found.status, found.version) == (status, version)


def test_a_month_keeps_its_accepted_cost_while_a_new_version_is_looked_at():
    found = state(handed_in("accepted"), handed_in("queried", 20), handed_in("draft", 21))

    assert (found.status, found.is_accepted, found.has_draft) == ("queried", True, True)
    assert (found.received_on, found.last_received_on) == (date(2026, 11, 12), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("submissions", "today", "is_late", "is_overdue"),
    [
        ((), 14, False, False),
        ((), 15, False, True),
        ((handed_in("draft", 12),), 15, False, True),
        ((handed_in("submitted", 14),), 20, False, False),
        ((handed_in("submitted", 15),), 20, True, False),
        # What was in time stays so, whatever is handed in later.
        ((handed_in("accepted", 12), handed_in("submitted", 20)), 20, False, False),
        # The day stated with the submission goes before the agreement's.
        ((handed_in("submitted", 15, due=date(2026, 11, 16)),), 20, False, False),
    ],
)
def test_lateness_is_judged_by_the_day_it_was_first_handed_in(submissions, today, is_late, is_overdue):
    found = state(*submissions, today=date(2026, 11, today))

    assert (found.is_late, found.is_overdue) == (is_late, is_overdue)


def test_without_an_agreed_day_nothing_is_late():
    found = state(today=date(2027, 11, 1), rules=OpenBookRules())

    assert (found.due_on, found.is_overdue) == (None, False)


def test_lines_without_a_submission_are_an_accepted_return():
    line = CostEntry("", "PX", OCTOBER, "direct", "Pay", 1, "net", "", "", "", 1)
    found = state(entries=(line,), today=date(2027, 1, 1))

    assert (found.status, found.version, found.received_on, found.is_overdue) == ("accepted", 1, None, False)


def test_all_155_returns_of_wexmoor_are_in_and_33_were_late():
    folder = load_folder(EXAMPLES / "wexmoor")
    months = [Month(2024, 4).plus(count) for count in range(32)]
    providers = [party.id for party in folder.agreement.parties if party.is_provider]
    found = completeness(folder.ledger, months, providers, folder.agreement.terms.open_book, date(2026, 12, 1))
    november = [one for one in found if one.month == Month(2026, 11)]

    assert [(one.party, one.status) for one in november] == [(party, "not_started") for party in providers]
    assert sum(one.status == "accepted" for one in found) == 155
    assert sum(one.is_late for one in found) == 33
    assert [(one.party, one.month) for one in found if one.version == 2] == [("WX-MHT", Month(2024, 9)), ("WX-FRN", Month(2024, 12))]
