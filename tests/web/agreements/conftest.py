"""The alliance of the Lambeth slides, brought in, with somebody who speaks for each party, a lawyer and a manager."""

from datetime import UTC, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES
from tests.web.making import give, person

from gainshare.web.alliances.access import seat_of
from gainshare.web.exchange.bringing import bring_in

AT = datetime(2026, 11, 9, 9, tzinfo=UTC)
FILES = {path.name: path.read_bytes() for path in (EXAMPLES / "lambeth_slides").iterdir() if path.is_file()}


@pytest.fixture
def alliance(db):
    return bring_in(FILES, by=None, at=AT)


@pytest.fixture
def people(alliance):
    """Somebody by what they are: `lawyer`, `manager`, and the code of each party for its member of the leadership team."""
    found = {"lawyer": person("lawyer@example.org", "Lou Lawyer"), "manager": person("manager@example.org", "Mo Manager")}
    give(alliance, found["lawyer"], "lawyer")
    give(alliance, found["manager"], "alliance_manager")
    for party in alliance.parties.all():
        found[party.code] = person(f"{party.code.lower()}@example.org", f"Lee {party.code}")
        give(alliance, found[party.code], "leadership_member", party)
    return found


@pytest.fixture
def seats(alliance, people):
    return {name: seat_of(one, alliance) for name, one in people.items()}
