"""A month of Wexmoor, entered on the web by every party and taken away again, settles to the penny of the table made outside gainshare."""

import csv
import io
import uuid
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES, pence, rows
from tests.web.making import give, person
from tests.web.small import Small

import gainshare as gs
from gainshare.web.costs.models import Return
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.taking import folder_of

MONTH = "2025-03"
FIXED = ("overhead", "margin")
"""Cost types that the agreement fixes: nobody types them."""


@pytest.fixture(scope="module")
def files():
    return {path.name: path.read_bytes() for path in (EXAMPLES / "wexmoor").iterdir() if path.is_file()}


def without_month(data):
    kept = list(csv.DictReader(io.StringIO(data.decode())))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in kept if row["period"] != MONTH)
    return out.getvalue().encode()


def of_month(data):
    found = defaultdict(list)
    for row in csv.DictReader(io.StringIO(data.decode())):
        if row["period"] == MONTH:
            found[row["party"]].append(row)
    return found


@pytest.fixture
def wexmoor(db, files):
    changed = {name: without_month(files[name]) for name in ("costs.csv", "submissions.csv")}
    alliance = bring_in({**files, **changed}, by=None, at=datetime(2025, 4, 1, tzinfo=UTC))
    people = {"finance": person("finance@wexmoor.example")}
    give(alliance, people["finance"], "alliance_finance_lead")
    for party in alliance.parties.all():
        people[party.code] = person(f"{party.code.lower()}@wexmoor.example")
        give(alliance, people[party.code], "provider_finance_lead", party)
    return Small(alliance, people)


def enter(wexmoor, code, lines):
    """Begin a party's return, paste what it typed, declare it, and have it accepted by somebody else."""
    client = wexmoor.client(code)
    typed = [line for line in lines if line["cost_type"] not in FIXED]
    pasted = "\n".join("\t".join((row["category"], row["amount"], row["note"], row["evidence"])) for row in typed)
    client.post(wexmoor.address("start_return", month=MONTH), {"party": code})
    one = Return.objects.get(party=wexmoor.parties[code], month=2025 * 12 + 2)
    text = f"Category\tAmount\tNote\tEvidence\n{pasted}\n"
    client.post(wexmoor.address("paste_return", of=one.pk), {"text": text, "use": "1", "seen": one.row_version})
    one.refresh_from_db()
    body = {"seen": one.row_version, "token": uuid.uuid4(), "declared_as": "Finance director", "confirmed": "on"}
    client.post(wexmoor.address("declare_return", of=one.pk), body)
    one.refresh_from_db()
    wexmoor.client("finance").post(wexmoor.address("accept_return", of=one.pk), {"seen": one.row_version})
    one.refresh_from_db()
    return one


def test_a_month_entered_through_the_pages_settles_to_the_same_penny(wexmoor, files, clock, tmp_path):
    handed_in = of_month(files["submissions.csv"])
    costs = of_month(files["costs.csv"])

    for code, (submission,) in handed_in.items():
        clock.now = datetime.fromisoformat(f"{submission['submitted_on']}T12:00:00+00:00")
        one = enter(wexmoor, code, costs[code])
        assert one.status == "accepted"
        found = sorted(one.lines.values_list("cost_type", "category", "amount", "note", "evidence"))
        typed = [(row["cost_type"], row["category"], pence(row["amount"]), row["note"], row["evidence"]) for row in costs[code]]
        assert sorted(line for line in found if line[0] not in FIXED) == sorted(line for line in typed if line[0] not in FIXED)
        assert [line[:3] for line in found if line[0] in FIXED] == sorted(line[:3] for line in typed if line[0] in FIXED)

    assert len(handed_in) == 5
    for name, data in folder_of(wexmoor.alliance).items():
        (tmp_path / name).write_bytes(data)
    settled = gs.assess_folder(tmp_path, "2024/25", as_of="2025-07-31", kind="final").settlement

    table = rows("wexmoor", "expected", "expected_settlement.csv")
    expected = {row["party"]: row for row in table if row["settlement"] == "2024/25 settlement (July 2025)" and row["party"] != "ALLIANCE"}
    columns = ("cost_share_gbp", "performance_payment_gbp", "total_gbp")
    shares = {
        f"{one.party} (owner)" if one.side == "owner" else one.party: (one.cost, one.performance, one.total) for one in settled.shares
    }
    assert shares == {party: tuple(pence(row[column]) for column in columns) for party, row in expected.items()}
