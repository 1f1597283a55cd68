"""Texts that break software, as the origin of a value and as the reason of a revised one: refused in words, or kept and shown as text."""

import uuid

import pytest
from tests.web.costs.test_naughty_strings import EACH, harmless
from tests.web.measures.values import enter, form

from gainshare.files.folder import load_folder
from gainshare.web.exchange.taking import folder_of
from gainshare.web.measures.models import Observation

pytestmark = pytest.mark.slow


@EACH
def test_each_text_is_refused_or_kept_and_shown_as_text_and_leaves_readable(small, tmp_path, strings):
    analyst = small.client("analyst")
    enter(small, numerator=1_000, denominator=2_000)
    for place, text in enumerate(strings):
        body = form(numerator=str(place + 10), status="revised", origin=text, note=text or "x")

        answer = analyst.post(small.address("enter_observation"), body)

        assert answer.status_code in {302, 422}, text
        assert harmless(answer.content.decode()), text
    pasted = "\n".join(["measure\tperiod\tvalue\torigin", *(f'M1\t2026-08\t{place}\t"{text}"' for place, text in enumerate(strings))])
    answer = analyst.post(small.address("upload_observations"), {"text": pasted, "use": "1", "token": uuid.uuid4()})
    assert answer.status_code == 422
    assert harmless(answer.content.decode())

    for name in ("measures", "measure"):
        of = {"measure": "M1"} if name == "measure" else {}
        assert harmless(small.client("finance").get(small.address(name, **of)).content.decode())
    for name, data in folder_of(small.alliance).items():
        (tmp_path / name).write_bytes(data)
    (last,) = load_folder(tmp_path).observations[-1:]
    assert last.origin == Observation.objects.last().origin
    assert Observation.objects.count() > len(strings) * 3 // 4
