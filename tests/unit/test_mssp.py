"""2,483 real settlements of the Medicare Shared Savings Program: what was published as paid is what the rules give.

The rules by track are the templates `mssp_one_sided`, `mssp_basic_e`, `mssp_track2` and `mssp_enhanced`; where the figures come from is in
`tests/data/README.md`, and the result in `docs/reference/evidence-mssp.md`.
"""

import csv
import gzip
import io
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import gainshare as gs

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
PAGE = ROOT / "docs" / "reference" / "evidence-mssp.md"

TEMPLATE_OF_TRACK = {
    "track_1": "mssp_one_sided",
    "basic_a": "mssp_one_sided",
    "basic_b": "mssp_one_sided",
    "basic_c": "mssp_basic_e",
    "basic_d": "mssp_basic_e",
    "basic_e": "mssp_basic_e",
    "track_1_plus": "mssp_basic_e",
    "track_2": "mssp_track2",
    "track_3": "mssp_enhanced",
    "enhanced": "mssp_enhanced",
}
# The loss limit is the lesser of a part of the participants' revenue, which is not published, and this part of the benchmark.
LOSS_LIMIT = {"basic_c": Fraction("0.01"), "basic_d": Fraction("0.02"), "basic_e": Fraction("0.04"), "track_1_plus": Fraction("0.04")}
HIGHEST_RATE = {"track_1": Fraction("0.5"), "track_1_plus": Fraction("0.5"), "track_2": Fraction("0.6"), "track_3": Fraction("0.75")}

REVENUE = "the loss limit on participants' revenue binds, and revenue is not published"
NOT_REPRODUCED = {
    ("2019", "A2392"): REVENUE,
    ("2021", "A1515"): REVENUE,
    ("2021", "A2820"): REVENUE,
    ("2021", "A4627"): REVENUE,
    ("2019", "A1498"): "it took part for six months, and the published relief is that of the whole year",
    ("2021", "A2833"): "the published minimum savings rate is rounded, and the saving lies between it and the rate before rounding",
}


def published():
    with gzip.open(DATA / "mssp_settlements.csv.gz", "rb") as packed:
        return list(csv.DictReader(io.StringIO(packed.read().decode("utf-8"))))


def inputs(row):
    """Return what the regime of the row's track needs, from the published columns alone."""
    benchmark, track = Fraction(row["benchmark"]), row["track"]
    given = {
        "benchmark": benchmark,
        "expenditure": Fraction(row["expenditure"]),
        "msr": Fraction(row["minimum_savings_rate"]),
        "quality_met": Fraction(row["quality_standard_met"]),
        "final_share_rate": final_share_rate(row),
        "sequestration": Fraction(row["sequestration_rate"]),
    }
    if track in LOSS_LIMIT:
        given["loss_limit"] = LOSS_LIMIT[track] * benchmark
    if TEMPLATE_OF_TRACK[track] in {"mssp_track2", "mssp_enhanced"}:
        given["quality"] = Fraction(row["quality_score"])
    if TEMPLATE_OF_TRACK[track] != "mssp_one_sided":
        given["mlr"] = given["msr"]
        given["disaster_adjustment"] = -Fraction(row["disaster_adjustment"])  # published as a deduction
    return given


def final_share_rate(row):
    """Return the rate as published; for 2019, when it was published to whole per cents, the track's highest rate times quality."""
    if row["year"] == "2019":
        return HIGHEST_RATE[row["track"]] * Fraction(row["quality_score"])
    return Fraction(row["final_share_rate"])


def is_within_a_thousandth(ours, theirs):
    return abs(ours - theirs) <= abs(theirs) / 1000


@pytest.fixture(scope="module")
def settlements():
    """Return every row with what its regime gives."""
    templates = gs.templates()
    return [(row, gs.settle(templates[TEMPLATE_OF_TRACK[row["track"]]], inputs(row)).sides["aco"]) for row in published()]


def test_at_least_2477_of_2483_real_settlements_are_within_a_thousandth_of_what_was_published(settlements):
    matched = [row for row, paid in settlements if is_within_a_thousandth(paid, Fraction(row["published_payment"]))]

    assert len(settlements) == 2483
    assert len(matched) >= 2477


