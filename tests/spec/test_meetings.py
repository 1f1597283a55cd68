"""Meetings: every party with a voice represented by somebody who may speak for it, an owner among them; and the life of a meeting."""

from dataclasses import replace
from datetime import date

import pytest
from tests.governing import DAY, PARTIES, QUORUM, seat, team, there

from gainshare.core.governance.body import Authority, Body, Deputy, Seat, authorised_people
from gainshare.core.governance.meeting import (
    MEETING_ALLOWED,
    Absence,
    Interest,
    MeetingFacts,
    Presence,
    are_papers_late,
    may_meet,
    meeting_standing,
    minutes_due_on,
    papers_due_on,
    presence_of_parties,
    quorum_of,
    recused_from,
)

BEFORE, AFTER = date(2026, 11, 25), date(2026, 11, 27)

WHO = [
    # the Trust's seat                                                                who may speak for the Trust on the day
    ({}, ["Trust member", "Trust deputy"]),
    ({"deputy": None}, ["Trust member"]),
    ({"deputy": Deputy("Trust deputy", "deed", valid_until=AFTER)}, ["Trust member", "Trust deputy"]),
    ({"deputy": Deputy("Trust deputy", "deed", valid_until=DAY)}, ["Trust member"]),  # the deed's end is the first day without it
    ({"deputy": Deputy("Trust deputy", "deed", valid_from=AFTER)}, ["Trust member"]),
    ({"authority": Authority(100_000, valid_until=DAY)}, []),  # nor has the deputy more than the member
    ({"authority": Authority(100_000, valid_from=DAY)}, ["Trust member", "Trust deputy"]),
    ({"authority": None}, []),
    ({"held_until": DAY}, []),
    ({"held_from": AFTER}, []),
]


@pytest.mark.parametrize(("changed", "people"), WHO)
def test_who_may_speak_for_a_party_on_a_day(changed, people):
    found = authorised_people(team(seat("Trust", **changed)), "Trust", DAY)

    assert [one.person for one in found] == people


DEPUTY_LIMITS = [
    (100_000, None, 100_000),
    (100_000, 20_000, 20_000),
    (100_000, 200_000, 100_000),
    (None, 20_000, 20_000),
    (None, None, None),
]


@pytest.mark.parametrize(("of_member", "of_deed", "of_deputy"), DEPUTY_LIMITS)
def test_a_deputy_may_commit_no_more_than_the_member_and_the_deed_allow(of_member, of_deed, of_deputy):
    body = team(seat("Trust", authority=Authority(of_member), deputy=Deputy("Trust deputy", "deed", limit_pence=of_deed)))

    assert [one.limit_pence for one in authorised_people(body, "Trust", DAY)] == [of_member, of_deputy]


QUORUMS = [
    # who is there                                            held?  who is missing, and why
    (there(*PARTIES), True, []),
    (there("Owner", "Trust", deputies=["Charity"]), True, []),
    (there("Owner", "Trust"), False, [Absence("Charity", "nobody_present")]),
    (there("Trust"), False, [Absence("Owner", "nobody_present"), Absence("Charity", "nobody_present")]),
    (there("Owner", "Trust") | {Presence("Charity seat", "a colleague")}, False, [Absence("Charity", "not_authorised")]),
    (frozenset(), False, [Absence(party, "nobody_present") for party in PARTIES]),
]


@pytest.mark.parametrize(("present", "is_held", "absent"), QUORUMS)
def test_every_party_is_represented_or_there_is_no_quorum(present, is_held, absent):
    quorum = quorum_of(team(), DAY, present, QUORUM)

    assert (quorum.is_held, list(quorum.absent)) == (is_held, absent)


def test_a_party_whose_authority_has_lapsed_is_missing_whoever_came():
    quorum = quorum_of(team(seat("Trust", authority=Authority(1, valid_until=DAY))), DAY, there(*PARTIES), QUORUM)

    assert quorum.absent == (Absence("Trust", "nobody_authorised"),)


OWNERS = [(True, True, True), (True, False, False), (False, False, True), (False, True, True)]


@pytest.mark.parametrize(("owner_needed", "is_representative", "is_held"), OWNERS)
def test_a_representative_of_an_owner_is_there_if_the_rules_ask_for_one(owner_needed, is_representative, is_held):
    body = team(seat("Owner", is_owner_representative=is_representative))

    assert quorum_of(body, DAY, there(*PARTIES), replace(QUORUM, owner_needed=owner_needed)).is_held == is_held


LIVED = [("needed", False, False), ("needed", True, True), ("expected", False, True), ("not_asked", False, True)]


@pytest.mark.parametrize(("rule", "is_there", "is_held"), LIVED)
def test_a_member_with_lived_experience_is_needed_expected_or_not_asked(rule, is_there, is_held):
    present = there(*PARTIES) | ({Presence("lived experience", "partner")} if is_there else set())
    quorum = quorum_of(team(), DAY, present, replace(QUORUM, lived_experience=rule))

    assert (quorum.is_held, quorum.has_lived_experience) == (is_held, is_there)


