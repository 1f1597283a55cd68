"""Decisions: proposals, their rounds, sealed voices, and what comes of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.governance.models.bodies import Schedule
from gainshare.web.governance.models.meetings import Meeting

PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """A proposal put to a body, with all that became of it; its class and standing follow from the facts, and nobody sets them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="decisions")
    reference = models.CharField(max_length=60)
    """What it is called, such as `DEC-017`."""
    title = models.CharField(max_length=200)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    """The schedule whose rules it is decided by."""
    body = models.CharField(max_length=80)
    """The body that decides it, by its class."""
    put_to = models.CharField(max_length=80)
    """The body that it was put to."""
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions", null=True, blank=True)
    """The meeting it is taken at; None until it is on an agenda, and for what is decided in writing."""
    why = models.TextField(blank=True)
    """The purpose of the proposal, and what it rests on."""
    options = models.JSONField(default=list)
    """`{"name", "text"}` for each option that was looked at."""
    people = models.TextField(blank=True)
    """The people affected, and how."""
    equality = models.TextField(blank=True)
    """The equality impact."""
    amount = models.BigIntegerField(null=True, blank=True)
    """What it commits in all, in whole pence; None if nobody knows."""
    commitments = models.JSONField(default=dict)
    """What each party commits, in whole pence, by its code."""
    effects = models.JSONField(default=dict)
    """What a year of it changes in each party's costs, in whole pence, by its code; what gain or pain that makes is worked out."""
    subject = models.CharField(max_length=60, blank=True)
    reserved = models.JSONField(default=list)
    """The reserved matters that it touches."""
    excludes = models.CharField(max_length=60, blank=True)
    """The party that it would exclude, by the process that it binds; it has no voice in it."""
    is_urgent = models.BooleanField(default=False)
    is_written = models.BooleanField(default=False)
    approvals_by = models.DateField(null=True, blank=True)
    """The last day for the approvals that it needs."""
    owner = models.CharField(max_length=200, blank=True)
    """Who sees it through."""
    review_on = models.DateField(null=True, blank=True)
    standing = models.CharField(max_length=30)
    """Where it stands: always what the core makes of the facts, kept so that lists can ask for it."""
    takes_up = models.CharField(max_length=60, blank=True)
    """The decision, recorded elsewhere or refused, that it takes up again."""
    ratified_at = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ratified", null=True, blank=True)
    ratified_on = models.DateField(null=True, blank=True)
    is_ratified = models.BooleanField(null=True, blank=True)
    ratified_why = models.TextField(blank=True)
    """Which party did not ratify it, and why."""
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="supersedes", null=True, blank=True)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    """The day on which it was adopted, or agreed in writing."""
    form_token = models.UUIDField(null=True, blank=True)
    """The token of the form it came from; the same form again is the same decision."""

    class Meta:
        """Django's options."""

        db_table = "governance_decision"
        ordering: ClassVar[list[str]] = ["-proposed_on", "-reference"]
        constraints = [
            models.UniqueConstraint(fields=["alliance", "reference"], name="governance_decision_reference"),
            models.UniqueConstraint(fields=["alliance", "form_token"], name="governance_decision_form"),
        ]
        indexes = [models.Index(fields=["alliance", "standing"], name="governance_decision_standing")]

    def __str__(self) -> str:
        return self.reference


class Recusal(models.Model):
    """Somebody who takes no part in a decision."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When they took part again; rounds that were shown before then keep that they did not."""

    class Meta:
        """Django's options."""

        db_table = "governance_recusal"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"], condition=models.Q(ended_at__isnull=True), name="governance_recusal_once_at_a_time"
            )
        ]


class Round(models.Model):
    """One wording of a proposal, its tests, and the call for agreement on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    wording = models.TextField()
    principles = models.JSONField(default=dict)
    """`{"is_met", "why"}` for each principle that was looked at, by its id."""
    answers = models.JSONField(default=dict)
    """The answer to each question of the best-for-service test, by its id."""
    result = models.CharField(max_length=4, blank=True)
    """`pass` or `fail`; empty until somebody has said."""
    opened_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    shown_on = models.DateField(null=True, blank=True)
    present = models.JSONField(default=list)
    """`[seat, person]` for everybody who was there when it was shown."""
    recused = models.JSONField(default=list)
    """The people who took no part when it was shown."""
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """The meeting at which it was shown."""
    body = models.JSONField(null=True, blank=True)
    """The body as it was held when it was shown: what comes later changes nothing of it."""
    matter = models.JSONField(null=True, blank=True)
    """`{"amount", "commitments", "effects", "reserved"}` of its wording, once another round has others."""

    class Meta:
        """Django's options."""

        db_table = "governance_round"
        ordering: ClassVar[list[str]] = ["number"]
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="governance_round_number")]


class Voice(models.Model):
    """What a party said in a round; the journal holds it sealed until all are shown."""

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="voices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    would_change = models.TextField(blank=True)
    given_on = models.DateField()
    given_at = models.DateTimeField()
    entry = models.UUIDField()
    """The sealed entry of the journal."""
    salt = models.CharField(max_length=32)
    sealed = models.TextField()
    """The content of the entry, told to the journal when the round is shown."""

    class Meta:
        """Django's options."""

        db_table = "governance_voice"
        ordering: ClassVar[list[str]] = ["id"]


class Endorsement(models.Model):
    """What a party's own board or officer said of a decision: an approval of a reserved matter, or the authority for a larger sum."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="endorsements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[("approval", "approval"), ("authority", "authority")])
    round_number = models.PositiveSmallIntegerField()
    """The round it is about: authority is confirmed for one wording."""
    is_given = models.BooleanField()
    """Whether it is given; otherwise refused."""
    given_by = models.CharField(max_length=200)
    """Who decided for the party, such as `trust board`."""
    given_on = models.DateField()
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        """Django's options."""

        db_table = "governance_endorsement"
        ordering: ClassVar[list[str]] = ["id"]


class Consequence(models.Model):
    """What a decision leads to: offered when it is adopted, and done, or not, by somebody."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="consequences")
    kind = models.CharField(max_length=30)
    """`target_adjustment`, `variation`, `modification_check`, `milestone`, `risk` or `publication`."""
    note = models.TextField(blank=True)
    standing = models.CharField(max_length=10, default="offered")
    """`offered`, `done` or `dropped`."""
    done_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Django's options."""

        db_table = "governance_consequence"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "kind"], name="governance_consequence_once")]


class Binding(models.Model):
    """Something that a decision binds: it may take effect because of it."""

    id = models.BigAutoField(primary_key=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="bindings")
    kind = models.CharField(max_length=30)
    """`settlement`, `agreement`, `schedule`, `target_adjustment`, `admission`, `exclusion` or `minutes`."""
    subject = models.CharField(max_length=60)
    """The id of the row, or the reference of what is no row."""
    label = models.CharField(max_length=200)
    """What it is called."""

    class Meta:
        """Django's options."""

        db_table = "governance_binding"
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [models.UniqueConstraint(fields=["decision", "kind", "subject"], name="governance_binding_once")]
        indexes = [models.Index(fields=["kind", "subject"], name="governance_binding_subject")]
