"""The life of a decision on the web: what is refused, what is kept, and where it stands after each thing that is done."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from tests.web.governed import MANAGED_SCHEDULE, SCHEDULE, SEATS, VOICES, Governed

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.governance import appointing, calling, concluding, meeting_acts, proposing
from gainshare.web.governance.attending import quorum_at
from gainshare.web.governance.binding import decisions_binding
from gainshare.web.governance.decisions_page import earlier_decisions
from gainshare.web.governance.facts import decision_of, decision_row, standing_now
from gainshare.web.governance.models import Decision, Meeting, Round, Schedule
from gainshare.web.governance.tasks import tasks_of


def stands(governed, row):
    return Decision.objects.get(pk=row.pk).standing


def test_a_decision_to_which_every_party_agrees_in_a_meeting_with_a_quorum_is_adopted(governed):
    made = governed.adopted()

    assert (made.reference, made.standing, made.decided_on) == ("DEC-001", "adopted", date(2026, 11, 10))


def test_one_party_that_cannot_agree_is_enough_for_nothing_to_be_decided(governed):
    made = governed.called()
    governed.all_say(made)
    governed.says(made, "CHA", "cannot_agree")

    assert governed.shown(made).standing == "not_agreed"


def test_a_party_that_says_nothing_has_not_agreed(governed):
    made = governed.called()
    for party in ("BRD", "TRU"):
        governed.says(made, party)

    assert governed.shown(made).standing == "not_agreed"


def test_a_meeting_from_which_a_party_is_missing_decides_nothing(governed):
    meeting = governed.meeting(there=("chair", "owner_leader", "leader"))
    made = governed.called(meeting)
    for party in ("BRD", "TRU"):
        governed.says(made, party)
    with pytest.raises(Refused, match="Charity Leader is not at the meeting"):
        governed.says(made, "CHA")

    assert governed.shown(made).standing == "inquorate"


def test_whoever_leaves_before_the_voices_are_shown_is_not_counted(governed):
    meeting = governed.meeting()
    made = governed.called(meeting)
    governed.all_say(made)
    governed.comes(meeting, "charity_leader", is_there=False)

    assert governed.shown(made).standing == "inquorate"


def test_the_last_word_of_a_party_counts_until_all_are_shown_and_none_after(governed):
    made = governed.called()
    governed.all_say(made, "cannot_agree")
    governed.all_say(made, "agree")

    assert governed.shown(made).standing == "adopted"
    with pytest.raises(Refused):
        governed.says(made, "CHA", "cannot_agree")


def test_a_word_that_was_taken_back_is_silence(governed):
    made = governed.called()
    governed.all_say(made)
    governed.says(made, "TRU", "taken_back")

    assert governed.shown(made).standing == "not_agreed"


def test_the_call_does_not_open_before_both_tests_are_passed(governed):
    meeting = governed.meeting()
    made = governed.proposed(tested=False)
    proposing.place_on_agenda(by=governed.seat("chair"), of=made.pk, meeting=meeting)

    with pytest.raises(Refused, match="has not passed the principle test and the best-for-service test"):
        calling.open_call(by=governed.seat("chair"), of=made.pk)


def test_the_call_does_not_open_outside_a_meeting(governed):
    made = governed.proposed()

    with pytest.raises(Refused, match="The call opens in a meeting"):
        calling.open_call(by=governed.seat("chair"), of=made.pk)


def test_a_deputy_speaks_by_deed_and_only_for_the_own_party(governed):
    meeting = governed.meeting(there=("chair", "owner_leader", "deputy", "charity_leader"))
    made = governed.called(meeting)
    governed.says(made, "BRD")
    governed.says(made, "TRU", who="deputy")
    governed.says(made, "CHA")

    assert governed.shown(made).standing == "adopted"
    with pytest.raises(PermissionDenied):
        governed.says(made, "CHA", who="deputy")


def test_a_member_without_a_seat_has_no_voice(governed, small):
    made = governed.called()
    ended = small.people["charity_leader"].appointments.get()
    ended.ends_on = date(2026, 11, 9)
    ended.save()

    with pytest.raises(Refused, match="has no authority to speak for Small Charity on this day"):
        governed.says(made, "CHA")
    for party in ("BRD", "TRU"):
        governed.says(made, party)
    assert governed.shown(made).standing == "inquorate"  # the charity still has to agree, and nobody can speak for it


def test_new_words_are_tested_anew_and_everybody_is_asked_again(governed):
    made = governed.called()
    governed.all_say(made)
    governed.says(made, "CHA", "cannot_agree")
    governed.shown(made)
    again = calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Close the ward when twenty homes are there.")

    assert again.standing == "draft"
    with pytest.raises(Refused, match="has not passed"):
        calling.open_call(by=governed.seat("chair"), of=made.pk)
    governed.tested(again)
    calling.open_call(by=governed.seat("chair"), of=made.pk)
    assert governed.shown(governed.all_say(again)).standing == "adopted"
    assert [one.wording for one in decision_row(again.alliance, again.pk).rounds.all()] == [
        "Close the ward on 30 April 2027.",
        "Close the ward when twenty homes are there.",
    ]


def test_the_same_words_put_again_keep_their_tests(governed):
    meeting = governed.meeting(there=("chair",))
    made = governed.called(meeting)
    governed.shown(made)
    calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Close the ward on 30 April 2027.")

    assert calling.open_call(by=governed.seat("chair"), of=made.pk).standing == "in_round"


def test_a_reserved_matter_waits_for_the_party_it_is_reserved_to(governed, small):
    made = governed.adopted(reserved=("R4",))

    assert made.standing == "awaiting_approval"
    given = {"kind": "approval", "given_by": "trust board", "given_on": date(2026, 11, 10)}
    with pytest.raises(Refused, match="The approval of CHA is not asked for"):
        concluding.endorse(by=governed.seat("charity_leader"), of=made.pk, party=small.parties["CHA"], is_given=True, **given)
    done = concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], is_given=True, **given)
    assert done.standing == "adopted"


def test_a_board_that_refuses_a_reserved_matter_ends_it(governed, small):
    made = governed.adopted(reserved=("R4",))
    given = {"kind": "approval", "is_given": False, "given_by": "trust board", "given_on": date(2026, 11, 10)}

    with pytest.raises(Refused, match="Say why it is refused"):
        concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **given)
    done = concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], reason="It is not safe.", **given)
    assert done.standing == "refused"


def test_every_party_approves_what_is_reserved_to_every_party(governed, small):
    made = governed.adopted(reserved=("R7",))
    found = []
    for code, who in VOICES.items():
        given = {"kind": "approval", "is_given": True, "given_by": "board", "given_on": date(2026, 11, 10)}
        found.append(concluding.endorse(by=governed.seat(who), of=made.pk, party=small.parties[code], **given).standing)

    assert found == ["awaiting_approval", "awaiting_approval", "adopted"]


def test_approvals_that_do_not_come_in_time_let_it_lapse(governed, clock):
    made = governed.adopted(reserved=("R4",), approvals_by=date(2026, 11, 20))
    clock.now += timedelta(days=11)

    assert standing_now(decision_row(made.alliance, made.pk), date(2026, 11, 21)) == "lapsed"


def test_a_sum_beyond_a_members_limit_waits_for_their_party(governed, small):
    made = governed.adopted(commitments={"TRU": 150_000_00, "CHA": 50_000_00})

    assert made.standing == "awaiting_authority"
    given = {"kind": "authority", "is_given": True, "given_by": "trust board", "given_on": date(2026, 11, 10)}
    assert concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **given).standing == "adopted"


def test_what_is_within_a_delegation_goes_to_the_body_below_only_if_that_body_decides(governed):
    made = governed.proposed(put_to="AMT", amount=20_000_00)

    # The management team has no quorum in the schedule, so it can decide nothing.
    assert (made.put_to, made.body) == ("ALT", "ALT")


def test_a_management_team_with_members_that_have_a_vote_decides_what_is_delegated_to_it(small):
    governed = Governed(small, MANAGED_SCHEDULE)

    made = governed.proposed(put_to="AMT", amount=20_000_00)

    assert (made.put_to, made.body) == ("AMT", "AMT")
    assert decision_of(decision_row(made.alliance, made.pk)).classification.kind == "delegated"


def test_two_proposals_do_not_take_up_the_same_decision(governed):
    first = governed.adopted()
    second = governed.proposed(title="Close another ward", takes_up=first.reference)

    with pytest.raises(Refused, match=f"{second.reference} takes up {first.reference} already"):
        governed.proposed(title="Close a third ward", takes_up=first.reference)
    proposing.withdraw(by=governed.seat("manager"), of=second.pk, reason="Not now.")
    assert governed.proposed(title="Close a third ward", takes_up=first.reference).takes_up == first.reference


def test_a_day_on_which_it_is_looked_at_again_is_still_to_come(governed):
    with pytest.raises(Refused, match="looked at again has gone by"):
        governed.proposed(review_on=date(2020, 1, 1))


def test_what_exceeds_a_delegation_goes_up(governed):
    made = governed.proposed(put_to="AMT", amount=30_000_00)

    assert (made.put_to, made.body) == ("AMT", "ALT")
    assert decision_of(decision_row(made.alliance, made.pk)).classification.kind == "alliance"


def test_what_cannot_wait_is_agreed_in_writing_and_ratified_by_the_next_meeting(governed, clock):
    made = governed.called(is_urgent=True)
    governed.all_say(made)
    shown = governed.shown(made)
    clock.now += timedelta(days=1)
    meeting = governed.meeting()
    done = concluding.ratify(by=governed.seat("chair"), of=made.pk, meeting=meeting)

    assert (made.is_written, shown.standing, done.standing) == (True, "awaiting_ratification", "adopted")
    assert [item.about for item in meeting.items.filter(kind="ratification")] == [made.reference]


def test_a_meeting_without_a_quorum_ratifies_nothing(governed, clock):
    made = governed.called(is_urgent=True)
    governed.shown(governed.all_say(made))
    clock.now += timedelta(days=1)
    meeting = governed.meeting(there=("chair", "leader"))

    with pytest.raises(Refused, match="no quorum"):
        concluding.ratify(by=governed.seat("chair"), of=made.pk, meeting=meeting)


def test_a_window_that_closes_before_all_have_spoken_lets_it_lapse(governed, clock):
    made = governed.called(is_urgent=True)  # Tuesday: three working days end with Friday
    governed.says(made, "BRD")
    row = decision_row(made.alliance, made.pk)

    assert standing_now(row, date(2026, 11, 13)) == "in_round"
    assert standing_now(row, date(2026, 11, 16)) == "lapsed"
    clock.now += timedelta(days=6)
    with pytest.raises(Refused):
        governed.says(made, "TRU")


def test_somebody_recused_is_not_counted_and_their_deputy_speaks(governed, small):
    meeting = governed.meeting(there=("chair", "owner_leader", "leader", "deputy", "charity_leader"))
    made = governed.called(meeting)
    governed.all_say(made)
    declared(governed, "leader")
    calling.recuse(by=governed.seat("chair"), of=made.pk, person=small.people["leader"], reason="Owns the building.")

    with pytest.raises(Refused, match="has an interest"):
        governed.says(made, "TRU")
    governed.says(made, "TRU", who="deputy")
    done = governed.shown(made)
    assert done.standing == "adopted"
    assert decision_of(decision_row(done.alliance, done.pk)).round.recused == {str(small.people["leader"].pk)}


def test_a_party_with_nobody_left_is_outside(governed, small):
    made = governed.called()
    for who in ("leader", "deputy"):
        declared(governed, who)
        calling.recuse(by=governed.seat("chair"), of=made.pk, person=small.people[who], reason="Owns the building.")
    governed.says(made, "BRD")
    governed.says(made, "CHA")

    assert governed.shown(made).standing == "adopted"


def test_a_proposal_is_taken_back_by_whoever_made_it_with_the_reason(governed):
    made = governed.proposed()

    with pytest.raises(Refused, match="Whoever proposed it"):
        proposing.withdraw(by=governed.seat("leader"), of=made.pk, reason="Not now.")
    assert proposing.withdraw(by=governed.seat("manager"), of=made.pk, reason="Not now.").standing == "withdrawn"


def test_a_later_decision_that_takes_up_an_earlier_one_stands_in_its_place_once_it_is_adopted(governed):
    meeting = governed.meeting()
    first = governed.shown(governed.all_say(governed.called(meeting)))
    second = governed.called(meeting, title="Close another ward", takes_up=first.reference)
    assert stands(governed, first) == "adopted"

    governed.shown(governed.all_say(second))

    assert (stands(governed, first), stands(governed, second)) == ("superseded", "adopted")


def declared(governed, who):
    """Let somebody declare an interest, so that they can be written down as taking no part."""
    return appointing.declare_interest(by=governed.seat(who), what="Owns the building.", kind="financial", management="", party="")


@pytest.mark.parametrize("change", ["ended today", "another deputy", "role ended", "schedule changed", "limit lowered"])
def test_nothing_that_comes_later_changes_what_was_decided(governed, small, clock, change):
    meeting = governed.meeting(there=("chair", "owner_leader", "deputy", "charity_leader"))
    made = governed.called(meeting)
    for party, who in (("BRD", "owner_leader"), ("TRU", "deputy"), ("CHA", "charity_leader")):
        governed.says(made, party, who=who)
    governed.shown(made)
    meeting_acts.end(by=governed.seat("chair"), of=meeting.pk)

    if change == "ended today":
        for one in small.alliance.appointments.all():
            appointing.end_appointment(by=governed.seat("manager"), of=one.pk, reason="Moved on.")
    if change == "another deputy":
        small.alliance.appointments.filter(is_deputy=True).update(ends_on=date(2026, 11, 30))
        clock.now += timedelta(days=30)
        who = {"body": "ALT", "seat": SEATS["deputy"][0], "person": small.people["lead"], "is_deputy": True, "deed": "Another deed"}
        seating = appointing.Seating(**who, limit=None, begins_on=date(2026, 12, 10), ends_on=None)
        appointing.appoint(by=governed.seat("manager"), who=seating)
    if change == "role ended":
        small.people["deputy"].memberships.update(ends_on=date(2026, 11, 9))
    if change == "schedule changed":
        text = SCHEDULE.replace("role: director, body: ALT, party: CHA", "role: chief executive, body: ALT, party: CHA")
        second = appointing.propose_schedule(by=governed.seat("lawyer"), data=text.encode(), takes_effect_on=clock.now.date(), reason="")
        Schedule.objects.filter(pk=second.pk).update(adopted_at=clock.now)
    if change == "limit lowered":
        small.alliance.appointments.update(limit=0)

    row = decision_row(made.alliance, made.pk)
    assert standing_now(row, date(2027, 3, 1)) == "adopted"
    assert quorum_at(Meeting.objects.get(pk=meeting.pk)).is_held
    with pytest.raises(Refused):
        proposing.withdraw(by=governed.seat("manager"), of=made.pk, reason="Not now.")


def test_the_voice_of_somebody_whose_role_has_ended_no_longer_counts(governed, small):
    made = governed.called()
    governed.all_say(made)
    small.people["charity_leader"].memberships.update(ends_on=date(2026, 11, 9))

    assert governed.shown(made).standing == "inquorate"


def test_a_deputy_speaks_until_the_last_day_of_the_deed_whoever_follows(governed, small):
    held = small.alliance.appointments.get(is_deputy=True)
    held.ends_on = date(2026, 12, 31)
    held.save()
    who = {"body": "ALT", "seat": SEATS["deputy"][0], "person": small.people["lead"], "is_deputy": True, "deed": "Another deed"}
    seating = appointing.Seating(**who, limit=None, begins_on=date(2027, 1, 1), ends_on=None)
    appointing.appoint(by=governed.seat("manager"), who=seating)

    made = governed.called(governed.meeting(there=("chair", "owner_leader", "deputy", "charity_leader")))
    assert governed.says(made, "TRU", who="deputy")


def test_a_limit_that_was_lowered_counts_for_what_is_shown_after_it(governed, small):
    made = governed.called(amount=40_000_00, commitments={"CHA": 40_000_00})
    small.alliance.appointments.filter(seat=SEATS["charity_leader"][0]).update(limit=1_000_00)

    assert governed.shown(governed.all_say(made)).standing == "awaiting_authority"


def test_nobody_is_made_to_take_no_part_who_has_declared_no_interest(governed, small):
    made = governed.called()

    with pytest.raises(Refused, match="Leader of Small has declared no interest"):
        calling.recuse(by=governed.seat("chair"), of=made.pk, person=small.people["leader"], reason="I say so.")
    calling.recuse(by=governed.seat("leader"), of=made.pk, person=small.people["leader"], reason="I own the building.")
    with pytest.raises(Refused, match="Leader of Small says whether"):
        calling.take_part(by=governed.seat("chair"), of=made.pk, person=small.people["leader"])
    calling.take_part(by=governed.seat("leader"), of=made.pk, person=small.people["leader"])
    assert governed.shown(governed.all_say(made)).standing == "adopted"


@pytest.mark.parametrize("what", ["voice", "tests", "approval"])
def test_what_is_sent_from_the_page_of_an_earlier_round_counts_for_nothing(governed, small, what):
    made = governed.called(reserved=("R4",))
    governed.shown(governed.all_say(made))
    calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Give the charity's reserves away.")
    said = {"kind": "approval", "is_given": True, "given_by": "trust board", "given_on": date(2026, 11, 10)}

    sends = {
        "tests": lambda: proposing.answer_tests(by=governed.seat("chair"), of=made.pk, principles={}, answers={}, result="", seen=1),
        "voice": lambda: calling.say(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], word="agree", seen=1),
        "approval": lambda: concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], seen=1, **said),
    }
    with pytest.raises(Refused, match="The wording has been put to another round since you opened the page"):
        sends[what]()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"amount": -1}, "Money that is committed is zero or more"),
        ({"amount": 100_00, "commitments": {"TRU": 9_000_000_00}}, "does not add up"),
        ({"approvals_by": date(2026, 11, 9)}, "The last day for the approvals has gone by"),
        ({"binds": [("agreement", "1", "a version")]}, "Tick the one that it is: R7"),
        ({"binds": [("exclusion", "1", "an exclusion"), ("settlement", "2", "a settlement")]}, "binds nothing else"),
        ({"reserved": ("R99",)}, "R99 is not a reserved matter"),
    ],
)
def test_a_proposal_whose_parts_do_not_fit_together_is_refused(governed, changed, why):
    with pytest.raises(Refused, match=why):
        governed.proposed(**changed)


def test_what_every_party_commits_counts_even_if_the_whole_is_left_out(governed):
    made = governed.proposed(put_to="AMT", commitments={"TRU": 20_000_00, "CHA": 20_000_00})

    assert (made.amount, made.body) == (40_000_00, "ALT")


@pytest.mark.parametrize("kind", ["settlement", "schedule", "plan", "rebase"])
def test_what_binds_the_whole_alliance_is_the_leadership_teams_whatever_it_costs(governed, kind):
    made = governed.proposed(put_to="AMT", amount=0, binds=[(kind, "1", "something")])

    assert made.body == "ALT"


def test_the_meeting_ratifies_with_those_who_decide_and_one_party_is_enough_to_decline(governed, small, clock):
    made = governed.shown(governed.all_say(governed.called(is_urgent=True)))
    clock.now += timedelta(days=1)
    meeting = governed.meeting()

    with pytest.raises(PermissionDenied):
        concluding.decline(by=governed.seat("chair"), of=made.pk, meeting=meeting, party=small.parties["CHA"], reason="No.")
    with pytest.raises(Refused, match="Say why"):
        concluding.decline(by=governed.seat("charity_leader"), of=made.pk, meeting=meeting, party=small.parties["CHA"], reason="")
    of = {"of": made.pk, "meeting": meeting, "party": small.parties["CHA"]}
    done = concluding.decline(by=governed.seat("charity_leader"), **of, reason="Too dear.")
    assert (done.standing, done.ratified_why) == ("lapsed", "Small Charity: Too dear.")


def test_an_approval_is_recorded_once(governed, small):
    made = governed.adopted(reserved=("R7",))
    said = {"kind": "approval", "is_given": True, "given_by": "board", "given_on": date(2026, 11, 10)}
    concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **said)

    with pytest.raises(Refused, match="is recorded already"):
        concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **said)


def test_a_decision_the_parties_were_asked_about_stays_on_the_agenda(governed):
    meeting = governed.meeting()
    made = governed.called(meeting)
    item = meeting.items.get(about=made.reference)

    with pytest.raises(Refused, match="it stays"):
        meeting_acts.move_item(by=governed.seat("chair"), of=meeting.pk, item=item.pk, where="off")


def test_two_meetings_of_a_body_are_not_open_at_once(governed, clock):
    governed.meeting()
    clock.now += timedelta(days=1)

    with pytest.raises(Refused, match=r"ALT-2026-11 is open\. End it first\."):
        governed.meeting()


def test_a_lapsed_recommendation_no_longer_counts_and_can_be_taken_up(governed, clock):
    made = governed.adopted(reserved=("R4",), approvals_by=date(2026, 11, 12), binds=[("settlement", "1", "a settlement")])
    clock.now += timedelta(days=5)

    assert [one.standing for one in decisions_binding(made.alliance, "settlement", "1")] == ["lapsed"]
    assert made.reference in dict(earlier_decisions(made.alliance, clock.now.date()))


def test_a_voice_is_sealed_in_the_journal_until_all_are_shown(governed):
    made = governed.called()
    governed.says(made, "CHA", "cannot_agree")
    entry = Entry.objects.get(action="decision.voiced")

    assert entry.is_sealed
    assert not hasattr(entry, "content")
    governed.shown(made)
    assert "Twenty homes first." in Entry.objects.get(pk=entry.pk).content.text


def test_everything_done_is_in_the_journal_in_order(governed):
    governed.adopted()
    chain = str(governed.small.alliance.pk)

    actions = list(Entry.objects.filter(chain=chain).order_by("number").values_list("action", flat=True))

    assert [one for one in actions if one.startswith("decision.")] == [
        "decision.proposed",
        "decision.tested",
        "decision.tabled",
        "decision.called",
        *["decision.voiced"] * 3,
        "decision.shown",
    ]


def test_what_it_leads_to_is_offered_when_it_is_adopted_and_done_by_somebody(governed):
    made = governed.proposed(consequences=("risk",))
    with pytest.raises(Refused, match="once the decision is adopted"):
        concluding.settle_consequence(by=governed.seat("manager"), of=made.pk, kind="risk", is_done=True, note="R-16")
    proposing.place_on_agenda(by=governed.seat("chair"), of=made.pk, meeting=governed.meeting())
    governed.shown(governed.all_say(calling.open_call(by=governed.seat("chair"), of=made.pk)))

    done = concluding.settle_consequence(by=governed.seat("manager"), of=made.pk, kind="risk", is_done=True, note="R-16")
    assert (done.standing, done.note) == ("done", "R-16")


def test_a_meeting_does_not_end_while_a_call_is_open(governed):
    meeting = governed.meeting()
    governed.called(meeting)

    with pytest.raises(Refused, match="The call for agreement on DEC-001 is open"):
        meeting_acts.end(by=governed.seat("chair"), of=meeting.pk)


@pytest.mark.parametrize("who", ["manager", "auditor", "chair", "owner_leader", "leader", "charity_leader"])
def test_the_page_of_a_decision_opens_for_everybody_at_each_of_its_stages(governed, small, who):
    meeting = governed.meeting()
    made = governed.proposed(reserved=("R4",), consequences=("risk", "publication"), amount=1_000_00, effects={"TRU": -5_000_00})
    client = small.client(who)
    address = reverse("decision", kwargs={"alliance": small.alliance.pk, "of": made.pk})

    def reads(words):
        answer = client.get(address)
        assert answer.status_code == 200
        assert words in answer.content.decode(), words

    reads("Draft")
    proposing.place_on_agenda(by=governed.seat("chair"), of=made.pk, meeting=meeting)
    calling.open_call(by=governed.seat("chair"), of=made.pk)
    reads("The parties are asked to agree")
    governed.all_say(made, "agree_with_reservations")
    governed.shown(made)
    reads("agrees with reservations".capitalize())
    assert SEATS[who][0] if who in SEATS else True


def page_text(small, who, made):
    return html.unescape(small.client(who).get(small.address("decision", of=made.pk)).content.decode())


def test_who_took_no_part_in_a_round_stays_so_when_they_take_part_in_the_next(governed, small):
    made = governed.called(governed.meeting(there=("chair", "owner_leader", "leader", "deputy", "charity_leader")))
    declared(governed, "leader")
    calling.recuse(by=governed.seat("chair"), of=made.pk, person=small.people["leader"], reason="Owns the building.")
    governed.says(made, "TRU", "cannot_agree", who="deputy")
    governed.shown(made)
    calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Close it in two years.")

    with pytest.raises(Refused, match="The chair or the alliance manager says"):
        calling.take_part(by=governed.seat("leader"), of=made.pk, person=small.people["leader"])
    calling.take_part(by=governed.seat("manager"), of=made.pk, person=small.people["leader"])

    rounds = decision_of(decision_row(made.alliance, made.pk)).rounds
    assert [one.recused for one in rounds] == [{str(small.people["leader"].pk)}, frozenset()]
    assert "Leader of Small (Owns the building) took no part." in page_text(small, "manager", made)


def test_a_party_outside_is_named_in_the_outcome_and_was_not_silent(governed, small):
    meeting = governed.meeting()
    made = governed.called(meeting)
    for who in ("leader", "deputy"):
        declared(governed, who)
        calling.recuse(by=governed.seat(who), of=made.pk, person=small.people[who], reason="Owns the building.")
    governed.says(made, "BRD")
    governed.says(made, "CHA")
    governed.shown(made)

    trust = small.parties["TRU"].organisation.name
    said = f"Every other party agreed. {trust} was outside it: everybody who may speak there has an interest in the matter."
    page = page_text(small, "manager", made)
    assert said in page
    assert "Has not spoken" not in page
    assert said in meeting_acts.end(by=governed.seat("chair"), of=meeting.pk).minutes


def test_the_minutes_count_no_word_of_a_party_that_had_left_and_say_that_there_was_no_quorum(governed, small):
    meeting = governed.meeting()
    made = governed.all_say(governed.called(meeting))
    governed.comes(meeting, "charity_leader", is_there=False)
    governed.shown(made)

    minutes = meeting_acts.end(by=governed.seat("chair"), of=meeting.pk).minutes
    charity = small.parties["CHA"].organisation.name
    agreed = next(line for line in minutes.split("\n") if line.startswith("Agreed:"))
    assert charity not in agreed
    assert f"What {charity} had said does not count" in minutes
    assert "No quorum, so nothing was decided." in minutes


def desk_of(small, who):
    return " ".join(task.words for task in tasks_of(small.seat(who), timezone.now()))


def test_when_a_member_who_has_spoken_is_recused_their_deputy_is_asked_and_reads_alone_what_they_say(governed, small):
    made = governed.all_say(governed.called(governed.meeting(there=("chair", "owner_leader", "leader", "deputy", "charity_leader"))))
    assert made.reference not in desk_of(small, "deputy")
    declared(governed, "leader")
    calling.recuse(by=governed.seat("chair"), of=made.pk, person=small.people["leader"], reason="Owns the building.")

    assert f"say what {small.parties['TRU']} says" in desk_of(small, "deputy")
    governed.says(made, "TRU", "agree_with_reservations", who="deputy", reason="A reservation of the deputy.")
    assert "A reservation of the deputy." in page_text(small, "deputy", made)
    assert "A reservation of the deputy." not in page_text(small, "leader", made)


def test_whose_deed_has_ended_records_nothing_for_the_party(governed, small, clock):
    made = governed.shown(governed.all_say(governed.called(reserved=("R4",))))
    said = {"kind": "approval", "is_given": True, "given_by": "trust board", "given_on": timezone.localdate()}
    small.alliance.appointments.filter(seat=SEATS["deputy"][0], is_deputy=True).update(ends_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refused, match="Your authority for"):
        concluding.endorse(by=governed.seat("deputy"), of=made.pk, party=small.parties["TRU"], **said)
    assert made.reference not in desk_of(small, "deputy")
    assert concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **said).standing == "adopted"


def test_a_party_that_does_not_stand_behind_the_sum_says_so_and_the_chair_is_told(governed, small):
    made = governed.shown(governed.all_say(governed.called(amount=200_000_00, commitments={"TRU": 200_000_00})))
    refusal = {"kind": "authority", "is_given": False, "given_by": "director of finance", "given_on": timezone.localdate()}

    with pytest.raises(Refused, match="Say why it is refused"):
        concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], **refusal)
    done = concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], reason="Not in the plan.", **refusal)

    assert done.standing == "awaiting_authority"
    assert "TRU does not stand behind the sum: put it to another round, or take it back" in desk_of(small, "chair")
    assert made.reference not in desk_of(small, "leader")
    assert "Not in the plan." in page_text(small, "manager", made)


def sends(small, row, route, who, body):
    """Send a form of a decision's page, and return the status and what the page shows then."""
    answer = small.client(who).post(small.address(route, of=row.pk), body)
    return answer.status_code, answer.content.decode()


