"""Who is doing what: the alliances of whoever looks, and of each what their role there may see."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.making import alliance_of, give, person
from tests.web.small import NOW, make_small, terms_of

from gainshare.files.yaml_writer import write_yaml
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.exchange.bringing import bring_in


def shown(client, **asked):
    page = client.get(reverse("portfolio"), asked)
    assert page.status_code == 200
    return page.content.decode()


def rows(page):
    """Return the rows of the list as texts."""
    body = page[page.index("<tbody") : page.index("</tbody>")] if "<tbody" in page else ""
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def names(page):
    return [row[0] for row in rows(page)]


def brought_in(name, reference, *, services=(), **terms):
    """Bring in an alliance that has an agreement, and tables without a row."""
    written = terms_of(name, reference)
    written["alliance"] |= terms
    (contract,) = written["service_contracts"]
    if services:
        written["service_contracts"] = [{**contract, "id": f"C{place}", "services": said} for place, said in enumerate(services, 1)]
    tables = {"costs.csv": b"party,period,cost_type,category,amount\n", "targets.csv": b"party,period,cost_type,amount\n"}
    return bring_in({"agreement.yaml": write_yaml(written).encode(), **tables}, by=None, at=NOW)


@pytest.fixture
def other(small):
    """A second alliance, which begins in April 2027, and in which the finance lead of the first is an analyst."""
    made = brought_in("Other", "OTHER", starts_on="2027-04-01", service_area="Community beds")
    give(made, small.people["finance"], "analyst")
    return made


def test_an_alliance_stands_with_its_stage_its_parties_its_term_its_position_and_its_next_date(small, finance):
    (row,) = rows(shown(finance))

    # Until October 7 × 14,500 is the target, and 2 × 12,000 is in for two of the months: 2 × 2,500 under. The 14th is the due day.
    assert row == [
        "Small",
        "Not stated",
        "Live",
        "Small Board",
        "Small Trust and Small Charity",
        "1 Apr 2024 to 31 Mar 2036",
        "£5,000.00 favourable, to M7 2026/27",
        "14 Nov 2026: returns of M7 2026/27 are due",
    ]


def test_only_alliances_in_which_somebody_has_a_role_are_listed(small, other):
    assert names(shown(small.client("lead"))) == ["Small"]
    assert names(shown(small.client("finance"))) == ["Other", "Small"]


@pytest.mark.parametrize(
    ("who", "is_told"),
    [
        *(("finance", True), ("manager", True), ("auditor", True), ("lead", True), ("owner", True), ("leader", True)),
        *(("contributor", False), ("lawyer", False)),
    ],
)
def test_the_position_is_shown_to_those_who_read_settlements_there(small, who, is_told):
    (row,) = rows(shown(small.client(who)))

    assert row[6] == ("£5,000.00 favourable, to M7 2026/27" if is_told else "Not shown to your role")


def test_a_role_in_one_alliance_shows_nothing_more_of_another(small, other, finance):
    of_other, of_small = rows(shown(finance))

    assert of_other[6] == "Not shown to your role"
    assert of_small[6].startswith("£5,000.00")


def test_before_its_first_day_an_alliance_is_in_shadow_and_has_no_position(small, other):
    give(other, small.people["manager"], "alliance_manager")

    of_other, _ = rows(shown(small.client("manager")))

    assert (of_other[2], of_other[6], of_other[7]) == ("Shadow", "Nothing yet", "1 Apr 2027: the term begins")


def test_an_agreement_that_nobody_has_approved_is_informal(small, other, finance):
    AgreementVersion.objects.filter(alliance=other).update(approved_at=None)

    assert rows(shown(finance))[0][2] == "Informal"


def test_an_alliance_without_an_agreement_says_so_in_every_cell(small, finance):
    give(alliance_of("Bare", "Somebody"), small.people["finance"], "alliance_manager")

    assert rows(shown(finance))[0] == ["Bare", "Not stated", "Informal", "Not stated", "Not stated", "Not stated", "Nothing yet", "None"]


def test_it_is_narrowed_by_service_area_owner_provider_and_stage(small, other, finance):
    assert names(shown(finance, area="Community beds")) == ["Other"]
    assert names(shown(finance, owner="Small Board")) == ["Small"]
    assert names(shown(finance, provider="Other Charity")) == ["Other"]
    assert names(shown(finance, stage="live")) == ["Small"]
    assert names(shown(finance, stage="live", owner="Other Board")) == []
    assert "Nothing matches" in shown(finance, stage="ended")
    assert "Nothing matches" in shown(finance, owner="Nobody's Board")


def test_without_a_service_area_the_services_of_the_contracts_stand_for_it(small, finance):
    made = brought_in("Third", "THIRD", services=["Beds", "Homes", "Homes", "Advice"])
    give(made, small.people["finance"], "analyst")

    assert rows(shown(finance))[1][1] == "Beds; Homes; 1 more"
    assert names(shown(finance, area="Advice")) == ["Third"]


def test_before_any_cost_is_in_the_position_says_so(small, finance):
    give(brought_in("Fresh", "FRESH"), small.people["finance"], "auditor")

    assert rows(shown(finance))[0][6] == "No cost of 2026/27 is in"


def test_a_search_finds_names_references_parties_and_areas_whatever_their_case(small, other, finance):
    for words, expected in (
        ("SMALL", ["Small"]),
        ("other trust", ["Other"]),
        ("BEDS community", ["Other"]),
        ("trust", ["Other", "Small"]),
        ("%", []),
    ):
        assert names(shown(finance, search=words)) == expected, words


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        *(("name", ["Other", "Small"]), ("-name", ["Small", "Other"]), ("stage", ["Other", "Small"]), ("-stage", ["Small", "Other"])),
        *(("next", ["Small", "Other"]), ("-next", ["Other", "Small"]), ("nonsense", ["Other", "Small"]), ("", ["Other", "Small"])),
    ],
)
def test_it_is_sorted_as_the_address_says(small, other, finance, order, expected):
    assert names(shown(finance, sort=order)) == expected


def test_a_heading_keeps_the_filters_and_turns_the_order_round(small, other, finance):
    page = shown(finance, sort="stage", owner="Small Board")

    assert 'aria-sort="ascending"><a class="app-sort" href="?owner=Small+Board&amp;sort=-stage"' in page
    assert 'href="?owner=Small+Board&amp;sort=next"' in page


def test_it_comes_page_by_page_and_keeps_the_filters(small, finance):
    for number in range(25):
        give(alliance_of(f"Bare {number:02d}", "Somebody"), small.people["finance"], "analyst")

    first, second = shown(finance, search="bare"), shown(finance, search="bare", page=2)

    assert (len(names(first)), len(names(second))) == (20, 5)
    assert "?search=bare&amp;page=2" in first
    assert "Showing 1 to 20 of 25 alliances" in first


def test_somebody_without_an_alliance_is_told_how_to_come_to_one(client, small):
    client.force_login(person("new@example.org"))

    assert "You have no alliance yet" in shown(client)


def test_the_desk_and_the_alliances_lead_to_it(small, finance):
    for name in ("desk", "alliances"):
        assert reverse("portfolio") in finance.get(reverse(name)).content.decode()


def test_names_that_others_wrote_are_shown_and_never_obeyed(small, finance):
    hostile = "<script>alert(1)</script>"
    give(alliance_of(hostile, "Somebody"), small.people["finance"], "analyst")

    page = shown(finance, search="<script>")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_it_asks_as_much_of_the_database_for_many_alliances_as_for_few(small, finance):
    def count():
        shown(finance)
        with CaptureQueriesContext(connection) as found:
            shown(finance)
        return len(found)

    count()
    few = count()
    for number in range(6):
        made = make_small(f"More {number}", f"M{number}")
        give(made.alliance, small.people["finance"], "alliance_finance_lead")

    assert count() == few < 15
