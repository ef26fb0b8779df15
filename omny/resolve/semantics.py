"""The meaning that a language gives to calling, iterating, entering, attribute access and exporting.

Resolution has one set of steps for all languages. `Semantics` holds the members and the rules by which one language
takes these steps. Each default suits a language that does not have the feature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto

import msgspec

from omny.resolve.file_routes import Asks, FileRoute
from omny.resolve.order import merge
from omny.resolve.values import Defined

Order = Callable[[Defined, list[list[Defined]], list[Defined]], list[Defined]]
"""From a class, the orders of its bases, and its bases to the order in which attributes of the class are looked up."""


def pair_nothing(parameters: list[str], words: list[str]) -> list[tuple[str, str]]:
    """No types."""
    return []


class FunctionAttribute(Enum):
    """The meaning of an attribute that every function has."""

    CALLS = auto()  # a call of the attribute calls the function
    RUNS = auto()  # the same of functions alone, and not of classes
    RETURNS = auto()  # a call of the attribute returns the function
    PROTOTYPE = auto()  # of a class: an object of it


class Semantics(msgspec.Struct, frozen=True, kw_only=True):
    """One language's meaning of the steps of a chain. An empty name means that the language has no such member."""

    constructor: str = ""
    """The member that constructing an object calls."""

    call: str = ""
    """The member that calling an object calls."""

    iteration: str = ""
    """The member that gives the iterator of an object."""

    subscription: str = ""
    """The member that gives an element of an object."""

    item_members: frozenset[str] = frozenset()
    """The members of collections of the language itself that return one of the items."""

    container_members: frozenset[str] = frozenset()
    """The members of such collections that return the items, or some of them, as another collection."""

    item_properties: frozenset[str] = frozenset()
    """The properties of such collections that are one of the items, as names in chains, in a language with labels."""

    container_properties: frozenset[str] = frozenset()
    """The properties of such collections that are the items as another collection, in a language with labels."""

    held_members: Mapping[str, Mapping[str, str]] = {}
    """In a language without `has_arity`: by mark (`omny.extract.scopes.join`) the members of what holds values, each
    with the chain that a call gives, before that of the item; "?" for one that gives none. With "" each other member is
    one of the items."""

    held_callbacks: Mapping[str, Mapping[str, str]] = {}
    """By mark the members of what holds values that call the function that they are given first, each with the places
    of its parameters that are one of the values."""

    has_generic_classes: bool = False
    """Whether a subscript of a class is the class, with arguments for its type parameters."""

    delegate: str = ""
    """The name under which a class has the value that its objects ask for members which they lack."""

    entering: frozenset[str] = frozenset()
    """The members that enter a context manager. A generator function can be made into one."""

    object_class: str = ""
    """The attribute of an object that is its class."""

    function_attributes: Mapping[str, FunctionAttribute] = {}
    """The attributes of every function and class."""

    syntax_calls: frozenset[str] = frozenset()
    """Texts that are called and name no function."""

    order: Order = merge
    """The order of a class and its bases."""

    sees_companions: bool = False
    """Whether a class also has the members of an object of its name, where a language with `companion` defines it."""

    companion: str = ""
    """The member of a class that holds what the class itself has and its objects do not have, in a language where that
    is inherited and extended apart. Otherwise such a class has only the types in it and constants."""

    has_separate_statics: bool = False
    """Whether a class has members that its objects do not have."""

    export_mark: str = ""
    """The mark of an exported name in a surface; empty where every bound name can be imported."""

    default_export: str = ""
    """The name under which a module as a whole is a value to its importers."""

    has_module_values: bool = False
    """Whether a name that a module does not export can be an attribute of the value that the module is."""

    has_exclusive_stars: bool = False
    """Whether a name that two whole re-exports bind to different definitions is exported by neither; otherwise the
    last one counts."""

    binds_stars: bool = False
    """Whether importing a whole module binds its names in the importing file, too."""

    has_units: bool = False
    """Whether modules are no files: a name can be found in any file of a package or namespace. See `UnitRules`."""

    has_open_types: bool = False
    """Whether each type can have members in other files of its package."""

    names_extended_types: bool = False
    """Whether a file that adds members to a type says by a name of its own which type it means."""

    has_namespaces: bool = False
    """Whether a part of a qualified name can be a namespace, which is defined nowhere."""

    sees_outer_namespaces: bool = False
    """Whether code in a namespace sees the names of the namespaces around it, and those of none."""

    global_ending: str = ""
    """The ending of names that are also looked up in no namespace where the namespace of the code lacks them."""

    fold: Callable[[str], str] | None = None
    """The form of a name in the keys of a surface; None in a language where names that differ in case differ."""

    has_declarations: bool = False
    """Whether files declare what other files define, and functions are chosen by the arguments of a call: `/2`."""

    indirection: str = ""
    """The member that gives the object to which an object that acts as a pointer points."""

    has_arity: bool = False
    """Whether the names of functions end with their number of parameters."""

    applied: str = ""
    """The member that a call of a value calls, in a language with `has_arity` where functions and values have names
    alike: `f/1` can mean `f apply/1`. A name that ends with `/-` is one that is used without brackets there."""

    operator_mark: str = ""
    """The beginning of the names of operators. Many are the language's own, so one that is not found is not listed."""

    has_extensions: bool = False
    """Whether functions outside of a type can be called as its members: see `::+name` in `omny.model.surfaces`."""

    imports_extensions: bool = False
    """Whether a file sees only those of its package and those that it imports: see `omny.resolve.extensions`."""

    makes_by_name: bool = False
    """Whether a call of a type's name, which ends with the number of arguments, makes an object; and a call of an
    object calls a member of it."""

    list_getters: Callable[[str], tuple[str, ...]] | None = None
    """The methods of an object that a read of an attribute calls which the object does not have."""

    has_labels: bool = False
    """Whether the labels of the arguments, too, are a part of a function's name: `choose_overloads` decides of each
    function of a plain name whether a call can mean it."""

    pair_types: Callable[[list[str], list[str]], list[tuple[str, str]]] = pair_nothing
    """From the parameters of a function and the arguments of a call to the types that both name, in pairs."""

    outer_types: Mapping[str, tuple[str, ...]] = {}
    """The types outside of any tree that a type outside of any tree inherits from. Members that files of the tree add
    to them are members of it. Only in a language in which files name the types that they add members to."""

    container_types: Mapping[str, str] = {}
    """By its mark (`omny.extract.scopes.join`), the type that something which holds values is."""

    part_members: Mapping[str, str] = {}
    """The members of a tuple, or of an entry of a map, each with its place there."""

    has_entries: bool = False
    """Whether iterating a map gives entries: pairs of a key and a value."""

    entry_members: frozenset[str] = frozenset()
    """The properties of a map that are its entries."""

    calls_values: bool = False
    """Whether a member that holds a function is called as a function is, in a language with `has_arity`."""

    choose_overloads: Callable[[list[list[str]], list[str]], list[int]] | None = None
    """From the types of the parameters of functions with one name, and those of the arguments of a call, to the indexes
    of the functions that the call can mean."""

    give_same: Callable[[list[list[str]]], bool] | None = None
    """Whether functions with these parameters, in a language with `has_labels`, have one result: what a call of them
    gives is known then, although nobody knows which of them it calls."""

    are_twins: Callable[[list[list[str]]], bool] | None = None
    """Whether functions with these parameters are one function in several builds. Of others that fit a call equally, it
    calls one that nobody knows, and has no edge."""

    most_equal: int = 0
    """The number of functions among which the types of the arguments may leave the choice; a call with more of them has
    no edge. 0: any number."""

    type_words: Mapping[str, str] = {}
    """The words for types outside the tree, as parameters have them, that differ from the names of these."""

    closed_types: Mapping[str, frozenset[str]] = {}
    """Types of the language itself whose bases are known, for `omny.resolve.signatures`: each with all of its bases."""

    scalar_types: frozenset[str] = frozenset()
    """Those of them that no class of a tree and nothing that holds values is."""

    open_types: frozenset[str] = frozenset()
    """Types of the language itself that each value is of."""

    plain_bases: frozenset[str] = frozenset()
    """Bases outside of any tree that give a class no further type."""

    structural_base: str = ""
    """The base of classes that stand for all objects with their members."""

    calls_construct: bool = True
    """Whether a call of a class makes an object; otherwise it converts a value, and calls nothing."""

    list_file_routes: Callable[[str, Asks], list[FileRoute]] | None = None
    """The routes that a file is by its path, for what it exports; `omny/resolve/file_routes.py`."""

    submodule_separator: str = ""
    """The text between a package and a module of it in a specifier; empty where importing a name from a module never
    imports a module below it."""
