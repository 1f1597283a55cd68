"""What is uploaded to start an alliance: archives that are sound, and all that are not."""

import contextlib
import io
import stat
import zipfile

import pytest
from tests.web.exchange.conftest import FILES

from gainshare.core.kernel.problem import Invalid
from gainshare.web.exchange import uploads
from gainshare.web.exchange.examples import example_files, example_folders
from gainshare.web.exchange.uploads import files_in


def zipped(files, **flags):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = flags.get("mode", 0o644) << 16
            archive.writestr(info, data)
    return stream.getvalue()


def faults(data, name="alliance.zip"):
    with pytest.raises(Invalid) as caught:
        files_in(data, name)
    return "\n".join(str(problem) for problem in caught.value.problems)


@pytest.mark.parametrize("prefix", ["", "wexmoor/", "a/b/"])
def test_the_folder_is_found_wherever_it_lies_in_the_archive(prefix):
    data = zipped({f"{prefix}{name}": data for name, data in FILES.items()} | {"__MACOSX/agreement.yaml": b"x"})

    assert files_in(data, "w.zip").items() >= FILES.items()


def test_an_agreement_by_itself_has_an_empty_open_book():
    assert set(files_in(FILES["agreement.yaml"], "My agreement.YAML")) == {"agreement.yaml", "costs.csv", "targets.csv"}


@pytest.mark.parametrize(
    "path", ["../agreement.yaml", "/agreement.yaml", "a/../../b.csv", "a\\..\\b.csv", "C:/b.csv", "./agreement.yaml", "a//b"]
)
def test_paths_that_lead_out_of_the_folder_are_refused(path):
    assert "outside of its folder" in faults(zipped({**FILES, path: b"x"}))


def test_everything_wrong_with_an_archive_is_said_at_once():
    said = faults(zipped({"../a": b"x", "/b": b"x"}, mode=stat.S_IFLNK | 0o777))

    assert said.count("outside of its folder") == 2
    assert said.count("link to another place") == 2


def test_an_archive_that_unpacks_to_too_much_is_refused_by_what_its_list_says(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)

    assert "more than 1,000 bytes" in faults(zipped({"agreement.yaml": b"0" * 2_000}))


def test_an_archive_whose_list_lies_about_sizes_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    data = bytearray(zipped({"agreement.yaml": b"0" * 100_000}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")

    assert faults(bytes(data))


def test_an_archive_of_a_thousand_files_is_refused():
    assert "501 files" in faults(zipped({f"{number}.csv": b"" for number in range(501)}))


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.zip", "neither a ZIP nor"),
        (b"hello", "costs.csv", "neither a ZIP nor"),
        (b"PK\x03\x04 not really", "x.zip", "cannot be unpacked"),
        (zipped(FILES)[:-400], "x.zip", "cannot be unpacked"),
        (zipped({"costs.csv": b"x"}), "x.zip", "has no agreement.yaml"),
        (zipped({"a/agreement.yaml": b"x", "b/agreement.yaml": b"x"}), "x.zip", "has 2 agreements"),
        (b"#" * 1_000_001, "x.yaml", "at most 1,000,000"),
    ],
)
def test_what_is_no_folder_is_refused_with_what_to_do(data, name, words):
    assert words in faults(data, name)


@pytest.mark.parametrize("at", range(30, 3_000, 97))
def test_damaged_archives_never_break_it(at):
    data = bytearray(zipped(FILES))
    data[at % len(data)] ^= 0xFF

    with contextlib.suppress(Invalid):
        files_in(bytes(data), "x.zip")


def test_twice_the_same_name_is_refused():
    data = zipped({"agreement.yaml": b"a", "agreement.yamk": b"b"}).replace(b"agreement.yamk", b"agreement.yaml")

    assert "two files of the same name" in faults(data)


def test_examples_are_there():
    assert "wexmoor" in example_folders()
    assert example_files("wexmoor") == FILES
