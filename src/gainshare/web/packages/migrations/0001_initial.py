"""Call-offs, how they were described, and their checks against procurement law."""

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
            name="CallOff",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("package", models.CharField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("form_token", models.UUIDField(blank=True, null=True, unique=True)),
                (
                    "alliance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="call_offs", to="alliances.alliance"),
                ),
            ],
            options={
                "db_table": "packages_call_off",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("legal_basis", models.CharField(max_length=40)),
                ("finding", models.CharField(max_length=10)),
                ("note", models.TextField()),
                ("checked_on", models.DateField()),
                ("written_at", models.DateTimeField()),
                ("call_off", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="packages.calloff")),
                (
                    "checked_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "packages_check",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Description",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("what", models.TextField()),
                ("value", models.BigIntegerField()),
                ("described_at", models.DateTimeField()),
                (
                    "call_off",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="descriptions", to="packages.calloff"),
                ),
                (
                    "described_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "db_table": "packages_description",
                "ordering": ["version"],
            },
        ),
        migrations.AddConstraint(
            model_name="calloff",
            constraint=models.UniqueConstraint(fields=("alliance", "number"), name="packages_call_off_number"),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.UniqueConstraint(fields=("call_off", "version"), name="packages_description_once"),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="packages_description_value"),
        ),
    ]
