"""A decision: agreed only if every party with a voice consents at one instant, with a quorum, both tests passed and authority enough."""

from dataclasses import replace
from datetime import date

import pytest
from tests.governing import (
    DAY,
    PARTIES,
    PASSED,
    QUORUM,
    all_agree,
    called,
    changed_round,
    draft,
    matter_rules,
    rules,
    seat,
    team,
    there,
    with_words,
    word,
)

from gainshare.core.governance.acts import (
    NotAllowed,
    answer_tests,
    approve,
    attend,
    confirm_authority,
    new_round,
    open_call,
    ratify,
    recuse,
    say,
    show,
    supersede,
    withdraw,
)
from gainshare.core.governance.body import Authority, Deputy
from gainshare.core.governance.decision import Approval, Confirmation, Ratification, Voice
from gainshare.core.governance.matters import Matter, classify
from gainshare.core.governance.meeting import Presence, quorum_of
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest
from gainshare.core.governance.standing import ALLOWED, approvals_outstanding, outcome_of, standing_of, voices_seen_by

A, R, N, X = "agree", "agree_with_reservations", "cannot_agree", "abstain"

VOICES = [
    # Owner, Trust, Charity   abstention   what comes of it
    ((A, A, A), "blocks", "adopted"),
    ((A, R, R), "blocks", "adopted"),
    ((A, A, N), "blocks", "not_agreed"),
    ((N, N, N), "blocks", "not_agreed"),
    ((A, A, X), "blocks", "not_agreed"),
    ((A, A, X), "consents", "adopted"),
    ((X, X, X), "consents", "adopted"),
    ((A, A, None), "blocks", "not_agreed"),
    ((A, A, None), "consents", "not_agreed"),  # silence is no abstention
    ((None, None, None), "blocks", "not_agreed"),
]


@pytest.mark.parametrize(("words", "abstention", "standing"), VOICES)
def test_what_the_parties_say_decides(words, abstention, standing):
    said = {party: one for party, one in zip(PARTIES, words, strict=True) if one}
    decision = with_words(called(rules=rules(abstention=abstention)), said)

    assert standing_of(decision, DAY) == "in_round"
    assert standing_of(show(decision, day=DAY), DAY) == standing


QUORUMS = [
    # who is there                                           what comes of it, though all who are there agree
    (there("Owner", "Trust", "Charity"), "adopted"),
    (there("Owner", "Trust"), "inquorate"),
    (there("Trust", "Charity"), "inquorate"),
    (there(), "inquorate"),
]


@pytest.mark.parametrize(("present", "standing"), QUORUMS)
def test_without_a_quorum_nothing_is_decided_whatever_is_said(present, standing):
    decision = called(present=present)
    here = dict.fromkeys([party for party in PARTIES if there(party) <= present], "agree")

    assert standing_of(show(with_words(decision, here), day=DAY), DAY) == standing


def test_the_outcome_names_who_is_silent_and_who_objects():
    decision = with_words(called(), {"Owner": A, "Trust": N})

    outcome = outcome_of(decision, DAY)

    assert (outcome.kind, outcome.silent, outcome.objecting) == ("not_agreed", ("Charity",), ("Trust",))


TESTS = [
    # the principles                                       the best-for-service test                    may the parties be asked?
    ({"P1": Held(True), "P2": Held(True)}, ServiceTest({"Q1": "It does."}, "pass"), True),
    ({"P1": Held(True), "P2": Held(False, "For a month only.")}, ServiceTest({"Q1": "It does."}, "pass"), True),
    ({"P1": Held(True), "P2": Held(False)}, ServiceTest({"Q1": "It does."}, "pass"), False),
    ({"P1": Held(True)}, ServiceTest({"Q1": "It does."}, "pass"), False),
    ({"P1": Held(True), "P2": Held(True)}, ServiceTest({"Q1": "It does."}, "fail"), False),
    ({"P1": Held(True), "P2": Held(True)}, ServiceTest({"Q1": "It does."}), False),
    ({"P1": Held(True), "P2": Held(True)}, ServiceTest({"Q1": " "}, "pass"), False),
    ({"P1": Held(True), "P2": Held(True)}, ServiceTest({}, "pass"), False),
]


