(class_declaration) @define.class
(interface_declaration) @define.interface
(typedef_declaration) @define.type
(function_declaration) @define.function
(class_declaration body: (block (variable_declaration) @define.variable))
(class_declaration name: (identifier) @name)
(interface_declaration name: (identifier) @name)
(typedef_declaration name: (identifier) @name)
(function_declaration name: (_) @name)
(class_declaration body: (block (variable_declaration name: (identifier) @name)))
(class_declaration super_class_name: (_) @base)
(class_declaration interface_name: (_) @base)
(function_declaration return_type: (_) @returns)

(function_arg) @bind
(function_arg name: (identifier) @bind.name)
(function_declaration body: (block (variable_declaration) @bind))
(variable_declaration name: (identifier) @bind.name)

(call_expression object: [(identifier) (member_expression)] @call)
(call_expression constructor: (_) @call)

(comment) @comment
[(conditional_statement) (case_statement)] @branch