def given_on(day):
    return {"given_on_day": day, "given_on_month": "11", "given_on_year": "2026"}


def test_a_wording_that_is_too_long_stays_in_its_box_with_the_reason_beside_it(governed, small):
    made = governed.shown(governed.called())
    words = "A long wording. " * 375

    status, text = sends(small, made, "reword_decision", "chair", {"wording": words, "round": 1})

    assert status == 422
    assert words.strip() in text
    assert "at most 5000 characters" in text
    assert 'href="#reword-wording"' in text
    assert '<details class="nhsuk-details" open' in text
    assert 'id="reword-wording-error"' in text


def test_what_a_board_decided_stays_in_its_form_when_a_rule_refuses_it(governed, small):
    made = governed.adopted(reserved=("R4",))
    before = {"party": "TRU", "kind": "approval", "says": "given", "given_by": "Trust board", "round": 1, **given_on("9")}

    status, text = sends(small, made, "endorse_decision", "leader", before)

    assert status == 422
    assert "It is dated earlier than the day on which the alliance agreed. Nothing was changed." in text
    assert 'value="Trust board"' in text
    assert stands(governed, made) == "awaiting_approval"


def test_a_form_of_an_earlier_round_is_shown_again_beside_the_wording_of_this_one(governed, small):
    made = governed.shown(governed.called())
    calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Close it on 30 May 2027.")
    governed.shown(calling.open_call(by=governed.seat("chair"), of=governed.tested(made).pk))

    status, text = sends(small, made, "reword_decision", "chair", {"wording": "Close it on 30 June 2027.", "round": 1})

    assert status == 422
    assert "put to another round since you opened the page" in text
    assert "Close it on 30 June 2027.</textarea>" in text
    assert '<input type="hidden" name="round" value="2" id="reword-round">' in text


