"""A small alliance on the web, brought in from a folder: a board that owns it, a trust and a charity that hand in costs.

Each month of 2026/27 the target is £10,000 direct and £500 margin for the trust, and £4,000 direct for the charity. August and September
2026 stand: the trust's Pay £6,000, Drugs £2,000 and Margin £500, the charity's Pay £3,500. It is 10 November 2026 unless a test says
otherwise, and the returns of October are due on the 14th.
"""

import copy
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse
from tests.builders import TERMS
from tests.web.making import give, person

from gainshare.core.openbook.returns import ReturnLine
from gainshare.files.yaml_writer import write_yaml
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import seat_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.rights import ROLES
from gainshare.web.costs import actions
from gainshare.web.costs.book import agreement_of
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.settlements import drafting
from gainshare.web.settlements.models import APPROVES
from gainshare.web.settlements.standing import stand

NOW = datetime(2026, 11, 10, 10, tzinfo=UTC)
OCTOBER = 2026 * 12 + 9
PASTED = "Category\tAmount\tNote\nPay\t6,100.00\t\nDrugs\t1,900.00\t\n"
"""October of the trust as it stands in its spreadsheet; with the margin, which the agreement fixes, it comes to £8,500."""
PEOPLE = {
    "lead": ("provider_finance_lead", "TRU"),
    "contributor": ("contributor", "TRU"),
    "other_lead": ("provider_finance_lead", "CHA"),
    "owner": ("owner_finance_lead", "BRD"),
    "finance": ("alliance_finance_lead", None),
    "second_finance": ("alliance_finance_lead", None),
    "manager": ("alliance_manager", None),
    "auditor": ("auditor", None),
    "lawyer": ("lawyer", None),
    "leader": ("leadership_member", "TRU"),
    "analyst": ("analyst", None),
}
"""Somebody for each thing that is done, by what the tests call them: the role, and the party that it is for."""


def terms_of(name="Small", reference="SMALL", starts_on="2024-04-01", **open_book):
    terms = copy.deepcopy(TERMS)
    terms["alliance"] |= {"id": reference, "name": name, "signed_on": starts_on, "starts_on": starts_on, "ends_on": "2036-03-31"}
    terms["parties"] = [
        {"id": "BRD", "name": f"{name} Board", "roles": ["owner", "commissioner"], "owner_share": "100%"},
        {"id": "TRU", "name": f"{name} Trust", "roles": ["non_owner_participant"], "non_owner_share": "70%"},
        {"id": "CHA", "name": f"{name} Charity", "roles": ["non_owner_participant"], "non_owner_share": "30%"},
    ]
    terms["service_contracts"] = [{"id": "C1", "funder": "BRD", "provider": "TRU", "values": {"2026/27": 120000}}]
    terms["work_packages"] = [{"id": "HOMES", "name": "Homes not beds"}]
    terms["open_book"] |= {
        "cost_types": [{"id": "direct", "limb": 1, "name": "Direct cost"}, {"id": "margin", "limb": 2, "name": "Margin"}],
        "categories": [
            {"name": "Pay", "cost_type": "direct"},
            {"name": "Drugs", "cost_type": "direct", "parties": ["TRU"]},
            {"name": "Premises", "cost_type": "direct"},
            {"name": "Margin", "cost_type": "margin", "parties": ["TRU"]},
        ],
        "return_due_day": 14,
        "movement": {"more_than": "15%", "and_amount": 500},
        **open_book,
    }
    return terms


def files_of(name="Small", reference="SMALL", **more):
    months = [f"2026-{month:02d}" for month in range(4, 13)] + ["2027-01", "2027-02", "2027-03"]
    targets = [("TRU", "direct", 10_000), ("TRU", "margin", 500), ("CHA", "direct", 4_000)]
    costs = [
        ("TRU", "direct", "Pay", 6_000),
        ("TRU", "direct", "Drugs", 2_000),
        ("TRU", "margin", "Margin", 500),
        ("CHA", "direct", "Pay", 3_500),
    ]
    stand = [("2026-08", "2026-09-10"), ("2026-09", "2026-10-12")]
    tables = {
        "targets.csv": [("party", "period", "cost_type", "amount"), *((p, m, k, f"{a}.00") for m in months for p, k, a in targets)],
        "costs.csv": [
            ("submission", "party", "period", "cost_type", "category", "amount"),
            *((f"S-{m}-{p}", p, m, k, c, f"{a}.00") for m, _ in stand for p, k, c, a in costs),
        ],
        "submissions.csv": [
            ("id", "party", "period", "kind", "submitted_on", "status", "due_on"),
            *((f"S-{m}-{p}", p, m, "full", on, "accepted", f"{on[:8]}14") for m, on in stand for p in ("TRU", "CHA")),
        ],
    }
    csv = {name: "".join(",".join(row) + "\n" for row in rows).encode() for name, rows in tables.items()}
    return {"agreement.yaml": write_yaml(terms_of(name, reference, **more)).encode(), **csv}


