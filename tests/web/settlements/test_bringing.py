"""Settlements that come with an alliance's files: kept byte for byte, agreed elsewhere, restated here; what is wrong is said."""

import json
from datetime import UTC, date, datetime

import pytest
from tests.web.settlements.conftest import FILES, FIRST, RESTATED, Wexmoor

from gainshare.core.kernel.problem import Invalid
from gainshare.web.exchange import demonstration
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.settlements.models import Asked, Settlement, Transfer

NAME = "settlements/2024-25.final.1.json"


@pytest.fixture
def stored(wexmoor):
    """The settlement of 2024/25 as another installation stored it."""
    text = wexmoor.settle("2024/25", as_of=FIRST).bundle
    return text


def again(files):
    """Bring the alliance in a second time, beside the first."""
    return bring_in({**FILES, **files}, by=None, at=datetime(2026, 11, 9, tzinfo=UTC))


def test_a_settlement_that_comes_with_the_files_is_agreed_and_kept_as_it_is(stored):
    alliance = again({NAME: stored.encode()})

    one = Settlement.objects.get(alliance=alliance)
    assert (one.standing, one.is_brought_in, one.as_of, one.variance) == ("agreed", True, date(2025, 7, 31), -218_234_27)
    assert one.bundle == stored
    assert not one.asked.exists()


def test_it_can_be_restated_here(db, stored):
    for rows in (Asked, Transfer, Settlement):
        rows.objects.all().delete()
    from gainshare.web.alliances.models import Alliance

    wexmoor = Wexmoor(Alliance.objects.get())
    from gainshare.web.settlements.bringing import bring_settlements

    bring_settlements(wexmoor.alliance, {NAME: stored}, at=datetime(2026, 11, 9, tzinfo=UTC))

    made = wexmoor.approve(wexmoor.restate(Settlement.objects.get(), as_of=RESTATED))

    assert made.reference == "2024-25.final.2"
    assert set(Settlement.objects.values_list("reference", "standing")) == {("2024-25.final.1", "restated"), ("2024-25.final.2", "agreed")}


@pytest.mark.parametrize("called", ["../x", 'a"b', "x/y", "", "z" * 90, "2024-25.final.9"])
def test_a_settlement_that_is_not_called_what_its_file_is_is_refused_and_nothing_is_made(stored, called):
    plain = {**json.loads(stored), "id": called}

    with pytest.raises(Invalid, match="not called what its file is called"):
        again({NAME: json.dumps(plain).encode()})


def test_a_changed_settlement_is_refused(stored):
    plain = json.loads(stored)
    plain["result"]["shares"][0]["cost"] += 1

    with pytest.raises(Invalid, match="not as it was stored"):
        again({NAME: json.dumps(plain).encode()})


def test_the_demonstration_is_settled_restated_and_paid_and_waits_for_three_parties(db):
    alliance = demonstration.make(FILES, password="one-two-three-four")

    found = {one.reference: one for one in Settlement.objects.filter(alliance=alliance)}
    assert {reference: one.standing for reference, one in found.items()} == {
        "2024-25.final.1": "restated",
        "2024-25.final.2": "paid",
        "2025-26.final.1": "draft",
    }
    assert sorted(found["2025-26.final.1"].asked.filter(says="").values_list("party__code", flat=True)) == ["WX-CNC", "WX-FRN", "WX-OPH"]
