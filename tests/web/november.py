"""Fixtures for the small alliance on 10 November 2026: a conftest that imports them has somebody in each role and browsers for them."""

import pytest
from django.utils import timezone
from tests.web.small import NOW, make_small


class Clock:
    """The moment that the application believes it to be."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return settings.EVIDENCE_FOLDER


@pytest.fixture
def small(db):
    return make_small()


@pytest.fixture
def lead(small):
    """The browser of the trust's finance lead."""
    return small.client("lead")


@pytest.fixture
def finance(small):
    """The browser of the alliance's finance lead."""
    return small.client("finance")
