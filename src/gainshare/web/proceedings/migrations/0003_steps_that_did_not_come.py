"""Of a step, whether what it waits for came; of an approval, the decision to which it was given."""

from __future__ import annotations

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_the_decision(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let each approval that there is be one of the decision on which its process rests."""
    for one in apps.get_model("proceedings", "Process").objects.using(editor.connection.alias).exclude(decision=None):
        one.approvals.update(decision_id=one.decision_id)
    editor.connection.check_constraints()  # rows that a restore has just written hold up no change of their table after this


class Migration(migrations.Migration):
    """The change."""

    dependencies = [
        ("governance", "0002_more"),
        ("proceedings", "0002_processes"),
    ]

    operations = [
        migrations.AddField(
            model_name="processapproval",
            name="decision",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="governance.decision"
            ),
        ),
        migrations.AddField(
            model_name="processstep",
            name="has_come",
            field=models.BooleanField(default=True),
        ),
        migrations.RunPython(name_the_decision, migrations.RunPython.noop),
    ]
