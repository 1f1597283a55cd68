"""Many at once: no update is lost, nothing is there twice, sums are those of the rows, and nobody gets an error for it."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.db.models import Sum
from tests.web.small import OCTOBER, lines_of

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Chain, Entry
from gainshare.web.audit.verifying import faults_in
from gainshare.web.costs import actions, reviewing
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Evidence, Line, Query, Return
from gainshare.web.costs.writing import Stale

pytestmark = pytest.mark.slow

FEW_OR_MANY = pytest.mark.parametrize(("count", "readers"), [(24, 6), pytest.param(200, 50, marks=pytest.mark.deep)])


@FEW_OR_MANY
def test_submissions_and_readers_at_once(small, at_once, count, readers):
    seats = {code: small.seat(who) for code, who in (("TRU", "lead"), ("CHA", "other_lead"))}

    def hand_in(number):
        code, month = ("TRU", "CHA")[number % 2], month_of(OCTOBER - 31 - number // 2)
        seat, amount = seats[code], 1_000_00 + number
        one = actions.start_return(by=seat, party=small.parties[code], month=month, due_on=None)
        saved = actions.save_lines(by=seat, of=one.pk, seen=one.row_version, lines=lines_of(("direct", "Pay", amount)))
        actions.declare(by=seat, of=one.pk, seen=saved.row_version, declared_as="Director", token=uuid.uuid4())
        return one.pk, amount

    def read():
        client = small.client("finance")
        return [client.get(small.address(name, **more)).status_code for name, more in (("months", {}), ("month", {"month": "2024-03"}))]

    found = at_once([*(lambda number=number: hand_in(number) for number in range(count)), *[read] * readers])

    assert found[count:] == [[200, 200]] * readers
    found[:count] = [hand_in(number) if waited_too_long(result) else result for number, result in enumerate(found[:count])]
    assert all(isinstance(result, tuple) for result in found[:count]), found
    rows = dict(Return.objects.filter(status="submitted").values_list("pk").annotate(total=Sum("lines__amount")))
    assert rows == dict(found[:count])
    assert Line.objects.filter(of__status="submitted").count() == count
    assert (
        Line.objects.filter(of__status="submitted").aggregate(total=Sum("amount"))["total"] == count * 1_000_00 + count * (count - 1) // 2
    )
    assert Entry.objects.filter(action="return.submitted").count() == count
    assert_journal_is_whole(small)


def waited_too_long(result):
    """Return whether SQLite gave a writer up after its 60 seconds, as it may on a slow machine; somebody presses the button again."""
    return isinstance(result, OperationalError) and connection.vendor == "sqlite"


def assert_journal_is_whole(small):
    chain = Chain.objects.get(name=str(small.alliance.pk))
    numbers = list(Entry.objects.filter(chain=chain.name).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, chain.length + 1))
    assert list(faults_in(chain.name)) == []


@pytest.mark.parametrize("count", [16, pytest.param(100, marks=pytest.mark.deep)])
def test_the_same_file_sent_at_once_is_one_submission(small, at_once, count):
    one = small.draft(lines=())
    data = b"Category,Amount\nPay,6100.00\nDrugs,1900.00\n"
    clients = [small.client("lead") for _ in range(count)]
    body = {"token": str(uuid.uuid4()), "declared_as": "Director", "confirmed": "on"}

    def send(client):
        file = SimpleUploadedFile("October.csv", data)
        first = client.post(small.address("paste_return", of=one.pk), {"file": file, "use": "1", "seen": 1}).status_code
        return first, client.post(small.address("declare_return", of=one.pk), {**body, "seen": 2}).status_code

    found = at_once([lambda client=client: send(client) for client in clients])

    assert {status for pair in found for status in pair} <= {302, 404, 422}
    one.refresh_from_db()
    assert (one.status, Return.objects.filter(month=OCTOBER).count()) == ("submitted", 1)
    assert sorted(one.lines.values_list("category", "amount")) == [("Drugs", 1_900_00), ("Margin", 500_00), ("Pay", 6_100_00)]
    assert Entry.objects.filter(action="return.saved").count() == Entry.objects.filter(action="return.submitted").count() == 1


@pytest.mark.parametrize("count", [16, pytest.param(100, marks=pytest.mark.deep)])
def test_the_same_declaration_at_once_is_one_submission(small, at_once, count):
    one = small.draft()
    seat, token = small.seat("lead"), uuid.uuid4()

    found = at_once([lambda: actions.declare(by=seat, of=one.pk, seen=2, declared_as="X", token=token)] * count)

    assert sorted(done.is_same for done in found) == [False, *[True] * (count - 1)]
    assert Entry.objects.filter(action="return.submitted").count() == 1


@pytest.mark.parametrize("count", [16, pytest.param(100, marks=pytest.mark.deep)])
def test_a_return_begun_by_many_at_once_is_one(small, at_once, count):
    seats = [small.seat("lead"), small.seat("contributor")]

    def begin(number):
        return actions.start_return(by=seats[number % 2], party=small.parties["TRU"], month=month_of(OCTOBER), due_on=None).pk

    found = at_once([lambda number=number: begin(number) for number in range(count)])

    assert len(set(found)) == 1
    assert Return.objects.filter(month=OCTOBER).count() == 1
    assert Entry.objects.filter(action="return.started").count() == 1


@pytest.mark.parametrize("count", [16, pytest.param(100, marks=pytest.mark.deep)])
def test_of_many_who_save_the_same_draft_one_is_first_and_the_others_are_told(small, at_once, count):
    one = small.draft(lines=())
    seats = [small.seat("lead"), small.seat("contributor")]

    def save(number):
        return actions.save_lines(by=seats[number % 2], of=one.pk, seen=1, lines=lines_of(("direct", "Pay", 1 + number)))

    found = at_once([lambda number=number: save(number) for number in range(count)])

    kept = [number for number, result in enumerate(found) if isinstance(result, Return)]
    assert len(kept) == 1
    assert all(isinstance(result, Stale) for number, result in enumerate(found) if number not in kept)
    assert list(one.lines.values_list("amount", flat=True)) == [1 + kept[0]]


def test_a_query_answered_by_two_at_once_is_answered_once(small, at_once):
    one = small.submitted()
    asked = reviewing.ask(by=small.seat("finance"), of=one.pk, line_number=1, question="Why?")
    seats = [small.seat("lead"), small.seat("contributor")] * 6

    def answer(number, seat):
        return actions.answer(by=seat, of=one.pk, query=asked.pk, words=f"Answer {number}")

    found = at_once([lambda number=number, seat=seat: answer(number, seat) for number, seat in enumerate(seats)])

    kept = [result for result in found if isinstance(result, Query)]
    assert len(kept) == 1
    assert Query.objects.get().answer == kept[0].answer
    assert Entry.objects.filter(action="query.answered").count() == 1


def test_accepted_and_given_back_at_once_is_one_of_the_two(small, at_once):
    one = small.submitted()
    seats = {who: small.seat(who) for who in ("finance", "second_finance", "manager")}

    found = at_once(
        [
            lambda: reviewing.accept(by=seats["finance"], of=one.pk, seen=one.row_version),
            lambda: reviewing.accept(by=seats["second_finance"], of=one.pk, seen=one.row_version),
            lambda: reviewing.give_back(by=seats["manager"], of=one.pk, seen=one.row_version, reason="Wrong."),
            lambda: reviewing.ask(by=seats["finance"], of=one.pk, line_number=1, question="Why?"),
        ]
        * 3
    )

    accepted = Entry.objects.filter(action="return.accepted").count()
    returned = Entry.objects.filter(action="return.returned").count()
    one.refresh_from_db()
    assert accepted + returned <= 1
    assert one.status in {"accepted", "returned", "queried"}
    assert (one.status == "accepted") == bool(accepted)
    assert all(isinstance(result, Return | Query | Stale | Refused) for result in found)


def test_the_same_evidence_at_once_is_one_file(small, at_once):
    one = small.draft()
    from gainshare.web.costs.evidence import add
    from gainshare.web.shared.kept_files import path_of

    seat = small.seat("lead")

    found = at_once([lambda: add(by=seat, of=one.pk, name="ledger.pdf", data=b"%PDF-1.7 the same").pk] * 16)

    kept = Evidence.objects.get()
    assert set(found) == {kept.pk}
    assert path_of(kept.sha256).read_bytes() == b"%PDF-1.7 the same"
    assert [file.name for file in path_of(kept.sha256).parent.iterdir()] == [kept.sha256]
