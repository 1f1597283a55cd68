"""A real browser, and the demonstration's alliance behind a server of its own for each journey."""

import functools
import gc
import os
import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance
from gainshare.web.exchange import demonstration
from gainshare.web.exchange.examples import files_below

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps a loop in this thread; the tests wait for it themselves
TIER = os.environ.get("GAINSHARE_TEST_TIER", "test")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))), None)
EXAMPLE = Path(__file__).parents[3] / "examples" / "wexmoor"
PASSWORD = "a-password-for-the-tests"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
"""What differs between addresses of pages that are alike."""
MADE_OF = """() => {
  const kinds = [...document.querySelectorAll('body *')].map(one => [
    one.tagName, one.className, one.getAttribute('role'), one.hidden, one.children.length + one.textContent.trim().length > 0,
    ...[...one.attributes].map(each => each.name),
  ].join(' '));
  return [innerWidth, document.querySelector('h1')?.textContent.trim(), ...[...new Set(kinds)].sort()].join('|');
}"""
"""What a page is made of: how wide it is, its heading, and the kinds of its elements, each with whether there is anything in it."""
HELD = """async () => {
  window.heldBack = event => event.stopImmediatePropagation();
  window.addEventListener('resize', window.heldBack, true);
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  for (let n = 0; n < 600 && document.querySelector('[data-module=nhsuk-header]:not([data-nhsuk-header-init])'); n++) await frame();
  await frame();
  await frame();
}"""
"""The page with its fonts there, its design system begun, and its menu where it stays: the design system is fetched after the page, and a
resize that Chromium tells of late would move the menu beneath the check."""
LET_GO = """() => {
  window.removeEventListener('resize', window.heldBack, true);
  window.dispatchEvent(new Event('resize'));
}"""
CHECKED = set()
"""The sorts of pages that were checked."""
FIRST = {"sign-in"}
"""Whether nobody has signed in yet."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def pytest_collection_modifyitems(items):
    missing = "" if CHROMIUM else "no Chromium (on Debian: apt install chromium-headless-shell)"
    why = "journeys in a browser run in `make check`" if TIER == "test" else missing
    for item in items:
        if why and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=why))
    # The longest of all begins first, so that nobody waits for it at the end.
    items.sort(key=lambda item: item.path.name != "test_every_page.py")


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def server(loopback, django_db_setup):
    """Return the application behind a server in a thread, on this machine."""
    found = LiveServer("127.0.0.1")
    yield found
    found.stop()


@pytest.fixture(scope="session")
def copies():
    """Return copies of the database with the demonstration alone in it, by the day on which it was made."""
    found = {}
    yield found
    for copy, _ in found.values():
        copy.close()


@pytest.fixture
def alliance(transactional_db, copies):
    """Return the demonstration's alliance: made once for each day, and otherwise put back as it was made."""
    day = timezone.localdate()
    connection.ensure_connection()
    if day not in copies:
        made = demonstration.make(files_below(EXAMPLE), password=PASSWORD)
        copies[day] = (sqlite3.connect(":memory:"), made.pk)
        connection.connection.backup(copies[day][0])
        return made
    copy, of = copies[day]
    copy.backup(connection.connection)
    forget()
    return Alliance.objects.get(pk=of)


def forget():
    """Forget what is kept from one question to the next: the rows of another journey had the same names."""
    ContentType.objects.clear_cache()
    for kept in [one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper]:
        if kept.__module__.startswith("gainshare.web."):
            kept.cache_clear()


class Visitor:
    """Somebody at a browser."""

    def __init__(self, page, address, is_scripted):
        self.page = page
        self.address = address
        self.is_scripted = is_scripted
        self.faults = []

    def signs_in(self, email):
        """Sign in: the first of all by the page, others by the cookie that it gives."""
        if FIRST:
            FIRST.clear()
            self.page.goto(f"{self.address}/sign-in/login/")
            self.sees_no_barrier()
            self.page.get_by_label("E-mail").or_(self.page.locator("[name=login]")).first.fill(email)
            self.page.locator("[name=password]").fill(PASSWORD)
            self.page.get_by_role("button", name="Sign in").click()
            self.page.wait_for_url(f"{self.address}/")
        else:
            client = Client()
            client.force_login(Person.objects.get(email=email))
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}
            self.page.context.add_cookies([cookie | {"url": self.address}])
            self.page.goto(f"{self.address}/")
        self.sees_no_barrier()

    def opens(self, path):
        answer = self.page.goto(f"{self.address}{path}")
        self.sees_no_barrier()
        return answer.status

    def follows(self, name, exact=False):
        self.page.get_by_role("link", name=name, exact=exact).first.click()
        self.sees_no_barrier()

    def presses(self, name, exact=False):
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.sees_no_barrier()

    def types(self, label, words):
        self.page.get_by_label(label).first.fill(words)

    def unfolds(self, words):
        self.page.locator("summary", has_text=words).click()

    def reads(self, words):
        text = self.page.inner_text("body")
        assert words in text, f"“{words}” is not on the page {self.page.url}:\n{text}"

    def does_not_read(self, words):
        assert words not in self.page.inner_text("body")

    def row(self, name):
        return self.page.get_by_role("row", name=name).first.inner_text()

    def sees_no_barrier(self):
        """Check the page by axe, once for each sort of page and of what stands on it, and that no script or style was refused.

        A page is of the same sort if its address differs in ids alone, its heading says the same, and it is made of the same kinds of
        elements, in whatever number: what axe finds in one it finds in the other.
        """
        self.page.wait_for_load_state()
        assert not self.faults, self.faults
        if not self.is_scripted:
            return
        sort = (IDS.sub("…", self.page.url.partition("://")[2].partition("/")[2]), self.page.evaluate(MADE_OF))
        if sort in CHECKED:
            return
        CHECKED.add(sort)
        self.page.evaluate(HELD)
        found = Axe().run(self.page, options=RULES)
        self.page.evaluate(LET_GO)
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"


@pytest.fixture
def visitor(browser, server, alliance):
    """Return a maker of visitors, each with a browser of their own; with JavaScript or without."""
    assert settings.DEBUG is False
    contexts = []

    def make(email, *, is_scripted=True, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=is_scripted)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        made = Visitor(page, server.url, is_scripted)
        page.on("console", lambda message: made.faults.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("pageerror", lambda error: made.faults.append(str(error)))
        made.signs_in(email)
        return made

    yield make
    for context in contexts:
        context.close()
