"""The figures of the month's and the year's page, against sums by hand; and as many questions to the database for many rows as for few."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.small import OCTOBER, lines_of

from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Line, Return


def cells(page, party):
    """Return the cells of a party's row as text."""
    import re

    row = re.search(rf"<tr>\s*<th[^>]*>{party}</th>(.*?)</tr>", page, re.S)[1]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]


def test_a_month_says_who_has_handed_in_what(small, finance):
    page = finance.get(small.address("month", month="2026-09")).content.decode()

    assert "2 of 2 cost returns in, 2 of them accepted." in page
    assert cells(page, "Small Trust")[4] == "£8,500.00"  # 6,000 + 2,000 + 500
    assert cells(page, "Small Charity")[4] == "£3,500.00"
    assert "£12,000.00" in page


def test_a_draft_and_what_came_back_count_nowhere(small, finance):
    small.draft("other_lead", lines=(("direct", "Pay", 3_600_00),))
    one = small.submitted()
    page = finance.get(small.address("month", month="2026-10")).content.decode()
    assert "1 of 2 cost returns in, 0 of them accepted." in page
    assert cells(page, "Small Charity")[4] != "£3,600.00"
    assert "£8,500.00" in page

    reviewing.give_back(by=small.seat("finance"), of=one.pk, seen=one.row_version, reason="Wrong.")

    page = finance.get(small.address("month", month="2026-10")).content.decode()
    assert "0 of 2 cost returns in, 0 of them accepted." in page
    assert "£8,500.00" not in page


def test_the_year_has_a_cell_for_each_party_and_month(small, finance):
    small.submitted()
    page = finance.get(small.address("months"), {"year": "2026-27"}).content.decode()

    trust, charity = cells(page, "Small Trust"), cells(page, "Small Charity")

    assert len(trust) == len(charity) == 12
    assert trust[:8] == [*["Not started Late"] * 4, "Accepted", "Accepted", "Submitted", "Not due yet"]
    assert charity[4:8] == ["Accepted", "Accepted", "Not started", "Not due yet"]


def test_a_month_that_stands_is_accepted_while_its_restatement_is_in_draft_which_its_party_alone_sees(small, finance, lead):
    seat = small.seat("lead")
    made = actions.start_restatement(by=seat, party=seat.parties[0], month=month_of(OCTOBER - 1), reason="An invoice came late.")

    month, year = small.address("month", month="2026-09"), small.address("months")
    assert cells(finance.get(month).content.decode(), "Small Trust")[0] == "Accepted"
    assert cells(finance.get(year, {"year": "2026-27"}).content.decode(), "Small Trust")[5] == "Accepted"
    assert "Restatement in draft" not in finance.get(month).content.decode()
    assert "2 of 2 cost returns in, 2 of them accepted." in finance.get(month).content.decode()
    mine = lead.get(month).content.decode()
    assert "Restatement in draft" in mine
    assert small.address("return", of=made.pk) in mine


@pytest.mark.parametrize("year", ["2023-24", "2036-37", "nonsense", "2026-10", "M3", "\0"])
def test_a_year_that_the_alliance_has_not_is_not_found(small, finance, year):
    assert finance.get(small.address("months"), {"year": year}).status_code == 404


@pytest.mark.parametrize("month", ["2024-03", "2036-04", "2026-13", "2026-00", "october", "0-0", "9" * 50])
def test_a_month_outside_the_term_is_not_found(small, finance, month):
    assert finance.get(small.address("month", month=month)).status_code == 404


def count(client, address):
    """Return how many statements a page asks of the database, after what is read once has been read."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)


def fill(small, first, last):
    """Add lines, queries and evidence to October, and accruals and changes to the months before."""
    one = Return.objects.get(month=OCTOBER, party=small.parties["TRU"])
    Line.objects.bulk_create(
        Line(of=one, number=number + 100, cost_type="direct", category="Pay", amount=1) for number in range(first, last)
    )
    for number in range(first, last):
        reviewing.ask(by=small.seat("finance"), of=one.pk, line_number=None, question=f"Why {number}?")
        by, at = small.people["lead"], one.created_at
        one.files.create(name=f"{number}.csv", kind="csv", size=1, sha256="0" * 64, added_by=by, added_at=at)
        version = Return.objects.filter(month=OCTOBER - 1, party=one.party).count() + 1
        change = Return.objects.create(
            alliance=small.alliance,
            party=one.party,
            month=OCTOBER - 1,
            version=version,
            reference=f"C-{number}",
            kind="change",
            status="accepted",
            submitted_on="2026-11-10",
            created_at=at,
        )
        Line.objects.create(of=change, number=1, cost_type="direct", category="Drugs", amount=1, is_accrual=True, reverses_in=OCTOBER + 1)
        for party, month in ((one.party, OCTOBER - 7 - number), (small.parties["CHA"], OCTOBER - 7 - number)):
            Return.objects.create(
                alliance=small.alliance,
                party=party,
                month=month,
                version=1,
                reference=f"B-{party.code}-{number}",
                kind="full",
                status="returned",
                submitted_on="2026-11-10",
                created_at=at,
                prepared_by=by,
            )


def test_no_page_asks_more_of_the_database_for_many_rows_than_for_few(small, finance, lead):
    one = small.submitted()
    draft = small.draft(month=OCTOBER + 1)
    pages = {
        "month": (finance, small.address("month", month="2026-10")),
        "year": (finance, small.address("months")),
        "return": (finance, small.address("return", of=one.pk)),
        "own return": (lead, small.address("return", of=one.pk)),
        "form": (lead, small.address("edit_return", of=draft.pk)),
        "check": (lead, small.address("check_return", of=draft.pk)),
        "paste": (lead, small.address("paste_return", of=draft.pk)),
        "restate": (lead, f"{small.address('restate_month', month='2026-09')}?party=TRU"),
        "desk": (lead, "/"),
        "finance desk": (finance, "/"),
    }
    fill(small, 0, 2)
    for page in pages.values():
        count(*page)  # the session is written down once a minute
    few = {name: count(*page) for name, page in pages.items()}

    fill(small, 2, 12)

    assert {name: count(*page) for name, page in pages.items()} == few
    assert max(few.values()) < 40


def test_saving_asks_as_much_for_many_lines_as_for_few(small):
    seat = small.seat("lead")
    one = small.draft(lines=())
    counts = []
    for number in (3, 300):
        one.refresh_from_db()
        with CaptureQueriesContext(connection) as found:
            lines = lines_of(*[("direct", "Pay", pence) for pence in range(1, number + 1)])
            actions.save_lines(by=seat, of=one.pk, seen=one.row_version, lines=lines)
        counts.append(len(found))

    assert counts[1] - counts[0] <= 4  # a batch of lines holds as many as the database takes in one statement


def test_thirty_files_are_taken_and_one_more_is_not(small, lead):
    one = small.draft()
    files = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-" + bytes([number])) for number in range(31)]

    lead.post(small.address("add_evidence", of=one.pk), {"file": files})

    assert one.files.count() == 30


def test_a_token_that_is_none_hands_nothing_in(small, lead):
    one = small.draft()

    lead.post(small.address("declare_return", of=one.pk), {"seen": 2, "token": "x", "declared_as": "X", "confirmed": "on"})

    one.refresh_from_db()
    assert (one.status, one.form_token) == ("draft", None)
