"""What has a system start the daemon means the paths that it was made for."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from omny.base.errors import UsageError
from omny.base.paths import Root
from omny.daemon.process.service_files import command, name, plist, unit

FOLDERS = [
    "plain",
    "with space",
    "100% %h",
    'it\'s "so"',
    "back\\slash\\",
    "$HOME ${HOME}",
    "ä 目\u3000录",
    "a;b #c",
    "-x",
]


def root_at(folder: Path) -> Root:
    folder.mkdir(exist_ok=True)
    return Root(folder)


def words_of(line: str) -> list[str]:
    """The words of an ExecStart, as systemd.service(5) has them read."""
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return [re.sub(r"\\(.)|%(%)|\$(\$)", lambda found: "".join(filter(None, found.groups())), word) for word in quoted]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_unit_starts_the_daemon_of_its_root(tmp_path: Path, folder: str) -> None:
    root = root_at(tmp_path / folder)
    text = unit(root, "/opt/my python/bin/python", "/db/a%b.db")
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert words_of(settings["ExecStart"]) == command(root, "/opt/my python/bin/python", "/db/a%b.db")
    assert settings["Type"] == "exec"
    assert settings["Restart"] == "on-failure"
    assert not any(line.endswith("\\") for line in text.splitlines()), "such a line goes on in the next"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
@pytest.mark.parametrize("folder", FOLDERS)
def test_systemd_finds_no_fault_with_a_unit(tmp_path: Path, folder: str) -> None:
    root = root_at(tmp_path / folder)
    python = tmp_path / "py $thon%"
    python.write_text("")
    python.chmod(0o700)
    file = tmp_path / f"{name(root)}.service"
    file.write_text(unit(root, str(python)), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(file)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
    )
    assert [line for line in done.stderr.splitlines() if file.name in line or str(file) in line] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_property_list_starts_the_daemon_of_its_root(tmp_path: Path, folder: str) -> None:
    root = root_at(tmp_path / folder)
    read = plistlib.loads(plist(root, "/usr/bin/python3").encode())
    assert read["ProgramArguments"] == command(root, "/usr/bin/python3")
    assert read["KeepAlive"] == {"SuccessfulExit": False}
    assert read["Label"] == name(root)


@pytest.mark.parametrize("folder", ["a\nb", "a\x1bb", "a\udcffb"])
@pytest.mark.parametrize("make", [unit, plist])
def test_a_path_that_cannot_be_written_down_is_refused(make, folder: str) -> None:
    with pytest.raises(UsageError, match="control character, or is not UTF-8"):
        make(Root(Path("/nowhere", folder)), "/usr/bin/python3")


def test_a_program_that_systemd_would_not_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no program with a quote or backslash"):
        unit(Root(tmp_path), "/it's/python3")


def test_names_are_plain_and_tell_roots_of_one_name_apart(tmp_path: Path) -> None:
    names = [name(Root(tmp_path / folder)) for folder in (*FOLDERS, "x/plain", "y/plain", "目")]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"omny(-[A-Za-z0-9_.-]+)?-[0-9a-f]{8}", each) for each in names)
