"""A made tree of any size, of whose shape and content nothing is left to chance: to see what size alone costs.

Each module holds nine functions and itself, ten atoms. A function calls the one before it, and one of another module
that it imports; every fiftieth module is a hub that a hundred others import.
"""

from __future__ import annotations

from pathlib import Path

ATOMS_PER_MODULE = 10
MODULES_PER_PACKAGE = 50


def make_tree(root: Path, atoms: int) -> Path:
    """Makes a tree of so many atoms, and returns it."""
    modules = atoms // ATOMS_PER_MODULE
    for number in range(modules):
        file = module_path(root, number)
        if number % MODULES_PER_PACKAGE == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
            (file.parent / "__init__.py").write_text("")
        file.write_text(module_text(number, modules))
    return root


def module_path(root: Path, number: int) -> Path:
    """The file of a module."""
    return root / f"package_{number // MODULES_PER_PACKAGE}" / f"module_{number}.py"


def module_text(number: int, modules: int, note: str = "unchanged") -> str:
    """The source of a module; `note` is part of the first function's name and body."""
    hub = number // 100 * 100
    near = (number + 1) % modules
    lines = [
        f"from package_{hub // MODULES_PER_PACKAGE}.module_{hub} import function_{hub}_1 as from_hub",
        f"from package_{near // MODULES_PER_PACKAGE}.module_{near} import function_{near}_1 as from_near",
        "",
        "",
        f"def function_{number}_{note}(value):",
        f"    return value, {note!r}",
    ]
    for function in range(1, ATOMS_PER_MODULE - 1):
        before = f"function_{number}_{function - 1 if function > 1 else note}"
        lines += [
            "",
            "",
            f"def function_{number}_{function}(value, factor={function}):",
            f'    """Step {function} of module {number}."""',
            f"    found = {before}(value)",
            f"    if found and factor > {function}:",
            f"        return {'from_hub' if function % 2 else 'from_near'}(found)",
            "    return found",
        ]
    return "\n".join(lines) + "\n"
