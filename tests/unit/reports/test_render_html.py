"""Statements as pages: self-contained, well-formed, readable without seeing, and safe with any name."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from tests.builders import Alliance

import gainshare as gs
from gainshare.reports.content import NotDrawn
from gainshare.reports.render.html import render_html
from gainshare.reports.settlement_statement import settlement_statement

VOID = {"meta", "br", "hr", "img", "input", "link"}
HOSTILE = "<script>alert('x')</script> & \"Sons\" <img src=https://example.org/x.png onerror=alert(1)>"


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes, its text and what it stands in."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.faults = [], [], []
        self.feed(text)
        self.faults += [f"{tag} is not closed" for tag, _ in self.open]

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append((tag, element))

    def handle_startendtag(self, tag, attrs):
        self.elements.append({"tag": tag, "text": "", **dict(attrs)})

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"{tag} is closed where {self.open[-1:]} is open")
        else:
            self.open.pop()

    def handle_data(self, data):
        for _, element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]


@pytest.fixture(scope="module")
def text(settled_2025, chart_2025):
    return render_html(settlement_statement(settled_2025), chart_2025)


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    alliance = Alliance()
    alliance.set("alliance/name", HOSTILE).set("parties/PX/name", HOSTILE).set("performance/areas/A1/measures/M1/name", HOSTILE)
    alliance.set("regime/title", HOSTILE)
    return gs.assess_folder(alliance.write(tmp_path_factory.mktemp("hostile")), "2024/25")


def test_every_element_is_closed_in_its_place(page):
    assert page.faults == []


def test_the_page_asks_for_nothing_from_elsewhere(text, page):
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)|javascript:", text)
    assert not page.all("script", "link", "img", "iframe", "object", "embed", "form")
    assert [name for element in page.elements for name in element if name.startswith("on") or name in {"src", "srcset", "xlink:href"}] == []


def test_the_page_forbids_itself_to_ask(page):
    policy = next(element["content"] for element in page.all("meta") if "http-equiv" in element)

    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_page_says_its_language_and_its_title(page):
    assert page.all("html")[0]["lang"] == "en-GB"
    assert page.all("title")[0]["text"] == "Final settlement: 2025/26 – Wexmoor Living Well Rehabilitation Alliance"


def test_headings_come_in_order(page):
    levels = [int(element["tag"][1]) for element in page.all("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_reference_within_the_page_leads_somewhere_and_every_id_is_given_once(page):
    ids = [element["id"] for element in page.elements if "id" in element]
    links = [element["href"].removeprefix("#") for element in page.all("a")]
    names = [element[name] for element in page.elements for name in ("aria-labelledby", "aria-describedby") if name in element]

    assert len(ids) == len(set(ids))
    assert set(links) | set(names) <= set(ids)


def test_every_table_has_a_caption_heads_and_no_empty_cell(page):
    tables = len(page.all("table"))

    assert tables == len(page.all("caption")) > 8
    assert all(cell["text"].strip() for cell in page.all("td", "th", "caption"))
    assert all(head["scope"] in {"row", "col"} for head in page.all("th"))


def test_a_cell_without_a_figure_is_marked_as_such(page):
    assert "Not applicable" in [element["text"] for element in page.all("span") if element.get("class") == "none"]


def test_a_wide_table_scrolls_by_keyboard_too(page):
    regions = [element for element in page.all("div") if element.get("class") == "scroll"]

    assert regions
    assert all(region["tabindex"] == "0" and ("aria-labelledby" in region or "aria-label" in region) for region in regions)


def test_the_skip_link_comes_first(page):
    assert page.all("a")[0]["href"] == "#main"


def test_the_picture_stands_on_the_page_with_its_words(page, chart_2025):
    picture = page.all("svg")[0]

    assert picture["role"] == "img"
    assert chart_2025.alternative in picture["text"]
    assert [element["text"] for element in page.all("li") if element["text"] in chart_2025.sentences] == list(chart_2025.sentences[1:])


def test_a_picture_that_cannot_be_drawn_is_explained(settled_2025):
    text = render_html(settlement_statement(settled_2025), NotDrawn("The curve is not drawn: for a reason."))

    assert "The curve is not drawn: for a reason." in text
    assert "<svg" not in text


def test_without_a_picture_its_section_is_left_out(settled_2025):
    assert 'id="curve"' not in render_html(settlement_statement(settled_2025))


def test_hostile_names_are_shown_and_never_obeyed(hostile):
    text = render_html(settlement_statement(hostile))
    page = Page(text)

    assert page.faults == []
    assert not page.all("script", "img")
    assert HOSTILE in page.all("h3")[1]["text"]
    assert text.count("&lt;script&gt;") > 10
