"""The first tables of this app."""

import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alliance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
            ],
            options={
                "db_table": "alliances_alliance",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "alliances_organisation",
                "constraints": [models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="alliances_organisation_name")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("place", models.PositiveSmallIntegerField(default=0)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="alliances.alliance"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="places", to="alliances.organisation"),
                ),
            ],
            options={
                "db_table": "alliances_party",
                "ordering": ["place", "code"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("alliance_manager", "Alliance manager"),
                            ("alliance_finance_lead", "Alliance finance lead"),
                            ("owner_finance_lead", "Owner finance lead"),
                            ("provider_finance_lead", "Provider finance lead"),
                            ("contributor", "Contributor"),
                            ("analyst", "Analyst"),
                            ("leadership_member", "Leadership team member"),
                            ("leadership_deputy", "Leadership team deputy"),
                            ("lawyer", "Lawyer"),
                            ("lived_experience_partner", "Lived-experience partner"),
                            ("wider_team", "Wider team reader"),
                            ("auditor", "Observer or auditor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="alliances.alliance"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="alliances.party"
                    ),
                ),
            ],
            options={
                "db_table": "alliances_membership",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("alliance_manager", "Alliance manager"),
                            ("alliance_finance_lead", "Alliance finance lead"),
                            ("owner_finance_lead", "Owner finance lead"),
                            ("provider_finance_lead", "Provider finance lead"),
                            ("contributor", "Contributor"),
                            ("analyst", "Analyst"),
                            ("leadership_member", "Leadership team member"),
                            ("leadership_deputy", "Leadership team deputy"),
                            ("lawyer", "Lawyer"),
                            ("lived_experience_partner", "Lived-experience partner"),
                            ("wider_team", "Wider team reader"),
                            ("auditor", "Observer or auditor"),
                        ],
                        max_length=30,
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="alliances.alliance"),
                ),
                (
                    "invited_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("party", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="alliances.party")),
            ],
            options={
                "db_table": "alliances_invitation",
            },
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("alliance", "code"), name="alliances_party_code"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("alliance", "organisation"), name="alliances_party_organisation"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True), ("party__isnull", False)),
                fields=("alliance", "person", "role", "party"),
                name="alliances_membership_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on__isnull", True), ("party__isnull", True)),
                fields=("alliance", "person", "role"),
                name="alliances_membership_once_whole",
            ),
        ),
    ]
