"""Wexmoor on the web, with a person for each role: its years are settled, approved, paid and restated."""

import uuid
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.unit.examples.figures import EXAMPLES

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import seat_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.book import agreement_of
from gainshare.web.exchange import demonstration
from gainshare.web.settlements import actions, drafting
from gainshare.web.settlements.models import APPROVES

FILES = {path.name: path.read_bytes() for path in (EXAMPLES / "wexmoor").iterdir() if path.is_file()}
LEADERS = {"WX-ICB": "icb", "WX-CNC": "council", "WX-MHT": "leader", "WX-GPF": "gps", "WX-FRN": "fernway", "WX-OPH": "deputy"}
"""Who speaks for each party in the leadership team, by the name before the @ of their address."""
FIRST, RESTATED, SECOND = date(2025, 7, 31), date(2025, 10, 30), date(2026, 7, 30)
"""The days of the decisions on the settlements of 2024/25, of its restatement, and of 2025/26."""


@dataclass
class Wexmoor:
    alliance: Alliance

    def __post_init__(self):
        self.parties = {party.code: party for party in self.alliance.parties.select_related("organisation")}

    def person(self, who):
        return Person.objects.get(email=f"{who}@wexmoor.example")

    def seat(self, who):
        return seat_of(self.person(who), self.alliance)

    def client(self, who):
        client = Client()
        client.force_login(self.person(who))
        return client

    def address(self, name, of=None, **more):
        return reverse(name, kwargs={"alliance": self.alliance.pk, **({"of": of.pk} if of else {}), **more})

    def period(self, word):
        return agreement_of(self.alliance).period(word)

    def settle(self, word="2025/26", kind="final", as_of=SECOND, by="finance", **more):
        wanted = drafting.Wanted(self.period(word), kind, as_of, **more)
        return drafting.draft(by=self.seat(by), wanted=wanted, link=str)

    def restate(self, of, as_of=RESTATED, reason="The trust corrected September.", by="finance"):
        return drafting.restate(by=self.seat(by), of=of.pk, as_of=as_of, reason=reason, token=uuid.uuid4(), link=str)

    def approve(self, of, *codes):
        for code in codes or LEADERS:
            actions.say(by=self.seat(LEADERS[code]), of=of.pk, party=self.parties[code], says=APPROVES, link=str)
        of.refresh_from_db()
        return of

    def agreed(self, *args, **more):
        return self.approve(self.settle(*args, **more))


@pytest.fixture
def wexmoor(db):
    return Wexmoor(demonstration.make(FILES, password="one-two-three-four", is_settled=False))
