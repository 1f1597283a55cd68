"""Starting an alliance and taking one away, as a browser does it."""

import io
import re
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.web.exchange.conftest import FILES
from tests.web.exchange.test_uploads import zipped
from tests.web.making import alliance_of, give, person

import gainshare as gs
from gainshare.files.folder import load_folder
from gainshare.web.agreements.models import Register
from gainshare.web.alliances.models import Alliance, Invitation
from gainshare.web.audit.models import Entry
from gainshare.web.costs.models import Line
from gainshare.web.exchange.taking import inert
from gainshare.web.shared.models import Message


def started(client, data=None, name="w.zip", **more):
    file = {"file": SimpleUploadedFile(name, data)} if data is not None else {}
    return client.post(reverse("start_alliance"), {**file, "manager": "first@example.org", **more})


@pytest.mark.parametrize("how", ["zip", "example"])
def test_a_site_administrator_starts_an_alliance_and_its_manager_joins(client, admin, how):
    client.force_login(admin)

    answer = started(client, zipped(FILES)) if how == "zip" else started(client, example="wexmoor")

    assert answer.url == reverse("alliances")
    alliance = Alliance.objects.get()
    page = client.get(answer.url).content.decode()
    assert f"{alliance.name} is here." in page
    assert client.get(reverse("alliance", kwargs={"alliance": alliance.pk})).status_code == 404, "who starts it sees nothing of it"
    link = re.search(r"http://testserver(/invitation/\S+)", Message.objects.get().body)[1]
    client.logout()
    joined = client.post(link, {"name": "Fi First", "password": "correct horse battery", "again": "correct horse battery"})
    assert client.get(joined.url).status_code == 200
    assert list(Entry.objects.filter(chain=str(alliance.pk)).values_list("action", flat=True).order_by("number")) == [
        "alliance.started",
        "invitation.accepted",
    ]


def test_an_agreement_by_itself_is_enough(client, admin):
    client.force_login(admin)

    assert started(client, FILES["agreement.yaml"], "agreement.yaml").status_code == 302
    assert Alliance.objects.get().parties.count() == 6


def test_everything_that_is_wrong_is_shown_and_nothing_is_made(client, admin):
    client.force_login(admin)
    costs = FILES["costs.csv"].replace(b"302957.19", b"302,957.19x", 1)
    targets = FILES["targets.csv"].replace(b"direct", b"indirect", 1)

    answer = started(client, zipped({**FILES, "costs.csv": costs, "targets.csv": targets}))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "costs.csv, line 2" in page
    assert "targets.csv, line 2" in page
    assert "Put right" in page
    assert not Alliance.objects.exists()
    assert not Invitation.objects.exists()
    assert not Message.objects.exists()
    assert not Entry.objects.exclude(chain="site").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choose a file, or an example"),
        ({"data": b"x", "example": "wexmoor"}, "and not both"),
        ({"data": b"x"}, "neither a ZIP nor"),
        ({"example": "wexmoor", "manager": ""}, "Enter the e-mail address"),
        ({"example": "../../etc"}, "../../etc is not one of the available choices"),
    ],
)
def test_what_is_missing_is_said(client, admin, given, words):
    client.force_login(admin)

    answer = started(client, **given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Alliance.objects.exists()


def test_nobody_else_starts_an_alliance(client, wexmoor, manager):
    client.force_login(manager)

    assert client.get(reverse("start_alliance")).status_code == 403
    assert started(client, example="wexmoor").status_code == 403
    assert Alliance.objects.count() == 1


def test_everything_is_taken_away_as_a_folder_that_settles_the_same(client, wexmoor, manager, tmp_path):
    client.force_login(manager)
    place = reverse("export", kwargs={"alliance": wexmoor.pk})
    assert "gainshare assess" in client.get(place).content.decode()

    answer = client.post(place)

    assert answer["Content-Disposition"] == 'attachment; filename="WXLWRA.zip"'
    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    found = gs.assess_folder(tmp_path, "2026/27 to M7").settlement
    assert (found.variance, found.target, found.actual) == (71_451_55, 4_815_291_38, 4_743_839_83)
    assert Entry.objects.filter(chain=str(wexmoor.pk), action="alliance.exported").count() == 1


@pytest.mark.parametrize("role", ["lawyer", "analyst", "wider_team"])
def test_those_who_do_not_read_everything_take_nothing_away(client, wexmoor, role):
    who = person("who@example.org")
    give(wexmoor, who, role)
    client.force_login(who)

    assert client.post(reverse("export", kwargs={"alliance": wexmoor.pk})).status_code == 403


def test_another_alliance_is_not_taken_away(client, wexmoor, manager):
    client.force_login(manager)

    assert client.post(reverse("export", kwargs={"alliance": alliance_of("Elsewhere", "Trust").pk})).status_code == 404


def test_no_cell_of_an_export_runs_in_a_spreadsheet(client, wexmoor, manager, tmp_path):
    client.force_login(manager)
    Line.objects.filter(pk=Line.objects.first().pk).update(note='=HYPERLINK("https://example.org")')
    old = Register.objects.get(name="payments.csv")
    text = old.text.replace("invoice: one-twelfth of contract value on account", "@SUM(A1:A9)", 1)
    Register.objects.create(alliance=wexmoor, name="payments.csv", number=2, text=text, sha256="x", brought_at=old.brought_at)

    answer = client.post(reverse("export", kwargs={"alliance": wexmoor.pk}))

    zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)
    for name in ("costs.csv", "payments.csv"):
        assert not re.search(r"(^|,)\"?[=@+]", (tmp_path / name).read_text(), re.MULTILINE)
    taken = load_folder(tmp_path).ledger
    assert taken.payments[0].note == "@SUM(A1:A9)"
    assert [one.note for one in taken.entries if one.note.startswith("=")] == ['=HYPERLINK("https://example.org")']


def test_a_table_without_formulas_stays_byte_for_byte():
    plain = 'a,b\r\n"-5.00",007\r\n\'=x,y\n'

    assert inert(plain) == plain
    assert inert("a,b\n=x,007\n-5.00,'=y\n+1,-007\n") == "a,b\n'=x,007\n-5.00,'=y\n'+1,'-007\n"


def test_the_same_form_twice_is_one_alliance_and_one_invitation(client, admin):
    client.force_login(admin)
    token = str(uuid.uuid4())
    assert 'name="token" value="' in client.get(reverse("start_alliance")).content.decode()

    answers = [started(client, zipped(FILES), token=token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Alliance.objects.count() == 1
    assert Message.objects.count() == 1
    assert Entry.objects.filter(action="alliance.started").count() == 1
    started(client, zipped(FILES), token=str(uuid.uuid4()))
    assert Alliance.objects.count() == 2, "another form is another alliance"
