"""The files of a small project as a model, and as text: the same functions, classes, imports and calls in Python,
JavaScript and TypeScript. `tests/support/projects.py` makes trees of them, and edits those."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import basename, dirname, relpath, splitext

METHODS = ("run", "stop", "name")

BROKEN_INSIDE = {"python": "def (:\n    x = = 1\n", "javascript": "function ( {\n", "typescript": "function ( {\n"}
BROKEN_WHOLE = {"python": ")) = (( :\n", "javascript": ")) = (( }\n", "typescript": ")) = (( }\n"}

Call = tuple[str, str, str]  # how, and what is named


@dataclass
class Import:
    """A name, a module or everything (`*`) of another file, under an alias."""

    target: str  # path
    name: str  # "" for the module itself
    alias: str = ""
    how: int = 0  # which of the ways to name the file
    exported: bool = False


@dataclass
class Function:
    name: str
    calls: list[Call] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)  # names of classes, which are the types
    returns: str = ""
    number: int = 0


@dataclass
class Class:
    name: str
    bases: list[str] = field(default_factory=list)
    methods: list[Function] = field(default_factory=list)


@dataclass
class File:
    imports: list[Import] = field(default_factory=list)
    definitions: list[Function | Class] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)  # of the module itself
    broken: str = ""  # "", "inside", "whole"
    cut: float = 1.0  # the share that was written when somebody looked
    is_empty: bool = False
    has_crlf: bool = False
    has_bom: bool = False

    def functions(self) -> list[Function]:
        """All of them, methods included."""
        found: list[Function] = []
        for definition in self.definitions:
            found += definition.methods if isinstance(definition, Class) else [definition]
        return found


def rendered(language: str, path: str, file: File) -> bytes:
    """The bytes of a file."""
    if file.is_empty:
        text = ""
    elif file.broken == "whole":
        text = BROKEN_WHOLE[language]
    else:
        text = (_python if language == "python" else _javascript)(path, file, language)
        text += BROKEN_INSIDE[language] if file.broken else ""
    if file.has_crlf:
        text = text.replace("\n", "\r\n")
    content = (b"\xef\xbb\xbf" if file.has_bom else b"") + text.encode()
    return content[: int(len(content) * file.cut)]


def _python(path: str, file: File, _: str) -> str:
    lines = [_python_import(path, each) for each in file.imports]
    for definition in file.definitions:
        if isinstance(definition, Class):
            lines.append(f"class {definition.name}({', '.join(definition.bases)}):")
            lines += [f"    {line}" for method in definition.methods for line in _python_function(method, ["self"])]
            lines.append("    kind = 1")
        else:
            lines += _python_function(definition, [])
    return "\n".join([*lines, *(_expression(call, "self") for call in file.calls), ""])


def _python_function(function: Function, first: list[str]) -> list[str]:
    parameters = ", ".join([*first, *(f"p{i}: {name}" for i, name in enumerate(function.parameters))])
    returns = f" -> {function.returns}" if function.returns else ""
    lines = [f"def {function.name}({parameters}){returns}:"]
    lines += [f"    {_expression(call, 'self')}" for call in function.calls]
    lines += [f"    p{i}.{METHODS[0]}()" for i in range(len(function.parameters))]
    return [*lines, f"    return {_value(function, '')}"]


def _value(function: Function, new: str) -> str:
    return f"{new}{function.returns}()" if function.returns else str(function.number)


def _expression(call: Call, receiver: str, new: str = "") -> str:
    how, what, more = call
    match how:
        case "self":
            return f"{receiver}.{what}()"
        case "super":
            return f"super().{what}()" if receiver == "self" else f"super.{what}()"
        case "method":
            return f"{new}{what}().{more}()"
        case "module":
            return f"{what}.{more}()"
        case "pass":
            return f"print({what})"
        case "local":
            return f"{'var ' if new else ''}v = {new}{what}(); v.{more}()"
        case _:
            return f"{what}()"


def _python_import(path: str, each: Import) -> str:
    module = splitext(each.target)[0].removesuffix("/__init__").replace("/", ".")
    if each.how % 2:
        steps = relpath(splitext(each.target)[0].removesuffix("/__init__"), dirname(path) or ".").split("/")
        ups = steps.count("..")
        module = "." * (ups + 1) + ".".join(step for step in steps if step not in ("..", "."))
    alias = f" as {each.alias}" if each.alias else ""
    if not each.name:
        return f"import {module.strip('.') or 'pkg'}{alias}"
    return f"from {module} import {each.name}{alias if each.name != '*' else ''}"


def _javascript(path: str, file: File, language: str) -> str:
    is_typed = language == "typescript" and not path.endswith(".js")
    lines = [_javascript_import(path, each) for each in file.imports]
    for number, definition in enumerate(file.definitions):
        if isinstance(definition, Class):
            extends = f" extends {definition.bases[0]}" if definition.bases else ""
            lines.append(f"export class {definition.name}{extends} {{")
            lines += [
                f"  {line}" for method in definition.methods for line in _javascript_function(method, "", is_typed)
            ]
            lines.append("}")
        elif number % 3 == 2:
            lines += _javascript_function(definition, f"export const {definition.name} = ", is_typed)
        else:
            lines += _javascript_function(definition, "export function ", is_typed)
    return "\n".join([*lines, *(_expression(call, "this", "new ") for call in file.calls), ""])


def _javascript_function(function: Function, head: str, is_typed: bool) -> list[str]:
    parameters = [f"p{i}: {name}" if is_typed else f"p{i}" for i, name in enumerate(function.parameters)]
    returns = f": {function.returns}" if function.returns and is_typed else ""
    if head.endswith("= "):
        lines = [f"{head}({', '.join(parameters)}){returns} => {{"]
    else:
        lines = [f"{head}{function.name}({', '.join(parameters)}){returns} {{"]
    lines += [f"  {_expression(call, 'this', 'new ')};" for call in function.calls]
    lines += [f"  p{i}.{METHODS[0]}();" for i in range(len(parameters))]
    return [*lines, f"  return {_value(function, 'new ')};", "}"]


def _javascript_import(path: str, each: Import) -> str:
    stem = splitext(each.target)[0]
    spec = relpath(stem, dirname(path) or ".")
    spec = spec if spec.startswith(".") else f"./{spec}"
    match each.how % 5:
        case 1:
            spec = f"{spec}{splitext(each.target)[1]}"
        case 2:
            spec = spec.removesuffix("/index")
        case 3:
            spec = f"@/{stem}"
        case 4:
            spec = f"#{basename(stem)}"
    if each.name == "*":
        return f'export * from "{spec}";'
    if not each.name:
        alias = each.alias or "module"
        return f'const {alias} = require("{spec}");' if each.how % 2 else f'import * as {alias} from "{spec}";'
    name = f"{each.name} as {each.alias}" if each.alias else each.name
    return f'{"export" if each.exported else "import"} {{ {name} }} from "{spec}";'
