"""What each kind of measure and each condition means, by small tables worked by hand; the same on every engine.

Unless a test says otherwise, the period is March 2024, whose last day b is 2024-03-31.
"""

from fractions import Fraction

import pytest
from tests.records import counts, measured, measured_values, notes

MARCH = "2023/24 M12"
EVERYBODY = "person from to team\na 2020-01-01 . .\nb 2020-01-01 . .\nc 2020-01-01 . .\nd 2020-01-01 . ."


@pytest.fixture(params=["reference", pytest.param("duckdb", marks=pytest.mark.slow)])
def share(request, tmp_path):
    """Work out a proportion of the population `open`, as (numerator, denominator)."""

    def work_out(numerator, *, people=EVERYBODY, period=MARCH, **given):
        definition = {"kind": "proportion", "population": "open", "numerator": numerator, **given.pop("terms", {})}
        return measured(tmp_path, request.param, definition, period=period, people=people, **given)

    return work_out


@pytest.fixture(params=["reference", pytest.param("duckdb", marks=pytest.mark.slow)])
def work_out(request, tmp_path):
    def one(definition, *, people=EVERYBODY, period=MARCH, **given):
        return measured(tmp_path, request.param, definition, period=period, people=people, **given)

    return one


# -- who is a member, and who is counted -----------------------------------------------------------------------


def test_the_last_day_of_a_membership_counts(work_out):
    people = """
        person from       to         team
        a      2024-01-01 2024-03-31 .
        b      2024-01-01 2024-03-30 .
        c      2024-03-31 .          .
        d      2024-04-01 .          .
    """

    value = work_out({"kind": "count", "what": {"people": "open"}}, people=people)

    assert value.numerator == 2  # a and c


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ("on_last_day", 3),  # a, c, d
        ("on_first_day", 3),  # a, b, d
        ("on_any_day", 4),
        ("throughout", 1),  # a
    ],
)
def test_a_population_says_who_is_counted_for_a_period(work_out, counted, expected):
    people = """
        person from       to         team
        a      2024-03-01 2024-03-31 .
        b      2024-03-01 2024-03-15 .
        c      2024-03-20 .          .
        d      2024-03-01 2024-03-10 .
        d      2024-03-25 .          .
        e      2024-01-01 2024-02-29 .
    """
    populations = {"open": {"members": ["people"], "counted": counted}}

    value = work_out({"kind": "count", "what": {"people": "open"}}, people=people, populations=populations)

    assert value.numerator == expected


def test_memberships_that_touch_are_one_stay(work_out):
    people = """
        person from       to         team
        a      2024-03-01 2024-03-15 .
        a      2024-03-16 .          .
        b      2024-03-01 2024-03-15 .
        b      2024-03-17 .          .
    """
    populations = {"open": {"members": ["people"], "counted": "throughout"}}

    value = work_out({"kind": "count", "what": {"people": "open"}}, people=people, populations=populations)

    assert value.numerator == 1  # b was away on the 16th


def test_a_member_by_any_of_several_records_is_one_member(work_out):
    people = "person from to team\na 2024-03-01 . north\nb 2024-03-01 . south\nc 2024-03-01 . south"
    homes = "person from to settled\nb 2024-03-01 . 1\nb 2024-03-10 . 1\nc 2024-03-01 . 0"
    populations = {"open": {"members": [{"of": "people", "where": {"team": "north"}}, {"of": "homes", "where": {"settled": 1}}]}}

    value = work_out({"kind": "count", "what": {"people": "open"}}, people=people, homes=homes, populations=populations)

    assert value.numerator == 2  # a by the team, b by the home; c by neither


def test_spells_that_end_before_they_start_or_at_a_day_that_cannot_be_read_make_nobody_a_member(work_out):
    people = "person from to team\na 2024-03-01 2024-02-01 .\nb 2024-03-01 31/02/2024 .\nc . . .\nd 2024-03-01 . ."

    value = work_out({"kind": "count", "what": {"people": "open"}}, people=people)

    assert value.numerator == 1  # d


def test_what_a_population_also_asks_for_holds_on_the_last_day(work_out):
    events = "person day kind score cost\na 2024-03-31 x . .\nb 2024-04-01 x . ."
    populations = {"open": {"members": ["people"], "also": {"has": "events"}}}

    value = work_out({"kind": "count", "what": {"people": "open"}}, events=events, populations=populations)

    assert value.numerator == 1  # a


