"""A day that something is due on ends at 23:59 in London, whichever clock holds there."""

from datetime import UTC, date, datetime

import pytest
from tests.web.small import OCTOBER

from gainshare.web.costs import actions
from gainshare.web.shared.time import day_of, ends_at, is_late

SPRING = date(2026, 3, 29)
"""A day of 23 hours: clocks go forward at 01:00 UTC."""
AUTUMN = date(2026, 10, 25)
"""A day of 25 hours: clocks go back at 01:00 UTC."""


@pytest.mark.parametrize(
    ("due", "last_moment"),
    [
        (date(2026, 11, 14), datetime(2026, 11, 14, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 7, 14), datetime(2026, 7, 14, 22, 59, 59, tzinfo=UTC)),
        (SPRING, datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC)),
        (AUTUMN, datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 59, 59, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_day_is_over_after_its_last_second_in_london(due, last_moment):
    assert not is_late(due, last_moment)
    assert is_late(due, ends_at(due))
    assert (ends_at(due) - last_moment).total_seconds() == 1
    assert day_of(last_moment) == due


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_the_clock_changes_is_an_hour_shorter_or_longer(day, hours):
    begins = ends_at(date.fromordinal(day.toordinal() - 1)).astimezone(UTC)

    assert (ends_at(day).astimezone(UTC) - begins).total_seconds() == hours * 3600


def test_what_is_not_due_is_never_late():
    assert not is_late(None, datetime(2099, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2026, 11, 14, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 15, 0, 0, 0, tzinfo=UTC), True),
    ],
)
def test_a_return_is_late_from_the_next_midnight_in_london(small, clock, lead, at, late):
    lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
    one = small.draft()
    clock.now = at
    warned = "The return is 1 day late" in small.client("lead").get(small.address("check_return", of=one.pk)).content.decode()
    lead = small.client("lead")
    lead.post(small.address("declare_return", of=one.pk), {"seen": one.row_version, "token": one.pk, "declared_as": "X", "confirmed": "on"})

    page = small.client("finance").get(small.address("month", month="2026-10")).content.decode()

    one.refresh_from_db()
    assert one.status == "submitted"
    assert str(one.submitted_on) == at.date().isoformat()
    assert ("1 day late" in page, warned) == (late, late)


def test_in_summer_the_day_in_london_begins_an_hour_before_that_of_utc(small, clock):
    clock.now = datetime(2026, 8, 14, 23, 30, tzinfo=UTC)
    one = actions.start_return(by=small.seat("lead"), party=small.parties["TRU"], month=_july(), due_on=date(2026, 8, 14))
    lines = [("direct", "Pay", 6_000_00), ("margin", "Margin", 500_00)]
    from tests.web.small import lines_of

    actions.save_lines(by=small.seat("lead"), of=one.pk, seen=1, lines=lines_of(*lines))
    done = actions.declare(by=small.seat("lead"), of=one.pk, seen=2, declared_as="X", token=one.pk)

    assert str(done.of.submitted_on) == "2026-08-15"
    page = small.client("finance").get(small.address("month", month="2026-07")).content.decode()
    assert "1 day late" in page


def _july():
    from gainshare.web.costs.convert import month_of

    return month_of(OCTOBER - 3)
