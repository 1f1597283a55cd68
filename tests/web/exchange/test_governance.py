"""How an alliance decides, brought in with its folder and taken away again: nothing is lost, and nothing is half made."""

import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from tests.unit.examples.figures import EXAMPLES
from tests.web.governed import SCHEDULE, govern
from tests.web.small import files_of, make_small

from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance import load_governance
from gainshare.web.alliances.models import Alliance
from gainshare.web.audit.models import Entry
from gainshare.web.exchange.bringing import add_governance, bring_in
from gainshare.web.exchange.examples import files_below
from gainshare.web.exchange.governing import governance_files
from gainshare.web.exchange.taking import folder_of
from gainshare.web.governance import taking
from gainshare.web.governance.models import (
    Decision,
    Duty,
    Interest,
    Meeting,
    Presence,
    RecordedDecision,
    RecordedNotice,
    Round,
    Schedule,
    Voice,
)
from gainshare.web.governance.schedules import schedule_in_force, schedule_of
from gainshare.web.proceedings.models import Dispute, DisputeStep
from gainshare.web.registers.models import Item, Risk, RiskScoring

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 9, 9, tzinfo=UTC)
WEXMOOR = EXAMPLES / "wexmoor"
TABLES = ("actions", "conflicts_register", "decisions", "disputes", "meetings", "notices", "risks")


def brought(**changed):
    files = files_below(WEXMOOR)
    for name, (given, put) in changed.items():
        file = f"governance/{name}"
        assert given.encode() in files[file]
        files[file] = files[file].replace(given.encode(), put.encode(), 1)
    return bring_in(files, by=None, at=AT)


def cells(data):
    return list(csv.reader(io.StringIO(data.decode())))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The day by which the actions of the folder are overdue as they say."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 9, tzinfo=UTC))


@pytest.fixture
def wexmoor():
    return brought()


# in


def test_everything_of_the_folder_is_there_as_rows(wexmoor):
    counts = {
        model.__name__: model.objects.filter(alliance=wexmoor).count() for model in (Meeting, RecordedDecision, Interest, RecordedNotice)
    }

    assert counts == {"Meeting": 32, "RecordedDecision": 17, "Interest": 4, "RecordedNotice": 2}
    assert Risk.objects.filter(alliance=wexmoor).count() == 15
    assert Item.objects.filter(alliance=wexmoor, kind="action").count() == 20
    assert Dispute.objects.filter(alliance=wexmoor).count() == 2


def test_the_schedule_is_adopted_from_the_first_day_of_the_agreement(wexmoor):
    schedule = schedule_in_force(wexmoor, date(2024, 4, 1))

    assert (schedule.number, schedule.takes_effect_on, schedule.adopted_at) == (1, date(2024, 4, 1), AT)
    assert schedule.sha256 == hashlib.sha256((WEXMOOR / "governance" / "governance.yaml").read_bytes()).hexdigest()
    assert schedule_of(wexmoor).terms.leading_body.id == "ALT"


def test_meetings_are_of_the_record_and_one_that_is_planned_is_still_to_come(wexmoor):
    held, to_come = Meeting.objects.get(reference="ALT-2025-06"), Meeting.objects.get(reference="ALT-2026-11")

    assert (held.is_recorded, held.stated_quorum, held.are_papers_on_time) == (True, "no", True)
    assert (to_come.is_recorded, to_come.stated_quorum, to_come.are_papers_on_time) == (True, "", None)


def test_the_journal_says_how_much_came(wexmoor):
    entry = Entry.objects.get(chain=str(wexmoor.pk))
    after = json.loads(entry.content.text)["after"]

    assert entry.action == "alliance.started"
    assert {name: after[name] for name in ("meetings", "decisions", "risks", "actions", "disputes", "interests", "notices")} == {
        "meetings": 32,
        "decisions": 17,
        "risks": 15,
        "actions": 20,
        "disputes": 2,
        "interests": 4,
        "notices": 2,
    }


