"""What a form asks for is done and said, or it is not done and the message says why."""

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from gainshare.core.kernel.problem import Fault
from gainshare.web.alliances.refusals import Refused, do_and_say


def said_by(write):
    request = RequestFactory().post("/")
    request.session = {}
    request._messages = FallbackStorage(request)
    do_and_say(request, write)
    return [(one.level_tag, one.message) for one in get_messages(request)]


def test_what_was_done_is_said():
    assert said_by(lambda: "It is done.") == [("success", "It is done.")]


def test_nothing_is_said_where_the_page_itself_shows_it():
    assert said_by(lambda: "") == []


@pytest.mark.parametrize("refusal", [Refused("Choose a later day."), Fault("It has ended.", "Choose a later day.")])
def test_what_is_refused_is_said_with_what_to_do_and_that_nothing_was_changed(refusal):
    def write():
        raise refusal

    ((level, words),) = said_by(write)

    assert level == "warning"
    assert words.endswith("Choose a later day. Nothing was changed.")


def test_a_mistake_of_ours_is_not_taken_for_a_refusal():
    with pytest.raises(ZeroDivisionError):
        said_by(lambda: str(1 / 0))
