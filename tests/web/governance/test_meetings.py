"""Meetings on the web: planned, papers, opened on the day, who comes and goes, the agenda, the minutes."""

import re
from datetime import date, timedelta

import pytest
from tests.web.governed import SEATS
from tests.web.settlements.reading import text_of

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.governance import appointing, meeting_acts, proposing
from gainshare.web.governance.attending import quorum_at
from gainshare.web.governance.meeting_acts import Noted
from gainshare.web.governance.models import Decision, Meeting


def page(small, meeting, who="manager", route="meeting"):
    return text_of(small.client(who).get(small.address(route, of=meeting.pk)).content.decode())


def test_a_meeting_is_called_by_its_body_and_month_and_the_second_of_a_month_has_a_number(governed):
    by = governed.seat("manager")
    first = meeting_acts.plan(by=by, body="ALT", day=date(2026, 11, 26))
    second = meeting_acts.plan(by=by, body="ALT", day=date(2026, 11, 30))

    assert (first.reference, second.reference) == ("ALT-2026-11", "ALT-2026-11-2")


@pytest.mark.parametrize(
    ("body", "day", "why"),
    [
        ("XYZ", date(2026, 11, 26), "Choose one of the bodies"),
        ("ALT", date(2026, 11, 9), "today or a later day"),
        ("ALT", date(2026, 11, 10), "ALT meets on that day already"),
    ],
)
def test_a_meeting_that_cannot_be_is_not_planned(governed, body, day, why):
    governed.meeting(open_it=False)

    with pytest.raises(Refused, match=why):
        meeting_acts.plan(by=governed.seat("manager"), body=body, day=day)


def test_papers_are_due_five_working_days_before_and_late_after_that(governed, small, clock):
    made = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 12, 31))

    # Christmas Day is a Friday; Boxing Day is a Saturday, with Monday the 28th for it.
    assert "Due by 22 December 2026, not sent yet" in page(small, made)
    clock.now += timedelta(days=43)  # 23 December
    meeting_acts.send_papers(by=governed.seat("manager"), of=made.pk)
    assert "Due by 22 December 2026, sent on 23 December 2026: late" in page(small, made)


def test_a_meeting_is_opened_on_its_day_alone(governed):
    made = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 26))

    with pytest.raises(Refused, match="A meeting is opened on its day"):
        meeting_acts.open_meeting(by=governed.seat("chair"), of=made.pk)


def test_the_quorum_says_at_every_moment_who_is_missing(governed, small):
    meeting = governed.meeting(there=("chair", "owner_leader", "leader"))
    assert "Small Charity: nobody of it is here" in page(small, meeting)

    governed.comes(meeting, "charity_leader")
    assert "The quorum is held" in page(small, meeting)
    assert "No member with lived experience is here" in page(small, meeting)

    governed.comes(meeting, "owner_leader", is_there=False)
    assert "Small Board: nobody of it is here" in page(small, meeting)


def test_nobody_sits_in_a_seat_that_is_not_theirs(governed, small):
    meeting = governed.meeting(there=())

    with pytest.raises(Refused, match="Leader of Small does not hold this seat"):
        meeting_acts.attend(
            by=governed.seat("chair"), of=meeting.pk, seat=SEATS["charity_leader"][0], person=small.people["leader"], is_there=True
        )


def test_a_deputy_is_there_for_the_member(governed):
    meeting = governed.meeting(there=("chair", "owner_leader", "deputy", "charity_leader"))

    assert quorum_at(Meeting.objects.get(pk=meeting.pk)).is_held


def test_a_guest_is_named_and_counts_for_nothing(governed, small):
    meeting = governed.meeting(there=())
    meeting_acts.attend(by=governed.seat("chair"), of=meeting.pk, seat="", person=None, is_there=True, name="An auditor of the board")

    assert "Guests: An auditor of the board." in page(small, meeting)
    assert not quorum_at(Meeting.objects.get(pk=meeting.pk)).is_held


def test_an_agenda_begins_with_what_asks_for_a_place_and_takes_what_asks_later(governed):
    first = governed.proposed()
    meeting = governed.meeting(open_it=False)
    assert [item.about for item in meeting.items.filter(kind="decision")] == [first.reference]

    second = governed.proposed(title="Open another")
    assert meeting_acts.refill(by=governed.seat("manager"), of=meeting.pk) == 1
    assert meeting_acts.refill(by=governed.seat("manager"), of=meeting.pk) == 0
    assert Decision.objects.get(pk=second.pk).meeting == meeting


