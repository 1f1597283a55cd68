"""People, alliances and roles made by hand, for tests that read no file."""

from datetime import date

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance, Membership, Organisation, Party

BEGAN = date(2024, 4, 1)


def person(email, name="", **fields):
    return Person.objects.create_user(email, name or email.partition("@")[0].title(), "correct horse battery", **fields)


def alliance_of(name, *organisations):
    made = Alliance.objects.create(reference=name.upper(), name=name)
    for place, organisation in enumerate(organisations):
        there = Organisation.objects.get_or_create(name=organisation)[0]
        Party.objects.create(alliance=made, organisation=there, code=organisation[:3].upper(), place=place)
    return made


def give(alliance, who, role, party=None):
    return Membership.objects.create(alliance=alliance, person=who, role=role, party=party, begins_on=BEGAN)
