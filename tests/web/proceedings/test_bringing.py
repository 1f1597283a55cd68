"""Disputes come with an alliance's files and go with them again without loss."""

from datetime import date

import pytest
from tests.web.small import NOW

from gainshare.core.governance.dispute import Dispute, StepTaken
from gainshare.files.governance import load_governance
from gainshare.web.proceedings.bringing import bring_disputes
from gainshare.web.proceedings.models import DisputeStep
from gainshare.web.proceedings.queries import disputes_open_on
from gainshare.web.proceedings.taking import disputes_of

RECORD = load_governance("examples/wexmoor/governance").disputes
FURTHER = (
    Dispute(
        "DIS-03",
        date(2026, 9, 1),
        "TRU",
        "the October return",
        "Whether the lease is an allowable cost",
        (StepTaken(1, date(2026, 9, 1)), StepTaken(2, date(2026, 9, 16)), StepTaken(3, date(2026, 10, 14))),
        ended_on=date(2026, 10, 28),
        outcome="The owners continue.",
    ),
    Dispute(
        "DIS-04",
        date(2026, 9, 1),
        "TRU",
        "BRD",
        "Whether a post is shared",
        (StepTaken(1, date(2026, 9, 2)),),
        withdrawn_on=date(2026, 9, 9),
    ),
)


def bring(small, schedule, disputes=RECORD + FURTHER):
    bring_disputes(small.alliance, disputes, schedule, by=None, at=NOW)


def test_what_is_brought_in_is_taken_out_again_to_the_last_day_and_word_and_in_its_order(small, schedule):
    bring(small, schedule)

    assert disputes_of(small.alliance) == RECORD + FURTHER


def test_the_last_day_of_each_step_is_worked_out_from_the_working_days_of_the_schedule(small, schedule):
    bring(small, schedule)

    found = DisputeStep.objects.order_by("dispute__number", "number").values_list("dispute__reference", "number", "due_on")
    assert list(found) == [
        ("DIS-01", 1, date(2024, 10, 11)),
        ("DIS-02", 2, date(2026, 11, 26)),
        ("DIS-03", 1, date(2026, 9, 15)),
        ("DIS-03", 2, date(2026, 10, 14)),
        ("DIS-03", 3, date(2026, 10, 28)),
        ("DIS-04", 1, date(2026, 9, 16)),
    ]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2024, 9, 26), 0),
        (date(2024, 9, 27), 1),
        (date(2024, 10, 30), 1),
        (date(2024, 10, 31), 0),  # the day on which it was settled
        (date(2026, 9, 3), 3),
        (date(2026, 9, 9), 2),  # one was withdrawn
        (date(2026, 10, 28), 1),  # one has come to its end
        (date(2026, 11, 10), 1),
    ],
)
def test_disputes_are_open_from_the_day_they_are_raised_until_the_day_before_they_are_over(small, schedule, day, count):
    bring(small, schedule)

    assert disputes_open_on(small.alliance, day) == count


def test_an_alliance_without_disputes_has_none_open(small):
    assert disputes_of(small.alliance) == ()
    assert disputes_open_on(small.alliance, NOW.date()) == 0