# -- conditions ------------------------------------------------------------------------------------------------


def test_a_look_back_of_365_days_holds_the_last_day_and_not_the_day_365_days_before_it(share):
    events = """
        person day        kind score cost
        a      2023-04-01 x    .     .
        b      2023-04-02 x    .     .
        c      2024-03-31 x    .     .
        d      2024-04-01 x    .     .
    """

    value = share({"has": "events", "within": "365 days"}, events=events)

    # 2024 has a 29 February: b − 365 days = 2023-04-01, which is out.
    assert counts(value) == (2, 4)
    assert notes(value) == {"have a record to judge by": (4, 4)}  # to have no record at all is an answer too


def test_without_a_look_back_every_record_up_to_the_last_day_counts(share):
    events = "person day kind score cost\na 1950-01-01 x . .\nb 2024-03-31 x . .\nc 2024-04-01 x . ."

    assert counts(share({"has": "events"}, events=events)) == (2, 4)


def test_it_may_take_several_records_that_meet_the_test(share):
    events = """
        person day        kind score cost
        a      2024-03-01 x    .     .
        a      2024-03-01 x    .     .
        b      2024-03-01 x    .     .
        b      2024-03-01 y    .     .
        .      2024-03-01 x    .     .
    """

    assert counts(share({"has": "events", "at_least": 2, "where": {"kind": "x"}}, events=events)) == (1, 4)


@pytest.mark.parametrize(
    ("test", "who"),
    [
        (2, "b"),
        ([2, 7], "bc"),
        ({"none_of": [2]}, "acd"),  # a missing value is none of them
        ({"at_least": 2}, "bc"),
        ({"above": 2}, "c"),
        ({"above": "1.5", "below": 7}, "b"),
        ({"at_most": 2}, "ab"),
        ({"is": "missing"}, "d"),
        ({"is": "recorded"}, "abc"),
        ({"none_of": [2], "is": "recorded"}, "ac"),
    ],
)
def test_a_field_is_held_against_values_bounds_and_whether_it_is_there(share, test, who):
    events = "person day kind score cost\na 2024-03-01 x 1 .\nb 2024-03-01 x 2 .\nc 2024-03-01 x 7 .\nd 2024-03-01 x . ."

    value = share({"has": "events", "where": {"score": test}}, events=events)

    assert value.numerator == len(who)


def test_a_record_that_lasts_counts_if_it_lasts_over_the_last_day(share):
    homes = "person from to settled\na 2024-01-01 2024-03-31 1\nb 2024-01-01 2024-03-30 1\nc 2024-03-31 . 1\nd 2024-01-01 . 0"

    assert counts(share({"has": "homes", "where": {"settled": 1}}, homes=homes)) == (2, 4)


def test_a_record_that_lasts_counts_in_a_look_back_if_it_lasted_on_any_of_its_days(share):
    homes = "person from to settled\na 2024-01-01 2024-03-21 1\nb 2024-01-01 2024-03-20 1\nc 2024-04-01 . 1"

    # The last 11 days are 21 to 31 March.
    assert counts(share({"has": "homes", "within": 11}, homes=homes)) == (1, 4)


def test_a_record_without_a_time_counts_always(share):
    births = "person year day\na 1950 .\na 1951 ."

    assert counts(share({"has": "births"}, births=births)) == (1, 4)


def test_the_latest_record_is_judged_and_of_several_on_its_day_one_is_enough(share):
    events = """
        person day        kind score cost
        a      2024-03-01 x    .     .
        a      2024-03-02 y    .     .
        b      2024-03-01 y    .     .
        b      2024-03-02 x    .     .
        c      2024-03-02 x    .     .
        c      2024-03-02 y    .     .
        d      2024-03-02 x    .     .
        d      2024-04-01 y    .     .
    """

    value = share({"latest": "events", "where": {"kind": "x"}}, events=events)

    assert counts(value) == (3, 4)  # b; c by one of two; d, whose later record comes after the period


