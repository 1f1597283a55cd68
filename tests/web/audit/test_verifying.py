"""Whatever is done to the journal behind its back is found; what is done properly is not."""

import io
import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.web.guards import unguarded

from gainshare.web.audit import verifying
from gainshare.web.audit.erasing import erase
from gainshare.web.audit.export import export, faults_of_export
from gainshare.web.audit.journal import open_seal, record, seal
from gainshare.web.audit.models import Chain, Content, Entry

pytestmark = pytest.mark.django_db
OTHER = "0f0f0f0f-0000-4000-8000-000000000001"

EDITS = {
    "an action": "update audit_entry set action = 'thing.undone' where number = 3",
    "who": "update audit_entry set person = 'somebody' where number = 3",
    "for whom": "update audit_entry set organisation = 'somebody' where number = 3",
    "to what": "update audit_entry set subject = 'return:1' where number = 3",
    "a seal": "update audit_entry set is_sealed = true where number = 3",
    "a hash": "update audit_entry set hash = previous where number = 3",
    "a digest": "update audit_entry set content_digest = previous where number = 3",
    "the hash before": "update audit_entry set previous = hash where number = 3",
    "two entries change places": "update audit_entry set number = case number when 2 then -2 else number end",
    "a number": "update audit_entry set number = 9 where number = 6",
    "an entry in the middle is gone": "delete from audit_entry where number = 3",
    "the first is gone": "delete from audit_entry where number = 1",
    "the last is gone": "delete from audit_entry where number = 6",
    "all are gone": "delete from audit_entry",
    "content": "update audit_content set text = '{}' where entry_id in (select id from audit_entry where number = 3)",
    "content with one sign more": "update audit_content set text = text || ' '",
    "a salt": "update audit_content set salt = 'x' where entry_id in (select id from audit_entry where number = 3)",
    "content is gone": "delete from audit_content where entry_id in (select id from audit_entry where number = 3)",
    "content is marked as erased and stays": "update audit_content set is_erased = true",
    "content is blanked and not marked": "update audit_content set text = ''",
    "the head": "update audit_chain set head = 'x'",
    "the length": "update audit_chain set length = 5",
    "a longer length": "update audit_chain set length = 7",
    "the head is gone": "delete from audit_chain",
    "an entry changes its chain": f"update audit_entry set chain = '{OTHER}' where number = 6",
}


@pytest.fixture
def six():
    for number in range(6):
        record("thing.done", by="someone", subject=f"row {number}", content={"after": {"amount": number, "name": "Ann O'Neill"}})


def found():
    return [fault for chain in verifying.chains() for fault in verifying.faults_in(chain)]


def test_a_journal_that_nobody_touched_verifies(six):
    record("thing.done", by=None, alliance=OTHER)

    assert verifying.chains() == [OTHER, "site"]
    assert found() == []


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_behind_its_back_is_found(six, name):
    with unguarded() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("pragma defer_foreign_keys = on")
        cursor.execute(EDITS[name])

        assert found() != []
        put_right(cursor)


def put_right(cursor):
    """Leave nothing that the check of foreign keys at the end of the test would stumble over."""
    cursor.execute("delete from audit_content")
    cursor.execute("delete from audit_entry")


def test_entries_that_changed_places_are_found(six):
    with unguarded() as cursor:
        for old, new in ((2, -2), (3, 2), (-2, 3)):
            cursor.execute("update audit_entry set number = %s where number = %s", [new, old])

    assert any("does not follow" in fault for fault in found())


def test_a_doubled_entry_is_found(six):
    last = Entry.objects.get(number=6)
    last.pk, last.number = uuid.uuid4(), 7
    last.save(force_insert=True)

    assert found() == ["Journal site: 1 beyond entry 6, where its head says it ends."]


def test_a_time_that_was_changed_or_cannot_be_read_is_found(six):
    entry = Entry.objects.get(number=3)
    with unguarded():
        Entry.objects.filter(number=3).update(at=entry.at + timedelta(microseconds=1))
    assert found() == ["Journal site: entry 3 was changed."]

    if connection.vendor == "sqlite":
        with unguarded() as cursor:
            cursor.execute("update audit_entry set at = 'yesterday' where number = 3")
        assert "cannot be read" in found()[0]


def test_a_chain_written_anew_is_found_by_a_head_that_was_kept(six):
    kept = verifying.head_of("site")
    record("thing.done", by=None)
    assert list(verifying.faults_in("site", [kept])) == []

    with unguarded() as cursor:
        for table in ("audit_content", "audit_entry", "audit_chain"):
            cursor.execute(f"delete from {table}")
    for number in range(7):
        record("thing.done", by="someone", subject=f"row {number}", content={"after": {"amount": 0}})

    assert found() == []
    assert list(verifying.faults_in("site", [kept])) == [
        "Journal site: entry 6 is not the one that was kept; the chain was written anew, or shortened."
    ]


def test_a_sealed_entry_verifies_before_and_after_its_opening():
    sealed = seal("bid.made", by=None, alliance=OTHER, content={"amount": 5})
    assert found() == []
    with pytest.raises(ValueError, match="not what was sealed"):
        open_seal(type(sealed)(sealed.entry, sealed.salt, sealed.text.replace("5", "6")))

    open_seal(sealed)

    assert found() == []