RECUSED = [
    # who is there                                                 who is recused                       outside        why missing
    (there(*PARTIES), {"Trust member"}, (), ["recused"]),  # the deputy could have come
    (there(*PARTIES, deputies=["Trust"]), {"Trust member"}, (), []),
    (there(*PARTIES), {"Trust member", "Trust deputy"}, ("Trust",), []),
    (there("Owner", "Charity"), {"Trust member", "Trust deputy"}, ("Trust",), []),
]


@pytest.mark.parametrize(("present", "recused", "outside", "reasons"), RECUSED)
def test_a_deputy_speaks_for_whoever_is_recused_and_a_party_with_nobody_left_is_outside(present, recused, outside, reasons):
    quorum = quorum_of(team(), DAY, present, QUORUM, recused=frozenset(recused))

    assert quorum.outside == outside
    assert [one.reason for one in quorum.absent] == reasons
    assert quorum.is_held == (not reasons)


def test_if_the_rules_say_so_a_party_with_nobody_left_stops_the_matter():
    rule = replace(QUORUM, when_nobody_is_left="inquorate")
    quorum = quorum_of(team(), DAY, there(*PARTIES), rule, recused=frozenset({"Trust member", "Trust deputy"}))

    assert (quorum.is_held, quorum.outside, quorum.absent) == (False, (), (Absence("Trust", "recused"),))


def test_a_body_without_voices_has_no_quorum():
    assert not quorum_of(Body("W", "Wider team", "wider_team"), DAY, [], replace(QUORUM, owner_needed=False)).is_held


def test_a_chair_of_no_party_has_no_voice():
    with pytest.raises(AssertionError, match="belongs to a party"):
        Seat("chair", "chair", None, has_vote=True, is_chair=True)


def test_people_are_recused_by_what_they_have_declared_by_the_day():
    declared = Interest("Trust member", "Trust", DAY, "Trustee elsewhere", "indirect", "Leaves", frozenset({"DEC-1"}))

    assert recused_from([declared], "DEC-1", DAY) == {"Trust member"}
    assert recused_from([declared], "DEC-1", BEFORE) == set()
    assert recused_from([declared], "DEC-2", DAY) == set()


def test_parties_named_by_a_record_are_taken_to_have_sent_their_members():
    assert presence_of_parties(team(), DAY, ["Trust", "Stranger"]) == (Presence("Trust seat", "Trust member"),)


LIFE = [
    ({}, "planned"),
    ({"papers_sent_on": DAY}, "papers_out"),
    ({"papers_sent_on": DAY, "is_opened": True}, "open"),
    ({"is_opened": True}, "open"),
    ({"is_opened": True, "is_ended": True}, "ended"),
    ({"is_opened": True, "is_ended": True, "minutes_agreed_on": AFTER}, "minutes_agreed"),
    ({"is_cancelled": True}, "cancelled"),
    ({"papers_sent_on": DAY, "is_cancelled": True}, "cancelled"),
]


@pytest.mark.parametrize(("known", "standing"), LIFE)
def test_what_is_known_of_a_meeting_says_where_it_stands(known, standing):
    assert meeting_standing(MeetingFacts(**known)) == standing


def test_what_may_be_done_with_a_meeting():
    assert {standing: sorted(acts) for standing, acts in MEETING_ALLOWED.items()} == {
        "planned": ["cancel", "declare", "open", "send_papers"],
        "papers_out": ["cancel", "declare", "open", "send_papers"],
        "open": ["attend", "declare", "end"],
        "ended": ["agree_minutes"],
        "minutes_agreed": [],
        "cancelled": [],
    }
    assert may_meet("open", MeetingFacts())
    assert not may_meet("cancel", MeetingFacts(is_opened=True))


DUE = [
    # meeting               papers, 5 working days before    minutes, 5 working days after
    (date(2026, 11, 26), date(2026, 11, 19), date(2026, 12, 3)),
    (date(2024, 4, 4), date(2024, 3, 26), date(2024, 4, 11)),  # Good Friday and Easter Monday lie before
    (date(2025, 12, 17), date(2025, 12, 10), date(2025, 12, 24)),
    (date(2025, 12, 23), date(2025, 12, 16), date(2026, 1, 2)),  # Christmas, Boxing Day and New Year lie after
    (date(2026, 12, 30), date(2026, 12, 21), date(2027, 1, 7)),  # 28 December 2026 stands in for Boxing Day, a Saturday
    (date(2027, 12, 30), date(2027, 12, 21), date(2028, 1, 7)),  # 27 and 28 December 2027, 3 January 2028 are substitute days
]


@pytest.mark.parametrize(("meeting", "papers", "minutes"), DUE)
def test_papers_and_minutes_are_due_by_working_days(meeting, papers, minutes):
    assert papers_due_on(meeting, 5) == papers
    assert minutes_due_on(meeting, 5) == minutes


def test_papers_are_late_once_their_day_has_passed():
    due_on = date(2026, 11, 19)

    assert not are_papers_late(sent_on=due_on, due_on=due_on, today=DAY)
    assert are_papers_late(sent_on=date(2026, 11, 20), due_on=due_on, today=DAY)
    assert are_papers_late(sent_on=None, due_on=due_on, today=date(2026, 11, 20))
    assert not are_papers_late(sent_on=None, due_on=due_on, today=due_on)
