"""Reading pages: tables by their caption, links, and text."""

import csv
import html
import re

from tests.unit.examples.figures import EXAMPLES

EXPECTED = EXAMPLES / "wexmoor" / "expected"
NAMES = {
    "WX-ICB": "NHS Wexmoor and Vale Integrated Care Board",
    "WX-CNC": "Wexmoor Council",
    "WX-MHT": "Wexmoor Vale Mental Health NHS Foundation Trust",
    "WX-GPF": "Wexmoor GP Federation Ltd",
    "WX-FRN": "Fernway Recovery (registered charity)",
    "WX-OPH": "Openhand Homes (registered charity)",
}
"""What a page calls each party."""


def expected(name):
    with (EXPECTED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def text_of(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r'<span class="nhsuk-u-visually-hidden">.*?</span>', "", markup))).split())


def tables(page):
    """Return the rows of each table of a page by its caption: the cells as text, the first being the row's name."""
    found = {}
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = text_of(re.search(r"<caption[^>]*>(.*?)</caption>", table, re.S)[1])
        body = re.search(r"<tbody.*?</tbody>", table, re.S)[0]
        found[caption] = [
            [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr.*?</tr>", body, re.S)
        ]
    return found


def cells_with_links(page):
    """Yield every cell of the tables of a page with its address, or with an empty one."""
    for table in re.findall(r"<table.*?</table>", page, re.S):
        caption = text_of(re.search(r"<caption[^>]*>(.*?)</caption>", table, re.S)[1])
        for row in re.findall(r"<tr.*?</tr>", re.search(r"<tbody.*?</tbody>", table, re.S)[0], re.S):
            head, *cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
            for cell in cells:
                link = re.search(r'href="([^"]+)"', cell)
                yield caption, text_of(head), text_of(cell), html.unescape(link[1]) if link else ""


def links(page):
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]


def pounds(text):
    """Return money of an expected file as the pages write it."""
    return f"{'−' if text.startswith('-') else ''}£{float(text.lstrip('-')):,.2f}"