def test_a_folder_without_the_subfolder_has_no_governance():
    alliance = bring_in(files_of(), by=None, at=AT)

    assert schedule_in_force(alliance) is None
    assert governance_files(alliance) == {}


def test_governance_can_come_after_the_alliance():
    files = files_below(WEXMOOR)
    alliance = bring_in({name: data for name, data in files.items() if "/" not in name}, by=None, at=AT)

    add_governance(alliance, files, by=None, at=AT)

    assert governance_files(alliance).keys() >= {"governance/governance.yaml", "governance/decisions.csv"}
    entries = Entry.objects.filter(chain=str(alliance.pk)).order_by("number")
    assert [one.action for one in entries] == ["alliance.started", "governance.brought"]


# out


def test_the_schedule_leaves_byte_for_byte_and_each_table_cell_for_cell(wexmoor):
    given, taken = files_below(WEXMOOR), folder_of(wexmoor)

    assert taken["governance/governance.yaml"] == given["governance/governance.yaml"]
    for name in TABLES:
        assert cells(taken[f"governance/{name}.csv"]) == cells(given[f"governance/{name}.csv"]), name
    assert {name for name in taken if name.startswith("governance/")} == {name for name in given if name.startswith("governance/")}


def test_the_values_are_those_of_the_folder(wexmoor):
    folder = load_governance(WEXMOOR / "governance")

    assert taking.recorded_decisions_of(wexmoor) == folder.decisions
    assert taking.meetings_of(wexmoor) == folder.meetings
    assert taking.interests_of(wexmoor) == folder.interests
    assert taking.notices_of(wexmoor) == folder.notices


def test_a_second_alliance_made_from_the_first_has_the_same(wexmoor):
    again = bring_in(folder_of(wexmoor), by=None, at=AT)

    assert governance_files(again) == governance_files(wexmoor)


# what is wrong


def test_what_is_wrong_with_any_file_is_told_at_once_and_nothing_is_made():
    files = files_below(WEXMOOR)
    files["costs.csv"] = b"party,period\nX,Y\n"
    files["governance/risks.csv"] = files["governance/risks.csv"].replace(b",4,4,16,", b",4,4,12,", 1)
    files["governance/decisions.csv"] = files["governance/decisions.csv"].replace(b"AMT consensus noted", b"fine", 1)

    with pytest.raises(Invalid) as caught:
        bring_in(files, by=None, at=AT)

    places = {problem.source.file for problem in caught.value.problems}
    assert places >= {"costs.csv", "governance/risks.csv", "governance/decisions.csv"}
    assert not Alliance.objects.exists()
    assert not Schedule.objects.exists()
    assert not Entry.objects.exists()


def test_a_subfolder_without_its_schedule_says_so():
    files = {name: data for name, data in files_below(WEXMOOR).items() if name != "governance/governance.yaml"}

    with pytest.raises(Invalid, match=r"governance/governance\.yaml"):
        bring_in(files, by=None, at=AT)


def test_a_seat_of_somebody_who_is_no_party_of_the_agreement_is_refused():
    with pytest.raises(Invalid) as caught:
        brought(**{"governance.yaml": ("body: FIN, party: WX-MHT", "body: FIN, party: WX-NEW")})

    assert "WX-NEW has a seat, but is no party of the agreement." in str(caught.value)
    assert not Alliance.objects.exists()


