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
            name="Settlement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=80)),
                ("period", models.CharField(max_length=60)),
                ("first", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=[("shadow", "shadow"), ("interim", "interim"), ("final", "final")], max_length=10)),
                ("as_of", models.DateField(blank=True, null=True)),
                ("reason", models.TextField(blank=True)),
                ("bundle", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("target", models.BigIntegerField()),
                ("actual", models.BigIntegerField()),
                ("variance", models.BigIntegerField()),
                ("overall", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("shadow", "shadow"),
                            ("draft", "draft"),
                            ("agreed", "agreed"),
                            ("paid", "paid"),
                            ("restated", "restated"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_brought_in", models.BooleanField(default=False)),
                ("drafted_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="settlements", to="alliances.alliance"),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "restates",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restated_by",
                        to="settlements.settlement",
                    ),
                ),
            ],
            options={
                "db_table": "settlements_settlement",
                "ordering": ["-first", "-drafted_at"],
            },
        ),
        migrations.CreateModel(
            name="Asked",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("says", models.CharField(blank=True, choices=[("approves", "approves"), ("refuses", "refuses")], max_length=10)),
                ("reason", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(blank=True, null=True)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                (
                    "said_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="asked", to="settlements.settlement"),
                ),
            ],
            options={
                "db_table": "settlements_asked",
                "ordering": ["party__place"],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("amount", models.BigIntegerField()),
                ("paid_on", models.DateField(blank=True, null=True)),
                ("paid_reference", models.CharField(blank=True, max_length=100)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                ("payee", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                ("payer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="alliances.party")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="transfers", to="settlements.settlement"),
                ),
            ],
            options={
                "db_table": "settlements_transfer",
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="settlement",
            index=models.Index(fields=["alliance", "first"], name="settlements_settlement_first"),
        ),
        migrations.AddConstraint(
            model_name="settlement",
            constraint=models.UniqueConstraint(fields=("alliance", "reference"), name="settlements_settlement_reference"),
        ),
        migrations.AddConstraint(
            model_name="asked",
            constraint=models.UniqueConstraint(fields=("settlement", "party"), name="settlements_asked_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("settlement", "number"), name="settlements_transfer_number"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="settlements_transfer_amount"),
        ),
    ]
