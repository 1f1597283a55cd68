"""A service is called off under a package of Wexmoor: described, checked by the lawyer, changed and checked again, put forward."""

import pytest
from tests.web.journeys.test_proceedings import BOTH

from gainshare.web.governance.models import Decision
from gainshare.web.packages.models import CallOff


@BOTH
def test_a_call_off_is_described_checked_and_put_to_the_leadership_team(visitor, alliance, is_scripted):
    # given the alliance manager, who describes a service under a package
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.opens(f"/a/{alliance.pk}/governance/")
    manager.follows("Packages of works")
    manager.reads("In no package")
    manager.follows("Staying well and crisis")
    manager.reads("Nothing has been called off under this package yet.")
    manager.presses("Describe a call-off")
    manager.presses("Describe it")
    manager.reads("Say in a few words what is called off")
    manager.types("What is called off, in a few words", "Crisis house")
    manager.types("The service, who is to deliver it, and from when", "Twelve beds, by the trust, from 1 April 2027.")
    manager.types("What it is worth over its whole term", "240,000")
    manager.presses("Describe it")
    manager.reads("CO-01 is described. Somebody else checks it against procurement law.")
    manager.does_not_read("Write down a check")
    row = CallOff.objects.get()

    # when the lawyer finds it on the desk, and checks it
    lawyer = visitor("lawyer@wexmoor.example", is_scripted=is_scripted)
    lawyer.opens("/")
    lawyer.follows("CO-01, Crisis house: check it against procurement law")
    lawyer.page.get_by_label("What it rests on").select_option("psr_most_suitable")
    lawyer.page.get_by_label("Go: it may be called off like this").check()
    lawyer.presses("Write the check down")
    lawyer.reads("Say why, so that somebody else can follow it")
    lawyer.types("Why", "Key criteria met; notice of 2 November; standstill over.")
    lawyer.presses("Write the check down")
    lawyer.reads("The check of CO-01 is written down: go.")
    lawyer.reads("Checked: go.")

    # then the manager puts it to the leadership team, which alone can call it off
    manager.opens(f"/a/{alliance.pk}/call-offs/{row.pk}/")
    manager.presses("Put it to the leadership team")
    manager.reads("CO-01: call-off of Crisis house")
    manager.types("Why", "People in a crisis have nowhere else to go.")
    manager.types("People affected", "About forty a month.")
    manager.types("Equality impact", "Nobody loses out.")
    manager.presses("Propose it")
    made = Decision.objects.exclude(standing="adopted").latest("proposed_on")
    assert (made.body, made.bindings.get().subject) == ("ALT", str(row.pk))
    manager.opens(f"/a/{alliance.pk}/call-offs/{row.pk}/")
    manager.reads("With the leadership team.")
    manager.reads("Nothing of it can be changed until the decision is there.")
    manager.does_not_read("Take it back")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_packages_are_without_barrier_and_lose_nothing_at_the_side(visitor, alliance, width):
    manager = visitor("manager@wexmoor.example", width=width)

    for place in ("packages/", "packages/POW-HOMES/", "packages/POW-HOMES/call-off"):
        assert manager.opens(f"/a/{alliance.pk}/{place}") == 200
        assert manager.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, place