def test_taking_a_proposal_back_asks_for_the_reason_where_it_is_typed(governed, small):
    made = governed.proposed()

    status, text = sends(small, made, "withdraw_decision", "manager", {"reason": ""})

    assert status == 422
    assert 'href="#withdraw-reason"' in text
    assert 'id="withdraw-reason-error"' in text


def test_whoever_cannot_be_recused_stays_chosen_and_the_reason_stays_typed(governed, small):
    made = governed.called()
    body = {"person": small.people["leader"].pk, "reason": "They own the site."}

    status, text = sends(small, made, "recuse_decision", "chair", body)

    assert status == 422
    assert "Leader of Small has declared no interest" in text
    assert "They own the site.</textarea>" in text


def test_answers_to_the_tests_stay_on_the_page_when_the_parties_have_been_asked_meanwhile(governed, small):
    made = governed.called()

    status, text = sends(small, made, "test_decision", "chair", {"answer_Q1": "It does, for twelve people.", "round": 1})

    assert status == 422
    assert "It does, for twelve people.</textarea>" in text


def green(small, row, who="chair"):
    """Return the green buttons of a decision's page, in what can be done now."""
    text = small.client(who).get(small.address("decision", of=row.pk)).content.decode()
    part = text.partition('id="next-steps"')[2].partition("</section>")[0]
    return [words for look, words in re.findall(r'class="(nhsuk-button[^"]*)"[^>]*>([^<]+)<', part) if "secondary" not in look]


