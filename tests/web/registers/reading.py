"""What stands on a page, as tests read it."""

import re

from django.utils.html import strip_tags

from html import unescape  # isort: skip


def text_of(answer):
    """Return the words of a page, each blank once."""
    return re.sub(r"\s+", " ", unescape(strip_tags(answer.content.decode().replace("><", "> <"))))


def rows_of(answer, table):
    """Return the rows of a table by its id, each as the words of its cells."""
    found = re.search(rf'id="{table}">.*?<tbody[^>]*>(.*?)</tbody>', answer.content.decode(), re.DOTALL)
    if found is None:
        return []
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.DOTALL)
    return [
        [re.sub(r"\s+", " ", unescape(strip_tags(cell))).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]
        for row in rows
    ]


def mistakes_of(answer):
    """Return what the summary of errors says, line by line."""
    found = re.search(r"nhsuk-error-summary__list\">(.*?)</ul>", answer.content.decode(), re.DOTALL)
    return [unescape(strip_tags(one)).strip() for one in re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL)] if found else []
