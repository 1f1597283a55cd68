"""Links between pages lead somewhere, and every page can be found."""

import re
from pathlib import Path

import pytest
from tests.docs.pages import FENCE, PAGES, ROOT, title

LINK = re.compile(r"(?<!!)\[[^\]\[]*\]\((?P<to>[^)\s]+)\)")
CODE = re.compile(r"`[^`\n]*`")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
PATH_OF_OURS = re.compile(r"`(?P<path>(?:src/gainshare|tests|examples|docs|benchmarks|core|files|cli|requirements)/[\w./*-]*)`")


@pytest.mark.parametrize("path", PAGES, ids=title)
def test_every_link_leads_somewhere(path):
    broken = [link["to"] for link in LINK.finditer(prose(path)) if not leads(path, link["to"])]

    assert broken == []


@pytest.mark.parametrize("path", [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "DEVELOPERS.md", "TESTING.md")], ids=title)
def test_every_path_that_a_page_for_developers_names_is_there(path):
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    named = {found["path"] for found in PATH_OF_OURS.finditer(text)}

    assert [one for one in sorted(named) if not is_there(one)] == []


def test_every_page_of_the_documentation_is_in_its_index():
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / link["to"]).resolve() for link in LINK.finditer(prose(index))}
    listed |= {(index.parent / "adr" / link["to"]).resolve() for link in LINK.finditer(prose(index.parent / "adr" / "README.md"))}
    pages = {path for path in PAGES if path.is_relative_to(index.parent) and path != index}

    assert [title(path) for path in sorted(pages - listed)] == []


def test_every_decision_is_in_the_index_under_its_own_title():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = [path for path in sorted(folder.glob("*.md")) if path.name != "README.md"]

    missing = [path.name for path in decisions if f"| [{path.name[:4]}]({path.name}) | {title_of(path)} |" not in index]

    assert decisions
    assert missing == []


def test_the_targets_that_pages_name_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for path in PAGES for name in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))}

    assert named - targets == set()


def prose(path):
    return CODE.sub("", FENCE.sub("", path.read_text(encoding="utf-8")))


def leads(path, to):
    if to.startswith("https://"):
        return True
    name, _, part = to.partition("#")
    file = (path.parent / name).resolve() if name else path
    return file.exists() and (not part or part in anchors(file))


def anchors(path):
    """Return the anchors of a page's headings, as hosts of Markdown make them: small letters, hyphens for spaces, no other signs."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading["text"].lower()).replace(" ", "-") for heading in HEADING.finditer(text)}


def title_of(path):
    return re.sub(r"^\d{4}: ", "", HEADING.search(path.read_text(encoding="utf-8"))["text"])


def is_there(name):
    places = (ROOT, ROOT / "src" / "gainshare")
    return "<" in name or any(list(place.glob(name.rstrip("/"))) for place in places)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("reference/stages.md", True),
        ("reference/stages.md#limit", True),
        ("reference/stages.md#no-such-part", False),
        ("reference/nothing.md", False),
        ("https://example.org", True),
    ],
)
def test_a_link_is_followed_to_its_heading(to, expected):
    assert leads(Path(ROOT / "docs" / "README.md"), to) is expected
