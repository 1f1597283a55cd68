"""Variations, succession and former names: which terms are in force for a period."""

from datetime import date
from fractions import Fraction

import pytest
from tests.builders import Alliance, cost_rows, gainshare, observation_rows, target_rows

from gainshare.api import Invalid, assess_folder, load_agreement
from gainshare.core.agreement.terms import Terms
from gainshare.files.yaml_reader import read_yaml
from gainshare.files.yaml_writer import write_yaml

SWAP = (("parties/PX/non_owner_share", "30%"), ("parties/PY/non_owner_share", "50%"))
"""PX and PY change places: PX 30%, PY 50%."""


def loaded(tmp_path, alliance):
    return load_agreement(alliance.write(tmp_path / "a"))


def problems_of(tmp_path, alliance):
    with pytest.raises(Invalid) as refused:
        load_agreement(alliance.write(tmp_path / "a"))
    return refused.value.problems


def share_of(terms, party):
    return terms.party(party).non_owner_share


def shares_of_year(tmp_path, alliance, period="2024/25", **options):
    settlement = assess_folder(alliance.write(tmp_path / "a"), period, **options).settlement
    return {one.party: one.cost for one in settlement.shares if one.role == "non_owner_participant"}


# Applies


@pytest.mark.parametrize(
    ("applies", "year", "px"),
    [
        ("from_period_start", "2024/25", Fraction(3, 10)),
        ("next_period", "2024/25", Fraction(1, 2)),
        ("from_period_start", "2025/26", Fraction(3, 10)),
        ("next_period", "2025/26", Fraction(3, 10)),
    ],
)
def test_a_variation_says_in_which_period_it_begins(tmp_path, applies, year, px):
    agreement = loaded(tmp_path, Alliance().vary(*SWAP, effective_on="2024-10-01", applies=applies))

    terms = agreement.in_force(agreement.period(year))

    assert share_of(terms, "PX") == px


def test_a_variation_of_the_first_day_of_a_period_counts_in_it_and_not_before(tmp_path):
    agreement = loaded(tmp_path, Alliance().vary(*SWAP, effective_on="2025-04-01", applies="from_period_start"))

    before, after = (share_of(agreement.in_force(agreement.period(word)), "PX") for word in ("2024/25", "2025/26"))

    assert (before, after) == (Fraction(1, 2), Fraction(3, 10))


def test_a_split_period_is_settled_part_by_part(tmp_path):
    # Six months with 15,000 each for the participants: PX 7,500 + 4,500, PY 4,500 + 7,500, PZ 3,000 + 3,000.
    shares = shares_of_year(tmp_path, Alliance().vary(*SWAP, effective_on="2024-10-01", applies="split"))

    assert shares == {"PX": 1_200_000, "PY": 1_200_000, "PZ": 600_000}


def test_in_a_split_period_a_fixed_sum_counts_by_months(tmp_path):
    # The pool of 12,000 is 3,000 for April to June and 9,000 after; at 27 points 27% is released: 810 and 2,430.
    alliance = Alliance().set("regime/inputs/purse", {"money": 12000})
    fund = {"fund": {"amount": "purse", "from": "owner", "to": "nop", "release": "ops/100"}}
    alliance.terms["regime"]["stages"].insert(3, fund)
    alliance.vary(*SWAP, effective_on="2024-07-01", applies="split")

    settlement = assess_folder(alliance.write(tmp_path / "a"), "2024/25").settlement

    performance = {one.party: one.performance for one in settlement.shares if one.role == "non_owner_participant"}
    # PX: 50% of 810 + 30% of 2,430 = 405 + 729; PY: 30% + 50% = 243 + 1,215; PZ: 20% of 3,240.
    assert performance == {"PX": 113_400, "PY": 145_800, "PZ": 64_800}


def test_a_fact_of_the_period_counts_in_both_parts_of_a_split_period(tmp_path):
    alliance = Alliance().set("regime/inputs/ready", {"fact": "ready"})
    alliance.set("regime/stages/modify/cases", [{"when": "ready == 1", "factor": 1}, {"otherwise": 0}])
    alliance.add("facts.csv", {"name": "ready", "period": "2024/25", "value": "yes"})
    alliance.vary(*SWAP, effective_on="2024-10-01", applies="split")

    shares = shares_of_year(tmp_path, alliance)

    assert shares == {"PX": 1_200_000, "PY": 1_200_000, "PZ": 600_000}


def test_a_fact_of_the_year_counts_in_a_cumulative_regime(tmp_path):
    alliance = Alliance().set("regime/inputs/ready", {"fact": "ready"}).set("regime/settle/basis", "cumulative")
    alliance.set("regime/stages/modify/cases", [{"when": "ready == 1", "factor": 1}, {"otherwise": 0}])
    alliance.add("facts.csv", {"name": "ready", "period": "2024/25", "value": "yes"})

    shares = shares_of_year(tmp_path, alliance)

    assert shares == {"PX": 1_500_000, "PY": 900_000, "PZ": 600_000}


