"""The page around every page, and what pages are made of: tables, form fields, tags, messages, and nothing that a strict policy forbids."""

import json
import logging
import re
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse

from gainshare.web.accounts.models import Person
from gainshare.web.shared import views
from gainshare.web.shared.forms import DateBoxes, date_field, mistakes_of
from gainshare.web.shared.logs import JsonFormatter
from gainshare.web.shared.middleware import BEGAN
from gainshare.web.shared.pages import Crumb, Frame, NavItem, surroundings
from gainshare.web.shared.tables import Column, Link, Row, body

ASSETS = Path(__file__).parents[3] / "src/gainshare/web/shared/assets"
FORBIDDEN = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    frame: Frame


class Costs(forms.Form):
    name = forms.CharField(label="Name of the cost", max_length=100, help_text="As in your <ledger>")
    amount = forms.DecimalField(label="Amount", decimal_places=2)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    reason = forms.CharField(label="Reason", widget=forms.Textarea, max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), ("Groups", [("a", "Direct"), ("b", "Overhead")])])
    way = forms.ChoiceField(label="Way", choices=[("t", "Type"), ("u", "Upload")], widget=forms.RadioSelect)
    months = forms.MultipleChoiceField(label="Months", choices=[("1", "April"), ("2", "May")], widget=forms.CheckboxSelectMultiple)
    declared = forms.BooleanField(label="I declare it")
    paid = date_field(label="Date of payment")
    invoiced = date_field(label="Date of invoice", in_boxes=False)
    file = forms.FileField(label="Evidence")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)


def written(source, **context):
    request = context.pop("request", None) or RequestFactory().get("/")
    request.user = getattr(request, "user", AnonymousUser())
    return engines["jinja2"].from_string(source).render(context, request)


def shown(form):
    return written('{% from "shared/_forms.html" import fields, error_summary %}{{ error_summary(form) }}{{ fields(form) }}', form=form)


def shown_table(columns, rows, **options):
    call = '{% from "shared/_table.html" import table %}{{ table("Costs", columns, rows, **options) }}'
    return written(call, columns=columns, rows=rows, options=options)


# -- the page around every page


def test_a_page_says_what_it_is_about_and_holds_nothing_that_the_policy_forbids():
    frame = Frame(
        "Costs",
        "Wexmoor <Living> Well",
        "M7 2026/27 (October 2026)",
        "Submitted",
        [Crumb("My desk", "/desk")],
        [NavItem("Costs", "/costs", True), NavItem("People", "/people")],
        "Seen by the finance group.",
        "returns",
    )

    html = written('{% extends "shared/layout.html" %}', page=Page(frame))

    assert "<title>Costs – Wexmoor &lt;Living&gt; Well – gainshare</title>" in html
    assert html.count("<h1") == 1
    assert 'href="/costs" aria-current="page"' in html
    assert 'href="/people" aria-current' not in html
    assert all(
        word in html for word in ("M7 2026/27", "Submitted", "My desk", "Seen by the finance group.", "/help/#returns", "#maincontent")
    )
    assert not FORBIDDEN.search(html)


def test_a_page_of_somebody_signed_in_names_them_warns_them_and_lets_them_out_by_post():
    request = RequestFactory().get("/")
    request.user = Person(name="Amina Shah", email="a@example.org")
    request._messages = [Message(SUCCESS, "Saved.")]

    html = written('{% extends "shared/layout.html" %}', page=Page(Frame("Desk")), request=request)

    assert "Amina Shah" in html
    assert 'data-idle-minutes="30"' in html
    assert "Saved." in html
    assert 'role="alert"' in html
    assert re.search(r'<form[^>]*method="post"[^>]*>\s*<input type="hidden" name="csrf', html)


def test_a_page_of_allauth_has_no_page_and_still_has_a_heading():
    html = written('{% extends "shared/layout.html" %}{% block title %}Sign in{% endblock %}')

    assert re.search(r"<h1[^>]*>Sign in</h1>", html)
    assert "data-idle-minutes" not in html


def test_a_failed_request_has_no_person_and_no_messages():
    assert surroundings(None).person == ""
    assert surroundings(None).notices == []


