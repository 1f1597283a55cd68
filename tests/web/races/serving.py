"""What runs in a process of its own, so that it can be killed: `prepare` a database, `serve` it, and `look` what is there.

`python -m tests.web.races.serving serve`, with the settings of a folder of its own in the environment; each word prints one line.
"""

import hashlib
import json
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings


class Threads(ThreadingMixIn, WSGIServer):
    """Answers each request in a thread."""

    daemon_threads = True
    request_queue_size = 256


class Quiet(WSGIRequestHandler):
    """Writes no log."""

    def log_message(self, *_):
        pass


def prepare(files, sheets):
    """Make the small alliance with drafts for files and for sheets, and say how somebody who is signed in asks for them."""
    from django.core.management import call_command
    from tests.web.small import OCTOBER, make_small

    from gainshare.web.costs import actions
    from gainshare.web.costs.convert import month_of

    call_command("migrate", verbosity=0)
    small = make_small(starts_on="2010-04-01")
    seat = small.seat("lead")
    drafts = [
        actions.start_return(by=seat, party=small.parties["TRU"], month=month_of(OCTOBER - 40 - number), due_on=None)
        for number in range(int(files) + int(sheets))
    ]
    session = small.client("lead").cookies[settings.SESSION_COOKIE_NAME].value
    addresses = [small.address("add_evidence", of=one.pk) for one in drafts[: int(files)]]
    return {"session": session, "files": addresses, "sheets": [small.address("paste_return", of=one.pk) for one in drafts[int(files) :]]}


def serve():
    """Answer until somebody ends it."""
    from gainshare.web.config.wsgi import application

    with make_server("127.0.0.1", 0, application, Threads, Quiet) as server:
        print(json.dumps({"port": server.server_port}), flush=True)  # noqa: T201  # read by whoever started it
        server.serve_forever()


def look():
    """Return what there is: how many files and sheets, and everything that is there by half."""
    from gainshare.web.audit.models import Entry
    from gainshare.web.audit.verifying import chains, faults_in
    from gainshare.web.costs.models import Evidence, Return
    from gainshare.web.shared.kept_files import path_of

    files = list(Evidence.objects.values_list("name", "sha256", "size"))
    sheets = {str(one.pk): one.lines.count() for one in Return.objects.filter(status="draft") if one.lines.exists()}
    halves = [name for name, sha256, size in files if not is_whole(path_of(sha256), sha256, size)]
    halves += [fault for chain in chains() for fault in faults_in(chain)]
    counts = {action: Entry.objects.filter(action=action).count() for action in ("evidence.added", "return.saved")}
    return {"files": [name for name, *_ in files], "sheets": sheets, "halves": halves, "entries": counts}


def is_whole(file, sha256, size):
    return file.exists() and file.stat().st_size == size and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


if __name__ == "__main__":
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0  # a thread for each request would leave its connection open
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.UPLOADS_A_MINUTE = 100_000  # one person uploads everything here
    django.setup()
    word, *rest = sys.argv[1:]
    found = {"prepare": prepare, "serve": serve, "look": look}[word](*rest)
    print(json.dumps(found))  # noqa: T201