@pytest.mark.parametrize(("held", "service_test", "may_ask"), TESTS)
def test_nobody_is_asked_before_both_tests_are_passed(held, service_test, may_ask):
    decision = answer_tests(draft(), PrincipleTest(held), service_test, day=DAY)

    if may_ask:
        assert standing_of(open_call(decision, day=DAY), DAY) == "in_round"
    else:
        with pytest.raises(NotAllowed, match="has not passed"):
            open_call(decision, day=DAY)


def test_a_round_without_its_tests_agrees_nothing_however_it_came_about():
    decision = changed_round(show(all_agree(called()), day=DAY), service_test=ServiceTest())

    assert standing_of(decision, DAY) == "not_agreed"


def test_a_party_may_change_its_word_and_take_it_back_until_all_are_shown():
    decision = with_words(called(), {"Owner": A, "Trust": N, "Charity": A})
    changed = say(decision, word("Trust", A), day=DAY)
    taken_back = say(changed, word("Owner", "taken_back"), day=DAY)

    assert standing_of(show(changed, day=DAY), DAY) == "adopted"
    assert outcome_of(taken_back, DAY).silent == ("Owner",)
    with pytest.raises(NotAllowed, match="adopted"):
        say(show(changed, day=DAY), word("Trust", N), day=DAY)


def test_a_party_sees_its_own_word_alone_until_all_are_shown():
    decision = with_words(called(), {"Owner": A, "Trust": N})

    assert set(voices_seen_by(decision, "Owner")) == {"Owner"}
    assert set(voices_seen_by(decision, None)) == set()
    assert set(voices_seen_by(show(decision, day=DAY), "Charity")) == {"Owner", "Trust"}


@pytest.mark.parametrize(("reason", "would_change"), [("", "More homes."), ("No homes.", ""), (" ", " ")])
def test_whoever_cannot_agree_says_why_and_what_would_change_it(reason, would_change):
    with pytest.raises(AssertionError):
        Voice("Trust", "Trust member", "cannot_agree", DAY, reason, would_change)


def test_a_stranger_cannot_speak_for_a_party():
    with pytest.raises(NotAllowed, match="no authority to speak for Trust"):
        say(called(), word("Trust", person="Charity member"), day=DAY)
    with pytest.raises(NotAllowed, match="has no voice"):
        say(called(), word("Somebody else"), day=DAY)


def test_a_deputy_speaks_while_the_deed_is_in_force():
    expired = Deputy("Trust deputy", "deed", valid_until=DAY)
    present = there("Owner", "Charity", deputies=["Trust"])
    spoken = say(with_words(called(present=present), {"Owner": A, "Charity": A}), word("Trust", person="Trust deputy"), day=DAY)

    assert standing_of(show(spoken, day=DAY), DAY) == "adopted"
    with pytest.raises(NotAllowed, match="no authority"):
        say(called(present=present, body=team(seat("Trust", deputy=expired))), word("Trust", person="Trust deputy"), day=DAY)


def test_the_word_of_somebody_who_is_recused_does_not_count_and_their_deputy_speaks():
    decision = all_agree(called(present=there(*PARTIES, deputies=["Charity"])))
    recused = recuse(decision, "Charity member", day=DAY)
    spoken = say(recused, word("Charity", person="Charity deputy"), day=DAY)

    assert outcome_of(recused, DAY).silent == ("Charity",)
    assert standing_of(show(spoken, day=DAY), DAY) == "adopted"
    with pytest.raises(NotAllowed, match="takes no part"):
        say(recused, word("Charity"), day=DAY)


LEFT = [("outside", "adopted", ("Charity",)), ("inquorate", "inquorate", ())]


