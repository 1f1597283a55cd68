"""Messages of the open book: reminders, and what came of a return. Words and a link, never a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gainshare.core.kernel.period import Month
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.audit.journal import record
from gainshare.web.costs.models import Reminder, Return
from gainshare.web.shared import mail

PREPARING = ("provider_finance_lead", "contributor")
"""Roles that hand in returns."""


def remind(*, by: Seat, party: Party, month: Month, words: str, address: Callable[[str], str]) -> str:
    """Remind those who hand in a party's returns of a month; return how many they are, in words, or nothing if there is nobody."""
    by.require("costs.remind")
    people = _people(party, PREPARING)
    if not people:
        return ""
    link = address(reverse("month", kwargs={"alliance": by.alliance.pk, "month": f"{month.year}-{month.month:02d}"}))
    with transaction.atomic():
        for person in people:
            subject = f"{by.alliance.name}: the return for {words} is awaited"
            body = f"{party.organisation.name} has not handed in its cost return for {words}.\nOpen it here: {link}\n"
            mail.write(
                to=person.email, kind="reminder", subject=subject, body=body, person=person, alliance=by.alliance, mails=person.mails
            )
        made = Reminder.objects.create(alliance=by.alliance, party=party, month=month.index, sent_by=by.person, sent_at=timezone.now())
        content = {"month": words, "names": {"to": [person.name for person in people]}}
        record("party.reminded", by=by.person, alliance=by.alliance, organisation=party.organisation, subject=made, content=content)
    return "1 person" if len(people) == 1 else f"{len(people)} people"


def tell_party(*, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    """Tell those who handed a return in what has become of it."""
    _tell(_people(of.party, PREPARING), by=by, of=of, kind=kind, what=what, address=address)


def tell_checkers(*, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    """Tell those who check returns that one waits for them."""
    found = Person.objects.filter(
        memberships__alliance=by.alliance, memberships__role="alliance_finance_lead", memberships__ends_on__isnull=True
    )
    _tell(found.distinct(), by=by, of=of, kind=kind, what=what, address=address)


def _tell(people: Iterable[Person], *, by: Seat, of: Return, kind: str, what: str, address: Callable[[str], str]) -> None:
    link = address(reverse("return", kwargs={"alliance": by.alliance.pk, "of": of.pk}))
    for person in people:
        if person.pk != by.person.pk:
            subject = f"{by.alliance.name}: {of.reference} {what}"
            body = f"The return {of.reference} of {of.party.organisation.name} {what}.\nOpen it here: {link}\n"
            mail.write_to(person, kind=kind, subject=subject, body=body, alliance=by.alliance)


def _people(party: Party, roles: Iterable[str]) -> list[Person]:
    chosen = Person.objects.filter(
        memberships__party=party, memberships__role__in=tuple(roles), memberships__ends_on__isnull=True, is_active=True
    )
    return list(chosen.distinct())
