"""Every address, method and role against the reviewed table: what is not in it fails.

`table.csv` has a row for each route and method: `yes`, `no` (403), `hidden` (404), `sign-in` (sent to sign in), or `own`: yes for what
belongs to the role's own party, `no` for what is another's, and `hidden` for another's draft. It was reviewed line by line against the
sentences of `alliances/rights.py`; whoever changes a right changes its line here, with the reason in `why`.
"""

import csv
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.making import give, person
from tests.web.rights.walking import METHODS, ON_DRAFTS, OTHERS, SIGN_IN, ask, patterns

from gainshare.web.alliances.rights import RIGHTS, ROLE_BY_ID, ROLES, SITE_RIGHTS

pytestmark = [pytest.mark.slow, pytest.mark.any_database]

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    TABLE = {(row["route"], row["method"]): row for row in csv.DictReader(file)}
WHO = ("anonymous", "nobody", "administrator", *(role.id for role in ROLES))
"""Who asks: somebody not signed in, somebody without a role, the site administrator, and somebody in each role."""


def who_asks(small, who):
    """Return a browser of somebody."""
    client = Client()
    if who == "anonymous":
        return client
    found = person(f"{who}@walk.example.org", is_site_administrator=who == "administrator")
    if who in ROLE_BY_ID:
        give(small.alliance, found, who, small.parties["TRU"] if ROLE_BY_ID[who].is_of_party else None)
    client.force_login(found)
    return client


def answers(client, things, names=None):
    """Return what each route and method answers about some things."""
    found = {}
    for one, route in patterns():
        if names is None or one.name in names:
            address = reverse(one.name, kwargs=things.keywords(one.name, route))
            found |= {(one.name, method): ask(client, method, address, things.body(one.name)) for method in METHODS}
    return {key: word for key, word in found.items() if word != "unknown method" or key in TABLE}


def of_parties():
    """Return the routes about something that belongs to one party."""
    return {route for (route, _), row in TABLE.items() if "own" in row.values() or "/returns/" in dict_of_routes()[route]}


def dict_of_routes():
    return {one.name: route for one, route in patterns()}


def test_the_table_has_every_route_and_none_besides():
    assert {route for route, _ in TABLE} == {one.name for one, _ in patterns()}


def test_every_route_has_a_name_of_its_own():
    names = [one.name for one, _ in patterns()]

    assert sorted(names) == sorted(set(names))


def test_every_view_names_a_right_that_there_is():
    rights = {one.name: getattr(one.callback, "right", None) for one, _ in patterns()}

    assert {name for name, right in rights.items() if right not in {*RIGHTS, *SITE_RIGHTS}} == set()
    assert {route: row["right"] for (route, _), row in TABLE.items()} == rights


def test_every_address_of_an_alliance_needs_a_right_in_it():
    for one, route in patterns():
        assert ("<uuid:alliance>" in route) == (one.callback.right in RIGHTS), route


def test_no_view_does_without_the_token_against_forged_forms():
    assert [route for one, route in patterns() if getattr(one.callback, "csrf_exempt", False)] == []


@pytest.mark.parametrize("who", WHO)
def test_each_address_answers_as_the_table_says(who, small, things, no_pages):
    client = who_asks(small, who)

    found = answers(client, things["TRU"])

    assert found == {key: {"own": "yes"}.get(row[who], row[who]) for key, row in TABLE.items()}


@pytest.mark.parametrize("who", [role.id for role in ROLES])
def test_what_belongs_to_another_party_is_refused_where_the_table_says_own(who, small, things, no_pages):
    client = who_asks(small, who)

    found = answers(client, things["CHA"], of_parties())

    assert found == {key: of_another(key, TABLE[key][who]) for key in found}


def of_another(key, word):
    """Return what a word of the table comes to for a thing of another party: its drafts are not even there."""
    return word if word != "own" else "hidden" if key[0] in ON_DRAFTS else "no"


@pytest.mark.parametrize("who", WHO)
def test_nothing_of_another_alliance_is_there(who, small, elsewhere, no_pages):
    client = who_asks(small, who)
    within = {one.name for one, route in patterns() if "<uuid:alliance>" in route}

    found = answers(client, elsewhere, within)

    assert set(found.values()) == {SIGN_IN if who == "anonymous" else "hidden"}


@pytest.mark.parametrize("who", ["lead", "finance", "manager"])
def test_ids_of_another_alliance_are_not_there_in_ones_own(who, small, things, elsewhere, no_pages):
    client = small.client(who)
    found = {}
    for one, route in patterns():
        theirs = {
            word: value
            for word, value in elsewhere.keywords(one.name, route).items()
            if word not in {"alliance", "month", "period", "number", "measure", "package", "reference", "kind", "figure"}
        }
        if "<uuid:alliance>" in route and theirs:
            keywords = {**elsewhere.keywords(one.name, route), "alliance": small.alliance.pk}
            for method in METHODS:
                found[one.name, method] = ask(client, method, reverse(one.name, kwargs=keywords), elsewhere.body())

    allowed = {"hidden", "no", "unknown method"}
    assert not {key for key, word in found.items() if word not in allowed}
    elsewhere.invitation.refresh_from_db()
    assert elsewhere.invitation.withdrawn_at is None


def test_an_address_of_no_alliance_is_not_found_by_anybody_signed_in(small, no_pages):
    client = small.client("manager")

    assert client.get(reverse("months", kwargs={"alliance": uuid4()})).status_code == 404


def test_methods_that_nothing_answers_to_are_refused(small, things, no_pages):
    client = small.client("manager")

    found = {
        (one.name, method): ask(client, method, reverse(one.name, kwargs=things["TRU"].keywords(one.name, route)))
        for one, route in patterns()
        if "<uuid:alliance>" in route
        for method in (*METHODS, *OTHERS)
        if (one.name, method) not in TABLE
    }

    assert set(found.values()) == {"unknown method"}
