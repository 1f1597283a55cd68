"""The structural lint: for each rule an agreement that breaks it; the small alliance breaks none."""

import pytest
from tests.builders import Alliance

from gainshare.files.checking import check_folder


def findings(tmp_path, alliance):
    return [problem for problem in check_folder(alliance.write(tmp_path / "a")) if problem.rule]


def formula_bands(owner, nop):
    return [{"owner": owner, "nop": nop}]


def staged(*stages):
    """Return the small alliance with stages between its share and its allocation."""
    alliance = Alliance()
    alliance.terms["regime"]["stages"][2:3] = list(stages)
    return alliance


LIMIT = {"limit": {"arm": "gain", "side": "nop", "component": "cost", "max": "20000", "excess_to": "owner"}}
HALF = {"modify": {"arm": "gain", "side": "nop", "other": "owner", "cases": [{"otherwise": "1/2"}]}}
CAP = {"side": "nop", "key": {"PX": 50, "PY": 30, "PZ": 20}, "pain_cap": {"PX": 1000}}


def score_without_places():
    return Alliance().set("regime/inputs/ops", {"score": "overall"})


BREAKING = [
    ("R01", lambda: Alliance().set("regime/stages/share/gain/bands", formula_bands("60%", "30%")), "error"),
    ("R01", lambda: Alliance().set("regime/stages/share/gain/bands", [{"to": "10%", "owner": "50%", "nop": "50%"}]), "error"),
    ("R01", lambda: Alliance().set("regime/stages/share/gain/bands", formula_bands("ops/100", "1/2")), "error"),
    ("R09", lambda: staged(LIMIT, HALF), "error"),
    ("R10", score_without_places, "error"),
    (
        "R12",
        lambda: (
            Alliance()
            .set("performance/areas/A2/measures/M3/weight", "10%")
            .set("performance/areas/A1/measures/M1/weight", "50%")
            .set("performance/areas/A1/weight", "90%")
        ),
        "warning",
    ),
    ("R17", lambda: Alliance().drop("open_book/price_base"), "error"),
    ("R17", lambda: Alliance().set("open_book/price_base", {"target": "2023/24", "actual": "outturn"}), "error"),
    ("R21", lambda: Alliance().drop("open_book/definitions/fee_in_outturn"), "error"),
    ("R21", lambda: Alliance().drop("open_book/definitions/owners_costs"), "error"),
    ("R21", lambda: Alliance().drop("open_book/definitions/disallowed_cost"), "error"),
    ("R21", lambda: Alliance().drop("open_book/definitions/certified_by"), "error"),
    ("R32", lambda: Alliance().set("regime/stages/3/allocate", CAP), "error"),
    ("R32", lambda: Alliance().set("regime/stages/3/allocate", {**CAP, "spill_to": "parties"}), "error"),
    ("R32", lambda: Alliance().set("regime/stages/3/allocate", {**CAP, "spill_to": "nop"}), "error"),
    ("R39", lambda: Alliance().drop("regime/settle/part_year"), "error"),
    ("R43", lambda: Alliance().drop("performance/areas/A2/measures/M3/cost"), "error"),
]


def test_the_small_alliance_breaks_no_rule(tmp_path):
    assert findings(tmp_path, Alliance()) == []


@pytest.mark.parametrize(("rule", "alliance", "severity"), BREAKING)
def test_an_agreement_that_breaks_a_rule_is_told_which(tmp_path, rule, alliance, severity):
    found = findings(tmp_path, alliance())

    assert {(problem.rule, problem.severity) for problem in found} == {(rule, severity)}
    assert all(problem.fix and problem.source.file == "agreement.yaml" for problem in found)


FULFILLING = [
    ("R01", lambda: Alliance().set("regime/stages/share/gain/bands", formula_bands("clip(ops, 0, 100)/100", "1 - clip(ops, 0, 100)/100"))),
    ("R09", lambda: staged(LIMIT, HALF).set("regime/order", "as_listed")),
    ("R09", lambda: staged(LIMIT, {"modify": {**HALF["modify"], "arm": "pain"}})),
    ("R10", lambda: score_without_places().set("regime/stages/modify/cases", [{"otherwise": 1}])),
    ("R17", lambda: Alliance().set("open_book/price_base", {"target": "2023/24", "actual": "outturn", "index": "CPIH, December"})),
    ("R32", lambda: Alliance().set("regime/stages/3/allocate", {**CAP, "spill_to": ["parties", "owner"]})),
    ("R39", lambda: Alliance().set("regime/settle/part_year", "by_months")),
    ("R43", lambda: Alliance().set("performance/areas/A2/measures/M3/cost", "owners")),
]


@pytest.mark.parametrize(("rule", "alliance"), FULFILLING)
def test_an_agreement_that_keeps_a_rule_in_another_way_is_not_told(tmp_path, rule, alliance):
    assert findings(tmp_path, alliance()) == []


def test_an_order_that_matters_comes_with_figures_on_which_it_does(tmp_path):
    (found,) = findings(tmp_path, staged(LIMIT, HALF))

    assert "limit before modify" in found.message
    assert "Try toc £1,000,000.00" in found.message


def test_cost_outside_the_score_that_moves_money_does_not_count_twice(tmp_path):
    # Nothing turns on a score here, so the measure of cost may weigh what it likes.
    alliance = Alliance().set("performance/areas/A2/measures/M3/weight", "10%").set("performance/areas/A1/measures/M1/weight", "50%")
    alliance.set("performance/areas/A1/weight", "90%").drop("regime/inputs/ops")
    alliance.terms["regime"]["stages"][2:3] = []

    assert findings(tmp_path, alliance) == []


def test_money_that_is_lost_is_found(tmp_path, monkeypatch):
    # No agreement can lose money; a faulty engine can, and R02 is how it shows.
    from gainshare.core.commercial.stages.share import Share

    apply = Share.apply

    def losing(self, run):
        apply(self, run)
        run.amounts["cost"]["nop"] -= 1

    monkeypatch.setattr(Share, "apply", losing)

    found = findings(tmp_path, Alliance())

    assert [problem.rule for problem in found] == ["R02"]


def test_a_worked_example_that_does_not_come_out_is_named(tmp_path):
    # Of 100 saved each side has 50.
    example = {"id": "E1", "inputs": {"toc": 1000, "aoc": 900, "ops": 10}, "expect": {"nop": 50, "owner": 49}}

    problems = check_folder(Alliance().set("regime/examples", [example]).write(tmp_path / "a"))

    assert [problem.message for problem in problems] == ["Worked example E1: owner is 50, not 49."]
