"""The small alliance with a governance schedule and somebody in every seat of its leadership team.

The board, the trust and the charity have a voice each; the trust's member may commit £100,000 and has a deputy by deed. The management
team may decide up to £25,000 by itself, with the board, the trust and the charity. R4 is reserved to the trust, R7 to every party.
"""

import hashlib
from datetime import date

from tests.web.making import give, person
from tests.web.small import NOW

from gainshare.web.governance.models import Appointment, Schedule

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
