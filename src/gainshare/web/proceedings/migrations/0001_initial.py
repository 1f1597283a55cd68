"""Disputes, their steps, and what was said of them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = [
        ("alliances", "0002_chair"),
        ("governance", "0002_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=80)),
                ("raised_on", models.DateField()),
                ("raised_by", models.CharField(max_length=80)),
                ("about", models.CharField(max_length=200)),
                ("question", models.TextField()),
                ("outcome", models.TextField(blank=True)),
                ("resolved_on", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("is_recorded", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="alliances.alliance"),
                ),
                ("schedule", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.schedule")),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "proceedings_dispute",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="DisputeNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("said_on", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("dispute", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="proceedings.dispute")),
                (
                    "party",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "proceedings_dispute_note",
                "ordering": ["said_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="DisputeStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("started_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("dispute", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="proceedings.dispute")),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "proceedings_dispute_step",
                "ordering": ["number"],
            },
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="proceedings_dispute_reference"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="proceedings_dispute_number"),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_on__isnull", True), ("withdrawn_on__isnull", True)),
                    models.Q(("ended_on__isnull", True), ("resolved_on__isnull", True)),
                    models.Q(("ended_on__isnull", True), ("withdrawn_on__isnull", True)),
                    _connector="OR",
                ),
                name="proceedings_dispute_one_end",
            ),
        ),
        migrations.AddIndex(
            model_name="disputestep",
            index=models.Index(fields=["due_on"], name="proceedings_dispute_step_due"),
        ),
        migrations.AddConstraint(
            model_name="disputestep",
            constraint=models.UniqueConstraint(fields=("dispute", "number"), name="proceedings_dispute_step_once"),
        ),
    ]