@pytest.mark.parametrize(("rule", "standing", "outside"), LEFT)
def test_a_party_with_nobody_left_is_outside_if_the_rules_say_so(rule, standing, outside):
    decision = all_agree(called(rules=rules(quorum=replace(QUORUM, when_nobody_is_left=rule))))
    for person in ("Charity member", "Charity deputy"):
        decision = recuse(decision, person, day=DAY)

    shown = show(decision, day=DAY)

    assert standing_of(shown, DAY) == standing
    assert outcome_of(shown, DAY).quorum.outside == outside
    assert "Charity" not in outcome_of(shown, DAY).counted


def test_no_owner_left_is_no_quorum_even_if_everybody_else_agrees():
    decision = all_agree(called())
    for person in ("Owner member", "Owner deputy"):
        decision = recuse(decision, person, day=DAY)

    assert standing_of(show(decision, day=DAY), DAY) == "inquorate"


LIMITS = [
    # committed   by each party              waits for
    (100_000, {}, ()),
    (100_001, {}, ("Owner", "Trust", "Charity")),
    (500_000, {"Owner": 400_000, "Trust": 100_000}, ("Owner",)),
    (None, {}, ()),
]


@pytest.mark.parametrize(("amount", "commitments", "waits_for"), LIMITS)
def test_what_exceeds_a_limit_of_1000_waits_for_authority(amount, commitments, waits_for):
    decision = show(all_agree(called(matter=Matter("ALT", amount, commitments))), day=DAY)

    assert outcome_of(decision, DAY).beyond_limit == waits_for
    assert standing_of(decision, DAY) == ("awaiting_authority" if waits_for else "adopted")


def test_it_is_adopted_when_every_party_beyond_its_limit_has_confirmed():
    body = team(seat("Trust", authority=Authority(None)))
    decision = show(all_agree(called(matter=Matter("ALT", 200_000), body=body)), day=DAY)
    once = confirm_authority(decision, Confirmation("Owner", "its board", DAY), day=DAY)
    twice = confirm_authority(once, Confirmation("Charity", "its trustees", DAY), day=DAY)

    assert [standing_of(one, DAY) for one in (decision, once, twice)] == ["awaiting_authority", "awaiting_authority", "adopted"]
    with pytest.raises(NotAllowed, match="Nothing waits for the authority of Trust"):
        confirm_authority(decision, Confirmation("Trust", "its board", DAY), day=DAY)


def test_what_was_confirmed_for_one_wording_is_not_confirmed_for_the_next():
    body = team(seat("Trust", authority=Authority(None)))
    first = show(all_agree(called(matter=Matter("ALT", 200_000), body=body)), day=DAY)
    confirmed = confirm_authority(first, Confirmation("Owner", "its board", DAY), day=DAY)
    second = open_call(answer_tests(new_round(confirmed, "Close it later.", day=DAY), *PASSED, day=DAY), day=DAY)

    assert outcome_of(show(all_agree(second), day=DAY), DAY).beyond_limit == ("Owner", "Charity")


@pytest.mark.parametrize(("reserved", "needed"), [({"R4"}, ("Trust",)), ({"R4", "R5"}, ("Trust", "Charity")), ({"R1"}, PARTIES)])
def test_a_reserved_matter_is_adopted_when_each_party_named_has_approved(reserved, needed):
    decision = show(all_agree(called(matter=Matter("ALT", reserved=frozenset(reserved)))), day=DAY)

    for party in needed:
        assert standing_of(decision, DAY) == "awaiting_approval"
        decision = approve(decision, Approval(party, True, "its board", DAY), day=DAY)

    assert standing_of(decision, DAY) == "adopted"


