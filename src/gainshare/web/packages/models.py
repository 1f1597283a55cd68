"""Call-offs and their checks. Packages themselves are terms of the agreement, and their teams are bodies of the governance schedule."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance

PERSON = settings.AUTH_USER_MODEL


class CallOff(models.Model):
    """A service to be called off under a package; where it stands follows from its checks and from the decisions about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="call_offs")
    package = models.CharField(max_length=80)
    """The id of the work package in the agreement."""
    number = models.PositiveIntegerField()
    """Its place in the alliance, from 1."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    form_token = models.UUIDField(null=True, blank=True, unique=True)
    """The token of the form it came from; the same form again is the same call-off."""

    class Meta:
        """Django's options."""

        db_table = "packages_call_off"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "number"], name="packages_call_off_number"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Return what it is called, such as `CO-03`."""
        return f"CO-{self.number:02d}"

    @property
    def now(self) -> Description:
        """Return it as it is described now."""
        return list(self.descriptions.all())[-1]


class Description(models.Model):
    """A call-off as somebody described it; added, never changed."""

    id = models.BigAutoField(primary_key=True)
    call_off = models.ForeignKey(CallOff, on_delete=models.PROTECT, related_name="descriptions")
    version = models.PositiveIntegerField()
    """Which description it is, from 1."""
    title = models.CharField(max_length=200)
    what = models.TextField()
    """What is called off: the service, who is to deliver it, from when."""
    value = models.BigIntegerField()
    """What it is worth over its whole term, in whole minor units."""
    described_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    described_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "packages_description"
        ordering: ClassVar[list[str]] = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["call_off", "version"], name="packages_description_once"),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="packages_description_value"),
        ]


class Check(models.Model):
    """What somebody found who looked at a call-off against procurement law; added, never changed."""

    id = models.BigAutoField(primary_key=True)
    call_off = models.ForeignKey(CallOff, on_delete=models.PROTECT, related_name="checks")
    version = models.PositiveIntegerField()
    """Which description was looked at."""
    legal_basis = models.CharField(max_length=40)
    """What it rests on: a key of the core's `LEGAL_BASES`."""
    finding = models.CharField(max_length=10)
    """`go` or `no_go`."""
    note = models.TextField()
    checked_on = models.DateField()
    checked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "packages_check"
        ordering: ClassVar[list[str]] = ["id"]