def test_those_that_are_not_are_the_six_whose_reason_is_known(settlements):
    missed = {
        (row["year"], row["aco"]) for row, paid in settlements if not is_within_a_thousandth(paid, Fraction(row["published_payment"]))
    }

    assert missed == set(NOT_REPRODUCED)


def test_a_lower_loss_limit_on_revenue_would_explain_the_four_that_lost_less_than_the_rules_give(settlements):
    lost = {
        (row["year"], row["aco"]): (paid, Fraction(row["published_payment"]))
        for row, paid in settlements
        if NOT_REPRODUCED.get((row["year"], row["aco"])) == REVENUE
    }

    assert len(lost) == 4
    assert all(ours < theirs <= 0 for ours, theirs in lost.values())


def test_half_of_the_published_relief_gives_what_the_organisation_that_took_part_for_half_a_year_paid():
    row = next(row for row in published() if (row["year"], row["aco"]) == ("2019", "A1498"))
    given = inputs(row)

    outcome = gs.settle(gs.templates()["mssp_basic_e"], {**given, "disaster_adjustment": given["disaster_adjustment"] / 2})

    assert outcome.sides["aco"] == Fraction(row["published_payment"])


def test_the_saving_that_was_not_paid_is_within_rounding_of_the_gate():
    row = next(row for row in published() if (row["year"], row["aco"]) == ("2021", "A2833"))

    rate = Fraction(row["variance"]) / Fraction(row["benchmark"])

    # Published to four decimals: the rate itself lies within half of the last one.
    assert 0 <= rate - Fraction(row["minimum_savings_rate"]) < Fraction("0.00005")


def test_arrays_give_what_the_exact_settlement_gives_unless_a_gate_is_closer_than_a_billionth(tmp_path):
    unrounded = without_rounding(tmp_path)
    rows = published()

    for name in sorted(set(TEMPLATE_OF_TRACK.values())):
        cases = [inputs(row) for row in rows if TEMPLATE_OF_TRACK[row["track"]] == name]
        exact = np.array([float(gs.settle(unrounded[name], case).sides["aco"]) for case in cases])
        arrays = gs.settle_many(unrounded[name], {figure: np.array([float(case[figure]) for case in cases]) for figure in cases[0]})
        clear = np.array([distance_from_the_gate(case) > Fraction(1, 10**9) for case in cases])

        assert clear.sum() >= len(cases) - 1
        assert np.abs(arrays["aco"] - exact)[clear].max() < 0.00005


def distance_from_the_gate(case):
    rate = abs(case["benchmark"] - case["expenditure"]) / case["benchmark"]
    return abs(rate - case["msr"])


def without_rounding(folder):
    """Return the regimes without their last stage, which rounds to whole dollars; arrays are never rounded."""
    text = (DATA / "regimes.yaml").read_text(encoding="utf-8")
    path = folder / "regimes.yaml"
    path.write_text(re.sub(r"\n *- round: .*", "", text), encoding="utf-8")
    return gs.read_regimes(path)


def test_the_page_of_evidence_says_what_is_found_here(settlements):
    rows = Counter((row["year"], row["track"]) for row, _ in settlements)
    matched = Counter(
        (row["year"], row["track"]) for row, paid in settlements if is_within_a_thousandth(paid, Fraction(row["published_payment"]))
    )

    moved = [(paid, Fraction(row["published_payment"])) for row, paid in settlements if Fraction(row["published_payment"])]
    to_the_dollar = sum(abs(ours - theirs) <= 1 for ours, theirs in moved)

    page = PAGE.read_text(encoding="utf-8")

    table = re.findall(r"^\| (\d{4}) \| `(\w+)` \| `\w+` \| ([\d,]+) \| ([\d,]+) \|$", page, re.MULTILINE)
    written = {(year, track): (int(of.replace(",", "")), int(found.replace(",", ""))) for year, track, of, found in table}
    assert written == {key: (rows[key], matched[key]) for key in rows}
    assert all(f"| {year} | {aco} |" in page for year, aco in NOT_REPRODUCED)
    assert f"Of the {len(moved):,}\nthat moved money, {to_the_dollar} agree to the dollar" in page
