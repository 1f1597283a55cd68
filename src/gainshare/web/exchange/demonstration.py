"""The demonstration alliance on the web: Wexmoor and its whole record, with a person for each role, in the middle of closing a month."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from gainshare.core.governance.duties import STANDARD_DUTIES
from gainshare.files.governance_notation import person_of
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat, seat_of
from gainshare.web.alliances.models import Alliance, Membership
from gainshare.web.alliances.rights import ROLE_BY_ID
from gainshare.web.audit.journal import record
from gainshare.web.costs.book import agreement_of
from gainshare.web.costs.models import SUBMITTED, Return
from gainshare.web.exchange.bringing import add_governance, bring_in
from gainshare.web.exchange.governing import is_of_governance
from gainshare.web.governance.models import Appointment, Duty, DutyDone, Interest
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.settlements import actions, drafting
from gainshare.web.settlements.models import APPROVES, Settlement

MONTH = "2026-10"
"""The month that is being closed."""
NOT_STARTED = frozenset({"WX-MHT", "WX-OPH", "WX-CNC"})
"""The parties whose return of that month is still to come."""
TO_CHECK = "WX-FRN"
"""The party whose return of that month waits for a check."""


DUE_DAY = "  return_due_day: 14"
MOVEMENT = "  movement: {more_than: 15%, and_amount: 2000}"
"""A rule that the example does not have: which movements of a category from month to month need a sentence."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in to the demonstration."""

    email: str
    """The address."""
    role: str
    """The role, as the database calls it; empty for the site administrator."""
    party: str
    """The party's code; empty for roles of the alliance as a whole."""
    name: str
    """What they are called: their role, since nobody is invented."""
    leads: bool = False
    """Whether they are the party's member of the leadership team too."""


PEOPLE = (
    SignIn("manager@wexmoor.example", "alliance_manager", "", "Alliance manager"),
    SignIn("finance@wexmoor.example", "alliance_finance_lead", "", "Alliance finance lead"),
    SignIn("icb@wexmoor.example", "owner_finance_lead", "WX-ICB", "Owner finance lead (integrated care board)", leads=True),
    SignIn("council@wexmoor.example", "owner_finance_lead", "WX-CNC", "Owner finance lead (council)", leads=True),
    SignIn("social-care@wexmoor.example", "provider_finance_lead", "WX-CNC", "Provider finance lead (council social care)"),
    SignIn("trust@wexmoor.example", "provider_finance_lead", "WX-MHT", "Provider finance lead (trust)"),
    SignIn("trust-ledger@wexmoor.example", "contributor", "WX-MHT", "Contributor (trust)"),
    SignIn("gps@wexmoor.example", "provider_finance_lead", "WX-GPF", "Provider finance lead (GP federation)", leads=True),
    SignIn("fernway@wexmoor.example", "provider_finance_lead", "WX-FRN", "Provider finance lead (Fernway)", leads=True),
    SignIn("openhand@wexmoor.example", "provider_finance_lead", "WX-OPH", "Provider finance lead (Openhand)"),
    SignIn("analyst@wexmoor.example", "analyst", "", "Analyst"),
    SignIn("leader@wexmoor.example", "leadership_member", "WX-MHT", "Leadership team member (trust)"),
    SignIn("openhand-chief@wexmoor.example", "leadership_member", "WX-OPH", "Leadership team member (Openhand)"),
    SignIn("deputy@wexmoor.example", "leadership_deputy", "WX-OPH", "Leadership team deputy (Openhand)"),
    SignIn("chair@wexmoor.example", "chair", "", "Independent chair"),
    SignIn("lawyer@wexmoor.example", "lawyer", "", "Lawyer"),
    SignIn("partner@wexmoor.example", "lived_experience_partner", "", "Lived-experience partner"),
    SignIn("team@wexmoor.example", "wider_team", "", "Wider team reader"),
    SignIn("auditor@wexmoor.example", "auditor", "", "Auditor"),
    SignIn("site@wexmoor.example", "", "", "Site administrator"),
)


A_YEAR = timedelta(days=365)
"""For how long roles that are given for a time are given."""


