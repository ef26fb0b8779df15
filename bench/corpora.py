"""The trees that are indexed: fetched once from the package registries by their own clients, and kept in bench/.cache.

Versions and hashes are pinned, so that numbers of different days are about the same files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

CACHE = Path(__file__).parent / ".cache"


@dataclass(frozen=True)
class Corpus:
    """A source tree in a package. `parts` are the paths of the archive, below its top folder, that are taken."""

    name: str
    registry: str  # "pip", "npm", "go" or "cargo"
    requirement: str
    sha256: str
    parts: tuple[str, ...]
    ctags_languages: str


CORPORA = (
    Corpus(
        "django",
        "pip",
        "Django==5.2.8",
        "23254866a5bb9a2cfa6004e8b809ec6246eba4b58a7589bc2772f1bcc8456c7f",
        ("",),
        "Python,JavaScript",
    ),
    Corpus(
        "rxjs",
        "npm",
        "rxjs@7.8.2",
        "2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82",
        ("src", "package.json"),
        "TypeScript",
    ),
    Corpus(
        "effect",
        "npm",
        "effect@4.1.0",
        "41705a35c964192dfc742863f0e099727ccda7ff2bd67a06d09b093a336f2b0e",
        ("src", "package.json"),
        "TypeScript",
    ),
    Corpus(
        "three",
        "npm",
        "three@0.187.0",
        "ff540832ded0cfe919764d24a3d88f3e2a05f23303f876423e4f893841e90728",
        ("src", "examples/jsm", "package.json"),
        "JavaScript",
    ),
)

OTHER_RELEASES = {
    corpus.name: replace(corpus, requirement=requirement, sha256=sha256)
    for corpus, requirement, sha256 in zip(
        CORPORA,
        ("Django==5.1", "rxjs@7.5.0", "effect@4.0.0", "three@0.180.0"),
        (
            "848a5980e8efb76eea70872fb0e4bc5e371619c70fffbe48e3e1b50b2c09455d",
            "324df4b69fdd7c26385f009cc91aee31926aa0bcf55f87dbcb103a12e972f988",
            "eff6ca16140c491380cfdb4bcbc51be6a51f1ac2d402ebc8420e76ccf3e0e19a",
            "ad66d724565ee29a2467277fa84daa5ed0211d6b8d446e9ef29f6bae0cd14144",
        ),
        strict=True,
    )
}
"""An earlier release of each, by name: more than a hundred files are others in it."""


def prepare_tree(corpus: Corpus) -> Path:
    """The directory of the corpus, fetched and unpacked where it is not there yet. Raises RuntimeError where it cannot
    be had."""
    tree = CACHE / f"{corpus.name}-{corpus.sha256[:12]}"
    if tree.is_dir():
        return tree
    CACHE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        archive = _fetch(corpus, Path(scratch))
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        if digest != corpus.sha256:
            raise RuntimeError(f"{corpus.requirement}: what came has the hash {digest}, not the pinned one")
        unpacked = Path(scratch) / "unpacked"
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as zipped:
                zipped.extractall(unpacked)
            top = unpacked / corpus.requirement
        else:
            with tarfile.open(archive) as opened:
                opened.extractall(unpacked, filter="data")
            [top] = unpacked.iterdir()
        chosen = Path(scratch) / "chosen"
        for part in corpus.parts:
            source, target = top / part, chosen / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            else:
                shutil.copyfile(source, target)
        chosen.rename(tree)
    return tree


def _fetch(corpus: Corpus, into: Path) -> Path:
    """The package's archive, by the registry's ordinary client."""
    environment = dict(os.environ)
    if corpus.registry == "pip":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", ":all:", "--no-build-isolation", "--dest", str(into), corpus.requirement]
        pattern = "*.tar.gz"
    elif corpus.registry == "npm":
        command = [_client(corpus, "npm"), "pack", "--silent", "--pack-destination", str(into), corpus.requirement]
        pattern = "*.tgz"
    elif corpus.registry == "go":
        environment |= {"GOMODCACHE": str(into), "GOFLAGS": "-modcacherw"}
        command = [_client(corpus, "go"), "mod", "download", corpus.requirement]
        pattern = "cache/download/**/*.zip"
    else:
        crate, _, version = corpus.requirement.partition("@")
        manifest = into / "Cargo.toml"
        lines = ["[package]", 'name = "scratch"', 'version = "0.0.0"', "[lib]", 'path = "Cargo.toml"']
        manifest.write_text("\n".join([*lines, "[dependencies]", f'{crate} = "={version}"', ""]), encoding="utf-8")
        environment |= {"CARGO_HOME": str(into / "home")}
        command = [_client(corpus, "cargo"), "fetch", "--quiet", "--manifest-path", str(manifest)]
        pattern = f"home/registry/cache/*/{crate}-{version}.crate"
    print(f"fetching {corpus.requirement}", file=sys.stderr, flush=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    found = list(into.glob(pattern))
    if done.returncode or len(found) != 1:
        raise RuntimeError(f"{corpus.requirement} could not be fetched: {done.stderr.strip()[-500:]}")
    return found[0]


def _client(corpus: Corpus, program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise RuntimeError(f"{corpus.requirement}: {program} is not installed")
    return found
