"""A role more: the independent chair."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The change."""

    dependencies = [
        ("alliances", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(
                choices=[
                    ("alliance_manager", "Alliance manager"),
                    ("alliance_finance_lead", "Alliance finance lead"),
                    ("owner_finance_lead", "Owner finance lead"),
                    ("provider_finance_lead", "Provider finance lead"),
                    ("contributor", "Contributor"),
                    ("analyst", "Analyst"),
                    ("leadership_member", "Leadership team member"),
                    ("leadership_deputy", "Leadership team deputy"),
                    ("chair", "Independent chair"),
                    ("lawyer", "Lawyer"),
                    ("lived_experience_partner", "Lived-experience partner"),
                    ("wider_team", "Wider team reader"),
                    ("auditor", "Observer or auditor"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("alliance_manager", "Alliance manager"),
                    ("alliance_finance_lead", "Alliance finance lead"),
                    ("owner_finance_lead", "Owner finance lead"),
                    ("provider_finance_lead", "Provider finance lead"),
                    ("contributor", "Contributor"),
                    ("analyst", "Analyst"),
                    ("leadership_member", "Leadership team member"),
                    ("leadership_deputy", "Leadership team deputy"),
                    ("chair", "Independent chair"),
                    ("lawyer", "Lawyer"),
                    ("lived_experience_partner", "Lived-experience partner"),
                    ("wider_team", "Wider team reader"),
                    ("auditor", "Observer or auditor"),
                ],
                max_length=30,
            ),
        ),
    ]
