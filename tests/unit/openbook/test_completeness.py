"""When returns are due, and who has handed in what."""

from datetime import date

import pytest
from tests.unit.examples.figures import rows

from gainshare.core.kernel.period import Month
from gainshare.core.openbook.rules import OpenBookRules, due_on


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
