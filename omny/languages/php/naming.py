"""The names of PHP ("List of Keywords" and "List of other reserved words" of the PHP manual)."""

from __future__ import annotations

from omny.languages.facets.naming import Naming

NAMING = Naming(
    title="PHP",
    reserved=frozenset(
        """
        __halt_compiler abstract and array as break callable case catch class clone const continue declare default die
        do echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit extends final finally
        fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list
        match namespace new or print private protected public readonly require require_once return static switch throw
        trait try unset use var while xor yield self parent true false null int float bool string iterable object mixed
        never void
        """.split()  # noqa: SIM905
    ),
    fixed="__.*",
    stub="function {name}() {{}}\n",
    inside=rb"\w\x80-\xff",
    constructor="__construct",
    ignores_case=True,
)