def test_a_latest_record_older_than_its_look_back_is_none(share):
    events = "person day kind score cost\na 2024-03-30 x . .\nb 2024-03-29 x . ."

    value = share({"latest": "events", "within": 2, "where": {"kind": "x"}}, events=events, terms={"missing": "left_out"})

    assert counts(value) == (1, 1)
    assert notes(value) == {"have a record to judge by": (1, 4), "left out: no record to judge by": (3, None)}


def test_age_is_completed_years_where_the_day_of_birth_is_held(share):
    births = "person year day\na . 2006-03-31\nb . 2006-04-01\nc . 2005-04-01\nd . 2005-03-31"

    value = share({"age": {"at_least": 18, "at_most": 18}, "of": "births", "born": "day"}, births=births)

    assert counts(value) == (2, 4)  # a is 18 that day, c is 18 until the next; b is 17, d is 19


def test_who_is_born_on_29_february_is_a_year_older_on_1_march(share):
    births = "person year day\na . 2004-02-29"
    condition = {"age": {"at_least": 19}, "of": "births", "born": "day"}

    assert share(condition, births=births, period="2022/23 M11").numerator == 0  # 28 February 2023
    assert share(condition, births=births, period="2022/23 M12").numerator == 1  # 31 March 2023


def test_age_is_the_difference_of_years_where_the_year_of_birth_is_held(share):
    births = "person year day\na 2006 .\nb 2007 .\nc 2005 .\nd . ."

    value = share({"age": {"at_least": 18, "at_most": 18}, "of": "births", "born": "year"}, births=births)

    assert counts(value) == (1, 4)
    assert notes(value) == {"have a record to judge by": (3, 4)}


def test_of_several_births_the_latest_counts(share):
    births = "person year day\na 1950 .\na 2006 .\nb 2006 .\nb 1950 ."

    assert share({"age": {"at_most": 18}, "of": "births", "born": "year"}, births=births).numerator == 2


def test_open_for_counts_from_the_first_day_without_a_break(share):
    people = """
        person from       to         team
        a      2023-04-01 .          .
        b      2023-04-02 .          .
        c      2023-01-01 2023-12-31 .
        c      2024-01-01 .          .
        d      2023-01-01 2023-12-31 .
        d      2024-01-02 .          .
    """

    # 2023-04-01 lies 365 days before 2024-03-31; c goes on without a break, d does not.
    assert counts(share({"open_for": 365}, people=people)) == (2, 4)


def test_conditions_are_joined_by_all_any_and_none(share):
    events = """
        person day        kind score cost
        a      2024-03-01 x    .     .
        a      2024-03-01 y    .     .
        b      2024-03-01 x    .     .
        c      2024-03-01 y    .     .
    """
    x, y = ({"has": "events", "where": {"kind": kind}} for kind in "xy")

    assert share({"all_of": [x, y]}, events=events).numerator == 1
    assert share({"any_of": [x, y]}, events=events).numerator == 3
    assert share({"none_of": [x, y]}, events=events).numerator == 1
    assert share({"all_of": [x, {"none_of": [y]}]}, events=events).numerator == 1
    assert share({"any_of": [{"all_of": [x, y]}, {"none_of": [x]}]}, events=events).numerator == 3


# -- proportion ------------------------------------------------------------------------------------------------


def test_people_left_out_are_in_neither_part_and_are_named_with_their_reason(share):
    events = "person day kind score cost\na 2024-03-01 x . .\nb 2024-03-01 x . .\nb 2024-03-01 died . .\nc 2024-03-01 died . ."
    terms = {"excluding": [{"when": {"has": "events", "where": {"kind": "died"}}, "why": "died"}]}

    value = share({"has": "events", "where": {"kind": "x"}}, events=events, terms=terms)

    assert counts(value) == (1, 2)  # a of a and d
    assert notes(value) == {"have a record to judge by": (1, 2), "left out: died": (2, None)}


def test_a_denominator_chooses_who_is_below_the_line(share):
    events = "person day kind score cost\na 2024-03-01 x . .\nb 2024-03-01 x . ."
    births = "person year day\na 2000 .\nc 2000 ."

    value = share({"has": "events"}, events=events, births=births, terms={"denominator": {"has": "births"}})

    assert counts(value) == (1, 2)
    assert value.value == Fraction(1, 2)


