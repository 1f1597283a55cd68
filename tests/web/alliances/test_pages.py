"""The pages of alliances, people and oneself, as a browser gets them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.making import alliance_of, give, person

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Invitation, Membership
from gainshare.web.shared.models import Message


def address(name, alliance, **more):
    return reverse(name, kwargs={"alliance": alliance.pk, **more})


def invite_by_page(client, alliance, email="new@example.org"):
    answer = client.post(address("invite", alliance), {"email": email, "role": "analyst", "party": ""})
    assert answer.status_code == 302, answer.content.decode()
    return re.search(r"http://testserver(/invitation/\S+)", Message.objects.latest("written_at").body)[1]


def test_everybody_sees_their_own_alliances(signed_in, alliance):
    alliance_of("Elsewhere", "Trust")

    page = signed_in.get(reverse("alliances")).content.decode()

    assert "Wexmoor" in page
    assert "Elsewhere" not in page
    assert reverse("start_alliance") not in page


def test_who_is_not_signed_in_is_sent_to_sign_in(client, alliance):
    for name in ("alliances", "profile"):
        assert reverse("account_login") in client.get(reverse(name)).url
    assert reverse("account_login") in client.get(address("people", alliance)).url


def test_another_alliance_is_not_found(signed_in):
    other = alliance_of("Elsewhere", "Trust")
    role = give(other, person("far@example.org"), "alliance_manager")

    for found in (
        signed_in.get(address("people", other)),
        signed_in.get(address("invite", other)),
        signed_in.post(address("end_role", other, membership=role.pk), {"reason": "x"}),
    ):
        assert found.status_code == 404


def test_a_role_of_another_alliance_is_not_found_in_mine(signed_in, alliance):
    role = give(alliance_of("Elsewhere", "Trust"), person("far@example.org"), "alliance_manager")

    assert signed_in.post(address("end_role", alliance, membership=role.pk), {"reason": "x"}).status_code == 404
    role.refresh_from_db()
    assert role.ends_on is None


def test_people_are_listed_and_filtered(signed_in, alliance, party):
    give(alliance, person("fay@example.org", "Fay Finance"), "provider_finance_lead", party)
    give(alliance, person("lou@example.org", "Lou Lawyer"), "lawyer")

    everyone = signed_in.get(address("people", alliance)).content.decode()
    lawyers = signed_in.get(address("people", alliance), {"role": "lawyer"}).content.decode()
    of_trust = signed_in.get(address("people", alliance), {"party": str(party.pk)}).content.decode()

    assert all(name in everyone for name in ("Mo Manager", "Fay Finance", "Lou Lawyer", "1 Apr 2024"))
    assert "Lou Lawyer" in lawyers
    assert "Fay Finance" not in lawyers
    assert "Fay Finance" in of_trust
    assert "Lou Lawyer" not in of_trust


@pytest.mark.parametrize("query", ["role=emperor", "party=nobody", "party=00000000-0000-0000-0000-000000000000", "past=1"])
def test_a_filter_that_makes_no_sense_does_no_harm(signed_in, alliance, query):
    assert signed_in.get(f"{address('people', alliance)}?{query}").status_code == 200


def test_roles_that_ended_are_shown_when_asked_for(signed_in, alliance):
    role = give(alliance, person("gone@example.org", "Gale Gone"), "lawyer")
    Membership.objects.filter(pk=role.pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert "Gale Gone" not in signed_in.get(address("people", alliance)).content.decode()
    assert "Gale Gone" in signed_in.get(address("people", alliance), {"past": "on"}).content.decode()


def test_people_cost_the_same_queries_however_many_there_are(signed_in, alliance, party, django_assert_num_queries):
    def fill(first, count):
        for number in range(first, first + count):
            give(alliance, person(f"p{number}@example.org"), "contributor", party)
            Invitation.objects.create(
                alliance=alliance,
                party=party,
                role="contributor",
                email=f"i{number}@example.org",
                token_digest=str(number),
                invited_by=person(f"by{number}@example.org"),
                expires_at=timezone.now() + timedelta(days=1),
            )

    fill(0, 2)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in.get(address("people", alliance))  # the session is written down once a minute
    with CaptureQueriesContext(connection) as few:
        signed_in.get(address("people", alliance))
    fill(2, 20)
    with django_assert_num_queries(len(few)):
        page = signed_in.get(address("people", alliance)).content.decode()
    assert "i21@example.org" in page


def test_readers_see_people_without_buttons(client, alliance):
    who = person("auditor@example.org")
    give(alliance, who, "auditor")
    client.force_login(who)

    page = client.get(address("people", alliance)).content.decode()

    assert "Invite somebody" not in page
    assert "/end" not in page
    assert client.get(address("invite", alliance)).status_code == 403


def test_those_who_read_goals_alone_do_not_see_people(client, alliance):
    who = person("wide@example.org")
    give(alliance, who, "wider_team")
    client.force_login(who)

    assert client.get(address("people", alliance)).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "", "role": "analyst"}, "Enter an e-mail address"),
        ({"email": "x@example.org", "role": ""}, "Choose a role"),
        ({"email": "x@example.org", "role": "contributor"}, "Contributor is a role for one party"),
        ({"email": "x@example.org", "role": "analyst", "party": "TRUST"}, "Analyst is not a role for one party"),
        ({"email": "manager@example.org", "role": "analyst"}, "This is your own address"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why(signed_in, alliance, party, given, words):
    given = {**given, "party": str(party.pk) if given.get("party") else ""}

    answer = signed_in.post(address("invite", alliance), given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_party_of_another_alliance_cannot_be_chosen(signed_in, alliance):
    other = alliance_of("Elsewhere", "Council").parties.get()

    answer = signed_in.post(address("invite", alliance), {"email": "x@example.org", "role": "contributor", "party": str(other.pk)})

    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_from_invitation_to_first_page(signed_in, alliance, client):
    link = invite_by_page(signed_in, alliance)
    signed_in.logout()

    page = client.get(link)
    assert page.status_code == 200
    assert "Mo Manager invites new@example.org to Wexmoor, as Analyst." in page.content.decode()

    weak = client.post(link, {"name": "Nia New", "password": "password", "again": "password"})
    assert weak.status_code == 422
    assert "too short" in weak.content.decode()
    different = client.post(link, {"name": "Nia New", "password": "correct horse battery", "again": "correct horse"})
    assert "The two passwords differ" in different.content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()

    joined = client.post(link, {"name": "Nia New", "password": "correct horse battery", "again": "correct horse battery"})
    assert joined.url == reverse("alliance", kwargs={"alliance": alliance.pk})
    assert "Nia New" in client.get(reverse("alliances")).content.decode()
    again = client.get(link)
    assert again.status_code == 410
    assert "used already" in again.content.decode()


def test_a_known_address_signs_in_first(signed_in, alliance, client):
    link = invite_by_page(signed_in, alliance, "known@example.org")
    known = person("known@example.org")
    signed_in.logout()

    assert f"next={link.replace('/', '%2F')}" in client.get(link).content.decode()
    client.force_login(known)
    assert client.get(link).status_code == 200
    assert client.post(link).url == reverse("alliance", kwargs={"alliance": alliance.pk})


def test_a_link_for_somebody_else_is_not_taken_up(signed_in, alliance):
    link = invite_by_page(signed_in, alliance)

    answer = signed_in.post(link)

    assert answer.status_code == 403
    assert "another address" in answer.content.decode()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now()}, "has run out"),
        ({"withdrawn_at": timezone.now()}, "was withdrawn"),
        ({"accepted_at": timezone.now()}, "used already"),
        (None, "do not know this link"),
    ],
)
def test_a_link_that_cannot_be_used_says_why(signed_in, alliance, client, change, words):
    link = invite_by_page(signed_in, alliance)
    signed_in.logout()
    Invitation.objects.update(**change) if change else Invitation.objects.all().delete()

    for answer in (
        client.get(link),
        client.post(link, {"name": "N", "password": "correct horse battery", "again": "correct horse battery"}),
    ):
        assert answer.status_code == 410
        assert words in answer.content.decode()
    assert not Person.objects.filter(email="new@example.org").exists()


def test_an_invitation_is_withdrawn_on_the_page(signed_in, alliance):
    invite_by_page(signed_in, alliance)
    found = Invitation.objects.get()
    assert address("withdraw_invitation", alliance, invitation=found.pk) in signed_in.get(address("people", alliance)).content.decode()

    for words in ("is withdrawn", "used or withdrawn already"):
        page = signed_in.post(address("withdraw_invitation", alliance, invitation=found.pk), follow=True).content.decode()
        assert words in page


def test_a_role_is_ended_on_its_page_with_a_reason(signed_in, alliance):
    role = give(alliance, person("gone@example.org", "Gale Gone"), "lawyer")
    place = address("end_role", alliance, membership=role.pk)

    assert "Gale Gone: Lawyer" in signed_in.get(place).content.decode()
    assert "Say why the role ends" in signed_in.post(place, {"reason": " "}).content.decode()
    assert "no longer has this role" in signed_in.post(place, {"reason": "Has left"}, follow=True).content.decode()
    assert signed_in.get(place).status_code == 404


def test_the_last_manager_is_told_why_the_role_stays(signed_in, alliance, manager):
    mine = Membership.objects.get(person=manager)

    answer = signed_in.post(address("end_role", alliance, membership=mine.pk), {"reason": "Holiday"})

    assert answer.status_code == 422
    assert "Nobody else manages the alliance" in answer.content.decode()


def test_one_changes_a_name_and_how_messages_arrive(signed_in, manager):
    page = signed_in.get(reverse("profile")).content.decode()
    assert "Mo Manager" in page
    assert reverse("account_change_password") in page

    assert signed_in.post(reverse("profile"), {"name": "", "mails": "hourly"}).status_code == 422
    assert signed_in.post(reverse("profile"), {"name": "Mo Moss", "mails": "daily"}).status_code == 302

    manager.refresh_from_db()
    assert (manager.name, manager.mails) == ("Mo Moss", "daily")
