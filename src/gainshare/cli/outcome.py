"""How a command ends: problems on the error channel, exit status 0 or 1, and no traceback for anything a user can cause."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

import typer

from gainshare.core.kernel.problem import Invalid, Problem, errors

OK, FAILED = 0, 1


def guarded(app: Callable[[], object]) -> None:
    """Run the application; turn what a user can cause into messages and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no minus sign or pound sign shows a question mark
    try:
        app()
    except Invalid as invalid:
        show_problems(invalid.problems)
        sys.exit(FAILED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OSError as error:
        typer.echo(
            f"error: {error.filename or 'a file'} cannot be used: {error.strerror}. Check that it exists and that you may use it.", err=True
        )
        sys.exit(FAILED)


def show_problems(problems: Sequence[Problem]) -> None:
    """Print problems on the error channel, one to a line, and count them."""
    for problem in problems:
        typer.echo(str(problem), err=True)
    if count := len(errors(problems)):
        typer.echo(f"{count} error{'s' if count > 1 else ''}. Nothing was written.", err=True)