def test_the_title_begins_with_error_when_a_form_has_mistakes():
    imports = '{% extends "shared/layout.html" %}{% from "shared/_forms.html" import error_summary %}'
    source = imports + "{% block errors %}{{ error_summary(form) }}{% endblock %}"

    assert "<title>Error: Costs" in written(source, page=Page(Frame("Costs")), form=Costs({}))
    assert "<title>Costs" in written(source, page=Page(Frame("Costs")), form=Costs())


# -- tables


def test_a_cell_without_a_figure_says_so_and_zero_is_a_figure():
    html = shown_table([Column("Party"), Column("Cost", is_numeric=True)], [("Beck", None), ("Moor", ""), ("Dale", 0)], unit="£000")

    assert html.count("No data") == 2
    assert '<td class="app-n">0</td>' in html
    assert 'Costs<span class="app-unit">, £000</span>' in html
    assert html.count('<th scope="row">') == 3


def test_cells_are_escaped_and_links_and_markup_are_not():
    html = shown_table([Column("Party")], [("<b>",), (Link("B & C", "/b?x=1&y=2", "of May"),)], first_is_header=False)

    assert "&lt;b&gt;" in html
    assert '<a href="/b?x=1&amp;y=2">B &amp; C<span class="nhsuk-u-visually-hidden"> of May</span></a>' in html


def test_a_row_may_be_a_total_be_pointed_at_and_have_errors_beneath():
    html = shown_table(
        [Column("Party"), Column("Cost", is_numeric=True)], [Row(("All", "1"), is_total=True, id="row-3", errors=["Too <high>"])]
    )

    assert '<tr id="row-3" class="app-total app-wrong">' in html
    assert '<td colspan="2">' in html
    assert "Too &lt;high&gt;" in html


def test_a_row_has_a_cell_for_each_column():
    with pytest.raises(AssertionError, match="2 columns: 1"):
        body([Column("A"), Column("B")], [("a",)], first_is_header=True)


def test_a_table_can_be_sorted_by_its_address():
    html = shown_table([Column("Party", href="?sort=-party", sorted="ascending"), Column("Cost", href="?sort=cost")], [("a", "1")])

    assert html.count("aria-sort") == 1
    assert 'href="?sort=cost"' in html


def test_a_table_without_rows_says_so():
    assert "Nobody has handed in" in shown_table([Column("A")], [], empty="Nobody has handed in yet.")


def test_a_thousand_rows_take_a_moment():
    columns = [Column("Party"), *(Column(str(month), is_numeric=True) for month in range(8))]
    rows = [(f"Party {at}", *["1,234"] * 8) for at in range(1000)]

    def seconds():
        begin = time.perf_counter()
        shown_table(columns, rows)
        return time.perf_counter() - begin

    assert min(seconds() for _ in range(5)) < 0.15  # 20 ms on an idle machine; the design system's own macro takes 800


# -- forms


def test_every_field_has_a_label_or_a_legend_and_an_error_that_is_tied_to_it():
    html = shown(Costs({}))
    ids = set(re.findall(r'\sid="([^"]+)"', html))

    assert not FORBIDDEN.search(html)
    assert {name.split()[0] for name in re.findall(r'aria-describedby="([^"]+)"', html)} <= ids
    assert set(re.findall(r'<label[^>]*for="([^"]+)"', html)) <= ids
    assert set(re.findall(r'<a href="#([^"]+)"', html)) <= ids
    assert "As in your &lt;ledger&gt;" in html
    assert "Note (optional)" in html
    assert html.count("Error: </span>") == len([bound for bound in Costs({}) if bound.errors and bound.name != "hidden"])


def test_what_was_typed_stays_except_a_password():
    html = shown(
        Costs(
            {"name": 'x" onclick="', "kind": "b", "way": "u", "months": ["2"], "declared": "on", "secret": "correct horse", "note": "<p>"}
        )
    )

    assert "correct horse" not in html
    assert "x&#34; onclick=&#34;" in html
    assert '<option value="b" selected>Overhead</option>' in html
    assert re.search(r'value="u" checked', html)
    assert re.search(r'value="2" checked', html)
    assert html.count(" checked") == 3
    assert "&lt;p&gt;</textarea>" in html


