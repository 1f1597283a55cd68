import pytest
from tests.web.governed import Governed
from tests.web.november import clock, evidence_folder, small  # noqa: F401


@pytest.fixture
def governed(small):  # noqa: F811
    return Governed(small)
