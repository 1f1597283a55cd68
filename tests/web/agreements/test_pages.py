"""The pages of the agreement, as a browser gets them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.web.agreements.test_versions import NEW, OLD, next_month, proposed
from tests.web.making import alliance_of

from gainshare.web.agreements.differences import differences
from gainshare.web.agreements.models import AgreementVersion


def address(name, alliance, **more):
    return reverse(name, kwargs={"alliance": alliance.pk, **more})


def uploaded(client, alliance, data):
    return client.post(address("propose_agreement", alliance), {"file": SimpleUploadedFile("agreement.yaml", data)})


def text_field(answer):
    return re.search(r'name="text" value="([^"]+)"', answer.content.decode())[1]


def proposal(answer, day, reason="Because."):
    return {
        "text": text_field(answer),
        "takes_effect_on_day": day.day,
        "takes_effect_on_month": day.month,
        "takes_effect_on_year": day.year,
        "reason": reason,
    }


@pytest.fixture
def lawyer(client, people):
    client.force_login(people["lawyer"])
    return client


def test_the_first_page_says_who_and_what_and_where(lawyer, alliance):
    page = lawyer.get(address("alliance", alliance)).content.decode()

    assert alliance.name in page
    assert "in force since" in page
    assert "You are here as Lawyer." in page
    assert address("agreement_versions", alliance) in page
    assert all(party.organisation.name.replace("&", "&amp;") in page for party in alliance.parties.all())


def test_another_alliance_is_not_found(lawyer):
    other = alliance_of("Elsewhere", "Trust")

    for name in ("alliance", "agreement_versions", "propose_agreement"):
        assert lawyer.get(address(name, other)).status_code == 404
    assert lawyer.get(address("agreement_version", other, number=1)).status_code == 404


def test_a_version_shows_its_text_and_gives_it_byte_for_byte(lawyer, alliance):
    page = lawyer.get(address("agreement_version", alliance, number=1))
    file = lawyer.get(address("agreement_text", alliance, number=1))

    assert page.status_code == 200
    assert "In force" in page.content.decode()
    assert "<pre" in page.content.decode()
    assert file.content == OLD
    assert lawyer.get(address("agreement_version", alliance, number=9)).status_code == 404


def test_a_text_is_looked_through_before_it_is_proposed(lawyer, alliance):
    answer = uploaded(lawyer, alliance, NEW)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Added" in page
    assert "# A remark." in page
    assert AgreementVersion.objects.count() == 1


def test_from_upload_to_approval(lawyer, alliance, people):
    data = NEW.replace(b"\n", b"\r\n")
    answer = uploaded(lawyer, alliance, data)

    sent = lawyer.post(address("send_proposal", alliance), proposal(answer, next_month()))
    place = address("agreement_version", alliance, number=2)
    assert sent.url == place
    assert AgreementVersion.objects.get(number=2).text.encode() == data, "not a line end is changed on the way"
    assert "Awaiting approval" in lawyer.get(place).content.decode()
    assert "Approve<" not in lawyer.get(place).content.decode()

    for party in alliance.parties.all():
        lawyer.force_login(people[party.code])
        assert "Approve<" in lawyer.get(place).content.decode()
        lawyer.post(address("approve_agreement", alliance, number=2), {"party": party.code})
    assert "Approved by Lee MHT" in lawyer.get(place).content.decode()
    assert AgreementVersion.objects.get(number=2).approved_at is not None


def test_what_is_wrong_with_a_text_is_listed_at_once(lawyer, alliance):
    answer = uploaded(lawyer, alliance, OLD.replace(b"parties:", b"partis:", 1).replace(b"currency:", b"currancy:", 1))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "partis" in page
    assert "currancy" in page
    assert "agreement.yaml, line" in page


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[1, 2", b"a: &x [*x]", b"\x00", b"- " * 50_000])
def test_no_upload_breaks_the_page(lawyer, alliance, data):
    assert uploaded(lawyer, alliance, data).status_code == 422
    assert AgreementVersion.objects.count() == 1


def test_the_second_step_says_what_is_wrong_and_keeps_what_was_typed(lawyer, alliance):
    answer = uploaded(lawyer, alliance, NEW)

    late = lawyer.post(address("send_proposal", alliance), proposal(answer, next_month() + timedelta(days=1), "My reason"))
    assert late.status_code == 422
    assert "first of a month" in late.content.decode()
    assert "My reason" in late.content.decode()
    assert text_field(late) == text_field(answer)

    blank = lawyer.post(address("send_proposal", alliance), {**proposal(answer, next_month()), "reason": ""})
    assert "Say what changes, and why" in blank.content.decode()
    lost = lawyer.post(address("send_proposal", alliance), {**proposal(answer, next_month()), "text": "&&&"})
    assert lost.status_code == 422


def test_a_proposal_is_withdrawn_on_its_page(lawyer, alliance, seats):
    proposed(seats)

    blank = lawyer.post(address("withdraw_agreement", alliance, number=2), {"reason": ""})
    assert blank.status_code == 422
    done = lawyer.post(address("withdraw_agreement", alliance, number=2), {"reason": "A mistake"}, follow=True)
    assert "Version 2 is withdrawn." in done.content.decode()


def test_a_party_cannot_be_approved_for_by_others_or_under_another_alliance(lawyer, alliance, seats, people):
    proposed(seats)
    place = address("approve_agreement", alliance, number=2)

    assert lawyer.post(place, {"party": "MHT"}).status_code == 403
    lawyer.force_login(people["ASC"])
    assert lawyer.post(place, {"party": "MHT"}).status_code == 403
    assert lawyer.post(place, {"party": "NOBODY"}).status_code == 404
    assert lawyer.post(address("approve_agreement", alliance, number=7), {"party": "ASC"}).status_code == 404


def test_versions_cost_the_same_queries_however_many_there_are(lawyer, alliance, seats, django_assert_num_queries):
    proposed(seats)
    lawyer.get(address("agreement_versions", alliance))  # the session is written down once a minute
    with CaptureQueriesContext(connection) as few:
        lawyer.get(address("agreement_versions", alliance))
    for number in range(3, 20):
        AgreementVersion.objects.create(
            alliance=alliance,
            number=number,
            text="x",
            sha256="x",
            takes_effect_on=next_month(),
            proposed_by=seats["lawyer"].person,
            proposed_at=timezone.now(),
            withdrawn_at=timezone.now(),
        )

    with django_assert_num_queries(len(few)):
        page = lawyer.get(address("agreement_versions", alliance)).content.decode()
    assert "Version 19" in page


def test_differences_are_said_line_by_line():
    found = differences("a\nb\nc\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\n")

    assert [(one.what, one.before, one.after, one.text) for one in found] == [
        ("", 1, 1, "a"),
        ("", 2, 2, "b"),
        ("removed", 3, None, "c"),
        ("added", None, 3, "X"),
        ("", 4, 4, "d"),
        ("", 5, 5, "e"),
    ]
    assert differences("a\n", "a\n") == []
    assert differences("a\n" * 30_000, "") is None