@pytest.mark.parametrize(
    ("typed", "expected"),
    [(("26", "11", "2026"), "2026-11-26"), (("31", "2", "2026"), "31/2/2026"), (("", "", ""), ""), (("x", "", "2026"), "x//2026")],
)
def test_three_boxes_are_a_date_or_stand_as_they_were_typed(typed, expected):
    data = dict(zip(("on_day", "on_month", "on_year"), typed, strict=True))

    assert DateBoxes().value_from_datadict(data, {}, "on") == expected


def test_a_date_that_is_none_is_shown_again_with_what_to_do():
    form = Costs({"paid_day": "31", "paid_month": "2", "paid_year": "2026", "invoiced": "26 Nov 2026"})
    html = shown(form)

    assert "Date of payment must be a real date, such as 26 11 2026" in html
    assert re.search(r'id="id_paid_day"[^>]*value="31"', html)
    assert form.cleaned_data["invoiced"].isoformat() == "2026-11-26"


ASKED = [
    ({"label": "Due", "asks": "the day on which it is due"}, "Enter the day on which it is due"),
    ({"label": "The day of the check"}, "Enter the day of the check"),
    ({"label": "First day"}, "Enter the first day"),
    ({"label": "Day"}, "Enter the day"),
    ({"label": "Decided on"}, "Enter the day: decided on"),
]


@pytest.mark.parametrize(("given", "said"), ASKED)
def test_a_day_that_is_missing_is_asked_for_in_a_sentence(given, said):
    with pytest.raises(forms.ValidationError, match=f"^\\['{said}'\\]$"):
        date_field(**given).clean("")


def test_what_is_too_long_or_too_large_is_said_plainly():
    class Sent(forms.Form):
        name = forms.CharField(max_length=3)
        count = forms.IntegerField(max_value=5)

    form = Sent({"name": "Four", "count": "6"})

    assert form.errors == {"name": ["Use at most 3 characters: there are 4"], "count": ["Enter 5 or less"]}


def test_a_set_of_forms_has_one_summary_and_small_fields_for_tables():
    lines = forms.formset_factory(Costs, extra=2)({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-name": "Rent"})
    lines.is_valid()
    cell = '{% from "shared/_forms.html" import cell %}{{ cell(form["amount"], "Amount, line 2") }}{{ cell(form["kind"]) }}'

    html = written(cell, form=lines.forms[1])

    assert {mistake["href"] for mistake in mistakes_of(lines)} >= {"#id_form-1-amount", "#id_form-1-kind"}
    assert '<label class="nhsuk-u-visually-hidden" for="id_form-1-amount">Amount, line 2</label>' in html
    assert 'aria-describedby="id_form-1-amount-error"' in html


# -- smaller parts


def test_a_status_is_a_word_whatever_its_colour():
    tags = written('{% from "shared/_tag.html" import tag %}{{ tag("overdue") }}{{ tag("something new") }}')

    assert (
        tags == '<strong class="nhsuk-tag nhsuk-tag--red">Overdue</strong><strong class="nhsuk-tag nhsuk-tag--white">Something new</strong>'
    )


def test_pages_of_a_list_keep_what_it_is_narrowed_by():
    source = '{% from "shared/_pagination.html" import pagination %}{{ pagination(found, "party=b", "lines") }}'

    html = written(source, found=Paginator(range(2000), 50).page(7))

    assert "Showing 301 to 350 of 2,000 lines" in html
    assert "?party=b&amp;page=8" in html
    assert written(source, found=Paginator(range(3), 50).page(1)).strip() == ""


def test_figures_and_moments_are_written_by_the_one_formatter():
    at = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)

    assert written("{{ at | moment }}; {{ at | date_short }}; {{ 1234 | number(0) }}", at=at) == "1 July 2026, 5:30pm; 1 Jul 2026; 1,234"


def test_an_amount_in_a_sentence_is_never_parted_from_its_sign():
    sentence = written("{{ words | unbroken }}", words="Owners <bear> −£26,120.00. Others gain £5.")

    assert sentence == 'Owners &lt;bear&gt; <span class="app-whole">−£26,120.00</span>. Others gain £5.'


# -- pages that belong to no app


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/help/", 200), ("/accessibility/", 200), ("/health", 200), ("/no-such-page/", 404)])
def test_open_pages_answer_everybody(address, status):
    assert Client().get(address).status_code == status


def test_pages_for_what_went_wrong_need_no_database():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    answers = [views.bad_request(request), views.denied(request), views.not_found(request), views.failed(request)]

    assert [answer.status_code for answer in answers] == [400, 403, 404, 500]


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_our_own_words():
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})

    assert answer.status_code == 403
    assert "Please send the form again" in answer.text


