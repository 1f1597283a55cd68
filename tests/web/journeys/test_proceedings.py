"""A dispute goes up to its third step and is resolved there; a charity is admitted, from the first letter to its share."""

import hashlib
from pathlib import Path

import pytest
from django.utils import timezone

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.working_days import working_days_after
from gainshare.web.accounts.models import Person
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.governance.models import Binding, Decision, Endorsement, Round, Schedule
from gainshare.web.proceedings.models import Dispute, Process

BOTH = pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
FOLDER = Path(__file__).parents[3] / "examples" / "wexmoor" / "governance"
CHARITY = """  - id: WX-LAN
    name: "Lantern Housing (registered charity)"
    kind: charity
    roles: [non_owner_participant]
    non_owner_share: 5%

service_contracts:"""
"""The charity as a version of the agreement would name it."""


@pytest.fixture
def schedule(alliance):
    return Schedule.objects.get(alliance=alliance, number=1)


@pytest.fixture
def decision(alliance, schedule):
    """The recommendation to admit the charity, adopted, with the approval of every board but one."""
    by = Person.objects.get(email="manager@wexmoor.example")
    made = Decision.objects.create(
        alliance=alliance,
        reference="DEC-040",
        title="Recommend that Lantern Housing joins",
        schedule=schedule,
        body="ALT",
        put_to="ALT",
        reserved=["R7"],
        standing="adopted",
        proposed_by=by,
        proposed_on=timezone.localdate(),
        decided_on=timezone.localdate(),
    )
    Round.objects.create(decision=made, number=1, wording="The owners should admit Lantern Housing.")
    for party in alliance.parties.exclude(code="WX-GPF"):
        of = {"decision": made, "party": party, "kind": "approval", "round_number": 1, "is_given": True, "given_by": "board"}
        Endorsement.objects.create(**of, given_on=timezone.localdate(), recorded_by=by, recorded_at=timezone.now())
    return made


def agree_on_the_charity(alliance):
    """Let every party have approved a version in which the charity has a share from the first of next month."""
    before = alliance.agreement_versions.order_by("number").last()
    text = before.text.replace("non_owner_share: 50%", "non_owner_share: 45%", 1).replace("\nservice_contracts:", CHARITY, 1)
    return AgreementVersion.objects.create(
        alliance=alliance,
        number=before.number + 1,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        takes_effect_on=Month.of(timezone.localdate()).next().first_day,
        proposed_at=timezone.now(),
        approved_at=timezone.now(),
    )


@BOTH
def test_a_dispute_goes_up_to_its_third_step_and_is_resolved_there(visitor, alliance, is_scripted):
    # given a member of the leadership team, who raises a question and first writes who is to blame
    today = timezone.localdate()
    trust = visitor("leader@wexmoor.example", is_scripted=is_scripted)
    trust.opens(f"/a/{alliance.pk}/disputes/")
    trust.reads("Whether 41200 of Cedar ward vacant-bed cost is allowable cost")
    trust.presses("Raise a dispute")
    trust.types("What it concerns", "DEC-005")
    trust.types("What is to be settled", "Whether the council failed to pay for the interim leases")
    trust.presses("Raise the dispute")
    trust.reads("The question says “failed”. Ask what is to be settled rather than who caused it")
    trust.types("What is to be settled", "Whether the interim leases are an allowable cost")

    # when it is raised
    trust.presses("Raise the dispute")

    # then the management team has it for ten working days, and it is on the manager's desk
    trust.reads("DIS-03 is raised. Its first step begins today.")
    trust.reads(f"Now with the Alliance Management Team, since {date_long(today)}.")
    trust.reads(f"The last day is {date_long(working_days_after(today, 10))}: 10 working days left.")
    trust.reads("If it is not settled here, it goes to step 2: Alliance Leadership Team, 20 working days.")
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.follows("DIS-03, with Alliance Management Team")

    # when the manager takes it two steps on, and writes down what was offered there
    for reason in ("The team could not settle it.", "One party asked for its chief executive."):
        manager.unfolds("Go on to the next step")
        manager.types("Why it goes on", reason)
        manager.presses("Go on to the next step")
    manager.reads("Now with chief executives of the parties")
    manager.unfolds("Write down what was said or offered")
    manager.page.get_by_label("Who said or offered it").select_option("WX-CNC")
    manager.types("What was said or offered", "The council offers to pay half of the leases.")
    manager.presses("Write it down")
    manager.reads("The council offers to pay half of the leases.")

    # then what the parties agreed ends it
    manager.unfolds("Resolve it")
    manager.types("What the parties agreed", "Half of the leases is an allowable cost.")
    manager.presses("Write down what was agreed")
    manager.reads(f"The parties agreed on {date_long(today)}.")
    manager.reads("Half of the leases is an allowable cost.")
    manager.does_not_read("Go on to the next step")
    one = Dispute.objects.get(reference="DIS-03")
    assert [step.number for step in one.steps.all()] == [1, 2, 3]
    assert one.resolved_on == today


@BOTH
def test_a_charity_is_admitted_with_the_decision_and_the_share_that_it_takes(visitor, alliance, decision, is_scripted):
    # given the alliance manager, who begins an admission
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.opens(f"/a/{alliance.pk}/processes/")
    manager.follows("Begin an admission")
    manager.types("Name of the organisation", "Lantern Housing (registered charity)")
    manager.types("What it would bring", "It runs twelve homes beside the ward.")
    manager.presses("Begin", exact=True)
    manager.reads("ADM-01 has begun.")
    began = Process.objects.get()
    Binding.objects.create(decision=decision, kind="admission", subject=str(began.pk), label="ADM-01: admission")

    # when the three steps before the recommendation are written down
    for words in ("A letter of its trustees.", "Paper 7 of the leadership team.", "The lawyer's report."):
        manager.types("What was done", words)
        manager.presses("Write it down")
    manager.reads("Choose the decision that it rests on")

    # then it is bound to the adopted decision, and the boards that approved with it are counted
    manager.page.get_by_label("Which decision").select_option(str(decision.pk))
    manager.presses("Bind it to this decision")
    manager.reads("ADM-01 rests on DEC-040.")
    manager.reads("Awaited: Wexmoor GP Federation Ltd.")
    assert Binding.objects.get().decision == decision

    # when the last board approves and the deed is signed
    manager.page.get_by_label("Which party").select_option("WX-GPF")
    manager.page.get_by_label("It approves", exact=True).check()
    manager.types("Who decided for it", "federation board")
    manager.presses("Write it down")
    manager.types("What was done", "The deed of accession, signed by every party.")
    manager.presses("Write it down")

    # then it waits for the version of the agreement in which the charity has a share
    manager.reads("No version of the agreement that every party has approved takes effect since it began.")
    version = agree_on_the_charity(alliance)
    manager.page.reload()
    manager.page.get_by_label("Which version").select_option(str(version.number))
    manager.presses("Complete it")
    manager.reads(f"Lantern Housing (registered charity) is a party from {date_long(version.takes_effect_on)} on, with its share.")
    manager.reads("Admitted")
    one = Process.objects.get()
    assert (one.ended_as, one.version) == ("complete", version.number)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_disputes_and_processes_are_without_barrier_and_lose_nothing_at_the_side(visitor, alliance, width):
    manager = visitor("manager@wexmoor.example", width=width)
    dispute = Dispute.objects.get(reference="DIS-02")

    for place in ("disputes/", f"disputes/{dispute.pk}/", "processes/", "processes/new/admission", "processes/new/exclusion"):
        assert manager.opens(f"/a/{alliance.pk}/{place}") == 200
        assert manager.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, place
