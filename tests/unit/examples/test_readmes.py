"""The examples' READMEs: the figures that they work by hand are those of the expected tables."""

import pytest
from tests.unit.examples.figures import EXAMPLES, rows


def as_printed(figure):
    """Return a figure of a table as the pages print it: 1,234.56, with a minus sign."""
    sign, size = ("−", figure[1:]) if figure.startswith("-") else ("", figure)
    whole, _, pence = size.partition(".")
    return f"{sign}{int(whole):,}.{pence}"


@pytest.mark.parametrize(
    ("folder", "period", "columns"),
    [
        ("lambeth_slides", "2015/16", ("cost_share", "performance", "total")),
        ("symphony", "2025/26", ("cost_share", "net_payment")),
        ("capital_works", "project to M12", ("cost_share", "performance", "total", "incurred", "net_payment")),
        ("capital_works", "project", ("total", "incurred", "net_payment", "settled_before", "due")),
    ],
)
def test_every_partys_figures_stand_in_the_readme(folder, period, columns):
    text = EXAMPLES.joinpath(folder, "README.md").read_text(encoding="utf-8")
    parties = [row for row in rows(folder, "expected", "expected_settlement.csv") if row["period"] == period and row["party"] != "ALLIANCE"]

    missing = [(row["party"], column) for row in parties for column in columns if as_printed(row[column]) not in text]

    assert parties
    assert missing == []


@pytest.mark.parametrize("folder", ["lambeth_slides", "capital_works", "symphony"])
def test_every_score_stands_in_the_readme(folder):
    text = EXAMPLES.joinpath(folder, "README.md").read_text(encoding="utf-8")
    # The position in the middle of the project is shown by its overall score only, and cost has no part in any.
    scored = [
        row
        for row in rows(folder, "expected", "expected_scores.csv")
        if row["weight_percent"] != "0" and (row["period"] != "project to M15" or row["measure"] == "overall")
    ]

    assert [row["measure"] for row in scored if row["score"].replace("-", "−") not in text] == []


def test_wexmoors_readme_names_the_result_of_every_settlement():
    text = EXAMPLES.joinpath("wexmoor", "README.md").read_text(encoding="utf-8")
    wholes = [row for row in rows("wexmoor", "expected", "expected_settlement.csv") if row["party"] == "ALLIANCE"]

    assert len(wholes) == 3
    for row in wholes:
        assert as_printed(row["variance_gbp"]) in text
        assert as_printed(row["cost_share_gbp"]) in text


def test_every_example_is_in_the_index_and_has_its_readme():
    index = EXAMPLES.joinpath("README.md").read_text(encoding="utf-8")
    folders = sorted(path.parent.name for path in EXAMPLES.glob("*/agreement.yaml"))

    assert folders == ["capital_works", "lambeth_slides", "symphony", "wexmoor"]
    assert all(f"]({name}/README.md)" in index and EXAMPLES.joinpath(name, "README.md").is_file() for name in folders)