def test_a_decision_taken_off_an_agenda_waits_for_another_meeting(governed):
    made = governed.proposed()
    meeting = governed.meeting(open_it=False)
    item = meeting.items.get(about=made.reference)

    meeting_acts.move_item(by=governed.seat("manager"), of=meeting.pk, item=item.pk, where="off")

    assert Decision.objects.get(pk=made.pk).meeting is None
    assert [one.place for one in meeting.items.order_by("place")] == list(range(1, meeting.items.count() + 1))


def test_what_was_said_on_an_item_keeps_it_on_the_agenda(governed):
    meeting = governed.meeting()
    item = meeting.items.first()
    meeting_acts.write_down(by=governed.seat("chair"), of=meeting.pk, noted=[Noted(item.pk, "", "Noted.")])

    with pytest.raises(Refused, match="Something was said on it"):
        meeting_acts.move_item(by=governed.seat("chair"), of=meeting.pk, item=item.pk, where="off")


def ended(governed):
    meeting = governed.meeting()
    made = governed.called(meeting, reserved=("R4",), approvals_by=date(2026, 12, 10))
    for party in ("BRD", "TRU"):
        governed.says(made, party)
    governed.says(made, "CHA", "agree_with_reservations")
    governed.shown(made)
    other = governed.proposed(title="Open another")
    proposing.place_on_agenda(by=governed.seat("chair"), of=other.pk, meeting=meeting)
    noted = [Noted(meeting.items.get(place=2).pk, "", "A-018 is done.")]
    meeting_acts.write_down(by=governed.seat("chair"), of=meeting.pk, noted=noted)
    return meeting_acts.end(by=governed.seat("chair"), of=meeting.pk)


def test_the_minutes_tell_who_was_there_what_was_said_and_what_was_decided(governed):
    meeting = ended(governed)

    assert "Leadership team, 10 November 2026 (ALT-2026-11)" in meeting.minutes
    assert "The meeting had its quorum at the end" in meeting.minutes
    assert "No member with lived experience was present." in meeting.minutes
    assert "A-018 is done." in meeting.minutes
    assert "DEC-001, round 1. The wording: “Close the ward on 30 April 2027.”" in meeting.minutes
    assert "Principles strained, and why that is acceptable: P2: The trust loses a site." in meeting.minutes
    assert "Would we choose it if we were one organisation? Yes." in meeting.minutes
    assert "Agreed: Small Board and Small Trust." in meeting.minutes
    assert "Small Charity agrees with reservations: The homes are not there yet." in meeting.minutes
    assert "DEC-001 stands at: agreed, awaiting reserved approval. Subject to the approvals" in meeting.minutes
    assert "DEC-002 was not put to the parties. It waits for another meeting." in meeting.minutes
    assert ".." not in meeting.minutes


def test_minutes_are_put_right_until_they_are_agreed_and_not_after(governed, small, clock):
    meeting = ended(governed)
    meeting_acts.correct_minutes(by=governed.seat("chair"), of=meeting.pk, text="All agreed.")
    clock.now += timedelta(days=1)
    later = governed.meeting()

    assert later.items.filter(kind="minutes", about=meeting.reference).exists()
    meeting_acts.agree_minutes(by=governed.seat("chair"), of=meeting.pk)
    assert "Agreed on 11 November 2026 in ALT-2026-11-2" in page(small, meeting)
    with pytest.raises(Refused, match="Its minutes are agreed"):
        meeting_acts.correct_minutes(by=governed.seat("chair"), of=meeting.pk, text="None agreed.")


def test_a_meeting_of_the_record_and_one_beyond_the_known_bank_holidays_have_their_pages(governed, small):
    far = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2031, 1, 2))
    old = {"reference": "ALT-2024-05", "body": "ALT", "day": date(2024, 5, 30), "stated_quorum": "yes", "attending": ["BRD", "TRU"]}
    recorded = Meeting.objects.create(alliance=small.alliance, **old, is_recorded=True, made_at=far.made_at)

    assert "ALT-2031-01" in page(small, far)
    assert "Quorum by the rules Not held: Small Charity: nobody of it is here" in page(small, recorded)
    for who in ("manager", "leader"):
        assert small.client(who).get(small.address("meetings")).status_code == 200
        assert small.client(who).get("/").status_code == 200
    assert small.client("manager").post(small.address("export")).status_code == 200
    with pytest.raises(Refused, match="which stands as it is"):
        meeting_acts.correct_minutes(by=governed.seat("chair"), of=recorded.pk, text="Changed.")


