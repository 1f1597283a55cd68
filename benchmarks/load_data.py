"""What the load is worked on: alliances, and people of theirs; `python -m benchmarks.load_data PEOPLE` prints who works where as JSON."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING

import django
from django.urls import reverse

from benchmarks.load import PASSWORD
from gainshare.core.kernel.period import Month

if TYPE_CHECKING:
    from gainshare.web.alliances.models import Party

OCTOBER = Month(2026, 10)


def main() -> None:
    """Fill the database that the environment names, which must be empty."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    print(json.dumps(make(int(sys.argv[1]))))


def make(people: int) -> list[dict[str, object]]:
    """Return who works where: each person has a party's return of October to themselves, and five share an alliance."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from gainshare.web.costs import months
    from gainshare.web.costs.book import agreement_of
    from gainshare.web.exchange.bringing import bring_in

    files, hashed = without_october(), make_password(PASSWORD)
    found: list[dict[str, object]] = []
    while len(found) < people:
        text = files["agreement.yaml"].decode().replace("id: WXLWRA", f"id: WXLWRA{len(found)}", 1)
        alliance = bring_in({**files, "agreement.yaml": text.encode()}, by=None, at=timezone.now())
        agreement = agreement_of(alliance)
        for party in months.providers_of(alliance, agreement):
            found.append(_at_work(party, f"p{len(found)}@load.example", hashed))
    return found[:people]


def _at_work(party: Party, email: str, hashed: str) -> dict[str, object]:
    """Return a new person who prepares a party's return, with the pages that they go to."""
    from gainshare.web.accounts.models import Person
    from gainshare.web.alliances.access import seat_of
    from gainshare.web.alliances.models import Membership
    from gainshare.web.costs import actions

    person = Person.objects.create(email=email, name=email, password=hashed)
    given = {"alliance": party.alliance, "person": person, "party": party}
    Membership.objects.create(role="provider_finance_lead", begins_on=date(2024, 4, 1), **given)
    seat = seat_of(person, party.alliance)
    assert seat is not None
    keys = {"alliance": party.alliance.pk, "of": actions.start_return(by=seat, party=party, month=OCTOBER, due_on=None).pk}
    places = {
        "desk": reverse("desk"),
        "month": reverse("month", kwargs={"alliance": party.alliance.pk, "month": "2026-10"}),
        "return": reverse("return", kwargs=keys),
        "edit": reverse("edit_return", kwargs=keys),
        "check": reverse("check_return", kwargs=keys),
    }
    return {"email": email, "places": places}


def without_october() -> dict[str, bytes]:
    """Return Wexmoor's folder without what was handed in for October."""
    from gainshare.web.exchange.examples import example_files

    files = dict(example_files("wexmoor"))
    for name in ("costs.csv", "submissions.csv"):
        lines = files[name].decode().splitlines(keepends=True)
        files[name] = "".join(line for line in lines if ",2026-10," not in line).encode()
    return files


if __name__ == "__main__":
    main()
