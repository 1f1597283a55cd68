"""Who sees lines, drafts and evidence; and how evidence is given out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.small import PEOPLE, make_small

from gainshare.web.costs.models import Evidence

LINE = 'id="line-1"'
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def sees(small, one, words):
    """Return who gets a page on which some words stand."""
    address = small.address("return", of=one.pk)
    pages = {who: small.client(who).get(address) for who in PEOPLE}
    return {who for who, page in pages.items() if page.status_code == 200 and words in page.content.decode()}


@pytest.mark.parametrize(
    ("setting", "more"),
    [("finance_group", set()), ("owners", {"owner"}), ("all_parties", {"owner", "other_lead"})],
)
def test_lines_are_seen_by_those_whom_the_agreement_names(db, setting, more):
    small = make_small(lines_seen_by=setting)
    one = small.submitted()

    own = {"lead", "contributor", "leader"}
    assert sees(small, one, LINE) == {*own, "finance", "second_finance", "manager", "auditor", *more}


def test_the_others_see_totals_by_cost_type_and_the_lawyer_nothing(small):
    one = small.submitted()

    assert sees(small, one, "Totals by cost type") == {"owner", "other_lead"}
    page = small.client("owner").get(small.address("return", of=one.pk)).content.decode()
    assert "£8,000.00" in page  # 6,100 + 1,900 of direct cost
    assert "£6,100.00" not in page
    assert small.client("lawyer").get(small.address("return", of=one.pk)).status_code == 404


def test_a_draft_is_its_partys_alone(small):
    one = small.draft()

    assert sees(small, one, "£8,500.00") == {"lead", "contributor", "leader"}
    for who in ("finance", "manager", "auditor", "owner", "other_lead"):
        for name, more in (("month", {"month": "2026-10"}), ("months", {})):
            page = small.client(who).get(small.address(name, **more)).content.decode()
            assert "Draft" in page
            assert str(one.pk) not in page
            assert "£8,500.00" not in page


def with_evidence(small, client, name="ledger.pdf", data=PDF):
    one = small.draft()
    client.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile(name, data)})
    return one


def test_evidence_is_opened_by_the_finance_group_the_auditor_and_those_who_prepare(small, lead):
    with_evidence(small, lead)
    one = small.submitted()
    file = Evidence.objects.get(of=one)
    address = small.address("evidence", of=one.pk, file=file.pk)

    answers = {who: small.client(who).get(address) for who in PEOPLE}

    opened = {who for who, answer in answers.items() if answer.status_code == 200}
    assert {b"".join(answers[who].streaming_content) for who in opened} == {PDF}
    assert opened == {"lead", "contributor", "finance", "second_finance", "auditor"}
    assert {answer.status_code for who, answer in answers.items() if who not in opened} == {403, 404}


def test_those_who_may_not_open_evidence_are_not_led_to_it(small, lead):
    with_evidence(small, lead)
    one = small.submitted()
    file = Evidence.objects.get(of=one)

    page = small.client("manager").get(small.address("return", of=one.pk)).content.decode()

    assert "seen by the finance group only" in page
    assert str(file.pk) not in page


@pytest.mark.parametrize("name", ["ledger.pdf", "a.html.pdf", "späte Rechnung.pdf", 'quote".pdf', "semi;colon.pdf"])
def test_evidence_is_a_download_and_never_a_page(small, lead, name):
    one = with_evidence(small, lead, name)
    file = Evidence.objects.get(of=one)

    answer = lead.get(small.address("evidence", of=one.pk, file=file.pk))

    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    b"".join(answer.streaming_content)


def test_a_csv_of_html_is_plain_text_that_nobody_guesses_at(small, lead):
    one = with_evidence(small, lead, "page.csv", b"<html><script>alert(1)</script>")

    answer = lead.get(small.address("evidence", of=one.pk, file=Evidence.objects.get(of=one).pk))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    b"".join(answer.streaming_content)


def test_evidence_of_one_return_is_not_found_beneath_another(small, lead):
    one = with_evidence(small, lead)
    other = small.draft(month=one.month + 1)

    address = small.address("evidence", of=other.pk, file=Evidence.objects.get(of=one).pk)

    assert lead.get(address).status_code == 404


def test_evidence_stays_once_the_return_is_handed_in(small, lead):
    with_evidence(small, lead)
    one = small.submitted()
    file = Evidence.objects.get(of=one)

    lead.post(small.address("remove_evidence", of=one.pk, file=file.pk))
    lead.post(small.address("add_evidence", of=one.pk), {"file": SimpleUploadedFile("more.pdf", b"%PDF-2")})

    assert list(one.files.values_list("name", flat=True)) == ["ledger.pdf"]
