"""Stored settlements, which the version before kept as files beside the agreement, become settlements; their text stays as it is."""

from typing import Any

from django.db import migrations

FOLDER = "settlements/"


def bring(apps: Any, editor: Any) -> None:
    """Make a row of each file, and take the file away."""
    from gainshare.web.settlements.bringing import rows_in

    using = editor.connection.alias  # a backup is restored beside the database that is served
    register = apps.get_model("agreements", "Register").objects.using(using)
    settlement = apps.get_model("settlements", "Settlement").objects.using(using)
    files = register.filter(name__startswith=FOLDER).order_by("alliance_id", "name", "number")
    by_alliance: dict[Any, dict[str, Any]] = {}
    for one in files:
        by_alliance.setdefault(one.alliance_id, {})[one.name] = one
    for alliance, found in by_alliance.items():
        made: dict[str, Any] = {}
        at = min(one.brought_at for one in found.values())
        for row in rows_in({name: one.text for name, one in found.items()}, at=at):
            restates = made.get(row.pop("restates") or "")
            made[row["reference"]] = settlement.create(alliance_id=alliance, restates=restates, **row)
    files.delete()


class Migration(migrations.Migration):
    """Rows for files."""

    dependencies = [
        ("settlements", "0001_initial"),
        ("agreements", "0001_initial"),
    ]

    operations = [migrations.RunPython(bring, migrations.RunPython.noop)]
