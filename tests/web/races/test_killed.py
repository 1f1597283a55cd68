"""A server that is killed in the middle of uploads: each is wholly there or not at all, and what was answered is there."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web import conftest

from gainshare.web.shared.kept_files import sweep

ROOT = Path(__file__).parents[3]
SECRET = "s" * 32
LINES = 40
"""Lines of each spreadsheet."""
SHEET = ("Category,Amount\n" + "".join(f"Pay,{number}.00\n" for number in range(1, LINES + 1))).encode()
FILES_OF_EACH = 25


@pytest.fixture
def run(tmp_path):
    """Return what starts a word of `serving` on a data folder and a database of its own."""
    variables = {
        "DJANGO_SETTINGS_MODULE": "gainshare.web.config.local",
        "GAINSHARE_DATA": str(tmp_path / "data"),
        "GAINSHARE_MODE": "local",
    }
    (tmp_path / "data" / "static").mkdir(parents=True)
    if conftest.server is not None:
        conftest.server.psql("CREATE DATABASE killed;")
        variables["DATABASE_URL"] = conftest.server.get_uri().replace("/postgres?", "/killed?")
    started = []

    def start(*words):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GAINSHARE_") and name != "DATABASE_URL"}
        command = [sys.executable, "-m", "tests.web.races.serving", *map(str, words)]
        process = subprocess.Popen(command, cwd=ROOT, env={**kept, **variables}, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()
    if conftest.server is not None:
        conftest.server.psql("DROP DATABASE killed WITH (FORCE);")


def upload(port, session, address, name, data, **fields):
    """Send a file as a browser would; return the status of the answer."""
    edge = "edge"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = b"".join([*parts, head, data, f"\r\n--{edge}--\r\n".encode()])
    headers = {
        "Cookie": f"gainshare={session}; csrf={SECRET}",
        "X-CSRFToken": SECRET,
        "Content-Type": f"multipart/form-data; boundary={edge}",
    }
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", address, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.deep
@pytest.mark.parametrize(("uploads", "until"), [(200, 70)])
def test_each_upload_is_wholly_there_or_not_at_all(run, uploads, until):
    half = uploads // 2
    _, ready = run("prepare", -(-half // FILES_OF_EACH), half)
    server, found = run("serve")
    answered, killed = [], threading.Event()
    jobs = [(ready["files"][number // FILES_OF_EACH], f"{number}.pdf", pdf(number), {}) for number in range(half)]
    jobs += [(address, f"{number}.csv", SHEET, {"use": "1", "seen": "1"}) for number, address in enumerate(ready["sheets"])]
    jobs = [job for pair in zip(jobs[:half], jobs[half:], strict=True) for job in pair]

    def send(job):
        address, name, data, fields = job
        try:
            status = upload(found["port"], ready["session"], address, name, data, **fields)
        except (OSError, HTTPException):
            return
        answered.append((address, name, status))
        if len(answered) >= until and not killed.is_set():
            killed.set()
            server.kill()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(send, jobs))

    assert killed.is_set()
    assert {status for *_, status in answered} == {302}
    _, there = run("look")
    assert there["halves"] == []
    assert set(there["sheets"].values()) == {LINES}
    assert there["entries"] == {"evidence.added": len(there["files"]), "return.saved": len(there["sheets"])}
    assert {name for _, name, _ in answered if name.endswith(".pdf")} <= set(there["files"])
    assert {address.split("/")[-2] for address, name, _ in answered if name.endswith(".csv")} <= set(there["sheets"])
    assert len(there["files"]) + len(there["sheets"]) < uploads  # it was killed in the middle

    _, again = run("serve")
    rest = [job for job in jobs if job[1] not in {name for _, name, _ in answered}]
    address, name, data, fields = rest[-1]
    assert upload(again["port"], ready["session"], address, name, data, **fields) in {302, 422}  # 422: it is there, though nobody was told


@pytest.mark.parametrize("place", ["evidence", "actions"])
def test_what_fails_at_its_last_step_has_not_happened(place, small, monkeypatch):
    """The small brother: the journal cannot be written, when everything else has been."""
    one = small.draft()
    client = small.client("lead")
    client.raise_request_exception = False
    before = list(one.lines.values_list("category", "amount"))

    def fails(*_):
        raise MemoryError

    monkeypatch.setattr(f"gainshare.web.costs.{place}.record_of", fails)
    name, body = ("add_evidence", {}) if place == "evidence" else ("paste_return", {"use": "1", "seen": one.row_version})
    file = SimpleUploadedFile("x.pdf", pdf(1)) if place == "evidence" else SimpleUploadedFile("x.csv", SHEET)
    answer = client.post(small.address(name, of=one.pk), {**body, "file": file})

    assert answer.status_code == 500
    assert list(one.lines.values_list("category", "amount")) == before
    assert not one.files.exists()
    assert sweep(older_than_seconds=-(10**9)) == (1 if place == "evidence" else 0)


def pdf(number):
    return b"%PDF-1.7\n" + str(number).encode() * 50_000
