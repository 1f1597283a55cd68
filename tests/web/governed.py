"""The small alliance with a governance schedule and somebody in every seat of its leadership team.

The board, the trust and the charity have a voice each; the trust's member may commit £100,000 and has a deputy by deed. The management
team may decide up to £25,000 by itself, with the board, the trust and the charity. R4 is reserved to the trust, R7 to every party.
"""

import hashlib
from dataclasses import replace
from datetime import date

from django.utils import timezone
from tests.web.making import give, person
from tests.web.small import NOW

from gainshare.web.governance import calling, meeting_acts, proposing
from gainshare.web.governance.models import Appointment, Schedule
from gainshare.web.governance.proposing import Proposal

SCHEDULE = """\
bodies:
  - id: ALT
    name: Leadership team
    quorum:
      one_authorised_member_from_every_party: true
      at_least_one_owner_representative: true
      lived_experience_member_present: expected
    papers_due_working_days_before: 5
    minutes_due_working_days_after: 5
  - id: AMT
    name: Management team
    reports_to: ALT
members:
  - {role: independent chair, body: ALT, party: null, voting: false}
  - {role: director, body: ALT, party: BRD, voting: true, owner_representative: true, authority_gbp: 500000}
  - {role: director, body: ALT, party: TRU, voting: true, authority_gbp: 100000}
  - {role: director, body: ALT, party: CHA, voting: true, authority_gbp: 50000}
  - {role: lived experience partner, body: ALT, party: null, voting: false}
principles:
  - {id: P1, text: We put the person first}
  - {id: P2, text: We decide what is best for the service}
best_for_service_test:
  - Does it improve outcomes?
  - Would we choose it if we were one organisation?
reserved_matters:
  - {id: R4, party: TRU, text: Closure of a registered location}
  - {id: R7, party: all, text: Changes to the agreement}
decision_classes:
  - {id: D1, name: alliance decision, rule: unanimous ALT}
  - {id: D2, name: delegated decision, rule: AMT consensus, limit_gbp: 25000}
  - {id: D3, name: recommendation on a reserved matter, rule: unanimous ALT}
  - {id: D4, name: urgent decision between meetings, rule: written resolution, window_working_days: 3, ratified_at_next_meeting: true}
escalation:
  - {step: 1, who: AMT, working_days: 10}
  - {step: 2, who: ALT, working_days: 20}
  - {step: 3, who: chief executives of the parties, working_days: 10}
  - {step: 4, who: mediation, working_days: 20}
exclusion_and_termination:
  default_events: [wilful default, material breach not rectified, insolvency]
  rectification: {notice_working_days: 10, plan_working_days: 10, review_working_days: 20}
  voluntary_withdrawal_notice_months: 12
  termination_by_owner_notice_months: 6
admission:
  steps:
    - expression of interest
    - ALT assessment against criteria
    - due diligence and basic selection criteria
    - unanimous ALT recommendation
    - board approvals
    - deed of accession
    - TOC and share re-basing
transformation_activities:
  - {id: TA1, text: Shared savings plan, lead: BRD, status: on track}
"""
MANAGED_SCHEDULE = SCHEDULE.replace(
    "\nprinciples:",
    """
  - {role: manager, body: AMT, party: BRD, voting: true, authority_gbp: 25000}
  - {role: manager, body: AMT, party: TRU, voting: true, authority_gbp: 25000}
principles:""",
    1,
)
"""The same, with a vote for the board and the trust on the management team."""
CHAIR, OWNER, TRUST, CHARITY, LIVED = (
    "ALT-independent-chair",
    "ALT-BRD-director",
    "ALT-TRU-director",
    "ALT-CHA-director",
    "ALT-lived-experience-partner",
)
SEATS = {
    "chair": (CHAIR, "chair", None, False),
    "owner_leader": (OWNER, "leadership_member", "BRD", False),
    "leader": (TRUST, "leadership_member", "TRU", False),
    "deputy": (TRUST, "leadership_deputy", "TRU", True),
    "charity_leader": (CHARITY, "leadership_member", "CHA", False),
    "partner": (LIVED, "lived_experience_partner", None, False),
}
"""Who sits where, by what the tests call them: the seat, the role, the party, and whether as the deputy."""
VOICES = {"BRD": "owner_leader", "TRU": "leader", "CHA": "charity_leader"}
"""Who speaks for each party."""
EVERYBODY = ("chair", *VOICES.values())
"""Who has to be there so that something can be decided, and the chair."""


