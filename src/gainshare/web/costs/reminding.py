"""Messages of the open book: reminders, and what came of a return. Words and a link, never a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.period import Month
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Membership, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.alliances.rights import roles_with
from gainshare.web.audit.journal import record
from gainshare.web.costs import months
from gainshare.web.costs.book import agreement_of
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Reminder, Return
from gainshare.web.shared import mail

PAUSE = timedelta(hours=1)
"""For how long after a reminder nobody sends another."""


def remind(*, by: Seat, party: Party, month: Month, words: str, due_on: date | None, address: Callable[[str], str]) -> str:
    """Remind those who hand in a party's returns of a month; return how many they are, in words, or nothing if there is nobody.

    Raises:
        Refused: they were reminded less than an hour ago.
    """
    by.require("costs.remind")
    people = _preparing(party)
    if not people:
        return ""
    last = Reminder.objects.filter(alliance=by.alliance, party=party, month=month.index).first()
    if last is not None and timezone.now() - last.sent_at < PAUSE:
        raise Refused(f"{party.organisation.name} was reminded less than an hour ago.")
    link = address(reverse("month", kwargs={"alliance": by.alliance.pk, "month": f"{month.year}-{month.month:02d}"}))
    with transaction.atomic():
        for person in people:
            subject = f"{by.alliance.name}: the return for {words} is awaited"
            due = f", which {'was' if due_on < timezone.localdate() else 'is'} due on {date_long(due_on)}" if due_on else ""
            body = f"{party.organisation.name} has not handed in its cost return for {words}{due}.\nOpen it here: {link}\n"
            mail.write(
                to=person.email, kind="reminder", subject=subject, body=body, person=person, alliance=by.alliance, mails=person.mails
            )
        made = Reminder.objects.create(alliance=by.alliance, party=party, month=month.index, sent_by=by.person, sent_at=timezone.now())
        content = {"month": words, "names": {"to": [person.name for person in people], "party": party.organisation.name}}
        record("party.reminded", by=by.person, alliance=by.alliance, organisation=party.organisation, subject=made, content=content)
    return "1 person" if len(people) == 1 else f"{len(people)} people"


def tell_party(*, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    """Tell those who handed a return in what has become of it."""
    _tell(_preparing(of.party), by=by, of=of, kind=kind, what=what, address=address)


def tell_checkers(*, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    """Tell those who check returns that one waits for them."""
    checking = Membership.objects.in_force().filter(alliance=by.alliance, role__in=roles_with("costs.accept"))
    _tell(_people(checking), by=by, of=of, kind=kind, what=what, address=address)


def _tell(people: Iterable[Person], *, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    link = address(reverse("return", kwargs={"alliance": by.alliance.pk, "of": of.pk}))
    month = months.month_in_words(month_of(of.month), agreement_of(by.alliance))
    for person in people:
        if person.pk != by.person.pk:
            subject = f"{by.alliance.name}: the return of {of.party.organisation.name} {what}"
            body = f"The cost return of {of.party.organisation.name} for {month} {what}.\nOpen it here: {link}\n"
            mail.write_to(person, kind=kind, subject=subject, body=body, alliance=by.alliance)


def _preparing(party: Party) -> list[Person]:
    """Return those who hand in a party's returns."""
    return _people(Membership.objects.in_force().filter(party=party, role__in=roles_with("costs.prepare_own")))


def _people(memberships: QuerySet[Membership]) -> list[Person]:
    """Return those who have some roles and can sign in, each once."""
    return list(Person.objects.filter(memberships__in=memberships, is_active=True).distinct())
