"""Every address of the application with something of the small alliance in it, asked for as a browser would, and put back afterwards."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from tests.web.governed import Governed

from gainshare.core.governance.register import RiskScore
from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.kernel.source import Source
from gainshare.core.performance.observation import Observation
from gainshare.web.alliances.models import Invitation, Membership
from gainshare.web.alliances.queries import digest_of
from gainshare.web.costs.models import Evidence, Query
from gainshare.web.governance.models import Appointment, Interest, Meeting, Paper, RecordedDecision
from gainshare.web.measures.actions import enter
from gainshare.web.packages import acting
from gainshare.web.proceedings import disputing, processing
from gainshare.web.registers.actions import add_item
from gainshare.web.registers.plan_actions import Planned, add_activity, add_milestone
from gainshare.web.registers.risk_actions import NewRisk, Told, raise_risk
from gainshare.web.settlements.models import Settlement

TOKEN = "a-token-of-an-invitation"
METHODS = ("GET", "POST")
OTHERS = ("PUT", "PATCH", "DELETE")
SIGN_IN = "sign-in"


def patterns():
    """Return every pattern of an address with its whole route, from the resolver's own tree."""

    def beneath(found, before=""):
        for one in found:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield one, route
            else:
                yield from beneath(one.url_patterns, route)

    return list(beneath(get_resolver().url_patterns))


@dataclass
class Things:
    """What the ids of addresses stand for, of one party of an alliance."""

    small: object
    party: str
    draft: object
    handed_in: object
    query: object
    membership: object
    invitation: object
    settlement: object
    others: dict

    def keywords(self, name, route):
        """Return what stands in the address of a route."""
        of = self.settlement if "/settlements/" in route else self.draft if name in ON_DRAFTS else self.handed_in
        of = next((one for place, one in self.others.items() if f"/{place}/<uuid:of>" in route), of)
        values = {
            "alliance": self.small.alliance.pk,
            "month": "2026-10",
            "of": of.pk,
            "query": self.query.pk,
            "file": self.file(of, route).pk,
            "reference": "DEC-900",
            "period": "2026-09",
            "form": "html",
            "number": 1,
            "membership": self.membership.pk,
            "invitation": self.invitation.pk,
            "token": TOKEN,
            "uidb36": "1",
            "key": "none",
            "provider_id": "nobody",
            "measure": "M1",
            "kind": "admission",
            "figure": "disputes",
            "package": "HOMES",
        }
        return {word: value for word, value in values.items() if f":{word}>" in route}

    def file(self, of, route):
        """Return the file of an address: a paper, or evidence of a return."""
        return self.others["papers"] if "/papers/" in route else (of if of in (self.draft, self.handed_in) else self.handed_in).files.get()

    def body(self, name=""):
        """Return a form that says whose thing it is and is wanting in everything else, so that little is done by it."""
        transfer = self.settlement.transfers.first().pk
        meeting = self.others["meetings"]
        asked = {"step": "variance", "rows": "costs|2026-09|||||include", "version": "1"}  # what a figure opens to
        asked |= {
            "meeting": meeting.pk,
            "person": self.membership.person_id,
            "up": meeting.items.first().pk,
            "came": f"ALT-TRU-director {self.membership.person_id}",
        }
        asked |= {"body": "ALT", "seat": "ALT-BRD-director", "interest": self.others["interest"].pk, "management": "Nothing."}
        asked |= {"endorse_decision": {"kind": "approval"}, "ratify_decision": {"says": "ratified"}}.get(name, {})
        return {"party": self.party, "seen": "999", "answer": "Because.", "transfer": transfer, **asked}


ON_DRAFTS = frozenset(
    {"edit_return", "paste_return", "check_return", "explain_return", "declare_return", "discard_return", "add_evidence", "remove_evidence"}
)
"""The routes that want a return in its beginning; the others have one that was handed in."""


def enter_values(small):
    """Enter three values of the first measure, the fewest that make a chart."""
    for month in ("2026-07", "2026-08", "2026-09"):
        given = Observation("M1", parse_period(month, Calendar(4)), Fraction(24), Fraction(60), source=Source("the form", 1))
        enter(by=small.seat("analyst"), given=given, note="", token=uuid4())


def governance_of(small):
    """Return a thing of each kind of governance, by how its addresses begin."""
    governed = Governed(small)
    decision = governed.proposed()
    meeting = governed.meeting(open_it=False)
    now = timezone.now()
    file = {"name": "paper.csv", "kind": "csv", "size": 1, "sha256": "0" * 64, "added_by": small.people["manager"], "added_at": now}
    interest = {"number": 1, "post": "director", "declared_on": now.date(), "what": "Shares.", "kind": "financial"}
    recorded = {"decided_on": now.date(), "meeting": "ALT-2024-04", "stated_class": "alliance", "title": "Begin", "proposal": "Begin."}
    votes = {"votes_for": 3, "votes_against": 0, "abstained": 0, "service_result": "pass", "outcome": "agreed unanimously"}
    RecordedDecision.objects.create(alliance=small.alliance, number=1, reference="DEC-900", **recorded, **votes)
    return {
        "decisions": decision,
        "meetings": meeting,
        "papers": Paper.objects.create(alliance=small.alliance, decision=decision, **file),
        "interest": Interest.objects.create(alliance=small.alliance, **interest),
        "appointments": Appointment.objects.filter(alliance=small.alliance).first(),
        "schedules": governed.schedule,
    }


