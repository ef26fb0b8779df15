"""A method that calls reach through a base, an interface or a protocol goes, or gets another name, only where that is
asked for."""

from __future__ import annotations

import pytest

from omny.edit.request import Delete, Rename
from tests.support.editing import edited

PYTHON = {
    "a.py": (
        "class B:\n    def sig(self):\n        raise NotImplementedError\n\n\n"
        "class H(B):\n    def sig(self):\n        return 1\n\n\n"
        "def use(b: B):\n    return b.sig()\n\n\nuse(H())\n"
    )
}
ABSTRACT = {
    "a.py": (
        "from abc import ABC, abstractmethod\n\n\nclass B(ABC):\n    @abstractmethod\n    def sig(self): ...\n\n\n"
        "class H(B):\n    def sig(self):\n        return 1\n\n\nH()\n"
    )
}
PROTOCOL = {
    "a.py": (
        "from typing import Protocol\n\n\nclass P(Protocol):\n    def sig(self): ...\n\n\n"
        "class H:\n    def sig(self):\n        return 1\n\n\nclass Other:\n    def more(self):\n        return 1\n\n\n"
        "def use(p: P):\n    return p.sig()\n\n\nuse(H())\n"
    )
}
MIXIN = {
    "a.py": (
        "class I:\n    def sig(self):\n        raise NotImplementedError\n\n\n"
        "class Mixin:\n    def sig(self):\n        return 1\n\n\nclass H(Mixin, I):\n    pass\n\n\n"
        "def use(i: I):\n    return i.sig()\n"
    )
}
SUPER = {
    "a.py": (
        "class B:\n    def sig(self):\n        return 1\n\n\n"
        "class M(B):\n    def sig(self):\n        return super().sig() + 1\n\n\n"
        "class H(M):\n    def sig(self):\n        return super().sig() + 1\n"
    )
}
SCRIPT = {
    "a.ts": (
        "interface I { sig(): number; }\n"
        "abstract class B {\n  abstract act(): number;\n  run() {\n    return this.act();\n  }\n}\n"
        "class H extends B implements I {\n  sig() {\n    return 1;\n  }\n  act() {\n    return 2;\n  }\n}\n"
        "class K {\n  sig() {\n    return 2;\n  }\n}\n"
        "export function use(i: I) {\n  return i.sig();\n}\n"
    ),
    "b.js": (
        "class B {\n  sig() {\n    return 0;\n  }\n}\n"
        "class H extends B {\n  sig() {\n    return super.sig() + 1;\n  }\n}\n"
        "export function use() {\n  const b = new B();\n  return b.sig();\n}\n"
    ),
}


@pytest.mark.parametrize(
    ("files", "atom", "places"),
    [
        (PYTHON, "a.py::H.sig", "a.py:12"),
        (ABSTRACT, "a.py::H.sig", "a.py:6"),
        (PROTOCOL, "a.py::H.sig", "a.py:19"),
        (MIXIN, "a.py::Mixin.sig", "a.py:16"),
        (SCRIPT, "a.ts::H.sig", "a.ts:1, a.ts:22"),
        (SCRIPT, "a.ts::H.act", "a.ts:3, a.ts:5"),
        (SCRIPT, "a.ts::K.sig", "a.ts:22"),
        (SCRIPT, "b.js::H.sig", "b.js:13"),
    ],
)
def test_an_override_is_deleted_only_by_force(tmp_path, files, atom, places):
    with edited(tmp_path, files) as tree:
        result = tree.applied(Delete(atom=atom))
        assert result.status == "refused"
        assert result.reason == f"it is called through what it overrides: {places}"
        assert result.hint == "change them first, or use --force"
        assert tree.text(atom.partition("::")[0]) == files[atom.partition("::")[0]]
        result = tree.applied(Delete(atom=atom, force=True))
        assert result.status == "applied"
        assert result.warnings[0].startswith("it is called through what it overrides")


@pytest.mark.parametrize("atom", ["a.py::B.sig", "a.py::M.sig"])
def test_a_method_that_super_calls_is_deleted_only_by_force(tmp_path, atom):
    with edited(tmp_path, SUPER) as tree:
        result = tree.applied(Delete(atom=atom))
        below = {"a.py::B.sig": "a.py::M.sig", "a.py::M.sig": "a.py::H.sig"}[atom]
        assert (result.status, result.reason) == ("refused", f"callers would break: {below}")


def test_an_override_that_only_super_leads_away_from_goes(tmp_path):
    with edited(tmp_path, SUPER) as tree:
        assert tree.applied(Delete(atom="a.py::H.sig")).status == "applied"


def test_a_method_of_the_same_name_in_a_class_of_its_own_goes(tmp_path):
    with edited(tmp_path, PROTOCOL) as tree:
        assert tree.applied(Delete(atom="a.py::Other.more")).status == "applied"


@pytest.mark.parametrize(
    ("files", "atom"), [(PYTHON, "a.py::H.sig"), (ABSTRACT, "a.py::H.sig"), (MIXIN, "a.py::I.sig")]
)
def test_one_method_of_a_family_is_renamed_only_by_force(tmp_path, files, atom):
    with edited(tmp_path, files) as tree:
        result = tree.applied(Rename(atom=atom, name="other"))
        assert result.status == "refused"
        assert "--inferred" in result.hint
        result = tree.applied(Rename(atom=atom, name="other", force=True))
        assert result.status == "applied"


def test_a_family_is_renamed_together(tmp_path):
    with edited(tmp_path, PYTHON) as tree:
        result = tree.applied(Rename(atom="a.py::H.sig", name="other", inferred=True))
        assert result.status == "applied"
        assert "sig" not in tree.text("a.py")
