"""Eight parties speak at once while the chair shows: a decision stands where what was done before the show puts it, and nowhere else.

After each race the journal is replayed with a diary of its own; see `replaying.py`.
"""

import random
from collections import Counter

import pytest
from django.db import connection
from tests.web.races.eight import APPROVES, CODES, DEPUTIES, WORDING, WORKERS, Threads, make_eight
from tests.web.races.replaying import DAY, Replay

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.audit.verifying import faults_in
from gainshare.web.governance import calling, concluding, meeting_acts, proposing
from gainshare.web.governance.models import Decision, Meeting, Presence

pytestmark = pytest.mark.slow
FRIENDLY = ("agree", "agree", "agree", "agree_with_reservations")
ANY = ("agree", "agree", "agree", "agree_with_reservations", "cannot_agree", "abstain", "taken_back")
AT_ONCE = 250
"""Decisions that are made at a time; the rows of presence are tidied up as often."""
DEEP = [pytest.param(500, seed, marks=pytest.mark.deep) for seed in range(1, 21)]
"""Ten thousand races, in parts, so that every processor has some."""
SPEAKERS = {**{code: code for code in CODES}, **{f"deputy of {code}": code for code in DEPUTIES}}


@pytest.fixture
def eight(transactional_db):
    made = make_eight()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # what is tested is who waits for whom, not the disk
    return made


@pytest.fixture
def threads():
    made = Threads()
    yield made
    made.close()


class Race:
    """What is done at once to a decision, by chance; each thing returns what the journal has to tell of it."""

    def __init__(self, eight, decision, chance):
        self.eight, self.of, self.chance = eight, decision.pk, chance
        words = FRIENDLY if chance.random() < 0.7 else ANY
        more = chance.choice((1, 1, 1, 1, 2, 3))
        self.things = [self.say(code, chance.choice(words)) for code in CODES for _ in range(chance.randint(1, more))]
        chance.shuffle(self.things)
        # In every third race all have spoken before the chair shows, beside somebody who may still change their mind.
        self.before = self.things if chance.random() < 0.35 else []
        self.things = [self.say(chance.choice(sorted(CODES)), chance.choice(words))] if self.before else self.things
        self.perhaps(0.2, self.say(f"deputy of {chance.choice(DEPUTIES)}", chance.choice(words)))
        self.perhaps(0.2, self.recuse, chance.choice(sorted(SPEAKERS)))
        self.perhaps(0.2, self.come_and_go, chance.choice(sorted(CODES)))
        self.perhaps(0.15, self.withdraw)
        late = len(self.things) - chance.choice((0, 0, 0, 1, 3, 8))
        for _ in range(2):
            self.put(self.show, late)
        if chance.random() < 0.15:
            for _ in range(2):
                wording = chance.choice((WORDING, WORDING, "Another wording."))
                self.put(lambda wording=wording: self.reword(wording), late)
            self.put(self.call, late)
        if decision.reserved:
            for is_given in (True, chance.random() < 0.5):
                self.put(lambda is_given=is_given: self.endorse(is_given), late)

    def put(self, thing, first=0):
        self.things.insert(self.chance.randint(first, len(self.things)), thing)

    def perhaps(self, how_often, thing, *given):
        if self.chance.random() < how_often:
            self.put(lambda: thing(*given))

    def say(self, who, word):
        party = self.eight.small.parties[SPEAKERS[who]]
        reason = f"{who} says {self.chance.random()}" if word in {"agree_with_reservations", "cannot_agree"} else ""
        more = {"reason": reason, "would_change": "Twenty homes first." if word == "cannot_agree" else ""}

        def say():
            calling.say(by=self.eight.seat(who), of=self.of, party=party, word=word, **more)
            return ["decision.voiced"]

        return say

    def recuse(self, who):
        calling.recuse(by=self.eight.seat("chair"), of=self.of, person=self.eight.small.people[who], reason="Owns the building.")
        return ["decision.recused"]

    def come_and_go(self, who):
        self.eight.attend(who, is_there=False)
        self.eight.attend(who, is_there=True)
        return ["meeting.left", "meeting.attended"]

    def withdraw(self):
        proposing.withdraw(by=self.eight.seat("manager"), of=self.of, reason="Not now.")
        return ["decision.withdrawn"]

    def show(self):
        calling.show(by=self.eight.seat("chair"), of=self.of)
        return ["decision.shown"]

    def reword(self, wording):
        calling.new_round(by=self.eight.seat("chair"), of=self.of, wording=wording)
        return ["decision.reworded"]

    def call(self):
        calling.open_call(by=self.eight.seat("chair"), of=self.of)
        return ["decision.called"]

    def endorse(self, is_given):
        of = {
            "of": self.of,
            "party": self.eight.small.parties[APPROVES],
            "kind": "approval",
            "reason": "" if is_given else "It is not safe.",
        }
        concluding.endorse(by=self.eight.seat(APPROVES), **of, is_given=is_given, given_by="the trust's board", given_on=DAY)
        return ["decision.endorsed"]