@pytest.mark.parametrize(
    ("file", "given", "put", "words"),
    [
        ("governance.yaml", "id: TA2, text", "id: TA1, text", "The activity TA1 is there twice."),
        (
            "governance.yaml",
            "  - {id: TA1, text: System-wide savings",
            "  - none\n  - {id: TA1, text: System-wide savings",
            "no list|not a list",
        ),
        ("notices.csv", "N-01,PSR,", f"N-01,{'P' * 70},", "has 70 characters"),
        ("conflicts_register.csv", ",financial,", f",{'f' * 70},", "has 70 characters"),
        ("disputes.csv", "2 ALT,2026-10-29,2026-11-26", "2 ALT,2031-10-29,", "bank holidays"),
    ],
)
def test_what_the_rows_could_not_hold_is_told_and_nothing_is_made(file, given, put, words):
    with pytest.raises(Invalid, match=words) as caught:
        brought(**{file: (given, put)})

    assert all(problem.source.file.startswith("governance/") for problem in caught.value.problems)
    assert not Alliance.objects.exists()
    assert not Risk.objects.exists()


def test_names_that_would_leave_the_subfolder_are_not_read():
    more = {
        "governance/../../escaped.csv": b"x",
        "governance/live/decisions.json": b"{",
        "governance\\x.csv": b"x",
        "governance/notes.txt": b"",
    }

    assert bring_in({**files_below(WEXMOOR), **more}, by=None, at=AT).name


# what was made here


@pytest.fixture
def governed():
    small = make_small()
    govern(small)
    return small


def live(small, name):
    files = governance_files(small.alliance)
    return json.loads(files[f"governance/live/{name}.json"]) if f"governance/live/{name}.json" in files else None


def decision(small, *, shown_on):
    proposed = {"title": "Recovery house", "body": "ALT", "put_to": "ALT", "standing": "adopted" if shown_on else "in_round"}
    row = Decision.objects.create(
        alliance=small.alliance,
        reference="DEC-001",
        schedule=schedule_in_force(small.alliance),
        proposed_by=small.people["manager"],
        proposed_on=date(2026, 11, 9),
        **proposed,
    )
    one = Round.objects.create(decision=row, number=1, wording="Open it.", opened_on=date(2026, 11, 9), shown_on=shown_on)
    said = {"party": small.parties["TRU"], "person": small.people["leader"], "word": "agree", "given_on": date(2026, 11, 9), "given_at": AT}
    Voice.objects.create(round=one, **said, entry="00000000-0000-0000-0000-000000000001", salt="s", sealed="{}")
    return row


def test_a_voice_that_was_shown_leaves(governed):
    decision(governed, shown_on=date(2026, 11, 9))

    (told,) = live(governed, "decisions")
    assert told["rounds"][0]["voices"] == [
        {"party": "TRU", "person": governed.people["leader"].name, "word": "agree", "given_on": "2026-11-09"}
    ]


def test_a_voice_that_was_not_shown_never_leaves(governed):
    decision(governed, shown_on=None)

    (told,) = live(governed, "decisions")
    assert "rounds" not in told
    assert b"agree" not in b"".join(data for name, data in governance_files(governed.alliance).items() if name.endswith("decisions.json"))


def test_a_meeting_held_here_has_a_row_and_its_attendance_beside(governed):
    ended = datetime(2026, 11, 9, 12, tzinfo=UTC)
    meeting = Meeting.objects.create(
        alliance=governed.alliance, reference="ALT-2026-11", body="ALT", day=date(2026, 11, 9), opened_at=AT, ended_at=ended, made_at=AT
    )
    for who, seat in (("owner_leader", "ALT-BRD-director"), ("leader", "ALT-TRU-director"), ("charity_leader", "ALT-CHA-director")):
        person = governed.people[who]
        Presence.objects.create(meeting=meeting, seat=seat, person=person, name=person.name, came_at=AT, left_at=ended)

    files = governance_files(governed.alliance)
    assert cells(files["governance/meetings.csv"])[1] == ["ALT-2026-11", "ALT", "2026-11-09", "yes", "BRD;TRU;CHA", "", ""]
    assert [one["name"] for one in live(governed, "meetings")[0]["attendance"]] == [
        governed.people[who].name for who in ("owner_leader", "leader", "charity_leader")
    ]
    assert set(live(governed, "appointments")[0]) >= {"seat", "person", "begins_on"}