def test_a_proportion_of_nobody_has_no_value(share):
    value = share({"open_for": 1}, people="person from to team")

    assert counts(value) == (0, 0)
    assert value.value is None
    assert value.lower is None


# -- rate ------------------------------------------------------------------------------------------------------

RATE_PEOPLE = """
    person from       to         team
    a      2024-01-01 .          .
    b      2024-03-16 .          .
    c      2024-01-01 2024-03-10 .
    c      2024-03-05 2024-03-10 .
"""
"""Days in March: a 31, b 16, c 10, each day once: 57. In January to March: a 91, b 16, c 70: 177."""
RATE_EVENTS = """
    person day        kind score cost
    a      2024-03-01 x    .     .
    a      2024-03-01 x    .     .
    a      2024-03-31 x    .     .
    b      2024-03-15 x    .     .
    b      2024-03-16 y    .     .
    c      2024-03-10 x    .     .
    c      2024-03-11 x    .     .
    d      2024-03-11 x    .     .
    .      2024-03-11 x    .     .
    a      2024-02-29 x    .     .
    a      2024-04-01 x    .     .
"""
"""In March on a day of membership: a three times on two days, b's y, c on the last day."""


def rate(**terms):
    events = {"of": "events", **terms.pop("events", {})}
    return {"kind": "rate", "events": events, "population": "open", **terms}


def test_a_rate_holds_events_on_days_of_membership_against_the_time_at_risk(work_out):
    value = work_out(rate(), people=RATE_PEOPLE, events=RATE_EVENTS)

    assert counts(value) == (5, Fraction(57, 31))  # person-months of one month: person-days by its 31 days


@pytest.mark.parametrize(
    ("once_per", "expected"),
    [
        ("record", 5),
        ("person_day", 4),  # a 1st, a 31st, b 16th, c 10th
        ("person", 3),
    ],
)
def test_an_event_counts_each_time_or_once_a_day_or_once_in_the_period(work_out, once_per, expected):
    value = work_out(rate(events={"once_per": once_per}), people=RATE_PEOPLE, events=RATE_EVENTS)

    assert value.numerator == expected


def test_events_are_chosen_by_their_fields(work_out):
    value = work_out(rate(events={"where": {"kind": "y"}}), people=RATE_PEOPLE, events=RATE_EVENTS)

    assert value.numerator == 1


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("person_days", Fraction(177)),
        ("person_months", 177 / Fraction("30.4375")),
        ("person_years", 177 / Fraction("365.25")),
    ],
)
def test_person_months_of_a_longer_time_are_days_by_the_average_month(work_out, over, expected):
    value = work_out(rate(over=over), people=RATE_PEOPLE, events=RATE_EVENTS, period="2023/24 Q4")

    assert counts(value) == (6, expected)


def test_a_rate_may_be_of_some_members_and_leave_out_others(work_out):
    terms = {
        "when": {"has": "events", "where": {"kind": "x"}},
        "excluding": [{"when": {"has": "births"}, "why": "no consent"}],
    }

    value = work_out(rate(**terms), people=RATE_PEOPLE, events=RATE_EVENTS, births="person year day\nb 2000 .")

    # All who were members on any day have an x up to the last one (b outside membership); b is left out.
    assert counts(value) == (4, Fraction(31 + 10, 31))
    assert notes(value) == {"person-days left out: no consent": (16, None)}


# -- mean ------------------------------------------------------------------------------------------------------


def test_a_mean_of_records_leaves_out_blanks_and_what_is_no_number(work_out):
    events = """
        person day        kind score cost
        .      2024-03-01 x    .     1.5
        a      2024-03-31 x    .     2.25
        a      2024-03-31 x    .     .
        a      2024-03-31 x    .     12;5
        a      2024-04-01 x    .     100
    """

    value = work_out({"kind": "mean", "value": {"each": "events", "field": "cost"}}, events=events)

    assert counts(value) == (Fraction("3.75"), 2)
    assert value.method


def test_a_number_is_held_to_four_decimals_half_up(work_out):
    events = "person day kind score cost\na 2024-03-01 x . 1.00005\na 2024-03-01 x . -1.00005\na 2024-03-01 x . 2.00004999"

    value = work_out({"kind": "mean", "value": {"each": "events", "field": "cost"}}, events=events)

    assert value.numerator == Fraction("2.0000")  # 1.0001 − 1.0001 + 2.0000


