"""The settings for this machine alone: what tests, type checks and the demonstration use."""

from __future__ import annotations

import os

os.environ.setdefault("GAINSHARE_MODE", "local")

from gainshare.web.config.settings import *  # noqa: F403  # every setting, with the mode set before
