(function_definition) @define.function
(function_definition (function_declaration name: (_) @name))
(function_definition (function_declaration parameters: (parameters) @parameters))
(command_statement) @define.macro
(command_statement name: (command_name) @name)
(script_file (let_statement . [(identifier) (scoped_identifier)]) @define.variable)
(script_file (let_statement . [(identifier) (scoped_identifier)] @name))

(call_expression function: [(identifier) (scoped_identifier)] @call)

(comment) @comment
[(if_statement) (elseif_statement) (for_loop) (while_loop) (catch_statement)] @branch
