"""The picture of gain and pain: it carries its words, says nothing by colour alone, and no label covers another."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from gainshare.reports.charts import gain_pain_curve
from gainshare.reports.label_places import Box, Label, Place, place_labels

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture(chart_2025):
    return ElementTree.fromstring(chart_2025.svg)


def texts(picture):
    return ["".join(element.itertext()) for element in picture.iter(f"{SVG}text")]


def test_the_picture_carries_its_title_and_its_alternative(picture, chart_2025):
    assert picture.get("role") == "img"
    assert picture.find(f"{SVG}title").text == chart_2025.title
    assert picture.find(f"{SVG}desc").text == chart_2025.alternative
    assert picture.get("aria-labelledby") == picture.find(f"{SVG}title").get("id")
    assert picture.get("aria-describedby") == picture.find(f"{SVG}desc").get("id")


def test_the_alternative_gives_the_figures(chart_2025):
    for figure in (
        "£8,947,464.16",
        "£123,387.92",
        "£71,147.92",
        "£9,142,000.00",
        "£26,120.00",
        "£8,227,800.00",
        "33.16%",
        "£10,591,485.08",
    ):
        assert figure in chart_2025.alternative
    assert "with every other figure as in 2025/26 (an overall performance score of 32.65)" in chart_2025.alternative


def test_the_table_gives_the_points_by_rising_cost(chart_2025):
    assert chart_2025.table.rows == (
        ("£7,313,600.00", "80%", "£786,391.58", "£1,042,008.42", "The lowest cost drawn"),
        ("£8,227,800.00", "90%", "£483,220.00", "£430,980.00", "Below it, the participants gain 33.16% of each further £1"),
        ("£8,947,464.16", "97.87%", "£123,387.92", "£71,147.92", "2025/26"),
        ("£9,142,000.00", "100%", "£26,120.00", "−£26,120.00", "On target"),
        ("£10,591,485.08", "115.86%", "−£698,622.54", "−£750,862.54", "Above it, the participants bear no more"),
        ("£10,970,400.00", "120%", "−£698,622.54", "−£1,129,777.46", "The highest cost drawn"),
    )


def test_everything_is_labelled_in_words_where_it_stands(picture):
    assert {
        "Actual outturn cost, £ million",
        "Gained (+) or borne (−), £ thousand",
        "Target £9,142,000.00",
        "2025/26: participants gain £123,387.92",
        "2025/26: owners gain £71,147.92",
        "90% of target: share changes",
        "115.86% of target: cap, £698,622.54",
        "Non-owner participants together",
        "Owners together (dashed)",
    } <= set(texts(picture))


def test_the_two_lines_differ_in_more_than_colour(picture):
    lines = [path for path in picture.iter(f"{SVG}path") if path.get("stroke-width") in {"4", "2.2"}]

    assert {(path.get("stroke-width"), path.get("stroke-dasharray")) for path in lines} == {("4", "1,0"), ("2.2", "9,6")}


def test_the_picture_asks_for_nothing_from_elsewhere(chart_2025):
    addresses = [part.split('"')[0] for part in chart_2025.svg.split("http")[1:]]

    assert all("www.w3.org" in address for address in addresses)


def test_the_same_assessment_gives_the_same_picture(settled_2025, chart_2025):
    assert gain_pain_curve(settled_2025) == chart_2025


def test_the_libraries_of_the_picture_are_brought_in_only_to_draw():
    program = (
        "import sys, gainshare.reports.charts, gainshare.reports.render.html; print({'altair', 'vl_convert', 'jinja2'} & {*sys.modules})"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.strip() == "set()"


def test_no_label_covers_another_or_leaves_the_picture():
    frame = Box(0, 0, 760, 420)
    points = [Place(380.0 + index, 210.0) for index in range(6)]
    labels = [Label(f"label {index} of some length", "#000", (point,)) for index, point in enumerate(points)]

    placed = place_labels(labels, fixed=(), lines=[[Place(0, 0), Place(760, 420)]], markers=points, frame=frame)

    boxes = [one.box for one in placed]
    assert not any(first.overlaps(second) for index, first in enumerate(boxes) for second in boxes[index + 1 :])
    assert all(frame.left <= box.left and box.right <= frame.right and frame.top <= box.top and box.bottom <= frame.bottom for box in boxes)


def test_a_label_keeps_off_a_line_where_there_is_room():
    line = [Place(0, 100), Place(760, 100)]

    (placed,) = place_labels([Label("cap", "#000", (Place(400, 100),))], fixed=(), lines=[line], markers=[], frame=Box(0, 0, 760, 420))

    assert not placed.box.holds(Place(placed.at.x, 100))
    assert not placed.is_tied
