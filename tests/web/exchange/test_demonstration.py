"""The demonstration: Wexmoor with its whole record, and somebody in every seat of its leadership team."""

from datetime import date

import pytest
from django.utils import timezone
from tests.unit.examples.figures import EXAMPLES

from gainshare.core.governance.body import authorised_people
from gainshare.web.alliances.models import Membership
from gainshare.web.audit.models import Entry
from gainshare.web.exchange import demonstration
from gainshare.web.exchange.examples import files_below
from gainshare.web.governance.duty_acts import duties_of
from gainshare.web.governance.models import Appointment, Interest, Meeting, RecordedDecision
from gainshare.web.governance.schedules import body_on, schedule_of
from gainshare.web.proceedings.models import Dispute
from gainshare.web.registers.models import Item, Risk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield demonstration.make(files_below(EXAMPLES / "wexmoor"), password="one-two-three-four")
        transaction.set_rollback(True)


def test_its_whole_history_is_there(made):
    kinds = (RecordedDecision, Meeting, Risk, Item, Dispute, Interest)

    assert [kind.objects.filter(alliance=made).count() for kind in kinds] == [17, 32, 15, 20, 2, 4]


def test_its_years_were_settled_before_its_governance_came(made):
    actions = list(Entry.objects.filter(chain=str(made.pk)).order_by("number").values_list("action", flat=True))

    assert actions.count("governance.brought") == 1
    assert max(number for number, one in enumerate(actions) if one.startswith("settlement.")) < actions.index("governance.brought")


def test_every_seat_of_the_leadership_team_is_held_and_every_party_can_speak(made):
    schedule = schedule_of(made)
    body = body_on(made, schedule, "ALT", timezone.localdate())
    day = date(2026, 11, 26)

    assert {one.seat for one in Appointment.objects.filter(alliance=made, is_deputy=False)} == {seat.id for seat in body.seats}
    spoken_for = {party: [one.is_deputy for one in authorised_people(body, party, day)] for party in body.voting_parties(day)}
    assert spoken_for == {
        "WX-ICB": [False],
        "WX-CNC": [False],
        "WX-MHT": [False],
        "WX-FRN": [False],
        "WX-OPH": [False, True],
        "WX-GPF": [False],
    }


def test_whoever_sits_for_a_party_has_the_role_for_it(made):
    leads = Membership.objects.filter(alliance=made, role__in=("leadership_member", "leadership_deputy")).select_related("party")
    roles = {(one.person_id, one.party.code) for one in leads}
    seats = {seat.id: seat.party for seat in schedule_of(made).terms.leading_body.seats}

    held = {(one.person_id, seats[one.seat]) for one in Appointment.objects.filter(alliance=made) if seats[one.seat]}
    assert held == roles


def test_the_deed_of_the_deputy_ends(made):
    deputy = Appointment.objects.get(alliance=made, is_deputy=True)

    assert (deputy.person.email, deputy.deed, deputy.begins_on, deputy.ends_on) == (
        "deputy@wexmoor.example",
        "Deed of 3 April 2026",
        date(2026, 4, 3),
        date(2027, 3, 31),
    )


def test_interests_are_of_the_people_whose_posts_they_name(made):
    found = {one.post: one.person.email for one in Interest.objects.filter(alliance=made).select_related("person")}

    assert found["chief executive"] == "openhand-chief@wexmoor.example"
    assert len(found) == 4


def test_the_statement_of_october_is_missing_and_the_plan_is_not_approved(made):
    found = {one.code: [(each.for_what, each.state) for each in one.occasions] for one in duties_of(made, date(2026, 11, 21))}

    assert found["outcome_assurance"] == [("ALT-2026-09", "done"), ("ALT-2026-10", "missing")]
    assert found["implementation_plan"] == [("once", "missing")]