def test_a_mean_of_large_figures_is_exact(work_out):
    events = "person day kind score cost\na 2024-03-01 x . 999999999999.9999\na 2024-03-01 x . 900000000000"

    value = work_out({"kind": "mean", "value": {"each": "events", "field": "cost"}}, events=events)

    assert value.numerator == Fraction("1899999999999.9999")


def test_a_mean_of_members_takes_records_on_days_of_membership(work_out):
    events = "person day kind score cost\nb 2024-03-15 x 9 .\nb 2024-03-16 x 1 .\nd 2024-03-16 x 9 ."

    terms = {"kind": "mean", "value": {"each": "events", "field": "score"}, "population": "open"}

    value = work_out(terms, people=RATE_PEOPLE, events=events)

    assert counts(value) == (1, 1)


def test_a_mean_of_latest_scores_takes_the_highest_of_a_day(work_out):
    events = """
        person day        kind score cost
        a      2024-03-01 x    9     .
        a      2024-03-02 x    3     .
        a      2024-03-02 x    5     .
        a      2024-03-03 x    .     .
        b      2024-03-02 x    2     .
        c      2024-02-01 x    7     .
    """
    value = {"latest": "events", "field": "score", "within": 31}

    found = work_out({"kind": "mean", "value": value, "population": "open"}, events=events)

    assert counts(found) == (7, 2)  # a 5, b 2; c's lies before 1 March
    assert notes(found) == {"have a score": (2, 4)}


# -- change ----------------------------------------------------------------------------------------------------

SCORES = """
    person day        kind score cost
    a      2023-06-01 x    1     .
    a      2023-09-01 x    9     .
    a      2024-03-01 x    2     .
    b      2023-06-01 x    3     .
    b      2024-03-01 x    4     .
    c      2024-03-01 x    1     .
    d      2023-06-01 x    4     .
    d      2023-12-31 x    1     .
"""


def change(**terms):
    pair = {"of": "events", "score": "score", **terms.pop("pair", {})}
    return {"kind": "change", "population": "open", "pair": pair, **terms}


def test_the_first_score_is_held_against_the_latest(work_out):
    value = work_out(change(), events=SCORES)

    assert counts(value) == (1 + 1 - 3, 3)  # c has one score only
    assert notes(value) == {"have two scores to compare": (3, 4)}


def test_a_change_is_between_converted_scores_and_a_score_off_the_table_is_none(work_out):
    events = SCORES + "    b 2024-03-15 x 5 .\n"

    value = work_out(change(pair={"conversion": "table"}), events=events)

    # 1 → 1, 2 → 3.5, 3 → 4, 4 → 9: a 2.5, b 5 (its 5 is off the table), d −8.
    assert counts(value) == (Fraction("-0.5"), 3)


def test_the_latest_score_may_be_too_old(work_out):
    value = work_out(change(pair={"latest_within": 91}), events=SCORES)

    assert value.denominator == 2  # the last 91 days begin on 1 January; d's latest is of the day before


def test_two_scores_lie_some_days_apart(work_out):
    events = "person day kind score cost\na 2024-01-01 x 1 .\na 2024-01-31 x 2 .\nb 2024-01-01 x 1 .\nb 2024-01-30 x 2 ."

    assert work_out(change(pair={"apart": 30}), events=events).denominator == 1


@pytest.mark.parametrize(
    ("improved_by", "expected"),
    [
        ("2.5", 2),  # a 2.5 and b 5: this much or more
        ("2.5001", 1),
        ("0", 2),
        ("-8", 1),  # d: below the first by as much
        ("-8.0001", 0),
    ],
)
def test_who_improved_by_so_much_is_counted(work_out, improved_by, expected):
    value = work_out(change(pair={"conversion": "table"}, improved_by=improved_by), events=SCORES)

    assert counts(value) == (expected, 3)


def test_of_several_scores_on_the_first_or_the_latest_day_the_highest_counts(work_out):
    events = """
        person day        kind score cost
        a      2024-01-01 x    1     .
        a      2024-01-01 x    2     .
        a      2024-02-01 x    3     .
        a      2024-02-01 x    8     .
    """

    assert work_out(change(), events=events).numerator == 6


