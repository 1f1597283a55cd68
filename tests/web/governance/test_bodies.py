"""Seats, the schedule's versions, interests, and what needs a decision before it takes effect."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.governed import CHARITY, MANAGED_SCHEDULE, SCHEDULE, TRUST, VOICES, Governed
from tests.web.settlements.reading import text_of

from gainshare.core.kernel.problem import Invalid
from gainshare.web.agreements.models import Register
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.book import agreement_of, registers_of
from gainshare.web.governance import adjusting, appointing, concluding
from gainshare.web.governance.appointing import Seating
from gainshare.web.governance.models import Appointment, Consequence, Decision, Schedule
from gainshare.web.governance.schedules import schedule_in_force
from gainshare.web.settlements import actions as settling
from gainshare.web.settlements.models import Settlement


def page(small, route, who="manager", **more):
    return text_of(small.client(who).get(small.address(route, **more)).content.decode())


def seating(small, **changed):
    values = {
        "body": "ALT",
        "seat": TRUST,
        "person": small.people["lead"],
        "is_deputy": False,
        "deed": "",
        "limit": None,
        "begins_on": date(2026, 11, 10),
        "ends_on": None,
    }
    return Seating(**{**values, **changed})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, "Leader of Small holds it without an end. End that first."),
        ({"is_deputy": True}, "A deputy is appointed by a deed: say which."),
        ({"seat": CHARITY}, "Lead of Small has no role for CHA"),
        ({"seat": "ALT-nobody"}, "Choose a seat of the governance schedule."),
        ({"begins_on": date(2026, 11, 9)}, "An appointment begins today or later"),
        ({"ends_on": date(2026, 11, 9)}, "The last day lies before the first"),
        ({"limit": -1}, "A limit is zero or more"),
    ],
)
def test_whoever_cannot_sit_there_is_not_appointed_and_the_message_says_why(governed, small, changed, why):
    with pytest.raises(Refused, match=why):
        appointing.appoint(by=governed.seat("manager"), who=seating(small, **changed))


def test_a_seat_passes_from_one_person_to_the_next(governed, small):
    held = Appointment.objects.get(seat=TRUST, is_deputy=False)
    appointing.end_appointment(by=governed.seat("manager"), of=held.pk, reason="Moved on.")
    assert "Nobody holds this seat here" in page(small, "governance")

    appointing.appoint(by=governed.seat("manager"), who=seating(small, limit=50_000_00, ends_on=date(2027, 3, 31)))

    shown = page(small, "governance")
    assert "Lead of Small, since 10 Nov 2026, until 31 Mar 2027, up to £50,000.00" in shown
    assert "Nobody holds this seat here" not in shown


def test_a_deputy_of_a_later_day_is_shown_with_that_day_and_each_end_says_whose_it_is(governed, small):
    deputy = Appointment.objects.get(seat=TRUST, is_deputy=True)
    appointing.end_appointment(by=governed.seat("manager"), of=deputy.pk, reason="Moved on.")
    who = seating(small, is_deputy=True, deed="Deed of 9 November 2026", begins_on=date(2026, 12, 1))
    appointing.appoint(by=governed.seat("manager"), who=who)

    shown = page(small, "governance")

    assert "Lead of Small, from 1 Dec 2026, by Deed of 9 November 2026" in shown
    assert "Lead of Small as the deputy" in shown


def test_nobody_is_their_own_deputy(governed, small):
    Appointment.objects.filter(seat=TRUST, is_deputy=True).update(ends_on=date(2026, 11, 9))
    who = seating(small, person=small.people["leader"], is_deputy=True, deed="Deed of 9 November 2026")

    with pytest.raises(Refused, match="Leader of Small is the member of this seat at that time"):
        appointing.appoint(by=governed.seat("manager"), who=who)


def test_nobody_appoints_themselves_to_a_seat_with_a_voice(governed, small):
    from tests.web.making import give

    give(small.alliance, small.people["manager"], "leadership_member", small.parties["TRU"])
    Appointment.objects.filter(seat=TRUST, is_deputy=False).update(ends_on=date(2026, 11, 9))

    with pytest.raises(Refused, match="Nobody appoints themselves"):
        appointing.appoint(by=governed.seat("manager"), who=seating(small, person=small.people["manager"]))


def test_an_authority_that_ends_soon_is_said_on_the_page(governed, small):
    Appointment.objects.filter(seat=CHARITY).update(ends_on=date(2026, 12, 31))

    assert "The authority ends with 31 December 2026." in page(small, "governance")


def test_the_page_says_who_decides_what(governed, small):
    shown = page(small, "governance", "partner")

    assert "Leadership team (ALT): the leadership team: it leads, and commits the parties" in shown
    assert "AMT decides alone what commits up to £25,000.00." in shown
    assert "R4 Closure of a registered location Small Trust" in shown
    assert "Silence never consents. An abstention is no consent." in shown
    assert "Appoint" not in shown


def test_the_first_schedule_holds_at_once_and_the_next_when_a_decision_adopts_it(governed, small):
    text = SCHEDULE.replace("limit_gbp: 25000", "limit_gbp: 30000")
    day = {"takes_effect_on_day": "10", "takes_effect_on_month": "11", "takes_effect_on_year": "2026"}
    file = SimpleUploadedFile("governance.yaml", text.encode())
    answer = small.client("lawyer").post(small.address("schedules"), {"file": file, "reason": "More.", **day})
    second = Schedule.objects.get(number=2)

    assert answer.status_code == 302
    assert second.adopted_at is None
    assert "Version 2 Waits to be adopted" in page(small, "schedules")
    made = governed.adopted(reserved=("R7",), binds=[("schedule", str(second.pk), "version 2 of the governance schedule")])
    assert schedule_in_force(small.alliance).number == 1
    for code, who in VOICES.items():
        given = {"kind": "approval", "is_given": True, "given_by": "board", "given_on": date(2026, 11, 10)}
        concluding.endorse(by=governed.seat(who), of=made.pk, party=small.parties[code], **given)
    assert schedule_in_force(small.alliance).number == 2
    assert "Version 2 In force" in page(small, "schedules")


def test_a_schedule_with_mistakes_is_refused_with_every_problem_at_once(governed, small):
    text = SCHEDULE.replace("voting: true, owner_representative: true", "voting: perhaps, owner_representative: true")
    text = text.replace("working_days: 10}", "working_days: ten}", 1)
    day = {"takes_effect_on_day": "10", "takes_effect_on_month": "11", "takes_effect_on_year": "2026"}
    file = SimpleUploadedFile("governance.yaml", text.encode())

    answer = small.client("lawyer").post(small.address("schedules"), {"file": file, "reason": "More.", **day})

    shown = text_of(answer.content.decode())
    assert answer.status_code == 422
    assert shown.count("governance.yaml, line") >= 2
    assert Schedule.objects.count() == 1


def test_a_schedule_that_names_strangers_is_refused(governed, small):
    with pytest.raises(Refused, match="XYZ is no party of the alliance"):
        appointing.propose_schedule(
            by=governed.seat("lawyer"),
            data=SCHEDULE.replace("party: CHA, voting", "party: XYZ, voting").encode(),
            takes_effect_on=date(2027, 4, 1),
            reason="",
        )


def test_a_decision_is_decided_by_the_rules_that_held_when_it_was_proposed(governed, small):
    made = governed.proposed(put_to="AMT", amount=28_000_00)
    text = SCHEDULE.replace("limit_gbp: 25000", "limit_gbp: 30000")
    second = appointing.propose_schedule(by=governed.seat("lawyer"), data=text.encode(), takes_effect_on=date(2026, 11, 10), reason="More.")
    Schedule.objects.filter(pk=second.pk).update(adopted_at=second.proposed_at)

    assert "It is more than AMT may decide." in page(small, "decision", of=made.pk)


def test_an_interest_is_declared_by_its_owner_and_looked_at_by_the_chair(governed, small):
    client = small.client("charity_leader")
    answer = client.post(small.address("interests"), {"what": "", "kind": "financial"})
    assert "Say what the interest is" in text_of(answer.content.decode())
    client.post(small.address("interests"), {"what": "Shares in a landlord.", "kind": "financial", "management": ""})

    made = small.alliance.interests.get()
    appointing.review_interest(by=governed.seat("chair"), of=made.pk, management="Leaves for site decisions.", is_over=False)

    shown = page(small, "interests", "leader")
    assert "Charity Leader Small Charity Shares in a landlord. Financial Leaves for site decisions. 10 Nov 2026 10 Nov 2026 Holds" in shown


# What needs a decision


def settlement_to_pay(small):
    one = small.agreed()
    return one, one.transfers.first()


def pay(small, one, transfer):
    return settling.pay(by=small.seat("finance"), of=one.pk, transfer=transfer.pk, paid_on=date(2026, 11, 10), reference="CN-1")


def test_nothing_is_paid_by_a_settlement_before_a_decision_on_it_is_adopted(governed, small):
    one, transfer = settlement_to_pay(small)

    with pytest.raises(Refused, match="It needs its decision before anything is paid by it"):
        pay(small, one, transfer)
    shown = page(small, "settlement", "finance", of=one.pk)
    assert "No decision is about this settlement yet." in shown
    assert "Propose the decision" in shown

    governed.adopted(title="Settle September", binds=[("settlement", str(one.pk), f"the settlement {one.reference}")])
    assert pay(small, one, transfer).paid_on == date(2026, 11, 10)
    assert "DEC-001: Settle September : adopted." in page(small, "settlement", "finance", of=one.pk)


def test_another_schedule_frees_no_settlement_from_its_decision(governed, small, clock):
    one, transfer = settlement_to_pay(small)
    clock.now += timedelta(days=1)
    text = SCHEDULE.replace("limit_gbp: 25000", "limit_gbp: 30000")
    second = appointing.propose_schedule(by=governed.seat("lawyer"), data=text.encode(), takes_effect_on=clock.now.date(), reason="More.")
    Schedule.objects.filter(pk=second.pk).update(adopted_at=clock.now)

    with pytest.raises(Refused, match="It needs its decision"):
        pay(small, one, transfer)


def test_a_schedule_holds_from_the_day_of_its_adoption_and_not_before(governed, small, clock):
    text = SCHEDULE.replace("limit_gbp: 25000", "limit_gbp: 30000")
    second = appointing.propose_schedule(by=governed.seat("lawyer"), data=text.encode(), takes_effect_on=date(2026, 11, 10), reason="More.")
    clock.now += timedelta(days=40)
    governed.adopted(binds=[("schedule", str(second.pk), "version 2")])

    second.refresh_from_db()
    assert second.takes_effect_on == date(2026, 12, 20)


def test_a_decision_that_was_taken_back_binds_nothing(governed, small):
    from gainshare.web.governance import proposing

    one, transfer = settlement_to_pay(small)
    made = governed.proposed(binds=[("settlement", str(one.pk), one.reference)])
    proposing.withdraw(by=governed.seat("manager"), of=made.pk, reason="Not now.")

    with pytest.raises(Refused, match="needs its decision"):
        pay(small, one, transfer)


def test_what_was_settled_before_governance_was_kept_here_needs_no_decision(small, clock):
    from tests.web.governed import Governed

    one, transfer = settlement_to_pay(small)
    Settlement.objects.filter(pk=one.pk).update(drafted_at=clock.now - timedelta(days=1))
    Governed(small)

    assert pay(small, one, transfer).paid_reference == "CN-1"


def test_a_proposal_binds_only_what_the_alliance_has(governed, small):
    one, _ = settlement_to_pay(small)
    body = {"title": "Settle", "wording": "Settle it.", "put_to": "ALT", "why": "It is due.", "people": "Nobody.", "equality": "None."}

    def proposed(binds):
        small.client("manager").post(small.address("propose_decision"), {**body, "binds": binds, "token": uuid.uuid4()})
        return [bound.label for bound in Decision.objects.order_by("reference").last().bindings.all()]

    assert proposed(f"settlement:{one.pk}") == [f"the settlement {one.reference}"]
    assert proposed(f"settlement:{uuid.uuid4()},nothing:1,settlement:x") == []


def test_a_version_of_the_agreement_is_approved_once_the_leadership_team_has_recommended_it(governed, small):
    from tests.web.rights.test_one_event import proposed

    proposed(small)
    version = small.alliance.agreement_versions.get(number=2)
    client = small.client("leader")

    client.post(small.address("approve_agreement", number=2), {"party": "TRU"})
    assert version.approvals.count() == 0
    assert "Nobody can approve it for their party before the leadership team has agreed to it." in page(
        small, "agreement_version", "leader", number=2
    )
    governed.adopted(reserved=("R7",), binds=[("agreement", str(version.pk), "version 2 of the agreement")])
    client.post(small.address("approve_agreement", number=2), {"party": "TRU"})
    assert [str(one.party) for one in version.approvals.all()] == ["Small Trust"]


# Targets


def test_no_target_is_adjusted_by_what_was_delegated(small):
    governed = Governed(small, MANAGED_SCHEDULE)
    made = governed.proposed(put_to="AMT", amount=0)
    Decision.objects.filter(pk=made.pk).update(standing="adopted", decided_on=date(2026, 11, 10))

    with pytest.raises(Refused, match="A target is adjusted by a decision of every party"):
        adjusting.adjust(by=governed.seat("finance"), of=made.pk, what=adjustment(small))


def adjustment(small, **changed):
    values = {
        "party": small.parties["TRU"],
        "period": "2026/27 Q4",
        "cost_type": "direct",
        "amount": 100_01,
        "kind": "scope",
        "reason": "More people.",
    }
    return adjusting.Adjustment(**{**values, **changed})


def test_a_target_is_adjusted_by_an_adopted_decision_and_known_from_its_day(governed, small):
    made = governed.adopted(consequences=("target_adjustment",))

    reference = adjusting.adjust(by=governed.seat("finance"), of=made.pk, what=adjustment(small))

    rows = registers_of(small.alliance, agreement_of(small.alliance))["target_adjustments.csv"]
    assert reference == "ADJ-001"
    assert [(f"{one.month.year}-{one.month.month:02d}", one.amount, one.decision, one.decided_on) for one in rows] == [
        ("2027-01", 33_34, "DEC-001", date(2026, 11, 10)),
        ("2027-02", 33_34, "DEC-001", date(2026, 11, 10)),
        ("2027-03", 33_33, "DEC-001", date(2026, 11, 10)),
    ]
    assert (Consequence.objects.get().standing, Consequence.objects.get().note) == ("done", "ADJ-001")
    assert "It binds target adjustment ADJ-001: it takes effect by this decision." in page(small, "decision", of=made.pk)


def test_a_second_adjustment_leaves_the_first_letter_for_letter(governed, small):
    made = governed.adopted()
    for _ in range(2):
        adjusting.adjust(by=governed.seat("finance"), of=made.pk, what=adjustment(small))
    first, second = Register.objects.filter(name="target_adjustments.csv").order_by("number").values_list("text", flat=True)

    assert second.startswith(first)
    assert second.count("ADJ-002") == 1


def test_no_target_is_adjusted_by_a_decision_that_is_not_adopted(governed, small):
    made = governed.proposed()

    with pytest.raises(Refused, match="DEC-001 is not adopted"):
        adjusting.adjust(by=governed.seat("finance"), of=made.pk, what=adjustment(small))


def test_an_adjustment_that_does_not_fit_the_agreement_is_refused_and_nothing_is_kept(governed, small):
    made = governed.adopted()

    with pytest.raises(Invalid):
        adjusting.adjust(by=governed.seat("finance"), of=made.pk, what=adjustment(small, cost_type="nothing"))
    answer = small.client("finance").post(
        small.address("adjust_target", of=made.pk),
        {"party": "TRU", "period": "soon", "cost_type": "direct", "amount": "12", "kind": "scope", "reason": "More."},
    )
    assert answer.status_code == 422
    assert "The target was not adjusted" in text_of(answer.content.decode())
    assert not Register.objects.filter(name="target_adjustments.csv").exists()


# Baselines


def test_a_control_chart_begins_anew_by_a_decision_which_it_names(governed, small):
    from tests.web.rights.walking import enter_values

    enter_values(small)
    assert "Propose a new baseline" in page(small, "measure", "manager", measure="M1")
    asked = small.client("manager").get(small.address("propose_decision") + "?rebase=M1&from=2026-09", follow=True)
    assert "If it is adopted, it binds a new baseline of M1 from September 2026." in text_of(asked.content.decode())
    before = small.client("manager").get(small.address("measure_chart", measure="M1")).content

    governed.adopted(title="A new baseline", binds=[("rebase", "M1@2026-09", "a new baseline of M1 from September 2026")])

    assert "A new baseline begins in September 2026, by DEC-001." in page(small, "measure", "partner", measure="M1")
    assert small.client("manager").get(small.address("measure_chart", measure="M1")).content != before


@pytest.mark.parametrize("asked", ["rebase=M99&from=2026-09", "rebase=M1&from=soon"])
def test_a_baseline_of_no_measure_or_from_no_month_binds_nothing(governed, small, asked):
    answer = small.client("manager").get(f"{small.address('propose_decision')}?{asked}", follow=True)

    assert "If it is adopted, it binds" not in text_of(answer.content.decode())
