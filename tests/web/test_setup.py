"""The tests of the web have what they need, and it is emptied between them."""

import pytest
from django.db import connection
from tests.web.conftest import DATABASE

from gainshare.web.audit.journal import record
from gainshare.web.audit.models import Entry


def test_the_database_is_the_one_that_was_asked_for(db):
    assert connection.vendor == DATABASE


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_the_journal_is_empty_again_after_a_test_that_commits(time):
    from django.db import transaction

    assert not Entry.objects.exists()
    with transaction.atomic():
        record("thing.done", by=None)
