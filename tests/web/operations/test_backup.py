"""A backup holds one moment while others write; it comes back equal, all of it, or not at all."""

import json
import os
import random
import subprocess
import sys
import threading
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from tests.web.operations.places import an_empty_place
from tests.web.people import a_party, a_person, an_alliance, gives

from gainshare.web.audit import verifying
from gainshare.web.audit.journal import record
from gainshare.web.audit.models import Chain, Entry
from gainshare.web.costs.models import Evidence, Return
from gainshare.web.operations import archive, backup
from gainshare.web.operations.archive import ArchiveError, Reader, Writer
from gainshare.web.operations.backup import back_up
from gainshare.web.operations.restore import restore
from gainshare.web.shared import kept_files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
EVIDENCE = b"%PDF-1.7 the proof"


@pytest.fixture(autouse=True)
def folder(tmp_path, transactional_db, django_db_blocker):
    # A backup and a restore have connections of their own, which Django's tests would refuse.
    with override_settings(EVIDENCE_FOLDER=tmp_path / "evidence"), django_db_blocker.unblock():
        yield tmp_path


@pytest.fixture
def alliance(folder):
    from django.utils import timezone

    person, alliance = a_person("Zoë Ångström", password="a long password"), an_alliance()
    party = a_party(alliance)
    gives(person, alliance, "provider_finance_lead", party)
    now = timezone.now()
    one = Return.objects.create(
        alliance=alliance,
        party=party,
        month=24000,
        version=1,
        reference="R1",
        kind="full",
        created_at=now,
        explanations={"b": [1], "a": "ü"},
    )
    two = Return.objects.create(
        alliance=alliance, party=party, month=24001, version=1, reference="R2", kind="full", created_at=now, corrects=one
    )
    one.lines.create(number=1, cost_type="pay", amount=-123456789012)
    sha256 = kept_files.keep(EVIDENCE)
    Evidence.objects.create(of=two, name="proof.pdf", kind="pdf", size=len(EVIDENCE), sha256=sha256, added_by=person, added_at=now)
    with transaction.atomic():
        for number in range(20):
            record("return.saved", by=person, alliance=alliance, subject=one, content={"after": {"number": number}})
    return alliance


def test_everything_comes_back_equal(alliance, folder):
    copied = back_up(folder / "copy.zip")
    assert copied.files == 1
    assert copied.missing == ()
    before = json.loads(zipfile.ZipFile(folder / "copy.zip").read("manifest.json"))

    with an_empty_place(folder / "other"):
        assert restore(folder / "copy.zip") == copied.rows
        assert kept_files.path_of(Evidence.objects.get().sha256).read_bytes() == EVIDENCE
        assert Return.objects.get(reference="R2").corrects.explanations == {"b": [1], "a": "ü"}
        assert Return.objects.get(reference="R1").lines.get().amount == -123456789012
        assert [fault for chain in verifying.chains() for fault in verifying.faults_in(chain)] == []
        back_up(folder / "again.zip")
        with transaction.atomic():
            record("return.saved", by=None, alliance=alliance)  # and it goes on from there
            Return.objects.get(reference="R1").lines.create(number=2, cost_type="pay", amount=1)
    after = json.loads(zipfile.ZipFile(folder / "again.zip").read("manifest.json"))

    assert {**after, "made_at": ""} == {**before, "made_at": ""}
    assert oct((folder / "copy.zip").stat().st_mode)[-3:] == "600"


def test_a_place_that_is_not_empty_is_refused(alliance, folder):
    back_up(folder / "copy.zip")
    rows = Entry.objects.count()

    with pytest.raises(ArchiveError, match="not empty"):
        restore(folder / "copy.zip")
    with override_settings(EVIDENCE_FOLDER=folder / "fresh"), pytest.raises(ArchiveError, match=r"not empty|there already"):
        restore(folder / "copy.zip")

    assert Entry.objects.count() == rows
    assert not (folder / "fresh").exists()


def test_a_file_that_is_there_is_not_overwritten(alliance, folder):
    (folder / "copy.zip").write_text("mine")

    with pytest.raises(ArchiveError, match="already"):
        back_up(folder / "copy.zip")

    assert (folder / "copy.zip").read_text() == "mine"


