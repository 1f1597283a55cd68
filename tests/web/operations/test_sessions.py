"""Sessions: a new key whenever somebody proves who they are, no names in cookies, and nothing left in the browser at the end."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people import a_person

PASSWORD = "the right long password"


@pytest.fixture
def signed_in():
    cache.clear()
    client = Client()
    a_person("Ann Abel", password=PASSWORD)
    client.post(reverse("account_login"), {"login": "ann.abel@example.org", "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.django_db
def test_proving_again_who_one_is_gives_the_session_a_new_key(signed_in):
    before = signed_in.session.session_key

    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert signed_in.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()
    assert signed_in.get(reverse("desk")).status_code == 200


@pytest.mark.django_db
def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(signed_in):
    key = signed_in.session.session_key

    answer = signed_in.post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert set(signed_in.cookies) <= {"gainshare", "csrf"}


@pytest.mark.django_db
def test_somebody_who_may_no_longer_sign_in_is_out_at_once(signed_in):
    from gainshare.web.accounts.models import Person

    Person.objects.update(is_active=False)

    assert signed_in.get(reverse("desk")).status_code == 302


@pytest.mark.django_db
def test_a_click_puts_the_end_off_but_is_written_once_a_minute(signed_in, monkeypatch):
    signed_in.get(reverse("desk"))
    ends = Session.objects.get().expire_date
    signed_in.get(reverse("desk"))
    assert Session.objects.get().expire_date == ends

    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr("gainshare.web.shared.middleware.timezone.now", lambda: later)
    signed_in.get(reverse("desk"))

    assert Session.objects.get().expire_date > ends


@pytest.mark.django_db
def test_a_forgotten_password_is_answered_in_plain_words_with_a_link_and_nothing_else(client):
    cache.clear()
    client.post(reverse("account_reset_password"), {"email": a_person("Ann Abel", password=PASSWORD).email})

    (message,) = mail.outbox
    assert message.subject.endswith("A new password for gainshare")
    assert "open this link within three days" in message.body
    assert "http://testserver/sign-in/password/reset/" in message.body
    assert "Hello from" not in message.body
    assert "&" not in message.body


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_our_words(client):
    cache.clear()
    page = client.post(reverse("account_login"), {"login": a_person().email, "password": "not the password"}).content.decode()

    assert "The e-mail address or the password is not right." in page
