"""Messages go out after the commit, once, again with growing pauses if they fail, and never after a rollback."""

import io
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.web.people import a_person, an_alliance, gives

from gainshare.web.shared import mail
from gainshare.web.shared.models import Message


class Full(OSError):
    """What a mail server says."""


@pytest.fixture
def broken(monkeypatch):
    """A mail server that does not answer, until it is `mended`."""

    class Server:
        tries = 0

        def mend(self):
            monkeypatch.setattr(mail.EmailMessage, "send", kept)

    server, kept = Server(), mail.EmailMessage.send

    def send(message):
        server.tries += 1
        raise Full

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    return server


def write(**fields):
    mail.write(**{"to": "ann@example.org", "kind": "reminder", "subject": "The return", "body": "Open it.", **fields})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_before_the_commit(mailoutbox):
    with transaction.atomic():
        write()
        assert mailoutbox == []

    assert [(one.to, one.subject, one.body) for one in mailoutbox] == [(["ann@example.org"], "The return", "Open it.")]
    assert Message.objects.get().sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_on_rollback(mailoutbox):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert mailoutbox == []
    assert mail.send_waiting() == 0
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_harms_nobody_and_is_tried_again_with_growing_pauses(broken, mailoutbox, monkeypatch):
    with transaction.atomic():
        write()
    now, pauses = timezone.now(), []
    for number in range(1, mail.MOST_TRIES + 3):
        found = Message.objects.get()
        assert found.tries == min(number, mail.MOST_TRIES)
        assert found.last_fault == "Full"
        pauses.append(found.next_try_at - now)
        assert mail.send_waiting() == 0  # not due yet
        now = found.next_try_at + timedelta(seconds=1)
        monkeypatch.setattr(mail.timezone, "now", lambda now=now: now)
        mail.send_waiting()

    assert broken.tries == mail.MOST_TRIES
    grown = pauses[: mail.MOST_TRIES]
    assert all(later > 1.9 * earlier for earlier, later in pairwise(grown))
    assert timedelta(hours=18) < grown[-1] < timedelta(hours=30)
    call_command("send_messages", stdout=(said := io.StringIO()))
    assert "1 not sent after 8 tries" in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_failed_goes_out_once_the_server_is_back(broken, mailoutbox):
    with transaction.atomic():
        write()
    broken.mend()
    Message.objects.update(next_try_at=timezone.now())

    call_command("send_messages", stdout=(said := io.StringIO()))

    assert said.getvalue() == "1 sent.\n"
    assert len(mailoutbox) == 1
    assert mail.send_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_once(broken, mailoutbox):
    with transaction.atomic():
        for number in range(5):
            write(to=f"p{number}@example.org")
    broken.mend()
    Message.objects.update(next_try_at=None)
    start = threading.Barrier(3)

    def send():
        start.wait()
        mail.send_waiting()
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one.to[0] for one in mailoutbox) == [f"p{number}@example.org" for number in range(5)]


@pytest.mark.django_db
def test_digests_are_one_message_a_person(mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(mails="daily", subject="One")
        write(mails="daily", subject="Two")
        write(mails="daily", to="bob@example.org")
        write(mails="none", to="cy@example.org")
    call_command("send_messages", stdout=io.StringIO())
    assert mailoutbox == []

    call_command("send_messages", digests=True, stdout=(said := io.StringIO()))
    call_command("send_messages", digests=True, stdout=io.StringIO())

    assert said.getvalue() == "2 sent.\n"
    assert [(one.to, one.subject) for one in mailoutbox] == [
        (["ann@example.org"], "gainshare: 2 messages for you today"),
        (["bob@example.org"], "gainshare: 1 message for you today"),
    ]
    assert mailoutbox[0].body == "One\nOpen it.\n\nTwo\nOpen it."


@pytest.mark.django_db
def test_one_digest_that_fails_does_not_keep_the_others_back(mailoutbox, monkeypatch):
    kept = mail.EmailMessage.send

    def send(message):
        if message.to == ["ann@example.org"]:
            raise Full
        return kept(message)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    write(mails="daily")
    write(mails="daily", to="bob@example.org")

    assert mail.send_digests() == 1
    assert Message.objects.get(to="ann@example.org").last_fault == "Full"


@pytest.mark.django_db
def test_an_invitation_is_blanked_once_it_is_sent_and_not_before(mailoutbox, broken):
    write(kind="invitation", body="https://alliance.example.org/invitation/token")
    write(kind="reminder")
    first, second = Message.objects.all()
    mail.send(first.pk)
    assert Message.objects.get(pk=first.pk).body == "https://alliance.example.org/invitation/token"

    broken.mend()
    Message.objects.update(next_try_at=None)
    mail.send_waiting()

    assert mailoutbox[0].body == "https://alliance.example.org/invitation/token"
    assert [Message.objects.get(pk=one.pk).body for one in (first, second)] == ["", "Open it."]


# -- the page -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_managers_see_what_became_of_messages_and_nobody_what_they_say(client):
    alliance, manager = an_alliance(), a_person("Mia Manager")
    gives(manager, alliance, "alliance_manager")
    client.force_login(manager)
    address = reverse("messages", kwargs={"alliance": alliance.pk})
    assert "No messages have been written yet" in client.get(address).content.decode()
    write(alliance=alliance, body="secret words", subject="secret subject")
    write(alliance=alliance, to="bob@example.org", kind="invitation")
    write(alliance=an_alliance("Other", "O"), to="elsewhere@example.org")
    Message.objects.filter(to="bob@example.org").update(tries=8, last_fault="SMTPRecipientsRefused")

    shown = client.get(address).content.decode()

    assert "ann@example.org" in shown
    assert "Waits" in shown
    assert "Not sent after 8 tries (SMTPRecipientsRefused)" in shown
    assert "secret" not in shown
    assert "elsewhere" not in shown

    reader = a_person("Rita Reader")
    gives(reader, alliance, "auditor")
    client.force_login(reader)
    assert client.get(address).status_code == 403
