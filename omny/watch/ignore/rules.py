"""The paths of a tree that are left out, for all users: the scan, the watcher, the status.

For an entry of a directory that is itself visited, the first of these with a verdict decides:

    0. files whose name means secrets (`secrets.py`)
    1. `.omnyignore`, the nearest first; at the root, `exclude` of `.omny.toml` comes before its lines
    2. names that are never source (`defaults.py`)
    3. `.gitignore`, the nearest first, up to the top of the work tree even where that lies above the root
    4. `.git/info/exclude`, then the user's own `core.excludesFile`; neither 3 nor 4 leaves out what git tracks
    5. for directories: evidence that it is an environment, a cache, output, or another repository (`defaults.py`)

So `.omnyignore` can include again everything that 2 to 5 leave out, except other repositories; nothing includes again
what 0 leaves out. As in git, a file below an ignored directory cannot be included alone: include the directory.

A file that git tracks although a pattern ignores it is source, as for git: its index is read
(`omny/watch/git/index.py`). Upper and lower case differ, for any `core.ignoreCase`. If the root itself is ignored
by the repository around it, the rules of that repository do not apply.

Every file is read once in the life of an `IgnoreRules`, when its directory is first asked about. `fingerprint` covers
all that was read: new rules with another fingerprint over the same directories mean that the answers may differ.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from omny.base.errors import SourceError
from omny.base.paths import Root, os_path, read_source, read_user_file, text_name
from omny.base.skip_reason import NO_REASON, Reason, Scope, SkipReason
from omny.watch.git.files import excludes_file, find_git, kind_of_git_file
from omny.watch.git.index import Tracking
from omny.watch.ignore import defaults
from omny.watch.ignore.patterns import MAX_PATTERN_FILE_BYTES, MAX_WILDCARDS, PatternList, Rule
from omny.watch.ignore.secrets import HOLDS_SECRETS, secret_pattern

GIT_RULES = ".gitignore"
OMNY_RULES = ".omnyignore"
RULE_FILES = frozenset((GIT_RULES, OMNY_RULES))

PACKAGE_MARKER = "__init__.py"

_MARKERS = (".git", defaults.ENVIRONMENT_MARKER, defaults.CACHE_MARKER, PACKAGE_MARKER, *sorted(RULE_FILES))
_MAX_GIT_FILE_BYTES = 4096  # `gitdir: path`
_MAX_TAG_BYTES = 64 * 1024  # only the first line counts, the rest is prose


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an entry is left out. `told` is true if the user should see the reason: a judgement, not a pattern of the
    user and not an obvious name."""

    reason: Reason
    rule: str  # by which such entries are counted: the file of the pattern, or a pattern or judgement that is built in
    told: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on an entry: the verdict, the list that gave it (also a verdict to keep), and for a directory that
    is kept only for its tracked files, why its other content is excluded."""

    verdict: Verdict | None = None
    decider: PatternList | None = None
    untracked: Verdict | None = None


class DirRules:
    """The rules inside one directory. `excluded` says why nothing in it is visited, if so; `untracked` why only tracked
    files in it are visited."""

    __slots__ = ("_git", "_omny", "_tracking", "excluded", "path", "untracked")

    judges_files = True
    """Whether files are left out by names that are never source."""

    def __init__(
        self,
        path: str,
        excluded: Verdict | None,
        omny: tuple[PatternList, ...],
        git: tuple[PatternList, ...],
        tracking: Tracking,
        untracked: Verdict | None = None,
    ) -> None:
        self.path = path  # of the operating system, with "/"; "" for the root
        self.excluded = excluded
        self.untracked = untracked
        self._omny = omny
        self._git = git
        self._tracking = tracking

    def verdict(self, name: str, is_directory: bool) -> Verdict | None:
        """Why the entry `name` (as the operating system names it) is left out, or None. For a directory, evidence in
        its content is not included: `IgnoreRules.for_dir` has it."""
        if self.excluded:
            return self.excluded
        return self.decide(name, is_directory).verdict

    def decide(self, name: str, is_directory: bool) -> Decision:
        """What patterns and git's index say of an entry."""
        if pattern := secret_pattern(name, is_directory):
            reason = Reason(SkipReason.SECRET_NAME, text=pattern)
            return Decision(Verdict(reason, HOLDS_SECRETS, told=not is_directory))
        path = f"{self.path}/{name}" if self.path else name
        for patterns in self._omny:
            if rule := patterns.match(path, name, is_directory):
                return Decision(_verdict(patterns, rule), patterns)
        if (is_directory or self.judges_files) and (rule := defaults.never_source(name, is_directory)):
            return Decision(_verdict(defaults.NEVER_SOURCE, rule, told=not is_directory), defaults.NEVER_SOURCE)
        if self.untracked is not None:
            return self._keep_tracked(path, is_directory, self.untracked, None)
        for patterns in self._git:
            if rule := patterns.match(path, name, is_directory):
                return self._keep_tracked(path, is_directory, _verdict(patterns, rule), patterns)
        return Decision()

    def _keep_tracked(
        self, path: str, is_directory: bool, verdict: Verdict | None, patterns: PatternList | None
    ) -> Decision:
        if verdict is not None and self._tracking.holds(path, is_directory):
            return Decision(None, patterns, verdict if is_directory else None)
        return Decision(verdict, patterns)

    def inside(
        self, path: str, omny: PatternList | None, git: PatternList | None, untracked: Verdict | None = None
    ) -> DirRules:
        """The rules of a directory in this one that has these lists of its own."""
        omny_lists = (omny, *self._omny) if omny else self._omny
        git_lists = (git, *self._git) if git else self._git
        return type(self)(path, None, omny_lists, git_lists, self._tracking, untracked)

    def without(self, path: str, verdict: Verdict) -> DirRules:
        """The rules of a directory in this one that is left out."""
        return type(self)(path, verdict, (), (), self._tracking)


