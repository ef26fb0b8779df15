(parameter_declaration) @define.variable
(variable_declaration) @define.variable
(resource_declaration) @define.resource
(module_declaration) @define.module
(output_declaration) @define.output
(type_declaration) @define.type
(user_defined_function) @define.function
(parameter_declaration . (identifier) @name)
(variable_declaration . (identifier) @name)
(resource_declaration . (identifier) @name)
(module_declaration . (identifier) @name)
(output_declaration . (identifier) @name)
(type_declaration . (identifier) @name)
(user_defined_function name: (identifier) @name)
(user_defined_function (parameters) @parameters)
(user_defined_function returns: (_) @returns)
(parameter) @bind
(parameter . (identifier) @bind.name)
(call_expression function: (_) @call)
(comment) @comment
[(ternary_expression) (if_statement) (for_statement)] @branch
