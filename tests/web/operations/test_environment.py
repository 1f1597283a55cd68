"""The settings that come from the environment: every unsafe start is refused with all reasons at once."""

from itertools import combinations
from pathlib import Path

import pytest

from gainshare.web.config.environment import SettingsError, read_environment

SAFE = {
    "GAINSHARE_SECRET_KEY": "k3y-" * 12 + "random",
    "GAINSHARE_HOSTS": "alliance.example.org, other.example.org",
    "GAINSHARE_HTTPS": "1",
    "GAINSHARE_EMAIL": "smtp+tls://mail.example.org",
    "GAINSHARE_DATA": "/srv/gainshare",
}
UNSAFE = {
    "no secret": ({"GAINSHARE_SECRET_KEY": ""}, "GAINSHARE_SECRET_KEY"),
    "no hosts": ({"GAINSHARE_HOSTS": " , "}, "GAINSHARE_HOSTS"),
    "no https": ({"GAINSHARE_HTTPS": "0"}, "GAINSHARE_HTTPS"),
    "debug": ({"GAINSHARE_DEBUG": "1"}, "GAINSHARE_DEBUG"),
    "no mail server": ({"GAINSHARE_EMAIL": ""}, "GAINSHARE_EMAIL"),
    "an unknown theme": ({"GAINSHARE_THEME": "pink"}, "GAINSHARE_THEME"),
    "another database": ({"DATABASE_URL": "mysql://localhost/x"}, "DATABASE_URL"),
}


def test_a_safe_environment_is_read():
    found = read_environment(SAFE)

    assert found.mode == "production"
    assert found.hosts == ("alliance.example.org", "other.example.org")
    assert found.is_https
    assert not found.debug
    assert found.data == Path("/srv/gainshare")
    assert found.sign_on is None
    assert found.database["NAME"] == "/srv/gainshare/gainshare.sqlite3"


@pytest.mark.parametrize("names", [names for size in range(1, len(UNSAFE) + 1) for names in combinations(UNSAFE, size)], ids="+".join)
def test_every_unsafe_combination_is_refused_with_every_reason(names):
    variables = dict(SAFE)
    for name in names:
        variables |= UNSAFE[name][0]

    with pytest.raises(SettingsError) as refused:
        read_environment(variables)

    said = str(refused.value)
    assert [word for _, word in UNSAFE.values() if f"- {word}" in said] == [UNSAFE[name][1] for name in UNSAFE if name in names]


@pytest.mark.parametrize("secret", ["x" * 60, "short", "abcd" * 30])
def test_a_weak_secret_is_refused(secret):
    with pytest.raises(SettingsError, match="GAINSHARE_SECRET_KEY"):
        read_environment({**SAFE, "GAINSHARE_SECRET_KEY": secret})


@pytest.mark.parametrize("hosts", ["*", "a.example.org,*", "*.example.org", ".example.org"])
def test_hosts_are_named_one_by_one(hosts):
    with pytest.raises(SettingsError, match="GAINSHARE_HOSTS"):
        read_environment({**SAFE, "GAINSHARE_HOSTS": hosts})


def test_nothing_set_is_production_and_refused():
    with pytest.raises(SettingsError, match="GAINSHARE_HOSTS"):
        read_environment({})
    with pytest.raises(SettingsError, match="GAINSHARE_MODE is “prod”"):
        read_environment({"GAINSHARE_MODE": "prod"})


def test_a_local_installation_keeps_a_secret_of_its_own(tmp_path):
    variables = {"GAINSHARE_MODE": "local", "GAINSHARE_DATA": str(tmp_path / "data"), "GAINSHARE_DEBUG": "1"}

    first, second = read_environment(variables), read_environment(variables)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 50
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0
    assert first.debug
    assert first.hosts == ("127.0.0.1", "localhost", "[::1]")


def database(url):
    return read_environment({**SAFE, "DATABASE_URL": url}).database


def test_the_database_is_read_from_its_address():
    found = database("postgresql://us%40er:p%2Fw@db.example.org:6432/gain%20share?sslmode=verify-full")

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("gain share", "us@er", "p/w")
    assert (found["HOST"], found["PORT"]) == ("db.example.org", 6432)
    assert found["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_socket_is_a_host_of_its_own():
    found = database("postgres://postgres:@/gainshare?host=/run/postgresql")

    assert (found["HOST"], found["PORT"], found["PASSWORD"], found["OPTIONS"]) == ("/run/postgresql", "", "", {})


@pytest.mark.parametrize(
    "url", ["sqlite:///x", "postgresql", "http://x", "postgresql://h:notaport/x", "postgresql://host/", "postgresql://[::1/x"]
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        database(url)


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtps://m:1", 1, True, False),
        ("smtp+tls://m", 587, False, True),
        ("smtps://m", 465, True, False),
    ],
)
def test_the_mail_server_is_read_from_its_address(url, port, ssl, tls):
    found = read_environment({**SAFE, "GAINSHARE_EMAIL": url}).email

    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (port, ssl, tls)


def test_the_mail_server_may_ask_for_a_name_and_a_password():
    found = read_environment({**SAFE, "GAINSHARE_EMAIL": "smtp+tls://a%40b:p%3A@m", "GAINSHARE_EMAIL_FROM": "x@example.org"}).email

    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"], found["DEFAULT_FROM_EMAIL"]) == ("a@b", "p:", "x@example.org")


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail", "smtp://", "smtp://m:x"])
def test_a_mail_server_that_cannot_be_read_is_refused(url):
    with pytest.raises(SettingsError, match="GAINSHARE_EMAIL"):
        read_environment({**SAFE, "GAINSHARE_EMAIL": url})


def test_single_sign_on_is_whole_or_refused():
    whole = {"GAINSHARE_OIDC_SERVER": "https://id.example.org", "GAINSHARE_OIDC_CLIENT_ID": "gs", "GAINSHARE_OIDC_SECRET": "s"}
    assert read_environment({**SAFE, **whole}).sign_on.name == "your organisation"
    for name in whole:
        with pytest.raises(SettingsError, match=name):
            read_environment({**SAFE, **whole, name: ""})
    with pytest.raises(SettingsError, match="https"):
        read_environment({**SAFE, **whole, "GAINSHARE_OIDC_SERVER": "http://id.example.org"})