class TextRules(DirRules):
    """The rules for texts: only what people or git wrote leaves a file out, whether or not it is source."""

    __slots__ = ()

    judges_files = False


def decides(path: str) -> bool:
    """Whether a change of what is at this path can change what is left out elsewhere."""
    parent, _, name = path.rpartition("/")
    if name == PACKAGE_MARKER:
        return defaults.may_be_output(parent.rpartition("/")[2])
    return name in _MARKERS


class IgnoreRules:
    """The ignore rules of one tree. Not thread-safe; cheap to rebuild.

    `problems` holds, by path, the rule files that could not be read; `outside_files` the rule files outside of the
    tree, and `outside` a fingerprint of their contents: no event of the tree reports their changes.
    """

    def __init__(
        self,
        root: Root,
        *,
        exclude: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
        rules: type[DirRules] = DirRules,
    ) -> None:
        self.problems: dict[str, Reason] = {}
        self.outside_files: tuple[str, ...] = ()
        self.outside = ""
        self._root = root
        self._exclude = tuple(exclude)
        self._rules = rules
        self._read: dict[str, str] = {}  # what was looked for -> what was found: a hash, a fact, or "" for nothing
        self._dirs: dict[str, DirRules] = {}
        self._in_git = False
        self._tracking = Tracking(None, "")
        self._start(os.environ if environ is None else environ)

    def for_dir(self, path: str, names: Collection[str] | None = None) -> DirRules:
        """The rules inside the directory `path` (text, relative to the root, "" for the root). `names`, the entries of
        the directory where the caller has listed it, saves looking for the files that matter here."""
        known = self._dirs.get(path)
        if known is None:
            missing = [path]  # a loop: a path can have more components than Python has stack frames
            while known is None:
                parent = missing[-1].rpartition("/")[0]
                known = self._dirs.get(parent)
                missing.append(parent)
            for inner in reversed(missing[:-1]):
                listed = names if inner == path else None
                known = self._dirs[inner] = self._enter(inner, known, inner.rpartition("/")[2], listed)
        return known

    def forget(self, path: str) -> None:
        """Forgets the rules of the directory `path` and of all below it, so that the next question reads them again."""
        below = f"{path}/"
        for known in [known for known in self._dirs if known == path or known.startswith(below)] if path else []:
            del self._dirs[known]

    def reason(self, path: str, is_directory: bool) -> Reason:
        """Why `path` (text) is left out; NO_REASON where it is not. The path need not exist."""
        verdict = self.verdict(path, is_directory)
        return verdict.reason if verdict else NO_REASON

    def verdict(self, path: str, is_directory: bool) -> Verdict | None:
        """Why `path` is left out, or None."""
        if is_directory:
            return self.for_dir(path).excluded
        parent, _, name = path.rpartition("/")
        return self.for_dir(parent).verdict(os_path(name), False)

    def are_outdated(self) -> bool:
        """Whether the rules outside of the tree, or what git tracks, say by now what changes an answer. For any
        thread."""
        return self._tracking.has_changed() or IgnoreRules(self._root, exclude=self._exclude).outside != self.outside

    def sources(self) -> list[str]:
        """The rule files that were read so far, by path; those outside of the tree by an absolute one."""
        return sorted(name for name in self._read if os.path.basename(name) in RULE_FILES or os.path.isabs(name))

    def fingerprint(self) -> str:
        """Hex digits that stand for every rule and all evidence found so far."""
        lines = [f"{key}\0{value}" for key, value in sorted(self._read.items())]
        return blake2b("\0\0".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self, environ: Mapping[str, str]) -> None:
        """Reads what stands outside of the tree, and the root's own files."""
        global_file, configs = excludes_file(environ)
        looked_for = list(configs)
        lists: list[tuple[int, PatternList]] = []  # (how many directories below the top of the repository, patterns)
        places = find_git(self._root.path)
        top = places.top if places else self._root.path
        above = self._root.path.relative_to(top).parts

        def read(file: Path | None, depth: int) -> None:
            if file is None:
                return
            looked_for.append(file)
            if patterns := self._outside(file, above="".join(f"{part}/" for part in above[depth:])):
                lists.insert(0, (depth, patterns))

        read(global_file, 0)
        users_own = list(lists)
        if places:
            read(places.info_exclude, 0)
            for depth in range(len(above)):
                read(top.joinpath(*above[:depth], GIT_RULES), depth)
            self._in_git = not _is_ignored(lists, above)
            if self._in_git:
                self._tracking = Tracking(places.git_dir, "".join(f"{part}/" for part in above))
        git_lists = tuple(patterns for _, patterns in (lists if self._in_git else users_own))
        self._read["git"] = str(self._in_git)
        self._read["exclude"] = "\n".join(self._exclude)
        self.outside_files = tuple(map(os.fspath, looked_for))
        self.outside = self.fingerprint()

        excludes = PatternList.parse("\n".join(self._exclude).encode("utf-8", "surrogateescape"), origin=".omny.toml")
        beginning = self._rules("", None, (excludes,) if excludes else (), git_lists, self._tracking)
        names = _find_markers(os.fspath(self._root.path))
        self._dirs[""] = beginning.inside("", self._inside("", OMNY_RULES, names), self._inside("", GIT_RULES, names))

    def _enter(self, path: str, parent: DirRules, name: str, names: Collection[str] | None) -> DirRules:
        inner = os_path(path).replace(os.sep, "/")
        if parent.excluded:
            return parent.without(inner, parent.excluded)
        decision = parent.decide(os_path(name), True)
        if decision.verdict:
            return parent.without(inner, decision.verdict)
        if names is None:
            names = _find_markers(os.path.join(self._root.path, os_path(path)))
        verdict = self._evidence(path, names, decision.decider)
        if verdict:
            return parent.without(inner, verdict)
        if RULE_FILES.isdisjoint(names):
            return parent.inside(inner, None, None, decision.untracked)
        omny, git = (self._inside(path, rules, names) for rules in (OMNY_RULES, GIT_RULES))
        return parent.inside(inner, omny, git, decision.untracked)

    def _evidence(self, path: str, names: Collection[str], decider: PatternList | None) -> Verdict | None:
        """What the content of a directory that no pattern leaves out shows. `decider` is the list that keeps it."""
        if ".git" in names:
            return self._record_evidence(path, self._repository_kind(f"{path}/.git"))
        if decider and decider.origin.endswith((OMNY_RULES, ".omny.toml")):
            return None  # wanted in so many words
        if defaults.ENVIRONMENT_MARKER in names:
            return self._record_evidence(path, Reason(SkipReason.VIRTUAL_ENVIRONMENT))
        if defaults.CACHE_MARKER in names and self._has_cache_tag(f"{path}/{defaults.CACHE_MARKER}"):
            return self._record_evidence(path, Reason(SkipReason.CACHE))
        *parents, name = path.split("/")
        if defaults.may_be_output(name) and decider is None:
            if defaults.is_output(name, parents, is_package=PACKAGE_MARKER in names, in_git=self._in_git):
                if not self._tracking.holds(os_path(path).replace(os.sep, "/"), True):
                    return self._record_evidence(path, Reason(SkipReason.BUILD_OUTPUT, text=name))
        return None

    def _record_evidence(self, path: str, reason: Reason) -> Verdict:
        self._read[f"evidence:{path}"] = f"{reason.code}:{reason.text}"
        return Verdict(reason, str(reason), told=True)

    def _repository_kind(self, path: str) -> Reason:
        try:
            return Reason(kind_of_git_file(read_source(self._root, path, _MAX_GIT_FILE_BYTES)[0]))
        except SourceError:  # most often a directory
            return Reason(SkipReason.NESTED_REPOSITORY)

    def _has_cache_tag(self, path: str) -> bool:
        try:
            return read_source(self._root, path, _MAX_TAG_BYTES)[0].startswith(defaults.CACHE_SIGNATURE)
        except SourceError:
            return False

    def _inside(self, directory: str, name: str, names: Collection[str]) -> PatternList | None:
        """The patterns of a rule file in the tree."""
        if name not in names:
            return None
        path = f"{directory}/{name}" if directory else name
        base = os_path(directory).replace(os.sep, "/") + "/" if directory else ""
        try:
            content = read_source(self._root, path, MAX_PATTERN_FILE_BYTES)[0]
        except SourceError as error:
            code = error.cause.code
            if code is not SkipReason.VANISHED:
                self._read[path] = code
                is_symlink = code is SkipReason.SYMLINK  # it is not followed here, as in git
                self.problems[path] = error.cause if is_symlink else _of_rules(error.cause)
            return None
        return self._parse(path, content, base=base, above="")

    def _outside(self, file: Path, *, above: str) -> PatternList | None:
        name = text_name(os.fspath(file))
        try:
            content = read_user_file(file, MAX_PATTERN_FILE_BYTES)
        except SourceError as error:
            self.problems[name] = _of_rules(error.cause)
            content = None
        return None if content is None else self._parse(name, content, base="", above=above)

    def _parse(self, path: str, content: bytes, *, base: str, above: str) -> PatternList | None:
        self._read[path] = blake2b(content, digest_size=16).hexdigest()
        if PatternList.has_too_many_wildcards(content):
            self.problems[path] = _of_rules(Reason(SkipReason.TOO_MANY_WILDCARDS, limit=MAX_WILDCARDS))
            return None
        patterns = PatternList.parse(content, origin=path, base=base, above=above)
        return patterns if patterns else None


