"""Every example alliance on the web: whatever its regime, its position is shown or says why not, and a settlement opens to its rows."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.making import give, person
from tests.web.settlements.conftest import FILES
from tests.web.settlements.reading import tables, text_of

from gainshare.web.alliances.access import seat_of
from gainshare.web.costs.book import agreement_of
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.examples import example_files
from gainshare.web.settlements import drafting
from gainshare.web.settlements.periods import choices

pytestmark = pytest.mark.any_database

TODAY = date(2026, 11, 28)


def brought_in(files):
    """Return an alliance, and a browser of somebody who manages it and settles it."""
    alliance = bring_in(files, by=None, at=datetime(2026, 11, 28, tzinfo=UTC))
    alliance.agreement_versions.filter(approved_at__isnull=True).update(approved_at=datetime(2026, 11, 28, tzinfo=UTC))
    who = person("finance@example.org")
    for role in ("alliance_finance_lead", "alliance_manager"):
        give(alliance, who, role)
    client = Client()
    client.force_login(who)
    return alliance, who, client


def wait_for_links(client, page):
    """Return the addresses within settlements that a page leads to, and what each answers."""
    found = {html.unescape(link) for link in re.findall(r'href="(/a/[^"]*/settlements/[^"]*)"', page)}
    return {link: client.get(link).status_code for link in found}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["capital_works", "lambeth_slides", "symphony", "wexmoor"])
def test_every_period_of_an_example_is_looked_at_in_shadow_and_opens_to_its_rows(db, name):
    alliance, who, client = brought_in(example_files(name))
    agreement = agreement_of(alliance)

    for word, _ in choices(agreement, TODAY)[:4]:
        wanted = drafting.Wanted(agreement.period(word), "shadow", TODAY)
        one = drafting.draft(by=seat_of(who, alliance), wanted=wanted, link=None)
        page = client.get(reverse("settlement", kwargs={"alliance": alliance.pk, "of": one.pk})).content.decode()
        answers = wait_for_links(client, page)
        assert len(answers) > 20
        assert set(answers.values()) == {200}, {link: status for link, status in answers.items() if status != 200}
        costs = {row[0]: row for row in tables(page).get("Cost by party", [])}
        for link in answers:
            party = re.search(r"rows=costs%7C[^%]*(?:%[^%]*)*?%7C([A-Za-z-]+)%7C", link)
            if party and (row := next((row for row in costs.values() if f"({party[1]})" in row[0]), None)):
                assert next(iter(tables(client.get(link).content.decode()).values()))[-1][-1] == row[3]
    for route in ("position", "forecast", "measures", "settlements"):
        assert client.get(reverse(route, kwargs={"alliance": alliance.pk})).status_code == 200


def test_a_position_that_cannot_be_worked_out_says_why(db):
    agreement = FILES["agreement.yaml"].replace(b"  inputs:\n", b"  inputs:\n    growth: {fact: growth}\n", 1)
    agreement = agreement.replace(b"when: ops <= -30", b"when: ops + growth <= -30", 1)
    assert agreement.count(b"growth") == 3
    alliance, _, client = brought_in({**FILES, "agreement.yaml": agreement})

    for asked in ("", "?basis=year", "?outturn=5000000"):
        page = text_of(client.get(reverse("position", kwargs={"alliance": alliance.pk}) + asked).content.decode())
        assert "It cannot be worked out yet." in page
        assert "The regime needs the fact “growth”" in page
    assert client.get(reverse("forecast", kwargs={"alliance": alliance.pk})).status_code == 200
    assert client.get("/portfolio/").status_code == 200
    assert client.get("/").status_code == 200
