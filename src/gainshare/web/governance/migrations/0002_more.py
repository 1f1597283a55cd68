"""Tables of governance."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The change."""

    dependencies = [
        ("governance", "0001_initial"),
        ("alliances", "0002_chair"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordedDecision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("meeting", models.CharField(max_length=60)),
                ("stated_class", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("proposal", models.TextField()),
                ("principles", models.JSONField(default=list)),
                ("service_result", models.CharField(max_length=10)),
                ("votes_for", models.PositiveSmallIntegerField()),
                ("votes_against", models.PositiveSmallIntegerField()),
                ("abstained", models.PositiveSmallIntegerField()),
                ("outcome", models.TextField()),
                ("reserved", models.JSONField(default=list)),
                ("linked", models.JSONField(default=list)),
                ("note", models.TextField(blank=True)),
                ("amount", models.BigIntegerField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recorded_decisions", to="alliances.alliance"
                    ),
                ),
            ],
            options={
                "db_table": "governance_recorded_decision",
                "ordering": ["-decided_on", "-number"],
            },
        ),
        migrations.CreateModel(
            name="RecordedNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=60)),
                ("regime", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=200)),
                ("published_on", models.DateField()),
                ("published_as", models.CharField(max_length=200)),
                ("relates_to", models.CharField(max_length=200)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="alliances.alliance"),
                ),
            ],
            options={
                "db_table": "governance_recorded_notice",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("reason", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="governance.decision"),
                ),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "governance_recusal",
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("wording", models.TextField()),
                ("principles", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("result", models.CharField(blank=True, max_length=4)),
                ("opened_on", models.DateField(blank=True, null=True)),
                ("closes_on", models.DateField(blank=True, null=True)),
                ("shown_on", models.DateField(blank=True, null=True)),
                ("present", models.JSONField(default=list)),
                ("recused", models.JSONField(default=list)),
                ("body", models.JSONField(blank=True, null=True)),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="governance.decision"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.meeting"
                    ),
                ),
            ],
            options={
                "db_table": "governance_round",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("takes_effect_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("proposed_at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="schedules", to="alliances.alliance"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "governance_schedule",
                "ordering": ["number"],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="schedule",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.schedule"),
        ),
        migrations.CreateModel(
            name="Understanding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField()),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="understandings", to="alliances.alliance"),
                ),
                ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
            ],
            options={
                "db_table": "governance_understanding",
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("word", models.CharField(max_length=30)),
                ("reason", models.TextField(blank=True)),
                ("would_change", models.TextField(blank=True)),
                ("given_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("entry", models.UUIDField()),
                ("salt", models.CharField(max_length=32)),
                ("sealed", models.TextField()),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="voices", to="governance.round")),
            ],
            options={
                "db_table": "governance_voice",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Consequence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("note", models.TextField(blank=True)),
                ("standing", models.CharField(default="offered", max_length=10)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="consequences", to="governance.decision"),
                ),
            ],
            options={
                "db_table": "governance_consequence",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("decision", "kind"), name="governance_consequence_once")],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=60)),
                ("label", models.CharField(max_length=200)),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="governance.decision"),
                ),
            ],
            options={
                "db_table": "governance_binding",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["kind", "subject"], name="governance_binding_subject")],
                "constraints": [models.UniqueConstraint(fields=("decision", "kind", "subject"), name="governance_binding_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("alliance", "code"), name="governance_duty_once"),
        ),
        migrations.AddConstraint(
            model_name="dutydone",
            constraint=models.UniqueConstraint(fields=("duty", "for_what"), name="governance_duty_done_once"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="governance_interest_number"),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["alliance", "-day"], name="governance_meeting_day"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="governance_meeting_reference"),
        ),
        migrations.AddConstraint(
            model_name="recordeddecision",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="governance_recorded_decision_once"),
        ),
        migrations.AddConstraint(
            model_name="recordednotice",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="governance_recorded_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("decision", "person"), name="governance_recusal_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("decision", "number"), name="governance_round_number"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="governance_schedule_number"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["alliance", "standing"], name="governance_decision_standing"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="governance_decision_reference"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("alliance", "form_token"), name="governance_decision_form"),
        ),
        migrations.AddConstraint(
            model_name="understanding",
            constraint=models.UniqueConstraint(fields=("alliance", "area", "version", "party"), name="governance_understanding_once"),
        ),
    ]
