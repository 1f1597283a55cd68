"""The first tables of this app."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = [
        ("alliances", "0002_chair"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "alliance",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="plan",
                        serialize=False,
                        to="alliances.alliance",
                    ),
                ),
                ("approved_by", models.CharField(blank=True, max_length=80)),
                ("approved_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "registers_plan",
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=80)),
                ("kind", models.CharField(blank=True, max_length=30)),
                ("text", models.TextField()),
                ("lead", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=200)),
                ("benefit", models.TextField(blank=True)),
                ("measure", models.CharField(blank=True, max_length=80)),
                ("depends_on", models.JSONField(default=list)),
                ("others", models.JSONField(default=dict)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="activities", to="alliances.alliance"),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "registers_activity",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("action", "action"),
                            ("issue", "issue"),
                            ("idea", "idea"),
                            ("commitment", "commitment"),
                            ("lesson", "lesson"),
                        ],
                        max_length=12,
                    ),
                ),
                ("raised_on", models.DateField()),
                ("source", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField()),
                ("owner_party", models.CharField(blank=True, max_length=80)),
                ("owner_post", models.CharField(blank=True, max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                            ("resolved", "resolved"),
                            ("proposed", "proposed"),
                            ("trying", "trying"),
                            ("spread", "spread"),
                            ("kept", "kept"),
                            ("not_kept", "not_kept"),
                            ("noted", "noted"),
                            ("shared", "shared"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("reach", models.PositiveIntegerField(blank=True, null=True)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                ("alliance", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="alliances.alliance")),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "registers_item",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                ("is_dropped", models.BooleanField(default=False)),
                (
                    "activity",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="registers.activity"),
                ),
            ],
            options={
                "db_table": "registers_milestone",
                "ordering": ["activity", "number"],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=80)),
                ("raised_on", models.DateField()),
                ("category", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField()),
                ("likelihood", models.PositiveSmallIntegerField()),
                ("impact", models.PositiveSmallIntegerField()),
                ("residual_value", models.PositiveSmallIntegerField()),
                ("mitigation", models.TextField()),
                ("owner_party", models.CharField(max_length=80)),
                ("owner_post", models.CharField(max_length=200)),
                ("review_on", models.DateField()),
                ("is_closed", models.BooleanField(default=False)),
                ("money_low", models.BigIntegerField(blank=True, null=True)),
                ("money_high", models.BigIntegerField(blank=True, null=True)),
                ("probability", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                ("alliance", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="risks", to="alliances.alliance")),
                (
                    "raised_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "registers_risk",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("made_on", models.DateField()),
                ("what", models.TextField()),
                ("reason", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="registers.activity"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="registers.item"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="registers.risk"
                    ),
                ),
            ],
            options={
                "db_table": "registers_note",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RiskScoring",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("likelihood", models.PositiveSmallIntegerField()),
                ("impact", models.PositiveSmallIntegerField()),
                ("changed_on", models.DateField()),
                ("reason", models.TextField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("risk", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scorings", to="registers.risk")),
            ],
            options={
                "db_table": "registers_risk_scoring",
                "ordering": ["risk", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="registers_activity_reference"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="registers_activity_number"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["alliance", "source"], name="registers_item_source"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="registers_item_reference"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="registers_item_number"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("kind__in", ["action", "issue", "commitment"])),
                    models.Q(("due_on__isnull", True), ("kind__in", ["idea", "lesson"])),
                    _connector="OR",
                ),
                name="registers_item_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach__isnull", True), ("kind", "idea"), _connector="OR"), name="registers_item_reach"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(fields=("activity", "number"), name="registers_milestone_number"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_dropped", False), ("done_on__isnull", True), _connector="OR"), name="registers_milestone_dropped"
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="registers_risk_reference"),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="registers_risk_number"),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact__range", (1, 5)), ("likelihood__range", (1, 5)), ("residual_value__range", (1, 25))),
                name="registers_risk_scores",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("money_high__isnull", True), ("money_low__isnull", True)),
                    models.Q(
                        ("money_high__gte", models.F("money_low")),
                        ("money_high__isnull", False),
                        ("money_low__gte", 0),
                        ("money_low__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="registers_risk_money",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__isnull", True), ("probability__range", (0, 100)), _connector="OR"),
                name="registers_risk_probability",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity__isnull", True), ("item__isnull", True), ("risk__isnull", False)),
                    models.Q(("activity__isnull", True), ("item__isnull", False), ("risk__isnull", True)),
                    models.Q(("activity__isnull", False), ("item__isnull", True), ("risk__isnull", True)),
                    _connector="OR",
                ),
                name="registers_note_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="riskscoring",
            constraint=models.UniqueConstraint(fields=("risk", "number"), name="registers_risk_scoring_number"),
        ),
        migrations.AddConstraint(
            model_name="riskscoring",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact__range", (1, 5)), ("likelihood__range", (1, 5))), name="registers_risk_scoring_scores"
            ),
        ),
    ]
