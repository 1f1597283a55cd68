"""An alliance of eight parties that decide in one meeting, all there: one decision after another, and threads that stay for all of them.

The board owns it and has to be there. The trust and the charity have a deputy each by deed; the charity's is not at the meeting. R4 is
reserved to the trust.
"""

import hashlib
import threading
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.db import connections
from tests.web.making import alliance_of, give, person
from tests.web.small import NOW, Small

from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance import calling, meeting_acts, proposing
from gainshare.web.governance.models import Appointment, Decision, Interest, Meeting, Presence, Round, Schedule
from gainshare.web.governance.proposing import Proposal

NAMES = ("Board", "Trust", "Charity", "Hospice", "Council", "Practice", "Network", "Mind")
CODES = {name[:3].upper(): name for name in NAMES}
OWNER = "BOA"
DEPUTIES = ("TRU", "CHA")
APPROVES = "TRU"
"""Whose own approval R4 needs."""
SCHEDULE = """\
bodies:
  - id: ALT
    name: Leadership team
    quorum:
      one_authorised_member_from_every_party: true
      at_least_one_owner_representative: true
      lived_experience_member_present: expected
members:
  - {role: independent chair, body: ALT, party: null, voting: false}
  - {role: director, body: ALT, party: BOA, voting: true, owner_representative: true, authority_gbp: 500000}
""" + "".join(f"  - {{role: director, body: ALT, party: {code}, voting: true, authority_gbp: 100000}}\n" for code in CODES if code != OWNER)
RULES = """\
principles:
  - {id: P1, text: We put the person first}
best_for_service_test:
  - Does it improve outcomes?
reserved_matters:
  - {id: R4, party: TRU, text: Closure of a registered location}
decision_classes:
  - {id: D1, name: alliance decision, rule: unanimous ALT}
  - {id: D3, name: recommendation on a reserved matter, rule: unanimous ALT}
escalation:
  - {step: 1, who: ALT, working_days: 10}
transformation_activities:
  - {id: TA1, text: Shared savings plan, lead: BOA, status: on track}
"""
WORDING = "Close the ward on 30 April 2027."
WORKERS = 8
"""Threads at once: as many as there are parties."""


def seat_id(who):
    """Return the seat of somebody, by what the tests call them."""
    return "ALT-independent-chair" if who == "chair" else f"ALT-{who.removeprefix('deputy of ')}-director"


@dataclass
class Eight:
    """The alliance, its meeting, and the decision that the others are made like."""

    small: Small
    meeting: Meeting
    first: Decision

    def seat(self, who):
        return self.seats[who]

    def __post_init__(self):
        self.seats = {who: self.small.seat(who) for who in self.small.people}
        self.party_of = {who: who.removeprefix("deputy of ") for who in self.small.people if who not in ("chair", "manager")}

    def attend(self, who, *, is_there):
        of = {"of": self.meeting.pk, "seat": seat_id(who), "person": self.small.people[who]}
        meeting_acts.attend(by=self.seat("chair"), **of, is_there=is_there)

    def called(self, count, reserved=()):
        """Make decisions that are open for agreement in the meeting, as the first one was called, with no more questions than two."""
        once = self.first.rounds.get()
        first = Decision.objects.count()
        made, rounds = [], []
        for number in range(count):
            one = Decision.objects.get(pk=self.first.pk) if not made else copy_of(made[0])
            one.pk, one.reference, one.reserved = uuid.uuid4(), f"DEC-{first + number + 1:05d}", list(reserved)
            made.append(one)
            wording = {"wording": once.wording, "principles": once.principles, "answers": once.answers, "result": once.result}
            rounds.append(Round(decision_id=one.pk, number=1, **wording, opened_on=once.opened_on))
        Decision.objects.bulk_create(made)
        Round.objects.bulk_create(rounds)
        return made

    def forget_who_left(self):
        """Take away the rows of those who left and came back; the meeting goes on for thousands of decisions, as none does in life."""
        Presence.objects.filter(meeting=self.meeting, left_at__isnull=False).delete()


