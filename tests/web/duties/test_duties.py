"""The duties of bodies on the web: whose each is, what was recorded, what is missing, and what my desk says of it."""

from datetime import UTC, date, datetime

import pytest

from gainshare.core.kernel.period import Month
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.governance import duty_acts
from gainshare.web.governance.duty_acts import duties_of
from gainshare.web.governance.models import Duty, DutyDone, Meeting
from gainshare.web.periods.models import ClosedPeriod
from gainshare.web.registers.models import Plan

TODAY = date(2026, 11, 10)


def held(small, reference="ALT-2026-11", day=TODAY, **more):
    made = {"made_at": datetime(2026, 11, 1, tzinfo=UTC), "stated_quorum": "yes", "is_recorded": True}
    return Meeting.objects.create(alliance=small.alliance, reference=reference, body="ALT", day=day, **{**made, **more})


def standing(small, code, day=TODAY):
    found = next(one for one in duties_of(small.alliance, day) if one.code == code)
    return [(one.for_what, one.state) for one in found.occasions]


def page(small, who="manager"):
    return small.client(who).get(small.address("duties")).content.decode()


# Whose duties they are


def test_the_two_teams_have_their_duties_without_anybody_writing_them_down(governed):
    found = [(one.body, one.code, one.owner) for one in duties_of(governed.alliance, TODAY)]

    assert [code for body, code, _ in found if body == "ALT"] == [
        "outcome_assurance",
        "agree_governance",
        "roles_and_accountabilities",
        "data_and_reporting",
    ]
    assert len([code for body, code, _ in found if body == "AMT"]) == 6
    assert {owner for _, _, owner in found} == {""}
    assert not Duty.objects.exists()


def test_an_alliance_without_a_schedule_has_none(small):
    assert duties_of(small.alliance, TODAY) == []
    assert "no governance schedule yet" in page(small)


def test_the_manager_gives_a_duty_an_owner(governed):
    body = {"act": "keep", "code": "outcome_assurance", "owner": "BRD, director", "text": ""}

    answer = governed.client("manager").post(governed.address("keep_duty"), body)

    assert answer.status_code == 302
    row = Duty.objects.get(alliance=governed.alliance)
    assert (row.code, row.body, row.owner, row.rhythm) == ("outcome_assurance", "ALT", "BRD, director", "meeting")
    assert "BRD, director" in page(governed)
    assert Entry.objects.filter(action="duty.kept").count() == 1


def test_a_duty_of_the_alliances_own_is_added_and_ended_and_its_record_stays(governed):
    client = governed.client("manager")
    day = {"begins_on_day": "1", "begins_on_month": "10", "begins_on_year": "2026"}
    added = {"act": "add", "body": "AMT", "text": "Read the letters that people wrote", "rhythm": "month", "owner": "CHA", **day}

    assert client.post(governed.address("keep_duty"), added).status_code == 302
    row = Duty.objects.get(alliance=governed.alliance)
    assert standing(governed, row.code) == [("2026-10", "due")]
    duty_acts.record_done(by=governed.seat("manager"), code=row.code, for_what="2026-10", evidence="Twelve letters.")
    assert client.post(governed.address("keep_duty"), {"act": "end", "code": row.code, "reason": "Nobody writes."}).status_code == 302

    row.refresh_from_db()
    assert row.ended_on == TODAY
    assert standing(governed, row.code, date(2027, 6, 1)) == [("2026-10", "done")]


def test_two_duties_of_the_same_words_have_codes_of_their_own(governed):
    for _ in range(2):
        duty_acts.add(by=governed.seat("manager"), body="AMT", text="Read letters", rhythm="month", owner="CHA", begins_on=TODAY)

    assert sorted(Duty.objects.values_list("code", flat=True)) == ["read_letters", "read_letters_2"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"act": "keep"}, "Choose a duty"),
        ({"act": "add"}, "Say what has to be seen to"),
        ({"act": "end", "code": "outcome_assurance"}, "Say why it ends"),
        ({"act": "add", "body": "XYZ", "text": "T", "rhythm": "month", "owner": "O"}, "Select a valid choice"),
        ({}, "Choose a duty"),
    ],
)
def test_a_form_that_is_wanting_says_in_what(governed, body, words):
    answer = governed.client("manager").post(governed.address("keep_duty"), body)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Duty.objects.exists()


def test_what_says_so_already_is_not_written_again(governed):
    body = {"act": "keep", "code": "risks", "owner": "TRU"}
    client = governed.client("manager")
    client.post(governed.address("keep_duty"), body)

    answer = client.post(governed.address("keep_duty"), body)

    assert answer.status_code == 422
    assert "It says so already." in answer.content.decode()
    assert Entry.objects.filter(action="duty.kept").count() == 1


# What was seen to


