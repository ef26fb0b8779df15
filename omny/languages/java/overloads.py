"""What the types of Java convert to, by which a call means one of several functions of a name (see `arguments`).

Source: 15.12.2 of the Java Language Specification.
"""

from __future__ import annotations

import re

from omny.languages.overloads import (
    ARRAY,
    ARRAYS,
    FUNCTION,
    HOLDER,
    MAYBE,
    NEVER,
    NULL,
    OTHER,
    VARIABLE,
    Conversions,
    number,
)

_WIDER = {
    "byte": ("short", "int", "long", "float", "double"),
    "short": ("int", "long", "float", "double"),
    "char": ("int", "long", "float", "double"),
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "double": (),
    "boolean": (),
}
_BOXES = {word: {"char": "Character", "int": "Integer"}.get(word, word.capitalize()) for word in _WIDER}
_OF_ALL = ("Comparable", "Serializable", "Constable", "Object")
_BASES = {
    "String": ("CharSequence", *_OF_ALL),
    "Class": ("Type", "GenericDeclaration", "AnnotatedElement", "Serializable", "Object"),
    "Object": (),
    "Number": ("Serializable", "Object"),
    "CharSequence": ("Object",),
    **{box: _OF_ALL if word in ("char", "boolean") else ("Number", *_OF_ALL) for word, box in _BOXES.items()},
}
_BOXED, _LAST = 10, 50  # costs that come after others

_CLOSED = dict.fromkeys((*_WIDER, *_BOXES.values(), "String"), NEVER)
_OF_FUNCTIONS = {**dict.fromkeys((*_WIDER, *_BASES, "Serializable"), NEVER), ARRAY: NEVER, OTHER: MAYBE}
_ROWS = {
    NULL: {**dict.fromkeys(_WIDER, NEVER), OTHER: MAYBE},
    FUNCTION: _OF_FUNCTIONS,
    HOLDER: _OF_FUNCTIONS,  # no text and no number either
    ARRAY: {**number(("Cloneable", "Serializable", "Object"), _LAST), VARIABLE: MAYBE, OTHER: NEVER},
    OTHER: {**_CLOSED, ARRAY: NEVER, "Object": _LAST, OTHER: MAYBE},
    **{word: {**number(bases), VARIABLE: MAYBE, OTHER: NEVER} for word, bases in _BASES.items()},
}
for _word, _box in _BOXES.items():
    _bases = number((_box, *_BASES[_box]), _BOXED)
    _ROWS[_word] = {**number(_WIDER[_word]), **_bases, VARIABLE: _LAST, OTHER: NEVER}
    _ROWS[_box] = {**_ROWS[_box], **number((_word, *_WIDER[_word]), _BOXED)}

CONVERSIONS = Conversions(_ROWS, (ARRAYS, (re.compile(r"[A-Z][0-9A-Z]?$"), VARIABLE)), frozenset(_WIDER))
