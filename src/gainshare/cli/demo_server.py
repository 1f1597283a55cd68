"""The demonstration on the web: an embedded database, a person for each role, and a server for this machine alone."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import sys
from pathlib import Path

import typer

from gainshare.cli.outcome import OK

ENDS_BEFORE = "GAINSHARE_NO_SERVE"
"""Set to 1, it ends the demonstration before the server."""
HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8000, 8099
"""The ports among which a free one is sought."""


def run(out: Path, example: Path) -> int:
    """Make the demonstration's database, say how to sign in, and serve until it is stopped; return the exit status.

    Args:
        out: the demonstration's folder.
        example: the alliance's folder that it begins with.
    """
    if os.environ.get(ENDS_BEFORE) == "1":
        return OK
    data = out / "web"
    shutil.rmtree(data, ignore_errors=True)
    for name in ("DATABASE_URL", "GAINSHARE_HTTPS", "GAINSHARE_HOSTS", "GAINSHARE_SECRET_KEY", "GAINSHARE_EMAIL"):
        os.environ.pop(name, None)  # the demonstration never touches what somebody else's settings name
    os.environ |= {"GAINSHARE_MODE": "local", "GAINSHARE_DATA": str(data.absolute())}
    from gainshare.cli import serve

    if (status := serve.ready()) != OK:
        return status
    password = _fill(example)
    port = _free_port()
    _say(password, port)
    _become_the_server(port)
    return OK


def _become_the_server(port: int) -> None:
    """Go on as `gainshare serve`, in this process and anew.

    The pages before were drawn by a library that has threads of its own; a server that were begun from here would be a copy without
    them, and would wait for them for ever at the first picture.
    """
    command = [sys.executable, "-c", "from gainshare.cli.main import main; main()", "serve", "--host", HOST, "--port", str(port)]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, command)


def _fill(example: Path) -> str:
    """Make the database with the alliance and its people; return the password that everybody has."""
    from django.core.management import call_command

    from gainshare.web.exchange import demonstration
    from gainshare.web.exchange.examples import files_below

    typer.echo("\nMaking the demonstration's database …")
    call_command("migrate", interactive=False, verbosity=0)
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    demonstration.make(files_below(example), password=password)
    return password


WORDS = (
    *("amber", "birch", "cedar", "clover", "copper", "coral", "fern", "fleece", "garnet", "harbour", "heather", "indigo"),
    *("juniper", "lantern", "linen", "maple", "meadow", "mellow", "nutmeg", "orchard", "pebble", "quartz", "river", "saffron"),
    *("silver", "sparrow", "thicket", "timber", "velvet", "violet", "willow", "yarrow"),
)
"""What the demonstration's password is made of, anew each time."""


def _say(password: str, port: int) -> None:
    """Print the address and the sign-ins."""
    from gainshare.web.exchange.demonstration import PEOPLE

    title = f"On the web: http://{HOST}:{port}/"
    typer.echo(f"\n{title}\n{'=' * len(title)}\n")
    typer.echo(f"Everybody's password is {password} (made for this demonstration, which only this machine can reach).\n")
    widest = max(len(one.email) for one in PEOPLE)
    for one in PEOPLE:
        typer.echo(f"  {one.email:{widest}}  {one.name}{', and leadership team member' if one.leads else ''}")
    typer.echo("\nTry: sign in as trust@wexmoor.example and hand in month 7; then as finance@wexmoor.example and check it.")
    typer.echo("Or as fernway@wexmoor.example: read what the charity receives for 2025/26, open a figure, and approve the settlement.")
    typer.echo(f"Mails are printed here. {ENDS_BEFORE}=1 ends the demonstration before the server.\n")


def _free_port() -> int:
    """Return the first port among the demonstration's that nothing listens at."""
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex((HOST, port)) != 0:
                return port
    return LAST_PORT
