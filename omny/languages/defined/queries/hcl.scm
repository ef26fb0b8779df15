((config_file (body (block (identifier) @_word) @define.resource)) (#eq? @_word "resource"))
((config_file (body (block (identifier) @_word) @define.data)) (#eq? @_word "data"))
((config_file (body (block (identifier) @_word) @define.module)) (#eq? @_word "module"))
((config_file (body (block (identifier) @_word) @define.output)) (#eq? @_word "output"))
((config_file (body (block (identifier) @_word) @define.provider)) (#eq? @_word "provider"))
((config_file (body (block (identifier) @_word) @define.variable)) (#eq? @_word "variable"))
(config_file (body (block) @define.value))
((config_file (body (block (identifier) @name))) (#match? @name "^(?!resource$)"))
(config_file (body (block (string_lit) @name)))

((config_file (body (block (identifier) @_word (body (attribute) @define.value)))) (#eq? @_word "locals"))
((config_file (body (block (identifier) @_word (body (attribute (identifier) @name))))) (#eq? @_word "locals"))

(function_call (identifier) @call)

(comment) @comment
[(conditional) (for_expr)] @branch
