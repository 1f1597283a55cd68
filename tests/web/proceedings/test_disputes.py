"""A dispute names a question, goes up step by step by the clock of the schedule, and ends with what was agreed or what came of it."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.governed import SCHEDULE, govern
from tests.web.settlements.reading import tables, text_of
from tests.web.small import NOW, make_small

from gainshare.core.governance.dispute import Dispute as CoreDispute
from gainshare.core.governance.dispute import StepTaken
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.audit.verifying import faults_in
from gainshare.web.governance.models import RecordedDecision, Schedule
from gainshare.web.proceedings import disputing
from gainshare.web.proceedings.bringing import bring_disputes
from gainshare.web.proceedings.models import Dispute, DisputeStep

QUESTION = "Whether the cost of the empty beds is an allowable cost"


@pytest.fixture(autouse=True)
def governed(schedule):
    return schedule


def raised(small, who="leader", party="TRU", about="CHA", question=QUESTION):
    what = disputing.Raised(about, question, uuid4())
    return disputing.raise_dispute(by=small.seat(who), party=small.parties[party], raised=what)


def page(small, one, who="manager"):
    return text_of(small.client(who).get(small.address("dispute", of=one.pk)).content.decode())


def send(small, who, route, one, **body):
    return small.client(who).post(small.address(route, of=one.pk), body)


def steps(one):
    return [(step.number, step.started_on, step.due_on) for step in one.steps.all()]


def actions():
    return list(Entry.objects.filter(action__startswith="dispute.").order_by("number").values_list("action", flat=True))


def test_a_party_raises_a_dispute_and_the_management_team_has_ten_working_days(small):
    form = {"party": "TRU", "about": "CHA", "question": QUESTION, "token": uuid4()}

    answer = small.client("leader").post(small.address("raise_dispute"), form, follow=True)

    one = Dispute.objects.get()
    assert (one.reference, one.raised_by, one.raised_on) == ("DIS-01", "TRU", date(2026, 11, 10))
    assert steps(one) == [(1, date(2026, 11, 10), date(2026, 11, 24))]
    shown = text_of(answer.content.decode())
    assert "DIS-01 is raised. Its first step begins today." in shown
    assert "Now with the Management team, since 10 November 2026. The last day is 24 November 2026: 10 working days left." in shown
    assert "If it is not settled here, it goes to step 2: Leadership team, 20 working days." in shown
    assert actions() == ["dispute.raised"]


def test_the_form_is_filled_in_from_a_decision_that_was_not_agreed(small):
    address = f"{small.address('raise_dispute')}?about=DEC-005&question=Whether+homes+come+first"

    shown = small.client("leader").get(address).content.decode()

    assert 'value="DEC-005"' in shown
    assert "Whether homes come first</textarea>" in shown


def test_the_same_form_again_is_the_same_dispute(small):
    form = {"party": "TRU", "about": "CHA", "question": QUESTION, "token": uuid4()}

    for _ in range(2):
        small.client("leader").post(small.address("raise_dispute"), form)

    assert Dispute.objects.count() == 1
    assert actions() == ["dispute.raised"]


@pytest.mark.parametrize("word", ["fault", "blame", "failed", "breach"])
def test_words_that_look_for_somebody_to_blame_are_asked_about_once_and_kept_if_they_are_meant(small, word):
    form = {"party": "TRU", "about": "CHA", "question": f"Whether the {word.upper()} clause holds", "token": uuid4()}

    first = small.client("leader").post(small.address("raise_dispute"), form)

    assert first.status_code == 422
    shown = text_of(first.content.decode())
    assert f"The question says “{word}”. Ask what is to be settled rather than who caused it" in shown
    assert "Keep these words: the question needs them" in shown
    assert not Dispute.objects.exists()

    small.client("leader").post(small.address("raise_dispute"), {**form, "is_meant": "on"})

    assert Dispute.objects.get().question == form["question"]


def test_a_question_without_such_words_is_not_asked_about(small):
    shown = small.client("leader").get(small.address("raise_dispute")).content.decode()

    assert "Keep these words" not in shown
    assert raised(small, question="Whether defaults of the template hold").number == 1


def test_what_is_left_out_is_asked_for_by_name(small):
    answer = small.client("leader").post(small.address("raise_dispute"), {"party": "CHA", "token": uuid4()})

    assert answer.status_code == 422
    shown = text_of(answer.content.decode())
    assert "Choose one of your parties" in shown
    assert "Say what it concerns, such as the reference of a decision" in shown
    assert "Write what is to be settled, as a question" in shown


def test_nobody_raises_a_dispute_for_a_party_that_is_not_theirs(small):
    with pytest.raises(PermissionDenied):
        raised(small, "leader", "CHA")
    assert small.client("manager").get(small.address("raise_dispute")).status_code == 403


def test_without_a_schedule_no_steps_are_agreed_and_none_is_raised(small):
    Schedule.objects.all().update(withdrawn_at=NOW)
    form = {"party": "TRU", "about": "CHA", "question": QUESTION, "token": uuid4()}

    answer = small.client("leader").post(small.address("raise_dispute"), form)

    assert answer.status_code == 422
    assert "The alliance has no governance schedule yet, so no steps are agreed." in text_of(answer.content.decode())
    listed = text_of(small.client("leader").get(small.address("disputes")).content.decode())
    assert "The alliance has no governance schedule yet" in listed


def test_it_goes_up_with_its_reason_and_each_step_has_the_clock_of_its_own(small, clock):
    one = raised(small)
    clock.now = datetime(2026, 12, 17, 10, tzinfo=UTC)

    answer = send(small, "chair", "escalate_dispute", one, reason="The team could not settle it.")

    assert answer.status_code == 302
    # 20 working days after 17 December 2026, over Christmas Day, the substitute for Boxing Day and New Year's Day
    assert steps(one) == [(1, date(2026, 11, 10), date(2026, 11, 24)), (2, date(2026, 12, 17), date(2027, 1, 19))]
    shown = page(small, one)
    assert "Now with the Leadership team, since 17 December 2026" in shown
    assert "The team could not settle it." in shown


def test_beyond_its_last_day_a_step_is_overdue_and_the_list_has_it_first(small, clock):
    early = raised(small)
    clock.now = datetime(2026, 11, 13, 10, tzinfo=UTC)
    late = raised(small, "charity_leader", "CHA", "TRU", "How the shared post is paid for")
    disputing.escalate(by=small.seat("manager"), of=early.pk, reason="Both asked for it.")
    clock.now = datetime(2026, 11, 30, 10, tzinfo=UTC)

    rows = tables(small.client("auditor").get(small.address("disputes")).content.decode())["Disputes on their way"]

    assert [row[0] for row in rows] == [late.reference, early.reference]
    assert rows[0][1:4] == ["1 working day late", "27 Nov 2026", "1: Management team"]
    assert rows[1][1:4] == ["9 working days left", "11 Dec 2026", "2: Leadership team"]
    assert "Overdue" in page(small, late)


def test_it_is_resolved_with_what_was_agreed_and_nothing_is_done_with_it_then(small):
    one = raised(small)

    send(small, "manager", "resolve_dispute", one, outcome="Half of the cost is allowable.")

    one.refresh_from_db()
    assert (one.resolved_on, one.outcome) == (date(2026, 11, 10), "Half of the cost is allowable.")
    shown = page(small, one)
    assert "The parties agreed on 10 November 2026. Half of the cost is allowable." in re.sub(r"\s+", " ", shown)
    assert "Go on to the next step" not in shown
    with pytest.raises(Refused, match="is resolved"):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Again.")
    assert actions() == ["dispute.raised", "dispute.resolved"]


def test_it_ends_without_agreement_on_the_last_step_alone(small):
    one = raised(small)
    with pytest.raises(Refused, match="is open at step 1"):
        disputing.end(by=small.seat("manager"), of=one.pk, outcome="The owners continue.")
    for _ in range(3):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")

    with pytest.raises(Refused, match="is open at step 4"):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")
    send(small, "manager", "end_dispute", one, outcome="The owners continue.")

    one.refresh_from_db()
    assert one.ended_on == date(2026, 11, 10)
    assert "The last step ended on 10 November 2026." in page(small, one)


def test_a_step_without_a_clock_is_never_late(small, clock):
    text = SCHEDULE.replace("{step: 4, who: mediation, working_days: 20}", "{step: 4, who: the owners, working_days: 0}")
    Schedule.objects.all().delete()
    govern(small, text)
    one = raised(small)
    for _ in range(3):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")
    clock.now = datetime(2027, 11, 10, 10, tzinfo=UTC)

    assert "Now with the owners, since 10 November 2026. This step has no clock." in page(small, one)
    assert one.steps.last().due_on is None


def test_whoever_raised_it_takes_it_back_and_nobody_else(small):
    one = raised(small)
    assert send(small, "charity_leader", "withdraw_dispute", one).status_code == 403
    assert send(small, "manager", "withdraw_dispute", one).status_code == 403

    asked = send(small, "leader", "withdraw_dispute", one)
    assert asked.status_code == 422
    assert "Say in a few words why it is taken back" in text_of(asked.content.decode())
    assert send(small, "leader", "withdraw_dispute", one, reason="The beds are let.").status_code == 302

    one.refresh_from_db()
    assert one.withdrawn_on == date(2026, 11, 10)
    assert "It was taken back on 10 November 2026. The beds are let." in re.sub(r"\s+", " ", page(small, one))
    entry = Entry.objects.get(action="dispute.withdrawn")
    assert "The beds are let." in entry.content.text


def test_what_is_done_on_a_page_that_shows_a_step_which_it_has_left_is_refused(small):
    one = raised(small)
    shown = small.client("chair").get(small.address("dispute", of=one.pk)).content.decode()
    assert '<input type="hidden" name="step" value="1" id="escalate_step">' in shown
    send(small, "manager", "escalate_dispute", one, reason="Not settled.", step=1)

    for who, route, body in [
        ("chair", "escalate_dispute", {"reason": "Not settled."}),
        ("chair", "resolve_dispute", {"outcome": "Half each."}),
        ("leader", "withdraw_dispute", {"reason": "The beds are let."}),
    ]:
        answer = small.client(who).post(small.address(route, of=one.pk), {**body, "step": 1}, follow=True)
        assert "The dispute has gone on to another step since you opened the page. Read it again." in text_of(answer.content.decode())

    assert [number for number, *_ in steps(one)] == [1, 2]
    assert actions() == ["dispute.raised", "dispute.escalated"]


def test_the_last_step_is_not_ended_from_a_page_of_the_step_before(small):
    one = raised(small)
    for _ in range(3):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")

    with pytest.raises(Refused, match="another step since you opened the page"):
        disputing.end(by=small.seat("manager"), of=one.pk, outcome="The owners continue.", seen=3)


def test_the_party_that_raised_it_takes_it_on_once_its_last_day_is_over(small, clock):
    one = raised(small)
    early = small.client("leader").post(small.address("escalate_dispute", of=one.pk), {"reason": "It is urgent."}, follow=True)
    assert "Step 1 of DIS-01 has until 24 November 2026. Ask the chair" in text_of(early.content.decode())
    assert "Go on to the next step" not in page(small, one, "leader")
    clock.now = datetime(2026, 11, 25, 10, tzinfo=UTC)

    assert "Go on to the next step" in page(small, one, "leader")
    assert "Go on to the next step" not in page(small, one, "charity_leader")
    assert send(small, "charity_leader", "escalate_dispute", one, reason="Nobody answered.").status_code == 403
    send(small, "leader", "escalate_dispute", one, reason="Nobody answered.", step=1)

    assert [number for number, *_ in steps(one)] == [1, 2]


@pytest.mark.parametrize(("route", "body"), [("escalate_dispute", {"reason": "x"}), ("resolve_dispute", {"outcome": "x"})])
@pytest.mark.parametrize("who", ["charity_leader", "finance", "auditor", "lawyer"])
def test_only_the_manager_and_the_chair_take_it_on_its_way(small, who, route, body):
    one = raised(small)

    assert send(small, who, route, one, **body).status_code == 403
    assert one.steps.count() == 1


@pytest.mark.parametrize(
    ("route", "why"),
    [
        ("escalate_dispute", "Say in a few words why it goes on to the next step"),
        ("resolve_dispute", "Write what the parties agreed"),
        ("end_dispute", "Write what came of the last step"),
        ("note_dispute", "Write what was said or offered"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_changed(small, route, why):
    one = raised(small)

    answer = send(small, "manager", route, one)

    assert answer.status_code == 422
    assert why in text_of(answer.content.decode())
    assert actions() == ["dispute.raised"]


DAY = {"said_on_day": "10", "said_on_month": "11", "said_on_year": "2026"}


def test_what_was_offered_is_written_down_with_who_and_when(small):
    one = raised(small)

    send(small, "charity_leader", "note_dispute", one, party="CHA", text="We offer to share the cost.", **DAY)
    send(small, "chair", "note_dispute", one, party="", text="Both thanked the team.", **DAY)

    shown = page(small, one)
    assert "Small Charity. We offer to share the cost." in shown
    assert "Chair. Both thanked the team." in shown
    assert actions() == ["dispute.raised", "dispute.noted", "dispute.noted"]


def test_nobody_writes_down_what_another_party_said(small):
    one = raised(small)

    answer = send(small, "leader", "note_dispute", one, party="CHA", text="They agree.", **DAY)

    assert answer.status_code == 422
    with pytest.raises(PermissionDenied):
        disputing.note(by=small.seat("leader"), of=one.pk, party=small.parties["CHA"], text="They agree.", said_on=NOW.date())
    assert send(small, "auditor", "note_dispute", one, text="x", **DAY).status_code == 403


def test_a_note_is_of_a_day_since_it_was_raised(small):
    one = raised(small)

    answer = send(small, "manager", "note_dispute", one, text="x", **{**DAY, "said_on_day": "9"})

    assert answer.status_code == 422
    assert "Give a day from 10 November 2026, when it was raised, to today." in text_of(answer.content.decode())


def test_the_steps_are_those_of_the_schedule_in_force_when_it_was_raised(small):
    one = raised(small)
    text = SCHEDULE.replace("{step: 2, who: ALT, working_days: 20}", "{step: 2, who: a panel, working_days: 5}")
    Schedule.objects.create(
        alliance=small.alliance, number=2, text=text, sha256="2" * 64, takes_effect_on=date(2026, 11, 1), proposed_at=NOW, adopted_at=NOW
    )

    disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")

    assert one.steps.last().due_on == date(2026, 12, 8)
    assert "Leadership team" in page(small, one)


def test_a_recorded_dispute_says_so_and_goes_on_from_where_it_stands(small, governed):
    record = CoreDispute("DIS-02", date(2026, 9, 3), "BRD", "TRU", QUESTION, (StepTaken(2, date(2026, 10, 29)),))
    bring_disputes(small.alliance, (record,), governed, by=None, at=NOW)
    one = Dispute.objects.get()

    shown = page(small, one)
    assert "The alliance's own record; the steps before it came here may be missing" in shown
    assert "The last day is 26 November 2026: 12 working days left." in shown
    disputing.escalate(by=small.seat("chair"), of=one.pk, reason="Not settled.")
    assert DisputeStep.objects.filter(dispute=one).last().number == 3
    assert raised(small).reference == "DIS-03"


def test_a_decision_that_it_names_is_looked_for_in_the_record(small):
    RecordedDecision.objects.create(
        alliance=small.alliance,
        number=1,
        reference="DEC-005",
        decided_on=date(2024, 9, 26),
        meeting="ALT-2024-09",
        stated_class="alliance",
        title="Ward closure",
        proposal="Close the ward",
        service_result="fail",
        votes_for=5,
        votes_against=1,
        abstained=0,
        outcome="not agreed",
    )

    assert "DEC-005" in page(small, raised(small, about="ALT proposal DEC-005"))


def test_the_journal_has_each_act_in_words_and_holds_together(small):
    one = raised(small)
    disputing.escalate(by=small.seat("chair"), of=one.pk, reason="Not settled.")
    disputing.resolve(by=small.seat("manager"), of=one.pk, outcome="Half each.")

    shown = text_of(small.client("manager").get(small.address("journal")).content.decode())

    assert "raised DIS-01 for Small Trust" in shown
    assert "took DIS-01 to its next step" in shown
    assert "wrote down what the parties agreed on DIS-01" in shown
    assert list(faults_in(str(small.alliance.pk))) == []


def test_another_alliances_disputes_are_hidden(small):
    one = raised(small)
    other = make_small("Elsewhere", "ELSE")
    govern(other)

    assert other.client("manager").get(other.address("dispute", of=one.pk)).status_code == 404
    assert other.client("manager").get(small.address("dispute", of=one.pk)).status_code == 404
    assert other.client("manager").post(other.address("resolve_dispute", of=one.pk), {"outcome": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        disputing.resolve(by=other.seat("manager"), of=one.pk, outcome="x")
    assert QUESTION not in other.client("manager").get(other.address("disputes")).content.decode()
