"""Control charts as pictures: they carry their words, say nothing by colour alone, and break where a segment begins."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import gainshare as gs
from gainshare.reports.spc_icons import ASSURANCE_WORDS, VARIATION_WORDS, draw_assurance, draw_variation
from gainshare.reports.spc_words import in_short, segments_table, special_lines, teller_of

SVG = "{http://www.w3.org/2000/svg}"
STEADY = [10, 12] * 6
MONTHS = [f"{2024 + month // 12}-{month % 12 + 1:02}-01" for month in range(24)]


@pytest.fixture(scope="module")
def picture():
    values = [*STEADY, 17, 20, 22, 21, 19, 20, 22, 21, 19, 20, 22, 21]
    chart = gs.spc(values, dates=MONTHS, target=[15] * 13 + [30] * 11, rebase_at={"2025-02-01": "ward opened"}, fix_after=12)
    return gs.charts.spc(chart, title="Seen <on time> & well", unit="%")


def texts(svg):
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def colours(svg):
    return {element.get("fill") for element in ElementTree.fromstring(svg).iter(f"{SVG}path")}


def test_the_picture_carries_its_title_and_its_alternative(picture):
    root = ElementTree.fromstring(picture.svg)

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == picture.title == "Seen <on time> & well"
    assert root.find(f"{SVG}desc").text == picture.alternative
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")


def test_the_words_give_the_figures_the_icons_the_signals_and_the_warnings(picture):
    # The second segment: 227 ÷ 11 = 20.636…, moving ranges 15 ÷ 10 = 1.5, limits 20.636… ± 3.99.
    assert picture.sentences == (
        "Seen <on time> & well: 24 points from January 2024 to December 2025. The value of December 2025 is 21%.",
        "The mean is 11.0% and the limits are 5.7% and 16.3%, from 12 points.",
        "From February 2025 (ward opened), the mean is 20.6% and the limits are 16.6% and 24.6%, from 11 points.",
        "Variation: common cause: ordinary variation, no significant change.",
        "Assurance: consistently fails the target (F); the target of December 2025 is 30%.",
        "1 point is special cause. January 2025 (17%): above the upper limit, improvement.",
        "Segment 2 (from 1 February 2025) has 11 points, fewer than the 12 that limits are fixed on: all are used.",
        "Segment 2 (from 1 February 2025) has trial limits, from 11 points: be careful with them until there are 12.",
    )


def test_the_table_gives_every_point_with_its_limits_rule_and_meaning(picture):
    assert picture.table.rows[12] == ("Jan 2025", "17", "11.0", "5.7", "16.3", "15", "Above the upper limit", "Improvement")
    assert picture.table.rows[13] == ("Feb 2025", "20", "20.6", "16.6", "24.6", "30", "None", "Common cause")
    assert len(picture.table.rows) == 24


def test_the_lines_are_named_with_their_figures_and_the_axes_with_unit_and_dates(picture):
    found = texts(picture.svg)

    assert {"Mean 20.6", "Upper 24.6", "Lower 16.6", "Target 30", "%", "Jan 2024", "Common cause", "Improvement"} <= set(found)
    assert "Rebased: ward opened" in found
    assert "Common cause; consistently fails the target. Trial limits: from fewer than 12 points" in found


def test_points_differ_by_shape_as_well_as_by_colour(picture):
    # A circle is drawn with arcs, a square with straight lines alone.
    drawn = {
        path.get("fill"): path.get("d")
        for path in ElementTree.fromstring(picture.svg).iter(f"{SVG}path")
        if path.get("stroke") == "#212b32"
    }

    assert set(drawn) >= {"#a6a6a6", "#00b0f0"}
    assert "A" in drawn["#a6a6a6"]
    assert "A" not in drawn["#00b0f0"]


def test_lines_break_at_a_rebase():
    values = [*STEADY, *(value + 10 for value in STEADY)]
    one, two = (gs.charts.spc(gs.spc(values, rebase_at=at), title="T").svg for at in ([], [12]))

    assert dashed(one) == 2
    assert dashed(two) == 4


def dashed(svg):
    return sum(path.get("stroke-dasharray") == "6,4" for path in ElementTree.fromstring(svg).iter(f"{SVG}path"))


def test_a_lower_limit_below_the_lowest_is_cut_off_in_the_picture_and_kept_in_the_table():
    chart = gs.spc([0, 1, 0, 2, 1, 0, 0, 1, 3, 0])

    picture = gs.charts.spc(chart, title="Restraints", lowest=0)

    # Ranges 1 1 2 1 1 0 1 2 3 make a mean of 12/9: 0.8 − 2.66 × 4/3 = −2.75.
    assert "Lower −2.7, cut off" in texts(picture.svg)
    assert picture.table.rows[0][3] == "−2.7"
    assert not [text for text in texts(picture.svg) if re.fullmatch(r"−[0-9.]+", text)]


@pytest.mark.parametrize("values", [[5], [5, 5], [0] * 24, [100] * 24, [1e-9, 2e-9] * 6, [1e9, 3e9] * 6, [-5, -7] * 6, [0.95, 0.96] * 6])
def test_series_of_every_size_are_drawn_without_a_figure_that_is_no_number(values):
    picture = gs.charts.spc(gs.spc(values, target=values[0]), title="T")

    assert "NaN" not in picture.svg
    assert "Infinity" not in picture.svg
    assert ElementTree.fromstring(picture.svg).get("role") == "img"


def test_the_same_chart_gives_the_same_picture_and_another_title_other_ids(picture):
    chart = gs.spc(STEADY)
    one, again, other = (gs.charts.spc(chart, title=title).svg for title in ("One", "One", "Other"))

    assert one == again
    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', other))


def test_the_picture_asks_for_nothing_from_elsewhere(picture):
    assert all("www.w3.org" in part.split('"')[0] for part in picture.svg.split("http")[1:])


def test_what_a_file_says_cannot_break_the_picture():
    rude = "a\x00b\x1b[31m</svg><script>\u202e\ud800"
    chart = gs.spc(STEADY, rebase_at={6: rude})

    picture = gs.charts.spc(chart, title=rude, unit=rude)

    assert "script" not in {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(picture.svg).iter()}
    assert picture.title.isprintable()


def test_a_long_title_is_wrapped_and_then_cut():
    svg = gs.charts.spc(gs.spc(STEADY), title="word " * 60).svg

    bold = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if text.get("font-weight") == "bold" and text.get("y")]
    assert len([text for text in bold if text.startswith("word")]) == 2
    assert bold[1].endswith("…")


def test_a_long_unit_is_wrapped_and_then_cut_so_that_it_stays_beside_its_axis():
    svg = gs.charts.spc(gs.spc(STEADY), title="T", unit="per cent of people " * 8).svg

    (unit,) = (text for text in ElementTree.fromstring(svg).iter(f"{SVG}text") if "people" in "".join(text.itertext()))
    lines = [line.text for line in unit.iter(f"{SVG}tspan")]
    assert len(lines) == 2
    assert max(map(len, lines)) <= 44
    assert lines[1].endswith("…")


def test_the_reasons_of_rebases_close_together_do_not_cross_one_another():
    reasons = {place: f"reason {place}, which is told at some length" for place in (8, 10, 12, 14, 16, 18, 20)}

    svg = gs.charts.spc(gs.spc([*STEADY, *STEADY], rebase_at=reasons), title="T").svg

    found = [placed(element) for element in ElementTree.fromstring(svg).iter(f"{SVG}text") if "Rebased" in "".join(element.itertext())]
    assert found
    for number, (left, right, y) in enumerate(found):
        assert not [other for other in found[:number] if abs(other[2] - y) < 12 and other[0] < right and left < other[1]]


def placed(element):
    """Return from where to where a text reaches, at six pixels a letter, and how far down it stands."""
    x, y = (float(part) for part in re.search(r"translate\(([-0-9.]+),([-0-9.]+)\)", element.get("transform")).groups())
    width = 6 * len("".join(element.itertext()))
    return (x - width, x, y) if element.get("text-anchor") == "end" else (x, x + width, y)


@pytest.mark.parametrize(
    ("lowest", "said"), [(float("nan"), "is a number"), (float("inf"), "is a number"), (11, "The value of point 1, 10")]
)
def test_a_lowest_that_is_none_or_above_a_value_is_refused(lowest, said):
    with pytest.raises(gs.Invalid, match=said):
        gs.charts.spc(gs.spc(STEADY), title="T", lowest=lowest)


@pytest.mark.parametrize(("variation", "letter"), VARIATION_WORDS)
def test_an_icon_of_variation_has_its_letter_and_its_words(variation, letter):
    icon = draw_variation(variation, letter)

    assert [text for text in texts(icon.svg) if text] == ([letter] if letter else [])
    assert ElementTree.fromstring(icon.svg).find(f"{SVG}title").text == icon.words


@pytest.mark.parametrize(("assurance", "letter"), [*zip(ASSURANCE_WORDS, "PF?", strict=True)])
@pytest.mark.parametrize("improvement", ["up", "down"])
def test_an_icon_of_assurance_has_its_letter_and_its_words(assurance, letter, improvement):
    icon = draw_assurance(assurance, improvement)

    assert texts(icon.svg) == [letter]
    assert ElementTree.fromstring(icon.svg).find(f"{SVG}title").text == ASSURANCE_WORDS[assurance]


def test_a_run_of_special_cause_is_one_line():
    chart = gs.spc([*STEADY, *[12] * 6], fix_after=12, dates=[f"2024-01-{day:02}" for day in range(1, 19)], improvement="down")

    teller = teller_of(chart, "bed days")

    assert special_lines(chart, teller) == ("12 January 2024 to 18 January 2024, 7 points: in a run of 7 or more above the mean, concern",)
    assert in_short(chart, teller)[0] == "18 points from 1 January 2024 to 18 January 2024. The value of 18 January 2024 is 12 bed days."
    assert segments_table(chart, teller).rows == (("1 Jan 2024", "18 Jan 2024", "18", "12", "11.0", "5.7", "16.3"),)


def test_the_libraries_of_the_picture_are_brought_in_only_to_draw():
    program = "import sys, gainshare as gs; gs.charts, gs.spc([1, 2]); print({'altair', 'vl_convert', 'numpy'} & {*sys.modules})"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == "set()"
