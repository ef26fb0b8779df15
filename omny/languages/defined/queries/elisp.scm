(function_definition) @define.function
(macro_definition) @define.macro
(function_definition name: (symbol) @name)
(macro_definition name: (symbol) @name)
(function_definition parameters: (list) @parameters)
(function_definition docstring: (string) @doc)
(macro_definition docstring: (string) @doc)
(special_form "defvar") @define.variable
(special_form "defconst") @define.constant
(special_form ["defvar" "defconst"] (symbol) @name)
((list . (symbol) @_word) @define.variable (#match? @_word "^(defcustom|defgroup|defface)$"))
((list . (symbol) @_word) @define.function (#match? @_word "^(define-[a-z-]+|cl-def(un|method|generic)|defalias)$"))
((list . (symbol) @_word (symbol) @name)
  (#match? @_word "^(defcustom|defgroup|defface|define-[a-z-]+|cl-def(un|method|generic)|defalias)$"))

; What `let` binds and the parameters have the form of calls.
(function_definition parameters: (list) @skip)
(special_form ["let" "let*"] (list . (list . (symbol) @fresh)))
(special_form ["let" "let*"] (list . (list) (list . (symbol) @fresh)))
((list . (symbol) @invoke) (#match? @invoke "^(?!(require|provide|def[a-z-]*|define-[a-z-]*)$)"))

(comment) @comment
(special_form ["if" "cond" "while"]) @branch