def _verdict(patterns: PatternList, rule: Rule, *, told: bool = False) -> Verdict | None:
    if rule.negated:
        return None
    if patterns is defaults.NEVER_SOURCE:
        return Verdict(Reason(SkipReason.IGNORED, text=f"{patterns.origin}: {rule.text}"), rule.text, told)
    reason = Reason(SkipReason.IGNORED, text=f"{patterns.origin}:{rule.line}: {rule.text}")
    return Verdict(reason, patterns.origin, told)


def _of_rules(cause: Reason) -> Reason:
    return msgspec.structs.replace(cause, scope=Scope.RULES)


def _find_markers(directory: str) -> frozenset[str]:
    """Which of the entries that matter here are in a directory."""
    found = set()
    for marker in _MARKERS:
        try:
            os.lstat(os.path.join(directory, marker))
        except (OSError, ValueError):
            continue
        found.add(marker)
    return frozenset(found)


def _is_ignored(lists: Sequence[tuple[int, PatternList]], parts: Sequence[str]) -> bool:
    """Whether the directory `parts`, or one that it is in, is ignored by lists of directories above it."""
    for end in range(1, len(parts) + 1):
        for depth, patterns in lists:
            if depth < end and (rule := patterns.match_from_base("/".join(parts[depth:end]), parts[end - 1], True)):
                if not rule.negated:
                    return True
                break
    return False
