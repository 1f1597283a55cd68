"""As many questions to the database for many settlements, returns and values as for few."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.small import NOW, OCTOBER, lines_of, make_small

from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.convert import month_of


@pytest.fixture
def small(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_small()


def count(client, address):
    """Return how many statements a page asks of the database, after what is read once has been read."""
    for _ in range(2):
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def more(small, number):
    """Hand in and accept changes of September, and look at the year in shadow: more rows of everything."""
    seat, month = small.seat("lead"), month_of(OCTOBER - 1)
    for extra in range(number):
        made = actions.start_restatement(by=seat, party=seat.parties[0], month=month, reason="An invoice came late.")
        lines = lines_of(("direct", "Drugs", 100_00 + number * 100 + extra, {"note": "An invoice came late."}))
        saved = actions.save_lines(by=seat, of=made.pk, seen=made.row_version, lines=lines)
        done = actions.declare(by=seat, of=made.pk, seen=saved.row_version, declared_as="Director", token=uuid.uuid4())
        reviewing.accept(by=small.seat("finance"), of=done.of.pk, seen=done.of.row_version)
        small.settlement("2026/27 Q2", "shadow")


def test_no_page_of_settlements_asks_more_of_the_database_for_many_rows_than_for_few(small):
    one = small.agreed()
    finance, manager, leader = small.client("finance"), small.client("manager"), small.client("leader")
    more(small, 2)
    last = small.settlement("2026/27 Q2", "shadow")

    def counts():
        return {
            "list": count(finance, small.address("settlements")),
            "statement": count(finance, small.address("settlement", of=one.pk)),
            "own statement": count(leader, small.address("settlement", of=one.pk)),
            "figure": count(finance, f"{small.address('settlement_figure', of=one.pk)}?step=variance"),
            "compare": count(finance, f"{small.address('compare_settlement', of=one.pk)}?version=1"),
            "position": count(finance, small.address("position")),
            "what if": count(finance, f"{small.address('position')}?outturn=20000"),
            "closing": count(manager, small.address("closing", period="2026-09")),
            "desk": count(manager, "/"),
            "own desk": count(leader, "/"),
        }

    few = counts()
    rows = count(finance, f"{small.address('settlement_rows', of=last.pk)}?rows=costs|2026/27 Q2|||||include")

    more(small, 8)
    last = small.settlement("2026/27 Q2", "shadow")

    assert counts() == few
    assert count(finance, f"{small.address('settlement_rows', of=last.pk)}?rows=costs|2026/27 Q2|||||include") == rows
    assert max(few.values()) < 45, few