def test_a_cancelled_meeting_lets_its_decisions_go_and_says_why(governed, small):
    made = governed.proposed()
    meeting = governed.meeting(open_it=False)
    meeting_acts.cancel(by=governed.seat("chair"), of=meeting.pk, reason="Snow.")

    assert Decision.objects.get(pk=made.pk).meeting is None
    assert "10 November 2026: Snow." in page(small, meeting)
    with pytest.raises(Refused, match="The meeting was cancelled"):
        meeting_acts.open_meeting(by=governed.seat("chair"), of=meeting.pk)


def test_the_pack_has_the_cover_of_each_decision(governed, small):
    governed.proposed()
    meeting = governed.meeting(open_it=False)

    shown = page(small, meeting, route="meeting_pack")

    assert "DEC-001: Close the ward" in shown
    assert "Twelve people live there." in shown


def test_the_wider_team_sees_what_was_decided_and_no_papers_rounds_or_minutes(governed, small):
    meeting = ended(governed)
    decision = Decision.objects.get(reference="DEC-001")
    from tests.web.making import give, person

    small.people["team"] = person("team@small.example.org")
    give(small.alliance, small.people["team"], "wider_team")

    of_meeting = page(small, meeting, "team")
    of_decision = text_of(small.client("team").get(small.address("decision", of=decision.pk)).content.decode())

    assert "Actions" in of_meeting
    assert "A-018 is done." not in of_meeting
    assert "The meeting had its quorum" not in of_meeting
    assert "Close the ward on 30 April 2027." in of_decision
    assert "The homes are not there yet." not in of_decision
    assert "Why" not in of_decision


def test_the_list_has_what_comes_first_and_says_when_papers_are_due(governed, small):
    meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 26))
    shown = text_of(small.client("leader").get(small.address("meetings")).content.decode())

    assert "ALT-2026-11 26 Nov 2026 ALT Planned due 19 Nov 2026" in shown
    assert "Plan a meeting" not in shown


@pytest.mark.parametrize("count", [2, 12])
def test_the_list_of_meetings_asks_the_database_no_more_for_more_meetings(governed, small, count, django_assert_max_num_queries):
    for number in range(count):
        meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 11) + timedelta(days=number))
    client = small.client("leader")
    client.get(small.address("meetings"))

    with django_assert_max_num_queries(20):
        client.get(small.address("meetings"))


def test_an_open_call_in_writing_needs_no_meeting_and_shows_who_has_spoken_by_name_of_the_party_alone(governed, small):
    made = governed.called(is_urgent=True)
    governed.says(made, "BRD")
    shown = text_of(small.client("leader").get(small.address("decision", of=made.pk)).content.decode())

    assert "1 of 3 parties have spoken so far until the end of 13 November 2026." in shown


def typed(meeting, **notes):
    """Return what the page of an open meeting sends of its notes: what is typed on some items, by their title; the others as they are."""
    sent = {}
    for one in meeting.items.all():
        sent |= {f"before_{one.pk}": one.notes, f"notes_{one.pk}": notes.get(one.title, one.notes)}
    return sent


def written(meeting):
    return {one.title: one.notes for one in meeting.items.all() if one.notes}


def sends(small, meeting, body, route="note_agenda_item"):
    return small.client("chair").post(small.address(route, of=meeting.pk), body)


def test_the_notes_of_all_items_are_kept_with_one_button(governed, small):
    meeting = governed.meeting()

    sends(small, meeting, typed(meeting, Actions="A-018 is done.", Risks="R-16 is new."))

    assert written(meeting) == {"Actions": "A-018 is done.", "Risks": "R-16 is new."}
    assert (
        small.client("chair").get(small.address("meeting", of=meeting.pk)).content.decode().count('name="notes_') == meeting.items.count()
    )