# -- erasure ------------------------------------------------------------------------------------------------------------


def test_erased_content_is_gone_and_the_chain_verifies(six):
    record("return.accepted", by="other", alliance=OTHER, content={"after": {"note": "as agreed with ANN O'NEILL, by phone"}})
    record("return.accepted", by="other", alliance=OTHER, content={"after": {"note": "Annabel O'Neills"}})

    assert erase("person-1", names=("Ann O'Neill", "ann@example.org"), by="keeper") == 7

    assert found() == []
    assert [text for text in Content.objects.values_list("text", flat=True) if "Neill" in text] == [
        '{"after":{"note":"Annabel O\'Neills"}}'
    ]
    assert set(Content.objects.filter(is_erased=True).values_list("salt", "text")) == {("", "")}
    said = Entry.objects.select_related("content").get(action="journal.erased")
    assert json.loads(said.content.text) == {"entries": {OTHER: 1, "site": 6}}
    assert said.person == "keeper"


def test_what_is_about_their_account_is_erased_too_but_not_that_it_was():
    record("person.renamed", by=None, subject="p", content={"after": "A"})
    assert erase("p", names=("No Hit",), by=None) == 1
    assert erase("p", names=("No Hit",), by=None) == 0
    assert found() == []


# -- exports ------------------------------------------------------------------------------------------------------------


def exported():
    head = verifying.head_of("site")
    return b"".join(export(head, verifying.entries_of(head)))


def test_an_export_verifies_without_a_database_and_holds_everything(six):
    seal("bid.made", by=None, alliance=None, content={"amount": 5})
    erase("p", names=("Ann O'Neill",), by=None)
    lines = exported()

    assert list(faults_of_export(io.BytesIO(lines))) == []
    assert len(lines.splitlines()) == 9


def test_every_byte_of_an_export_counts():
    record("thing.done", by="someone", subject="row 1", content={"after": {"amount": 5, "name": "Zoë"}})
    seal("bid.made", by=None, alliance=None, content={"amount": 5})
    erase("p", names=("nobody",), by=None)
    whole = exported()

    unseen = [
        (place, bit)
        for place in range(len(whole))
        for bit in range(8)
        if not any(True for _ in faults_of_export(io.BytesIO(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])))
    ]

    assert unseen == []


def test_lines_of_an_export_that_are_lost_doubled_or_moved_are_found(six):
    lines = exported().splitlines(keepends=True)
    for place in range(len(lines)):
        for other in (
            lines[:place] + lines[place + 1 :],
            lines[: place + 1] + lines[place:],
            lines[:place] + lines[place + 1 :] + lines[place : place + 1],
        ):
            if other != lines:
                assert any(True for _ in faults_of_export(io.BytesIO(b"".join(other)))), place


@pytest.mark.parametrize("line", [b"", b"[]", b"null", b"{}", b"[" * 100_000, b"\xff", b'{"format":1}', b'{"number":' + b"9" * 9999 + b"}"])
def test_what_is_no_export_is_said_to_be_none(six, line):
    assert list(faults_of_export(io.BytesIO(line + b"\n"))) != []
    assert list(faults_of_export(io.BytesIO(exported() + line + b"\n"))) != []


# -- the command --------------------------------------------------------------------------------------------------------


def test_the_command_prints_the_heads_which_a_later_run_checks(six, tmp_path):
    printed = io.StringIO()
    call_command("verify_journal", stdout=printed)
    assert printed.getvalue() == f"site 6 {Chain.objects.get().head}\n"
    (tmp_path / "kept").write_text(printed.getvalue() + f"{OTHER} 3 abc\n")

    with pytest.raises(CommandError, match="1 fault"):
        call_command("verify_journal", kept=tmp_path / "kept", stdout=io.StringIO(), stderr=(errors := io.StringIO()))

    assert OTHER in errors.getvalue()


def test_the_command_writes_an_export_once_and_verifies_it(six, tmp_path):
    call_command("verify_journal", chain="site", export=tmp_path / "site.jsonl", stdout=io.StringIO())
    call_command("verify_journal", file=tmp_path / "site.jsonl", stdout=(printed := io.StringIO()))
    assert "unchanged" in printed.getvalue()

    with pytest.raises(CommandError, match="already"):
        call_command("verify_journal", chain="site", export=tmp_path / "site.jsonl", stdout=io.StringIO())
    with pytest.raises(CommandError, match="which chain"):
        call_command("verify_journal", export=tmp_path / "new", stdout=io.StringIO())
    (tmp_path / "site.jsonl").write_bytes((tmp_path / "site.jsonl").read_bytes()[:-1])
    with pytest.raises(CommandError, match="does not verify"):
        call_command("verify_journal", file=tmp_path / "site.jsonl", stdout=io.StringIO(), stderr=io.StringIO())


def test_the_number_of_statements_does_not_grow_with_the_journal(django_assert_num_queries, six):
    kept = verifying.head_of("site")

    with django_assert_num_queries(5):
        assert list(verifying.faults_in("site", [kept])) == []
