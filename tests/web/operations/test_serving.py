"""The server starts safely or says why not; what the application answers then is tested elsewhere."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from django.conf import settings
from tests.web.people import a_person

from gainshare.web.audit.models import Entry

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from gainshare.cli.main import main; main()"]


def environment(folder, **variables):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GAINSHARE_", "DJANGO_", "DATABASE_URL"))}
    return {**plain, "GAINSHARE_DATA": str(folder), **variables}


def run(folder, *arguments, **variables):
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(folder, **variables), capture_output=True, text=True, timeout=60, check=False
    )


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, address):
    for _ in range(200):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    pytest.fail("it does not answer")


def test_it_serves_migrates_and_collects_what_browsers_need(tmp_path):
    port = a_free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=environment(tmp_path, GAINSHARE_MODE="local"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        status, body, headers = get(port, "/health")
        assert (status, body) == (200, b'{"status": "ok"}')
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert (tmp_path / "static").is_dir()
        taken = run(tmp_path, "serve", "--port", str(port), GAINSHARE_MODE="local")
        assert taken.returncode == 1
        assert "nothing can listen" in taken.stderr
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said


def test_unsafe_settings_are_refused_all_at_once_without_a_traceback(tmp_path):
    refused = run(tmp_path, "serve")

    assert refused.returncode == 1
    assert refused.stderr.count("\n  - ") == 4
    assert "GAINSHARE_MODE=local" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_local_installation_serves_nobody_else(tmp_path):
    refused = run(tmp_path, "serve", "--host", "0.0.0.0", GAINSHARE_MODE="local")

    assert refused.returncode == 1
    assert "reached by others" in refused.stderr


def test_manage_hands_everything_on(tmp_path):
    assert "--fake" in run(tmp_path, "manage", "migrate", "--help", GAINSHARE_MODE="local").stdout
    assert run(tmp_path, "manage", "migrate", "--verbosity", "0", GAINSHARE_MODE="local").returncode == 0
    assert run(tmp_path, "manage", "verify_journal", GAINSHARE_MODE="local").returncode == 0
    wrong = run(tmp_path, "manage", "no_such_command", GAINSHARE_MODE="local")
    assert wrong.returncode == 1
    assert "Unknown command" in wrong.stderr


def test_help_does_not_import_django(tmp_path):
    code = "import sys; from gainshare.cli.main import app; from gainshare.cli import serve, copies; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], env=environment(tmp_path), check=False, timeout=60).returncode == 0


# -- guessing passwords -------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh_counts():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password, **extra):
    from django.urls import reverse

    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


@pytest.mark.django_db
def test_guessing_at_one_account_is_slowed_down_whoever_asks(client, fresh_counts):
    a_person("Ann Abel", password="the right long password")
    for number in range(5):
        assert "_auth_user_id" not in client.session
        sign_in(client, "ann.abel@example.org", f"guess {number}", REMOTE_ADDR=f"10.0.0.{number}")

    sign_in(client, "ann.abel@example.org", "the right long password", REMOTE_ADDR="10.0.0.99")

    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="session.refused").count() == 5


@pytest.mark.django_db
def test_guessing_from_one_address_is_slowed_down_whomever_it_is_about(client, fresh_counts):
    a_person("Ann Abel", password="the right long password")
    for number in range(10):
        sign_in(client, f"p{number}@example.org", "guess")

    sign_in(client, "ann.abel@example.org", "the right long password")

    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_somebody_who_knows_the_password_signs_in(client, fresh_counts):
    a_person("Ann Abel", password="the right long password")

    sign_in(client, "Ann.Abel@example.org", "the right long password")

    assert "_auth_user_id" in client.session
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def test_the_demonstration_serves_a_statement_with_its_picture(tmp_path):
    import re
    from http.cookiejar import CookieJar
    from urllib.parse import urlencode
    from urllib.request import HTTPCookieProcessor, build_opener

    server = subprocess.Popen(
        [*COMMAND, "demo", "--out", str(tmp_path / "demo")],
        env=environment(tmp_path / "data"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = ""
        while "gainshare serves http" not in said:
            said += server.stdout.readline()
        place = re.search(r"gainshare serves (http://\S+)/", said)[1]
        password = re.search(r"Everybody's password is (\S+)", said)[1]
        get(int(place.rpartition(":")[2]), "/health")
        browser = build_opener(HTTPCookieProcessor(CookieJar()))

        def ask(address, fields=None):
            data = urlencode(fields).encode() if fields else None
            return browser.open(f"{place}{address}", data, timeout=60).read().decode()

        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', ask("/sign-in/login/"))[1]
        desk = ask("/sign-in/login/", {"csrfmiddlewaretoken": token, "login": "fernway@wexmoor.example", "password": password})
        statement = ask(re.search(r'href="(/a/[^"]+/settlements/[0-9a-f-]+/)"', desk)[1])
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=30)
        server.stdout.close()

    assert "£29,613.10" in statement
    assert "<svg" in statement