@dataclass
class Small:
    """The alliance, with what tests do in it again and again."""

    alliance: Alliance
    people: dict[str, Person]

    def __post_init__(self):
        self.parties = {party.code: party for party in self.alliance.parties.select_related("organisation")}

    def seat(self, who):
        return seat_of(self.people[who], self.alliance)

    def client(self, who):
        client = Client()
        client.force_login(self.people[who])
        return client

    def address(self, name, **more):
        return reverse(name, kwargs={"alliance": self.alliance.pk, **more})

    def draft(
        self, by="lead", *, lines=(("direct", "Pay", 6_100_00), ("direct", "Drugs", 1_900_00), ("margin", "Margin", 500_00)), month=None
    ):
        """Begin the return of October, or of another month, with some lines."""
        from gainshare.web.costs.convert import month_of

        seat = self.seat(by)
        made = actions.start_return(by=seat, party=seat.parties[0], month=month_of(month or OCTOBER), due_on=None)
        if lines:
            actions.save_lines(by=seat, of=made.pk, seen=made.row_version, lines=lines_of(*lines))
            made.refresh_from_db()
        return made

    def restatement(self, month, *, by="lead", reason="An invoice came late.", lines=(("direct", "Drugs", 100_00),)):
        """Begin to restate a month: some lines are to be added to what stands."""
        from gainshare.web.costs.convert import month_of

        seat = self.seat(by)
        made = actions.start_restatement(by=seat, party=seat.parties[0], month=month_of(month), reason=reason)
        actions.save_lines(by=seat, of=made.pk, seen=made.row_version, lines=lines_of(*[(*line, {"note": reason}) for line in lines]))
        made.refresh_from_db()
        return made

    def submitted(self, by="lead", declared_by="lead", **more):
        made = self.restatement(more["month"], by=by, reason=more["change"]) if "change" in more else self.draft(by, **more)
        done = actions.declare(
            by=self.seat(declared_by), of=made.pk, seen=made.row_version, declared_as="Finance director", token=uuid.uuid4()
        )
        return done.of

    def settlement(self, word="2026-09", kind="interim", as_of=None, **more):
        """Settle September, for which every return is accepted: £14,500 of target, £12,000 of cost, so that the board pays the others."""
        period = agreement_of(self.alliance).period(word)
        wanted = drafting.Wanted(period, kind, as_of or NOW.date(), **more)
        return drafting.draft(by=self.seat("finance"), wanted=wanted, link=None)

    def agreed(self, **more):
        """Settle September, and approve it for every party as its members of the leadership team would."""
        one = self.settlement(**more)
        one.asked.update(says=APPROVES)
        stand(one)
        return one


def lines_of(*kinds):
    """Return lines of a return from cost type, category and whole pence, and anything else by name."""
    return tuple(ReturnLine(number, *kind[:3], **(kind[3] if len(kind) > 3 else {})) for number, kind in enumerate(kinds, 1))


def make_small(name="Small", reference="SMALL", **more):
    """Bring the alliance in, and give everybody of `PEOPLE` a role in it."""
    alliance = bring_in(files_of(name, reference, **more), by=None, at=NOW)
    parties = {party.code: party for party in alliance.parties.all()}
    people = {}
    for who, (role, party) in PEOPLE.items():
        people[who] = person(f"{who}@{reference.lower()}.example.org", f"{who.replace('_', ' ').title()} of {name}")
        give(alliance, people[who], role, parties.get(party))
    return Small(alliance, people)


assert {role for role, _ in PEOPLE.values()} <= {role.id for role in ROLES}
