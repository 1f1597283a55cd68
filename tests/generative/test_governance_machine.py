"""Whole lives of a decision: parties speak, change their minds, are recused and withdraw, in any order and on any day.

What must hold: nothing is adopted unless at one instant every party with a voice consents, the quorum is held, the tests are passed,
authority is enough, and nobody who is recused is counted; what is adopted is never refused, and what is refused never adopted.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.generative.plain_decision import CONSENT, Diary, third_working_day_after
from tests.governing import PARTIES, PASSED, QUORUM, draft, rules, seat, team, word
from tests.governing import called as called_example

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
from gainshare.core.governance.decision import Approval, Confirmation, Ratification
from gainshare.core.governance.dispute import Dispute, EscalationStep, StepTaken, step_due_on
from gainshare.core.governance.matters import Matter
from gainshare.core.governance.meeting import Presence, minutes_due_on, papers_due_on, quorum_of
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest
from gainshare.core.governance.standing import may, outcome_of, standing_of
from gainshare.core.governance.trust import working_days_between
from gainshare.core.kernel.bank_holidays import ENGLAND

START = date(2026, 12, 21)  # the Monday before Christmas: windows run over bank holidays
HOLIDAYS = {date.fromisoformat(line[:10]) for line in ENGLAND.split("\n") if line}

parties = st.sampled_from(PARTIES)
people = st.sampled_from([f"{party} {post}" for party in PARTIES for post in ("member", "deputy")])
words = st.sampled_from(["agree"] * 8 + ["agree_with_reservations", "cannot_agree", "abstain", "taken_back"])
ends = st.sampled_from([None, None, None, None, None, 1, 3, 9]).map(lambda days: days and START + timedelta(days=days))
limits = st.sampled_from([None, None, 0, 50_000, 100_000])
answers_of_parties = st.tuples(*[st.sampled_from([True, True, False])] * 3)
MATTERS = [
    # amount     reserved       who approves            urgent
    (None, set(), (), False),
    (60_000, set(), (), False),
    (60_000, set(), (), True),
    (None, {"R4"}, ("Trust",), False),
    (60_000, {"R4", "R5"}, ("Trust", "Charity"), False),
    (None, {"R1"}, PARTIES, True),
]
REFUSALS = {"refused"}
BOUND = {"adopted", "awaiting_ratification"}


class LifeOfADecision(RuleBasedStateMachine):
    @initialize(data=st.data(), matter=st.sampled_from(MATTERS), left=st.sampled_from(["outside", "inquorate"]))
    def begin(self, data, matter, left):
        amount, reserved, approvers, urgent = matter
        abstention = data.draw(st.sampled_from(["blocks", "consents"]))
        seats, able = self.seats(data)
        by = data.draw(st.none() | st.integers(5, 15).map(lambda days: START + timedelta(days=days)))
        self.setting = {
            "parties": PARTIES,
            "people": able,
            "left": left,
            "written": urgent,
            "abstention": abstention,
            "amount": amount,
            "approvers": approvers,
            "approvals_by": by,
        }
        self.decision = draft(
            matter=Matter("ALT", amount, {}, "", frozenset(reserved), urgent),
            rules=rules(abstention=abstention, quorum=replace(QUORUM, when_nobody_is_left=left)),
            body=team(*seats),
            is_written=urgent,
            approvals_by=by,
        )
        self.diary = Diary(self.setting)
        self.day = START
        self.stood = []
        self.first_steps(data)

    def first_steps(self, data):
        """Begin most lives at the point where they become interesting."""
        if (interested := data.draw(st.sampled_from([None, None, None, None, "Trust", "Charity", "Owner"]))) is not None:
            self.somebody_is_recused(f"{interested} member")
            self.somebody_is_recused(f"{interested} deputy")
        if data.draw(st.sampled_from([True, True, True, False])):
            self.the_call_opens_and_every_party_speaks(data.draw(words), "member")
            if data.draw(st.sampled_from([True, True, False])):
                self.all_is_shown()
                if data.draw(st.booleans()):
                    self.every_party_answers_for_itself(data.draw(answers_of_parties))

    def seats(self, data):
        """Draw how far everybody may go and how long; half of the alliances have no limits, so that lives get beyond the first round."""
        has_limits = data.draw(st.booleans())
        seats, able = [], []
        for party in PARTIES:
            limit, until, deed_limit, deed_until = data.draw(st.tuples(limits, ends, limits, ends)) if has_limits else [None] * 4
            deputy = Deputy(f"{party} deputy", "deed", valid_until=deed_until, limit_pence=deed_limit)
            seats.append(seat(party, authority=Authority(limit, valid_until=until), deputy=deputy))
            lower = min([one for one in (limit, deed_limit) if one is not None], default=None)
            earlier = min([one for one in (until, deed_until) if one is not None], default=None)
            able += [(party, f"{party} member", limit, until), (party, f"{party} deputy", lower, earlier)]
        return seats, able

    def attempt(self, is_allowed, act, *arguments):
        """Do it if the diary says that it may be done; otherwise it has to be refused, and nothing changes."""
        if is_allowed:
            self.decision = act(self.decision, *arguments, day=self.day)
        else:
            with pytest.raises(NotAllowed):
                act(self.decision, *arguments, day=self.day)
        return is_allowed

    @rule(days=st.integers(1, 2))
    def time_passes(self, days):
        self.day += timedelta(days=days)
        self.diary.see(self.day)

    @rule(is_passed=st.sampled_from([True, True, True, False]), result=st.sampled_from(["pass", "pass", "fail", None]))
    def tests_are_answered(self, is_passed, result):
        held = PrincipleTest({"P1": Held(True), "P2": Held(False, "Only for a month." if is_passed else "")})
        if self.attempt(self.diary.status == "draft", answer_tests, held, ServiceTest({"Q1": "It does."}, result)):
            self.diary.tested = is_passed and result == "pass"

    @rule()
    def tests_are_passed_and_everybody_comes(self):
        if self.attempt(self.diary.status == "draft", answer_tests, *PASSED):
            self.diary.tested = True
            present = frozenset(Presence(f"{party} seat", f"{party} {post}") for party in PARTIES for post in ("member", "deputy"))
            self.decision = attend(self.decision, present, day=self.day)
            self.diary.present = {(one.seat, one.person) for one in present}

    @rule(there=st.frozensets(people))
    def people_come_and_leave(self, there):
        present = frozenset(Presence(f"{person.split()[0]} seat", person) for person in there)
        if self.attempt(self.diary.status in {"draft", "in_round"}, attend, present):
            self.diary.present = {(one.seat, one.person) for one in present}

    @rule(person=people)
    def somebody_is_recused(self, person):
        if self.attempt(self.diary.status in {"draft", "in_round"}, recuse, person):
            self.diary.recused.add(person)
            self.diary.see(self.day)  # once the window has closed, nobody can speak in their place

    @rule()
    def the_call_opens(self):
        if self.attempt(self.diary.status == "draft" and self.diary.tested, open_call):
            self.diary.status = "in_round"
            self.diary.last_day = third_working_day_after(self.day, HOLIDAYS) if self.setting["written"] else None

    @rule(party=parties, person=people, said=words)
    def somebody_speaks(self, party, person, said):
        able = person in self.diary.able(party, self.day) and person not in self.diary.recused
        in_time = self.diary.last_day is None or self.day <= self.diary.last_day
        is_there = self.setting["written"] or person in self.diary.in_the_room(self.day)
        if self.attempt(
            self.diary.status == "in_round" and able and in_time and is_there, say, word(party, said, person=person, day=self.day)
        ):
            self.diary.words.pop(party, None)
            if said != "taken_back":
                self.diary.words[party] = (person, said)

    @rule(said=words, post=st.sampled_from(["member", "deputy"]))
    def every_party_speaks(self, said, post):
        for party in PARTIES:
            self.somebody_speaks(party, f"{party} {post}", "agree" if party != "Charity" else said)

    @rule(said=words, post=st.sampled_from(["member", "deputy"]))
    def the_call_opens_and_every_party_speaks(self, said, post):
        # The way that most decisions go; without it hardly one in a hundred lives would get as far as that.
        self.tests_are_passed_and_everybody_comes()
        self.the_call_opens()
        self.every_party_speaks(said, post)

    @rule()
    def all_is_shown(self):
        if self.attempt(self.diary.status == "in_round" and self.diary.may_be_shown(self.day), show):
            self.diary.show(self.day)
            self.diary.see(self.day)  # the last day for approvals may have gone by before all agreed

    @rule(wording=st.sampled_from(["Close the ward.", "Close it later."]))
    def a_new_round_begins(self, wording):
        is_same = wording == self.decision.round.wording
        if self.attempt(self.diary.status in {"inquorate", "not_agreed", "awaiting_authority", "awaiting_approval"}, new_round, wording):
            self.diary.new_round(is_same_wording=is_same)

    @rule(party=parties)
    def a_party_confirms(self, party):
        waits = self.diary.status == "awaiting_authority" and party in self.diary.missing_authority
        if self.attempt(waits, confirm_authority, Confirmation(party, "its board", self.day)):
            self.diary.missing_authority.discard(party)
            self.diary.agreed()
            self.diary.see(self.day)

    @rule(party=parties, is_approved=st.sampled_from([True, True, True, False]))
    def a_party_approves_or_refuses(self, party, is_approved):
        waits = self.diary.status == "awaiting_approval" and party in self.setting["approvers"]
        if self.attempt(waits, approve, Approval(party, is_approved, "its board", self.day, "" if is_approved else "Not yet.")):
            self.diary.approve(party, is_approved=is_approved)

    @rule(answers=answers_of_parties)
    def every_party_answers_for_itself(self, answers):
        for party, is_approved in zip(PARTIES, answers, strict=True):
            self.a_party_confirms(party)
            self.a_party_approves_or_refuses(party, is_approved)

    @rule(is_ratified=st.booleans(), has_quorum=st.booleans())
    def the_next_meeting_looks_at_it(self, is_ratified, has_quorum):
        body = team()
        there = [Presence(f"{party} seat", f"{party} member") for party in (PARTIES if has_quorum else PARTIES[:2])]
        quorum = quorum_of(body, self.day, there, QUORUM)
        waits = self.diary.status == "awaiting_ratification" and has_quorum
        if self.attempt(waits, ratify, Ratification("ALT-12", self.day, is_ratified), quorum):
            self.diary.status = "adopted" if is_ratified else "lapsed"

    @rule(is_meant=st.sampled_from([False, False, False, True]))
    def it_is_withdrawn(self, is_meant):
        # A life that ends at once shows nothing, so few do.
        open_to_it = {"draft", "in_round", "inquorate", "not_agreed", "awaiting_authority", "awaiting_approval"}
        if is_meant and self.attempt(self.diary.status in open_to_it, withdraw):
            self.diary.status = "withdrawn"

    @rule(is_approved=st.booleans(), day=st.sampled_from(["today", "today", "first"]))
    def another_one_takes_its_place(self, is_approved, day):
        agreed_on = START if day == "first" else self.day
        later = adopted_elsewhere(agreed_on, self.decision.matter.reserved if is_approved else frozenset())
        is_enough = (is_approved or not self.setting["approvers"]) and self.diary.shown_on is not None and agreed_on >= self.diary.shown_on
        if self.attempt(self.diary.status == "not_agreed" or (self.diary.status == "adopted" and is_enough), supersede, later):
            self.diary.status = "superseded"

    @invariant()
    def it_stands_where_the_diary_says(self):
        standing = standing_of(self.decision, self.day)
        self.stood.append(standing)

        assert standing == self.diary.status
        assert may("say", self.decision, self.day) == (self.diary.status == "in_round")

    @invariant()
    def it_is_never_both_adopted_and_refused(self):
        assert not (set(self.stood) & BOUND and set(self.stood) & REFUSALS)
        if "adopted" in self.stood:
            assert set(self.stood[self.stood.index("adopted") :]) <= {"adopted", "superseded"}

    @invariant()
    def it_binds_only_by_unanimous_consent_at_one_instant(self):
        if standing_of(self.decision, self.day) not in BOUND:
            return
        seen = self.diary.evidence
        consents = CONSENT | ({"abstain"} if self.setting["abstention"] == "consents" else set())
        outcome = outcome_of(self.decision, self.day)

        assert seen["tested"]
        assert seen["words"]
        assert set(seen["words"].values()) <= consents
        assert all(seen["represented"].values())
        assert not set(seen["people"].values()) & seen["recused"]
        assert not self.diary.missing_authority
        assert not self.diary.missing_approvals
        assert {party: voice.word for party, voice in outcome.counted.items()} == seen["words"]
        assert not {voice.person for voice in outcome.counted.values()} & self.decision.round.recused
        assert set(outcome.quorum.outside) == set(PARTIES) - set(seen["words"])


LifeOfADecision.TestCase.settings = settings(stateful_step_count=40)
TestLifeOfADecision = LifeOfADecision.TestCase


def adopted_elsewhere(day, reserved):
    """Another decision, adopted on a day, with the approvals that its reserved matters need."""
    decision = called_example(day=day, matter=Matter("ALT", None, reserved=reserved))
    for party in PARTIES:
        decision = say(decision, word(party, day=day), day=day)
    decision = show(decision, day=day)
    for party in decision.classification.approvals:
        decision = approve(decision, Approval(party, True, "its board", day), day=day)
    return replace(decision, id="DEC-2")


DAYS = st.dates(date(2024, 1, 15), date(2027, 11, 30))


@given(DAYS, st.integers(0, 20))
def test_working_days_are_those_of_an_independent_calendar(day, count):
    holidays = [np.datetime64(one) for one in HOLIDAYS]
    back = day if count == 0 else np.busday_offset(np.datetime64(day), -count, roll="following", holidays=holidays).astype(date)
    on = day if count == 0 else np.busday_offset(np.datetime64(day), count, roll="preceding", holidays=holidays).astype(date)
    dispute = Dispute("D", day, "A", "B", "?", (StepTaken(1, day),))

    assert papers_due_on(day, count) == back
    assert minutes_due_on(day, count) == on
    assert step_due_on(dispute, (EscalationStep(1, "AMT", count),)) == (on if count else None)
    assert working_days_between(day, on) == count


@given(DAYS, st.integers(0, 60))
def test_working_days_between_two_days_are_those_of_an_independent_calendar(day, days):
    last = day + timedelta(days=days)
    holidays = [np.datetime64(one) for one in HOLIDAYS]
    counted = np.busday_count(day + timedelta(days=1), last + timedelta(days=1), holidays=holidays)

    assert working_days_between(day, last) == counted