def test_the_green_button_of_a_draft_is_the_next_thing_to_be_done(governed, small):
    made = governed.proposed(tested=False)
    later = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 26))
    meeting_acts.move_item(by=governed.seat("manager"), of=later.pk, item=later.items.get(about=made.reference).pk, where="off")
    assert green(small, made) == ["Answer the tests"]

    governed.tested(made)
    assert green(small, made) == ["Put it on the agenda"]

    meeting = governed.meeting(open_it=False)
    assert green(small, made) == [f"Open {meeting.reference} first"]

    meeting_acts.open_meeting(by=governed.seat("chair"), of=meeting.pk)
    assert green(small, made) == []
    for who in ("chair", *VOICES.values()):
        governed.comes(meeting, who)
    assert green(small, made) == ["Open the call for agreement"]


def test_whoever_shows_what_was_said_reads_before_who_is_missing_and_no_word_of_it(governed, small):
    meeting = governed.meeting(there=("chair", "owner_leader", "leader"))
    made = governed.called(meeting)
    governed.says(made, "TRU", "cannot_agree")

    text = small.client("chair").get(small.address("decision", of=made.pk)).content.decode().partition('id="shown-now"')[2]

    assert "If it is shown now, nothing is decided, because there is no quorum:" in text
    assert "<li>Small Charity: nobody of it is here</li>" in text
    assert "<li>Small Board has said nothing that counts yet</li>" in text
    assert "<li>Small Trust has said nothing that counts yet</li>" not in text
    assert "The homes are not there" not in text
    assert green(small, made) == []

    governed.comes(meeting, "charity_leader")
    governed.all_say(made)
    assert green(small, made) == ["Show what all have said"]


