"""House rules that a linter does not hold: short modules, short functions, words on everything public, a tree free of places."""

import ast
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50

NOT_OURS = {".git", ".hypothesis", "__pycache__", "build", "dist", "gainshare-demo", "htmlcov"}
# A letter in brackets, so that no pattern matches itself.
PLACES = re.compile(r"/wor[k]/|/far[m]/|/roo[t]/|/hom[e]/\w|/User[s]/\w|pythonhoste[d]|registry\.npmj[s]|pypi\.or[g]/simple|deb\.debia[n]")
INDEX_OPTION = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b|://", re.MULTILINE)


def test_a_module_holds_one_idea_in_at_most_400_lines():
    long = {name(path): count for path in MODULES if (count := len(text(path).splitlines())) > LINES_OF_A_MODULE}

    assert long == {}


def test_a_function_has_at_most_50_lines_besides_its_docstring():
    long = {
        f"{name(path)}: {node.name}": count
        for path in MODULES
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (count := lines_of(node)) > LINES_OF_A_FUNCTION
    }

    assert long == {}


def test_every_module_and_everything_public_has_a_docstring():
    silent = [f"{name(path)}: {what}" for path in MODULES for what in without_docstring(ast.parse(text(path)))]

    assert silent == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 1", ["the module"]),
        ('"""M."""\ndef f(): ...', ["f"]),
        ('"""M."""\ndef _f(): ...', []),
        ('"""M."""\nclass C:\n    "C."\n    def m(self): ...', ["C.m"]),
        ('"""M."""\ndef f():\n    "F."\n    def inner(): ...', []),
    ],
)
def test_what_lacks_a_docstring_is_found(source, expected):
    assert without_docstring(ast.parse(source)) == expected


def test_no_file_names_a_machine_path_or_the_host_of_a_registry():
    found = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in our_files()
        for number, line in enumerate(text(path).splitlines(), 1)
        if PLACES.search(line)
    ]

    assert found == []


def test_the_locked_requirements_hold_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        pinned = [line for line in text(path).splitlines() if re.match(r"[a-z0-9]", line)]

        assert pinned, path
        assert all("==" in line and line.endswith("\\") for line in pinned), path
        assert not INDEX_OPTION.search(text(path)), path


def name(path):
    return str(path.relative_to(ROOT))


def text(path):
    return path.read_text(encoding="utf-8", errors="replace")


def our_files():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(inner for inner in folders if is_ours(Path(folder, inner)))
        yield from (Path(folder, file) for file in sorted(files) if file != ".coverage" and not file.startswith(".coverage."))


def is_ours(folder):
    made_by_a_tool = folder.name in NOT_OURS or folder.name.endswith(("_cache", ".egg-info"))
    return not made_by_a_tool and not (folder / "pyvenv.cfg").exists()


def lines_of(function):
    count = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        count -= function.body[0].end_lineno - function.body[0].lineno + 1
    return count


def without_docstring(tree):
    found = [] if ast.get_docstring(tree) else ["the module"]
    return found + [path for path, node in public(tree, "") if not ast.get_docstring(node)]


def public(node, prefix):
    for child in node.body:
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not is_private(child):
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{prefix}{child.name}.")


def is_private(node):
    # An overload only repeats a signature; the function itself carries the words.
    return node.name.startswith("_") or any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