def test_a_variation_that_was_not_agreed_yet_is_not_known(tmp_path):
    alliance = Alliance().vary(*SWAP, agreed_on="2024-11-15", effective_on="2024-10-01", applies="from_period_start")

    before = shares_of_year(tmp_path, alliance, as_of=date(2024, 11, 14))
    after = shares_of_year(tmp_path, alliance, as_of=date(2024, 11, 15))

    assert before["PX"] * 3 == after["PX"] * 5


# Refused


@pytest.mark.parametrize("applies", [None, "retrospectively", ""])
def test_a_variation_that_does_not_say_how_it_applies_is_refused(tmp_path, applies):
    alliance = Alliance().vary(*SWAP, applies=applies)
    if applies is None:
        del alliance.terms["variations"][0]["applies"]

    problems = problems_of(tmp_path, alliance)

    assert any(problem.source.field.startswith("variations/V1") and "applies" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("performance/missing", "performance/missing"),
        ("performance", "performance/missing"),
        ("performance/missing", "/performance/missing/"),
    ],
)
def test_two_variations_of_one_term_on_one_date_are_refused(tmp_path, first, second):
    alliance = Alliance().vary((first, "carry_last"), id="V1").vary((second, "hold_at_mcos"), id="V2")

    problems = problems_of(tmp_path, alliance)

    assert any("V1 and V2 change the same term" in problem.message for problem in problems)


def test_two_variations_of_one_term_on_different_dates_follow_one_another(tmp_path):
    alliance = Alliance().vary(("performance/missing", "carry_last"), id="V1", effective_on="2024-10-01")
    alliance.vary(("performance/missing", "leave_out_and_reweight"), id="V2", effective_on="2024-11-01")
    agreement = loaded(tmp_path, alliance)

    terms = agreement.in_force(agreement.period("2024/25"))

    assert terms.performance.missing == "leave_out_and_reweight"


def test_one_variation_that_changes_a_term_twice_is_refused(tmp_path):
    alliance = Alliance().vary(("performance/missing", "carry_last"), ("performance/missing", "hold_at_mcos"))

    problems = problems_of(tmp_path, alliance)

    assert any("same term" in problem.message for problem in problems)


@pytest.mark.parametrize("term", ["parties/PW/name", "performance/area", "regime/stages/limit/max", "nothing/at/all", "parties//name", ""])
def test_a_change_of_a_term_that_is_not_there_is_refused(tmp_path, term):
    problems = problems_of(tmp_path, Alliance().vary((term, "x")))

    assert any(problem.source.field.startswith("variations/V1") for problem in problems)


def test_a_variation_whose_terms_would_not_stand_is_refused(tmp_path):
    problems = problems_of(tmp_path, Alliance().vary(("parties/PX/non_owner_share", "40%")))

    assert any("With V1 in force: " in problem.message and "90%" in problem.message for problem in problems)


@pytest.mark.parametrize("day", ["2023-10-01", "2030-10-01"])
def test_a_variation_outside_the_term_is_refused(tmp_path, day):
    problems = problems_of(tmp_path, Alliance().vary(*SWAP, effective_on=day))

    assert any("outside the alliance's term" in problem.message for problem in problems)


def test_a_split_in_the_middle_of_a_month_is_refused(tmp_path):
    problems = problems_of(tmp_path, Alliance().vary(*SWAP, effective_on="2024-10-15", applies="split"))

    assert any("middle of a month" in problem.message and "2024-10-01" in problem.fix for problem in problems)


def test_variations_that_do_not_stand_together_in_some_period_are_refused(tmp_path):
    # In 2024/25 only V2 holds: 45 + 30 + 15 is 90%, although all variations together make 100%.
    alliance = Alliance()
    alliance.vary(("parties/PX/non_owner_share", "40%"), ("parties/PY/non_owner_share", "40%"), id="V1", applies="next_period")
    alliance.vary(("parties/PX/non_owner_share", "45%"), ("parties/PZ/non_owner_share", "15%"), id="V2", effective_on="2024-11-01")

    ended = gainshare("check", alliance.write(tmp_path / "a"))

    assert ended.status == 1
    assert "90%" in ended.out


