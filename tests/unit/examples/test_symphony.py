"""The long-term conditions alliance: from records to counts to money, as worked by hand in its README."""

import csv
from datetime import date
from fractions import Fraction

import pytest
from tests.unit.examples.figures import EXAMPLES, pence, rows, scores

import gainshare as gs
from gainshare.core.lint.worked_examples import check_examples
from gainshare.core.performance.framework import LEVEL_WORDS
from gainshare.files.checking import check_folder
from gainshare.files.measured import observations_text
from gainshare.measuring import run_measures

SYMPHONY = EXAMPLES / "symphony"
MEASURES = ["W1", "W2", "W3", "W4", "P1", "P2", "P3", "S2", "S3"]


@pytest.fixture(scope="module")
def assessed():
    return gs.assess_folder(SYMPHONY, "2025/26", kind="final")


@pytest.fixture(scope="module")
def expected():
    return {row["party"]: row for row in rows("symphony", "expected", "expected_settlement.csv")}


def measured(engine):
    return run_measures(SYMPHONY, SYMPHONY / "records", "2025/26", engine=engine, only=MEASURES).values


@pytest.mark.parametrize("engine", ["reference", pytest.param("duckdb", marks=pytest.mark.slow)])
def test_every_count_comes_out_of_the_records(engine):
    found = {value.measure: (value.numerator, value.denominator) for value in measured(engine)}

    counts = rows("symphony", "expected", "expected_counts.csv")
    assert found == {row["measure"]: (Fraction(row["numerator"]), Fraction(row["denominator"])) for row in counts}


@pytest.mark.parametrize("engine", ["reference", pytest.param("duckdb", marks=pytest.mark.slow)])
def test_the_observations_are_what_the_command_writes(engine):
    text = observations_text(measured(engine), status="final", recorded_on=date(2026, 5, 20), origin="gainshare measures run on duckdb")

    assert text == (SYMPHONY / "observations.csv").read_text(encoding="utf-8")


def test_nobodys_small_number_is_published():
    with (SYMPHONY / "observations.csv").open(encoding="utf-8", newline="") as file:
        published = {row["measure"]: row["publishable"] for row in csv.DictReader(file)}

    assert published["W4"] == "195"
    assert "[c]" not in published.values()


def test_scores_are_what_was_worked_by_hand(assessed):
    table = {row["measure"]: row for row in rows("symphony", "expected", "expected_scores.csv")}
    whole = table.pop("overall")

    lines, overall, level = scores(assessed, LEVEL_WORDS)

    assert lines == {name: (row["value"], row["score"], row["level"], row["weighted_score"]) for name, row in table.items()}
    assert (overall, level) == (Fraction(whole["score"]), whole["level"])


def test_every_party_has_what_was_worked_by_hand(assessed, expected):
    found = {share.party: (share.side, share.cost, share.performance, share.total) for share in assessed.settlement.shares}

    assert found == {
        party: (row["side"], *(pence(row[column]) for column in ("cost_share", "performance", "total")))
        for party, row in expected.items()
        if party != "ALLIANCE"
    }
    assert {payment.party: payment.due for payment in assessed.settlement.payments} == {
        party: pence(row["net_payment"]) for party, row in expected.items() if party != "ALLIANCE"
    }


def test_the_whole_is_what_was_worked_by_hand(assessed, expected):
    row, result = expected["ALLIANCE"], assessed.settlement

    assert (result.target, result.actual, result.variance) == tuple(pence(row[column]) for column in ("target", "actual", "variance"))
    assert result.non_owners_total == pence(row["total"])


def test_its_check_finds_nothing_and_its_own_examples_come_out(assessed):
    assert check_folder(SYMPHONY) == ()
    assert len(assessed.terms.regime.examples) == 3
    assert list(check_examples(assessed.agreement.regime, "agreement.yaml")) == []
    assert assessed.problems == ()


def test_every_measure_is_judged_by_seven_thresholds_and_half_of_them_were_looked_at_for_co_production(assessed):
    measures = [measure for area in assessed.terms.performance.areas for measure in area.measures]

    assert {len(measure.thresholds) for measure in measures} == {7}
    assert [measure.id for measure in measures if measure.coproduction] == ["W1", "W2", "W3", "P1", "S3"]


def test_a_judgement_scores_the_level_that_it_reaches(assessed):
    assert assessed.scorecard.line("S3").score == 0
    assert assessed.scorecard.line("S3").value == Fraction(25, 9)