def test_a_meeting_that_lost_somebody_before_its_end_had_no_quorum(governed):
    ended = datetime(2026, 11, 9, 12, tzinfo=UTC)
    meeting = Meeting.objects.create(
        alliance=governed.alliance, reference="ALT-2026-11", body="ALT", day=date(2026, 11, 9), opened_at=AT, ended_at=ended, made_at=AT
    )
    Presence.objects.create(
        meeting=meeting, seat="ALT-BRD-director", person=governed.people["owner_leader"], name="O", came_at=AT, left_at=AT
    )

    assert cells(governance_files(governed.alliance)["governance/meetings.csv"])[1][3:5] == ["no", "BRD"]


def test_what_has_no_column_lies_beside_and_the_tables_can_still_be_read(governed, tmp_path):
    alliance = governed.alliance
    row = {"raised_on": date(2026, 10, 1), "category": "finance", "title": "T", "description": "D", "mitigation": ""}
    scores = {"likelihood": 2, "impact": 3, "residual_value": 4, "owner_party": "TRU", "owner_post": "lead", "review_on": date(2026, 12, 1)}
    risk = Risk.objects.create(alliance=alliance, number=1, reference="R-1", **row, **scores)
    RiskScoring.objects.create(risk=risk, number=1, likelihood=5, impact=5, changed_on=date(2026, 11, 1), reason="It is better.")
    Item.objects.create(
        alliance=alliance, number=1, reference="L-1", kind="lesson", raised_on=date(2026, 10, 1), text="Ask.", status="noted"
    )
    action = {"kind": "action", "raised_on": date(2026, 10, 1), "text": "Do.", "status": "open", "due_on": date(2026, 10, 2)}
    Item.objects.create(alliance=alliance, number=2, reference="A-1", owner_party="TRU", **action)
    schedule = schedule_in_force(alliance)
    said = {"raised_by": "TRU", "about": "CHA", "question": "Who pays?", "withdrawn_on": date(2026, 11, 5), "written_at": AT}
    dispute = Dispute.objects.create(alliance=alliance, number=1, reference="DIS-1", schedule=schedule, raised_on=date(2026, 10, 1), **said)
    for number, day in ((1, date(2026, 10, 1)), (2, date(2026, 10, 20))):
        DisputeStep.objects.create(dispute=dispute, number=number, started_on=day)
    Interest.objects.create(
        alliance=alliance, number=1, post="independent chair", declared_on=date(2026, 10, 1), what="A friend.", kind="indirect"
    )
    Duty.objects.create(alliance=alliance, code="plan", body="AMT", text="Plan.", rhythm="once", owner="TRU", begins_on=date(2026, 4, 1))

    for name, data in governance_files(alliance).items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(data)
    read = load_governance(tmp_path / "governance")

    assert [(one.id, one.score.value) for one in read.risks] == [("R-1", 6)]
    assert [one.id for one in read.actions] == ["A-1"]
    assert [(one.taken[0].number, one.outcome, one.resolved_on) for one in read.disputes] == [(2, "Withdrawn.", date(2026, 11, 5))]
    assert read.interests == ()
    assert live(governed, "risks")[0]["scores_before"][0]["reason"] == "It is better."
    assert [one["id"] for one in live(governed, "items")] == ["L-1"]
    assert [one["step"] for one in live(governed, "disputes")[0]["steps"]] == [1, 2]
    assert live(governed, "interests")[0]["person"] == "independent chair"
    assert live(governed, "duties")[0]["code"] == "plan"
    assert live(governed, "plan") is None


def test_the_schedule_of_the_tests_leaves_as_it_is(governed):
    assert governance_files(governed.alliance)["governance/governance.yaml"] == SCHEDULE.encode()


def test_the_same_rows_make_the_same_bytes(governed):
    decision(governed, shown_on=date(2026, 11, 9))

    assert governance_files(governed.alliance) == governance_files(governed.alliance)
