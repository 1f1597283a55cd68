"""An alliance brought in as a folder and taken away again: the same rows, and the same pennies."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from tests.unit.examples.figures import EXAMPLES, pence, rows

import gainshare as gs
from gainshare.core.kernel.problem import Invalid
from gainshare.files.folder import load_folder
from gainshare.web.agreements.models import AgreementVersion, Register
from gainshare.web.alliances.models import Alliance, Organisation, Party
from gainshare.web.audit.models import Entry
from gainshare.web.costs.convert import ledger_with
from gainshare.web.costs.models import Line, Return
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.exchange.examples import files_below
from gainshare.web.exchange.taking import TAKEN, folder_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 9, 9, tzinfo=UTC)
EVERY = ("wexmoor", "lambeth_slides", "capital_works", "symphony")


def files_of(name):
    return files_below(EXAMPLES / name)


def brought(name, **changed):
    return bring_in({**files_of(name), **changed}, by=None, at=AT)


def written(alliance, folder):
    folder.mkdir()
    for name, data in folder_of(alliance).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize(
    ("period", "settlement", "as_of"),
    [
        ("2024/25", "2024/25 settlement (July 2025)", "2025-07-31"),
        ("2024/25", "2024/25 restated (October 2025)", "2025-10-30"),
        ("2025/26", "2025/26 settlement (July 2026)", "2026-07-30"),
    ],
)
def test_wexmoor_taken_away_settles_to_the_penny_of_the_table(tmp_path, period, settlement, as_of):
    expected = {row["party"]: row for row in rows("wexmoor", "expected", "expected_settlement.csv") if row["settlement"] == settlement}
    first = gs.assess_folder(EXAMPLES / "wexmoor", "2024/25", as_of="2025-07-31", kind="final").settlement.overall

    taken = load_folder(written(brought("wexmoor"), tmp_path / "taken"))
    kept = first if "restated" in settlement else None
    word = taken.agreement.period(period)
    day = date.fromisoformat(as_of)
    found = gs.assess(taken.agreement, taken.ledger, taken.observations, (), word, "final", as_of=day, overall=kept).settlement

    columns = ("cost_share_gbp", "performance_payment_gbp", "total_gbp")
    amounts = {f"{one.party} (owner)" if one.side == "owner" else one.party: (one.cost, one.performance, one.total) for one in found.shares}
    assert amounts == {party: tuple(pence(row[column]) for column in columns) for party, row in expected.items() if party != "ALLIANCE"}


def test_seven_months_of_the_third_year_are_the_same(tmp_path):
    found = gs.assess_folder(written(brought("wexmoor"), tmp_path / "taken"), "2026/27 to M7").settlement

    assert (found.variance, found.target, found.actual) == (71_451_55, 4_815_291_38, 4_743_839_83)


@pytest.mark.parametrize("name", EVERY)
def test_the_same_rows_come_out(tmp_path, name):
    given = load_folder(EXAMPLES / name)

    alliance = brought(name)
    taken = load_folder(written(alliance, tmp_path / "taken"))

    assert taken.agreement.data == given.agreement.data
    assert taken.observations == given.observations
    had = bool(given.ledger.submissions)
    assert lines_in(taken.ledger, with_submissions=had) == lines_in(given.ledger, with_submissions=had)
    if had:
        assert {replace(one, line=0) for one in taken.ledger.submissions} == {replace(one, line=0) for one in given.ledger.submissions}
    for other in ("targets", "adjustments", "payments", "forecasts", "facts"):
        assert getattr(taken.ledger, other) == getattr(given.ledger, other)
    assert ledger_with(alliance, {"draft", *TAKEN}) == replace(
        taken.ledger, targets=(), adjustments=(), payments=(), forecasts=(), facts=()
    )


def lines_in(ledger, *, with_submissions):
    return Counter(replace(one, line=0, submission=one.submission if with_submissions else "") for one in ledger.entries)


def test_an_accrual_is_still_one_after_it_was_taken_away_and_brought_in(tmp_path):
    first = brought("wexmoor")
    line = Line.objects.filter(of__alliance=first, of__month=2026 * 12 + 8, of__status="accepted").first()
    line.is_accrual, line.reverses_in = True, 2026 * 12 + 9
    line.save()

    again = bring_in(folder_of(first), by=None, at=AT)

    (kept,) = Line.objects.filter(of__alliance=again, is_accrual=True)
    assert (kept.of.reference, kept.number, kept.amount, kept.reverses_in) == (line.of.reference, line.number, line.amount, 2026 * 12 + 9)


@pytest.mark.parametrize("name", EVERY)
def test_what_was_taken_away_can_be_brought_in_again(tmp_path, name):
    first = brought(name)

    again = bring_in(folder_of(first), by=None, at=AT)

    assert folder_of(again) == folder_of(first)
    assert Organisation.objects.count() == first.parties.count()


def test_agreement_and_registers_are_kept_byte_for_byte(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 9, tzinfo=UTC))  # by which its actions are overdue
    alliance = brought("wexmoor")

    taken = folder_of(alliance)
    given = files_of("wexmoor")

    assert set(given) - set(taken) == {"README.md"}
    made = ("costs.csv", "submissions.csv", "governance/decisions.csv")
    assert all(taken[name] == given[name] for name in taken if name not in made)


def test_rows_are_what_the_folder_says():
    alliance = brought("wexmoor")

    assert (alliance.reference, alliance.name) == ("WXLWRA", "Wexmoor Living Well Rehabilitation Alliance")
    assert [party.code for party in alliance.parties.all()] == ["WX-ICB", "WX-CNC", "WX-MHT", "WX-GPF", "WX-FRN", "WX-OPH"]
    version = AgreementVersion.objects.get(alliance=alliance)
    assert (version.number, version.takes_effect_on) == (1, date(2024, 4, 1))
    assert version.approved_at.astimezone(UTC).date() == date(2024, 3, 18)
    assert set(Register.objects.values_list("name", flat=True)) == {
        "targets.csv",
        "target_adjustments.csv",
        "observations.csv",
        "payments.csv",
    }
    changed = Return.objects.get(alliance=alliance, kind="change", party__code="WX-MHT")
    assert changed.version == 2
    assert changed.status == "accepted"
    assert changed.reason
    assert changed.submitted_on > date(2024, 7, 1)
    assert (changed.accepted_by, changed.declared_by) == (None, None)


def test_the_journal_says_it_once():
    alliance = brought("wexmoor")

    entry = Entry.objects.get(chain=str(alliance.pk))

    assert entry.action == "alliance.started"
    assert "808" in entry.content.text


def test_lines_without_a_submission_are_one_return_of_the_month():
    alliance = brought("lambeth_slides")

    assert not Return.objects.filter(alliance=alliance).exclude(kind="full", status="accepted", version=1).exists()
    first = Return.objects.filter(alliance=alliance).first()
    assert first.reference == f"SUB-2015-04-{first.party.code}"
    assert first.submitted_on == date(2015, 4, 30)


def test_of_several_drafts_of_a_month_the_last_can_still_be_changed():
    head = "id,party,period,kind,submitted_on,status,due_on,reason\n"
    drafts = "A,WX-MHT,2026-11,full,2026-11-01,draft,,\nB,WX-MHT,2026-11,full,2026-11-02,draft,,\n"
    costs = b"submission,party,period,cost_type,category,amount\nA,WX-MHT,2026-11,direct,Drugs,1.00\nB,WX-MHT,2026-11,direct,Drugs,2.00\n"

    alliance = brought("wexmoor", **{"submissions.csv": (head + drafts).encode(), "costs.csv": costs})

    assert list(Return.objects.filter(alliance=alliance).values_list("reference", "status")) == [("A", "returned"), ("B", "draft")]
    assert b"\nA," in folder_of(alliance)["submissions.csv"]
    assert b"\nB," not in folder_of(alliance)["submissions.csv"], "a party's own draft stays with it"


@pytest.mark.parametrize(
    ("changed", "file", "words"),
    [
        ({"costs.csv": b"party,period\nX,Y\n"}, "costs.csv", "missing"),
        ({"costs.csv": b"party,period,cost_type,amount\nNOBODY,2026-10,direct,1.00\n", "submissions.csv": b""}, "costs.csv", "not a party"),
        ({"agreement.yaml": b"alliance: {}\n"}, "agreement.yaml", ""),
        ({"costs.csv": b"\xff\xfe\x00"}, "costs.csv", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_made(changed, file, words):
    with pytest.raises(Invalid) as caught:
        brought("wexmoor", **changed)

    assert any(problem.source.file == file and words in problem.message for problem in caught.value.problems)
    assert not Alliance.objects.exists()
    assert not Party.objects.exists()
    assert not Entry.objects.exists()


def test_a_missing_file_is_named_without_the_place_where_it_was_read():
    files = files_of("wexmoor")
    del files["costs.csv"]

    with pytest.raises(Invalid) as caught:
        bring_in(files, by=None, at=AT)

    assert "/" not in str(caught.value).replace("2024/25", "").split("costs.csv")[0]


def test_names_that_would_leave_the_folder_are_not_read(tmp_path):
    files = {**files_of("wexmoor"), "../escaped.csv": b"x", "/escaped.csv": b"x", "settlements/../../escaped.json": b"x", "..\\e.csv": b"x"}

    assert bring_in(files, by=None, at=AT).name


def test_two_parties_of_one_name_are_refused():
    text = files_of("wexmoor")["agreement.yaml"].replace(b'name: "Wexmoor Council"', b'name: "Wexmoor GP Federation Ltd"')

    with pytest.raises(Invalid, match="same name"):
        brought("wexmoor", **{"agreement.yaml": text})
