"""The parties that an agreement names, and their rows in the alliance."""

from __future__ import annotations

from collections.abc import Sequence

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.parties.party import Party as AgreedParty
from gainshare.web.alliances.models import Alliance, Organisation, Party


def agreed_parties(agreement: Agreement) -> Sequence[AgreedParty]:
    """Return every party as signed, and those that a variation adds, each by its latest terms."""
    signed = {party.id: party for party in agreement.parties}
    latest = {party.id: party for party in agreement.latest.parties}
    return tuple({**signed, **latest}.values())


def add_parties(alliance: Alliance, agreement: Agreement) -> dict[str, Party]:
    """Make the rows of the parties that an alliance does not have yet; return all its parties by what the agreement calls them.

    An organisation of the same name, however it is capitalised, is used again. A party that the agreement calls by another name than
    before is from now on another organisation: what was done under the old name keeps it, and so does every other alliance.
    """
    there = {party.code: party for party in Party.objects.filter(alliance=alliance).select_related("organisation")}
    for agreed in agreed_parties(agreement):
        party = there.get(agreed.id)
        if party is not None and party.organisation.name.lower() != agreed.name.lower():
            party.organisation = _organisation(agreed.name)
            party.save(update_fields=["organisation"])
    if alliance.name != agreement.terms.alliance.name:
        alliance.name = agreement.terms.alliance.name
        alliance.save(update_fields=["name"])
    missing = [
        Party(alliance=alliance, organisation=_organisation(agreed.name), code=agreed.id, place=place)
        for place, agreed in enumerate(agreed_parties(agreement))
        if agreed.id not in there
    ]
    return there | {party.code: party for party in Party.objects.bulk_create(missing)}


def _organisation(name: str) -> Organisation:
    return Organisation.objects.filter(name__iexact=name).first() or Organisation.objects.create(name=name)
