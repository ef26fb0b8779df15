(function_definition) @define.function
(function_definition name: (_) @name)
(command name: (word) @call)
(comment) @comment
[(if_statement) (else_if_clause) (for_statement) (while_statement) (case_clause)] @branch
