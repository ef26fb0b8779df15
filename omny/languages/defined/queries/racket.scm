((list . (symbol) @_word (list)) @define.function (#eq? @_word "define"))
((list . (symbol) @_word) @define.value (#eq? @_word "define"))
((list . (symbol) @_word) @define.macro (#match? @_word "^define-syntax"))
((list . (symbol) @_word) @define.struct (#match? @_word "^(struct|define-struct|define-record-type)$"))
((list . (symbol) @_word (symbol) @name) (#match? @_word "^(define|define-syntax[a-z-]*|struct|define-struct|define-record-type)$"))
((list . (symbol) @_word (list . (symbol) @name)) (#match? @_word "^(define|define-syntax[a-z-]*)$"))
((list . (symbol) @_word (list) @parameters) (#eq? @_word "define"))

; What `let` binds, fields and patterns have the form of calls.
((list . (symbol) @_word (list) @skip) (#match? @_word "^(struct|define-struct|define-record-type|define-syntax[a-z-]*)$"))
((list . (symbol) @_word) @scope (#match? @_word "^(let|let[*]|letrec|lambda)$"))
((list . (symbol) @_word (list . (list)) @bind) (#match? @_word "^(let|let[*]|letrec)$"))
((list . (symbol) @_word (list (list . (symbol) @bind.name))) (#match? @_word "^(let|let[*]|letrec)$"))
((list . (symbol) @_word (list . (list . (symbol) @fresh))) (#match? @_word "^(let|let[*]|letrec)$"))
((list . (symbol) @_word (list . (list) (list . (symbol) @fresh))) (#match? @_word "^(let|let[*]|letrec)$"))

((list . (symbol) @invoke)
  (#match? @invoke "^(?!(define[a-z-]*|struct|let[*]?|letrec|lambda|if|cond|case|begin|set!|quote|and|or|when|unless|else|syntax-rules)$)"))

[(comment) (block_comment)] @comment
((list . (symbol) @_word) @branch (#match? @_word "^(if|cond|case|when|unless)$"))