# -- ratio, count, judgement -----------------------------------------------------------------------------------

COSTS = """
    month   provider amount
    2023-12 north    100
    2024-01 north    10.5
    2024-02 south    20
    2024-03 north    .
    2024-03 .        7
    2024-04 north    500
"""


def test_a_ratio_of_a_sum_to_people(work_out):
    terms = {"kind": "ratio", "numerator": {"sum": "amount", "of": "costs"}, "denominator": {"people": "open"}}

    value = work_out(terms, costs=COSTS, basis="rolling_3")

    assert counts(value) == (Fraction("37.5"), 4)  # January to March: 10.5 + 20 + 7
    assert value.method == ""


def test_a_ratio_to_time_at_risk(work_out):
    terms = {"kind": "ratio", "numerator": {"rows": "events"}, "denominator": {"time": "person_months", "of": "open"}}

    value = work_out(terms, people=RATE_PEOPLE, events=RATE_EVENTS)

    assert counts(value) == (9, Fraction(57, 31))  # every event of March, of whomever


def test_a_count_is_divided_by_fields_and_a_blank_is_a_part_of_its_own(work_out):
    terms = {"kind": "count", "what": {"sum": "amount", "of": "costs"}, "by": ["provider"]}

    value = work_out(terms, costs=COSTS, period="2023/24", per=2)

    assert value.numerator == Fraction("137.5")
    assert value.groups == {("north",): Fraction(221), ("south",): Fraction(40), (None,): Fraction(14)}


def test_a_count_of_people_by_their_events(work_out):
    terms = {"kind": "count", "what": {"rows": "events", "once_per": "person", "population": "open"}, "by": ["kind"]}

    value = work_out(terms, people=RATE_PEOPLE, events=RATE_EVENTS)

    assert value.numerator == 3
    assert value.groups == {("x",): 2, ("y",): 1}


def test_a_sum_over_members_takes_records_on_days_of_membership_of_those_who_meet_a_condition(work_out):
    events = "person day kind score cost\nb 2024-03-15 x . 50\nb 2024-03-16 x . 1.25\na 2024-03-16 y . 7"
    what = {"sum": "cost", "of": "events", "where": {"kind": "x"}, "population": "open", "when": {"has": "events", "where": {"kind": "x"}}}

    value = work_out({"kind": "count", "what": what}, people=RATE_PEOPLE, events=events)

    assert value.numerator == Fraction("1.25")


def test_a_judgement_is_the_mean_of_the_scores_on_its_scale(work_out):
    views = "day score\n2024-03-01 1\n2024-03-31 2.5\n2024-03-31 4\n2024-03-31 .\n2024-04-01 1"
    terms = {"kind": "judgement", "of": "views", "score": "score", "scale": {1: "bad", "2.5": "fair", 3: "good"}}

    value = work_out(terms, views=views)

    assert counts(value) == (Fraction("3.5"), 2)
    assert notes(value) == {"judgements left out: no score on the scale": (2, None)}


# -- which months are counted ----------------------------------------------------------------------------------

PER_MONTH = "month provider amount\n" + "\n".join(f"{year}-{month:02} north 1" for year in (2022, 2023, 2024) for month in range(1, 13))


@pytest.mark.parametrize(
    ("basis", "period", "expected"),
    [
        ("period", "2023/24", [12]),
        ("month", "2023/24 Q4", [1, 1, 1]),
        ("quarter", "2023/24 to M7", [3, 3]),  # October is no whole quarter
        ("year", "2023/24", [12]),
        ("year_to_date", "2023/24 Q2", [6]),
        ("rolling_3", "2023/24 M1", [3]),  # February to April
        ("rolling_12", "2023/24 M6", [12]),
    ],
)
@pytest.mark.parametrize("engine", ["reference", pytest.param("duckdb", marks=pytest.mark.slow)])
def test_a_basis_says_which_months_are_counted(tmp_path, engine, basis, period, expected):
    terms = {"kind": "count", "what": {"rows": "costs"}}

    values = measured_values(tmp_path, engine, terms, period=period, basis=basis, costs=PER_MONTH)

    assert [value.numerator for value in values] == expected
