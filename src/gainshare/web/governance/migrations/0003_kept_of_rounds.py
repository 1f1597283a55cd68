"""Recusals that were taken back stay, with when; a round keeps what its wording committed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The change."""

    dependencies = [("governance", "0002_more")]

    operations = [
        migrations.RemoveConstraint(model_name="recusal", name="governance_recusal_once"),
        migrations.AddField(model_name="recusal", name="ended_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="round", name="matter", field=models.JSONField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("decision", "person"), name="governance_recusal_once_at_a_time"
            ),
        ),
    ]
