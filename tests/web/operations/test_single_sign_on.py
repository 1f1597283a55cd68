"""Single sign-on by OpenID Connect, against a provider on this machine: who comes in, who does not, and what the journal says."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from tests.web.people import a_person

from gainshare.web.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LOGIN = "/sign-in/oidc/organisation/login/"


class Provider:
    """A provider that vouches for whatever `claims` says."""

    def __init__(self):
        self.claims = {}
        self.asked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(provider):  # noqa: N805  # the handler below has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                names = {
                    "authorization_endpoint": "authorize",
                    "token_endpoint": "token",
                    "userinfo_endpoint": "userinfo",
                    "jwks_uri": "keys",
                }
                config = {name: f"{provider.address}/{path}" for name, path in names.items()} | {"issuer": provider.address}
                self.answer(config if self.path.endswith("openid-configuration") else provider.claims)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked.append({name: values[0] for name, values in parse_qs(body).items()})
                self.answer({"access_token": "a-token", "token_type": "Bearer"})

            def answer(self, value):
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture
def provider(settings):
    made = Provider()
    app = {"provider_id": "organisation", "name": "Wexmoor", "client_id": "gs", "secret": "s", "settings": {"server_url": made.address}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield made
    made.server.shutdown()
    made.server.server_close()


def come_back(client):
    """Go to the provider and come back with its code; return the last page."""
    away = client.post(LOGIN)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.url).query).items()}
    return asked, client.get(f"{LOGIN}callback/", {"code": "a-code", "state": asked["state"]}, follow=True)


def vouch(provider, email, **claims):
    provider.claims = {"sub": "u-1", "email": email, "email_verified": True, "name": "Ann from there", **claims}


def is_signed_in(client):
    return client.get("/").status_code == 200


def test_somebody_whose_address_is_known_comes_in(provider, client):
    person = a_person("Ann Abel", email="ann@example.org")
    vouch(provider, "ann@example.org")
    assert "Wexmoor" in client.get("/sign-in/login/").content.decode()

    asked, _ = come_back(client)

    assert (asked["client_id"], set(asked["scope"].split()), asked["response_type"]) == ("gs", {"openid", "profile", "email"}, "code")
    assert asked["redirect_uri"].endswith(f"{LOGIN}callback/")
    assert provider.asked[0]["code"] == "a-code"
    assert is_signed_in(client)
    assert int(client.session["_auth_user_id"].replace("-", ""), 16) == person.pk.int
    person.refresh_from_db()
    assert person.name == "Ann Abel", "what somebody is called here is said here"
    assert list(Entry.objects.filter(action="session.started").values_list("person", flat=True)) == [str(person.pk)]


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "stranger@example.org"}, {"email": ""}])
def test_a_stranger_or_an_address_that_nobody_vouches_for_does_not_come_in(provider, client, claims):
    a_person("Ann Abel", email="ann@example.org")
    vouch(provider, **{"email": "ann@example.org", **claims})

    _, page = come_back(client)

    assert not is_signed_in(client)
    assert page.status_code < 500
    from gainshare.web.accounts.models import Person

    assert Person.objects.count() == 1


def test_an_answer_to_a_question_that_was_not_asked_is_refused(provider):
    a_person("Ann Abel", email="ann@example.org")
    vouch(provider, "ann@example.org")
    client = Client()

    answer = client.get(f"{LOGIN}callback/", {"code": "a-code", "state": "forged"}, follow=True)

    assert answer.status_code < 500
    assert not is_signed_in(client)
    assert provider.asked == []


def test_a_provider_that_is_down_is_said_and_nothing_breaks(provider, client):
    a_person("Ann Abel", email="ann@example.org")
    provider.server.shutdown()
    provider.server.server_close()

    answer = client.post(LOGIN, follow=True)

    assert answer.status_code == 200
    assert "sign-in does not answer" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_provider_that_answers_nonsense_is_said_and_nothing_breaks(provider, client, monkeypatch):
    a_person("Ann Abel", email="ann@example.org")
    vouch(provider, "ann@example.org")
    away = client.post(LOGIN)
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    provider.server.RequestHandlerClass.answer = lambda self, value: self.send_error(502)

    answer = client.get(f"{LOGIN}callback/", {"code": "a-code", "state": state}, follow=True)

    assert answer.status_code == 200
    assert not is_signed_in(client)
