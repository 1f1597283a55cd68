"""What a version before wrote is brought up to date, and its settlements keep their fingerprints: kept for every released version."""

import hashlib
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from tests.web.operations.places import an_empty_place

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance
from gainshare.web.audit import verifying
from gainshare.web.operations.restore import restore
from gainshare.web.settlements.held import held
from gainshare.web.settlements.models import Settlement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DATABASES = Path(__file__).parents[2] / "data" / "databases"
FINGERPRINTS = {
    "half-a-workspace.backup": {
        "2024-25.final.1": ("86cd3229dbb3d65216a951738c1accef73c7bd4e656b7db76f70d4e4e78b9f47", "restated", -21_823_427),
        "2024-25.final.2": ("6956fab51bbf824a7ebe62b5721695d3a2edcf6dc33017351a7e31b961f36f8d", "agreed", -19_663_009),
        "2025-26.final.1": ("92e81bcdf45db48da5349c3108adaba17a247a2076e52ac60477f296247ed012", "agreed", 19_453_584),
    }
}
"""What each version wrote: the SHA-256 of each stored settlement (tests/data/README.md), where it stands, and the expected variance."""


@pytest.mark.parametrize("name", FINGERPRINTS)
def test_a_database_of_a_version_before_is_brought_up_to_date_with_its_settlements_as_they_were(name, tmp_path, django_db_blocker):
    with override_settings(EVIDENCE_FOLDER=tmp_path / "evidence"), django_db_blocker.unblock(), an_empty_place(tmp_path / "other"):
        restore(DATABASES / name)

        found = {one.reference: (one.sha256, one.standing, one.variance) for one in Settlement.objects.all()}
        texts = dict(Settlement.objects.values_list("reference", "bundle"))
        same = {one.reference: held(one).is_same for one in Settlement.objects.all()}
        alliance = Alliance.objects.get()
        client = Client()
        client.force_login(Person.objects.get(email="fernway@wexmoor.example"))
        pages = {
            one: client.get(reverse("settlement", kwargs={"alliance": alliance.pk, "of": one.pk})).status_code
            for one in Settlement.objects.all()
        }
        places = [reverse(name, kwargs={"alliance": alliance.pk}) for name in ("months", "measures", "position", "settlements")]
        others = [client.get(place).status_code for place in places]
        faults = [fault for chain in verifying.chains() for fault in verifying.faults_in(chain)]

    assert found == FINGERPRINTS[name]
    assert {reference: hashlib.sha256(text.encode()).hexdigest() for reference, text in texts.items()} == {
        reference: expected[0] for reference, expected in FINGERPRINTS[name].items()
    }
    assert set(same.values()) == {True}
    assert set(pages.values()) == {200}
    assert others == [200] * 4
    assert faults == []