def raced(eight, threads, count, seed):
    """Run races; return what was wrong in any, and how often decisions came to stand where."""
    chance, replay = random.Random(seed), Replay(eight)
    wrong, stood, waiting = [], Counter(), []
    for number in range(count):
        if not waiting:
            eight.forget_who_left()
            size = min(AT_ONCE, count - number)
            waiting = [*eight.called(size - size // 4), *eight.called(size // 4, reserved=("R4",))]
        decision = waiting.pop(chance.randrange(len(waiting)))
        race = Race(eight, decision, chance)
        found = [*(threads.race(race.before) if race.before else []), *threads.race(race.things)]
        odd = [repr(one) for one in found if not isinstance(one, list | Refused)]
        done = Counter(action for one in found if isinstance(one, list) for action in one)
        wrong += [f"race {number} of seed {seed}: {words}" for words in (*odd, *replay.wrongs(decision, done))]
        decision.refresh_from_db()
        stood[decision.standing] += 1
    return wrong, stood


@pytest.mark.parametrize(("count", "seed"), [(30, 0), *DEEP])
def test_whatever_is_done_at_once_a_decision_stands_where_what_was_done_before_the_show_puts_it(eight, threads, count, seed):
    wrong, stood = raced(eight, threads, count, seed)

    assert not wrong, f"{len(wrong)} wrong, such as {wrong[:3]}"
    assert {"adopted", "not_agreed"} <= set(stood)
    assert list(faults_in(str(eight.small.alliance.pk))) == []


def test_whoever_comes_or_leaves_by_many_hands_at_once_has_come_or_left_once(eight, threads):
    told = Entry.objects.filter(action__in=("meeting.attended", "meeting.left")).order_by("number")
    before = told.count()

    for is_there in (False, True):
        found = threads.race([lambda is_there=is_there: eight.attend("MIN", is_there=is_there)] * WORKERS)
        assert found == [None] * WORKERS

    assert list(told.values_list("action", flat=True))[before:] == ["meeting.left", "meeting.attended"]
    rows = Presence.objects.filter(meeting=eight.meeting, person=eight.small.people["MIN"]).order_by("id")
    assert [one.left_at is None for one in rows] == [False, True]


def test_a_meeting_that_ends_while_the_chair_shows_leaves_no_call_open_behind_it(eight, threads):
    called = [eight.first, *eight.called(5)]
    drafts = [
        calling.new_round(by=eight.seat("chair"), of=calling.show(by=eight.seat("chair"), of=one.pk).pk, wording=WORDING)
        for one in called[:2]
    ]

    def end():
        return meeting_acts.end(by=eight.seat("chair"), of=eight.meeting.pk)

    things = [lambda one=one: calling.show(by=eight.seat("chair"), of=one.pk) for one in called]
    things += [lambda one=one: calling.open_call(by=eight.seat("chair"), of=one.pk) for one in drafts]
    found = threads.race([end, *things, end, end, *things, *[end] * 4])

    assert not [one for one in found if not isinstance(one, Decision | Meeting | Refused)]
    eight.meeting.refresh_from_db()
    open_calls = Decision.objects.filter(meeting=eight.meeting, standing="in_round").count()
    ended = sum(isinstance(one, Meeting) for one in found)
    assert ended == Entry.objects.filter(action="meeting.ended").count() == (eight.meeting.ended_at is not None)
    assert not (ended and open_calls)
    assert list(faults_in(str(eight.small.alliance.pk))) == []
