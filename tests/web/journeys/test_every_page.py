"""Every page that a link leads to, for a few telling roles, on a wide screen and on a telephone: no barrier, nothing lost at the side."""

import re

import pytest

from gainshare.web.shared.pages import WEB

ANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d(?=/)|(?<=agreement/)\d+|(?<=measures/of/)[^/]+|\?.*")
SIGNED_IN = ("/me", "/sign-in/factors/", "/sign-in/factors/app/add/", "/sign-in/password/", "/sign-in/organisations/", "/nowhere")
"""Pages for everybody who has signed in; the last is none."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "all => all.map(one => one.getAttribute('href')).filter(one => one.startsWith('/') && !one.startsWith('/static'))"
EMPTY = "all => all.filter(one => !one.textContent.trim() && !one.querySelector('input, select')).map(one => one.outerHTML)"


def kind_of(path):
    return ANY.sub("…", path.partition("#")[0])


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
    visitor.visited.discard(visitor.page.url)
    visitor.sees_no_barrier()
    fits(visitor, 1280)
    return visitor.page.eval_on_selector_all("a[href]", LINKS)


def test_every_page_that_a_link_leads_to_is_without_barrier_at_every_width(visitor):
    seen = []

    for who, begin in (("manager", ["/"]), ("trust", ["/"]), ("analyst", ["/"]), ("site", ["/", *SIGNED_IN])):
        somebody, waiting = visitor(f"{who}@wexmoor.example"), list(begin)
        while waiting:
            path = waiting.pop(0)
            if (path == "/" or kind_of(path) not in seen) and not path.endswith((".yaml", ".csv")):
                seen.append(kind_of(path))
                waiting += [found for found in looks(somebody, path) if found != "/"]

    assert len(seen) > 25, seen


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
