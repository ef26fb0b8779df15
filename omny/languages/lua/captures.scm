; What the walk of a Lua file looks at; the vocabulary is that of omny/extract/generic_walk.py.

(function_declaration) @define.function
(function_declaration parameters: (parameters) @parameters)
(function_definition) @define.function
(function_definition parameters: (parameters) @parameters)

(assignment_statement) @bind
(variable_declaration) @bind
(for_generic_clause) @bind
(for_numeric_clause) @bind

[(do_statement) (while_statement) (for_statement) (repeat_statement)] @scope
[(if_statement) (elseif_statement) (else_statement) (table_constructor)] @scope
(return_statement) @return

(function_call name: (identifier)) @invoke
(function_call name: (dot_index_expression) @call)
(function_call name: (method_index_expression) @call)
(function_call name: (parenthesized_expression) @call)
(function_call name: (function_call) @call)
(arguments [(identifier) (dot_index_expression)] @pass)
(field value: (identifier) @pass)

(comment) @comment
[(if_statement) (elseif_statement) (while_statement) (for_statement) (repeat_statement)] @branch