def shown_to(small, row, who="manager"):
    return small.client(who).get(small.address("decision", of=row.pk)).content.decode()


def test_a_draft_that_failed_its_test_says_what_can_be_done_with_it(governed, small):
    made = governed.proposed(tested=False)
    proposing.answer_tests(by=governed.seat("chair"), of=made.pk, principles={}, answers={}, result="fail")

    text = shown_to(small, made)

    assert "Answer the tests anew if something was overlooked, or take the proposal back" in text
    assert "Reword" not in text
    assert "Answer the tests</a>" in text
    assert "Take the proposal back" in text


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_what_came_to_nothing_is_proposed_anew_with_what_it_said(governed, small, how):
    asked = {"reserved": ("R4",), "amount": 1_250_50, "commitments": {"TRU": 1_250_50}, "effects": {"TRU": -5_000_00}}
    made = governed.adopted(**asked, options=({"name": "Keep it", "text": "dear"},), consequences=("risk",))
    if how == "refused":
        said = {"given_by": "board", "given_on": date(2026, 11, 10), "reason": "Not now."}
        concluding.endorse(by=governed.seat("leader"), of=made.pk, party=small.parties["TRU"], kind="approval", is_given=False, **said)
    else:
        proposing.withdraw(by=governed.seat("manager"), of=made.pk, reason="Not now.")

    client, link = small.client("manager"), f"{small.address('propose_decision')}?takes_up={made.reference}"
    assert f'href="{link}"' in shown_to(small, made)
    form = client.get(link, follow=True).content.decode()

    assert 'value="Close the ward"' in form
    assert "Close the ward on 30 April 2027.</textarea>" in form
    assert "Keep it: dear</textarea>" in form
    assert 'name="commits_TRU" value="1250.50"' in form
    assert 'name="effect_TRU" value="-5000.00"' in form
    assert '<option value="DEC-001" selected>' in form
    assert 'value="R4" checked' in form
    assert 'value="risk" checked' in form


