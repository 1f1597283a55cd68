"""A new version of the agreement against the costs that are on file, and the names that it gives."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.making import give, person
from tests.web.small import terms_of

from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Invalid
from gainshare.files.yaml_writer import write_yaml
from gainshare.web.agreements import actions
from gainshare.web.alliances.access import seat_of


def proposed(small, terms):
    day = Month.of(timezone.localdate() + timedelta(days=31)).first_day
    return actions.propose(
        by=small.seat("lawyer"), data=write_yaml(terms).encode(), takes_effect_on=day, reason="x", link=lambda number: f"/{number}"
    )


def approved(small, number):
    for code, party in small.parties.items():
        who = person(f"approves.{code.lower()}@example.org")
        give(small.alliance, who, "leadership_member", party)
        actions.approve(by=seat_of(who, small.alliance), number=number, party=party)
    small.alliance.refresh_from_db()


def test_a_version_under_which_costs_on_file_would_be_wrong_is_refused_and_says_which(small):
    terms = terms_of()
    terms["open_book"]["categories"] = [one for one in terms["open_book"]["categories"] if one["name"] != "Drugs"]

    with pytest.raises(Invalid) as refused:
        proposed(small, terms)

    found = [problem for problem in refused.value.problems if "Drugs" in str(problem)]
    assert len(found) == 1, "every month has such a line, and it is said once"
    assert found[0].source.file == "costs.csv"


def test_a_version_that_adds_a_category_is_taken(small):
    terms = terms_of()
    terms["open_book"]["categories"].append({"name": "Vehicles", "cost_type": "direct"})

    assert proposed(small, terms).number == 2


def test_once_approved_the_alliance_and_its_parties_are_called_what_the_version_calls_them(small):
    terms = terms_of()
    old = small.parties["TRU"].organisation
    terms["alliance"]["name"] = "Small and smaller"
    next(party for party in terms["parties"] if party["id"] == "TRU")["name"] = "Small Foundation Trust"

    made = proposed(small, terms)
    assert small.alliance.name == "Small"
    approved(small, made.number)

    assert small.alliance.name == "Small and smaller"
    party = small.alliance.parties.select_related("organisation").get(code="TRU")
    assert party.organisation.name == "Small Foundation Trust"
    assert party.returns.count() == 2, "its returns are still its own"
    old.refresh_from_db()
    assert old.name == "Small Trust", "what was done under the old name keeps it"
