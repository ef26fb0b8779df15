"""The names of C# ("Keywords" of the C# language specification)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="C#",
    reserved=frozenset(
        """
        abstract as base bool break byte case catch char checked class const continue decimal default delegate do double
        else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal
        is lock long namespace new null object operator out override params private protected public readonly ref return
        sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked
        unsafe ushort using virtual void volatile while
        """.split()  # noqa: SIM905
    ),
    fixed="Main|GetEnumerator|MoveNext|GetAwaiter|Deconstruct",
    stub="// {name}\n",
    inside=rb"\w\x80-\xff",
)
