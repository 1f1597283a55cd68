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
            name="Reminder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("month", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="alliances.alliance"),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="alliances.party")),
                ("sent_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "costs_reminder",
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("month", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=100)),
                ("kind", models.CharField(choices=[("full", "full"), ("change", "change")], max_length=10)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("queried", "queried"),
                            ("returned", "returned to the party"),
                            ("accepted", "accepted"),
                            ("discarded", "discarded draft"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("control_total", models.BigIntegerField(blank=True, null=True)),
                ("explanations", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField()),
                ("declared_as", models.CharField(blank=True, max_length=120)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_on", models.DateField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True)),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                ("row_version", models.PositiveIntegerField(default=1)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="alliances.alliance"),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrected_by", to="costs.return"
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="alliances.party")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "costs_return",
                "ordering": ["month", "party__place", "version"],
            },
        ),
        migrations.CreateModel(
            name="Query",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("line_number", models.PositiveIntegerField(blank=True, null=True)),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("of", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="queries", to="costs.return")),
            ],
            options={
                "db_table": "costs_query",
                "ordering": ["asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("cost_type", models.CharField(max_length=60)),
                ("category", models.CharField(blank=True, max_length=200)),
                ("amount", models.BigIntegerField()),
                ("vat", models.CharField(default="net", max_length=5)),
                ("work_package", models.CharField(blank=True, max_length=60)),
                ("note", models.TextField(blank=True)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("is_accrual", models.BooleanField(default=False)),
                ("reverses_in", models.PositiveIntegerField(blank=True, null=True)),
                ("of", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="costs.return")),
            ],
            options={
                "db_table": "costs_line",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("of", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="files", to="costs.return")),
            ],
            options={
                "db_table": "costs_evidence",
                "ordering": ["added_at"],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("heading_key", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
            ],
            options={
                "db_table": "costs_column_mapping",
                "constraints": [models.UniqueConstraint(fields=("party", "heading_key"), name="costs_column_mapping_once")],
            },
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(fields=["alliance", "month"], name="costs_return_month"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("alliance", "party", "month", "version"), name="costs_return_version"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="costs_return_reference"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("draft",))), fields=("alliance", "party", "month"), name="costs_return_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ("draft", "discarded")), ("submitted_on__isnull", False), _connector="OR"),
                name="costs_return_handed_in_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "accepted"), _negated=True),
                    ("accepted_by__isnull", True),
                    models.Q(("accepted_by", models.F("declared_by")), _negated=True),
                    _connector="OR",
                ),
                name="costs_return_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(fields=("of", "number"), name="costs_line_number"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("of", "sha256", "name"), name="costs_evidence_once"),
        ),
    ]
