"""The first tables of this app."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("length", models.BigIntegerField(default=0)),
                ("head", models.CharField(default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64)),
            ],
            options={
                "db_table": "audit_chain",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("chain", models.CharField(max_length=40)),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=60)),
                ("person", models.CharField(blank=True, max_length=40)),
                ("organisation", models.CharField(blank=True, max_length=40)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("content_digest", models.CharField(max_length=64)),
                ("is_sealed", models.BooleanField(default=False)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "audit_entry",
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="audit.entry",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("text", models.TextField(blank=True)),
                ("is_erased", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "audit_content",
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["chain", "-number"], name="audit_entry_latest"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["chain", "subject"], name="audit_entry_subject"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("chain", "number"), name="audit_entry_place"),
        ),
    ]
