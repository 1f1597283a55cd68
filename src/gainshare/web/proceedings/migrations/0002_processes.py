"""Ways into and out of the alliance, their steps, and what each party's own board said."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    dependencies = [
        ("alliances", "0002_chair"),
        ("governance", "0002_more"),
        ("proceedings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("admission", "Admission of a new party"),
                            ("exclusion", "Rectification and exclusion"),
                            ("withdrawal", "A party withdraws"),
                            ("termination", "An owner ends its part"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reference", models.CharField(max_length=60)),
                ("party", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("started_on", models.DateField()),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(blank=True, null=True)),
                ("takes_effect_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_as", models.CharField(blank=True, max_length=10)),
                ("outcome", models.TextField(blank=True)),
                ("written_at", models.DateTimeField()),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="processes", to="alliances.alliance"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.decision"
                    ),
                ),
                ("schedule", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.schedule")),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "proceedings_process",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="ProcessApproval",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_given", models.BooleanField()),
                ("given_by", models.CharField(max_length=200)),
                ("given_on", models.DateField()),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                (
                    "process",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="proceedings.process"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "proceedings_process_approval",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ProcessStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("step", models.CharField(max_length=20)),
                ("done_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("process", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="proceedings.process")),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "proceedings_process_step",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="proceedings_process_reference"),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="proceedings_process_number"),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_as", ""), ("ended_on__isnull", True)),
                    models.Q(("ended_as__in", ["rectified", "withdrawn"]), ("ended_on__isnull", False)),
                    models.Q(("ended_as", "complete"), ("ended_on__isnull", False), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="proceedings_process_ends_as",
            ),
        ),
        migrations.AddConstraint(
            model_name="process",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decision__isnull", True), ("ended_as", "complete"), ("kind__in", ["admission", "exclusion"]), _negated=True
                ),
                name="proceedings_process_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="processstep",
            constraint=models.UniqueConstraint(fields=("process", "step"), name="proceedings_process_step_once"),
        ),
    ]
