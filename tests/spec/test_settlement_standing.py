"""Where a settlement stands: only what the parties say now and what has been paid decides, in whatever order it came about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainshare.core.commercial.standing import ALLOWED, SettlementFacts, may, standing_of

PARTIES = frozenset({"A", "B", "C"})

TABLE = [
    # what is known                                                          where it stands
    ({"kind": "shadow"}, "shadow"),
    ({"kind": "shadow", "approved": PARTIES}, "shadow"),
    ({"kind": "final"}, "draft"),
    ({"kind": "final", "approved": {"A", "B"}}, "draft"),
    ({"kind": "final", "approved": {"A", "B"}, "refused": {"C"}}, "draft"),
    ({"kind": "final", "approved": PARTIES, "unpaid": 2}, "agreed"),
    ({"kind": "final", "approved": PARTIES, "paid": 1, "unpaid": 1}, "agreed"),
    ({"kind": "final", "approved": PARTIES, "paid": 2}, "paid"),
    ({"kind": "final", "approved": PARTIES}, "agreed"),  # nothing is to be paid by it
    ({"kind": "interim", "approved": PARTIES, "unpaid": 1}, "agreed"),
    ({"kind": "final", "approved": PARTIES, "paid": 2, "is_restated": True}, "restated"),
    ({"kind": "final", "is_withdrawn": True}, "withdrawn"),
    ({"kind": "shadow", "is_withdrawn": True}, "withdrawn"),
    ({"kind": "final", "asked": set()}, "draft"),  # nobody is asked: it is never agreed by silence
]


def facts(**known):
    known = {"asked": PARTIES, **known}
    return SettlementFacts(**{name: frozenset(value) if isinstance(value, set | frozenset) else value for name, value in known.items()})


@pytest.mark.parametrize(("known", "standing"), TABLE)
def test_what_is_known_says_where_it_stands(known, standing):
    assert standing_of(facts(**known)) == standing


def test_what_may_be_done_where_it_stands():
    assert {standing: sorted(acts) for standing, acts in ALLOWED.items()} == {
        "shadow": ["withdraw"],
        "draft": ["approve", "refuse", "take_back", "withdraw"],
        "agreed": ["pay", "restate", "take_back", "take_back_payment"],
        "paid": ["restate", "take_back_payment"],
        "restated": ["pay", "take_back_payment"],
        "withdrawn": [],
    }


def test_an_approval_cannot_be_taken_back_once_something_is_paid():
    assert may("take_back", facts(kind="final", approved=PARTIES, unpaid=2))
    assert not may("take_back", facts(kind="final", approved=PARTIES, paid=1, unpaid=1))


parties = st.frozensets(st.sampled_from("ABCDE"))


@given(parties, parties, parties, st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans())
def test_it_is_agreed_only_if_every_party_that_is_asked_approves(asked, approved, refused, paid, unpaid, restated, withdrawn):
    standing = standing_of(SettlementFacts("final", asked, approved, refused, paid, unpaid, restated, withdrawn))

    if standing in {"agreed", "paid"}:
        assert asked
        assert asked <= approved
        assert not withdrawn
    if standing == "paid":
        assert unpaid == 0 < paid
    assert (standing == "withdrawn") == withdrawn