def test_a_recommendation_is_reworded_after_a_reservation_and_approvals_of_the_wording_before_no_longer_count():
    first = show(all_agree(called(matter=Matter("ALT", reserved=frozenset({"R4", "R5"})))), day=DAY)
    first = approve(first, Approval("Trust", True, "board", DAY), day=DAY)

    second = new_round(first, "Close the ward once 20 homes are there.", day=DAY)
    second = show(all_agree(open_call(answer_tests(second, *PASSED, day=DAY), day=DAY)), day=DAY)

    assert standing_of(second, DAY) == "awaiting_approval"
    assert approvals_outstanding(second) == ("Trust", "Charity")


def test_the_others_decide_on_excluding_a_party_which_has_neither_a_voice_nor_an_approval_in_it():
    decision = called(matter=Matter("ALT", reserved=frozenset({"R1"}), excludes="Charity"))

    with pytest.raises(NotAllowed, match="Charity has no voice"):
        say(decision, word("Charity", "cannot_agree"), day=DAY)
    decision = show(with_words(decision, {"Owner": "agree", "Trust": "agree"}), day=DAY)

    assert standing_of(decision, DAY) == "awaiting_approval"
    assert approvals_outstanding(decision) == ("Owner", "Trust")


def test_one_refusal_ends_a_reserved_matter():
    decision = show(all_agree(called(matter=Matter("ALT", reserved=frozenset({"R1"})))), day=DAY)
    refused = approve(decision, Approval("Trust", False, "its board", DAY, "Not safe yet."), day=DAY)

    assert standing_of(refused, DAY) == "refused"
    with pytest.raises(NotAllowed, match="refused"):
        approve(refused, Approval("Trust", True, "its board", DAY), day=DAY)


def test_only_the_parties_named_are_asked_to_approve():
    decision = show(all_agree(called(matter=Matter("ALT", reserved=frozenset({"R4"})))), day=DAY)

    with pytest.raises(NotAllowed, match="The approval of Charity is not asked for"):
        approve(decision, Approval("Charity", True, "its trustees", DAY), day=DAY)


def test_it_lapses_when_an_approval_is_not_there_on_its_last_day():
    by = date(2026, 12, 10)
    decision = show(all_agree(called(matter=Matter("ALT", reserved=frozenset({"R4"})), approvals_by=by)), day=DAY)

    assert standing_of(decision, by) == "awaiting_approval"
    assert standing_of(decision, date(2026, 12, 11)) == "lapsed"
    assert standing_of(approve(decision, Approval("Trust", True, "its board", by), day=by), date(2027, 1, 1)) == "adopted"


def test_a_new_wording_is_tested_anew_and_everybody_is_asked_again():
    first = show(with_words(called(), {"Owner": A, "Trust": A, "Charity": N}), day=DAY)
    second = new_round(first, "Close the ward once 20 homes are there.", day=DAY)

    assert standing_of(second, DAY) == "draft"
    with pytest.raises(NotAllowed, match="has not passed"):
        open_call(second, day=DAY)
    agreed = show(all_agree(open_call(answer_tests(second, *PASSED, day=DAY), day=DAY)), day=DAY)
    assert standing_of(agreed, DAY) == "adopted"
    assert [one.wording for one in agreed.rounds] == ["Close the ward.", "Close the ward once 20 homes are there."]
    assert agreed.rounds[0].current()["Charity"].reason == "The homes are not there yet."


def test_the_same_wording_is_not_tested_again_when_only_the_quorum_was_missing():
    first = show(with_words(called(present=there("Owner", "Trust")), {"Owner": "agree", "Trust": "agree"}), day=DAY)
    second = attend(new_round(first, "Close the ward.", day=DAY), there(*PARTIES), day=DAY)

    assert standing_of(show(all_agree(open_call(second, day=DAY)), day=DAY), DAY) == "adopted"


def urgent():
    return called(matter=Matter("ALT", 50_000, is_urgent=True), is_written=True)


# Called on Thursday 26 November 2026 with a window of three working days: Friday, Monday, Tuesday 1 December.
LAST = date(2026, 12, 1)


