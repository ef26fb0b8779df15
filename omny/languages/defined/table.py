"""The defined languages, a row for each."""

from __future__ import annotations

from typing import NamedTuple

_WORD = r"[^\W\d]\w*[?!']*"
_LISP = r"[A-Za-z_][\w<>=+!?*.'-]*"


class Row(NamedTuple):
    """What a language is. Its query is `queries/NAME.scm`."""

    name: str
    title: str
    files: str
    """Endings of its files, and whole names of files, in lower case."""

    wheel: str = ""
    pack: str = ""
    bundle: str = ""
    """The sources of its grammar, in this order: see `omny.base.grammars`. A collection with another grammar, which the
    query does not fit, is left out."""

    like: str = ""
    """The language whose query is that of this one, too."""

    receivers: tuple[str, ...] = ()
    """Names by which a method has its object."""

    opaque: bool = False
    """Whether code of a type does not see its members by their bare names."""

    folds: bool = False
    """Whether names that differ in case are one."""

    merges: bool = False
    """Whether functions of one name that follow each other are clauses of one."""

    joins: bool = False
    """Whether a definition has several names, which are joined by dots; otherwise the first one counts."""

    quotes: bool = False
    """Whether a name can stand in quotes."""

    parameter: str = ""
    """The kind of node that is a parameter, where no query can tell a list of parameters from code."""

    names: str = _WORD
    """The pattern of a name."""

    block: str = ""
    """What stands before the name of a block where a block is meant."""

    page: bool = False
    """Whether its files can have script blocks of HTML."""

    between: str = r"\.|::|->"
    """The pattern of what stands between the names of a path; "" in a language without paths."""


