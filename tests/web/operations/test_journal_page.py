"""The journal on screen: whole sentences, filters in the address, as many statements for two hundred entries as for ten."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from tests.web.people import a_party, a_person, an_alliance, gives

import gainshare.web
from gainshare.web.audit.erasing import erase
from gainshare.web.audit.journal import record, seal
from gainshare.web.audit.wordings import WORDS, sentence
from gainshare.web.operations.journal_page import Change, changes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return an_alliance()


@pytest.fixture
def manager(alliance, client):
    person = a_person("Mia Manager")
    gives(person, alliance, "alliance_manager")
    client.force_login(person)
    return person


def page(client, alliance, **asked):
    answer = client.get(reverse("journal", kwargs={"alliance": alliance.pk}), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_journal_says_so(client, alliance, manager):
    assert "Nothing has been done yet" in page(client, alliance)


def test_entries_are_sentences_with_what_changed(client, alliance, manager):
    party = a_party(alliance, name="Wexmoor Trust")
    content = {"before": {"lines": []}, "after": {"lines": [[1, "pay", "Nurses", 123456, "net"]]}, "names": {"reference": "SUB-1 <b>"}}
    record("return.submitted", by=manager, alliance=alliance, organisation=party.organisation, subject="return:1", content=content)

    shown = page(client, alliance)

    assert "Mia Manager handed in SUB-1 &lt;b&gt;." in shown
    assert "Wexmoor Trust" in shown
    assert "pay, Nurses, £1,234.56, net" in shown


def test_newest_first_and_fifty_on_a_page(client, alliance, manager):
    for number in range(1, 52):
        record("return.started", by=manager, alliance=alliance, content={"names": {"reference": f"REF-{number}-"}})

    first, second = page(client, alliance), page(client, alliance, page=2)

    assert re.findall(r"REF-(\d+)-", first)[0] == "51"
    assert "REF-2-" in first
    assert "REF-1-" not in first
    assert "REF-1-" in second


def test_filters_stand_in_the_address(client, alliance, manager):
    party, other = a_party(alliance, "A", "Trust A"), a_person("Otto Other")
    record("return.started", by=manager, alliance=alliance, organisation=party.organisation, subject="return:1")
    record("query.answered", by=other, alliance=alliance, subject="return:2")

    def sees(**asked):
        shown = page(client, alliance, **asked)
        return "Mia Manager began" in shown, "Otto Other answered" in shown

    assert sees() == (True, True)
    assert sees(who=manager.pk) == (True, False)
    assert sees(action="query.answered") == (False, True)
    assert sees(organisation=party.organisation.pk) == (True, False)
    assert sees(subject="str:return:2") == (False, True)
    assert sees(since="1 January 2020", until="01/01/2099") == (True, True)
    assert sees(until="2020-01-01") == (False, False)
    assert "Nothing matches" in page(client, alliance, until="2020-01-01")
    assert "must be a real date" in page(client, alliance, since="soon")


def test_the_last_day_of_a_filter_counts_whole(client, alliance, manager):
    entry = record("return.started", by=manager, alliance=alliance)

    assert "Mia Manager began" in page(client, alliance, since=entry.at.date().isoformat(), until=entry.at.date().isoformat())


def test_erased_and_sealed_content_says_so(client, alliance, manager):
    record("return.started", by=manager, alliance=alliance, content={"after": {"note": "Ann Abel"}})
    erase("x", names=("Ann Abel",), by=None)
    seal("bid.made", by=manager, alliance=alliance, content={"amount": 7})

    shown = page(client, alliance)

    assert "What it said was erased" in shown
    assert "sealed until the opening" in shown
    assert "Ann Abel" not in shown


def test_a_lawyer_sees_that_a_return_was_handed_in_and_not_its_lines(client, alliance):
    lawyer = a_person("Lea Lawyer")
    gives(lawyer, alliance, "lawyer")
    client.force_login(lawyer)
    record("return.submitted", by=lawyer, alliance=alliance, content={"after": {"lines": [[1, "pay", "x", 777700, "net"]]}})
    record("agreement.proposed", by=lawyer, alliance=alliance, content={"after": {"reason": "The levy"}})

    shown = page(client, alliance)

    assert "handed in a return" in shown
    assert "7,777" not in shown
    assert "777700" not in shown
    assert "The levy" in shown


def test_what_a_draft_says_is_its_partys_alone(client, alliance, manager):
    own, other = a_party(alliance, name="Own Trust"), a_party(alliance, name="Other Trust", code="OTH")
    finance = a_person("Fi Nance")
    content = {"after": {"lines": [[1, "pay", "x", 777700, "net"]]}}
    for action in ("return.saved", "return.discarded"):
        for party in (own, other):
            record(action, by=finance, alliance=alliance, organisation=party.organisation, content=content)

    assert "7,777" not in page(client, alliance), "a manager reads every line that was handed in, and no draft"

    gives(manager, alliance, "provider_finance_lead", own)
    shown = page(client, alliance)
    assert shown.count("£7,777.00") == 2
    assert shown.count("shown to the party alone") == 2


def test_other_alliances_and_those_without_the_right_are_kept_out(client, alliance, manager):
    other = an_alliance("Other", "OT")
    record("return.started", by=None, alliance=other, content={"names": {"reference": "SECRET"}})
    assert client.get(reverse("journal", kwargs={"alliance": other.pk})).status_code == 404
    assert "SECRET" not in page(client, alliance)

    reader = a_person("Rita Reader")
    gives(reader, alliance, "wider_team")
    client.force_login(reader)
    assert client.get(reverse("journal", kwargs={"alliance": alliance.pk})).status_code == 403


def test_the_site_journal_is_for_site_administrators_and_shows_no_alliance(client, alliance, manager):
    record("return.started", by=manager, alliance=alliance, content={"names": {"reference": "SECRET"}})
    assert client.get(reverse("site_journal")).status_code == 403

    client.force_login(a_person("Ada Admin", is_site_administrator=True))
    shown = client.get(reverse("site_journal")).content.decode()

    assert "Mia Manager signed in" in shown
    assert "SECRET" not in shown
    assert alliance.name not in shown


def test_as_many_statements_for_two_hundred_entries_as_for_ten(client, alliance, manager, django_assert_num_queries):
    counts = []
    page(client, alliance)  # the session is written down once a minute
    for more in (10, 190):
        for number in range(more):
            record("return.saved", by=a_person(f"P{more} {number}"), alliance=alliance, content={"after": {"n": number}})
        with django_assert_num_queries(100, exact=False) as asked:
            page(client, alliance)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 16


def test_every_action_that_the_code_records_has_its_wording():
    source = "\n".join(path.read_text(encoding="utf-8") for path in Path(gainshare.web.__file__).parent.rglob("*.py"))
    used = set(re.findall(r"\b_?record(?:_of)?\(\s*\"([a-z_]+\.[a-z_]+)\"", source))

    assert used - set(WORDS) == set()
    assert len(used) > 10


def test_an_action_without_a_wording_is_still_read():
    assert sentence("thing.put_away", who="", names={}) == "Whoever runs gainshare: Thing put away"
    assert sentence("return.saved", who="{x}", names={"reference": "{who}"}) == "{x} saved the draft {who}"


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ({}, []),
        ({"before": {"a": 1, "b": 2}, "after": {"a": 1, "b": 3}}, [Change("B", "2", "3")]),
        ({"before": None, "after": {"ok": True, "tags": ["x", "y"]}}, [Change("Ok", "", "yes"), Change("Tags", "", "x, y")]),
        ({"after": "gone", "month": "May 2026"}, [Change("", "", "gone"), Change("Month", "", "May 2026")]),
        (
            {"after": {"month": 2026 * 12 + 9, "lines": [[1, "pay", "x", 100]]}},
            [Change("Month", "", "2026-10"), Change("Line 1", "", "pay, x, £1.00")],
        ),
        (
            {"names": {"declared as": "Director"}, "after": {"content_sha256": "ab"}},
            [Change("Content fingerprint (SHA-256)", "", "ab"), Change("Declared as", "", "Director")],
        ),
        ({"after": [{"a": 1}, None]}, [Change("", "", '{"a": 1}, None')]),
    ],
)
def test_changes_are_told_row_by_row(content, rows):
    assert changes_of(content) == rows
