"""What has to be done while the application is served: messages every minute, the day's work once, and one fault stops nothing else."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent_mail
from django.core.management import call_command
from tests.web.people import a_person

from gainshare.web.operations.management.commands.keep_house import Command
from gainshare.web.shared import mail
from gainshare.web.shared.models import Message

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def at(hour, day=9):
    return datetime(2026, 11, day, hour, 0, tzinfo=LONDON)


def waiting(kind, **fields):
    return mail.write(to="ann@example.org", kind=kind, subject=f"About {kind}", body="Words", person=a_person(), **fields)


def test_what_waits_is_sent_and_a_digest_waits_for_the_morning():
    waiting("returned")  # the test's transaction never commits, so that it waits as after a failure
    Message.objects.create(to="b@example.org", kind="x", subject="S", body="B", written_at=at(6), is_for_digest=True)

    last = Command().round(None, at(6))

    assert [message.subject for message in sent_mail.outbox] == ["About returned"]
    assert last is None

    last = Command().round(last, at(7))

    assert [message.to for message in sent_mail.outbox[1:]] == [["b@example.org"]]
    assert last == date(2026, 11, 9)


def test_the_days_work_is_done_once_a_day(monkeypatch):
    done = []
    monkeypatch.setattr(mail, "send_digests", lambda: done.append("digests"))

    last = None
    for now in (at(7), at(8), at(23), at(6, day=10), at(7, day=10)):
        last = Command().round(last, now)

    assert done == ["digests", "digests"]


def test_one_fault_keeps_nothing_else_from_being_done(monkeypatch, caplog):
    done = []

    def fail():
        raise OSError("no mail server, and a secret")

    monkeypatch.setattr(mail, "send_waiting", fail)
    monkeypatch.setattr(mail, "send_digests", lambda: done.append("digests"))

    Command().round(None, at(9))

    assert done == ["digests"]
    assert "a secret" not in caplog.text


def test_by_hand_it_is_one_round():
    waiting("returned")

    call_command("keep_house")

    assert len(sent_mail.outbox) == 1