@pytest.mark.parametrize("who", ["manager", "chair"])
def test_the_chair_or_the_manager_records_a_statement_with_what_shows_it(governed, who):
    held(governed)
    body = {"what": "outcome_assurance|ALT-2026-11", "evidence": "All measures at or above the conditions."}

    assert governed.client(who).post(governed.address("record_duty"), body).status_code == 302

    done = DutyDone.objects.get()
    assert (done.duty.code, done.for_what, done.done_on, done.done_by) == ("outcome_assurance", "ALT-2026-11", TODAY, governed.people[who])
    assert standing(governed, "outcome_assurance") == [("ALT-2026-11", "done")]
    assert "10 Nov 2026, for ALT-2026-11. All measures at or above the conditions." in page(governed)
    entry = Entry.objects.get(action="duty.done")
    assert "ALT-2026-11" in entry.content.text


def test_the_same_is_not_recorded_twice_nor_for_a_meeting_that_was_not_held(governed):
    held(governed)
    seat = governed.seat("manager")
    duty_acts.record_done(by=seat, code="outcome_assurance", for_what="ALT-2026-11", evidence="E")

    for for_what, words in (("ALT-2026-11", "recorded for ALT-2026-11 already"), ("ALT-2026-12", "not due for ALT-2026-12")):
        with pytest.raises(Refused, match=words):
            duty_acts.record_done(by=seat, code="outcome_assurance", for_what=for_what, evidence="E")
    with pytest.raises(Refused, match="no such duty"):
        duty_acts.record_done(by=seat, code="nothing", for_what="once", evidence="E")


def test_a_record_without_what_shows_it_is_refused(governed):
    held(governed)

    answer = governed.client("manager").post(governed.address("record_duty"), {"what": "outcome_assurance|ALT-2026-11"})

    assert answer.status_code == 422
    assert "Say what shows it" in answer.content.decode()


# What is missing


def test_a_statement_is_missing_from_the_day_after_the_meeting(governed, clock):
    held(governed)
    clock.now = datetime(2026, 11, 11, 10, tzinfo=UTC)

    assert standing(governed, "outcome_assurance", date(2026, 11, 11)) == [("ALT-2026-11", "missing")]
    assert "Missing for ALT-2026-11" in page(governed)


def test_meetings_that_were_held_before_the_schedule_came_ask_for_nothing(governed):
    held(governed, "ALT-2026-10", date(2026, 10, 29))

    assert standing(governed, "outcome_assurance") == []


def test_a_month_is_missing_once_it_is_closed(governed):
    day = date(2026, 12, 20)
    assert standing(governed, "risks", day) == [("2026-11", "due")]

    closed = {"closed_by": governed.people["manager"], "closed_at": datetime(2026, 12, 19, tzinfo=UTC), "parts": {}, "sha256": "0" * 64}
    november = Month(2026, 11)
    ClosedPeriod.objects.create(alliance=governed.alliance, period="2026-11", first=november.index, end=november.index + 1, **closed)

    assert standing(governed, "risks", day) == [("2026-11", "missing")]


def test_a_plan_that_a_decision_approved_needs_no_record(governed):
    assert standing(governed, "implementation_plan", date(2026, 11, 11)) == [("once", "missing")]

    Plan.objects.create(alliance=governed.alliance, approved_by="DEC-018", approved_on=TODAY)

    assert standing(governed, "implementation_plan", date(2026, 11, 11)) == [("once", "done")]
    assert "Approved by DEC-018." in page(governed)


# My desk


def desk(small, who):
    return small.client(who).get("/").content.decode()


def test_the_desk_of_the_chair_and_of_the_manager_says_what_is_missing(governed, clock):
    held(governed)
    clock.now = datetime(2026, 11, 11, 10, tzinfo=UTC)

    for who in ("manager", "chair"):
        said = desk(governed, who)
        assert "ALT: ensure that the outcomes are delivered. Record what shows it for ALT-2026-11" in said
        assert "AMT: make the implementation plan, and have it approved. Record what shows it" in said


def test_nobody_elses_desk_says_it(governed, clock):
    held(governed)
    clock.now = datetime(2026, 11, 11, 10, tzinfo=UTC)

    assert all("Record what shows it" not in desk(governed, who) for who in ("leader", "finance", "auditor", "partner"))


def test_everybody_reads_the_page_and_only_the_chair_and_the_manager_have_forms(governed):
    held(governed)

    assert "Record what was seen to" in page(governed, "chair")
    assert "Add a duty" not in page(governed, "chair")
    assert "Add a duty" in page(governed, "manager")
    for who in ("leader", "auditor", "partner"):
        assert '<form class="app-no-print"' not in page(governed, who)


def test_what_is_wanting_stands_beside_what_has_to_be_seen_to(governed):
    text = page(governed, "chair")

    assert text.index("What has to be seen to") < text.index("What is wanting") < text.index("Who sees to it") < text.index("What shows it")
