"""The first tables of this app."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    """As Django wrote it."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("to", models.EmailField(max_length=254)),
                ("person", models.CharField(blank=True, max_length=40)),
                ("alliance", models.CharField(blank=True, max_length=40)),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("is_for_digest", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("last_fault", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "shared_message",
                "ordering": ["written_at"],
                "indexes": [models.Index(fields=["sent_at", "next_try_at"], name="shared_message_waiting")],
            },
        ),
    ]
