"""Who is written to: whoever may speak when a call opens, and whoever records approvals when a decision waits for them."""

from __future__ import annotations

from collections.abc import Iterable

from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.decision import Decision as CoreDecision
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.queries import people_by_party
from gainshare.web.alliances.rights import roles_with
from gainshare.web.governance.models import Decision
from gainshare.web.governance.writing import today
from gainshare.web.shared import mail

CALLED = """\
Every party is asked to agree to {reference}, {title}, in {alliance}.

Read it and say what your party says; nobody sees it until all are shown:
{link}
"""
WAITS = """\
{reference}, {title}, was agreed in {alliance} and waits for your party's own approval.

Record what was decided:
{link}
"""


def tell_speakers(by: Seat, row: Decision, decision: CoreDecision, link: str) -> None:
    """Write to everybody who may speak for a party that a call for agreement is open."""
    parties = decision.deciding_body.voting_parties(today())
    ids = {one.person for party in parties for one in authorised_people(decision.deciding_body, party, today())} - decision.round.recused
    people = [one for one in Person.objects.filter(is_active=True) if str(one.pk) in ids]
    _write(by, row, people, f"{row.reference} waits for what your party says", CALLED, link)


def tell_approvers(by: Seat, row: Decision, parties: Iterable[str], link: str) -> None:
    """Write to everybody who records approvals for the parties that a decision waits for."""
    people = people_by_party(by.alliance, roles_with("decisions.approve_own"))
    asked = Party.objects.filter(alliance=by.alliance, code__in=list(parties))
    told = {person.pk: person for party in asked for person in people.get(party.pk, ())}
    _write(by, row, told.values(), f"{row.reference} waits for the approval of your party", WAITS, link)


def _write(by: Seat, row: Decision, people: Iterable[Person], subject: str, body: str, link: str) -> None:
    words = body.format(reference=row.reference, title=row.title, alliance=by.alliance.name, link=link)
    for person in people:
        if person.pk != by.person.pk:
            mail.write_to(person, kind="decision", subject=subject, body=words, alliance=by.alliance)
