"""`gainshare manage sweep_evidence`: remove files that no return needs and that have lain a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gainshare.web.shared.kept_files import sweep


class Command(BaseCommand):
    """Sweep the evidence folder."""

    help = "Remove evidence files that no return needs and that have lain a day: what an upload left that was never kept."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # what Django hands on
        """Say how many files are gone."""
        gone = sweep()
        self.stdout.write(f"{gone} {'file is' if gone == 1 else 'files are'} gone.")
