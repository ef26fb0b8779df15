"""Omny: an always-true index of a codebase's atoms and of who calls whom."""

__version__ = "0.1.0"

DISTRIBUTION = "omny-index"
"""The name to install Omny by. "omny" on the registry is a package of somebody else."""

HOMEPAGE = ""
"""The address of the project, set by its owner. The metadata of a built package names it; "" names none."""


def install_command(extra: str = "") -> str:
    """The command that installs Omny, with one of its optional parts: `pip install 'omny-index[postgres]'`."""
    return f"pip install '{DISTRIBUTION}[{extra}]'" if extra else f"pip install {DISTRIBUTION}"
