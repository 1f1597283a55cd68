"""Every page that a link leads to, for a few telling roles, on a wide screen and on a telephone: no barrier, nothing lost at the side."""

import re

import pytest
from tests.web.journeys.conftest import TIER

from gainshare.web.shared.pages import WEB

ANY = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d(?=/)|(?<=periods/)[^/]+|(?<=agreement/)\d+|(?<=measures/of/)[^/]+"
    r"|(?<=version=)\d+|\?(?!rows=|with=|version=).*|%7C.*"
)
"""What differs between addresses of pages that are alike."""
SETTLING = (
    " for finance",
    "new",
    "…/ for fernway",
    "…/ for finance",
    "…/figure…",
    "…/rows?rows=costs…",
    "…/rows?rows=targets…",
    "…/what-if",
)
"""Pages of settlements that somebody has to come by."""
SIGNED_IN = ("/me", "/sign-in/factors/", "/sign-in/factors/app/add/", "/sign-in/password/", "/sign-in/organisations/", "/nowhere")
"""Pages for everybody who has signed in; the last is none."""
FILES = (".yaml", ".csv", ".json", ".pdf", ".html")
"""What an address ends with that leads to a file to take away."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "all => all.map(one => one.getAttribute('href')).filter(one => one.startsWith('/') && !one.startsWith('/static'))"
EMPTY = "all => all.filter(one => !one.textContent.trim() && !one.querySelector('input, select')).map(one => one.outerHTML)"


def kind_of(path, who):
    """Return which page an address is: one of many alike, but a settlement for each who may do something else with it."""
    kind = ANY.sub("…", path.partition("#")[0])
    return f"{kind} for {who}" if kind.endswith(("/settlements/", "/settlements/…/")) else kind


def fits(visitor, width):
    visitor.page.set_viewport_size({"width": width, "height": 800})
    for _ in range(30):  # the page's own policy forbids the driver to wait for an expression
        if visitor.page.evaluate(OVERFLOW) <= 0:
            return
        visitor.page.wait_for_timeout(100)
    pytest.fail(f"{visitor.page.url} is wider than {width} px")


def looks(visitor, path):
    """Open a page, check it at three widths, and return where it leads."""
    with visitor.page.expect_response(lambda answer: answer.request.is_navigation_request()):
        visitor.page.goto(f"{visitor.address}{path}")
    visitor.sees_no_barrier()
    assert visitor.page.eval_on_selector_all("td, th", EMPTY) == [], path
    assert visitor.page.locator("h1").count() == 1, path
    for width in (360, 320):
        fits(visitor, width)
    if TIER == "deep":  # what differs on a telephone is the layout, and that is what the lines above look at
        visitor.sees_no_barrier()
    fits(visitor, 1280)
    return visitor.page.eval_on_selector_all("a[href]", LINKS)


def test_every_page_that_a_link_leads_to_is_without_barrier_at_every_width(visitor, alliance):
    begin, seen = {"site": SIGNED_IN, "finance": [f"/a/{alliance.pk}/settlements/"]}, []

    for who in ("manager", "finance", "fernway", "trust", "analyst", "site"):
        somebody, waiting = visitor(f"{who}@wexmoor.example"), ["/", *begin.get(who, ())]
        while waiting:
            path = waiting.pop(0)
            if (path == "/" or kind_of(path, who) not in seen) and not path.partition("?")[0].endswith(FILES):
                seen.append(kind_of(path, who))
                waiting += [found for found in looks(somebody, path) if found != "/"]

    assert len(seen) > 45, "\n".join(seen)
    assert {f"/a/…/settlements/{page}" for page in SETTLING} - set(seen) == set()
    assert {"/a/…/position/", "/a/…/forecast/", "/a/…/periods/…", "/portfolio/"} - set(seen) == set()


def test_the_help_has_a_part_for_every_page_that_names_one(visitor):
    named = {found for file in WEB.rglob("*.py") for found in re.findall(r"\bhelp=\"([a-z-]+)\"", file.read_text(encoding="utf-8"))}
    somebody = visitor("team@wexmoor.example")

    somebody.opens("/help/")

    assert named - set(somebody.page.eval_on_selector_all("h2[id]", "all => all.map(one => one.id)")) == set()


def test_without_javascript_and_by_keyboard_alone_the_month_is_reached_and_begun(visitor):
    trust = visitor("trust@wexmoor.example", is_scripted=False, width=320)

    for words in ("Hand in the return", "Begin the return"):
        tabs_to(trust.page, words)
        with trust.page.expect_navigation():
            trust.page.keyboard.press("Enter")

    trust.reads("Type what each line cost this month")


def tabs_to(page, words):
    """Press Tab until what has the focus says some words; everything passed on the way shows that it has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.locator(":focus")
        if found.count() == 0:
            continue
        assert found.evaluate("one => { const s = getComputedStyle(one); return s.outlineStyle != 'none' || s.boxShadow != 'none' }"), (
            found.inner_text()
        )
        if words in found.inner_text() and found.evaluate("one => one.matches('a, button')"):
            return
    raise AssertionError(f"“{words}” is not reached by Tab")
