"""515 texts that break software, in every field that takes words: refused in words, or kept as they are and shown as text."""

import csv
import html
import io
import json
import re
import uuid
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.costs.test_checks import MOVED

from gainshare.files.folder import load_folder
from gainshare.web.costs import reviewing
from gainshare.web.costs.models import Query
from gainshare.web.exchange.taking import folder_of

pytestmark = pytest.mark.slow

STRINGS = json.loads((Path(__file__).parents[2] / "data" / "naughty_strings.json").read_text(encoding="utf-8"))
"""Unchanged from outside; the README there says from where."""
SOME = STRINGS[::30]
EACH = pytest.mark.parametrize("strings", [SOME, pytest.param(STRINGS, marks=pytest.mark.deep)], ids=["some", "all"])


class Tags(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, and its text."""

    def __init__(self):
        super().__init__()
        self.tags = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    found = Tags()
    found.feed(page)
    return found


def harmless(page):
    """Return whether a page has no script but our own, and no attribute that runs one."""
    found = read(page)
    scripts = [attrs for tag, attrs in found.tags if tag == "script"]
    runs = [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    return (
        not runs
        and all("src" in attrs for attrs in scripts)
        and not {tag for tag, _ in found.tags} & {"iframe", "object", "embed", "audio"}
    )


def typed(notes, seen=1):
    body = {"seen": seen}
    for number, note in enumerate(notes, 1):
        body |= {f"r{number}-kind": "direct|Pay", f"r{number}-amount": "1.00", f"r{number}-note": note, f"r{number}-evidence": note[:200]}
    return body


def test_notes_are_kept_shown_and_taken_away_as_they_are(small, lead, tmp_path):
    one = small.draft(lines=())
    address = small.address("edit_return", of=one.pk)
    refused = lead.post(address, typed(STRINGS)).content.decode()
    assert harmless(refused)
    wrong = {int(number) for number in re.findall(r'id="row-([0-9]+)-error"', refused)}
    sound = [text for number, text in enumerate(STRINGS, 1) if number not in wrong]
    assert len(sound) > 480

    one.refresh_from_db()
    answer = lead.post(address, typed(sound, seen=one.row_version))

    assert answer.status_code == 302
    kept = list(one.lines.values_list("note", flat=True))
    assert kept == [text.strip() for text in sound]
    one.refresh_from_db()
    pages = {name: lead.get(small.address(name, of=one.pk)).content.decode() for name in ("edit_return", "check_return", "return")}
    pages["journal"] = small.client("finance").get(small.address("journal")).content.decode()
    assert {name for name, page in pages.items() if not harmless(page)} == set()
    shown = html.unescape(pages["return"])
    assert [text for text in kept if text.replace("\r\n", "\n") not in shown.replace("\r\n", "\n")] == []

    one.status, one.submitted_on = "accepted", "2026-11-10"
    one.save()
    files = folder_of(small.alliance)
    cells = [cell for row in csv.reader(io.StringIO(files["costs.csv"].decode(), newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+@\t\r") or (cell[:1] == "-" and not is_number(cell))] == []
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    taken = [entry.note for entry in load_folder(tmp_path).ledger.entries if entry.submission == one.reference]
    assert taken == kept


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


@EACH
def test_questions_and_answers(small, finance, lead, strings):
    one = small.submitted()
    for text in strings:
        finance.post(small.address("query_return", of=one.pk), {"question": text})
    asked = list(Query.objects.filter(of=one).order_by("asked_at"))
    for query, text in zip(asked, [text for text in strings if text.strip()], strict=False):
        lead.post(small.address("answer_query", of=one.pk, query=query.pk), {"answer": text})

    page = finance.get(small.address("return", of=one.pk)).content.decode()

    assert harmless(page)
    assert {query.question for query in asked} <= {text.strip() for text in strings}
    assert len(asked) > 0.9 * len(strings)
    assert [query.question for query in asked if query.question not in html.unescape(page)] == []


@EACH
def test_sentences_beside_warnings(small, lead, strings):
    one = small.draft(lines=MOVED)
    for text in strings:
        one.refresh_from_db()
        lead.post(small.address("explain_return", of=one.pk), {"seen": one.row_version, "say-movement/direct/Pay": text})
        one.refresh_from_db()
        if text.strip("\0 \n\t"):
            assert one.explanations["movement/direct/Pay"] == text.replace("\0", "").strip()[:2_000]

        page = lead.get(small.address("check_return", of=one.pk)).content.decode()
        assert harmless(page)


@EACH
def test_reasons_posts_and_names_of_files(small, lead, finance, strings):
    for text in strings:
        lead.post(small.address("restate_month", month="2026-09"), {"party": "TRU", "reason": text})
    one = small.draft()
    for text in strings:
        lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile(f"{text}.pdf", b"%PDF-" + text.encode())})
    assert harmless(lead.get(small.address("check_return", of=one.pk)).content.decode())
    for text in strings:
        one.refresh_from_db()
        body = {"seen": one.row_version, "token": uuid.uuid4(), "declared_as": text[:200], "confirmed": "on"}
        lead.post(small.address("declare_return", of=one.pk), body)
        one.refresh_from_db()
        if one.status == "submitted":
            assert harmless(finance.get(small.address("return", of=one.pk)).content.decode())
            reviewing.give_back(by=small.seat("finance"), of=one.pk, seen=one.row_version, reason=text or "x")
            assert harmless(lead.get(small.address("return", of=one.pk)).content.decode())
            lead.post(small.address("start_return", month="2026-10"), {"party": "TRU"})
            one = small.draft(lines=())


@EACH
def test_pasted_rows(small, lead, strings):
    one = small.draft(lines=())
    for text in strings:
        cell = text.replace('"', '""')
        pasted = f'Category\tAmount\tNote\nPay\t1.00\t"{cell}"\n'
        answer = lead.post(small.address("paste_return", of=one.pk), {"text": pasted, "seen": 1})
        assert answer.status_code in {200, 422}
        assert harmless(answer.content.decode())


@EACH
def test_addresses_and_filters(small, finance, strings):
    for text in strings:
        for name, asked in (("months", {"year": text}), ("journal", {"who": text, "subject": text, "since": text, "page": text})):
            answer = finance.get(small.address(name), asked)
            assert answer.status_code in {200, 404}
            assert harmless(answer.content.decode())