def make(files: Mapping[str, bytes], *, password: str, is_settled: bool = True) -> Alliance:
    """Return the demonstration alliance, made with its people in one transaction.

    Args:
        files: Wexmoor's folder with its subfolder of governance, as file names and bytes.
        password: what everybody signs in with.
        is_settled: whether the first year is settled, restated and paid, and the second waits for three parties.
    """
    with transaction.atomic():
        # What is settled before there is a schedule needs no decision, so governance comes after.
        kept = in_the_middle_of_the_month(files)
        alliance = bring_in({name: data for name, data in kept.items() if not is_of_governance(name)}, by=None, at=timezone.now())
        hashed = make_password(password)  # once: it takes half a second on purpose
        people = {one.email: _person(one, hashed) for one in PEOPLE}
        parties = {party.code: party for party in alliance.parties.all()}
        for one in PEOPLE:
            if one.role:
                of = {"alliance": alliance, "person": people[one.email], "party": parties.get(one.party), "role": one.role}
                last = timezone.localdate() + A_YEAR if ROLE_BY_ID[one.role].has_last_day else None
                Membership.objects.create(**of, begins_on=date(2024, 4, 1), ends_on=last)
                if one.leads:
                    Membership.objects.create(**{**of, "role": "leadership_member"}, begins_on=date(2024, 4, 1))
        handed_in = Return.objects.get(alliance=alliance, party__code=TO_CHECK, month=2026 * 12 + 9)
        handed_in.status = SUBMITTED
        handed_in.declared_by = handed_in.prepared_by = people["fernway@wexmoor.example"]
        handed_in.declared_as = "Finance director"
        handed_in.save()
        if is_settled:
            settle_years(alliance, people)
        add_governance(alliance, kept, by=None, at=timezone.now())
        seat_people(alliance, people)
        give_duties(alliance, people)
        record("demonstration.made", by=None, alliance=alliance, subject=alliance, content={"after": {"people": len(people)}})
    return alliance


