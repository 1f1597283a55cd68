"""The first tables of this app."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = [
        ("alliances", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("measure", models.CharField(max_length=80)),
                ("period", models.CharField(max_length=40)),
                ("first", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("numerator", models.CharField(blank=True, max_length=200, null=True)),
                ("denominator", models.CharField(blank=True, max_length=200, null=True)),
                ("given", models.CharField(blank=True, max_length=200, null=True)),
                (
                    "status",
                    models.CharField(choices=[("provisional", "provisional"), ("final", "final"), ("revised", "revised")], max_length=12),
                ),
                ("origin", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("recorded_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("file", models.CharField(blank=True, max_length=200)),
                ("form_token", models.UUIDField(blank=True, null=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="alliances.alliance"),
                ),
                (
                    "entered_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "measures_observation",
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["alliance", "measure", "first", "end"], name="measures_observation_of"),
                    models.Index(fields=["alliance", "form_token"], name="measures_observation_form"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("alliance", "number"), name="measures_observation_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator__isnull", False), ("numerator__isnull", False)),
                            models.Q(("denominator__isnull", True), ("given__isnull", False), ("numerator__isnull", True)),
                            _connector="OR",
                        ),
                        name="measures_observation_says_something",
                    ),
                    models.CheckConstraint(condition=models.Q(("first__lt", models.F("end"))), name="measures_observation_holds_a_month"),
                ],
            },
        ),
    ]
