"""Ids of another alliance put into addresses at random: nothing is found, nothing is done, and no name of the other alliance is said."""

import random
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from tests.web.rights.walking import patterns

from gainshare.web.audit.models import Entry

WHO = ("lead", "contributor", "owner", "finance", "manager", "auditor", "lawyer", "leader")
REFUSED = {403, 404, 405}


@pytest.mark.parametrize("swaps", [250, pytest.param(10_000, marks=pytest.mark.deep)])
def test_an_id_of_another_alliance_leads_nowhere(swaps, small, things, elsewhere):
    chance = random.Random(7)
    routes = [(one, route) for one, route in patterns() if "<uuid:" in route]
    clients = {who: small.client(who) for who in WHO}
    own = [things["TRU"], things["CHA"]]
    foreign = [value for one, route in routes for value in elsewhere.keywords(one.name, route).values() if isinstance(value, UUID)]
    before = Entry.objects.count()

    for _ in range(swaps):
        one, route = chance.choice(routes)
        keywords = chance.choice(own).keywords(one.name, route)
        ids = [word for word, value in keywords.items() if isinstance(value, UUID)]
        for word in chance.sample(ids, chance.randint(1, len(ids))):
            keywords[word] = chance.choice([*foreign, uuid4()])
        client = clients[chance.choice(WHO)]
        address = reverse(one.name, kwargs=keywords)
        body = {"party": "TRU", "seen": "2", "answer": "x", "reason": "x", "question": "x"}

        answer = client.post(address, body) if chance.random() < 0.5 else client.get(address)

        page = b"" if answer.streaming else answer.content
        assert answer.status_code in REFUSED, (address, answer.status_code)
        assert b"Elsewhere" not in page, address
    assert Entry.objects.count() == before