def test_what_lapsed_in_writing_does_not_say_that_voices_will_be_shown(governed, small, clock):
    made = governed.called(is_urgent=True)
    governed.says(made, "TRU")
    assert "private until all are shown" in shown_to(small, made)

    clock.now += timedelta(days=7)

    text = shown_to(small, made)
    assert "until all are shown" not in text
    assert "never shown, so what was said stays private" in text
    assert "Propose it anew, beginning with what it said" in text


def test_a_second_round_reads_clean_and_says_that_it_is_put_again(governed, small):
    made = governed.shown(governed.called())
    calling.new_round(by=governed.seat("chair"), of=made.pk, wording="Close the ward on 30 June 2027.")

    text = shown_to(small, made)

    assert "</span>Close the ward on 30 June 2027.</p></blockquote>" in text
    assert text.index("30 June 2027.</p></blockquote>") < text.index("What changed since round 1") < text.index("<del>")
    assert "It is put again, in round 2" in text
    assert "nobody has been asked to agree yet" not in text


def test_whoever_goes_back_to_the_form_and_sends_it_again_makes_no_second_proposal(governed, small):
    client = small.client("manager")
    form = client.get(small.address("propose_decision"), follow=True)
    back = form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"]

    def token():
        return re.search(r'name="token" value="([^"]+)"', client.get(back).content.decode())[1]

    words = {"title": "Close it", "wording": "Close it.", "put_to": "ALT", "why": "Cost.", "people": "Nobody.", "equality": "None."}
    client.post(small.address("propose_decision"), {**words, "token": token()})
    answer = client.post(small.address("propose_decision"), {**words, "title": "Close it soon", "token": token()}, follow=True)

    assert [one.title for one in Decision.objects.all()] == ["Close it"]
    assert "DEC-001 was proposed from this form already" in answer.content.decode()
    another = client.get(small.address("propose_decision"), follow=True).content.decode()
    assert token() not in another


