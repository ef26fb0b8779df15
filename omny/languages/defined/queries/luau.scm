(function_declaration) @define.function
(function_declaration name: (identifier) @name)
(function_declaration name: (dot_index_expression field: (identifier) @name))
(function_declaration name: (dot_index_expression table: (_) @on))
(function_declaration name: (method_index_expression method: (identifier) @name))
(function_declaration name: (method_index_expression table: (_) @on))
(function_declaration parameters: (parameters) @parameters)
(type_definition) @define.type
(type_definition name: (identifier) @name)

[(block) (function_definition)] @scope
(parameters) @bind
(parameters (parameter . (identifier) @bind.name))
(block local_declaration: (variable_declaration) @bind)
(variable_declaration (assignment_statement (variable_list name: (identifier) @bind.name)))

(function_call name: [(identifier) (dot_index_expression) (method_index_expression)] @call)

(comment) @comment
[(if_statement) (elseif_statement) (for_statement) (while_statement) (repeat_statement)] @branch
