((call target: (identifier) @_word) @define.module (#match? @_word "^(defmodule|defimpl)$"))
((call target: (identifier) @_word) @define.protocol (#eq? @_word "defprotocol"))
((call target: (identifier) @_word (arguments (alias) @name)) (#match? @_word "^(defmodule|defimpl|defprotocol)$"))

((call target: (identifier) @_word) @define.function (#match? @_word "^defp?$"))
((call target: (identifier) @_word) @define.macro (#match? @_word "^def(macrop?|guardp?)$"))
((call target: (identifier) @_word (arguments (call target: (identifier) @name)))
  (#match? @_word "^def(p|macrop?|guardp?)?$"))
((call target: (identifier) @_word (arguments (binary_operator left: (call target: (identifier) @name))))
  (#match? @_word "^def(p|macrop?|guardp?)?$"))
((call target: (identifier) @_word (arguments (identifier) @name))
  (#match? @_word "^def(p|macrop?|guardp?)?$"))
((call target: (identifier) @_word (arguments (call (arguments) @parameters)))
  (#match? @_word "^def(p|macrop?|guardp?)?$"))
((call target: (identifier) @_word (arguments (binary_operator left: (call (arguments) @parameters))))
  (#match? @_word "^def(p|macrop?|guardp?)?$"))

; The head of a definition and a specification look like calls.
((call target: (identifier) @_word (arguments (call) @skip)) (#match? @_word "^def"))
((call target: (identifier) @_word (arguments (binary_operator left: (call) @skip))) (#match? @_word "^def"))
((unary_operator operand: (call target: (identifier) @_word)) @skip (#match? @_word "^(spec|type|typep|callback|opaque)$"))

((call target: (identifier) @invoke)
  (#match? @invoke "^(?!(def[a-z]*|use|import|alias|require|quote|unquote|if|unless|case|cond|with|for|doc|moduledoc|spec)$)"))
(call target: (dot right: (identifier)) @invoke)

((unary_operator operand: (call target: (identifier) @_word (arguments (string) @doc))) (#eq? @_word "moduledoc"))
((unary_operator operand: (call target: (identifier) @_word (arguments (string) @note))) (#eq? @_word "doc"))

(comment) @comment
((call target: (identifier) @_word) @branch (#match? @_word "^(if|unless|case|cond|with|for)$"))
