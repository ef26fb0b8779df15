"""An installation from nothing: packages, megabytes, and the seconds until the first answer.

    python -m bench.install_bench [--cached] [--repo PATH]

Copies the committed tree to a temporary folder, runs `make index` there as a newcomer does (virtual environment,
packages, compilation, first index), and asks one question. Prints each figure with its limit, writes
bench/results/install-DATE-COMMIT.json, and exits with 1 if a figure is above its limit. pip's cache is off, unless
--cached is given: then the network counts for less.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from bench.measure import Cost, measure
from bench.report import TOP, Result, save, table

MAX_PACKAGES = 50
"""Packages of the core, Omny included. Each is code that a user has to trust. Grammars come on top."""

MAX_MEGABYTES = 140
"""Of all packages on the disk, grammars included."""

MAX_SECONDS = 60
"""From nothing to the first answer on two cores, compilation included: a newcomer does not wait for longer."""

EXAMPLE = "tests/support/example"
QUESTION = ("hubs", "--limit", "1")  # of any tree

_TOOLS = ("pip", "setuptools")  # of every virtual environment
_LIST = f"""
import json
from importlib.metadata import distributions
found = {{}}
for each in distributions():
    size = 0
    for file in each.files or ():
        path = each.locate_file(file)
        size += path.stat().st_size if path.is_file() else 0
    found[each.metadata["Name"]] = size
print(json.dumps({{name: size for name, size in found.items() if name not in {_TOOLS!r}}}))
"""


def copy_tree(target: Path) -> None:
    """Unpacks the last commit of Omny's own tree: a newcomer has no build of ours."""
    archive = target.with_suffix(".tar")
    subprocess.run(["git", "archive", "--output", archive, "HEAD"], cwd=TOP, check=True)
    with tarfile.open(archive) as members:
        members.extractall(target, filter="data")


def run(command: list[str], copy: Path, environment: dict[str, str]) -> Cost:
    """Runs a command in the copy. Raises RuntimeError where it fails."""
    cost = measure(command, cwd=copy, env=environment)
    if cost.status:
        raise RuntimeError(f"{' '.join(command)} ended with {cost.status}: {cost.output[-2000:]}")
    return cost


def list_packages(copy: Path) -> dict[str, int]:
    """The packages of the core with their bytes. Omny is installed in place there, so its own folder is added."""
    said = subprocess.run([copy / ".venv/bin/python", "-c", _LIST], capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(said.stdout)
    found["omny-index"] += sum(file.stat().st_size for file in (copy / "omny").rglob("*") if file.is_file())
    return found


def main() -> int:
    """Prints the figures; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cached", action="store_true", help="let pip use its cache")
    parser.add_argument("--repo", default=EXAMPLE, help="the tree to index [default: %(default)s]")
    asked = parser.parse_args()
    repo = os.fspath((TOP / asked.repo).absolute()) if asked.repo != EXAMPLE else EXAMPLE
    environment = {} if asked.cached else {"PIP_NO_CACHE_DIR": "1"}
    with tempfile.TemporaryDirectory(prefix="omny-install-") as directory:
        copy = Path(directory) / "omny"
        copy_tree(copy)
        made = run(["make", "index", f"REPO={repo}"], copy, environment)
        answered = run([os.fspath(copy / ".venv/bin/omny"), *QUESTION, "--root", repo], copy, environment)
        packages = list_packages(copy)
        form = run([os.fspath(copy / ".venv/bin/python"), "-c", _FORM], copy, environment).output.strip()
    grammars = [name for name in packages if name.startswith("tree-sitter-")]
    figures: Result = {
        "packages": len(packages) - len(grammars),
        "megabytes": round(sum(packages.values()) / 1e6, 1),
        "seconds": round(made.wall_seconds + answered.wall_seconds, 1),
    }
    limits = {"packages": MAX_PACKAGES, "megabytes": MAX_MEGABYTES, "seconds": MAX_SECONDS}
    rows = [(name, figures[name], most, "yes" if figures[name] <= most else "NO") for name, most in limits.items()]
    print(table(("core installation", "figure", "limit", "within"), rows, left=1))
    largest = sorted(packages.items(), key=lambda package: -package[1])[:8]
    print(f"on top: {len(grammars)} grammars, {sum(packages[name] for name in grammars) / 1e6:.1f} MB, counted above")
    print("largest:", ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in largest))
    cache = "on" if asked.cached else "off"
    print(f"CPU of make index: {made.cpu_seconds:.1f} s; extraction: {form}; pip's cache: {cache}")
    document = {"figures": figures, "limits": limits, "cpu_seconds": made.cpu_seconds, "sizes": packages}
    print(save("install", {**document, "extraction": form, "is_cached": asked.cached}))
    return int(any(figures[name] > most for name, most in limits.items()))


_FORM = "from omny import native; print(native.describe())"

if __name__ == "__main__":
    sys.exit(main())
