"""`gainshare serve` and `gainshare manage`: the web application, started safely or not at all. Django is imported here only."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from gainshare.cli.outcome import FAILED, OK

SETTINGS = "gainshare.web.config.settings"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that this machine alone reaches."""
THREADS = 4
"""Requests that a worker answers at once."""


def serve(host: str, port: int, *, workers: int) -> int:
    """Serve the web application until it is stopped; return the exit status.

    Args:
        host: the address to listen at.
        port: the port to listen at.
        workers: how many processes answer.
    """
    if (status := ready()) != OK:
        return status
    if fault := _unready(host, port):
        typer.echo(f"error: {fault}", err=True)
        return FAILED
    from granian.constants import Interfaces
    from granian.server import Server

    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"gainshare serves http://{shown}:{port}/ – stop it with Ctrl+C.")
    server = Server(
        "gainshare.web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=THREADS * 16,
        websockets=False,
        respawn_failed_workers=True,
    )
    with _keeping_house():
        server.serve()
    return OK


@contextmanager
def _keeping_house() -> Iterator[None]:
    """Let messages that wait be sent, and the day's tidying be done, for as long as it serves: in a process of its own."""
    command = ["manage", "keep_house", "--with-parent", str(os.getpid())]
    # In a session of its own, so that Ctrl+C reaches the server alone, which then ends it.
    process = subprocess.Popen([sys.executable, "-c", "from gainshare.cli.main import main; main()", *command], start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def manage(arguments: Sequence[str]) -> int:
    """Run one of Django's commands, or of ours; return the exit status."""
    if (status := ready()) != OK:
        return status
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gainshare manage", *arguments])
    return OK


def ready() -> int:
    """Make Django ready by the environment; if that is not safe, print everything that is wrong and return status 1."""
    from gainshare.web.config.environment import SettingsError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        import django

        django.setup()
    except SettingsError as error:
        typer.echo(f"{error}\nFor this machine alone, set GAINSHARE_MODE=local instead.", err=True)
        return FAILED
    return OK


def _unready(host: str, port: int) -> str:
    """Bring the database and the static files up to date; return why it cannot be served, or nothing."""
    from django.conf import settings

    if settings.GAINSHARE.mode == "local" and host not in LOOPBACK:
        return f"GAINSHARE_MODE=local serves this machine alone, and {host} is reached by others. Leave --host out, or serve in production."
    return _taken(host, port) or _database() or _static()


def _taken(host: str, port: int) -> str:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return f"nothing can listen at {host}, port {port}: {error.strerror or error}. Choose another with --host and --port."
    return ""


def _database() -> str:
    """Bring the embedded database up to date; one that others may use too is only looked at."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        if connection.vendor == "sqlite":
            call_command("migrate", interactive=False, verbosity=0)
            return ""
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"the database cannot be used: {str(error).strip()}"
    finally:
        connection.close()
    return "the database is not up to date. Back it up, then run `gainshare manage migrate`." if waiting else ""


def _static() -> str:
    """Collect what browsers need beside the pages."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    return ""
