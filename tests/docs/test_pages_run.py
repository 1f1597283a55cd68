"""Every block of the README and of the documentation runs, and prints what the page shows."""

import pytest
from tests.docs.pages import PAGES, blocks_of, changes_of, commands_of, is_shown, run_page, title

RUNNABLE = [
    pytest.param(path, id=title(path), marks=() if title(path) == "README.md" else pytest.mark.slow)
    for path in PAGES
    if blocks_of(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("path", RUNNABLE)
def test_a_page_runs_as_it_is_written(path, tmp_path):
    assert "\n\n".join(run_page(path, tmp_path)) == ""


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd\n", True),
        ("Stored as ....json", "Stored as x.json\n", True),
        ("a", "a\nb\n", False),
        ("a", "A\n", False),
        ("a  ", "a\n", True),
        ("a\nb", "a\n\nb\n", True),
    ],
)
def test_three_points_stand_for_anything_and_everything_else_for_itself(shown, printed, expected):
    assert is_shown(shown, printed) is expected


def test_a_file_is_named_by_the_line_before_its_block():
    page = "The costs, `riverside/costs.csv`:\n```csv\na\n```\nAnd then:\n```yaml\nb: 1\n```\n"

    assert [(block.kind, block.file) for block in blocks_of(page)] == [("csv", "riverside/costs.csv"), ("yaml", "")]


def test_a_console_block_holds_commands_with_what_they_print():
    assert commands_of("$ one\nprinted\n$ two\n") == [("one", "printed"), ("two", None)]


def test_a_diff_turns_lines_into_others_where_the_lines_around_them_are():
    assert changes_of(" kept\n-old\n+new\n") == [("kept\nold\n", "kept\nnew\n")]
