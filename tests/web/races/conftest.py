"""The small alliance in a database that many threads write to at once, each by a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.utils import timezone
from tests.web.small import NOW, make_small

WORKERS = 24
"""Threads at once: more would wait for the two processors of a small machine, and not for one another."""


@pytest.fixture(autouse=True)
def moment(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"


@pytest.fixture
def small(transactional_db):
    made = make_small(starts_on="2010-04-01")  # months enough for two hundred returns of each party
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # what is tested is who waits for whom, not the disk
    return made


@pytest.fixture
def at_once():
    """Return what does many things at once, all beginning when the last is ready, and gives back what each returned or raised."""

    def run(things, workers=WORKERS):
        gate = threading.Barrier(min(workers, len(things)))
        first = threading.local()

        def do(thing):
            if not getattr(first, "is_through", False):
                first.is_through = True
                gate.wait(timeout=30)
            try:
                return thing()
            except Exception as error:  # noqa: BLE001  # whatever came of it is told to the test
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(min(workers, len(things))) as pool:
            return list(pool.map(do, things))

    return run
