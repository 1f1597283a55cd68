"""What disputes and processes put on somebody's desk."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.web.proceedings.acting import begun
from tests.web.settlements.reading import text_of
from tests.web.small import NOW

from gainshare.web.governance.models import Appointment
from gainshare.web.proceedings import disputing
from gainshare.web.proceedings.models import Dispute
from gainshare.web.proceedings.tasks import tasks_of

LATER = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def going(small, schedule):
    """A dispute of the trust, and a rectification of the charity."""
    what = disputing.Raised("the October return", "Whether the cost is allowable", uuid4())
    disputing.raise_dispute(by=small.seat("leader"), party=small.parties["TRU"], raised=what)
    return begun(small, "exclusion")


def told(small, who, now=NOW):
    return [(task.words, task.status, task.due, task.is_late) for task in tasks_of(small.seat(who), now)]


DISPUTE = "DIS-01, with Management team: Whether the cost is allowable"
PROCESS = "EXC-01, Small Charity: notice, and the party's answer to it"


def test_the_manager_has_every_step_and_the_chair_those_of_disputes(small):
    both = [(DISPUTE, "in progress", "Due 24 Nov 2026", False), (PROCESS, "due", "Due 24 Nov 2026", False)]

    assert told(small, "manager") == both
    assert told(small, "chair") == both[:1]
    assert told(small, "lawyer") == both[1:]


def test_a_party_has_what_it_raised_or_is_asked_for(small):
    assert [words for words, *_ in told(small, "leader")] == [DISPUTE]
    assert [words for words, *_ in told(small, "charity_leader")] == [PROCESS]
    assert told(small, "owner_leader") == []


@pytest.mark.parametrize("who", ["auditor", "analyst", "partner", "contributor"])
def test_others_have_none_of_it(small, who):
    assert told(small, who) == []


def test_a_step_is_on_the_desk_of_everybody_who_sits_on_the_body_that_has_it(small):
    one = Dispute.objects.get()
    assert told(small, "owner_leader") == told(small, "partner") == []
    disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")

    at_the_team = ("DIS-01, with Leadership team: Whether the cost is allowable", "in progress", "Due 8 Dec 2026", False)

    assert told(small, "owner_leader") == told(small, "partner") == told(small, "deputy") == [at_the_team]
    assert told(small, "contributor") == []


def test_who_no_longer_sits_on_the_body_has_it_no_more(small):
    disputing.escalate(by=small.seat("manager"), of=Dispute.objects.get().pk, reason="Not settled.")
    Appointment.objects.filter(person=small.people["owner_leader"]).update(ends_on=NOW.date() - timedelta(days=1))

    assert told(small, "owner_leader") == []


def test_beyond_its_last_day_a_step_is_late(small):
    assert [one[1:] for one in told(small, "manager", LATER)] == [("overdue", "Due 24 Nov 2026", True)] * 2


def test_the_desk_shows_them_with_their_pages(small):
    shown = small.client("manager").get("/").content.decode()

    assert DISPUTE in text_of(shown)
    assert PROCESS in text_of(shown)
