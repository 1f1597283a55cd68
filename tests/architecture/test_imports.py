"""Who may import whom: the contracts of .importlinter hold, and each of them can fail."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / ".importlinter"

# Contract → (file to plant, its text): one forbidden import each.
PLANTS = {
    "package": [("core/kernel/planted.py", "import gainshare.files")],
    "web": [("web/shared/planted.py", "import gainshare.web.audit")],
    "core": [("core/kernel/planted.py", "import gainshare.core.parties")],
    "pure": [("core/kernel/planted.py", "import random")],
    "numbers": [("core/parties/planted.py", "import numpy.typing")],
    "language": [("core/parties/planted.py", "from lark import Lark")],
    "stages": [
        ("core/commercial/stages/planted.py", "import gainshare.core.commercial.stages.planted_beside"),
        ("core/commercial/stages/planted_beside.py", ""),
    ],
    "measures": [
        ("core/performance/measures/planted.py", "import gainshare.core.performance.measures.planted_beside"),
        ("core/performance/measures/planted_beside.py", ""),
    ],
    "cycles": [
        ("core/kernel/planted.py", "import gainshare.core.kernel.planted_beside"),
        ("core/kernel/planted_beside.py", "import gainshare.core.kernel.planted"),
    ],
}


def test_every_contract_holds():
    status, output = lint_imports(ROOT / "src")

    assert status == 0, output


def test_every_contract_is_broken_once_here():
    assert set(PLANTS) == set(contracts())


@pytest.mark.parametrize("contract", PLANTS)
def test_a_forbidden_import_breaks_its_contract(contract, tmp_path):
    source = copied_source(tmp_path)
    for file, text in PLANTS[contract]:
        plant(source, file, text)

    status, output = lint_imports(source, contract)

    assert status == 1, output
    assert f"{contracts()[contract]['name']} BROKEN" in output


@pytest.mark.parametrize(("contract", "file"), [("package", "stray.py"), ("core", "core/stray.py")])
def test_a_module_without_a_layer_breaks_the_layers(contract, file, tmp_path):
    source = copied_source(tmp_path)
    plant(source, file, "")

    status, output = lint_imports(source, contract)

    assert status == 1, output
    assert "stray" in output


@pytest.mark.parametrize("contract", ["pure", "numbers", "language"])
def test_every_name_that_a_contract_forbids_is_caught(contract, tmp_path):
    forbidden = contracts()[contract]["forbidden_modules"].split()
    source = copied_source(tmp_path)
    plant(source, "core/kernel/planted.py", "\n".join(f"import {name}.planted" for name in forbidden))

    _, output = lint_imports(source, contract)

    assert [name for name in forbidden if f"gainshare.core.kernel.planted -> {name}" not in output] == []


def contracts():
    settings = configparser.ConfigParser()
    settings.read(SETTINGS, encoding="utf-8")
    return {section.split(":", 1)[1]: settings[section] for section in settings.sections() if ":" in section}


def copied_source(folder):
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "src"


def plant(source, file, text):
    (source / "gainshare" / file).write_text(text + "\n", encoding="utf-8")


def lint_imports(source, *contract_ids):
    chosen = [word for contract_id in contract_ids for word in ("--contract", contract_id)]
    # The source folder comes first on the path, so that the copy is read and not the installed package.
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "500", "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"]
    done = subprocess.run(
        [*command, "--config", str(SETTINGS), "--no-cache", "--no-logo", *chosen],
        cwd=source,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
