"""Who joins, is asked to put something right, or leaves: step by step, with the decision and the shares that it takes."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from tests.web.governed import SCHEDULE, govern
from tests.web.proceedings.acting import (
    DAY,
    FERNWAY,
    JANUARY,
    agreed_version,
    approves,
    begun,
    binds,
    completes,
    decided,
    is_on,
    parties_with,
    records,
    with_fernway,
    without_charity,
)
from tests.web.settlements.reading import tables, text_of
from tests.web.small import NOW, make_small

from gainshare.web.agreements import actions as agreeing
from gainshare.web.agreements.queries import parties_to_approve
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.audit.verifying import faults_in
from gainshare.web.governance.bindable import excluded_by
from gainshare.web.governance.models import Endorsement, RecordedDecision, Schedule
from gainshare.web.proceedings import processing
from gainshare.web.proceedings.models import Process
from gainshare.web.shared.behind import Behind

ON = {"day": "10", "month": "11", "year": "2026"}


@pytest.fixture(autouse=True)
def governed(schedule):
    return schedule


def dated(name, **more):
    return {f"{name}_{box}": value for box, value in {**ON, **more}.items()}


def page(small, one, who="manager"):
    return text_of(small.client(who).get(small.address("process", of=one.pk)).content.decode())


def send(small, route, one, who="manager", **body):
    return small.client(who).post(small.address(route, of=one.pk), body)


def start(small, kind, who="manager", **body):
    form = {"reason": "What it is about.", "token": uuid4(), **dated("started_on"), **body}
    return small.client(who).post(small.address("start_process", kind=kind), form)


def actions():
    return list(Entry.objects.filter(action__startswith="process.").order_by("number").values_list("action", flat=True))


def at_deciding(small, kind="admission"):
    return records(small, begun(small, kind), 3)


REVIEWED = datetime(2026, 12, 9, 10, tzinfo=UTC)
"""The day after the last of a review that began on 10 November 2026."""


def at_excluding(small, clock):
    """Return a rectification whose exclusion was proposed as soon as it could be."""
    one = records(small, begun(small, "exclusion"), 2)
    clock.now = REVIEWED
    return records(small, one, done_on=REVIEWED.date())


def at_rebasing(small):
    one = at_deciding(small)
    binds(small, one, decided(small))
    approves(small, one, "BRD", "TRU", "CHA")
    return records(small, one)


# The list


def test_the_list_explains_each_kind_with_the_clocks_of_the_schedule(small):
    shown = text_of(small.client("manager").get(small.address("processes")).content.decode())

    assert "Nobody is joining or leaving." in shown
    assert "Steps: expression of interest; ALT assessment against criteria; due diligence" in shown
    assert "Notice 10 working days, plan 10 working days and review 20 working days." in shown
    assert "The notice is 12 months." in shown
    assert "The notice is 6 months." in shown
    assert "Begin an admission" in shown
    assert "Begin an admission" not in text_of(small.client("leader").get(small.address("processes")).content.decode())


def test_without_a_schedule_nothing_can_be_begun_and_the_page_says_why(small):
    Schedule.objects.all().update(withdrawn_at=NOW)

    shown = text_of(small.client("manager").get(small.address("processes")).content.decode())
    answer = start(small, "admission", party="Fernway Recovery")

    assert "The alliance has no governance schedule yet." in shown
    assert "Begin an admission" not in shown
    assert answer.status_code == 422
    assert "Add the schedule first." in text_of(answer.content.decode())


def test_a_schedule_that_says_nothing_of_a_kind_begins_none(small):
    Schedule.objects.all().delete()
    govern(small, SCHEDULE.partition("exclusion_and_termination:")[0])

    shown = text_of(small.client("manager").get(small.address("processes")).content.decode())
    answer = start(small, "withdrawal", party="CHA")

    assert "The governance schedule says nothing of it yet." in shown
    assert answer.status_code == 422
    assert "The schedule has no notice for a withdrawal." in text_of(answer.content.decode())


# Admission


def test_an_admission_is_begun_with_the_name_of_the_organisation(small):
    answer = start(small, "admission", party="Fernway Recovery")

    one = Process.objects.get()
    assert answer.url == small.address("process", of=one.pk)
    assert (one.reference, one.party, one.started_on) == ("ADM-01", "Fernway Recovery", DAY)
    shown = page(small, one)
    assert "ADM-01: Fernway Recovery" in shown
    assert "Next: expression of interest." in shown
    assert actions() == ["process.started"]


def test_the_same_form_again_is_the_same_process(small):
    token = uuid4()

    for _ in range(2):
        start(small, "admission", party="Fernway Recovery", token=token)

    assert Process.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("admission", {"party": ""}, "Enter the name of the organisation"),
        ("admission", {"party": "small charity"}, "small charity is a party already. Check the name."),
        ("admission", {"party": "Fernway", "reason": ""}, "Write what it would bring, and why now"),
        ("admission", {"party": "Fernway", "started_on_day": "31"}, "must be a real date, such as 10 11 2026"),
        ("admission", {"party": "Fernway", "started_on_day": "11"}, "Give today or an earlier day."),
        ("exclusion", {"party": "CHA", "event": "insolvency", "started_on_year": "2010"}, "lies outside the years for which bank holidays"),
        ("exclusion", {"party": "XYZ", "event": "insolvency"}, "Choose a party of the list"),
        ("exclusion", {"party": "CHA"}, "Choose what sort of thing it is"),
        ("termination", {"party": "CHA"}, "Choose a party of the list"),  # no owner
    ],
)
def test_what_is_wanting_is_asked_for_and_nothing_begins(small, kind, body, why):
    answer = start(small, kind, **body)

    assert answer.status_code == 422
    assert why in text_of(answer.content.decode())
    assert not Process.objects.exists()


def test_a_party_has_one_process_at_a_time(small):
    begun(small, "exclusion")

    answer = start(small, "withdrawal", party="CHA")

    assert "EXC-01 is on its way for the same party." in text_of(answer.content.decode())


@pytest.mark.parametrize("who", ["leader", "finance", "chair", "auditor"])
def test_only_the_manager_and_the_lawyer_begin_one_and_take_it_on(small, who):
    one = begun(small, by="lawyer")

    assert start(small, "admission", who, party="Another").status_code == 403
    assert send(small, "record_process", one, who, note="x", **dated("done_on")).status_code == 403
    with pytest.raises(PermissionDenied):
        processing.withdraw(by=small.seat(who), of=one.pk, outcome="x")


def test_a_step_is_written_down_with_its_day_and_what_shows_it(small):
    one = begun(small)

    send(small, "record_process", one, note="Letter of 2 November.", **dated("done_on"))

    shown = page(small, one)
    assert "Expression of interest Done on 10 November 2026. Letter of 2 November." in shown
    assert "Next: ALT assessment against criteria." in shown
    assert actions() == ["process.started", "process.recorded"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"note": "", **dated("done_on")}, "Write what was done, and where it can be read"),
        ({"note": "x", **dated("done_on", day="11")}, "It cannot have been done on a day that has not come."),
        ({"note": "x", **dated("done_on", day="")}, "The day on which it was done must be a real date"),
    ],
)
def test_a_step_without_its_proof_or_its_day_is_not_written_down(small, body, why):
    one = begun(small)

    answer = send(small, "record_process", one, **body)

    assert answer.status_code == 422
    assert why in text_of(answer.content.decode())
    assert one.steps.count() == 0


def test_only_an_adopted_decision_can_be_chosen_and_the_page_says_why_recorded_ones_cannot(small):
    one = at_deciding(small)
    open_one = decided(small, "DEC-020", standing="awaiting_approval")
    is_on(one, open_one)
    RecordedDecision.objects.create(
        alliance=small.alliance,
        number=1,
        reference="DEC-001",
        decided_on=DAY,
        meeting="ALT-1",
        stated_class="reserved",
        title="Admit Fernway",
        proposal="Admit Fernway",
        service_result="pass",
        votes_for=3,
        votes_against=0,
        abstained=0,
        outcome="approved",
    )

    shown = page(small, one)

    assert "No decision on it is adopted yet. It waits for the decision that was put forward." in shown
    assert "DEC-020 (draft)" in shown  # nobody was asked in a round of it
    raw = small.client("manager").get(small.address("process", of=one.pk)).content.decode()
    assert f'<a href="{small.address("decision", of=open_one.pk)}">DEC-020</a>' in raw
    assert "Propose the decision" not in shown
    assert "Decisions that came with the alliance's own record cannot be chosen" in shown
    assert "Blocked" in shown
    answer = send(small, "decide_process", one, decision=open_one.pk)
    assert answer.status_code == 422
    assert "Choose a decision of the list" in text_of(answer.content.decode())
    with pytest.raises(Refused, match="DEC-020 is not adopted"):
        binds(small, one, open_one)
    assert Process.objects.get(pk=one.pk).decision is None


def test_once_nothing_came_of_what_was_put_forward_another_decision_can_be_proposed(small):
    one, refused = at_deciding(small), decided(small, "DEC-020", standing="refused")
    is_on(one, refused)

    shown = page(small, one)

    assert "No decision on it is adopted yet. Put the proposal to the leadership team first." in shown
    assert "DEC-020 (refused)" in shown
    assert "Propose the decision" in shown


def test_the_decision_that_it_rests_on_is_bound_to_it_and_the_page_says_which(small):
    one, decision, other = at_deciding(small), decided(small), decided(small, "DEC-022")
    is_on(one, decision)
    assert send(small, "decide_process", one, decision=other.pk).status_code == 422

    send(small, "decide_process", one, decision=decision.pk)

    assert Process.objects.get(pk=one.pk).decision == decision
    shown = page(small, one)
    assert "Unanimous ALT recommendation Done on 10 November 2026: DEC-021, What DEC-021 is about" in shown
    assert "Rests on DEC-021" in shown
    assert actions()[-1] == "process.decided"


def test_a_decision_of_a_body_that_does_not_decide_by_unanimity_is_refused(small):
    one, decision = at_deciding(small), decided(small, body="AMT")
    is_on(one, decision)

    answer = send(small, "decide_process", one, decision=decision.pk)

    assert answer.status_code == 422
    assert "DEC-021 was not taken by the body that decides by unanimity." in text_of(answer.content.decode())


def test_a_decision_binds_one_process_alone(small):
    first, decision = at_deciding(small), decided(small)
    binds(small, first, decision)
    second = records(small, begun(small, party="Another"), 3)

    with pytest.raises(Refused, match="binds something else already: ADM-01: admission"):
        binds(small, second, decision)


def test_what_boards_said_with_a_decision_on_a_reserved_matter_counts_and_the_rest_is_asked_for(small):
    one, decision = at_deciding(small), decided(small)
    for code in ("BRD", "TRU"):
        Endorsement.objects.create(
            decision=decision,
            party=small.parties[code],
            kind="approval",
            round_number=1,
            is_given=True,
            given_by="board",
            given_on=DAY,
            recorded_by=small.people["manager"],
            recorded_at=NOW,
        )
    binds(small, one, decision)

    rows = tables(small.client("manager").get(small.address("process", of=one.pk)).content.decode())["Approvals of the parties"]

    assert [row[:3] for row in rows] == [
        ["Small Board", "Approves", "With the decision"],
        ["Small Trust", "Approves", "With the decision"],
        ["Small Charity", "Not asked yet", "–"],
    ]
    send(small, "approve_process", one, party="CHA", says="yes", given_by="trustees", **dated("given_on"))
    assert "Next: deed of accession." in page(small, one)


def test_a_board_that_does_not_approve_says_why_and_holds_it_up_until_it_does(small):
    one = at_deciding(small)
    binds(small, one, decided(small))
    body = {"party": "TRU", "says": "no", "given_by": "trust board", **dated("given_on")}

    answer = send(small, "approve_process", one, **body)
    assert answer.status_code == 422
    assert "Write why it does not approve, and what would change it" in text_of(answer.content.decode())

    send(small, "approve_process", one, **body, reason="The rent is not settled.")
    approves(small, one, "BRD", "CHA")

    shown = page(small, one)
    assert "Does not approve trust board. The rent is not settled." in shown
    assert "Awaited: Small Trust." in shown
    assert "process.not_approved" in actions()
    approves(small, one, "TRU")
    assert "Next: deed of accession." in page(small, one)


def test_it_is_complete_with_the_version_in_which_the_organisation_has_a_share_from_the_first_of_a_month(small):
    one, version = at_rebasing(small), with_fernway(small)

    answer = small.client("manager").post(small.address("complete_process", of=one.pk), {"version": version.number}, follow=True)

    one.refresh_from_db()
    assert (one.ended_as, one.version, one.takes_effect_on) == ("complete", 2, JANUARY)
    shown = text_of(answer.content.decode())
    assert "Fernway Recovery is a party from 1 January 2027 on, with its share." in shown
    assert "Version 2 of the agreement" in shown
    assert "Admitted" in shown
    assert actions()[-1] == "process.completed"
    assert list(faults_in(str(small.alliance.pk))) == []


@pytest.mark.parametrize(
    ("parties", "more", "why"),
    [
        (parties_with(), {}, "Fernway Recovery has no share by version 2"),
        (parties_with({**FERNWAY, "name": "Fernway"}, TRU="60%"), {}, "Fernway Recovery has no share by version 2"),
        (parties_with({**FERNWAY, "roles": ["associate"], "non_owner_share": None}), {}, "Fernway Recovery has no share"),
        (parties_with(FERNWAY, TRU="60%"), {"takes_effect_on": date(2027, 1, 15)}, "Shares are re-based from the first of a month."),
    ],
)
def test_a_version_without_its_share_or_from_another_day_does_not_complete_it(small, parties, more, why):
    one = at_rebasing(small)
    agreed_version(small, [{name: value for name, value in one.items() if value is not None} for one in parties], **more)

    answer = send(small, "complete_process", one, version="2")

    assert answer.status_code == 422
    assert why in text_of(answer.content.decode())
    assert Process.objects.get(pk=one.pk).ended_on is None


def test_a_version_that_a_later_one_replaces_or_that_nobody_approved_does_not_complete_it(small):
    one = at_rebasing(small)
    first = with_fernway(small)
    agreed_version(small, parties_with(), number=3)
    waiting = with_fernway(small, number=4, takes_effect_on=date(2027, 2, 1), is_approved=False)

    with pytest.raises(Refused, match="Version 2 is not the version in force on 1 January 2027"):
        completes(small, one, first)
    with pytest.raises(Refused, match="Version 4 is not the version in force"):
        completes(small, one, waiting)


def test_without_a_version_to_choose_the_last_step_is_blocked_and_says_what_to_do(small):
    shown = page(small, at_rebasing(small))

    assert "No version of the agreement that every party has approved takes effect since it began. Propose one first." in shown
    assert "Versions of the agreement" in shown


def test_a_decision_that_is_superseded_before_the_end_has_to_be_replaced(small):
    one = at_rebasing(small)
    version = with_fernway(small)
    one.decision.standing = "superseded"
    one.decision.save()

    assert "DEC-021 no longer stands, so another decision has to be chosen." in page(small, one)
    with pytest.raises(Refused, match="“unanimous ALT recommendation”: that comes first"):
        completes(small, one, version)
    binds(small, one, decided(small, "DEC-022"))
    rows = tables(small.client("manager").get(small.address("process", of=one.pk)).content.decode())["Approvals of the parties"]
    assert [row[1:3] for row in rows] == [["Not asked yet", "–"]] * 3  # what the boards approved was another decision
    approves(small, one, "BRD", "TRU", "CHA")
    assert completes(small, one, version).ended_as == "complete"


def test_a_version_from_before_the_decision_does_not_complete_it(small, clock):
    one, version = at_deciding(small), with_fernway(small)
    clock.now = datetime(2027, 1, 4, 10, tzinfo=UTC)
    binds(small, one, decided(small))
    approves(small, one, "BRD", "TRU", "CHA")
    records(small, one, done_on=clock.now.date())

    answer = send(small, "complete_process", one, version=version.number)

    assert "Version 2 takes effect on 1 January 2027, before ADM-01 was bound to DEC-021 on 4 January 2027." in text_of(
        answer.content.decode()
    )


def test_a_board_has_not_decided_before_the_process_began(small):
    one = at_deciding(small)
    binds(small, one, decided(small))

    answer = send(small, "approve_process", one, party="TRU", says="yes", given_by="board", **dated("given_on", day="9"))

    assert "Small Trust cannot have decided before ADM-01 began on 10 November 2026." in text_of(answer.content.decode())


def test_a_step_is_not_written_down_from_a_page_that_shows_the_one_before(small):
    one = begun(small)
    shown = small.client("manager").get(small.address("process", of=one.pk)).content.decode()
    assert 'name="step" value="step-1"' in shown

    for _ in range(2):
        answer = send(small, "record_process", one, note="Letter.", step="step-1", **dated("done_on"))

    assert answer.status_code == 422
    assert "The process has gone on to another step since you opened the page." in text_of(answer.content.decode())
    assert one.steps.count() == 1


def test_the_database_too_refuses_an_admission_without_a_decision(small):
    one = begun(small)

    with pytest.raises(IntegrityError), transaction.atomic():
        Process.objects.filter(pk=one.pk).update(ended_as="complete", ended_on=DAY, version=2)


# Rectification and exclusion


def test_a_rectification_says_what_is_to_be_put_right_and_until_when(small):
    start(small, "exclusion", party="CHA", event="insolvency", reason="The returns of July to September.")

    one = Process.objects.get()
    assert (one.reference, one.party) == ("EXC-01", "CHA")
    shown = page(small, one)
    assert "Insolvency: The returns of July to September." in shown
    # ten working days after 10 November 2026
    assert "The last day is 24 November 2026: 10 working days left." in shown
    assert "Last day 24 November 2026: 10 working days left." in shown
    assert "20 working days once the step before is done." in shown
    assert "What was settled before stands as it was settled" in shown


def test_beyond_its_day_a_step_is_late_and_can_still_be_done(small, clock):
    one = begun(small, "exclusion")
    clock.now = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert "Late" in page(small, one)

    records(small, one, done_on=date(2026, 11, 26))

    shown = page(small, one)
    assert "Done on 26 November 2026, after its last day, 24 November 2026." in shown
    assert "The last day is 10 December 2026" in shown


def test_without_a_plan_it_goes_on_only_once_its_last_day_has_gone_by(small, clock):
    one = begun(small, "exclusion")
    assert "Did the party answer?" in page(small, one)
    nothing_said = send(small, "record_process", one, note="No answer.", **dated("done_on"))
    assert "Say whether it came" in text_of(nothing_said.content.decode())

    early = send(small, "record_process", one, note="No answer.", came="no", **dated("done_on"))

    assert "Small Charity has until 24 November 2026. EXC-01 can go on without it from 25 November 2026 on." in text_of(
        early.content.decode()
    )
    clock.now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    send(small, "record_process", one, note="Nobody answered.", came="no", **dated("done_on", day="25"))
    shown = page(small, one)
    assert "It did not come by 24 November 2026, its last day. Gone on without it on 25 November 2026. Nobody answered." in shown
    assert "Did the plan come?" in shown


def test_the_exclusion_is_proposed_once_the_days_of_the_review_are_over(small, clock):
    one = records(small, begun(small, "exclusion"), 2)

    shown = page(small, one)
    answer = send(small, "record_process", one, note="It was not put right.", **dated("done_on"))

    assert "The review has until 8 December 2026. The exclusion can be proposed from the day after." in shown
    why = "The review of EXC-01 has until 8 December 2026. The exclusion can be proposed from 9 December 2026 on."
    assert why in text_of(answer.content.decode())
    clock.now = REVIEWED
    assert "The review has until" not in page(small, one)
    send(small, "record_process", one, note="It was not put right.", **dated("done_on", day="9", month="12"))
    assert [step.step for step in one.steps.all()] == ["notice", "plan", "review"]


def test_what_was_put_right_ends_it_and_nobody_is_excluded(small):
    one = begun(small, "exclusion")

    send(small, "rectify_process", one, outcome="The returns are handed in.")

    one.refresh_from_db()
    assert one.ended_as == "rectified"
    assert "It was put right on 10 November 2026. The returns are handed in." in page(small, one)
    assert actions()[-1] == "process.rectified"


def test_an_exclusion_takes_the_decision_of_the_others_on_a_reserved_matter_and_their_boards_and_shares_without_it(small, clock):
    one = at_excluding(small, clock)
    assert "It was put right" not in page(small, one)
    with pytest.raises(Refused, match="not on a reserved matter"):
        binds(small, one, decided(small, "DEC-020", reserved=(), excludes="CHA"))
    with pytest.raises(Refused, match="DEC-019 does not exclude CHA"):
        binds(small, one, decided(small, "DEC-019"))
    binds(small, one, decided(small, excludes="CHA"))
    with pytest.raises(Refused, match="Small Charity is not asked"):
        approves(small, one, "CHA")
    approves(small, one, "BRD", "TRU")

    completes(small, one, without_charity(small))

    one.refresh_from_db()
    assert one.ended_as == "complete"
    shown = page(small, one)
    assert "Small Charity is no longer a party from 1 January 2027 on." in shown
    assert "What was settled before stands as it was settled" in shown
    assert one.decision.reference == "DEC-021"


def agreed_exclusion(small, clock):
    one = at_excluding(small, clock)
    binds(small, one, decided(small, excludes="CHA"))
    return approves(small, one, "BRD", "TRU")


def asked_for(version):
    return [party.code for party in parties_to_approve(version)]


LEADERS = {"BRD": "owner_leader", "TRU": "leader", "CHA": "charity_leader"}


def approve_version(small, *codes):
    for code in codes:
        agreeing.approve(by=small.seat(LEADERS[code]), number=2, party=small.parties[code])


@pytest.fixture
def no_decision_needed(monkeypatch):
    monkeypatch.setattr("gainshare.web.agreements.deciding.decision_behind", lambda *_: Behind())


def test_a_party_is_not_asked_to_approve_the_version_by_which_it_is_excluded(small, clock, no_decision_needed):
    one = agreed_exclusion(small, clock)
    version = without_charity(small, is_approved=False)

    assert asked_for(version) == ["BRD", "TRU"]
    assert "Approve version 2" not in text_of(small.client("charity_leader").get("/").content.decode())
    shown = text_of(small.client("manager").get(small.address("agreement_version", number=2)).content.decode())
    assert "Small Charity Not needed Not asked: it is left out by an exclusion to which all others have agreed" in shown
    with pytest.raises(Refused, match="Small Charity is not asked"):
        approve_version(small, "CHA")
    approve_version(small, "BRD", "TRU")

    assert completes(small, one, version).ended_as == "complete"


def test_until_all_others_have_agreed_the_party_is_asked_and_so_it_is_for_any_version_that_keeps_it(small, clock):
    one = at_excluding(small, clock)
    version = without_charity(small, is_approved=False)
    assert asked_for(version) == ["BRD", "TRU", "CHA"]
    binds(small, one, decided(small, excludes="CHA"))
    approves(small, one, "BRD")
    assert asked_for(version) == ["BRD", "TRU", "CHA"]
    approves(small, one, "TRU")
    assert asked_for(version) == ["BRD", "TRU"]

    kept = agreed_version(small, parties_with(TRU="40%", CHA="60%"), number=3, is_approved=False)

    assert asked_for(kept) == ["BRD", "TRU", "CHA"]


def test_a_version_that_waited_for_the_excluded_party_alone_holds_with_the_last_approval_of_its_exclusion(small, clock, no_decision_needed):
    one = at_excluding(small, clock)
    version = without_charity(small, is_approved=False)
    approve_version(small, "BRD", "TRU")
    binds(small, one, decided(small, excludes="CHA"))
    approves(small, one, "BRD")
    version.refresh_from_db()
    assert version.approved_at is None

    approves(small, one, "TRU")

    version.refresh_from_db()
    assert version.approved_at is not None
    assert Entry.objects.filter(action="agreement.completed").count() == 1
    assert completes(small, one, version).ended_as == "complete"


def test_a_version_whose_day_has_gone_by_does_not_hold_by_the_last_approval_of_an_exclusion(small, clock, no_decision_needed):
    one = at_excluding(small, clock)
    version = without_charity(small, is_approved=False)
    approve_version(small, "BRD", "TRU")
    clock.now = datetime(2027, 1, 2, 10, tzinfo=UTC)
    binds(small, one, decided(small, excludes="CHA"))

    approves(small, one, "BRD", "TRU")

    version.refresh_from_db()
    assert version.approved_at is None


def test_the_excluded_party_has_no_voice_in_the_decision_on_the_version_that_leaves_it_out(small, clock):
    agreed_exclusion(small, clock)
    version = without_charity(small, is_approved=False)

    assert excluded_by(small.alliance, [("agreement", str(version.pk), "version 2")]) == "CHA"
    kept = agreed_version(small, parties_with(TRU="40%", CHA="60%"), number=3, is_approved=False)
    assert excluded_by(small.alliance, [("agreement", str(kept.pk), "version 3")]) == ""


# Leaving


def test_a_notice_says_when_it_ends_and_from_when_the_shares_are_re_based(small):
    one = begun(small, "withdrawal")

    shown = page(small, one)

    assert one.reference == "EXT-01"
    assert "The notice ends on 10 November 2027, and the shares are re-based from 1 December 2027." in shown
    assert "Notice given to every party Done on 10 November 2026" in shown
    with pytest.raises(Refused, match="not from 1 December 2027 on"):
        completes(small, one, without_charity(small))
    completes(small, one, without_charity(small, number=3, takes_effect_on=date(2027, 12, 1)))
    assert "Left" in page(small, one)


def test_an_owners_notice_has_months_of_its_own(small):
    one = begun(small, "termination", started_on=date(2026, 8, 31))

    assert "The notice ends on 28 February 2027, and the shares are re-based from 1 March 2027." in page(small, one)


def test_a_process_is_taken_back_with_the_reason(small):
    one = begun(small, "withdrawal")
    assert send(small, "withdraw_process", one).status_code == 422

    send(small, "withdraw_process", one, outcome="The charity stays.")

    assert "It was taken back on 10 November 2026. The charity stays." in page(small, one)
    rows = tables(small.client("auditor").get(small.address("processes")).content.decode())["Processes"]
    assert rows == [["EXT-01", "Small Charity", "Withdrawn on 10 Nov 2026", "–", "–", "A party withdraws"]]


# What everybody else sees


def test_the_journal_has_each_act_in_words(small):
    one = at_deciding(small)
    binds(small, one, decided(small))

    shown = text_of(small.client("manager").get(small.address("journal")).content.decode())

    assert "began ADM-01" in shown
    assert "wrote down a step of ADM-01" in shown
    assert "bound ADM-01 to DEC-021" in shown


def test_readers_see_the_steps_and_nothing_to_send(small):
    one = begun(small)

    shown = small.client("leader").get(small.address("process", of=one.pk)).content.decode()

    assert "Expression of interest" in shown
    assert "<textarea" not in shown


def test_another_alliances_processes_are_hidden(small):
    one = begun(small)
    other = make_small("Elsewhere", "ELSE")
    govern(other)

    assert other.client("manager").get(other.address("process", of=one.pk)).status_code == 404
    assert other.client("manager").post(other.address("withdraw_process", of=one.pk), {"outcome": "x"}).status_code == 404
    with pytest.raises(PermissionDenied):
        processing.withdraw(by=other.seat("manager"), of=one.pk, outcome="x")
    with pytest.raises(PermissionDenied):
        binds(other, records(other, begun(other), 3), decided(small))
