"""The understanding matrix: why there is each key result area, how it scores, and what each party has signed off."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.governance.models import Understanding
from gainshare.web.governance.understanding_acts import sign_off
from gainshare.web.governance.understanding_page import understanding_page


def body(**changed):
    return {"party": "TRU", "version": "1", "areas": ["A1"], **changed}


def test_a_member_signs_off_for_their_party_and_it_is_told(governed):
    answer = governed.client("leader").post(governed.address("record_understanding"), body())

    assert answer.status_code == 302
    one = Understanding.objects.get()
    assert (one.area, one.version, one.party.code, one.given_by) == ("A1", 1, "TRU", governed.people["leader"])
    assert Entry.objects.get(action="understanding.recorded").organisation == str(one.party.organisation_id)
    said = governed.client("auditor").get(governed.address("understanding")).content.decode()
    assert f"10 Nov 2026, {governed.people['leader'].name}" in said


def test_the_matrix_has_every_area_and_every_party(governed):
    page = understanding_page(governed.seat("manager"))

    assert [column.text for column in page.columns] == ["Key result area", "Small Board", "Small Trust", "Small Charity"]
    assert all(cells[1:] == ("Not yet", "Not yet", "Not yet") for cells in page.matrix)
    assert page.asked == []


def test_an_area_whose_thinking_is_not_written_says_so(governed):
    assert {area.why for area in understanding_page(governed.seat("manager")).areas} == {"The agreement does not say why."}


def test_the_worked_example_is_the_score_of_its_value(governed):
    """M1 reaches stretch at 50 and game breaking at 70; halfway, at 60, it scores halfway between 60 and 100, of which it has 60%."""
    examples = [words for area in understanding_page(governed.seat("manager")).areas for words in area.examples]

    (of_first,) = [words for words in examples if words.startswith("M1, ")]
    assert of_first.endswith(": 60% scores 80, and 80 × 60% = 48.00 of the overall score.")


def test_whoever_does_not_speak_for_a_party_cannot_sign_off_for_it(governed):
    assert governed.client("leader").post(governed.address("record_understanding"), body(party="CHA")).status_code == 403
    assert governed.client("leader").post(governed.address("record_understanding"), body(party="XYZ")).status_code == 404
    with pytest.raises(PermissionDenied):
        sign_off(by=governed.seat("manager"), party=governed.parties["TRU"], areas=["A1"], version=1)
    assert not Understanding.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"areas": []}, "Choose what your party has understood"),
        ({"areas": ["Z9"]}, "Select a valid choice"),
        ({"version": "2"}, "Another version of the agreement holds by now"),
    ],
)
def test_what_cannot_be_signed_off_is_told(governed, changed, words):
    answer = governed.client("leader").post(governed.address("record_understanding"), body(**changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Understanding.objects.exists()


def test_the_same_is_not_signed_off_twice(governed):
    seat, party = governed.seat("leader"), governed.parties["TRU"]
    sign_off(by=seat, party=party, areas=["A1"], version=1)

    with pytest.raises(Refused, match="signed that off already"):
        sign_off(by=seat, party=party, areas=["A1"], version=1)
    assert Understanding.objects.get().given_at.date() == date(2026, 11, 10)


def test_what_is_signed_off_is_not_asked_again(governed):
    before = understanding_page(governed.seat("leader")).asked
    sign_off(
        by=governed.seat("leader"),
        party=governed.parties["TRU"],
        areas=[area for area, _ in before[0].form.fields["areas"].choices],
        version=1,
    )

    assert [one.party for one in before] == ["Small Trust"]
    assert understanding_page(governed.seat("leader")).asked == []
