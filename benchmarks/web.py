"""The web application's own time for each page: the demonstration alliance on an embedded database, asked without a network.

`python -m benchmarks.web [PAGE]` prints the figures in milliseconds as JSON; with a page's name, where its time goes instead.
"""

from __future__ import annotations

import cProfile
import io
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from django.test import Client

    from gainshare.web.alliances.access import Seat
    from gainshare.web.alliances.models import Alliance

ROOT = Path(__file__).parent.parent
PASSWORD = "correct horse battery staple"
REQUESTS = 30
"""Requests whose median is the figure of a page."""
LINES = 1_000
CATEGORIES = ("Pay: wards", "Pay: community rehabilitation team", "Pay: agency and bank", "Drugs", "Non-pay and estates")
HEADER = ("Category", "Amount", "Note", "Evidence")
ROWS = [
    (CATEGORIES[number % len(CATEGORIES)], f"{100 + number}.{number % 100:02d}", f"Order {number} of the month", f"INV-{number:06d}")
    for number in range(LINES)
]


def set_up(folder: Path) -> None:
    """Make Django ready, with a fresh database in a folder, the tables and the demonstration alliance."""
    for name in [name for name in os.environ if name.startswith("GAINSHARE_")]:
        del os.environ[name]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "gainshare.web.config.local", "GAINSHARE_MODE": "local", "GAINSHARE_DATA": str(folder)}
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    settings.UPLOADS_A_MINUTE = 100_000  # Django's client sends every form as if it had files
    from gainshare.web.exchange import demonstration
    from gainshare.web.exchange.examples import example_files

    call_command("migrate", interactive=False, verbosity=0)
    demonstration.make(example_files("wexmoor"), password=PASSWORD)