# -- what pages of people signed in are not


@pytest.fixture
def amina(db):
    return Person.objects.create_user("amina@example.org", "Amina Shah", "correct horse battery")


@pytest.fixture
def browser(amina):
    client = Client()
    client.force_login(amina)
    return client


def test_pages_of_people_signed_in_are_kept_nowhere(browser):
    answer = browser.get("/help/")

    assert answer["Cache-Control"] == "no-store, private"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cache-Control" not in Client().get("/help/")


def test_a_session_ends_after_a_days_work_however_busy(browser):
    browser.get("/help/")
    session = browser.session
    session[BEGAN] -= timedelta(hours=12, minutes=1).total_seconds()
    session.save()

    assert "You were signed out after 12 hours" in browser.get("/help/").text
    assert "Amina" not in browser.get("/help/").text


# -- sign-in


@pytest.mark.parametrize(
    ("route", "words"),
    [
        ("account_change_password", "At least 12 characters"),
        ("account_logout", "What you have saved is kept"),
        ("mfa_index", "Turn on the second step"),
    ],
)
def test_pages_of_ones_own_sign_in_have_our_look(browser, route, words):
    answer = browser.get(reverse(route))

    assert words in answer.text
    assert not FORBIDDEN.search(answer.text)


@pytest.mark.parametrize("route", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"])
@pytest.mark.django_db
def test_pages_of_signing_in_have_our_look(route):
    answer = Client().get(reverse(route))

    assert 'class="nhsuk-heading-l app-heading"' in answer.text
    assert not FORBIDDEN.search(answer.text)


def test_a_wrong_password_is_told_without_saying_whether_the_account_exists(amina):
    known = Client().post(reverse("account_login"), {"login": "amina@example.org", "password": "wrong"}).text
    unknown = Client().post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}).text

    assert "There is a problem" in known
    assert re.findall(r"<li>.*?</li>", known) == re.findall(r"<li>.*?</li>", unknown)


def test_the_second_step_is_set_up_with_a_picture_and_a_key_and_no_data_address(browser):
    asked = browser.get(reverse("mfa_activate_totp"), follow=True).text
    browser.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})

    html = browser.get(reverse("mfa_activate_totp")).text

    assert "Confirm that it is you" in asked
    assert "<svg" in html
    assert "data:image" not in html
    assert not FORBIDDEN.search(html)


# -- logs


def test_a_line_of_the_log_has_neither_figures_nor_names():
    record = logging.LogRecord("gainshare", logging.WARNING, "", 1, "%s owes %s", ("Amina", "£26,188.11"), None)
    record.status_code, record.kind = 409, "reminder"
    record.request = RequestFactory().get("/accept/?amount=2618811")

    line = JsonFormatter().format(record)

    assert "Amina" not in line
    assert "2618811" not in line
    assert {"level": "WARNING", "message": "%s owes %s", "status": 409, "method": "GET", "kind": "reminder"}.items() <= json.loads(
        line
    ).items()


def test_an_exception_is_told_by_its_kind_and_its_places():
    try:
        raise ValueError("£26,188.11")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "failed", (), sys.exc_info())

    line = JsonFormatter().format(record)

    assert "26,188" not in line
    assert json.loads(line)["exception"] == "ValueError"


# -- what is built


def test_the_lock_of_the_assets_has_hashes_and_no_address():
    lock = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())
    assert "://" not in json.dumps(lock)


@pytest.mark.parametrize("theme", ["neutral", "nhs"])
def test_a_style_sheet_asks_nobody_elsewhere_and_brings_no_typeface(theme):
    sheet = (ASSETS.parent / "static/gainshare" / f"{theme}.css").read_text(encoding="utf-8").lower()

    assert not [word for word in ("@font-face", "frutiger", "http://", "https://", "sourcemappingurl") if word in sheet]
    assert ("#005eb8" in sheet) == (theme == "nhs")