def test_every_changed_byte_is_refused(alliance, folder):
    back_up(folder / "copy.zip")
    whole = (folder / "copy.zip").read_bytes()
    places = random.Random(1).sample(range(len(whole)), 300)
    for place in [*places, *range(len(whole) - 100, len(whole))]:
        (folder / "bad.zip").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ArchiveError):
            Reader(folder / "bad.zip")
    for bad in (b"", b"x" * 200, whole[:-1], whole + b"x", whole[: len(whole) // 2]):
        (folder / "bad.zip").write_bytes(bad)
        with pytest.raises(ArchiveError):
            Reader(folder / "bad.zip")


@pytest.mark.parametrize("change", ["format", "migration", "table", "journal", "row"])
def test_what_was_made_anew_by_somebody_else_is_refused_and_leaves_nothing(alliance, folder, change):
    back_up(folder / "copy.zip")
    made_anew(folder, change)

    with an_empty_place(folder / "other"):
        with pytest.raises(ArchiveError, match=r"Install that version|did not come out|does not verify"):
            restore(folder / "anew.zip")
        assert not any((folder / "other").iterdir())
        assert connection.vendor == "sqlite" or connection.introspection.table_names() == []


def made_anew(folder, change):
    """Write the backup again with something else in it, as somebody could who knows how; its digests are right."""
    reader = Reader(folder / "copy.zip")
    manifest = reader.manifest
    if change == "migration":
        manifest["migrations"].append(["costs", "9999_later"])
    if change == "table":
        manifest["tables"]["costs_line"]["rows"] += 1
    if change == "journal":
        manifest["journal"][0][2] = "0" * 64
    with Writer(folder / "anew.zip") as writer:
        for name in [*reader.names("rows"), *reader.names("evidence")]:
            data = b"".join(reader.blocks(name))
            writer.add(name, [data.replace(b"-123456789012", b"-123456789013") if change == "row" else data])
        writer.finish({key: value for key, value in manifest.items() if key not in {"members", "format"}})
    if change == "format":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(archive, "FORMAT", 2)
            (folder / "anew.zip").unlink()
            back_up(folder / "anew.zip")


def test_a_failure_on_the_way_leaves_no_file(alliance, folder, monkeypatch):
    monkeypatch.setattr(backup, "path_of", lambda sha256: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        back_up(folder / "copy.zip")

    assert [file.name for file in folder.iterdir()] == ["evidence"]


def test_evidence_that_is_not_there_is_told_and_damaged_evidence_is_refused(alliance, folder):
    place = kept_files.path_of(Evidence.objects.get().sha256)
    place.write_bytes(b"other")
    with pytest.raises(ArchiveError, match="damaged"):
        back_up(folder / "copy.zip")

    place.unlink()

    assert back_up(folder / "copy.zip").missing == (Evidence.objects.get().sha256,)


@pytest.mark.parametrize("count", [3, pytest.param(20, marks=pytest.mark.deep)])
def test_a_backup_during_writes_holds_one_moment(alliance, folder, count):
    stop, written = threading.Event(), []

    def write():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    record("return.saved", by=None, alliance=alliance, content={"n": len(written)})
                    an_alliance(f"A{len(written)}", "A")
                written.append(1)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(count):
            so_far = len(written)
            back_up(folder / f"{number}.zip")
            while len(written) < so_far + 3:
                stop.wait(0.01)
    finally:
        stop.set()
        writer.join()

    lengths = []
    for number in range(count):
        with an_empty_place(folder / f"other{number}"):
            restore(folder / f"{number}.zip")
            length = Chain.objects.get(name=str(alliance.pk)).length
            assert Entry.objects.filter(chain=str(alliance.pk)).count() == length
            assert type(alliance).objects.count() == 1 + length - 20
            assert list(verifying.faults_in(str(alliance.pk))) == []
            lengths.append(length)
    assert lengths == sorted(set(lengths))
    assert len(written) > 9


def test_the_commands(alliance, folder):
    if connection.vendor == "postgresql":
        pytest.skip("the commands are the same; the database of another process is asked for once")
    environment = {**os.environ, "GAINSHARE_DATA": str(folder / "data"), "PYTHONWARNINGS": "ignore"}

    def run(*arguments):
        command = [sys.executable, "-c", "from gainshare.cli.main import main; main()", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)

    back_up(folder / "copy.zip")

    restored = run("restore", str(folder / "copy.zip"))
    assert restored.returncode == 0, restored.stderr
    assert "the journal verifies" in restored.stdout
    assert run("restore", str(folder / "copy.zip")).returncode == 1
    assert (folder / "data" / "gainshare.sqlite3").exists()
    again = run("backup", str(folder / "again.zip"))
    assert again.returncode == 0, again.stderr
    assert "1 file of evidence" in again.stdout
    assert run("backup", str(folder / "again.zip")).returncode == 1
    assert run("manage", "verify_journal").returncode == 0


def test_the_migrations_are_all_there():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