def registers_of(small):
    """Return a risk, an item and an activity with a milestone, by the place of each in the addresses of the registers."""
    day = timezone.localdate()
    told = Told("Something", 4, "TRU", "director", day)
    manager = small.seat("manager")
    risk = raise_risk(by=manager, new=NewRisk("finance", "Fees rise", "Because", RiskScore(3, 3), told))
    item = add_item(by=manager, kind="idea", text="Ask", source="", owner_party="TRU", owner_post="director", due_on=None)
    activity = add_activity(by=manager, planned=Planned("", "Pool", "TRU", "live", "", "", ()))
    add_milestone(by=manager, of=activity.pk, seen=1, name="Deed", due_on=day)
    return {"registers/risks": risk, "registers/items": item, "registers/plan": activity}


def record_a_meeting(small):
    """Put a meeting on record three quarters ago, the fewest that make a chart of the trust check."""
    of = {"alliance": small.alliance, "reference": "ALT-2026-01", "body": "ALT", "day": date(2026, 1, 29)}
    Meeting.objects.get_or_create(**of, defaults={"stated_quorum": "yes", "is_recorded": True, "made_at": timezone.now()})


def things_of(small, party, lead):
    """Return a draft of November, a return of October with a query and a file, and somebody's role and invitation."""
    seat = small.seat(lead)
    enter_values(small)
    record_a_meeting(small)
    lines = (
        (("direct", "Pay", 3_500_00),)
        if party == "CHA"
        else (("direct", "Pay", 6_000_00), ("direct", "Drugs", 2_000_00), ("margin", "Margin", 500_00))
    )
    handed_in = small.submitted(lead, lead, lines=lines)
    draft = small.draft(lead, lines=lines, month=handed_in.month + 1)
    now = timezone.now()
    query = Query.objects.create(of=handed_in, question="Why?", asked_by=small.people["finance"], asked_at=now)
    file = {"name": "ledger.csv", "kind": "csv", "size": 1, "sha256": "0" * 64, "added_by": seat.person, "added_at": now}
    Evidence.objects.create(of=draft, **file)
    Evidence.objects.create(of=handed_in, **file)
    membership = Membership.objects.get(alliance=small.alliance, person=small.people["lawyer"])
    invitation = Invitation.objects.create(
        alliance=small.alliance,
        role="analyst",
        email=f"{uuid4()}@example.org",
        token_digest=digest_of(TOKEN) if party == "TRU" and small.alliance.name == "Small" else str(uuid4()),
        invited_by=small.people["manager"],
        expires_at=now + timedelta(days=3),
    )
    settlement = Settlement.objects.filter(alliance=small.alliance).first() or small.settlement()
    if not hasattr(small, "others"):
        small.others = governance_of(small) | registers_of(small)
    others = small.others | proceedings_of(small, seat, party)
    return Things(small, party, draft, handed_in, query, membership, invitation, settlement, others)


def proceedings_of(small, seat, party):
    """Return a dispute that a party raised, a notice of its own to leave, and a call-off, by how their addresses begin."""
    raised = disputing.Raised("the October return", "Whether the cost is allowable", uuid4())
    dispute = disputing.raise_dispute(by=seat, party=small.parties[party], raised=raised)
    begun = processing.Begun("withdrawal", party, "It leaves.", timezone.localdate(), uuid4())
    given = acting.Described("Crisis house", "Twelve beds.", 40_000_00)
    call_off = acting.describe(by=small.seat("finance"), package="HOMES", given=given, token=uuid4())
    return {"call-offs": call_off, "disputes": dispute, "processes": processing.start(by=small.seat("manager"), begun=begun)}


def ask(client, method, address, body=None):
    """Return what became of a request in a word: `yes`, `no`, `hidden`, `sign-in` or `unknown method`; nothing of it stays."""
    cookies = client.cookies.output()
    with transaction.atomic():
        send = client.get if method == "GET" else client.post if method == "POST" else client.generic
        answer = send(address, body or {}) if method in METHODS else send(method, address)
        if answer.streaming:
            b"".join(answer.streaming_content)  # a file that is not read to its end stays open
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return word_of(answer)


def word_of(answer):
    """Return what an answer comes to in a word; only whoever has to sign in first is sent there with the way back."""
    if answer.status_code == 302 and answer.url.startswith(f"{reverse('account_login')}?next="):
        return SIGN_IN
    return {403: "no", 404: "hidden", 405: "unknown method"}.get(answer.status_code, "yes" if answer.status_code < 500 else "failed")


def without_pages(request, template, context, status=None, using=None):
    """Stand in for the templates: who may see a page is decided before it is written."""
    return HttpResponse(f"<p>{template}</p>", status=status)