def client_of(email: str) -> Client:
    """Return the browser of somebody who is signed in."""
    from django.test import Client

    from gainshare.web.accounts.models import Person

    made = Client(headers={"host": "localhost"}, raise_request_exception=True)
    made.force_login(Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def pages() -> Mapping[str, Callable[[], object]]:
    """Return each page as somebody asks for it, by its name."""
    from django.urls import reverse

    from gainshare.web.alliances.models import Alliance
    from gainshare.web.costs.models import SUBMITTED, Return

    alliance = Alliance.objects.get()
    finance, trust = client_of("finance@wexmoor.example"), client_of("trust@wexmoor.example")

    def address(name: str, **more: object) -> str:
        return reverse(name, kwargs={"alliance": alliance.pk, **more})

    sent = Return.objects.get(alliance=alliance, status=SUBMITTED)
    draft = address("edit_return", of=_usual_lines(trust, address))
    return {
        "desk": lambda: ask(finance, reverse("desk")),
        "month": lambda: ask(finance, address("month", month="2026-10")),
        "year": lambda: ask(finance, address("months")),
        "return": lambda: ask(finance, address("return", of=sent.pk)),
        "edit": lambda: ask(trust, draft),
        "check": lambda: ask(trust, draft.replace("/edit", "/check")),
        "journal": lambda: ask(finance, address("journal")),
        "people": lambda: ask(finance, address("people")),
        "agreement": lambda: ask(finance, address("agreement_version", number=1)),
        "measures": lambda: ask(finance, address("measures")),
        "measure": lambda: ask(finance, address("measure", measure="K6.2")),
        "settlements": lambda: ask(finance, address("settlements")),
        "closing": lambda: ask(finance, address("closing", period="2026-09")),
        "forecast": lambda: ask(finance, address("forecast")),
        "portfolio": lambda: ask(finance, reverse("portfolio")),
    }


def settlements() -> Mapping[str, Callable[[], object]]:
    """Return what is done with settlements: a statement, a figure of it, what if, its PDF, and a year settled from the rows up."""
    from django.db import transaction
    from django.urls import reverse

    from gainshare.web.alliances.models import Alliance
    from gainshare.web.settlements import downloads, drafting, held
    from gainshare.web.settlements.models import Settlement

    alliance = Alliance.objects.get()
    fernway, one = client_of("fernway@wexmoor.example"), Settlement.objects.get(alliance=alliance, reference="2025-26.final.1")
    finance = seat_of_finance(alliance)

    def address(name: str, **more: object) -> str:
        return reverse(name, kwargs={"alliance": alliance.pk, **more})

    def settle() -> None:
        wanted = drafting.Wanted(held.held(one).assessment.period, "shadow", one.as_of)
        with transaction.atomic():
            drafting.draft(by=finance, wanted=wanted, link=None)
            transaction.set_rollback(True)

    def statement_anew() -> None:
        for kept in (held._bundle, held._held, held._statement, held._chart):
            kept.cache_clear()
        ask(fernway, address("settlement", of=one.pk))

    return {
        "statement": lambda: ask(fernway, address("settlement", of=one.pk)),
        "figure": lambda: ask(fernway, f"{address('settlement_figure', of=one.pk)}?step=party.nop.WX-FRN.cost"),
        "rows": lambda: ask(fernway, f"{address('settlement_rows', of=one.pk)}?rows=costs%7C2025/26%7C%7C%7C%7C%7Cinclude"),
        "position": lambda: ask(fernway, address("position")),
        "what_if": lambda: ask(fernway, f"{address('position')}?outturn=4000000&value.K2.1=60&{HALF_A_BAND}"),
        "statement_what_if": lambda: ask(fernway, f"{address('settlement_what_if', of=one.pk)}?outturn=9000000"),
        "pdf": lambda: downloads.as_pdf(one),
        "settle": settle,
        "statement_anew": statement_anew,
    }


HALF_A_BAND = "term.regime/stages/2/share/gain/bands/1/owner=40%25&term.regime/stages/2/share/gain/bands/1/nop=60%25"
"""Another split of the first band of gain, as an address writes it."""


def seat_of_finance(alliance: Alliance) -> Seat:
    """Return the seat of the alliance finance lead."""
    from gainshare.web.accounts.models import Person
    from gainshare.web.alliances.access import seat_of

    found = seat_of(Person.objects.get(email="finance@wexmoor.example"), alliance)
    assert found is not None
    return found


def thousand() -> Mapping[str, Callable[[], object]]:
    """Return the page of a return with a thousand lines."""
    from django.urls import reverse

    from gainshare.web.alliances.models import Alliance

    alliance, trust = Alliance.objects.get(), client_of("trust@wexmoor.example")

    def address(name: str, **more: object) -> str:
        return reverse(name, kwargs={"alliance": alliance.pk, **more})

    draft = address("return", of=_thousand_lines(trust, address))
    return {"thousand": lambda: ask(trust, draft)}


def uploads() -> Mapping[str, Callable[[], object]]:
    """Return the upload of a thousand lines: read, put into the draft, checked and shown; once for each kind of file."""
    from django.urls import reverse

    from gainshare.web.alliances.models import Alliance

    alliance, trust = Alliance.objects.get(), client_of("trust@wexmoor.example")

    def address(name: str, **more: object) -> str:
        return reverse(name, kwargs={"alliance": alliance.pk, **more})

    draft = _draft(trust, address, "2026-10")
    files = {"xlsx": workbook(), "csv": csv_file()}
    return {kind: lambda kind=kind, data=data: _uploaded(trust, address, draft, (f"costs.{kind}", data)) for kind, data in files.items()}


def ask(client: Client, address: str) -> bytes:
    """Return a page that is there."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return bytes(answer.content)


def workbook() -> bytes:
    """Return the thousand lines as an Excel workbook."""
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Costs")
    for row in (HEADER, *((category, float(amount), note, evidence) for category, amount, note, evidence in ROWS)):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def csv_file() -> bytes:
    """Return the thousand lines as CSV."""
    return "".join(",".join(row) + "\n" for row in (HEADER, *ROWS)).encode()


def _draft(client: Client, address: Callable[..., str], month: str) -> str:
    """Return the id of the trust's draft of a month, begun now if it is not there."""
    answer = client.post(address("start_return", month=month), {"party": "WX-MHT"})
    assert answer.status_code == 302, answer.status_code
    return answer["Location"].split("/")[-2]


def _usual_lines(client: Client, address: Callable[..., str]) -> str:
    """Return the id of a draft with the lines that a month usually has."""
    draft = _draft(client, address, "2026-10")
    text = "Category\tAmount\n" + "".join(f"{category}\t{20_000 * number}.00\n" for number, category in enumerate(CATEGORIES, 1))
    _used(client, address, draft, text, ("category", "amount"))
    return draft


def _thousand_lines(client: Client, address: Callable[..., str]) -> str:
    """Return the id of a draft with a thousand lines, of the month after."""
    draft = _draft(client, address, "2026-11")
    _uploaded(client, address, draft, ("costs.csv", csv_file()))
    return draft


def _uploaded(client: Client, address: Callable[..., str], draft: str, upload: tuple[str, bytes]) -> None:
    """Upload a file, put its lines into a draft, check them and look at them; each step as a browser does it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    looked = client.post(address("paste_return", of=draft), {"file": SimpleUploadedFile(*upload)})
    assert looked.status_code == 200, looked.content.decode()[:3000]
    ask(client, _used(client, address, draft, _text(), ("category", "amount", "note", "evidence")))
    ask(client, address("return", of=draft))


def _used(client: Client, address: Callable[..., str], draft: str, text: str, columns: Sequence[str]) -> str:
    """Put pasted lines into a draft; return where the browser is sent on to."""
    from gainshare.web.costs.models import Return

    fields = {"seen": Return.objects.get(pk=draft).row_version, "use": "1", "text": text}
    fields |= {f"column-{number}": field for number, field in enumerate(columns)}
    used = client.post(address("paste_return", of=draft), fields)
    assert used.status_code == 302, used.content.decode()[:3000]
    return str(used["Location"])


def _text() -> str:
    return "\n".join("\t".join(row) for row in (HEADER, *ROWS))


def _milliseconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return (time.perf_counter() - start) * 1000


def median_of(times: int, job: Callable[[], object]) -> float:
    """Return the median milliseconds of several runs, after one that is not counted."""
    job()
    return statistics.median(_milliseconds(job) for _ in range(times))


def profile(job: Callable[[], object]) -> None:
    """Print where the time of a page goes, and the questions that it asks of the database."""
    from django.db import connection, reset_queries

    for _ in range(3):
        job()
    connection.force_debug_cursor = True
    reset_queries()
    job()
    asked = [query["sql"] for query in connection.queries]
    connection.force_debug_cursor = False
    with cProfile.Profile() as profiler:
        for _ in range(10):
            job()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(70)
    print(f"{len(asked)} queries", *(sql[:200] for sql in asked), sep="\n  ")


def main() -> None:
    """Print the figures as JSON, or where the time of one page goes."""
    with tempfile.TemporaryDirectory(prefix="gainshare-web-") as name:
        set_up(Path(name))
        if len(sys.argv) > 1:
            profile(next(jobs[sys.argv[1]] for make in (pages, settlements, thousand, uploads) if sys.argv[1] in (jobs := make())))
            return
        # One after the other: what a later one leaves in the database must not slow down an earlier one.
        figures = {page: median_of(REQUESTS, job) for make in (pages, settlements, thousand) for page, job in make().items()}
        figures |= {kind: median_of(5, job) for kind, job in uploads().items()}
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
