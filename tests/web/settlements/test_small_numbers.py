"""A value that rests on a small number: those who may see it read it, all others read [c], on every page and in every file."""

import html
import re

import pytest
from tests.web.settlements.conftest import FILES, SECOND, Wexmoor
from tests.web.settlements.test_wexmoor import pdf_text

from gainshare.web.exchange import demonstration

pytestmark = pytest.mark.any_database

SMALL = b"K6.3,2025/26,3,2604.254620,,final"
"""Three offences in the year: a rate of 0.1152 per 100 person-months."""
TELLING = ("0.1152", "0.12 per", "0.115")
SEES, SEES_NOT = ("manager",), ("finance", "icb", "fernway", "auditor", "leader", "council", "deputy")


@pytest.fixture
def wexmoor(db):
    data = re.sub(rb"K6\.3,2025/26,13,2604\.254620,,final", SMALL, FILES["observations.csv"])
    assert SMALL in data
    return Wexmoor(demonstration.make({**FILES, "observations.csv": data}, password="one-two-three-four", is_settled=False))


def pages(wexmoor, one):
    """Return every page about a settlement on which a value could stand."""
    place = wexmoor.address("settlement", one)
    return {
        "statement": place,
        "own statement": f"{place}?party=WX-FRN",
        "figure": f"{wexmoor.address('settlement_figure', one)}?step=score.K6.3",
        "figures": f"{wexmoor.address('settlement_figure', one)}?step=score.overall&step=party.nop.WX-FRN.performance",
        "rows": f"{wexmoor.address('settlement_rows', one)}?rows=observations%7C2025/26%7C%7C%7CK6.3%7C%7Cinclude",
        "what if": f"{wexmoor.address('settlement_what_if', one)}?outturn=9000000",
        "position": f"{wexmoor.address('position')}?period=2025/26%20to%20M12",
        "compare": f"{wexmoor.address('compare_settlement', one)}?version=1",
    }


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_those_who_may_see_small_numbers_read_the_value(wexmoor):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    for who in SEES:
        found = {name: read(wexmoor.client(who), address) for name, address in pages(wexmoor, one).items()}
        for name in ("statement", "figure", "rows"):
            assert any(word in found[name] for word in TELLING), (who, name)


@pytest.mark.parametrize("who", SEES_NOT)
def test_all_others_read_that_it_is_confidential(wexmoor, who):
    one = wexmoor.settle("2025/26", as_of=SECOND)

    for name, address in pages(wexmoor, one).items():
        text = read(wexmoor.client(who), address)
        assert [word for word in TELLING if word in text] == [], (who, name)
        if name in {"statement", "figure", "rows"}:
            assert "[c]" in text, (who, name)


@pytest.mark.parametrize("who", [*SEES, "fernway"])
def test_no_file_holds_it_but_the_bundle_for_those_who_may_see_it(wexmoor, who):
    one = wexmoor.settle("2025/26", as_of=SECOND)
    client = wexmoor.client(who)

    for form in ("html", "csv", "pdf"):
        for asked in ("", "?party=WX-FRN"):
            data = client.get(wexmoor.address("statement_file", one, form=form) + asked).content
            text = pdf_text(data) if form == "pdf" else html.unescape(re.sub(r"<[^>]+>", " ", data.decode()))
            assert [word for word in TELLING if word in text] == [], (form, asked)
    assert client.get(wexmoor.address("settlement_bundle", one)).status_code == (200 if who in SEES else 403)


def test_a_copy_of_the_alliance_holds_no_settlement_that_tells_it_to_those_who_may_not_see_it(wexmoor):
    import io
    import zipfile

    wexmoor.agreed("2025/26", as_of=SECOND)
    held = {}
    for who in ("manager", "finance"):
        with zipfile.ZipFile(io.BytesIO(wexmoor.client(who).post(wexmoor.address("export")).content)) as archive:
            held[who] = {name: archive.read(name).decode() for name in archive.namelist()}

    assert "settlements/2025-26.final.1.json" in held["manager"]
    assert not any(name.startswith("settlements/") for name in held["finance"])
    assert "2025-26.final.1" in held["finance"]["values-left-out.txt"]
    assert SMALL.decode() not in held["finance"]["observations.csv"]
