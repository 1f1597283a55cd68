"""Who is written to when a dispute is raised, goes up or is over, and when somebody is on the way in or out: never whoever did it."""

import uuid

import pytest
from tests.web.governed import govern
from tests.web.proceedings.acting import DAY

from gainshare.web.proceedings import disputing, processing
from gainshare.web.shared.models import Message


@pytest.fixture(autouse=True)
def governed(small):
    return govern(small)


def link(one):
    return f"https://example.org/{one}"


def told():
    """Return what was written to whom since it was last asked, and forget it."""
    found = sorted((one.to.partition("@")[0], one.subject) for one in Message.objects.all())
    Message.objects.all().delete()
    return found


LEADS = ("chair", "charity_leader", "deputy", "leader", "manager", "owner_leader")
"""The chair, the manager, and everybody who speaks for a party."""


def all_but(who, subject):
    return [(one, subject) for one in LEADS if one != who]


def raised(small):
    what = disputing.Raised("CHA", "Whether the cost is allowable", uuid.uuid4())
    return disputing.raise_dispute(by=small.seat("leader"), party=small.parties["TRU"], raised=what, link=link)


def test_the_chair_the_manager_and_all_who_speak_for_a_party_hear_of_a_dispute_but_not_what_it_says(small):
    raised(small)

    assert {one.body.splitlines()[-1] for one in Message.objects.all()} == {"https://example.org/DIS-01"}
    assert not [one for one in Message.objects.all() if "allowable" in one.body or "allowable" in one.subject]
    assert told() == all_but("leader", "DIS-01 is raised")


def test_they_hear_that_it_is_at_its_next_step_and_that_it_is_over(small):
    one = raised(small)
    told()
    disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.", link=link)
    assert told() == all_but("manager", "DIS-01 is at step 2")

    disputing.resolve(by=small.seat("chair"), of=one.pk, outcome="Half each.", link=link)

    assert told() == all_but("chair", "DIS-01 is over")


def test_whoever_takes_a_dispute_back_says_so_to_the_others(small):
    one = raised(small)
    told()

    disputing.withdraw(by=small.seat("leader"), of=one.pk, reason="It is settled between us.", link=link)

    assert told() == all_but("leader", "DIS-01 is over")


def test_a_form_that_is_sent_twice_is_told_once(small):
    what = disputing.Raised("CHA", "Whether the cost is allowable", uuid.uuid4())
    for _ in range(2):
        disputing.raise_dispute(by=small.seat("leader"), party=small.parties["TRU"], raised=what, link=link)

    assert told() == all_but("leader", "DIS-01 is raised")


def test_they_hear_that_somebody_is_on_the_way_in(small):
    begun = processing.Begun("admission", "Fernway Recovery", "It runs homes.", DAY, uuid.uuid4())

    processing.start(by=small.seat("lawyer"), begun=begun, link=link)

    assert told() == [(one, "ADM-01 has begun") for one in LEADS]


def test_the_pages_give_the_address_of_the_page(small):
    body = {"party": "TRU", "about": "CHA", "question": "Whether the cost is allowable", "token": uuid.uuid4()}

    small.client("leader").post(small.address("raise_dispute"), body)

    one = disputing.Dispute.objects.get()
    assert {message.body.splitlines()[-1] for message in Message.objects.all()} == {
        f"http://testserver{small.address('dispute', of=one.pk)}"
    }