def test_in_writing_nobody_meets_and_the_next_meeting_ratifies():
    decision = show(all_agree(urgent()), day=DAY)
    quorum = quorum_of(decision.body, DAY, there(*PARTIES), QUORUM)

    assert decision.round.closes_on == LAST
    assert standing_of(decision, DAY) == "awaiting_ratification"
    assert standing_of(ratify(decision, Ratification("ALT-12", LAST, True), quorum, day=LAST), LAST) == "adopted"
    assert standing_of(ratify(decision, Ratification("ALT-12", LAST, False), quorum, day=LAST), LAST) == "lapsed"


def test_a_meeting_without_a_quorum_neither_ratifies_nor_declines():
    decision = show(all_agree(urgent()), day=DAY)
    quorum = quorum_of(decision.body, DAY, there("Owner"), QUORUM)

    with pytest.raises(NotAllowed, match="no quorum"):
        ratify(decision, Ratification("ALT-12", LAST, True), quorum, day=LAST)


def test_in_writing_it_lapses_if_somebody_has_not_spoken_on_the_last_day():
    decision = with_words(urgent(), {"Owner": A, "Trust": A})

    assert standing_of(decision, LAST) == "in_round"
    assert standing_of(decision, date(2026, 12, 2)) == "lapsed"
    late = say(decision, word("Charity", day=LAST), day=LAST)
    assert standing_of(show(late, day=date(2026, 12, 2)), date(2026, 12, 2)) == "awaiting_ratification"
    with pytest.raises(NotAllowed, match="window"):
        say(late, word("Charity", "taken_back", day=date(2026, 12, 2)), day=date(2026, 12, 2))


def test_only_what_is_urgent_is_decided_in_writing():
    with pytest.raises(AssertionError, match="urgent"):
        draft(is_written=True)


def test_a_later_decision_that_is_adopted_stands_in_the_place_of_an_earlier_one():
    adopted = show(all_agree(called()), day=DAY)
    later = replace(adopted, id="DEC-2")

    assert standing_of(supersede(adopted, later, day=DAY), DAY) == "superseded"
    with pytest.raises(NotAllowed, match="Only another decision"):
        supersede(adopted, adopted, day=DAY)
    with pytest.raises(NotAllowed, match="Only another decision"):
        supersede(adopted, replace(called(), id="DEC-3"), day=DAY)


def test_what_is_adopted_is_not_withdrawn():
    assert standing_of(withdraw(called(), day=DAY), DAY) == "withdrawn"
    with pytest.raises(NotAllowed, match="adopted"):
        withdraw(show(all_agree(called()), day=DAY), day=DAY)


def test_what_may_be_done_where_it_stands():
    assert {standing: sorted(acts) for standing, acts in ALLOWED.items()} == {
        "draft": ["attend", "open_call", "recuse", "test", "withdraw"],
        "in_round": ["attend", "recuse", "say", "show", "withdraw"],
        "inquorate": ["escalate", "new_round", "withdraw"],
        "not_agreed": ["escalate", "new_round", "supersede", "withdraw"],
        "awaiting_authority": ["confirm_authority", "new_round", "withdraw"],
        "awaiting_approval": ["approve", "new_round", "withdraw"],
        "awaiting_ratification": ["ratify"],
        "adopted": ["supersede"],
        "refused": [],
        "withdrawn": [],
        "lapsed": ["approve"],
        "superseded": [],
    }


def test_nothing_is_written_down_before_its_day():
    later = date(2026, 12, 1)
    decision = show(all_agree(called(matter=Matter("ALT", 200_000, reserved=frozenset({"R4"})))), day=DAY)

    with pytest.raises(NotAllowed, match="dated later"):
        confirm_authority(decision, Confirmation("Owner", "its board", later), day=DAY)


def test_the_approvals_that_are_outstanding_are_named():
    decision = show(all_agree(called(matter=Matter("ALT", reserved=frozenset({"R4", "R5"})))), day=DAY)
    once = approve(decision, Approval("Charity", True, "its trustees", DAY), day=DAY)

    assert [approvals_outstanding(one) for one in (decision, once)] == [("Trust", "Charity"), ("Trust",)]