@pytest.mark.parametrize(
    ("route", "pressed"),
    [
        ("attend_meeting", lambda small, _: {"came": f"{SEATS['partner'][0]} {small.people['partner'].pk}"}),
        ("move_agenda_item", lambda _, meeting: {"down": meeting.items.first().pk}),
        ("refill_agenda", lambda *_: {}),
        ("end_meeting", lambda *_: {}),
    ],
)
def test_whatever_is_pressed_in_an_open_meeting_keeps_what_was_typed(governed, small, route, pressed):
    meeting = governed.meeting()

    sends(small, meeting, typed(meeting, Actions="A-018 is done.") | pressed(small, meeting) | {"guest": "An auditor"}, route)

    assert written(meeting) == {"Actions": "A-018 is done."}
    assert meeting.presences.filter(name="An auditor").exists()


def test_two_who_write_at_once_keep_each_others_notes(governed, small):
    meeting = governed.meeting()
    hers, his = typed(meeting, Actions="A-018 is done."), typed(meeting, Risks="R-16 is new.")

    sends(small, meeting, hers)
    sends(small, meeting, his)

    assert written(meeting) == {"Actions": "A-018 is done.", "Risks": "R-16 is new."}


def test_a_note_that_somebody_else_changed_meanwhile_stands_and_what_was_typed_is_on_the_page(governed, small):
    meeting = governed.meeting()
    hers, his = typed(meeting, Actions="A-018 is done."), typed(meeting, Actions="A-018 is late.", Risks="R-16 is new.")
    sends(small, meeting, hers)

    answer = sends(small, meeting, his, "end_meeting")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else wrote on Actions meanwhile. It says now: “A-018 is done.”" in text
    assert "A-018 is late.</textarea>" in text
    assert written(meeting) == {"Actions": "A-018 is done.", "Risks": "R-16 is new."}
    assert Meeting.objects.get(pk=meeting.pk).ended_at is None
    actions = meeting.items.get(title="Actions")
    assert f'value="{actions.notes}"' in text


def test_a_mistake_elsewhere_on_the_page_of_an_open_meeting_leaves_what_was_typed_in_its_box(governed, small):
    meeting = governed.meeting()

    answer = sends(small, meeting, typed(meeting, Actions="A-018 is done.") | {"title": ""}, "add_agenda_item")

    assert answer.status_code == 422
    assert "A-018 is done.</textarea>" in answer.content.decode()


def test_a_meeting_is_cancelled_with_a_reason_that_is_asked_for_where_it_is_typed(governed, small):
    meeting = governed.meeting(open_it=False)

    answer = sends(small, meeting, {"reason": ""}, "cancel_meeting")

    assert answer.status_code == 422
    assert 'id="cancel-reason-error"' in answer.content.decode()


def test_minutes_that_were_agreed_meanwhile_are_not_put_right_and_the_page_says_why(governed, small):
    meeting = ended(governed)
    meeting_acts.agree_minutes(by=governed.seat("chair"), of=meeting.pk)

    answer = sends(small, meeting, {"minutes": "All agreed."}, "correct_minutes")

    assert answer.status_code == 422
    assert "Its minutes are agreed, and nothing of it changes any more. Nothing was changed." in answer.content.decode()


def test_a_meeting_that_was_not_opened_on_its_day_is_moved_with_its_agenda_and_the_journal_says_why(governed, small, clock):
    made = governed.proposed()
    meeting = governed.meeting(open_it=False)
    assert "Open the meeting" in page(small, meeting)
    clock.now += timedelta(days=1)
    assert "It was not opened on its day." in page(small, meeting)
    assert "Open the meeting" not in page(small, meeting)

    sent = {"day_day": "12", "day_month": "11", "day_year": "2026", "reason": "The chair was ill."}
    answer = sends(small, meeting, sent, "move_meeting")

    assert answer.status_code == 302
    moved = Meeting.objects.get(pk=meeting.pk)
    assert (moved.day, moved.reference) == (date(2026, 11, 12), meeting.reference)
    assert Decision.objects.get(pk=made.pk).meeting == moved
    entry = Entry.objects.filter(action="meeting.moved").get()
    assert "The chair was ill." in entry.content.text
    clock.now += timedelta(days=1)
    meeting_acts.open_meeting(by=governed.seat("chair"), of=meeting.pk)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"day_day": "12", "reason": ""}, "Say why it is moved"),
        ({"day_day": "9", "reason": "Snow."}, "A meeting is planned for today or a later day."),
        ({"day_day": "26", "reason": "Snow."}, "ALT meets on that day already."),
    ],
)
def test_a_meeting_is_not_moved_to_a_day_on_which_it_cannot_be(governed, small, sent, why):
    meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 26))
    meeting = governed.meeting(open_it=False)

    answer = sends(small, meeting, {"day_month": "11", "day_year": "2026", **sent}, "move_meeting")

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).day == meeting.day


