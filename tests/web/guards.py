"""What tests do and nobody else may: put the journal's triggers aside, to break it on purpose or to empty the database."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def unguarded():
    """Put the journal's triggers aside, as somebody could who owns the database."""
    aside = _aside_on_postgresql if connection.vendor == "postgresql" else _aside_on_sqlite
    with transaction.atomic(), connection.cursor() as cursor, aside(cursor):
        yield cursor


@contextmanager
def _aside_on_postgresql(cursor):
    cursor.execute("set session_replication_role = 'replica'")
    yield
    cursor.execute("set session_replication_role = 'origin'")


@contextmanager
def _aside_on_sqlite(cursor):
    cursor.execute("select name, sql from sqlite_master where type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"drop trigger {name}")
    yield
    for _, sql in triggers:
        cursor.execute(sql)