def in_the_middle_of_the_month(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return a folder in which some parties have yet to hand in the month being closed, and movements need a sentence."""
    kept = dict(files)
    agreement = files["agreement.yaml"].decode()
    kept["agreement.yaml"] = agreement.replace(DUE_DAY, f"{DUE_DAY}\n{MOVEMENT}", 1).encode()
    for name in ("costs.csv", "submissions.csv"):
        rows = list(csv.DictReader(StringIO(files[name].decode())))
        out = StringIO()
        writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row["period"] != MONTH or row["party"] not in NOT_STARTED)
        kept[name] = out.getvalue().encode()
    return kept


def _person(one: SignIn, hashed: str) -> Person:
    return Person.objects.create(email=one.email, name=one.name, password=hashed, is_site_administrator=not one.role)


APPROVERS = {"WX-ICB": "icb", "WX-CNC": "council", "WX-MHT": "leader", "WX-GPF": "gps", "WX-FRN": "fernway", "WX-OPH": "deputy"}
"""Who speaks for each party on settlements: what stands before the @ of their address."""
FIRST_YEAR, FIRST_DECIDED, FIRST_PAID = "2024/25", date(2025, 7, 31), date(2025, 8, 29)
RESTATED, RESTATED_PAID = date(2025, 10, 30), date(2025, 11, 28)
SECOND_YEAR, SECOND_DECIDED = "2025/26", date(2026, 7, 30)
STILL_TO_SAY = frozenset({"WX-CNC", "WX-FRN", "WX-OPH"})
"""The parties that have still to approve the settlement of the second year."""


def settle_years(alliance: Alliance, people: Mapping[str, Person]) -> None:
    """Settle, restate and pay the first year, and draft the second."""
    by = _seat(alliance, people, "finance")
    period = agreement_of(alliance).period
    first = drafting.draft(by=by, wanted=drafting.Wanted(period(FIRST_YEAR), "final", FIRST_DECIDED), link=None)
    _approve(alliance, people, first, APPROVERS)
    _pay(by, first, FIRST_PAID, "CN-2025")
    reason = "The trust corrected its September 2024 return."
    again = drafting.restate(by=by, of=first.pk, as_of=RESTATED, reason=reason, token=None, link=None)
    _approve(alliance, people, again, APPROVERS)
    _pay(by, again, RESTATED_PAID, "CN-2025-R")
    second = drafting.draft(by=by, wanted=drafting.Wanted(period(SECOND_YEAR), "final", SECOND_DECIDED), link=None)
    _approve(alliance, people, second, [code for code in APPROVERS if code not in STILL_TO_SAY])


LEADERS = {**APPROVERS, "WX-OPH": "openhand-chief"}
"""Who sits in the leadership team for each party."""
LEADS_FROM = date(2024, 4, 1)
"""Since when everybody has their seat there."""
DEPUTY, DEED, DEED_FROM, DEED_UNTIL = "deputy", "Deed of 3 April 2026", date(2026, 4, 3), date(2027, 3, 31)
"""Who speaks in the place of Openhand's member, by which deed, and its first and last day."""


def seat_people(alliance: Alliance, people: Mapping[str, Person]) -> None:
    """Put somebody into every seat of the leadership team, and name the deputy of Openhand's member."""
    schedule = schedule_of(alliance)
    if schedule is None:
        return
    for seat in schedule.terms.leading_body.seats:
        who = LEADERS.get(seat.party or "") or ("chair" if seat.is_chair else "partner")
        of = {"alliance": alliance, "body": schedule.terms.leading_body.id, "seat": seat.id, "made_at": timezone.now()}
        person = people[f"{who}@wexmoor.example"]
        Appointment.objects.create(**of, person=person, begins_on=LEADS_FROM)
        # The register of interests names people by their posts: from here on it knows who they are.
        declared = [one for one in Interest.objects.filter(alliance=alliance) if person_of(one.post, one.party) == seat.person]
        Interest.objects.filter(pk__in=[one.pk for one in declared]).update(person=person)
        if seat.party == "WX-OPH":
            deputy = {"person": people[f"{DEPUTY}@wexmoor.example"], "is_deputy": True, "deed": DEED}
            Appointment.objects.create(**of, **deputy, begins_on=DEED_FROM, ends_on=DEED_UNTIL)


STATEMENT = "All twelve measures were read with their charts. K6.2 is looked at again in October."
"""What shows that the leadership team saw to the outcomes in September 2026."""


def give_duties(alliance: Alliance, people: Mapping[str, Person]) -> None:
    """Give two duties an owner: the statement of outcomes, made for September and missing for October, and the plan, not approved yet."""
    if schedule_of(alliance) is None:
        return
    standard = {one.code: one for one in STANDARD_DUTIES}
    owners = (("outcome_assurance", "ALT", "Independent chair"), ("implementation_plan", "AMT", "WX-CNC, alliance manager"))
    for code, body, owner in owners:
        of = {"alliance": alliance, "code": code, "body": body, "text": standard[code].text, "rhythm": standard[code].rhythm}
        made = Duty.objects.create(**of, owner=owner, begins_on=DUTIES_FROM)
        if code == "outcome_assurance":
            chair = people["chair@wexmoor.example"]
            DutyDone.objects.create(duty=made, for_what="ALT-2026-09", evidence=STATEMENT, done_on=date(2026, 9, 24), done_by=chair)


DUTIES_FROM = date(2026, 9, 1)
"""Since when these duties are looked after here."""


def _approve(alliance: Alliance, people: Mapping[str, Person], one: Settlement, codes: Iterable[str]) -> None:
    parties = {party.code: party for party in alliance.parties.select_related("organisation")}
    for code in codes:
        actions.say(by=_seat(alliance, people, APPROVERS[code]), of=one.pk, party=parties[code], says=APPROVES, link=None)


def _pay(by: Seat, one: Settlement, on: date, reference: str) -> None:
    for transfer in one.transfers.all():
        actions.pay(by=by, of=one.pk, transfer=transfer.pk, paid_on=on, reference=f"{reference}-{transfer.number}")


def _seat(alliance: Alliance, people: Mapping[str, Person], who: str) -> Seat:
    found = seat_of(people[f"{who}@wexmoor.example"], alliance)
    assert found is not None, who
    return found