def test_a_meeting_that_is_open_is_not_moved(governed):
    meeting = governed.meeting()

    with pytest.raises(Refused, match="The meeting is open"):
        meeting_acts.move(by=governed.seat("chair"), of=meeting.pk, day=date(2026, 11, 12), reason="Snow.")


def titles(meeting):
    return [one.title for one in meeting.items.order_by("place")]


def test_what_asks_for_a_place_later_comes_where_it_usually_stands(governed):
    made = governed.proposed()
    meeting = governed.meeting(open_it=False)
    usual = titles(meeting)
    meeting.items.exclude(about=made.reference).delete()
    meeting.items.update(place=1)
    meeting_acts.add_item(by=governed.seat("chair"), of=meeting.pk, title="A person's story")

    meeting_acts.refill(by=governed.seat("chair"), of=meeting.pk)

    assert usual[0] == "Attendance, and interests declared"
    assert [one for one in titles(meeting) if one != "A person's story"] == usual
    assert titles(meeting).index("A person's story") == usual.index("Close the ward") + 1
    assert [one.place for one in meeting.items.order_by("place")] == list(range(1, len(usual) + 2))


def test_the_cover_of_a_decision_has_its_options_its_money_by_party_and_its_tests(governed, small):
    money = {"amount": 1_000_00, "commitments": {"TRU": 1_000_00}, "effects": {"TRU": -5_000_00}}
    governed.proposed(options=({"name": "Keep it", "text": "too dear"},), **money)
    meeting = governed.meeting(open_it=False)

    shown = page(small, meeting, route="meeting_pack")

    for words in (
        "too dear",
        "Small Trust £1,000.00",
        "−£5,000.00",
        "Strained: The trust loses a site.",
        "It does.",
        "The test is passed",
    ):
        assert words in shown, words


def test_the_meeting_of_today_is_the_first_of_the_list_and_one_that_was_missed_says_so(governed, small, clock):
    missed = governed.meeting(open_it=False)
    clock.now += timedelta(days=1)
    later = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 26))
    other = meeting_acts.plan(by=governed.seat("manager"), body="AMT", day=date(2026, 11, 11))
    today = meeting_acts.plan(by=governed.seat("manager"), body="ALT", day=date(2026, 11, 11))

    text = small.client("leader").get(small.address("meetings")).content.decode().partition('id="coming"')[2]

    places = [text.index(f"{one.pk}") for one in (today, other, missed, later)]
    assert places == sorted(places)
    assert "Not opened on its day" in text


def test_the_address_of_a_plan_that_was_not_made_leads_back_to_the_meetings(governed, small):
    client = small.client("manager")
    assert client.post(small.address("plan_meeting"), {"body": "ALT"}).status_code == 422

    answer = client.get(small.address("plan_meeting"))

    assert (answer.status_code, answer["Location"]) == (302, small.address("meetings"))


def test_who_sits_there_stands_beside_the_seat(governed, small):
    text = small.client("chair").get(small.address("meeting", of=governed.meeting().pk)).content.decode()

    heads = text.partition('id="attendance-caption"')[2].partition("</thead>")[0]
    assert re.findall(r'scope="col">([^<]+)<', heads) == ["Seat", "Who", "Party"]


def test_the_minutes_tell_which_interests_were_declared_at_the_meeting(governed):
    meeting = governed.meeting()
    appointing.declare_interest(
        by=governed.seat("leader"), what="Owns the building", kind="financial", management="Leaves for it", party=""
    )

    minutes = meeting_acts.end(by=governed.seat("chair"), of=meeting.pk).minutes

    assert "Leader of Small declared an interest: Owns the building. Leaves for it." in minutes


def test_the_minutes_tell_whose_seat_was_empty(governed):
    meeting = governed.meeting(there=("chair", "owner_leader", "leader"))

    minutes = meeting_acts.end(by=governed.seat("chair"), of=meeting.pk).minutes

    assert "Not there, nor a deputy: director (Small Charity) and lived experience partner." in minutes
