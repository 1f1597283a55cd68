"""Organisations, alliances, the parties of each, and who plays which role."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from gainshare.web.alliances.rights import ROLES


class Organisation(models.Model):
    """An organisation on this installation; in an alliance it is a party."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    """What it is called."""

    class Meta:
        """Django's options."""

        db_table = "alliances_organisation"
        constraints = [models.UniqueConstraint(Lower("name"), name="alliances_organisation_name")]

    def __str__(self) -> str:
        return self.name


class Alliance(models.Model):
    """An alliance: what its agreement is about, and whom it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=60)
    """What its agreement calls it, such as `WXLWRA`."""
    name = models.CharField(max_length=300)
    """What it is called."""
    created_at = models.DateTimeField(auto_now_add=True)
    """When it was brought here."""
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form that started it; the same form again is the same alliance."""

    class Meta:
        """Django's options."""

        db_table = "alliances_alliance"

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """An organisation's place in an alliance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    code = models.CharField(max_length=60)
    """What the agreement calls it, such as `WX-MHT`."""
    place = models.PositiveSmallIntegerField(default=0)
    """Its place in the agreement's list."""

    class Meta:
        """Django's options."""

        db_table = "alliances_party"
        ordering: ClassVar[list[str]] = ["place", "code"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "code"], name="alliances_party_code"),
            models.UniqueConstraint(fields=["alliance", "organisation"], name="alliances_party_organisation"),
        ]

    def __str__(self) -> str:
        return self.organisation.name


class Memberships(models.QuerySet["Membership"]):
    """Roles, with the one question that every reader asks."""

    def in_force(self) -> Memberships:
        """Return those that somebody has today, in London."""
        today = timezone.localdate()
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=today), begins_on__lte=today)


class Membership(models.Model):
    """A person's role in an alliance, for a party or for the alliance as a whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True)
    """The party it is for; None for roles of the alliance as a whole."""
    role = models.CharField(max_length=30, choices=[(role.id, role.name) for role in ROLES])
    """The role."""
    begins_on = models.DateField()
    """The first day of it."""
    ends_on = models.DateField(null=True, blank=True)
    """The last day of it; None while it goes on."""

    objects = Memberships.as_manager()

    class Meta:
        """Django's options."""

        db_table = "alliances_membership"
        constraints = [
            # Two of them, because to SQLite no party is never the same as no party.
            models.UniqueConstraint(
                fields=["alliance", "person", "role", "party"],
                condition=models.Q(ends_on__isnull=True, party__isnull=False),
                name="alliances_membership_once",
            ),
            models.UniqueConstraint(
                fields=["alliance", "person", "role"],
                condition=models.Q(ends_on__isnull=True, party__isnull=True),
                name="alliances_membership_once_whole",
            ),
        ]


class Invitation(models.Model):
    """A link by which somebody takes up a role; only the digest of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=30, choices=[(role.id, role.name) for role in ROLES])
    email = models.EmailField(max_length=254)
    """To whom it was sent."""
    token_digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the token in the link."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    """Until when the link can be used."""
    ends_on = models.DateField(null=True, blank=True)
    """The last day of the role; None if it goes on."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "alliances_invitation"