def test_who_is_not_at_the_meeting_cannot_speak_nor_speak_over_a_deputy_who_is():
    decision = say(called(present=there("Owner", "Charity", deputies=("Trust",))), word("Trust", person="Trust deputy"), day=DAY)

    with pytest.raises(NotAllowed, match="Trust member is not at the meeting"):
        say(decision, word("Trust", "taken_back"), day=DAY)

    assert standing_of(show(with_words(decision, {"Owner": "agree", "Charity": "agree"}), day=DAY), DAY) == "adopted"


def test_in_writing_nothing_is_shown_while_a_party_can_still_speak():
    two = with_words(urgent(), {"Owner": "agree", "Trust": "cannot_agree"})

    with pytest.raises(NotAllowed, match="Each can until 1 December 2026"):
        show(two, day=LAST)

    assert standing_of(show(say(two, word("Charity"), day=DAY), day=DAY), DAY) == "not_agreed"


def test_in_writing_those_with_a_voice_are_enough_even_where_meetings_need_lived_experience():
    needed = rules(quorum=replace(QUORUM, lived_experience="needed"))

    assert standing_of(
        show(all_agree(called(matter=Matter("ALT", 50_000, is_urgent=True), is_written=True, rules=needed)), day=DAY), DAY
    ) == ("awaiting_ratification")


def test_a_recused_member_with_lived_experience_is_not_one_that_is_there():
    needed = rules(quorum=replace(QUORUM, lived_experience="needed"))
    present = there(*PARTIES) | {Presence("lived experience", "partner")}
    decision = all_agree(called(present=present, rules=needed))

    assert standing_of(show(decision, day=DAY), DAY) == "adopted"
    assert standing_of(show(recuse(decision, "partner", day=DAY), day=DAY), DAY) == "inquorate"


@pytest.mark.parametrize(("given_on", "why"), [(date(2026, 11, 25), "earlier than"), (date(2026, 11, 27), "later than")])
def test_an_approval_is_dated_between_the_agreement_and_the_day_on_which_it_is_written_down(given_on, why):
    decision = show(all_agree(called(matter=Matter("ALT", None, reserved=frozenset({"R4"})))), day=DAY)

    with pytest.raises(NotAllowed, match=why):
        approve(decision, Approval("Trust", True, "its board", given_on), day=DAY)


def test_nothing_is_said_or_shown_before_the_parties_are_asked():
    decision = called()
    before = date(2026, 11, 25)

    for act in (lambda: say(decision, word("Trust", day=before), day=before), lambda: show(decision, day=before)):
        with pytest.raises(NotAllowed, match="asked"):
            act()


PLACES = [
    # the earlier one touches   the later one touches   what stands in the way
    ((), (), ""),
    (("R4",), ("R4", "R5"), ""),
    (("R4",), (), "DEC-1 needed the approval of Trust. What stands in its place needs it too"),
    (("R4", "R5"), ("R5",), "DEC-1 needed the approval of Trust."),
]


def adopted(reserved=(), *, id="DEC-1", day=DAY):
    decision = show(all_agree(called(matter=Matter("ALT", None, reserved=frozenset(reserved)), day=day), day=day), day=day)
    for party in decision.classification.approvals:
        decision = approve(decision, Approval(party, True, "its board", day), day=day)
    return replace(decision, id=id)


@pytest.mark.parametrize(("earlier", "later", "why"), PLACES)
def test_what_stands_in_the_place_of_a_decision_needs_the_approvals_that_it_needed(earlier, later, why):
    before, after = adopted(earlier), adopted(later, id="DEC-2")

    if not why:
        assert supersede(before, after, day=DAY).superseded_by == "DEC-2"
        return
    with pytest.raises(NotAllowed, match=why):
        supersede(before, after, day=DAY)


