"""The entries that are left out of every tree unless its `.omnyignore` includes them, and why.

By name (`NEVER_SOURCE`): directories that only tools fill, and files that are named as minified. A name is in this list
if nobody writes source under it by hand.

By evidence, under any name: a virtual environment (`pyvenv.cfg`), a cache (`CACHEDIR.TAG` with its signature), and a
nested repository, worktree or submodule (`.git`), whose files belong to another history.

By name and circumstance (`is_output`): `build`, `dist`, `target` and `coverage` are output in most trees and source in
some: a Python package `build`, a folder of build scripts. (`out` is not among them: it is the other half of `in`, for
ports and filters, and what tools write there is mostly no source.) The rule:

- A directory with an `__init__.py` is a package, and source. So is one below a folder that is named for source (`src`),
  and one that holds a file which git tracks.
- In a git work tree git's ignore rules tell output from source, as output that they do not name would show up in every
  `git status`. So `build`, `target` and `coverage` are source there unless ignored. `dist` is not: it is the one
  that projects commit, as a release of what is in the tree already, and its copies would double every name.
- Elsewhere nothing tells, and all four are left out.
- A negated pattern of a `.gitignore` (`!dist/`) makes it source.

Not left out: `vendor`, `third_party`, `_vendor`. Where they are in the tree, the tree's code calls into them, and such
calls are edges. Git's own ignore files leave out those that are not part of the tree.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from omny.watch.ignore.patterns import PatternList, Rule

_NEVER_SOURCE = (
    # version control, and Omny itself
    ".git .hg/ .svn/ .bzr/ .jj/ CVS/ .omny/ "
    # installed packages
    "node_modules/ bower_components/ jspm_packages/ site-packages/ dist-packages/ __pypackages__/ .venv/ "
    ".eggs/ *.egg-info/ *.dist-info/ .yarn/ .pnpm-store/ .bundle/ Pods/ "
    # caches and what tools write
    "__pycache__/ .cache/ .tox/ .nox/ .mypy_cache/ .pytest_cache/ .ruff_cache/ .hypothesis/ "
    ".ipynb_checkpoints/ .nyc_output/ htmlcov/ .next/ .nuxt/ .output/ .svelte-kit/ .angular/ .astro/ "
    ".docusaurus/ .parcel-cache/ .turbo/ .vite/ .webpack/ .serverless/ .aws-sam/ .terraform/ .gradle/ "
    ".dart_tool/ .direnv/ "
    # made smaller by a tool, by name
    "*.min.js *.min.mjs *.min.cjs *-min.js *.bundle.js *.bundle.mjs "
)

NEVER_SOURCE = PatternList(_NEVER_SOURCE.split(), origin="built-in")


@lru_cache(maxsize=8192)
def never_source(name: str, is_directory: bool) -> Rule | None:
    """The pattern of NEVER_SOURCE for an entry of that name, wherever it is: none of them has a path."""
    return NEVER_SOURCE.match_from_base("", name, is_directory)


ENVIRONMENT_MARKER = "pyvenv.cfg"
CACHE_MARKER = "CACHEDIR.TAG"
CACHE_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55"  # https://bford.info/cachedir/

_OUTPUT_NAMES = frozenset(("build", "dist", "target", "coverage"))
_SOURCE_NAMES = frozenset(("src", "source", "sources"))  # of folders that hold source by hand, whatever is below


def is_output(name: str, parents: Collection[str], *, is_package: bool, in_git: bool) -> bool:
    """Whether a directory of this name, below folders of those names, counts as output, see above. The caller asks
    git's index."""
    return (
        name in _OUTPUT_NAMES
        and not is_package
        and (name == "dist" or not in_git)
        and _SOURCE_NAMES.isdisjoint(parents)
    )


def may_be_output(name: str) -> bool:
    """Whether the question needs asking."""
    return name in _OUTPUT_NAMES
