"""Tables of governance."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The change."""

    initial = True

    dependencies = [
        ("alliances", "0002_chair"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("body", models.CharField(max_length=80)),
                ("seat", models.CharField(max_length=200)),
                ("is_deputy", models.BooleanField(default=False)),
                ("deed", models.CharField(blank=True, max_length=200)),
                ("limit", models.BigIntegerField(blank=True, null=True)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="alliances.alliance"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "governance_appointment",
                "ordering": ["body", "seat", "is_deputy", "begins_on"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("body", models.CharField(max_length=80)),
                ("put_to", models.CharField(max_length=80)),
                ("why", models.TextField(blank=True)),
                ("options", models.JSONField(default=list)),
                ("people", models.TextField(blank=True)),
                ("equality", models.TextField(blank=True)),
                ("amount", models.BigIntegerField(blank=True, null=True)),
                ("commitments", models.JSONField(default=dict)),
                ("effects", models.JSONField(default=dict)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("reserved", models.JSONField(default=list)),
                ("excludes", models.CharField(blank=True, max_length=60)),
                ("is_urgent", models.BooleanField(default=False)),
                ("is_written", models.BooleanField(default=False)),
                ("approvals_by", models.DateField(blank=True, null=True)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("standing", models.CharField(max_length=30)),
                ("takes_up", models.CharField(blank=True, max_length=60)),
                ("ratified_on", models.DateField(blank=True, null=True)),
                ("is_ratified", models.BooleanField(blank=True, null=True)),
                ("ratified_why", models.TextField(blank=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_why", models.TextField(blank=True)),
                ("proposed_on", models.DateField()),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="alliances.alliance"),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="governance.decision",
                    ),
                ),
            ],
            options={
                "db_table": "governance_decision",
                "ordering": ["-proposed_on", "-reference"],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("body", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("rhythm", models.CharField(max_length=20)),
                ("owner", models.CharField(max_length=200)),
                ("begins_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="alliances.alliance"),
                ),
            ],
            options={
                "db_table": "governance_duty",
                "ordering": ["body", "code"],
            },
        ),
        migrations.CreateModel(
            name="DutyDone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("for_what", models.CharField(max_length=60)),
                ("evidence", models.TextField()),
                ("done_on", models.DateField()),
                ("done_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("duty", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="done", to="governance.duty")),
            ],
            options={
                "db_table": "governance_duty_done",
                "ordering": ["done_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("approval", "approval"), ("authority", "authority")], max_length=10)),
                ("round_number", models.PositiveSmallIntegerField()),
                ("is_given", models.BooleanField()),
                ("given_by", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "decision",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="endorsements", to="governance.decision"),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "governance_endorsement",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("post", models.CharField(max_length=200)),
                ("party", models.CharField(blank=True, max_length=60)),
                ("declared_on", models.DateField()),
                ("what", models.TextField()),
                ("kind", models.CharField(max_length=60)),
                ("management", models.TextField(blank=True)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="interests", to="alliances.alliance"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "governance_interest",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=100)),
                ("body", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("place", models.CharField(blank=True, max_length=200)),
                ("papers_sent_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("minutes_agreed_on", models.DateField(blank=True, null=True)),
                ("cancelled_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("stated_quorum", models.CharField(blank=True, max_length=10)),
                ("attending", models.JSONField(default=list)),
                ("apologies", models.JSONField(default=list)),
                ("are_papers_on_time", models.BooleanField(blank=True, null=True)),
                ("is_recorded", models.BooleanField(default=False)),
                ("held_by", models.JSONField(blank=True, null=True)),
                ("minutes", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="alliances.alliance"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "minutes_agreed_at",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.meeting"
                    ),
                ),
            ],
            options={
                "db_table": "governance_meeting",
                "ordering": ["-day", "reference"],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="meeting",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="governance.meeting"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="ratified_at",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ratified", to="governance.meeting"
            ),
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("place", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("about", models.CharField(blank=True, max_length=100)),
                ("notes", models.TextField(blank=True)),
                ("meeting", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="governance.meeting")),
            ],
            options={
                "db_table": "governance_agenda_item",
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="alliances.alliance"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="governance.decision"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="governance.meeting"
                    ),
                ),
            ],
            options={
                "db_table": "governance_paper",
                "ordering": ["added_at"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("seat", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("came_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "meeting",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="presences", to="governance.meeting"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "governance_presence",
                "ordering": ["came_at", "id"],
            },
        ),
    ]
