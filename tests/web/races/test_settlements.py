"""Many words on a settlement at once: it always stands where the words that are said now put it, and nobody reads it otherwise."""

import random
import uuid

import pytest
from tests.web.making import give, person
from tests.web.races.test_races import assert_journal_is_whole

from gainshare.core.commercial.standing import standing_of
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.settlements import actions
from gainshare.web.settlements.models import APPROVES, REFUSES, Asked, Settlement
from gainshare.web.settlements.standing import facts_of

pytestmark = pytest.mark.slow
LEADERS = {"TRU": "leader", "CHA": "charity", "BRD": "board"}


@pytest.fixture
def seats(small):
    for code in ("CHA", "BRD"):
        small.people[LEADERS[code]] = person(f"{LEADERS[code]}@small.example.org")
        give(small.alliance, small.people[LEADERS[code]], "leadership_member", small.parties[code])
    return {code: small.seat(who) for code, who in LEADERS.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_approvals_refusals_and_withdrawals_at_once(small, seats, at_once, seed):
    one = small.settlement()
    chance = random.Random(seed)

    def word(code, what):
        if what == "take back":
            return actions.take_back(by=seats[code], of=one.pk, party=small.parties[code])
        return actions.say(by=seats[code], of=one.pk, party=small.parties[code], says=what, reason=str(uuid.uuid4())[:8], link=None)

    things = []
    for _ in range(50):
        code, what = chance.choice(sorted(seats)), chance.choice([APPROVES, APPROVES, REFUSES, "take back"])
        things.append(lambda code=code, what=what: word(code, what))

    found = at_once(things)

    assert {type(result) for result in found} <= {Settlement, Refused}, found
    done = sum(isinstance(result, Settlement) for result in found)
    assert done >= 3
    one = Settlement.objects.get(pk=one.pk)
    assert one.standing == standing_of(facts_of(one))
    says = dict(Asked.objects.filter(settlement=one).values_list("party__code", "says"))
    assert (one.standing == "agreed") == (set(says.values()) == {APPROVES})
    assert (one.agreed_at is not None) == (one.standing == "agreed")
    entries = Entry.objects.filter(action__in=("settlement.approved", "settlement.refused", "settlement.taken_back"))
    assert entries.count() == done
    assert_journal_is_whole(small)
    assert replayed(entries) == says


def replayed(entries):
    """Return what each party says by the journal alone, the words taken in the order in which they were written down."""
    import json

    says = dict.fromkeys(LEADERS, "")
    codes = {"Small Trust": "TRU", "Small Charity": "CHA", "Small Board": "BRD"}
    for entry in entries.order_by("number").select_related("content"):
        told = json.loads(entry.content.text)
        says[codes[told["names"]["party"]]] = told["after"].get("says", "")
    return says


def test_the_last_two_approvals_at_once_agree_it(small, seats, at_once):
    for _ in range(8):
        one = small.settlement()

        def approve(code, one=one):
            return actions.say(by=seats[code], of=one.pk, party=small.parties[code], says=APPROVES, link=None)

        at_once([lambda code=code, approve=approve: approve(code) for code in seats])

        one.refresh_from_db()
        assert one.standing == "agreed"
        Settlement.objects.filter(pk=one.pk).update(standing="withdrawn", withdrawn_at=one.drafted_at)  # the next one takes its place


def test_a_payment_and_an_approval_taken_back_at_once_leave_one_of_both(small, seats, at_once):
    for _ in range(8):
        one = small.agreed()
        transfer = one.transfers.first()

        def pay(one=one, transfer=transfer):
            return actions.pay(by=small.seat("finance"), of=one.pk, transfer=transfer.pk, paid_on=one.as_of, reference="INV")

        def take_back(one=one):
            return actions.take_back(by=seats["TRU"], of=one.pk, party=small.parties["TRU"])

        found = at_once([pay, take_back])

        assert sum(isinstance(result, Refused) for result in found) == 1, found
        one.refresh_from_db()
        assert one.standing == standing_of(facts_of(one))
        transfer.refresh_from_db()
        assert (transfer.paid_on is not None) == (one.standing in {"agreed", "paid"})
        one.transfers.update(paid_on=None)
        Settlement.objects.filter(pk=one.pk).update(standing="withdrawn", withdrawn_at=one.drafted_at)


@pytest.mark.parametrize("count", [12])
def test_a_period_settled_by_many_at_once_is_settled_once(small, at_once, count):
    token = uuid.uuid4()

    found = at_once([lambda: small.settlement(token=token)] * count + [lambda: small.settlement(token=uuid.uuid4())] * count)

    assert Settlement.objects.count() == 1
    assert {type(result) for result in found} <= {Settlement, Refused}
    assert Entry.objects.filter(action="settlement.drafted").count() == 1
