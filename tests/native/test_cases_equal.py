"""Files of each language say the same by the native core and by tree-sitter's package."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from omny import native
from tests.support.case_facts import digests
from tests.support.places import TOP


@pytest.mark.skipif(not native.available(), reason="there is no native core here")
def test_the_files_of_each_case_give_the_same_facts_in_both_forms() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.case_facts"],
        cwd=TOP, env={**os.environ, "OMNY_NATIVE": "0"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    plain, compiled = json.loads(done.stdout), digests()
    assert len(compiled) > 200
    assert [name for name in compiled if compiled[name] != plain[name]] == []
