[(fn) (lambda)] @define.function
(fn name: (_) @name)
(lambda name: (_) @name)
(fn (parameters) @parameters)
(lambda (parameters) @parameters)
(fn docstring: (string) @doc)
((list . (symbol) @_word) @define.macro (#eq? @_word "macro"))
((list . (symbol) @_word (symbol) @name) (#eq? @_word "macro"))
(global) @define.variable
(global (binding (symbol) @name))
(program (var) @define.variable)
(var (binding (symbol) @name))

(let) @scope
(binding) @bind
(binding (symbol) @bind.name)

((list . [(symbol) (multi_symbol)] @invoke) (#match? @invoke "^(?!(macro|require|import-macros|include)$)"))

(comment) @comment
[(each) (for) (match)] @branch
((list . (symbol) @_word) @branch (#match? @_word "^(if|when|while|case)$"))
