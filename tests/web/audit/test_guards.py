"""The database itself refuses every change and removal of journal rows, however it is asked."""

import pytest
from django.db import DatabaseError, connection, transaction

from gainshare.web.audit.journal import record
from gainshare.web.audit.models import Chain, Content, Entry

pytestmark = pytest.mark.django_db

BULK = {
    "change entries": lambda: Entry.objects.update(action="x"),
    "remove entries": lambda: Entry.objects.all()._raw_delete("default"),
    "change contents": lambda: Content.objects.update(text="x"),
    "blank without saying so": lambda: Content.objects.update(text="", is_erased=False),
    "change salts": lambda: Content.objects.update(salt="x", text="", is_erased=True),
    "remove contents": lambda: Content.objects.all().delete(),
    "remove entries one by one": lambda: [entry.delete() for entry in Entry.objects.all()],
    "shorten a chain": lambda: Chain.objects.update(length=1),
    "change a head": lambda: Chain.objects.update(head="0" * 64),
    "rename a chain": lambda: Chain.objects.update(name="other", length=4),
    "remove a chain": lambda: Chain.objects.all().delete(),
}
STATEMENTS = [
    "update audit_entry set action = 'x'",
    "update audit_entry set at = at",
    "delete from audit_entry where number = 2",
    "update audit_content set text = 'x'",
    "delete from audit_content",
    "update audit_chain set length = 0",
    "delete from audit_chain",
]


@pytest.fixture(autouse=True)
def entries():
    for number in range(3):
        record("thing.done", by=None, content={"number": number})


@pytest.mark.parametrize("name", BULK)
def test_edits_in_bulk_are_refused(name):
    refused(BULK[name])


@pytest.mark.parametrize("statement", STATEMENTS)
def test_edits_by_raw_sql_are_refused(statement):
    refused(lambda: run(statement))


@pytest.mark.parametrize("table", ["audit_entry", "audit_content", "audit_chain"])
def test_emptying_a_table_is_refused(table):
    statement = f"truncate {table} cascade" if connection.vendor == "postgresql" else f"delete from {table}"

    refused(lambda: run(statement))


@pytest.mark.parametrize("table", ["audit_entry", "audit_content", "audit_chain"])
def test_replacing_rows_is_refused(table):
    if connection.vendor == "postgresql":
        key = {"audit_entry": "id", "audit_content": "entry_id", "audit_chain": "name"}[table]
        refused(lambda: run(f"insert into {table} select * from {table} on conflict ({key}) do update set {key} = excluded.{key}"))
    else:
        refused(lambda: run(f"insert or replace into {table} select * from {table}"))


def test_replacing_a_row_by_its_place_in_the_file_is_refused():
    if connection.vendor == "postgresql":
        pytest.skip("rows have no such number on PostgreSQL")
    refused(lambda: run("insert or replace into audit_content (rowid, entry_id, salt, text, is_erased) select 1, 'x', '', '', 0"))


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refused(act):
    before = rows()
    with pytest.raises(DatabaseError), transaction.atomic():
        act()

    assert rows() == before


def rows():
    return [list(model.objects.order_by("pk").values_list()) for model in (Chain, Entry, Content)]