def test_a_decision_does_not_stand_in_the_place_of_one_that_was_agreed_after_it():
    with pytest.raises(NotAllowed, match="was agreed before DEC-1"):
        supersede(adopted(day=date(2026, 11, 27)), adopted(id="DEC-2"), day=date(2026, 11, 27))


def test_a_body_below_does_not_put_a_decision_in_the_place_of_one_of_the_leadership_team():
    below = replace(team(), id="AMT", name="Management team", kind="alliance_management_team")
    small = show(all_agree(called(matter=Matter("AMT", 10_000), body=below)), day=DAY)

    with pytest.raises(NotAllowed, match="Management team cannot put another decision in its place"):
        supersede(adopted(), replace(small, id="DEC-2"), day=DAY)


SIZES = [
    # a matter put to a body that may decide up to 25,000.00                   class
    (Matter("AMT", 2_500_000), "delegated"),
    (Matter("AMT", 2_500_001), "alliance"),
    (Matter("AMT", -500_000_000), "alliance"),
    (Matter("AMT", 0, {"Owner": 500_000_000, "Trust": -500_000_000}), "alliance"),
    (Matter("AMT", 0, excludes="Charity"), "alliance"),
    (Matter("AMT", 100, subject="target"), "alliance"),
]


@pytest.mark.parametrize(("matter", "kind"), SIZES)
def test_what_is_delegated_is_small_whichever_way_the_money_goes_and_excludes_nobody(matter, kind):
    assert classify(matter, matter_rules()).kind == kind


def test_an_approval_given_in_time_can_be_written_down_after_its_last_day_and_one_given_later_cannot():
    last, after = date(2026, 12, 10), date(2026, 12, 14)
    reserved = Matter("ALT", None, reserved=frozenset({"R4"}))
    decision = show(all_agree(called(matter=reserved, approvals_by=last)), day=DAY)
    assert standing_of(decision, after) == "lapsed"

    with pytest.raises(NotAllowed, match="given in time"):
        approve(decision, Approval("Trust", True, "its board", date(2026, 12, 11)), day=after)

    assert standing_of(approve(decision, Approval("Trust", True, "its board", last), day=after), after) == "adopted"


def test_what_lapsed_in_writing_or_was_not_ratified_is_not_brought_back_by_an_approval():
    silent = called(matter=Matter("ALT", None, reserved=frozenset({"R4"}), is_urgent=True), is_written=True)

    with pytest.raises(NotAllowed, match="given in time"):
        approve(silent, Approval("Trust", True, "its board", DAY), day=date(2026, 12, 14))


def test_a_rewording_that_touches_more_is_decided_by_the_class_that_follows_from_it():
    first = show(with_words(called(matter=Matter("ALT", 0)), {**dict.fromkeys(PARTIES, "agree"), "Trust": "cannot_agree"}), day=DAY)
    wider = Matter("ALT", 60_000, reserved=frozenset({"R4"}))

    second = new_round(first, "Close the registered location.", day=DAY, matter=wider)

    assert (first.classification.kind, second.classification.kind) == ("alliance", "reserved")
    assert approvals_outstanding(second) == ("Trust",)


def test_the_same_words_are_tested_anew_when_what_they_commit_is_another():
    first = show(called(matter=Matter("ALT", 0)), day=DAY)

    with pytest.raises(NotAllowed, match="has not passed"):
        open_call(new_round(first, first.round.wording, day=DAY, matter=Matter("ALT", 60_000)), day=DAY)


def test_a_rewording_that_another_body_would_decide_is_proposed_anew():
    below = replace(team(), id="AMT", name="Management team", kind="alliance_management_team")
    small = show(called(matter=Matter("AMT", 10_000), body=below), day=DAY)

    with pytest.raises(NotAllowed, match="it is for ALT to decide"):
        new_round(small, "Do more of it.", day=DAY, matter=Matter("AMT", 3_000_000))