def test_two_people_who_answer_the_tests_at_once_see_each_others_answers_and_lose_none(governed, small):
    made = governed.proposed(tested=False)
    opened = re.search(
        r'name="kept" value="([0-9a-f]{64})"', small.client("chair").get(small.address("test_decision", of=made.pk)).content.decode()
    )
    assert opened is not None
    theirs = {"held_P1": "met", "answer_Q1": "It does.", "round": 1, "kept": opened[1]}
    assert sends(small, made, "test_decision", "chair", theirs)[0] == 302

    status, text = sends(
        small, made, "test_decision", "manager", {"held_P1": "strained", "why_P1": "It costs a site.", "round": 1, "kept": opened[1]}
    )

    assert status == 422
    assert "Somebody else has answered the tests since you opened the page." in text
    assert "Written meanwhile: met." in text
    assert "Written meanwhile: It does." in text
    assert "It costs a site.</textarea>" in text
    kept = Round.objects.get(decision=made)
    assert (kept.principles["P1"]["is_met"], kept.answers) == (True, {"Q1": "It does."})
    mark = re.search(r'name="kept" value="([0-9a-f]{64})"', text)
    again = {"held_P1": "strained", "why_P1": "It costs a site.", "answer_Q1": "It does.", "round": 1, "kept": mark[1]}
    assert sends(small, made, "test_decision", "manager", again)[0] == 302
    assert Round.objects.get(decision=made).principles["P1"] == {"is_met": False, "why": "It costs a site."}


