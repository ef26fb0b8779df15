(struct_declaration) @define.struct
(function_declaration) @define.function
(global_variable_declaration) @define.variable
(global_constant_declaration) @define.constant
(type_alias_declaration) @define.type
(struct_declaration name: (identifier) @name)
(function_declaration name: (identifier) @name)
(global_variable_declaration (variable_declaration (variable_identifier_declaration name: (identifier) @name)))
(global_constant_declaration (identifier) @name)
(type_alias_declaration (identifier) @name)
(function_declaration parameters: (parameter_list) @parameters)

(compound_statement) @scope
(parameter) @bind
(parameter (variable_identifier_declaration name: (identifier) @bind.name))
(variable_statement) @bind
(variable_statement . (identifier) @bind.name)

(type_constructor_or_function_call_expression (type_declaration (identifier) @call))

[(line_comment) (block_comment)] @comment
[(if_statement) (for_statement) (while_statement) (loop_statement) (switch_body)] @branch
