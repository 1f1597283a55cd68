"""Another installation beside the one that the tests use."""

from contextlib import contextmanager
from copy import deepcopy

from django.db import connection, connections
from django.test import override_settings


@contextmanager
def an_empty_place(folder):
    """Another installation: an empty database and folder take the place of this one."""
    name = connections.databases["default"]["NAME"]
    kept = deepcopy(connections["default"].settings_dict)
    connections["default"].close()
    folder.mkdir()
    if connection.vendor == "postgresql":
        other = f"{name}_restored"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'drop database if exists "{other}"')
            cursor.execute(f'create database "{other}"')
    else:
        other = str(folder / "restored.sqlite3")
    connections["default"].settings_dict["NAME"] = other
    try:
        with override_settings(EVIDENCE_FOLDER=folder / "evidence"):
            yield
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(kept)
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'drop database "{other}"')