def test_a_variation_of_a_term_that_another_brings_later_never_ends_in_a_traceback(tmp_path):
    # In 2024/25 only V2 holds, and the measure that it changes has come with V1, which holds from 2025/26.
    alliance = Alliance().vary(("performance/areas/A1/measures/M1/id", "K9"), id="V1", applies="next_period")
    alliance.vary(("performance/areas/A1/measures/K9/name", "New name"), id="V2", effective_on="2024-11-01")
    folder = alliance.write(tmp_path / "a")

    endings = [gainshare("check", folder), gainshare("assess", folder, "--period", "2024/25")]

    assert [one.status for one in endings] == [1, 1]


# What variations reach


def test_a_category_that_a_variation_brings_may_be_used(tmp_path):
    alliance = Alliance()
    categories = [*alliance.terms["open_book"]["categories"], {"name": "Peers", "cost_type": "direct"}]
    alliance.vary(("open_book/categories", categories))
    alliance.add("costs.csv", {"party": "PX", "period": "2025-01", "cost_type": "direct", "category": "Peers", "amount": "5.00"})

    assert gainshare("check", alliance.write(tmp_path / "a")).out.endswith("no problems.\n")


def test_a_term_that_a_variation_makes_longer_takes_costs(tmp_path):
    alliance = Alliance().vary(("alliance/ends_on", "2030-03-31"), effective_on="2028-10-01")
    alliance.add("targets.csv", {"party": "PX", "period": "2029-05", "cost_type": "direct", "amount": "5.00"})

    assert gainshare("check", alliance.write(tmp_path / "a")).out.endswith("no problems.\n")


# Succession


@pytest.fixture
def succession():
    """PX is taken over by PN on 1 October 2024; costs and targets go with it. PX was called Old X until 1 April 2025."""
    alliance = Alliance()
    alliance.terms["parties"][2] |= {"member_until": "2024-10-01", "succeeded_by": "PN"}
    heir = {"id": "PN", "name": "New X", "roles": ["non_owner_participant"], "non_owner_share": "50%"}
    alliance.set("parties/+", {**heir, "member_from": "2024-10-01", "succeeds": "PX"})
    for row in [*alliance.rows["costs.csv"], *alliance.rows["targets.csv"]]:
        if row["party"] == "PX" and row["period"] >= "2024-10":
            row["party"] = "PN"
    return alliance


def test_the_share_of_a_party_goes_to_its_heir(tmp_path, succession):
    shares = shares_of_year(tmp_path, succession)

    assert shares == {"PN": 1_500_000, "PY": 900_000, "PZ": 600_000}


def test_a_year_with_a_succession_can_be_settled_finally(tmp_path, succession):
    # Every month has a return of the party that was a member in it.
    ended = gainshare("settle", succession.write(tmp_path / "a"), "--period", "2024/25", "--kind", "final")

    assert ended.err == ""
    assert ended.status == 0


def test_a_missing_return_of_a_party_that_has_left_is_still_missing(tmp_path, succession):
    rows = succession.rows["costs.csv"]
    succession.rows["costs.csv"] = [row for row in rows if (row["party"], row["period"]) != ("PX", "2024-05")]

    ended = gainshare("settle", succession.write(tmp_path / "a"), "--period", "2024/25", "--kind", "final")

    assert ended.status == 1
    assert "PX has no accepted return for 2024-05" in ended.err


def test_old_statements_keep_the_old_name(tmp_path):
    alliance = Alliance().set("parties/PX/former_names", [{"name": "Old X", "until": "2025-04-01"}])
    alliance.add("costs.csv", *cost_rows(2025)).add("targets.csv", *target_rows(2025)).add("observations.csv", *observation_rows("2025/26"))
    folder = alliance.write(tmp_path / "a")

    names = [assess_folder(folder, year).settlement.share("PX").name for year in ("2024/25", "2025/26")]

    assert names == ["Old X", "Provider X"]


# Written and read again


def read_again(terms):
    text = write_yaml(terms.model_dump(mode="json", by_alias=True, exclude_unset=True))
    document, problems = read_yaml(text.encode(), "again.yaml")
    assert problems == ()
    return Terms.model_validate(document.data)


def test_the_terms_are_read_back_as_they_were_written(tmp_path):
    alliance = Alliance().vary(*SWAP).set("regime/settle/carry_forward", {"arm": "both", "limit": "2% of T", "years": 2})
    alliance.set("calendar/project", {"first": "2024-04", "last": "2026-03"}).set("performance/scale", "stretch_75")
    alliance.set("regime/curves", {"steps": {"points": [[-100, 0], [0, 0], [0, "1/3"], [100, 1]], "at_step": "upper"}})
    terms = loaded(tmp_path, alliance).terms

    assert read_again(terms) == terms


@pytest.mark.parametrize("example", ["wexmoor", "lambeth_slides", "capital_works", "symphony"])
def test_the_terms_of_the_examples_are_read_back_as_they_were_written(example):
    terms = load_agreement(f"examples/{example}").terms

    assert read_again(terms) == terms
