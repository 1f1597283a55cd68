"""The analyst enters a value and uploads a file with a wrong row; the manager sees the small count, the finance lead sees [c]."""

import pytest

HEAD = "measure\tperiod\tnumerator\tdenominator\tvalue\tstatus\torigin"


@pytest.mark.parametrize("is_scripted", [True, False], ids=["with JavaScript", "without"])
def test_the_analyst_enters_and_uploads_values_and_small_ones_are_seen_by_few(visitor, alliance, is_scripted):
    measures = f"/a/{alliance.pk}/measures/"

    # given an analyst who looks at what a value would make before it is entered
    analyst = visitor("analyst@wexmoor.example", is_scripted=is_scripted)
    analyst.opens(measures)
    analyst.reads("11 of 11 measures have a value for M7 2026/27 (October 2026).")
    analyst.follows("Enter a value")
    analyst.page.get_by_label("Measure").select_option("K2.2")
    analyst.types("Period", "2026-10")
    analyst.types("Numerator", "58")
    analyst.types("Denominator", "227")
    analyst.page.get_by_label("Provisional", exact=True).check()
    analyst.presses("See what it makes")

    # then it is told that October has a final value, and what the new one would score
    analyst.reads("K2.2 has a final value for 2026/27 M7 already. Give it the status revised, and say why.")
    assert "25.55%" in analyst.row("Would be")
    assert "24.67%" in analyst.row("Stands now")

    # when it is revised, with the reason
    analyst.page.get_by_label("Revised", exact=True).check()
    analyst.types("Why it was revised", "Two budgets were agreed late in the month.")
    analyst.presses("Enter this value")

    # then it stands, and the one before stays on file
    analyst.reads("The value of K2.2 for 2026/27 M7 is kept.")
    analyst.reads("Two budgets were agreed late in the month.")
    analyst.reads("Earlier values, whose place others took")

    # when a file comes with a row that is wrong
    analyst.opens(f"{measures}upload")
    rows = [HEAD, "K6.1\t2026-10\t4\t227.32\t\trevised\tSafeguarding log", "K6.2\t2026-10\tfour\t227.32\t\trevised\tIncident log"]
    file = {"name": "late.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).replace("\t", ",").encode()}
    analyst.page.get_by_label("Upload a file").set_input_files(file)
    analyst.types("Why revised values were revised", "Late records.")
    analyst.presses("Read the rows")

    # then its row and column are named, and nothing was kept
    analyst.reads("Row 3: numerator: This is not a number.")
    assert analyst.page.get_by_role("button", name="Keep these values").count() == 0

    # when the row is mended where it stands
    text = analyst.page.get_by_label("Or paste the rows")
    text.fill(text.input_value().replace("four", "6"))
    analyst.presses("Read again")
    analyst.reads("2 new values will be kept.")
    analyst.presses("Keep these values")
    analyst.reads("2 values are kept.")

    # then the manager sees the small count
    manager = visitor("manager@wexmoor.example", is_scripted=is_scripted)
    manager.opens(f"{measures}of/K6.1/")
    assert manager.row("2026/27 M7").split("\t")[1:3] == ["4", "227.32"]

    # and the finance lead sees [c] in its place, and the words for it
    finance = visitor("finance@wexmoor.example", is_scripted=is_scripted)
    finance.opens(f"{measures}of/K6.1/")
    assert finance.row("2026/27 M7").split("\t")[1:4] == ["[c]", "[c]", "[c]"]
    finance.reads("[c] stands for confidential")
    finance.does_not_read("227.32")
    assert finance.opens(f"{measures}enter") == 403


def test_a_chart_is_a_picture_that_loads_and_fits_a_phone(visitor, alliance):
    team = visitor("team@wexmoor.example", width=360)

    team.opens(f"/a/{alliance.pk}/measures/of/K1.1/")

    picture = team.page.locator("main img")
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert picture.bounding_box()["width"] <= 360