TOUCHED = {"touches": "True", "wording": "Close the registered location on 30 April 2027.", "round": 1}


def test_a_rewording_that_touches_a_reserved_matter_is_of_another_class_and_the_round_before_keeps_its_own(governed, small):
    made = governed.called(amount=0)
    for party in ("BRD", "TRU"):
        governed.says(made, party)
    governed.says(made, "CHA", "cannot_agree")
    governed.shown(made)

    status, _ = sends(small, made, "reword_decision", "chair", {**TOUCHED, "reserved": ["R4"], "amount": "60,000", "commits_CHA": "60000"})

    assert status == 302
    facts = decision_of(decision_row(made.alliance, made.pk))
    assert (facts.classification.kind, facts.classification.approvals) == ("reserved", ("TRU",))
    assert (facts.matter.amount_pence, facts.matter.commitments) == (60_000_00, {"CHA": 60_000_00})
    assert Round.objects.get(decision=made, number=1).matter == {"amount": 0, "commitments": {}, "effects": {}, "reserved": []}
    calling.open_call(by=governed.seat("chair"), of=governed.tested(made).pk)
    # The charity's member may commit £50,000; what the round before committed was within that.
    assert governed.shown(governed.all_say(made)).standing == "awaiting_authority"
    told = Entry.objects.get(action="decision.reworded").content.text
    assert '"reserved":["R4"]' in told.replace(" ", "")


def test_a_rewording_whose_money_does_not_add_up_stays_in_its_form(governed, small):
    made = governed.shown(governed.called())

    status, text = sends(small, made, "reword_decision", "chair", {**TOUCHED, "amount": "60,000", "commits_CHA": "50000"})

    assert status == 422
    assert "does not add up to the money that it commits in all" in text
    assert "Close the registered location on 30 April 2027.</textarea>" in text


def test_an_approval_that_came_in_time_is_written_down_after_the_last_day(governed, small, clock):
    made = governed.shown(governed.all_say(governed.called(reserved=("R4",), approvals_by=date(2026, 11, 12))))
    clock.now += timedelta(days=4)
    assert standing_now(decision_row(made.alliance, made.pk), date(2026, 11, 14)) == "lapsed"
    assert "Trust board" not in page_text(small, "leader", made)

    body = {"party": "TRU", "kind": "approval", "says": "given", "given_by": "Trust board", "round": 1}
    assert sends(small, made, "endorse_decision", "leader", {**body, **given_on("13")})[0] == 422
    assert sends(small, made, "endorse_decision", "leader", {**body, **given_on("12")})[0] == 302

    assert stands(governed, made) == "adopted"


def test_what_a_proposal_takes_up_is_not_offered_to_another(governed):
    first = governed.adopted()
    assert first.reference in dict(earlier_decisions(first.alliance, timezone.localdate()))

    governed.proposed(title="Close another ward", takes_up=first.reference)

    assert first.reference not in dict(earlier_decisions(first.alliance, timezone.localdate()))
