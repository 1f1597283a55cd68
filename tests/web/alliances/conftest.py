"""An alliance of two parties with its manager, made by hand."""

import pytest
from tests.web.making import alliance_of, give, person

from gainshare.web.alliances.access import seat_of


@pytest.fixture
def alliance(db):
    return alliance_of("Wexmoor", "Trust", "Charity")


@pytest.fixture
def manager(alliance):
    found = person("manager@example.org", "Mo Manager")
    give(alliance, found, "alliance_manager")
    return found


@pytest.fixture
def seat(alliance, manager):
    return seat_of(manager, alliance)


@pytest.fixture
def party(alliance):
    return alliance.parties.get(code="TRU")


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client
