"""Two alliances of the same shape, of which everybody here is in the first alone; pages are not written, since rights come before."""

import pytest
from django.utils import timezone
from tests.web.rights.walking import things_of, without_pages
from tests.web.small import NOW, make_small

from gainshare.web.shared import pages
from gainshare.web.shared.kept_files import path_of


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def no_pages(monkeypatch):
    monkeypatch.setattr(pages, "render_template", without_pages)


@pytest.fixture
def small(db, settings, tmp_path):
    settings.EVIDENCE_FOLDER = tmp_path
    file = path_of("0" * 64)
    file.parent.mkdir()
    file.write_bytes(b"x")
    return make_small()


@pytest.fixture
def things(small):
    """Things of the trust and of the charity, by the code of the party."""
    return {code: things_of(small, code, lead) for code, lead in (("TRU", "lead"), ("CHA", "other_lead"))}


@pytest.fixture
def elsewhere(db):
    """A thing of another alliance, in which nobody of the first has a part."""
    return things_of(make_small("Elsewhere", "ELSE"), "TRU", "lead")