def govern(small, text=SCHEDULE):
    """Give the alliance the schedule, adopted since April 2024, and put somebody in every seat of its leadership team."""
    since = date(2024, 4, 1)
    made = Schedule.objects.create(
        alliance=small.alliance,
        number=1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        takes_effect_on=since,
        proposed_at=NOW,
        adopted_at=NOW,
    )
    for who, (seat, role, party, is_deputy) in SEATS.items():
        if who not in small.people:
            small.people[who] = person(f"{who}@{small.alliance.reference.lower()}.example.org", f"{who.replace('_', ' ').title()}")
            give(small.alliance, small.people[who], role, small.parties.get(party))
        of = {"alliance": small.alliance, "body": "ALT", "seat": seat, "person": small.people[who], "is_deputy": is_deputy}
        Appointment.objects.create(**of, deed="Deed of 1 April 2024" if is_deputy else "", begins_on=since, made_at=NOW)
    return made


PROPOSAL = Proposal(
    title="Close the ward",
    wording="Close the ward on 30 April 2027.",
    put_to="ALT",
    why="Few people need it.",
    people="Twelve people live there.",
    equality="Nobody loses out.",
)
TESTED = {"principles": {"P1": (True, ""), "P2": (False, "The trust loses a site.")}, "answers": {"Q1": "It does.", "Q2": "Yes."}}


class Governed:
    """The governed alliance, with what tests do in it again and again."""

    def __init__(self, small, text=SCHEDULE):
        self.small = small
        self.schedule = govern(small, text)

    def seat(self, who):
        return self.small.seat(who)

    def meeting(self, *, open_it=True, there=EVERYBODY):
        """Plan the leadership team's meeting of today, open it, and let some people come."""
        made = meeting_acts.plan(by=self.seat("manager"), body="ALT", day=timezone.localdate())
        if open_it:
            meeting_acts.open_meeting(by=self.seat("chair"), of=made.pk)
            for who in there:
                self.comes(made, who)
        return made

    def comes(self, meeting, who, *, is_there=True):
        meeting_acts.attend(by=self.seat("chair"), of=meeting.pk, seat=SEATS[who][0], person=self.small.people[who], is_there=is_there)

    def proposed(self, **changed):
        """Put the proposal forward; with `tested=False` nobody has answered its tests."""
        is_tested = changed.pop("tested", True)
        made = proposing.propose(by=self.seat("manager"), proposal=replace(PROPOSAL, **changed))
        return self.tested(made) if is_tested else made

    def tested(self, row):
        return proposing.answer_tests(by=self.seat("chair"), of=row.pk, **TESTED, result="pass")

    def called(self, meeting=None, **changed):
        """Put the proposal forward, on the agenda of the meeting, and open the call for agreement."""
        made = self.proposed(**changed)
        if not made.is_written:
            proposing.place_on_agenda(by=self.seat("chair"), of=made.pk, meeting=meeting or self.meeting())
        return calling.open_call(by=self.seat("chair"), of=made.pk)

    def says(self, row, party, word="agree", who=None, **more):
        """Let a party say something."""
        by = self.seat(who or VOICES[party])
        if word == "agree_with_reservations":
            more.setdefault("reason", "The homes are not there yet.")
        if word == "cannot_agree":
            more = {"reason": "The homes are not there.", "would_change": "Twenty homes first.", **more}
        return calling.say(by=by, of=row.pk, party=self.small.parties[party], word=word, **more)

    def all_say(self, row, word="agree"):
        for party in VOICES:
            self.says(row, party, word)
        return row

    def shown(self, row):
        return calling.show(by=self.seat("chair"), of=row.pk)

    def adopted(self, **changed):
        """Take the proposal through a meeting in which everybody agrees."""
        return self.shown(self.all_say(self.called(**changed)))
