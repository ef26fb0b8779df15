(extra_defs ["defn" "defn-"]) @define.function
(extra_defs "defmacro") @define.macro
(extra_defs name: (symbol) @name)
(extra_defs metadata: (metadata (str_literal) @doc))
(extra_defs parameters: (parameters) @parameters)
(source_file (def) @define.constant)
(source_file (var) @define.variable)
(def name: (symbol) @name)
(var name: (symbol) @name)

(extra_defs parameters: (parameters) @bind)
(parameters parameter: (symbol) @bind.name)
((tuple . (symbol) @_word) @scope (#match? @_word "^(let|fn|loop|each|for)$"))
((tuple . (symbol) @_word (sqr_tuple) @bind) (#match? @_word "^(let|fn|loop|if-let|when-let)$"))
(sqr_tuple item: (symbol) @bind.name)

((tuple . (symbol) @invoke) (#match? @invoke "^(?!(let|fn|loop|each|for|import|use|when|cond|case|try)$)"))

(line_comment) @comment
[(if)] @branch
