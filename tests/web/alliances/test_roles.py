"""Inviting, joining, withdrawing, ending: what is written, and what is refused."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.web.making import alliance_of, give, person

from gainshare.web.accounts.models import Person
from gainshare.web.alliances import actions
from gainshare.web.alliances.access import seat_of
from gainshare.web.alliances.models import Invitation, Membership
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.models import Entry
from gainshare.web.shared.models import Message

tokens = []


def link(token):
    tokens.append(token)
    return f"https://alliance.example.org/invitation/{token}"


def invited(seat, email="new@example.org", role="analyst", party=None, ends_on=None):
    made = actions.invite(by=seat, role=role, party=party, email=email, link=link, ends_on=ends_on)
    return made, tokens[-1]


def actions_of(alliance):
    return list(Entry.objects.filter(chain=str(alliance.pk)).order_by("number").values_list("action", flat=True))


def test_only_the_digest_of_the_token_is_kept_with_the_invitation(seat):
    made, token = invited(seat)

    assert made.token_digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert timedelta(days=6, hours=23) < made.expires_at - timezone.now() <= timedelta(days=7)


def test_the_message_has_the_link_and_no_figure(seat, alliance, party):
    _, token = invited(seat, role="provider_finance_lead", party=party)

    message = Message.objects.get()
    assert (message.to, message.kind, message.alliance) == ("new@example.org", "invitation", str(alliance.pk))
    assert token in message.body
    assert "Provider finance lead for Trust" in message.body
    assert "£" not in message.body


def test_somebody_new_gets_an_account_and_the_role(seat, alliance, party):
    _, token = invited(seat, email="New@Example.org", role="provider_finance_lead", party=party)

    found = actions.join_as_new(token=token, name="Nia New", password="correct horse battery")

    assert (found.email, found.name) == ("new@example.org", "Nia New")
    assert found.check_password("correct horse battery")
    role = Membership.objects.get(person=found)
    assert (role.role, role.party, role.begins_on, role.ends_on) == ("provider_finance_lead", party, timezone.localdate(), None)
    assert seat_of(found, alliance).may("costs.submit_own", party)
    assert actions_of(alliance) == ["invitation.sent", "invitation.accepted"]
    assert not Entry.objects.exclude(chain=str(alliance.pk)).exists(), "the account is said in the entry of the invitation"


def test_a_link_works_once(seat):
    _, token = invited(seat)
    found = actions.join_as_new(token=token, name="Nia", password="correct horse battery")

    with pytest.raises(Refused, match="used already"):
        actions.join(by=found, token=token)
    with pytest.raises(Refused, match="used already"):
        actions.join_as_new(token=token, name="Nia", password="correct horse battery")


def test_a_link_runs_out(seat):
    made, token = invited(seat)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())

    with pytest.raises(Refused, match="run out"):
        actions.join_as_new(token=token, name="Nia", password="correct horse battery")


def test_a_withdrawn_link_does_not_work(seat, alliance):
    made, token = invited(seat)

    actions.withdraw_invitation(by=seat, invitation=made.pk)

    with pytest.raises(Refused, match="withdrawn"):
        actions.join_as_new(token=token, name="Nia", password="correct horse battery")
    with pytest.raises(Refused, match="already"):
        actions.withdraw_invitation(by=seat, invitation=made.pk)
    assert actions_of(alliance) == ["invitation.sent", "invitation.withdrawn"]


def test_somebody_with_an_account_joins_with_it_and_nobody_else_does(seat, alliance):
    known, other = person("known@example.org"), person("other@example.org")
    _, token = invited(seat, email="Known@example.org")

    with pytest.raises(Refused, match="another address"):
        actions.join(by=other, token=token)
    with pytest.raises(Refused, match="account with this address"):
        actions.join_as_new(token=token, name="X", password="correct horse battery")
    actions.join(by=known, token=token)

    assert seat_of(known, alliance).may("alliance.read")
    assert seat_of(other, alliance) is None


def test_nobody_is_invited_twice_or_to_a_role_that_they_have(seat, alliance):
    made, _ = invited(seat)
    with pytest.raises(Refused, match="invited to this role already"):
        invited(seat, email="NEW@example.org")
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    invited(seat)

    give(alliance, person("there@example.org"), "lawyer")
    with pytest.raises(Refused, match="have this role"):
        invited(seat, email="There@example.org", role="lawyer")


def test_an_auditor_reads_until_the_last_day_of_the_role_and_can_be_ended_before(seat, alliance):
    today = timezone.localdate()
    with pytest.raises(Refused, match="Say what its last day is"):
        invited(seat, role="auditor")
    with pytest.raises(Refused, match="is past"):
        invited(seat, role="auditor", ends_on=today - timedelta(days=1))
    _, token = invited(seat, role="auditor", ends_on=today)

    found = actions.join_as_new(token=token, name="Nia New", password="correct horse battery")

    assert seat_of(found, alliance).may("alliance.export")
    with pytest.raises(Refused, match="have this role"):
        invited(seat, role="auditor", ends_on=today + timedelta(days=9))
    role = Membership.objects.get(person=found)
    Membership.objects.filter(pk=role.pk).update(ends_on=today - timedelta(days=1))
    assert seat_of(found, alliance) is None
    invited(seat, role="auditor", ends_on=today + timedelta(days=9))
    Membership.objects.filter(pk=role.pk).update(ends_on=today + timedelta(days=9))
    actions.end_role(by=seat, membership=role.pk, reason="The audit is done.")
    assert seat_of(found, alliance) is None


def test_nobody_gives_a_role_to_themselves(seat, party):
    with pytest.raises(Refused, match="your own address"):
        invited(seat, email="Manager@example.org", role="provider_finance_lead", party=party)


@pytest.mark.parametrize("role", ["alliance_finance_lead", "auditor", "lawyer"])
def test_only_managers_invite_and_end_roles(alliance, manager, role):
    who = person("other@example.org")
    give(alliance, who, role)
    other = seat_of(who, alliance)

    with pytest.raises(PermissionDenied):
        invited(other)
    with pytest.raises(PermissionDenied):
        actions.end_role(by=other, membership=Membership.objects.get(person=manager).pk, reason="x")
    assert actions_of(alliance) == []


def test_a_role_that_ends_is_over_at_once_and_stays_on_file(seat, alliance):
    who = person("leaver@example.org")
    role = give(alliance, who, "analyst")

    actions.end_role(by=seat, membership=role.pk, reason="Has left the trust.")

    role.refresh_from_db()
    assert role.ends_on == timezone.localdate() - timedelta(days=1)
    assert seat_of(who, alliance) is None
    entry = Entry.objects.get(chain=str(alliance.pk), action="role.ended")
    assert "Has left the trust." in entry.content.text
    with pytest.raises(Refused, match="ended already"):
        actions.end_role(by=seat, membership=role.pk, reason="again")


def test_the_last_manager_stays(seat, alliance, manager):
    mine = Membership.objects.get(person=manager)
    with pytest.raises(Refused, match="Nobody else manages"):
        actions.end_role(by=seat, membership=mine.pk, reason="x")

    gone = person("gone@example.org", is_active=False)
    give(alliance, gone, "alliance_manager")
    with pytest.raises(Refused, match="Nobody else manages"):
        actions.end_role(by=seat, membership=mine.pk, reason="x")

    give(alliance, person("second@example.org"), "alliance_manager")
    actions.end_role(by=seat, membership=mine.pk, reason="x")
    assert seat_of(manager, alliance) is None


def test_a_role_of_another_alliance_is_none_of_ours(seat):
    other = alliance_of("Elsewhere", "Trust")
    role = give(other, person("far@example.org"), "alliance_manager")
    give(other, person("near@example.org"), "alliance_manager")

    with pytest.raises(Refused):
        actions.end_role(by=seat, membership=role.pk, reason="x")


def test_the_first_manager_is_invited_by_a_site_administrator_while_nobody_is_there(alliance):
    admin = person("admin@example.org", is_site_administrator=True)

    actions.invite_first_manager(by=admin, alliance=alliance, email="First@example.org", link=link)
    first = actions.join_as_new(token=tokens[-1], name="Fi", password="correct horse battery")

    assert seat_of(first, alliance).may("people.invite")
    assert seat_of(admin, alliance) is None, "who runs the site sees no alliance"
    with pytest.raises(PermissionDenied):
        actions.invite_first_manager(by=admin, alliance=alliance, email="second@example.org", link=link)
    with pytest.raises(PermissionDenied):
        actions.invite_first_manager(by=first, alliance=alliance_of("Empty"), email="second@example.org", link=link)
    assert Person.objects.count() == 2


# -- what the database itself refuses -----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_of_party", [True, False])
def test_the_same_role_twice_is_refused_until_the_first_has_ended(alliance, party, is_of_party):
    who, for_ = person("twice@example.org"), party if is_of_party else None
    role = "provider_finance_lead" if is_of_party else "analyst"
    first = give(alliance, who, role, for_)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(alliance, who, role, for_)

    first.ends_on = first.begins_on
    first.save()

    assert give(alliance, who, role, for_).pk != first.pk
