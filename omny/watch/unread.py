"""Endings of source files in languages that Omny does not read yet, so that it can report what it leaves out."""

from __future__ import annotations

UNREAD: dict[str, str] = {
    ending: language
    for language, endings in {
        "Ada": "adb ads", "Apex": "cls trigger", "Assembly": "asm s", "Awk": "awk",
        "Fish": "fish", "C++": "cc cpp cxx hh hpp hxx ipp tpp",
        "Clojure": "clj cljs cljc", "COBOL": "cob cbl", "CoffeeScript": "coffee", "Crystal": "cr", "CUDA": "cu cuh",
        "D": "d", "Dart": "dart", "Elm": "elm", "Erlang": "erl hrl", "F#": "fs fsi fsx",
        "Fortran": "f f77 f90 f95 f03 f08", "GDScript": "gd", "Gleam": "gleam", "GLSL": "glsl vert frag",
        "GraphQL": "graphql gql", "Groovy": "groovy gradle", "Haskell": "hs lhs",
        "Julia": "jl", "Lisp": "lisp cl el", "Luau": "luau", "MDX": "mdx",
        "Nim": "nim", "Nix": "nix", "Objective-C": "m mm", "OCaml": "ml mli", "Pascal": "pas pp", "Perl": "pl pm t",
        "PowerShell": "ps1 psm1", "Prolog": "pro", "Protobuf": "proto", "PureScript": "purs",
        "Cython": "pyx pxd pxi", "R": "r rmd", "Racket": "rkt", "Reason": "re rei",
        "ReScript": "res resi", "Scala": "scala sc", "Scheme": "scm ss",
        "SQL": "sql", "Tcl": "tcl", "Thrift": "thrift",
        "V": "v", "Verilog": "sv svh", "VHDL": "vhd vhdl", "Visual Basic": "vb vbs bas",
        "WebAssembly": "wat",
    }.items()
    for ending in endings.split()
}  # fmt: skip
"""The language, by ending in lower case without its dot."""
