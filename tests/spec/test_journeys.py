"""How a proposal came to be agreed: one that takes up another goes on from where that began."""

from datetime import date

from gainshare.core.governance.record import RecordedDecision
from gainshare.core.governance.trust import Journey, Put, journeys, puts_of_record

FIRST, SECOND, THIRD = date(2026, 9, 24), date(2026, 10, 29), date(2026, 11, 26)


def test_a_proposal_that_is_agreed_at_once_has_one_round():
    assert journeys([Put("A", FIRST, FIRST, 1)]) == (Journey("A", FIRST, FIRST, 1),)


def test_one_that_takes_up_another_is_a_further_round_of_it():
    puts = [Put("B", SECOND, SECOND, 1, "A"), Put("A", FIRST, None, 2)]

    assert journeys(puts) == (Journey("B", FIRST, SECOND, 3),)


def test_a_third_takes_up_the_second_and_with_it_the_first():
    puts = [Put("A", FIRST, None, 1), Put("B", SECOND, None, 1, "A"), Put("C", THIRD, THIRD, 1, "B")]

    assert journeys(puts) == (Journey("C", FIRST, THIRD, 3),)


def test_one_that_takes_up_what_nobody_knows_begins_with_itself():
    assert journeys([Put("B", SECOND, SECOND, 1, "A"), Put("C", THIRD, None, 1, "C")]) == (
        Journey("B", SECOND, SECOND, 1),
        Journey("C", THIRD, None, 1),
    )


def recorded(name, day, outcome, *linked):
    return RecordedDecision(name, day, "ALT", "alliance", "T", "P", (), "pass", 0, 0, 0, outcome, (), linked)


def test_of_the_record_a_link_to_what_was_not_agreed_takes_it_up():
    records = [recorded("A", FIRST, "not agreed: back"), recorded("B", SECOND, "agreed unanimously", "R-02", "A")]

    assert puts_of_record(records) == (Put("A", FIRST, None, 1), Put("B", SECOND, SECOND, 1, "A"))


def test_a_link_to_what_was_agreed_takes_up_nothing():
    records = [recorded("A", FIRST, "agreed unanimously"), recorded("B", SECOND, "agreed unanimously", "A")]

    assert [one.takes_up for one in puts_of_record(records)] == ["", ""]


def test_what_was_deferred_has_not_been_agreed():
    assert puts_of_record([recorded("A", FIRST, "deferred to November")])[0].agreed_on is None
