"""Small numbers: what is small by the measure's rule, and what must be hidden with it so that no small count can be worked out."""

from datetime import UTC, datetime

import pytest
from tests.unit.examples.figures import EXAMPLES, rows
from tests.web.measures.values import value

from gainshare.core.performance.disclosure import SUPPRESSION, Suppression
from gainshare.core.performance.framework import Measure
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.exchange.bringing import bring_in
from gainshare.web.measures.queries import all_observations
from gainshare.web.measures.small_numbers import hidden_of, sight_of

BY_NUMERATOR = SUPPRESSION["numerator_under_5"]


def measure(rule=BY_NUMERATOR, basis="period"):
    of = {"id": "M1", "name": "Incidents", "unit": "per 100", "better": "down", "weight": "100%", "per": 100}
    return Measure.model_validate({**of, "basis": basis, "suppression": rule, "thresholds": {"mcos": 10, "game_breaking": 0}})


def counts(of=None, /, **periods):
    return [value(period=word, numerator=count, denominator=1000) for word, count in (of or periods).items()]


def hidden(found, **more):
    return {one.period.word for one in hidden_of(measure(**more), found)}


def months(*numerators, first=4):
    """Return the counts of months of 2026/27, from April on."""
    return {f"2026-{first + place:02d}": number for place, number in enumerate(numerators)}


def test_a_numerator_under_five_is_hidden_and_nought_with_it():
    assert hidden(counts(months(5, 4, 0))) == {"2026/27 M2", "2026/27 M3"}


def test_by_the_national_rule_a_small_denominator_hides_too_and_so_does_a_value_without_counts():
    national = SUPPRESSION["national"]
    found = [
        value(period="2026-04", numerator=60, denominator=4),
        value(period="2026-05", numerator=None, denominator=None, given=12),
        value(period="2026-06", numerator=60, denominator=90),
    ]

    assert hidden(found, rule=national) == {"2026/27 M1", "2026/27 M2"}


def test_where_the_agreement_suppresses_nothing_nothing_is_hidden():
    assert hidden(counts(months(1, 0)), rule=SUPPRESSION["none"]) == set()


def test_a_count_of_nought_is_shown_where_the_rule_shows_it():
    rule = Suppression(judged_by="numerator", zero="shown")

    assert hidden(counts(months(0, 1, 6)), rule=rule) == {"2026/27 M2"}


def test_a_month_that_a_quarter_and_the_other_months_give_away_hides_another_month():
    """A quarter of 21 less months of 10 and 9 is 2: so one of them is hidden as well."""
    found = counts({**months(10, 2, 9), "2026/27 Q1": 21})

    assert hidden(found) == {"2026/27 M2", "2026/27 M3"}


def test_two_hidden_months_need_no_third_unless_their_sum_is_small():
    """21 − 13 = 8 may be 4 and 4 or 5 and 3; 21 − 19 = 2 tells that neither is more than 2."""
    assert hidden(counts({**months(4, 4, 13), "2026/27 Q1": 21})) == {"2026/27 M1", "2026/27 M2"}
    assert hidden(counts({**months(1, 1, 19), "2026/27 Q1": 21})) == {"2026/27 M1", "2026/27 M2", "2026/27 M3"}


def test_two_years_to_date_do_not_give_the_month_between_them_away():
    """To M3 it is 30, to M4 33: April to July less April to June is July, which is 3."""
    found = counts({**months(10, 10, 10, 3), "2026/27 to M3": 30, "2026/27 to M4": 33})

    assert "2026/27 M4" in hidden(found)
    assert "2026/27 to M4" not in hidden(found)
    assert "2026/27 to M3" in hidden(found)


def test_months_that_add_up_to_the_longer_ones_do_not_give_a_hidden_one_away_either():
    """To M4 it is 33 and to M3, which is hidden, 30; the months of April to June would add up to it, and so one of them is hidden."""
    found = counts({**months(10, 10, 10, 3), "2026/27 to M3": 30, "2026/27 to M4": 33})

    shown = {one.period.word for one in found} - hidden(found)

    assert len(shown & {"2026/27 M1", "2026/27 M2", "2026/27 M3"}) == 2


def test_states_at_a_moment_do_not_add_up_and_hide_nothing_more():
    found = counts({**months(10, 2, 9), "2026/27 Q1": 9})

    assert hidden(found, basis="point") == {"2026/27 M2"}


def test_what_a_hidden_value_replaced_is_hidden_too():
    found = [value(numerator=6, status="provisional"), value(numerator=3)]

    assert len(list(hidden_of(measure(), found))) == 2


@pytest.fixture
def wexmoor(db):
    files = {path.name: path.read_bytes() for path in (EXAMPLES / "wexmoor").iterdir() if path.is_file()}
    return bring_in(files, by=None, at=datetime(2026, 11, 9, tzinfo=UTC))


class Nobody:
    def may(self, right):
        return False


def test_of_wexmoor_what_was_published_as_c_outside_gainshare_is_hidden_and_one_month_beside(wexmoor):
    """Self-harm of 2025/26: 75 in the year, of which ten months together have 68; M6 (2) would be told by M12 (5), so M12 goes too."""
    agreement = agreement_of(wexmoor)
    found = all_observations(wexmoor, agreement)
    sight = sight_of(Nobody(), agreement, found)
    small = {
        (row["kpi"], row["period"])
        for row in rows("wexmoor", "expected", "kpi_values_monthly.csv")
        if row["publishable_value"] == "[c]" and row["numerator"]
    }

    covered = {
        (one.measure, f"{one.period.first.year}-{one.period.first.month:02d}")
        for one in found
        if sight.hides(one) and one.period.kind == "month"
    }

    assert covered == small | {("K6.2", "2026-03")}
    year = {one.period.word: one.numerator for one in found if one.measure == "K6.2" and one.period.first.index in range(24303, 24315)}
    assert (year["2025/26"], year["2025/26 M6"], year["2025/26 M12"]) == (75, 2, 5)
    assert sum(count for word, count in year.items() if " M" in word and word not in {"2025/26 M6", "2025/26 M12"}) == 68