def copy_of(one):
    return Decision(**{field.attname: getattr(one, field.attname) for field in Decision._meta.concrete_fields})


def make_eight():
    """Make the alliance, let everybody come to a meeting, and call a first decision there."""
    alliance = alliance_of("Eight", *NAMES)
    parties = {party.code: party for party in alliance.parties.all()}
    text, since = SCHEDULE + RULES, date(2024, 4, 1)
    of = {"number": 1, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    Schedule.objects.create(alliance=alliance, **of, takes_effect_on=since, proposed_at=NOW, adopted_at=NOW)
    people = {}
    for who in ("manager", "chair", *CODES, *(f"deputy of {code}" for code in DEPUTIES)):
        people[who] = person(f"{who.replace(' ', '-')}@eight.example.org", who)
        role = {"manager": "alliance_manager", "chair": "chair"}.get(who, "leadership_deputy" if "deputy" in who else "leadership_member")
        give(alliance, people[who], role, parties.get(who[-3:]))
        if who != "manager":
            deed = {"is_deputy": "deputy" in who, "deed": "Deed of 1 April 2024" if "deputy" in who else ""}
            Appointment.objects.create(
                alliance=alliance, body="ALT", seat=seat_id(who), person=people[who], **deed, begins_on=since, made_at=NOW
            )
    interests = [one for who, one in people.items() if who != "manager"]
    for number, one in enumerate(interests, 1):  # whoever has declared none is not written down as taking no part by others
        of = {"number": number, "person": one, "post": one.name, "kind": "financial", "what": "Owns the building."}
        Interest.objects.create(alliance=alliance, **of, declared_on=since)
    small = Small(alliance, people)
    meeting = meeting_acts.plan(by=small.seat("manager"), body="ALT", day=NOW.date())
    meeting_acts.open_meeting(by=small.seat("chair"), of=meeting.pk)
    first = proposing.propose(by=small.seat("manager"), proposal=Proposal(title="Close the ward", wording=WORDING, put_to="ALT"))
    tested = {"principles": {"P1": (True, "")}, "answers": {"Q1": "It does."}, "result": "pass"}
    proposing.answer_tests(by=small.seat("chair"), of=first.pk, **tested)
    proposing.place_on_agenda(by=small.seat("chair"), of=first.pk, meeting=meeting)
    made = Eight(small, meeting, first)
    for who in ("chair", *CODES, "deputy of TRU"):
        made.attend(who, is_there=True)
    calling.open_call(by=made.seat("chair"), of=first.pk)
    made.first = Decision.objects.get(pk=first.pk)
    return made


class Threads:
    """Threads that stay, each with its connection, and that begin each race together."""

    def __init__(self, count=WORKERS):
        self.pool = ThreadPoolExecutor(count)
        self.gate = threading.Barrier(count)
        self.count = count

    def race(self, things):
        """Do things at once, in about the order in which they are; return what each did, a refusal, or what went wrong."""
        waiting, found = deque(enumerate(things)), {}

        def run():
            self.gate.wait(timeout=60)
            while True:
                try:
                    number, thing = waiting.popleft()
                except IndexError:
                    return
                try:
                    found[number] = thing()
                except Refused as refused:
                    found[number] = refused
                except Exception as error:  # noqa: BLE001  # whatever came of it is told to the test
                    found[number] = error

        for one in [self.pool.submit(run) for _ in range(self.count)]:
            one.result()
        return [found[number] for number in range(len(things))]

    def close(self):
        """Close every thread's connection, and let the threads go."""

        def leave():
            self.gate.wait(timeout=60)
            connections.close_all()

        for one in [self.pool.submit(leave) for _ in range(self.count)]:
            one.result()
        self.pool.shutdown()
