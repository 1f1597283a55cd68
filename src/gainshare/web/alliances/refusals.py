"""Why something that was asked for is not done."""

from __future__ import annotations


class Refused(Exception):
    """Things stand so that it cannot be done; the text says why and what to do."""