TABLE: tuple[Row, ...] = (
    Row("actionscript", "ActionScript", ".as", pack="actionscript", receivers=("this", "super")),
    Row("ada", "Ada", ".adb .ads .ada", pack="ada", folds=True),
    Row("apex", "Apex", ".cls .trigger .apex", pack="apex", folds=True, receivers=("this", "super")),
    Row("arduino", "Arduino", ".ino .pde", pack="arduino", receivers=("this",)),
    Row("bicep", "Bicep", ".bicep", pack="bicep"),
    Row("cairo", "Cairo", ".cairo", pack="cairo", receivers=("self",)),
    Row("capnp", "Cap'n Proto", ".capnp", pack="capnp"),
    Row("clarity", "Clarity", ".clar", pack="clarity", names=_LISP, between=""),
    Row("clojure", "Clojure", ".clj .cljs .cljc .edn", pack="clojure", names=_LISP, between="/"),
    Row("cmake", "CMake", ".cmake cmakelists.txt", pack="cmake", folds=True),
    Row("commonlisp", "Common Lisp", ".lisp .lsp .asd", pack="commonlisp", folds=True, names=_LISP, between=""),
    Row("d", "D", ".d .di", pack="d", receivers=("this", "super")),
    Row("dart", "Dart", ".dart", wheel="tree-sitter-dart 0.1", pack="dart", joins=True, receivers=("this", "super")),
    Row("dockerfile", "Dockerfile", "dockerfile containerfile .dockerfile", "tree-sitter-dockerfile 0.2", "dockerfile"),
    Row("dot", "Graphviz", ".dot .gv", bundle="dot", quotes=True),
    Row("elisp", "Emacs Lisp", ".el", pack="elisp", bundle="elisp", names=_LISP, between=""),
    Row("elixir", "Elixir", ".ex .exs", "tree-sitter-elixir 0.3", "elixir", "elixir", merges=True),
    Row("elm", "Elm", ".elm", pack="elm", bundle="elm", merges=True),
    Row("erlang", "Erlang", ".erl .hrl .escript", pack="erlang", merges=True, quotes=True, between=":"),
    Row("fennel", "Fennel", ".fnl", pack="fennel", names=r"[A-Za-z_][\w<>=+!?*'-]*", between=r"\.|:"),
    Row("fish", "Fish", ".fish", pack="fish", names=_LISP, between=""),
    Row("fixed_fortran", "Fortran in fixed form", ".f .for .f77 .ftn", bundle="fixed_form_fortran", folds=True),
    Row("fortran", "Fortran", ".f90 .f95 .f03 .f08 .f18", pack="fortran", folds=True, between="%"),
    Row("fsharp", "F#", ".fs .fsx", pack="fsharp", receivers=("this",), opaque=True),
    Row("gdscript", "GDScript", ".gd", pack="gdscript", receivers=("self",)),
    Row("gleam", "Gleam", ".gleam", pack="gleam"),
    Row("glsl", "GLSL", ".glsl .vert .frag .geom .comp .tesc .tese", pack="glsl"),
    Row("gn", "GN", ".gn .gni", pack="gn", quotes=True),
    Row("graphql", "GraphQL", ".graphql .gql .graphqls", pack="graphql"),
    Row("groovy", "Groovy", ".groovy .gradle jenkinsfile", pack="groovy"),
    Row("hack", "Hack", ".hack .hck", pack="hack", opaque=True, receivers=("this",)),
    Row("hare", "Hare", ".ha", pack="hare"),
    Row("haskell", "Haskell", ".hs", pack="haskell", merges=True),
    Row("haxe", "Haxe", ".hx", pack="haxe", receivers=("this", "super")),
    Row("hcl", "HCL", ".hcl .tf .tfvars", "tree-sitter-hcl 1.2", "hcl", joins=True, quotes=True),
    Row("hlsl", "HLSL", ".hlsl .hlsli .fx", pack="hlsl", like="glsl"),
    Row("ispc", "ISPC", ".ispc", pack="ispc", like="glsl"),
    Row("janet", "Janet", ".janet", pack="janet", names=_LISP, between="/"),
    Row(
        "jinja",
        "Jinja",
        ".jinja .jinja2 .j2",
        wheel="tree-sitter-jinja-dialects 0.1 language tree_sitter_jinja",
        names=r"[^\W\d]\w*(?:\.[^\W\d]\w*)*",
        between="",
        block="self.",
        page=True,
    ),
    Row("jsonnet", "Jsonnet", ".jsonnet .libsonnet", pack="jsonnet", receivers=("self",)),
    Row("julia", "Julia", ".jl", wheel="tree-sitter-julia 0.23", pack="julia"),
    Row("kconfig", "Kconfig", "kconfig .kconfig", pack="kconfig"),
    Row("llvm", "LLVM", ".ll", pack="llvm"),
    Row("luau", "Luau", ".luau", pack="luau", receivers=("self",), between=r"\.|:"),
    Row("magik", "Magik", ".magik", pack="magik", receivers=("_self",)),
    Row("make", "Make", "makefile gnumakefile .mk .mak", pack="make", bundle="make", names=r"[\w./-]+", between=""),
    Row("meson", "Meson", "meson.build meson_options.txt", pack="meson"),
    Row("nim", "Nim", ".nim .nims .nimble", pack="nim"),
    Row("nix", "Nix", ".nix", wheel="tree-sitter-nix 0.1", pack="nix", quotes=True, names=r"[A-Za-z_][\w'-]*"),
    Row(
        "objc",
        "Objective-C",
        ".m .mm",
        wheel="tree-sitter-objc 3.0",
        pack="objc",
        receivers=("self", "super"),
        opaque=True,
    ),
    Row("ocaml", "OCaml", ".ml", wheel="tree-sitter-ocaml 0.26 language_ocaml", pack="ocaml"),
    Row(
        "ocaml_interface",
        "OCaml interfaces",
        ".mli",
        wheel="tree-sitter-ocaml 0.26 language_ocaml_interface",
        pack="ocaml_interface",
    ),
    Row("odin", "Odin", ".odin", pack="odin"),
    Row("pascal", "Pascal", ".pas .dpr .lpr .dpk", pack="pascal", folds=True, receivers=("self",)),
    Row("perl", "Perl", ".pl .pm .t .psgi", wheel="tree-sitter-perl 2.0", pack="perl"),
    Row("pony", "Pony", ".pony", pack="pony", receivers=("this",)),
    Row(
        "powershell",
        "PowerShell",
        ".ps1 .psm1",
        wheel="tree-sitter-powershell 0.26",
        pack="powershell",
        folds=True,
        opaque=True,
        receivers=("this",),
        names=r"[A-Za-z_][\w-]*",
    ),
    Row("prisma", "Prisma", ".prisma", pack="prisma"),
    Row("proto", "Protocol Buffers", ".proto", pack="proto"),
    Row("puppet", "Puppet", ".pp", pack="puppet", names=r"[A-Za-z_][\w:]*", between=""),
    Row("purescript", "PureScript", ".purs", pack="purescript", merges=True),
    Row("ql", "CodeQL", ".ql .qll", bundle="ql"),
    Row("qml", "QML", ".qml", pack="qmljs"),
    Row("r", "R", ".r .rprofile", pack="r", quotes=True, names=r"[A-Za-z][\w.]*", between=r"::|\$|@"),
    Row("racket", "Racket", ".rkt .rktl", pack="racket", parameter="symbol", names=_LISP, between=""),
    Row("rego", "Rego", ".rego", pack="rego", merges=True),
    Row("scheme", "Scheme", ".scm .ss .sld", pack="scheme", like="racket", parameter="symbol", names=_LISP, between=""),
    Row("scss", "SCSS", ".scss", pack="scss", names=r"[A-Za-z_][\w-]*"),
    Row("smali", "Smali", ".smali", pack="smali"),
    Row("smithy", "Smithy", ".smithy", pack="smithy"),
    Row("solidity", "Solidity", ".sol", "tree-sitter-solidity 1.2", "solidity", receivers=("this", "super")),
    Row("sql", "SQL", ".sql", wheel="tree-sitter-sql 0.3", pack="sql", folds=True, quotes=True),
    Row("squirrel", "Squirrel", ".nut", pack="squirrel", receivers=("this",)),
    Row("starlark", "Starlark", ".bzl .star .bazel build workspace", pack="starlark", quotes=True),
    Row("tablegen", "TableGen", ".td", pack="tablegen"),
    Row("tcl", "Tcl", ".tcl .tm", pack="tcl", names=r"[A-Za-z_][\w-]*"),
    Row("thrift", "Thrift", ".thrift", pack="thrift"),
    Row("verilog", "SystemVerilog", ".sv .svh .v .vh", pack="verilog"),
    Row("vhdl", "VHDL", ".vhd .vhdl", pack="vhdl", folds=True),
    Row("vim", "Vim script", ".vim .vimrc", pack="vim", names=r"[\w:#]+", between=""),
    Row("wat", "WebAssembly text", ".wat .wast", pack="wat", names=r"[$]?[\w.]+", between=""),
    Row("wgsl", "WGSL", ".wgsl", pack="wgsl"),
    Row("zig", "Zig", ".zig", "tree-sitter-zig 1.1", receivers=("self",), quotes=True),
)
"""In the order of their names."""
