"""Uploads are counted by person and minute; one too many is answered 429 before any of it is read."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.web.people import a_person

from gainshare.web.shared import limits


@pytest.fixture(autouse=True)
def one_minute(settings, monkeypatch):
    settings.UPLOADS_A_MINUTE = 3
    cache.clear()
    clock = {"now": 6_000_000.0}
    monkeypatch.setattr(limits.time, "time", lambda: clock["now"])
    yield clock
    cache.clear()


def upload(client):
    return client.post(reverse("start_alliance"), {"file": SimpleUploadedFile("x.zip", b"PK")})


@pytest.mark.django_db
def test_one_upload_too_many_is_refused_until_the_next_minute(one_minute):
    client = Client()
    client.force_login(a_person("Sia Site", is_site_administrator=True))
    assert [upload(client).status_code for _ in range(4)] == [422, 422, 422, 429]

    refused = upload(client)

    assert refused["Retry-After"] == "60"
    assert "Wait a minute" in refused.content.decode()
    one_minute["now"] += 60
    assert upload(client).status_code == 422


@pytest.mark.django_db
def test_one_person_s_uploads_are_not_another_s():
    first, second = Client(), Client()
    first.force_login(a_person("Ann Abel", is_site_administrator=True))
    second.force_login(a_person("Bea Bell", is_site_administrator=True))
    for _ in range(4):
        upload(first)

    assert upload(second).status_code == 422


@pytest.mark.django_db
def test_forms_without_files_are_not_counted():
    client = Client()
    client.force_login(a_person("Ann Abel"))

    answers = [client.post(reverse("profile"), "name=&mails=each", content_type="application/x-www-form-urlencoded") for _ in range(6)]

    assert {answer.status_code for answer in answers} == {422}
