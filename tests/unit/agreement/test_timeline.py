"""Where an alliance stands in its life, and which date comes next."""

from datetime import date

import pytest
from tests.builders import Alliance

from gainshare.core.agreement.timeline import NextDate, life_stage, next_date
from gainshare.core.kernel.period import Month
from gainshare.files.folder import load_folder


def terms_of(folder, *, due_day=None, extension=None, status="binding"):
    alliance = Alliance().set("alliance/status", status)
    if due_day is not None:
        alliance.set("open_book/return_due_day", due_day)
    if extension is not None:
        alliance.set("alliance/extension", extension)
    return load_folder(alliance.write(folder)).agreement.latest


# The term runs from 1 April 2024 to 31 March 2029.


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2024, 3, 31), "shadow"),
        (date(2024, 4, 1), "live"),
        (date(2029, 3, 31), "live"),
        (date(2029, 4, 1), "ended"),
    ],
)
def test_an_agreed_alliance_is_in_shadow_before_its_term_live_within_it_and_ended_after_it(tmp_path, today, stage):
    assert life_stage(terms_of(tmp_path), today, is_approved=True) == stage


def test_what_nobody_has_approved_is_informal(tmp_path):
    assert life_stage(terms_of(tmp_path), date(2026, 4, 1), is_approved=False) == "informal"


@pytest.mark.parametrize(("today", "stage"), [(date(2023, 1, 1), "informal"), (date(2026, 4, 1), "informal"), (date(2030, 1, 1), "ended")])
def test_a_memorandum_of_understanding_is_informal_until_it_ends(tmp_path, today, stage):
    assert life_stage(terms_of(tmp_path, status="memorandum_of_understanding"), today, is_approved=True) == stage


def test_an_extension_that_was_used_makes_the_life_longer(tmp_path):
    terms = terms_of(tmp_path, extension={"years": 2, "exercised": True})

    assert life_stage(terms, date(2031, 3, 31), is_approved=True) == "live"
    assert next_date(terms, date(2031, 3, 1)) == NextDate(date(2031, 3, 31), "end")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 1, 1), NextDate(date(2024, 4, 1), "start")),
        (date(2024, 4, 2), NextDate(date(2024, 5, 14), "returns_due", Month(2024, 4))),
        (date(2026, 11, 14), NextDate(date(2026, 11, 14), "returns_due", Month(2026, 10))),
        (date(2026, 11, 15), NextDate(date(2026, 12, 14), "returns_due", Month(2026, 11))),
        (date(2029, 3, 20), NextDate(date(2029, 3, 31), "end")),
        (date(2029, 4, 1), NextDate(date(2029, 4, 14), "returns_due", Month(2029, 3))),
        (date(2029, 4, 15), None),
    ],
)
def test_the_first_date_to_come_is_next(tmp_path, today, expected):
    assert next_date(terms_of(tmp_path, due_day=14), today) == expected


def test_notice_of_an_extension_has_its_last_day(tmp_path):
    extension = {"years": 2, "notice_months": 12}

    # Twelve months before the term ends on 31 March 2029.
    assert next_date(terms_of(tmp_path, extension=extension), date(2026, 1, 1)) == NextDate(date(2028, 3, 31), "notice_of_extension")
    assert next_date(terms_of(tmp_path, extension=extension), date(2028, 4, 1)) == NextDate(date(2029, 3, 31), "end")


def test_the_service_area_is_a_term_that_may_be_left_out(tmp_path):
    alliance = Alliance()
    without = load_folder(alliance.write(tmp_path / "a")).agreement.terms
    named = load_folder(alliance.set("alliance/service_area", "Mental health").write(tmp_path / "b")).agreement.terms

    assert (without.alliance.service_area, named.alliance.service_area) == ("", "Mental health")
