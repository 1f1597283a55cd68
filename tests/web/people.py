"""People, organisations and alliances for tests: the least that a page needs."""

from datetime import date

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance, Membership, Organisation, Party


def a_person(name="Ann Abel", **fields):
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    return Person.objects.create_user(email, name, fields.pop("password", None), **fields)


def an_alliance(name="Wexmoor", reference="WX"):
    return Alliance.objects.create(name=name, reference=reference)


def a_party(alliance, code="WX-A", name=""):
    organisation, _ = Organisation.objects.get_or_create(name=name or f"Organisation {code}")
    return Party.objects.create(alliance=alliance, organisation=organisation, code=code)


def gives(person, alliance, role, party=None):
    """Give somebody a role that goes on."""
    return Membership.objects.create(alliance=alliance, person=person, role=role, party=party, begins_on=date(2020, 1, 1))
