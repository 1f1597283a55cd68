"""The settings that come from the environment: read once, checked all at once, and safe unless somebody says otherwise."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import SplitResult, unquote, urlsplit

Mode = Literal["production", "local"]
"""`production` serves others and demands a secret, hosts and HTTPS; `local` serves this machine alone."""
Theme = Literal["neutral", "nhs"]
"""The colours of the pages."""
SHORTEST_SECRET = 50
"""Characters that a secret key has at least, as Django's own check asks."""


class SettingsError(Exception):
    """The environment does not allow a safe start; its text lists everything that is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """An OpenID Connect provider."""

    name: str
    """What its button is called."""
    server: str
    """Its address, with or without `/.well-known/openid-configuration`."""
    client_id: str
    """How it knows this installation."""
    secret: str
    """What proves it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that the environment decides."""

    mode: Mode
    """Whom it serves."""
    debug: bool
    """Whether errors are shown in the browser; never in production."""
    secret_key: str
    """What cookies and links are signed with."""
    hosts: tuple[str, ...]
    """The names that it answers to."""
    is_https: bool
    """Whether browsers reach it by HTTPS."""
    data: Path
    """The folder of the embedded database and of evidence."""
    database: Mapping[str, object]
    """Django's description of the database."""
    theme: Theme
    """The colours of the pages."""
    email: Mapping[str, object]
    """Django's settings of the mail server."""
    sign_on: SingleSignOn | None
    """The single sign-on, if there is one."""


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return what the environment decides.

    Raises:
        SettingsError: it is not safe, or cannot be read; everything at once.
    """
    faults: list[str] = []
    mode = _choice(variables, "GAINSHARE_MODE", ("production", "local"), faults)
    theme = _choice(variables, "GAINSHARE_THEME", ("neutral", "nhs"), faults)
    data = Path(variables.get("GAINSHARE_DATA", "gainshare-data")).absolute()
    is_local = mode == "local"
    debug = variables.get("GAINSHARE_DEBUG", "") == "1"
    is_https = variables.get("GAINSHARE_HTTPS", "") == "1"
    hosts = tuple(host.strip() for host in variables.get("GAINSHARE_HOSTS", "").split(",") if host.strip())
    secret = variables.get("GAINSHARE_SECRET_KEY", "")
    if not is_local:
        faults += _unsafe(secret, hosts, debug=debug, is_https=is_https)
        if not variables.get("GAINSHARE_EMAIL"):
            faults.append("GAINSHARE_EMAIL is missing: invitations carry a link that nobody else may see. Name the mail server.")
    database = _database(variables.get("DATABASE_URL", ""), data, faults)
    email, sign_on = _email(variables, faults), _sign_on(variables, faults)
    if faults:
        raise SettingsError("gainshare cannot start safely:\n" + "\n".join(f"  - {fault}" for fault in faults))
    return Environment(
        mode=cast(Mode, mode),
        debug=debug and is_local,
        secret_key=secret or _own_secret(data),
        hosts=hosts or ("127.0.0.1", "localhost", "[::1]"),
        is_https=is_https,
        data=data,
        database=database,
        theme=cast(Theme, theme),
        email=email,
        sign_on=sign_on,
    )


def _choice(variables: Mapping[str, str], name: str, allowed: tuple[str, ...], faults: list[str]) -> str:
    found = variables.get(name, allowed[0])
    if found not in allowed:
        faults.append(f"{name} is “{found}”. Set it to {' or '.join(allowed)}.")
        return allowed[0]
    return found


def _unsafe(secret: str, hosts: tuple[str, ...], *, debug: bool, is_https: bool) -> list[str]:
    faults = []
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 5:
        faults.append(f"GAINSHARE_SECRET_KEY is missing or weak. Set it to at least {SHORTEST_SECRET} random characters, and keep it.")
    if not hosts or any("*" in host or host.startswith(".") for host in hosts):
        faults.append(
            "GAINSHARE_HOSTS must name the hosts it answers to one by one, such as alliance.example.org, without * or a dot first."
        )
    if debug:
        faults.append("GAINSHARE_DEBUG=1 shows the inside of the program to strangers. Remove it.")
    if not is_https:
        faults.append("GAINSHARE_HTTPS must be 1: put a proxy with a certificate in front, which sends X-Forwarded-Proto.")
    return faults


def _own_secret(data: Path) -> str:
    """Return the secret of a local installation, made once and kept beside its database."""
    file = data / "secret-key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(SHORTEST_SECRET), encoding="ascii")
    return file.read_text(encoding="ascii")


def _database(url: str, data: Path, faults: list[str]) -> Mapping[str, object]:
    if not url:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data / "gainshare.sqlite3"), "OPTIONS": options}
    parts = _address(url)
    if parts is None or parts.scheme not in {"postgresql", "postgres"} or not parts.path.lstrip("/"):
        faults.append("DATABASE_URL must read postgresql://name:password@host:port/database, or be left out for the embedded database.")
        return {}
    options = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": parts.port or "",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _address(url: str) -> SplitResult | None:
    """Return the parts of an address; None if it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _email(variables: Mapping[str, str], faults: list[str]) -> Mapping[str, object]:
    """Return the mail server's settings; without one, which local mode alone allows, messages are printed."""
    sender = variables.get("GAINSHARE_EMAIL_FROM", "gainshare@localhost")
    if not variables.get("GAINSHARE_EMAIL"):
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend", "DEFAULT_FROM_EMAIL": sender}
    url = _address(variables["GAINSHARE_EMAIL"])
    if url is None or url.scheme not in {"smtp", "smtps", "smtp+tls"} or not url.hostname:
        faults.append("GAINSHARE_EMAIL must read smtp+tls://name:password@host:port (or smtps://, smtp://), or be left out.")
        return {}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }


def _sign_on(variables: Mapping[str, str], faults: list[str]) -> SingleSignOn | None:
    given = {name: variables.get(f"GAINSHARE_OIDC_{name}", "") for name in ("SERVER", "CLIENT_ID", "SECRET")}
    if not any(given.values()):
        return None
    faults += [f"GAINSHARE_OIDC_{name} is missing: single sign-on needs it." for name, value in given.items() if not value]
    if given["SERVER"] and not given["SERVER"].startswith("https://"):
        faults.append("GAINSHARE_OIDC_SERVER must begin https://.")
    return SingleSignOn(variables.get("GAINSHARE_OIDC_NAME", "your organisation"), given["SERVER"], given["CLIENT_ID"], given["SECRET"])
