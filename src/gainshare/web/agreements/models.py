"""The agreement's versions, which are never changed, and each party's approval of them; the registers that stand beside it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party


class AgreementVersion(models.Model):
    """One version of an alliance's agreement, as it was uploaded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="agreement_versions")
    number = models.PositiveIntegerField()
    """Its number, from 1."""
    text = models.TextField()
    """The YAML, byte for byte as it came."""
    sha256 = models.CharField(max_length=64)
    """Its fingerprint."""
    takes_effect_on = models.DateField()
    """The day from which it is in force, once every party has approved it."""
    reason = models.TextField(blank=True)
    """What changed and why, in the words of whoever proposed it."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    proposed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    """When the last party approved it; None while one has not."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "agreements_version"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["alliance", "number"], name="agreements_version_number")]


class Approval(models.Model):
    """A party's approval of a version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="approvals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "agreements_approval"
        constraints = [models.UniqueConstraint(fields=["version", "party"], name="agreements_approval_once")]


class Register(models.Model):
    """A table that stands beside the agreement, such as targets.csv, as it was brought in; the newest of each name counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="registers")
    name = models.CharField(max_length=60)
    """The file's name in the alliance's folder."""
    number = models.PositiveIntegerField()
    """Its number among those of this name, from 1."""
    text = models.TextField()
    """The CSV, byte for byte as it came."""
    sha256 = models.CharField(max_length=64)
    """Its fingerprint."""
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    brought_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "agreements_register"
        constraints = [models.UniqueConstraint(fields=["alliance", "name", "number"], name="agreements_register_number")]
